# SPDX-License-Identifier: MIT
# --ip dhcp: an address of a real server's, through each of the clients, and its end.
load ../lib/nsrun
load ../lib/network
load ../lib/servers

tidy()
{
	put_end "${tcpdump:-}" "${host_client:-}"
	end_all_runs
	end_server
	show_all
	remove_wire eth7
	umount /var/lib/dhcpcd 2>/dev/null || :
	ip -n peer neigh flush dev eth0
}

use() # CLIENT
{
	case $1 in
	udhcpc) hide dhcpcd ;;
	esac
}

# The command's own view of a lease.
show='ip -4 -o address show dev eth0; ip -4 route; ping -q -n -c 1 -W 10 172.16.86.1 >/dev/null && echo reached'

expect_lease()
{
	expect_stderr ""
	expect_status 0
	[[ $output == *" inet 172.16.86.1"[0-5][0-9]"/24 brd 172.16.86.255 scope global dynamic "* ]]
	[[ $output == *"default via 172.16.86.1 dev eth0 "* ]]
	expect_line reached
}

no_client() { ! pgrep -x 'dhcpcd|udhcpc|nsrun-dhcp' >/dev/null; }

released() { [ "$(count_served DHCPRELEASE)" -eq "$1" ]; }

lease_through() # CLIENT
{
	local resolver

	use "$1"
	serve_range
	resolver=$(md5sum /etc/resolv.conf)
	nsrun --macvlan eth0 --ip dhcp -- sh -c "$show; pgrep -x $1 >/dev/null && echo $1"
	expect_lease
	expect_line "$1"
	wait_until 10 released 1
	[ ! -s "$leases" ]
	no_client
	[ "$(md5sum /etc/resolv.conf)" = "$resolver" ]
}

# covers: --ip P1 P2 P6
@test "dhcpcd: address and default route are usable at the first instruction, and released at the end" {
	lease_through dhcpcd
}

# covers: --ip P1 P2 P6
@test "udhcpc: address and default route are usable at the first instruction, and released at the end" {
	lease_through udhcpc
}

# covers: --ip P5
@test "one gratuitous ARP is heard for the address" {
	local client address

	serve_range
	for client in dhcpcd udhcpc; do
		use $client
		capture arp
		nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --ip dhcp -- \
			sh -c "ip -4 -j address show dev eth0 | jq -r '.[0].addr_info[0].local'"
		expect_status 0
		address=$output
		end_capture
		expect_frames 1 \
			"^02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, .* who-has $address tell $address,"
	done
}

# dnsmasq lends for two minutes at the least, but says when to renew.
# covers: --ip
@test "dhcpcd renews the lease while the run lives" {
	serve_range --dhcp-option=option:T1,2s --dhcp-option=option:T2,3s
	stand one --macvlan eth0 --ip dhcp
	renewed() { [ "$(count_served DHCPACK)" -ge 2 ]; }
	wait_until 20 renewed
	in_run one ping -q -n -c 1 -W 10 172.16.86.1
	end_run one
	wait_until 10 released 1
}

# covers: --ip
@test "udhcpc renews the lease while the run lives, and the address is lent anew" {
	use udhcpc
	serve_range
	stand one --macvlan eth0 --ip dhcp
	lent() { in_run one ip -4 -j address show dev eth0 | jq '.[0].addr_info[0].valid_life_time'; }
	older() { [ "$(lent)" -lt 120 ]; }
	wait_until 20 older
	pkill -USR1 -x udhcpc
	renewed() { [ "$(count_served DHCPACK)" -ge 2 ] && [ "$(lent)" -ge 119 ]; }
	wait_until 20 renewed
	in_run one ping -q -n -c 1 -W 10 172.16.86.1
}

# covers: --ip P2 P7
@test "no server: one line after ten seconds, and nothing is left" {
	local client

	for client in dhcpcd udhcpc; do
		use $client
		nsrun --macvlan eth0 --ip dhcp -- true
		expect_failure "--ip dhcp: macvlan on 'eth0': no server gave an address within 10 s: look for one on that network, or give --ip ADDRESS/LEN"
		no_client
	done
}

# covers: --ip P7
@test "no client: one line" {
	hide dhcpcd udhcpc
	nsrun --macvlan eth0 --ip dhcp -- true
	expect_failure "--ip dhcp: this host has no DHCP client: install dhcpcd or udhcpc"
}

