# SPDX-License-Identifier: MIT
# ipvlan: modes and flags as iproute2 sees them, and who reaches whom in each, as the kernel's
# Documentation/networking/ipvlan.rst has it. The peer is what is on the wire.
load ../lib/nsrun
load ../lib/network

tidy()
{
	put_end "${tcpdump:-}"
	end_all_runs
	ip -n peer link delete switch 2>/dev/null || :
	ip -n peer route delete 10.30.0.0/16 2>/dev/null || :
	ip -n peer neigh flush all
	ip neigh flush all
}

expect_reached() { in_run "$1" ping -q -n -c 1 -W 10 "$2"; } # NAME ADDRESS

# An answer within a machine takes milliseconds.
expect_unreached() # NAME ADDRESS
{
	if in_run "$1" ping -q -n -c 1 -W 1 "$2"; then return 1; fi
}

# stand_pair MODE FLAG [ADDRESS-OF-TWO]
stand_pair()
{
	local net=172.16.86

	[ "$1" = l2 ] || net=10.30.30
	stand one --ipvlan eth0 --mode "$1" --flag "$2" --ip "$net.2/24"
	stand two --ipvlan eth0 --mode "$1" --flag "$2" --ip "${3:-$net.3/24}"
}

# The way back, which mode l2 needs not: this host is the router of the runs.
route_back() { ip -n peer route add 10.30.0.0/16 via 172.16.86.250; }

# The peer as a switch that sends frames back to the port they came from (802.1Qbg calls it VEPA).
reflect()
{
	ip -n peer link add name switch address 02:00:00:00:00:10 type bridge forward_delay 0
	ip -n peer link set eth0 master switch
	ip -n peer link set eth0 type bridge_slave hairpin on
	ip -n peer link set switch up
	forwards() { ip -n peer -d link show eth0 | grep -q 'state forwarding'; }
	wait_until 10 forwards
	ip -n peer address add 172.16.86.1/24 dev switch
}

# covers: M7 M9 --ipvlan
@test "without a mode and a flag an ipvlan is in mode l2, flag bridge, with its parent's MAC address" {
	have ipvlan
	nsrun --ipvlan eth0 --ip 172.16.86.2/24 -- sh -c 'ip -d link show eth0; ip -o -4 address show eth0'
	expect_stderr ""
	expect_status 0
	[[ ${lines[0]} == *": eth0@if10: "*" mtu 1500 "*" state UP "* ]]
	[[ ${lines[1]} == *"link/ether $(cat /sys/class/net/eth0/address) "* ]]
	[[ ${lines[2]} == *"ipvlan  mode l2 bridge "* ]]
	[[ ${lines[3]} == *" inet 172.16.86.2/24 brd 172.16.86.255 "* ]]
}

# covers: M9 --mode --flag
@test "each mode with each flag is what it is called" {
	have ipvlan
	local mode flag

	for mode in l2 l3 l3s; do
		for flag in bridge private vepa; do
			nsrun --ipvlan eth0 --mode "$mode" --flag "$flag" --ip 10.30.30.2/24 -- ip -d link show eth0
			expect_stderr ""
			expect_status 0
			[[ $output == *"ipvlan  mode $mode $flag "* ]]
		done
	done
}

# covers: M8 M9 --mode --gateway
@test "in modes l3 and l3s the device is the default route, in l2 the host's gateway" {
	have ipvlan
	local mode

	for mode in l3 l3s; do
		nsrun --ipvlan eth0 --mode "$mode" --ip 10.30.30.2/24 -- ip route
		expect_status 0
		expect_lines "default dev eth0 scope link" \
			"10.30.30.0/24 dev eth0 proto kernel scope link src 10.30.30.2"
	done
	nsrun --ipvlan eth0 --ip 172.16.86.2/24 -- ip route
	expect_lines "default via 172.16.86.1 dev eth0" \
		"172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2"
}

