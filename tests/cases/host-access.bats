# SPDX-License-Identifier: MIT
# --host-access: this host and the command reach each other, whatever the kind and mode of the link.
load ../lib/nsrun
load ../lib/network

tidy()
{
	end_all_runs
	sysctl -q -w net.ipv4.conf.all.rp_filter="$filter" net.ipv4.conf.default.rp_filter="$default"
	remove_wire eth7
}
prepare()
{
	filter=$(</proc/sys/net/ipv4/conf/all/rp_filter)
	default=$(</proc/sys/net/ipv4/conf/default/rp_filter)
	sysctl -q -w net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.default.rp_filter=1
}

# Both directions, both families.
expect_access() # NAME ADDRESS4 ADDRESS6
{
	ping -q -n -c 1 -W 10 "$2"
	in_run "$1" ping -q -n -c 1 -W 10 172.16.86.250
	have_ipv6 || return 0
	ping -q -n -c 1 -W 10 "$3"
	in_run "$1" ping -q -n -c 1 -W 10 fd86::250
}
both=(--ip 172.16.86.2/24)
! have_ipv6 || both+=(--ip fd86::2/64)

# covers: --host-access M16 P6
@test "every mode of a macvlan, under rp_filter=1" {
	local mode

	for mode in bridge private vepa source; do
		stand "$mode" --macvlan eth0 --mode "$mode" "${both[@]}" --host-access
		expect_access "$mode" 172.16.86.2 fd86::2
		end_run "$mode"
	done
}

# covers: --host-access --mode --take-parent M10
@test "mode passthru, which has taken another interface from the host" {
	add_wire eth7
	stand one --macvlan eth7 --mode passthru --take-parent --ip 10.7.0.2/24 --host-access
	ping -q -n -c 1 -W 10 10.7.0.2
	in_run one ping -q -n -c 1 -W 10 172.16.86.250
	in_run one ping -q -n -c 1 -W 10 10.7.0.1
}

# covers: --host-access --ipvlan M9
@test "every mode of an ipvlan, under rp_filter=1" {
	have ipvlan
	local mode

	for mode in l2 l3 l3s; do
		stand "$mode" --ipvlan eth0 --mode "$mode" --ip 10.30.30.2/24 --ip fd30::2/64 --host-access
		expect_access "$mode" 10.30.30.2 fd30::2
		end_run "$mode"
	done
}

# covers: --host-access --lan M16
@test "a LAN that the host has no foot in" {
	local addresses=(--ip 10.9.0.2/24)

	! have_ipv6 || addresses+=(--ip fd09::2/64)
	stand one --lan t "${addresses[@]}" --host-access
	expect_access one 10.9.0.2 fd09::2
}

# covers: --host-access --lan M16
@test "a server on a LAN answers this host, and its client another run" {
	stand one --lan t --ip 10.9.0.2/24 --host-access
	in_background "$BATS_TEST_TMPDIR/server" listening \
		nsenter --target "${command[one]}" --net -- "$HELPERS/tcp" fill 7777
	in_background "$BATS_TEST_TMPDIR/client" connected "$HELPERS/tcp" hold 10.9.0.2 7777
	put_end "$background"
}

# In a network of its own inside of the stage: the host there has nothing but lo.
# covers: --host-access --lan M16
@test "a host without any address of its own" {
	local fifo=$BATS_TEST_TMPDIR/fifo

	mkfifo "$fifo"
	try unshare --net -- sh -c 'ip link set lo up
		"$0" --lan t --ip 10.9.0.2/24 --host-access -- \
			sh -c "ping -q -n -c 1 -W 10 169.254.86.1 && cat" <"$1" &
		exec 3>"$1"
		until ping -q -n -c 1 -W 1 10.9.0.2 >/dev/null 2>&1; do :; done
		exec 3>&-
		wait $!' "$(realpath "$NSRUN")" "$fifo"
	expect_status 0
}

# covers: --host-access P6
@test "nothing of it is on the wire, and neighbours keep the host's MAC address" {
	local mac

	peer ip neigh flush dev eth0
	ping -q -n -c 1 -W 10 172.16.86.1
	mac=$(peer ip -j neigh show 172.16.86.250 | jq -r '.[0].lladdr')
	capture 'arp or ip6'
	stand one --macvlan eth0 "${both[@]}" --host-access
	expect_access one 172.16.86.2 fd86::2
	end_capture
	expect_frames 0 '172\.16\.86\.2[ ,:].*172\.16\.86\.250|who-has 172\.16\.86\.250 .*tell 172\.16\.86\.2,'
	[ "$(peer ip -j neigh show 172.16.86.250 | jq -r '.[0].lladdr')" = "$mac" ]
}

# covers: --host-access
@test "the rest of the network is reached as without it" {
	stand one --macvlan eth0 "${both[@]}" --host-access
	stand two --macvlan eth0 --ip 172.16.86.3/24
	in_run one ping -q -n -c 1 -W 10 172.16.86.1
	in_run one ping -q -n -c 1 -W 10 172.16.86.3
	in_run two ping -q -n -c 1 -W 10 172.16.86.2
}

# covers: --host-access P2 P3
@test "it is gone when nsrun has returned, and after a kill" {
	local i

	for i in {1..10}; do
		nsrun --macvlan eth0 "${both[@]}" --host-access -- true
		expect_status 0
		expect_stderr ""
		run ! grep nsrun <(ip -br link show type veth)
	done
	stand one --macvlan eth0 "${both[@]}" --host-access
	murder one
	gone() { ! grep -q nsrun <(ip -br link show type veth); }
	wait_until 10 gone
	nsrun --macvlan eth0 "${both[@]}" -- true
	expect_status 0
}

# covers: --host-access
@test "several links, each with or without" {
	add_wire eth7
	stand one --macvlan eth0 --ip 172.16.86.2/24 --host-access \
		--macvlan eth7 --ip 10.7.0.2/24 --host-access --lan t --ip 10.9.0.2/24
	ping -q -n -c 1 -W 10 172.16.86.2
	ping -q -n -c 1 -W 10 10.7.0.2
	run ping -q -n -c 1 -W 1 10.9.0.2
	[ "$status" -ne 0 ]
}

# covers: --host-access P7
@test "a link without an address" {
	nsrun --macvlan eth0 --host-access -- true
	expect_failure "--host-access: the link has no address that this host could reach: give it one\
 with --ip"
}
