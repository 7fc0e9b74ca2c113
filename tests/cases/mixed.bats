# SPDX-License-Identifier: MIT
# Links of several kinds in one command: in the order and by the names that were given.
load ../lib/nsrun
load ../lib/network

tidy()
{
	end_all_runs
	ip link delete br0 2>/dev/null || :
	remove_wire eth7
}

# The kind of each link of stdout's `ip -j -d link`, by name.
kinds() { jq -r '.[] | select(.ifname != "lo") | .ifname + " " + .linkinfo.info_kind' <<<"$output"; }

# covers: --macvlan --lan --bridge --ifname --metric
@test "a macvlan, a LAN and a port of a bridge, each with a default route" {
	have bridge
	ip link add name br0 type bridge
	ip link set br0 up
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --metric 10 \
		--lan t --ifname inner --ip 10.9.0.2/24 --gateway 10.9.0.1 --metric 20 \
		--bridge br0 --ip 10.5.0.2/24 --gateway 10.5.0.1 --metric 30 -- \
		sh -c 'ip -4 route show default >&2; ip -j -d link'
	expect_status 0
	[ "$(kinds)" = $'eth0 macvlan\ninner macvlan\neth2 veth' ]
	# shellcheck disable=SC2001 # of each line
	[ "$(sed 's/ *$//' <<<"$stderr")" = "default via 172.16.86.1 dev eth0 metric 10
default via 10.9.0.1 dev inner metric 20
default via 10.5.0.1 dev eth2 metric 30" ]
}

# covers: --ipvlan --vlan --dummy --macvlan M9 M6
@test "an ipvlan, a VLAN, a dummy and a macvlan on another parent" {
	have ipvlan vlan dummy
	add_wire eth7
	nsrun --ipvlan eth0 --ip 172.16.86.2/24 --vlan eth0.10 --ip 10.10.0.2/24 \
		--dummy --ip 10.1.1.1/24 --macvlan eth7.20 --ip 10.20.0.2/24 -- ip -j -d link
	expect_status 0
	[ "$(kinds)" = $'eth0 ipvlan\neth1 vlan\neth2 dummy\neth3 macvlan' ]
}

# covers: --ipvlan --mode --metric
@test "two ipvlans in mode l3 have a default route each, by their metrics" {
	have ipvlan
	nsrun --ipvlan eth0 --mode l3 --ip 10.30.30.2/24 --metric 10 \
		--ipvlan eth0 --mode l3 --ip 10.30.31.2/24 --metric 20 -- ip -4 route show default
	expect_status 0
	expect_lines "default dev eth0 scope link metric 10" "default dev eth1 scope link metric 20"
}

# covers: --ipvlan --macvlan P7
@test "what one parent cannot carry is refused as a whole, and nothing is left" {
	have ipvlan
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ipvlan eth0 --ip 172.16.86.3/24 -- true
	expect_status 125
	[[ $stderr == "nsrun: ipvlan on 'eth0': Device or resource busy: "* ]]
}
