# SPDX-License-Identifier: MIT
# What a new network would take over from the host is what a new machine has: a run never forwards
# by accident, and answers as a host does. The kernel takes these settings from the machine's first
# network, which a test must not change: where the tests have a machine of their own (make
# test-kernels) they are set there, and everywhere they are set on this stage's host.
load ../lib/nsrun
load ../lib/network

settings="ip_forward conf/all/rp_filter conf/all/arp_ignore conf/all/arp_announce conf/all/accept_local
	conf/all/route_localnet conf/all/proxy_arp conf/default/rp_filter conf/default/accept_local"

prepare()
{
	local setting

	saved=()
	for setting in $settings; do
		saved+=("$setting=$(cat "/proc/sys/net/ipv4/$setting")")
		echo 1 >"/proc/sys/net/ipv4/$setting"
	done
	add_wire eth7
}

tidy()
{
	local line

	end_all_runs
	remove_wire eth7
	for line in "${saved[@]}"; do echo "${line#*=}" >"/proc/sys/net/ipv4/${line%%=*}"; done
	ip -n peer route flush 10.7.0.0/24 2>/dev/null || :
}

# covers: P6 P1
@test "the settings of a run are a new machine's, and not the host's" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- sh -c 'cd /proc/sys/net/ipv4 && cat ip_forward &&
		cd conf && for key in forwarding rp_filter arp_ignore arp_announce accept_local \
			route_localnet proxy_arp mc_forwarding; do
			echo $key $(cat all/$key eth0/$key)
		done'
	expect_status 0
	expect_output "0
forwarding 0 0
rp_filter 0 0
arp_ignore 0 0
arp_announce 0 0
accept_local 0 0
route_localnet 0 0
proxy_arp 0 0
mc_forwarding 0 0"
}

# covers: P6 P1
@test "IPv6 is on, does not forward, and takes nothing from router advertisements" {
	have ipv6
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- sh -c 'cd /proc/sys/net/ipv6/conf &&
		cat all/forwarding eth0/forwarding eth0/accept_ra eth0/autoconf eth0/disable_ipv6 lo/disable_ipv6'
	expect_status 0
	expect_output $'0\n0\n0\n0\n0\n0'
}

# covers: P6
@test "a run without a link does not forward either" {
	nsrun -- cat /proc/sys/net/ipv4/ip_forward
	expect_status 0
	expect_output 0
}

# The counter NAME of the run's IPv4, from /proc/net/snmp.
counter() # RUN NAME
{
	in_run "$1" cat /proc/net/snmp | awk -v name="$2" '/^Ip:/ && !n { for (n = NF; $n != name; n--); next }
		/^Ip:/ { print $n }'
}

# covers: P6 --macvlan
@test "a run with two links does not route between them" {
	local before

	stand both --macvlan eth0 --ip 172.16.86.2/24 --macvlan eth7 --ip 10.7.0.2/24
	ip -n peer address flush dev eth7
	ip -n peer route add 10.7.0.0/24 via 172.16.86.2
	send() { peer bash -c 'echo x >/dev/udp/10.7.0.77/9' && peer ping -q -n -c 1 -W 10 172.16.86.2; }
	send # the ping is behind the packet: what happened to that is counted
	[ "$(counter both ForwDatagrams)" -eq 0 ]
	[ "$(counter both InAddrErrors)" -ge 1 ]
	# That this would show it: once it may, it does.
	before=$(counter both ForwDatagrams)
	in_run both sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
	send
	[ "$(counter both ForwDatagrams)" -gt "$before" ]
}

# Each write to most of these settings waits for the lock of all networks, at full speed (P10).
# covers: P10
@test "what is a new machine's already is not written again" {
	local written

	have ipv6
	# LeakSanitizer cannot look into a process that is traced.
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace -f -qq -y -e trace=write -o "$BATS_TEST_TMPDIR/trace" \
		"$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 -- true 3>&-
	written=$(sed -n 's|.*</proc/sys/net/\(ipv[46]/[a-z0-9_/]*\)>.*|\1|p' "$BATS_TEST_TMPDIR/trace")
	echo "$written"
	[[ $written == *ipv6/conf/eth0/ndisc_notify* ]]
	if grep -E 'conf/(all|lo)/|forwarding|rp_filter|disable_ipv6' <<<"$written"; then return 1; fi
}
