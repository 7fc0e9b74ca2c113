# SPDX-License-Identifier: MIT
# The modes of a macvlan: which of them a link has, and who reaches whom in each, as the kernel's
# documentation has it. The peer is what is on the wire.
load ../lib/nsrun
load ../lib/network

tidy()
{
	end_all_runs
	ip -n peer link delete switch 2>/dev/null || :
	remove_wire eth7
}

# The mode that iproute2 sees, and that nsrun was silent.
expect_mode() # MODE
{
	expect_status 0
	expect_stderr ""
	[ "$(jq -r '.[] | select(.ifname == "eth0") | .linkinfo | .info_kind + " " + .info_data.mode' \
		<<<"$output")" = "macvlan $1" ]
}

stand_two() # MODE
{
	stand one --macvlan eth0 --mode "$1" --ip 172.16.86.2/24
	stand two --macvlan eth0 --mode "$1" --ip 172.16.86.3/24
}

expect_reached() { in_run "$1" ping -q -n -c 1 -W 10 "$2"; } # NAME ADDRESS

# NAME ADDRESS: the standing run does not find the one with the address. How long is no answer no
# answer? Until that one has answered the peer, who asked on the same wire after it.
expect_unreached()
{
	local ping_pid

	nsenter --target "${command[$1]}" --net -- ping -q -n -c 1 -W 10 "$2" </dev/null >/dev/null 2>&1 3>&- &
	ping_pid=$!
	has_asked() { in_run "$1" ip neigh show to "$2" dev eth0 | grep -q .; }
	wait_until 10 has_asked "$@"
	[ -n "$(peer "$HELPERS/who-has" "$wire" "$2")" ]
	put_end "$ping_pid"
	if in_run "$1" ip neigh show to "$2" dev eth0 | grep lladdr; then return 1; fi
}
wire=eth0 # the peer's link to the runs

# The peer as a switch that sends frames back to the port they came from (802.1Qbg calls it VEPA).
reflect()
{
	have bridge
	ip -n peer link add name switch address 02:00:00:00:00:10 type bridge forward_delay 0
	ip -n peer link set eth0 master switch
	ip -n peer link set eth0 type bridge_slave hairpin on
	ip -n peer link set switch up
	forwards() { ip -n peer -d link show eth0 | grep -q 'state forwarding'; }
	wait_until 10 forwards
	ip -n peer address add 172.16.86.1/24 dev switch
	wire=switch
}

# covers: M10 --macvlan
@test "bridge is the mode when none is asked for" {
	nsrun --macvlan eth0 -- ip -j -d link
	expect_mode bridge
}

# covers: M10 --mode
@test "bridge, private, vepa and source are the modes that they are called" {
	local mode

	for mode in bridge private vepa source; do
		nsrun --macvlan eth0 --mode "$mode" -- ip -j -d link
		expect_mode "$mode"
	done
}

# covers: M10 --mode --take-parent
@test "passthru is the mode passthru, with the parent's MAC address" {
	local parent

	add_wire eth7
	parent=$(cat /sys/class/net/eth7/address)
	nsrun --macvlan eth7 --mode passthru --take-parent -- ip -j -d link
	expect_mode passthru
	[ "$(jq -r '.[] | select(.ifname == "eth0") | .address' <<<"$output")" = "$parent" ]
}

# covers: M10 --mode
@test "two runs in mode bridge reach each other and the peer" {
	stand_two bridge
	expect_reached one 172.16.86.3
	expect_reached two 172.16.86.2
	expect_reached one 172.16.86.1
	peer ping -q -n -c 1 -W 10 172.16.86.2
}

# covers: M10 --mode
@test "two runs in mode private reach the peer and not each other" {
	stand_two private
	expect_unreached one 172.16.86.3
	expect_unreached two 172.16.86.2
	expect_reached one 172.16.86.1
	peer ping -q -n -c 1 -W 10 172.16.86.2
}

# covers: M10 --mode
@test "two runs in mode vepa reach the peer and not each other" {
	stand_two vepa
	expect_unreached one 172.16.86.3
	expect_unreached two 172.16.86.2
	expect_reached one 172.16.86.1
	peer ping -q -n -c 1 -W 10 172.16.86.2
}

# covers: M10 --mode
@test "two runs in mode vepa reach each other through a switch that reflects" {
	reflect
	stand_two vepa
	expect_reached one 172.16.86.3
	expect_reached two 172.16.86.2
}

# covers: M10 --mode
@test "two runs in mode private do not reach each other through a switch that reflects" {
	reflect
	stand_two private
	expect_unreached one 172.16.86.3
	expect_unreached two 172.16.86.2
}

# covers: M10 --mode
@test "a run in mode private is not reached by one in mode bridge" {
	stand one --macvlan eth0 --mode private --ip 172.16.86.2/24
	stand two --macvlan eth0 --ip 172.16.86.3/24
	expect_unreached one 172.16.86.3
	expect_unreached two 172.16.86.2
	expect_reached two 172.16.86.1
}

# covers: M10 --mode
@test "a run in mode source hears only whom its link names" {
	local mac

	mac=$(ip -n peer -j link show eth0 | jq -r '.[0].address')
	stand one --macvlan eth0 --mode source --ip 172.16.86.2/24
	stand_witness
	expect_silent 172.16.86.2
	in_run one ip link set eth0 type macvlan macaddr add "$mac"
	expect_holder 172.16.86.2 02:42:ac:10:56:02
	peer ping -q -n -c 1 -W 10 172.16.86.2
	in_run one ip link set eth0 type macvlan macaddr flush
	expect_silent 172.16.86.2
}

# covers: M10 --mode --take-parent P6
@test "a run in mode passthru has the parent's wire to itself" {
	add_wire eth7
	stand one --macvlan eth7 --mode passthru --take-parent --ip 10.7.0.2/24
	in_run one ping -q -n -c 1 -W 10 10.7.0.1
	peer ping -q -n -c 1 -W 10 10.7.0.2
	# Nobody can be beside it.
	nsrun --macvlan eth7 -- true
	expect_failure "macvlan on 'eth7': Invalid argument: eth7 may be taken by a passthru link,\
 which must be alone; end that first"
	end_run one
	ping -q -n -c 1 -W 10 10.7.0.1
}

# covers: M10 --mode --take-parent P6 P7
@test "mode passthru is refused on a parent with addresses" {
	nsrun --macvlan eth0 --mode passthru -- true
	expect_failure "macvlan on 'eth0': mode passthru takes eth0 away from this host, which has\
 addresses on it: choose another mode, or --take-parent"
}

# covers: M10 --mode P6
@test "mode passthru needs no permission on a parent without addresses" {
	add_wire eth7
	ip address flush dev eth7
	nsrun --macvlan eth7 --mode passthru --ip 10.7.0.2/24 -- ping -q -n -c 1 -W 10 10.7.0.1
	expect_status 0
}

# covers: M10 --mode --take-parent P7
@test "mode passthru is refused beside another link" {
	stand one --macvlan eth0 --ip 172.16.86.2/24
	nsrun --macvlan eth0 --mode passthru --take-parent -- true
	expect_failure "macvlan on 'eth0': Invalid argument: a passthru link must be alone, and eth0\
 carries another; end that first, or choose another mode"
}

# covers: M10 --mode
@test "links of one command may have different modes" {
	nsrun --macvlan eth0 --macvlan eth0 --mode private --macvlan eth0 --mode vepa -- ip -j -d link
	expect_status 0
	[ "$(jq -r '.[] | select(.linkinfo) | .linkinfo.info_data.mode' <<<"$output" | xargs)" = \
		"bridge private vepa" ]
}