# covers: M8 --mode --ip
@test "in mode l3 the device is the IPv6 default route, too" {
	have ipvlan ipv6
	nsrun --ipvlan eth0 --mode l3 --ip fd30::2/64 -- ip -6 route show default
	expect_status 0
	expect_line "default dev eth0 metric 1024 pref medium"
}

# covers: M9 --flag
@test "flag bridge: two runs reach each other in each mode" {
	have ipvlan
	local mode

	for mode in l2 l3 l3s; do
		stand_pair "$mode" bridge
		if [ "$mode" = l2 ]; then expect_reached one 172.16.86.3; else expect_reached one 10.30.30.3; fi
		end_all_runs
	done
}

# covers: M9 --flag
@test "flag private: two runs do not reach each other in any mode, and l2 reaches the peer" {
	have ipvlan
	stand_pair l2 private
	expect_unreached one 172.16.86.3
	expect_reached one 172.16.86.1
	end_all_runs
	stand_pair l3 private
	expect_unreached one 10.30.30.3
	end_all_runs
	stand_pair l3s private
	expect_unreached one 10.30.30.3
}

# covers: M9 --flag
@test "flag vepa: two runs do not reach each other in any mode, and l2 reaches the peer" {
	have ipvlan
	stand_pair l2 vepa
	expect_unreached one 172.16.86.3
	expect_reached one 172.16.86.1
	end_all_runs
	stand_pair l3 vepa
	expect_unreached one 10.30.30.3
	end_all_runs
	stand_pair l3s vepa
	expect_unreached one 10.30.30.3
}

# covers: M9 --flag
@test "flag vepa: two runs in mode l2 reach each other through a switch that reflects" {
	have ipvlan bridge
	reflect
	stand_pair l2 vepa
	expect_reached one 172.16.86.3
	expect_reached two 172.16.86.2
}

# covers: M7 M9 --mode
@test "in mode l2 a run and the peer reach each other" {
	have ipvlan
	stand one --ipvlan eth0 --ip 172.16.86.2/24
	expect_reached one 172.16.86.1
	peer ping -q -n -c 1 -W 10 172.16.86.2
}

# covers: M8 M9 --mode
@test "in modes l3 and l3s a run and the peer reach each other when the peer has a route" {
	have ipvlan
	local mode

	for mode in l3 l3s; do
		stand one --ipvlan eth0 --mode "$mode" --ip 10.30.30.2/24
		expect_unreached one 172.16.86.1
		route_back
		expect_reached one 172.16.86.1
		peer ping -q -n -c 1 -W 10 10.30.30.2
		ip -n peer route delete 10.30.0.0/16
		end_run one
	done
}

# covers: M8 --mode
@test "in mode l3 runs in different subnets of one parent reach each other" {
	have ipvlan
	stand_pair l3 bridge 10.30.31.3/24
	expect_reached one 10.30.31.3
	expect_reached two 10.30.30.2
}

# counted NAME COUNTER: one of the kernel's IP counters in a run.
counted() { in_run "$1" nstat -asz "$2" | awk 'END { print $2 }'; }

# covers: M8 --mode
@test "in mode l3 there is no broadcast and no multicast, in mode l2 there is" {
	have ipvlan
	stand_pair l2 bridge
	in_run one ping -q -b -n -c 1 -W 1 172.16.86.255 || :
	[ "$(counted two IpExtInBcastPkts)" -gt 0 ]
	end_all_runs

	capture
	stand_pair l3 bridge
	in_run one ping -q -b -n -c 1 -W 1 10.30.30.255 || :
	in_run one ping -q -n -c 1 -W 1 -I eth0 224.0.0.1 || :
	peer ping -q -b -n -c 1 -W 1 172.16.86.255 || :
	route_back
	expect_reached one 10.30.30.3
	expect_reached two 172.16.86.1
	[ "$(counted two IpExtInBcastPkts)" -eq 0 ]
	[ "$(counted two IpExtInMcastPkts)" -eq 0 ]
	end_capture
	# What is on the wire goes to this host's gateway, for it is the router of the runs.
	expect_frames 0 "> (ff:ff:ff:ff:ff:ff|01:00:5e:.*), ethertype IPv4 .* 10.30.30.2 >"
}

