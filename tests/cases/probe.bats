# SPDX-License-Identifier: MIT
# --probe: an address that somebody on the network has is refused, and the holder named.
load ../lib/nsrun
load ../lib/network

prepare() { peer_mac=$(ip -n peer -j link show eth0 | jq -r '.[0].address'); }
tidy()
{
	put_end "${tcpdump:-}" "${background:-}"
	end_all_runs
	remove_wire eth7
	ip link delete port0 2>/dev/null || :
	ip link delete br7 2>/dev/null || :
	ip netns delete twin 2>/dev/null || :
	ip -n peer link delete eth0.10 2>/dev/null || :
	peer sh -c 'echo 0 >/proc/sys/net/ipv4/conf/eth0/arp_ignore'
	ip -n peer address delete 172.16.86.7/24 dev eth0 2>/dev/null || :
	ip -n peer neigh flush dev eth0
}

have_vlan()
{
	ip link add link eth0 name probe0 type vlan id 99 2>/dev/null && ip link delete probe0
}

# expect_taken ADDRESS/LEN MAC
expect_taken()
{
	expect_failure "--ip $1: Address already in use: $2 on the network has it; choose another address"
}

# A machine beside the peer, on its wire, with a MAC address and an address.
add_twin() # MAC ADDRESS/LEN
{
	ip netns add twin
	ip -n peer link add link eth0 name eth9 netns twin address "$1" type macvlan mode bridge
	ip -n twin address add "$2" dev eth9
	ip -n twin link set eth9 up
}

# covers: --probe P7
@test "an IPv4 address that a neighbour has is refused, and its MAC address named" {
	nsrun --macvlan eth0 --ip 172.16.86.1/24 --probe -- true
	expect_taken 172.16.86.1/24 "$peer_mac"
}

# covers: --probe P7
@test "so is an IPv6 address" {
	have ipv6
	nsrun --macvlan eth0 --ip fd86::1/64 --probe -- true
	expect_taken fd86::1/64 "$peer_mac"
	nsrun --macvlan eth0 --ip fe80::1/64 --probe -- true
	expect_taken fe80::1/64 "$peer_mac"
}

# covers: --probe
@test "of several addresses and links the one that is taken is named" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --probe --macvlan eth0 --ip 172.16.86.3/24 \
		--macvlan eth0 --ip 172.16.86.4/24 --ip 172.16.86.1/16 --probe -- true
	expect_taken 172.16.86.1/16 "$peer_mac"
}

# covers: --probe
@test "without --probe nobody is asked, and with it only for the link's own addresses" {
	capture arp
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --macvlan eth0 --ip 172.16.86.3/24 --probe -- true
	expect_status 0
	end_capture
	expect_frames 0 "who-has 172.16.86.2 tell 0.0.0.0"
	expect_frames 3 "who-has 172.16.86.3 tell 0.0.0.0"
}