# covers: --ip P6
@test "an address of the host is refused before anybody on the network hears of it" {
	local client

	serve --dhcp-range=172.16.86.250,172.16.86.250,2m
	for client in dhcpcd udhcpc; do
		use $client
		capture arp
		nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --ip dhcp -- true
		# A server tells its own system which MAC address it has lent an address to.
		ip -n peer neigh flush dev eth0
		expect_failure "--ip dhcp: the server offered 172.16.86.250, which is an address of this host: take it out of what the server lends, or give --ip ADDRESS/LEN"
		end_capture
		expect_frames 0 "^02:00:00:00:00:01 .*172.16.86.250"
		no_client
		end_server
		serve --dhcp-range=172.16.86.250,172.16.86.250,2m
	done
}

# covers: --ip P6 P2
@test "the host's own dhcpcd keeps its lease, its files and its address" {
	local files

	add_wire eth7
	serve_on=eth7 serve --dhcp-range=10.7.0.100,10.7.0.150,2m
	mount -t tmpfs -o mode=755 tmpfs /var/lib/dhcpcd
	in_background "$BATS_TEST_TMPDIR/host" 'leased 10.7.0.' \
		dhcpcd -B -4 -f /dev/null -c /bin/true --nodelay --noarp --nodev eth7
	host_client=$background
	has_address() { ip -4 address show dev eth7 | grep -q 'inet 10.7.0.1[0-5][0-9]/24'; }
	wait_until 10 has_address
	files=$(find /run/dhcpcd /var/lib/dhcpcd -type f -exec md5sum {} + | sort)
	nsrun --macvlan eth7 --ip dhcp -- ip -4 -o address show dev eth0
	expect_status 0
	[[ $output == *" inet 10.7.0.1"* ]]
	wait_until 10 released 1
	[ "$(wc -l <"$leases")" -eq 1 ]
	has_address
	is_alive "$host_client"
	[ "$(find /run/dhcpcd /var/lib/dhcpcd -type f -exec md5sum {} + | sort)" = "$files" ]
	put_end "$host_client"
	no_such() { ! pgrep -x dhcpcd >/dev/null; }
	wait_until 10 no_such
	rm -rf /run/dhcpcd
}

# covers: --gateway --ip
@test "the gateway that is given is the default route, and with none there is none" {
	local client

	serve_range
	for client in dhcpcd udhcpc; do
		use $client
		nsrun --macvlan eth0 --ip dhcp --gateway 172.16.86.77 -- ip -4 route show default
		expect_lines "default via 172.16.86.77 dev eth0 onlink"
		nsrun --macvlan eth0 --ip dhcp --gateway none -- ip -4 route show default
		expect_status 0
		expect_output ""
	done
}

# covers: --metric --ip
@test "the metric of the server's default route" {
	local client

	serve_range
	for client in dhcpcd udhcpc; do
		use $client
		nsrun --macvlan eth0 --ip dhcp --metric 7 -- ip -4 route show default
		expect_status 0
		[[ $output == "default via 172.16.86.1 dev eth0 "*" metric 7 " ]]
		[ "${#lines[@]}" -eq 1 ]
	done
}

# covers: --ip --route
@test "the server's static routes, in the place of its router" {
	local client

	serve_range --dhcp-option=121,10.9.0.0/16,172.16.86.9,0.0.0.0/0,172.16.86.8
	for client in dhcpcd udhcpc; do
		use $client
		nsrun --macvlan eth0 --ip dhcp -- ip -4 route
		expect_status 0
		[[ $output == *"10.9.0.0/16 via 172.16.86.9 dev eth0 "* ]]
		[[ $output == *"default via 172.16.86.8 dev eth0 "* ]]
		[[ $output != *"default via 172.16.86.1 "* ]]
	done
}

# covers: --ip
@test "an address of the server's beside one that is given" {
	local client

	serve_range
	for client in dhcpcd udhcpc; do
		use $client
		nsrun --macvlan eth0 --ip 10.1.2.3/24 --ip dhcp -- ip -4 -o address show dev eth0
		expect_status 0
		[ "${#lines[@]}" -eq 2 ]
		[[ $output == *" inet 10.1.2.3/24 "* && $output == *" inet 172.16.86.1"* ]]
	done
}

# covers: --ip
@test "two links have a lease each" {
	local client

	serve_range
	for client in dhcpcd udhcpc; do
		use $client
		nsrun --macvlan eth0 --ip dhcp --macvlan eth0 --ip dhcp -- ip -4 -o address show scope global
		expect_status 0
		[ "${#lines[@]}" -eq 2 ]
		[ "$(grep -c ' inet 172.16.86.1' <<<"$output")" -eq 2 ]
	done
	wait_until 10 released 4
}

