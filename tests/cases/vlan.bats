# SPDX-License-Identifier: MIT
# VLANs: as the link itself, and as the parent of another; tagged on the wire, and mute on the host.
load ../lib/nsrun
load ../lib/network

prepare()
{
	! have_vlan || peer_vlan 10
}

tidy()
{
	put_end "${tcpdump:-}"
	end_all_runs
	ip link delete foo 2>/dev/null || :
	ip link delete eth0.10 2>/dev/null || :
	ip link delete eth0.11 2>/dev/null || :
	ip -n peer link delete eth0.10 2>/dev/null || :
	ip -n peer link delete eth0.11 2>/dev/null || :
	ip -n peer neigh flush all
}

# peer_vlan ID [PROTOCOL]: the peer has this VLAN, and 10.ID.0.1/16 in it.
peer_vlan()
{
	ip -n peer link add link eth0 name "eth0.$1" type vlan protocol "${2:-802.1Q}" id "$1"
	ip -n peer address add "10.$1.0.1/16" dev "eth0.$1"
	ip -n peer link set "eth0.$1" up
}

vlans() { ip -br link show type vlan | sed 's/ .*//'; } # the host's

# covers: --vlan P4
@test "--vlan gives the command the 802.1Q device itself, and the host never sees it" {
	have vlan
	stand run --vlan eth0.10 --ip 10.10.0.2/16
	[ -z "$(vlans)" ]
	in_run run ping -q -n -c 1 -W 10 10.10.0.1
	in_run run ip -d link show eth0 >"$BATS_TEST_TMPDIR/link"
	mapfile -t lines <"$BATS_TEST_TMPDIR/link"
	[[ ${lines[0]} == *": eth0@if10: "*" state UP "* ]]
	[[ ${lines[1]} == *"link/ether 02:42:0a:0a:00:02 "* ]]
	[[ ${lines[2]} == *"vlan protocol 802.1Q id 10 "* ]]
}

# covers: --vlan M6 P5
@test "the frames of --vlan are tagged on the wire" {
	have vlan
	capture
	nsrun --vlan eth0.10 --ip 10.10.0.2/16 -- ping -q -n -c 1 -W 10 10.10.0.1
	expect_status 0
	end_capture
	local tagged="ethertype 802.1Q \(0x8100\), .*vlan 10, p 0"
	expect_frames 1 "^02:42:0a:0a:00:02 > ff:ff:ff:ff:ff:ff, $tagged, ethertype ARP .*\
 Request who-has 10.10.0.2 tell 10.10.0.2,"
	expect_frames 1 "^02:42:0a:0a:00:02 > .*, $tagged, ethertype IPv4 .* 10.10.0.2 > 10.10.0.1: ICMP echo request"
	expect_frames 1 "^.* > 02:42:0a:0a:00:02, $tagged, ethertype IPv4 .* 10.10.0.1 > 10.10.0.2: ICMP echo reply"
	[ "$(frames_like '^02:42:0a:0a:00:02' | grep -cv 'vlan 10,')" -eq 0 ]
}

