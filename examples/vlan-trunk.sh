#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/vlan-trunk.sh: commands in a VLAN of a trunk. Docker's words for it are
#
#	docker network create -d macvlan --subnet=10.10.0.0/24 -o parent=eth0.10 …
#
# Nobody makes eth0.10 beforehand: the first run that names it does, all share it, and it goes with
# the last.
# shellcheck source=examples/show.bash
. "$(dirname "$0")/show.bash"
need vlan

say "The neighbour is in VLAN 10, as what is behind a switch's trunk port:"
here ip -n peer link add link eth0 name eth0.10 type vlan id 10
here ip -n peer address add 10.10.0.1/24 dev eth0.10
here ip -n peer link set eth0.10 up

say "A command in that VLAN. The sub-interface is made for it, and marked as nsrun's:"
start server --macvlan eth0.10 --ip 10.10.0.2/24
here ip -d link show eth0.10
shows "vlan protocol 802.1Q id 10"
shows "alias nsrun "

say "This host itself is not in that network by it:"
here ip -br address show dev eth0.10
[[ $output != *10.10.* && $output != *fe80* ]] || wrong "eth0.10 has an address"

say "Another command shares it. It reaches the first, and the neighbour:"
here nsrun --macvlan eth0.10 --ip 10.10.0.3/24 -- ping -c 1 -W 10 10.10.0.2 || wrong "no answer"
here nsrun --macvlan eth0.10 --ip 10.10.0.3/24 -- ping -c 1 -W 10 10.10.0.1 || wrong "no answer"

say "On the wire the frames are tagged, and have the command's own MAC address:"
ip netns exec peer tcpdump -Z root -i eth0 -n -e -c 1 --immediate-mode "vlan 10 and icmp" \
	>/run/wire 2>/run/wire.log &
tcpdump=$!
until grep -q '^listening on' /run/wire.log; do :; done
nsrun --macvlan eth0.10 --ip 10.10.0.3/24 -- ping -q -c 1 -W 10 10.10.0.1 >/dev/null
wait "$tcpdump"
here cat /run/wire
shows " 02:42:0a:0a:00:03 > "
shows "vlan 10,"

say "With the last command the sub-interface goes, too:"
stop server
here ip -br link
[[ $output != *eth0.10* ]] || wrong "eth0.10 is still there"

say "A second tag (QinQ) is one more number; the outer one may be 802.1ad:"
here nsrun --macvlan eth0.10.20 --vlan-protocol 802.1ad --ip 10.20.0.2/24 -- ip -br address show eth0
shows "10.20.0.2/24"

say "And the VLAN itself can be the command's link, for it alone:"
here nsrun --vlan eth0.10 --ip 10.10.0.2/24 -- ip -d link show eth0
shows "vlan protocol 802.1Q id 10"
finish