# covers: --ip --hostname
@test "the server is told the host name that is given" {
	local client

	serve_range
	for client in dhcpcd udhcpc; do
		use $client
		nsrun --macvlan eth0 --ip dhcp --hostname "box-$client" -- cat "$leases"
		expect_status 0
		[[ $output == *" box-$client "* ]]
	done
}

# covers: --ip P2
@test "the lease of a killed nsrun is released, and its client is gone" {
	local client number=0

	serve_range
	for client in dhcpcd udhcpc; do
		use $client
		stand one --macvlan eth0 --ip dhcp
		murder one
		wait_until 10 released $((++number))
		wait_until 10 no_client
		"$NSRUN" stop --all # what killed it left its record, too
	done
}

# covers: --ip --grace --verbose
@test "the client is not called left behind, and what is has the network until its end" {
	local ready=$BATS_TEST_TMPDIR/ready never=$BATS_TEST_TMPDIR/never

	mkfifo "$ready" "$never"
	cat >"$BATS_TEST_TMPDIR/left" <<-EOF
		trap 'ping -q -n -c 1 -W 10 172.16.86.1 >&2; exit' TERM
		echo >$ready
		while :; do read -r line <>$never; done
	EOF
	serve_range
	nsrun --verbose --macvlan eth0 --ip dhcp -- \
		sh -c 'sh "$1" & read -r line <"$2"' sh "$BATS_TEST_TMPDIR/left" "$ready"
	expect_status 0
	[ "$(grep -c 'was left behind: sent SIGTERM' <<<"$stderr")" -eq 1 ]
	[[ $stderr != *SIGKILL* ]]
	[[ $stderr == *" 1 received, 0% packet loss"* ]]
	wait_until 10 released 1
}

# covers: --ip P8
@test "a signal ends the wait for a server" {
	begin --macvlan eth0 --ip dhcp -- true
	asks() { pgrep -x dhcpcd >/dev/null; }
	wait_until 10 asks
	kill -TERM "$pid"
	finish
	expect_failure "ended by signal 15 (Terminated) before the command ran"
	no_client
}

# covers: --ip --lan
@test "a run is the DHCP server of a private Ethernet" {
	in_background "$BATS_TEST_TMPDIR/lan" ' started, ' "$NSRUN" --lan inner --ip 10.3.0.1/24 --net-admin -- \
		dnsmasq --conf-file=/dev/null --no-daemon --port=0 --bind-interfaces --interface=eth0 \
		--no-ping --dhcp-range=10.3.0.100,10.3.0.150,2m --dhcp-leasefile="$BATS_TEST_TMPDIR/leases"
	nsrun --lan inner --ip dhcp -- sh -c 'ip -4 -o address show dev eth0; ping -q -n -c 1 -W 10 10.3.0.1'
	put_end "$background"
	expect_stderr ""
	expect_status 0
	[[ $output == *" inet 10.3.0.1"* ]]
}

# covers: --ip --dry-run
@test "a dry run says who would give the address" {
	nsrun --dry-run --macvlan eth0 --ip dhcp -- true
	expect_status 0
	expect_line "# eth0 has an IPv4 address of a DHCP server's: nsrun keeps a dhcpcd or udhcpc for it."
}

# covers: --ip P7
@test "dhcp where no server can be" {
	nsrun --dummy --ip dhcp -- true
	expect_failure "--ip dhcp: a dummy leads nowhere, and nobody answers there: give it --ip ADDRESS/LEN"
	nsrun --ipvlan eth0 --mode l3 --ip dhcp -- true
	expect_failure "--ip dhcp: an ipvlan in mode l3 hears no broadcasts and no multicasts: use --mode l2, or --ip ADDRESS/LEN"
	nsrun --macvlan eth0 --ip dhcp --ip dhcp -- true
	expect_failure "--ip dhcp: given twice: leave one of them out"
}

# covers: --ip --ipvlan
@test "an ipvlan, which has its parent's MAC address, has a lease of its own" {
	local client

	have ipvlan
	serve_range
	for client in dhcpcd udhcpc; do
		use $client
		nsrun --ipvlan eth0 --ip dhcp -- sh -c "$show"
		expect_lease
	done
	wait_until 10 released 2
}