# covers: P1 --ipvlan --ip
@test "two runs on one parent have different link-local addresses, usable at once" {
	have ipvlan ipv6
	local one two

	stand one --ipvlan eth0 --ip 172.16.86.2/24
	one=$(in_run one ip -j -6 address show dev eth0 scope link | jq -r '.[].addr_info[].local')
	two=fe80::42:acff:fe10:5603
	[ "$one" = fe80::42:acff:fe10:5602 ]
	nsrun --ipvlan eth0 --ip 172.16.86.3/24 -- \
		sh -c '"$0" bind "$2%eth0" && ping -q -n -c 1 -W 10 "$1%eth0"' "$HELPERS/at-once" "$one" "$two"
	expect_stderr ""
	expect_status 0
}

# covers: P1 --ipvlan
@test "so have runs without an IPv4 address" {
	have ipvlan ipv6
	local first

	nsrun --ipvlan eth0 -- sh -c 'ip -j -6 address show dev eth0 scope link | jq -r ".[].addr_info[].local"'
	[[ $output =~ ^fe80: ]]
	first=$output
	nsrun --ipvlan eth0 -- sh -c 'ip -j -6 address show dev eth0 scope link | jq -r ".[].addr_info[].local"'
	[[ $output =~ ^fe80: ]]
	[ "$output" != "$first" ]
}

# covers: P5 M7 --ipvlan
@test "the wire hears of an ipvlan's address, with the parent's MAC address" {
	have ipvlan
	capture
	nsrun --ipvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 0
	end_capture
	expect_frames 1 "^$(cat /sys/class/net/eth0/address) > ff:ff:ff:ff:ff:ff, ethertype ARP .*\
 Request who-has 172.16.86.2 tell 172.16.86.2,"
}

# covers: M8 P7 --mode --ip
@test "an address of the parent's own net is warned about in modes l3 and l3s, and goes on" {
	have ipvlan
	local mode

	for mode in l3 l3s; do
		nsrun --ipvlan eth0 --mode "$mode" --ip 172.16.86.2/24 -- echo runs
		expect_status 0
		expect_output runs
		expect_stderr "nsrun: warning: --ip 172.16.86.2: it lies in eth0's own net, where nobody\
 answers ARP requests for a link in mode $mode: it gets no replies; choose another net, and route it\
 to this host"
	done
	nsrun --ipvlan eth0 --ip 172.16.86.2/24 -- true
	expect_stderr ""
}

# covers: --mac --mode --flag P7
@test "what an ipvlan cannot have is refused with the reason" {
	nsrun --ipvlan eth0 --mac 02:00:00:00:00:01 -- true
	expect_failure "--mac: an ipvlan in mode l2 has its parent's address: leave --mac out"
	nsrun --ipvlan eth0 --mode private -- true
	expect_failure "--mode private: an ipvlan has no such mode: it is a flag there; use --flag private"
	nsrun --ipvlan eth0 --mode bridge -- true
	expect_failure "--mode bridge: an ipvlan has no such mode: it is a flag there; use --flag bridge"
	nsrun --ipvlan eth0 --mode passthru -- true
	expect_failure "--mode passthru: an ipvlan has no such mode: it has l2, l3 and l3s"
	nsrun --ipvlan eth0 --flag l3 -- true
	expect_failure "--flag l3: an ipvlan has no such flag: it is a mode there; use --mode l3"
	nsrun --ipvlan eth0 --flag private --flag vepa -- true
	expect_failure "--flag vepa: another --flag is given: leave out one of them"
}