# covers: --vlan P3 P7
@test "a second run with a VLAN is refused, and the holder named" {
	have vlan
	local id

	stand first --vlan eth0.10 --ip 10.10.0.2/16
	id=$(cat /run/nsrun/host/* | jq -r .id | sort -u)
	nsrun --vlan eth0.10 --ip 10.10.0.3/16 -- true
	expect_failure "--vlan eth0.10: Device or resource busy: run $id (nsrun with pid\
 ${supervisor[first]}: sleep 1000) has it to itself; end that run, or choose another"
	nsrun --macvlan eth0.10 --ip 10.10.0.3/16 -- true
	expect_failure "eth0.10: Device or resource busy: run $id (nsrun with pid ${supervisor[first]}:\
 sleep 1000) has it to itself; end that run, or choose another"
	in_run first ping -q -n -c 1 -W 10 10.10.0.1
	nsrun --vlan eth0.11 --ip 10.11.0.3/16 -- true
	expect_status 0
}

# covers: --vlan P7
@test "a VLAN that other runs share is refused" {
	have vlan
	stand first --macvlan eth0.10 --ip 10.10.0.2/16
	nsrun --vlan eth0.10 --ip 10.10.0.3/16 -- true
	expect_failure "--vlan eth0.10: Device or resource busy: other runs share it; end them,\
 or use it as they do, as the parent of a macvlan"
	in_run first ping -q -n -c 1 -W 10 10.10.0.1
}

# covers: --vlan P6 P7
@test "a VLAN that the host has is refused, whatever its name" {
	have vlan
	ip link add link eth0 name eth0.10 type vlan id 10
	nsrun --vlan eth0.10 -- true
	expect_failure "--vlan eth0.10: this host has it already: use it as a parent, as in --macvlan eth0.10"
	ip link set eth0.10 name foo
	nsrun --vlan eth0.10 -- true
	expect_failure "vlan on 'eth0': 8021q: VLAN device already exists: this host has VLAN 10 of eth0\
 already, as foo; use --macvlan foo, or remove it"
}

# covers: --vlan P3
@test "the same VLAN works again at once, as the link itself and as a parent" {
	have vlan
	local kind

	for kind in vlan vlan macvlan vlan macvlan; do
		nsrun "--$kind" eth0.10 --ip 10.10.0.2/16 -- true
		expect_stderr ""
		expect_status 0
	done
}

# covers: --vlan P2 P3
@test "what a killed run left of a VLAN is no hindrance for either" {
	have vlan
	local kind

	for kind in vlan macvlan; do
		stand dead --vlan eth0.10 --ip 10.10.0.2/16
		# A descendant survives, and with it the VLAN in its namespace.
		in_run dead setsid sleep 1000 >/dev/null 2>&1 3>&- &
		wait_until 10 pgrep -x -P "$!" sleep || pgrep -x sleep
		murder dead
		nsrun "--$kind" eth0.10 --ip 10.10.0.2/16 -- ping -q -n -c 1 -W 10 10.10.0.1
		expect_stderr ""
		expect_status 0
		wait_until 10 no_process sleep
	done
}

# covers: M6 --macvlan P5
@test "a macvlan on a VLAN: tagged frames with the command's own MAC address" {
	have vlan
	capture
	nsrun --macvlan eth0.10 --ip 10.10.0.2/16 -- ping -q -n -c 1 -W 10 10.10.0.1
	expect_stderr ""
	expect_status 0
	end_capture
	local tagged="ethertype 802.1Q \(0x8100\), .*vlan 10, p 0"
	expect_frames 1 "^02:42:0a:0a:00:02 > ff:ff:ff:ff:ff:ff, $tagged, ethertype ARP .*\
 Request who-has 10.10.0.2 tell 10.10.0.2,"
	expect_frames 1 "^02:42:0a:0a:00:02 > .*, $tagged, ethertype IPv4 .* 10.10.0.2 > 10.10.0.1: ICMP echo request"
	[ "$(frames_like '^02:42:0a:0a:00:02' | grep -cv 'vlan 10,')" -eq 0 ]
	# All that this host's own foot in it would say.
	expect_frames 0 "^$(cat /sys/class/net/eth0/address) .*vlan 10"
}

# covers: M6 --ipvlan
@test "an ipvlan on a VLAN: tagged frames with the parent's MAC address" {
	have vlan ipvlan
	capture
	nsrun --ipvlan eth0.10 --ip 10.10.0.2/16 -- ping -q -n -c 1 -W 10 10.10.0.1
	expect_stderr ""
	expect_status 0
	end_capture
	expect_frames 1 "^$(cat /sys/class/net/eth0/address) > .*vlan 10, p 0, ethertype IPv4 .*\
 10.10.0.2 > 10.10.0.1: ICMP echo request"
	expect_frames 0 "^02:42"
}

# covers: M6 --macvlan --vlan-protocol
@test "QinQ: an outer 802.1ad tag and an inner 802.1Q one, for two runs at once" {
	have vlan
	peer_vlan 11 802.1ad
	ip -n peer link add link eth0.11 name eth0.11.20 type vlan id 20
	ip -n peer address add 10.20.0.1/16 dev eth0.11.20
	ip -n peer link set eth0.11.20 up
	stand first --macvlan eth0.11.20 --vlan-protocol 802.1ad --ip 10.20.0.2/16
	capture
	nsrun --macvlan eth0.11.20 --vlan-protocol 802.1ad --ip 10.20.0.3/16 -- sh -c '
		ping -q -n -c 1 -W 10 10.20.0.1 && ping -q -n -c 1 -W 10 10.20.0.2'
	expect_stderr ""
	expect_status 0
	[ "$(vlans)" = $'eth0.11@eth0\neth0.11.20@eth0.11' ]
	end_capture
	expect_frames 1 "^02:42:0a:14:00:03 > .*ethertype 802.1Q-QinQ \(0x88a8\), .*vlan 11, p 0,\
 ethertype 802.1Q \(0x8100\), vlan 20, p 0, ethertype IPv4 .* 10.20.0.3 > 10.20.0.1: ICMP echo request"
	end_run first
	[ -z "$(vlans)" ]
}

# covers: --vlan-protocol
@test "an id with 802.1Q and the same with 802.1ad are two VLANs" {
	have vlan
	local protocols

	stand first --macvlan eth0.10 --ip 10.10.0.2/16
	stand second --macvlan eth0.10 --vlan-protocol 802.1ad --ip 10.10.0.2/16
	protocols=$(ip -j -d link show type vlan | jq -r '.[].linkinfo.info_data.protocol' | sort | xargs)
	[ "$protocols" = "802.1Q 802.1ad" ]
	stand third --macvlan eth0.10 --vlan-protocol 802.1ad --ip 10.10.0.3/16
	in_run third ping -q -n -c 1 -W 10 10.10.0.2
	in_run first ping -q -n -c 1 -W 10 10.10.0.1
	[ "$(vlans | wc -l)" -eq 2 ]
}

# covers: list inspect --vlan M14
@test "the record tells the tags of each link, from the outer to the inner" {
	have vlan
	local tags='[.[].links[].vlan | map([.id, .protocol])]' id

	ip link add link eth0 name eth0.11 up type vlan id 11 # was there before
	id=$("$NSRUN" -d --vlan eth0.10 --ip 10.10.0.2/16 --vlan eth0.12.20 --vlan-protocol 802.1ad \
		--ip 10.20.0.2/16 --macvlan eth0.13 --macvlan eth0.11 --macvlan eth0 --lan a \
		-- sleep 1000 3>&-)
	nsrun list --json
	[ "$(jq -c "$tags" <<<"$output")" = \
		'[[[10,"802.1Q"]],[[12,"802.1ad"],[20,"802.1Q"]],[[13,"802.1Q"]],[[11,"802.1Q"]],[],[]]' ]
	nsrun inspect "$id"
	[ "$(jq -c ".[0].Nsrun.links[0].vlan" <<<"$output")" = '[{"id":10,"protocol":"802.1Q"}]' ]
	nsrun stop "$id"
}

# covers: --vlan-protocol P7
@test "--vlan-protocol for what is there already is refused" {
	have vlan
	ip link add link eth0 name eth0.10 up type vlan id 10
	nsrun --macvlan eth0.10 --vlan-protocol 802.1ad -- true
	expect_failure "--vlan-protocol: eth0.10 is there already: leave --vlan-protocol out"
	nsrun --macvlan eth0 --vlan-protocol 802.1ad -- true
	expect_failure "--vlan-protocol: eth0 is there already: leave --vlan-protocol out"
	nsrun --macvlan eth0.11 --vlan-protocol QinQ -- true
	expect_failure "--vlan-protocol QinQ: must be 802.1Q or 802.1ad"
}

# covers: M6 P6 --macvlan
@test "the host is no foot in a VLAN that nsrun made: deaf to router advertisements, mute to ARP" {
	have vlan ipv6
	stand run --macvlan eth0.10 --ip 10.10.0.2/16
	# As nsrun would have it to be without its care.
	peer_vlan 11
	ip link add link eth0 name eth0.11 up type vlan id 11
	! ip -n peer link set eth0.11 addrgenmode eui64 || ip -n peer address add fe80::11/64 dev eth0.11 nodad
	ip -n peer address add fe80::10/64 dev eth0.10 nodad
	advertised()
	{
		peer "$HELPERS/advertise" eth0.10 fd10::
		peer "$HELPERS/advertise" eth0.11 fd11::
		ip -6 route show default dev eth0.11 | grep -q 'proto ra'
	}
	wait_until 20 advertised
	[ -z "$(peer "$HELPERS/who-has" eth0.10 172.16.86.250 10.10.0.2)" ]
	[ -z "$(ip -o address show dev eth0.10)" ]
	[ -z "$(ip route show dev eth0.10; ip -6 route show table all dev eth0.10 | grep -v '^multicast ff00::/8')" ]
	[ -z "$(ip neigh show dev eth0.10)" ]
	# The stage's own, which the advertisement of eth0.11 is no part of.
	in_run run ping -q -n -c 1 -W 10 10.10.0.1
}

# covers: --vlan --macvlan P7
@test "a VLAN that is a link itself has no other link of its command on it" {
	local other refused="another link of this command is on that VLAN: use --macvlan eth0.10 for each"

	for other in --vlan=eth0.10 --macvlan=eth0.10 --macvlan=eth0.10.20; do
		nsrun --vlan eth0.10 "$other" -- true
		expect_failure "--vlan eth0.10: $refused"
		nsrun "$other" --vlan eth0.10 -- true
		expect_failure "--vlan eth0.10: $refused"
	done
	nsrun --dry-run --vlan eth0.10 --vlan eth0.100 --macvlan eth0 -- true
	expect_status 0
}

# covers: --vlan --macvlan P7
@test "ids that no VLAN can have are refused" {
	local id

	for id in 0 4095 5000; do
		nsrun --vlan "eth0.$id" -- true
		expect_failure "--vlan eth0.$id: the id of a VLAN must be 1 to 4094"
		nsrun --macvlan "eth0.$id" -- true
		expect_failure "eth0.$id: the id of a VLAN must be 1 to 4094"
	done
	nsrun --vlan eth0 -- true
	expect_failure "--vlan eth0: the id is missing: write PARENT.ID, as in eth0.10"
	nsrun --vlan eth0. -- true
	expect_failure "--vlan eth0.: the id is missing: write PARENT.ID, as in eth0.10"
	nsrun --vlan eht0.10 -- true
	expect_failure "no interface 'eht0.10' on this host: did you mean eth0.10?"
}

# covers: --vlan --mode --flag P7
@test "a VLAN has no modes and no flags" {
	nsrun --vlan eth0.10 --mode bridge -- true
	expect_failure "--mode bridge: a VLAN has no modes: leave --mode out"
	nsrun --vlan eth0.10 --flag private -- true
	expect_failure "--flag private: a VLAN has no flags: leave --flag out"
}