# All links ask at once: as many of them as there may be take the time of one. The RFC's own
# schedule takes 4 to 7 seconds.
# covers: --probe
@test "free addresses are asked for in less than a second" {
	local arguments=() started took most=3000000 i

	[ -z "${NSRUN_VM:-}" ] || most=20000000 # everything takes 10 times as long there
	for i in {2..9}; do arguments+=(--macvlan eth0 --ip "172.16.86.$i/24" --probe); done
	started=${EPOCHREALTIME//[.,]/}
	nsrun "${arguments[@]}" -- true
	took=$((${EPOCHREALTIME//[.,]/} - started))
	expect_stderr ""
	expect_status 0
	echo "took $took us"
	[ "$took" -ge 850000 ]
	[ "$took" -lt "$most" ]
}

# covers: --probe P1 P5
@test "three probes of RFC 5227 are on the wire, then the announcement, and all works" {
	local probe="ethertype ARP .*, Request who-has 172.16.86.2 tell 0.0.0.0,"

	capture arp
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --probe -- ping -q -n -c 1 172.16.86.1
	expect_status 0
	end_capture
	expect_frames 3 "> ff:ff:ff:ff:ff:ff, $probe"
	expect_frames 1 "^02:42:ac:10:56:02 > ff:ff:ff:ff:ff:ff, ethertype ARP .* who-has 172.16.86.2 tell 172.16.86.2,"
	[[ $(frames_like 172.16.86.2 | sed -n 4p) == *"tell 172.16.86.2,"* ]]
	# One MAC address asks, and it is not the one that another machine's run would have, too.
	expect_frames 0 "^02:42:ac:10:56:02 .*$probe"
	[ "$(frames_like "$probe" | cut -d ' ' -f 1 | sort -u | wc -l)" -eq 1 ]
}

# covers: --probe P5
@test "three solicitations of RFC 4862 are on the wire, then the advertisement" {
	have ipv6
	capture icmp6
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --ip fd86::12:3456/64 --probe -- true
	expect_status 0
	end_capture
	expect_frames 3 "^02:00:00:00:00:01 > 33:33:ff:12:34:56, .*hlim 255.* :: > ff02::1:ff12:3456: \[icmp6 sum ok\].*neighbor solicitation, length 24, who has fd86::12:3456"
	expect_frames 1 "^02:00:00:00:00:01 > 33:33:00:00:00:01, .*neighbor advertisement.* tgt is fd86::12:3456,"
}

# covers: --probe --mac
@test "a MAC address that was given asks itself, for the network may know no other" {
	capture arp
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --ip 172.16.86.2/24 --probe -- true
	expect_status 0
	end_capture
	expect_frames 3 "^02:00:00:00:00:01 .*who-has 172.16.86.2 tell 0.0.0.0,"
}

# By the rule it has the MAC address that the link will have: an answer to that would not leave it.
# covers: --probe --mac
@test "the same line on another machine is found" {
	add_twin 02:42:ac:10:56:07 172.16.86.7/24
	nsrun --macvlan eth0 --ip 172.16.86.7/24 --probe -- true
	expect_taken 172.16.86.7/24 02:42:ac:10:56:07
}

# covers: --probe --mode
@test "another's macvlan on the same parent is found in mode bridge" {
	ip netns add twin
	ip link add link eth0 name eth9 netns twin address 02:00:00:00:00:07 type macvlan mode bridge
	ip -n twin address add 172.16.86.7/24 dev eth9
	ip -n twin link set eth9 up
	nsrun --macvlan eth0 --ip 172.16.86.7/24 --probe -- true
	expect_taken 172.16.86.7/24 02:00:00:00:00:07
}

# covers: --probe --mode --source-mac
@test "every mode of a macvlan hears the answer" {
	local mode

	for mode in private vepa source; do
		nsrun --macvlan eth0 --mode "$mode" --ip 172.16.86.1/24 --probe -- true
		expect_taken 172.16.86.1/24 "$peer_mac"
	done
	add_wire eth7
	nsrun --macvlan eth7 --mode passthru --take-parent --ip 10.7.0.1/24 --probe -- true
	expect_taken 10.7.0.1/24 "$(ip -n peer -j link show eth7 | jq -r '.[0].address')"
	nsrun --macvlan eth0 --mode source --source-mac 02:00:00:00:00:09 --ip 172.16.86.2/24 --probe \
		-- ip -j -d link show eth0
	expect_status 0
	[ "$(jq -c '.[0].linkinfo.info_data | [.mode, .macaddr_data]' <<<"$output")" = \
		'["source",["02:00:00:00:00:09"]]' ] || {
		echo "$output"
		return 1
	}
}

# covers: --probe P1 --mac
@test "a link that has asked is as one that has not" {
	local plain

	nsrun --macvlan eth0 --ip 172.16.86.2/24 --gateway 172.16.86.1 -- ip -d address
	plain=$output
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --gateway 172.16.86.1 --probe -- ip -d address
	expect_status 0
	expect_output "$plain"
}

# covers: --probe
@test "a parent without a carrier has no neighbours, and nothing hangs" {
	add_wire eth7
	ip -n peer link set eth7 down
	nsrun --macvlan eth7 --ip 10.7.0.1/24 --probe -- true
	expect_stderr ""
	expect_status 0
}

# covers: --probe --bridge
@test "the port of a bridge asks" {
	have bridge
	ip link add br7 type bridge
	raise br7
	ip netns add twin
	ip link add port0 master br7 up type veth peer name eth9 address 02:00:00:00:00:07 netns twin
	ip -n twin address add 10.7.0.7/24 dev eth9
	ip -n twin link set eth9 up
	nsrun --bridge br7 --ip 10.7.0.7/24 --probe -- true
	expect_taken 10.7.0.7/24 02:00:00:00:00:07
	nsrun --bridge br7 --ip 10.7.0.8/24 --probe -- ping -q -n -c 1 -W 10 10.7.0.7
	expect_status 0
}

# covers: --probe --lan
@test "a private Ethernet is asked" {
	nsrun --lan x --ip 10.7.0.7/24 --probe -- true
	expect_stderr ""
	expect_status 0
}

# covers: --probe --dummy
@test "a dummy has nobody to ask" {
	have dummy
	nsrun --dummy --ip 172.16.86.1/24 --probe -- true
	expect_stderr ""
	expect_status 0
}

# covers: --probe --vlan
@test "a VLAN asks its own Ethernet" {
	have vlan
	ip -n peer link add link eth0 name eth0.10 address 02:00:00:00:00:07 type vlan id 10
	ip -n peer address add 10.7.0.7/24 dev eth0.10
	ip -n peer link set eth0.10 up
	nsrun --vlan eth0.10 --ip 10.7.0.7/24 --probe -- true
	expect_taken 10.7.0.7/24 02:00:00:00:00:07
	nsrun --macvlan eth0.10 --ip 10.7.0.7/24 --probe -- true
	expect_taken 10.7.0.7/24 02:00:00:00:00:07
	nsrun --vlan eth0.10 --ip 10.7.0.8/24 --probe -- ping -q -n -c 1 -W 10 10.7.0.7
	expect_status 0
}

# covers: --probe --ipvlan --mode
@test "an ipvlan asks through its parent" {
	have ipvlan
	local mode

	nsrun --ipvlan eth0 --ip 172.16.86.1/24 --probe -- true
	expect_taken 172.16.86.1/24 "$peer_mac"
	# In these modes there is a warning before it, that the address would be of no use.
	for mode in l3 l3s; do
		nsrun --ipvlan eth0 --mode "$mode" --ip 172.16.86.1/24 --probe -- true
		expect_status 125
		stderr=${stderr##*$'\n'}
		expect_taken 172.16.86.1/24 "$peer_mac"
	done
	capture arp
	nsrun --ipvlan eth0 --ip 172.16.86.2/24 --probe -- ping -q -n -c 1 -W 10 172.16.86.1
	expect_status 0
	end_capture
	expect_frames 3 "^$(cat /sys/class/net/eth0/address) .*who-has 172.16.86.2 tell 0.0.0.0,"
}

# covers: --probe --ipvlan
@test "an ipvlan asks for an IPv6 address, too" {
	have ipvlan ipv6
	nsrun --ipvlan eth0 --ip fd86::1/64 --probe -- true
	expect_taken fd86::1/64 "$peer_mac"
	nsrun --ipvlan eth0 --ip fd86::2/64 --probe -- ping -q -n -c 1 -W 10 fd86::1
	expect_status 0
}

# Its frames come by the parent, too, with the tag taken off. (A Linux host answers for all its
# addresses on each of its links, and must be told to answer for those of the link only.)
# covers: --probe --ipvlan
@test "what a VLAN's host has is free for an ipvlan on the parent, and taken on the VLAN" {
	have ipvlan vlan
	ip -n peer link add link eth0 name eth0.10 address 02:00:00:00:00:07 type vlan id 10
	ip -n peer address add 10.7.0.7/24 dev eth0.10
	ip -n peer link set eth0.10 up
	nsrun --ipvlan eth0.10 --ip 10.7.0.7/24 --probe -- true
	expect_taken 10.7.0.7/24 02:00:00:00:00:07
	peer bash -c 'cd /proc/sys/net/ipv4 && echo 1 >conf/eth0/arp_ignore &&
		echo 50 >neigh/eth0.10/retrans_time_ms && echo 1000 >neigh/eth0.10/mcast_solicit'
	in_background "$BATS_TEST_TMPDIR/ping" PING \
		"${on_peer[@]}" stdbuf -oL ping -n -I eth0.10 -c 1 10.7.0.99
	capture "vlan 10 and arp"
	nsrun --ipvlan eth0 --ip 10.7.0.7/24 --probe -- true
	put_end "$background"
	end_capture
	frames_like "who-has 10.7.0.99 tell 10.7.0.7"
	expect_stderr ""
	expect_status 0
}

# covers: --probe P7
@test "a link without an address has nothing to ask for" {
	nsrun --macvlan eth0 --probe -- true
	expect_failure "--probe: the link has no address to ask for: give it one with --ip"
	nsrun --probe --macvlan eth0 -- true
	expect_failure "--probe: there is no link before it: it goes behind one, as in --macvlan eth0 --probe"
}

# covers: --probe P7
@test "to ask needs CAP_NET_RAW" {
	try setpriv --inh-caps=-net_raw --bounding-set=-net_raw \
		"$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 --probe -- true
	expect_failure "network: --probe: packet socket: Operation not permitted: this needs CAP_NET_RAW; use sudo"
}

# covers: --probe --dry-run
@test "a dry run says it, and asks nobody" {
	nsrun --dry-run --macvlan eth0 --ip 172.16.86.1/24 --probe -- true
	expect_status 0
	expect_line "# nsrun asks the network first whether somebody has these addresses."
}
