# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the cases about addresses from the network have beside nsrun.bash and network.bash: dnsmasq on
# the peer as the DHCP server or the router of the host's network, radvd as its router.

# serve OPTION...: dnsmasq on the peer's eth0, or $serve_on. Its log is the file $served, its leases
# are in $leases. No server is heard of before it says that it has begun.
serve()
{
	served=$BATS_TEST_TMPDIR/dnsmasq
	leases=$BATS_TEST_TMPDIR/leases
	# -d: it stays, and does not become another user, which a user namespace has none of.
	in_background "$served" ' started, ' "${on_peer[@]}" dnsmasq --conf-file=/dev/null \
		--no-daemon --port=0 --interface="${serve_on:-eth0}" --except-interface=lo \
		--bind-interfaces --no-ping --log-dhcp --dhcp-leasefile="$leases" "$@"
	server=$background
}

# serve_range [OPTION...]: as a DHCP server for 172.16.86.100 to .150.
serve_range() { serve --dhcp-range=172.16.86.100,172.16.86.150,2m "$@"; }

# advertise PREFIX: radvd on the peer's eth0.
advertise()
{
	local file=$BATS_TEST_TMPDIR/radvd

	printf 'interface eth0 { AdvSendAdvert on; prefix %s { }; };\n' "$1" >"$file.conf"
	# It polls its sockets when it has all of them.
	in_background "$file" ' polling for ' "${on_peer[@]}" radvd --nodaemon --debug=1 \
		--logmethod=stderr --config="$file.conf" --pidfile="$file.pid"
	server=$background
}

end_server() { [ -z "${server:-}" ] || put_end "$server"; }

# Of the server's log: how many messages of a sort there were.
count_served() { grep -c "$1(" "$served"; } # DHCPACK, DHCPRELEASE ...

# hide PROGRAM...: nobody on this stage has it any more; show_all in tidy().
hide()
{
	local program path

	for program; do
		path=$(command -v "$program") || continue
		path=$(readlink -f "$path")
		mount --bind /dev/null "$path"
		hidden+=("$path")
	done
}
show_all()
{
	local path

	for path in "${hidden[@]}"; do umount "$path"; done
	hidden=()
}
hidden=()
