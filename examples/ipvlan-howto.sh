#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/ipvlan-howto.sh: the example at the end of the kernel's document about ipvlan
# (Documentation/networking/ipvlan.rst, "Example configuration"): two namespaces with an ipvlan
# each. First by its ip commands, then by two lines of nsrun.
# shellcheck source=examples/show.bash
. "$(dirname "$0")/show.bash"
need ipvlan

look() # LINK COMMAND…: by which one is inside
{
	local link=$1

	shift
	"$@" ip -d link show "$link" | sed -E 's/^[0-9]+: //; s/ (state|addrgenmode) [^ ]+//g'
	"$@" ip -o -4 address show "$link" | sed -E 's/ (brd|metric) [^ ]+//; s/^[0-9]+: //'
	"$@" ip -4 route
}

by_ip=
number=0
for namespace in ns0 ns1; do
	link=ipvl$number address=172.16.86.$((number + 2))
	say "$namespace, as the document has it:"
	here ip netns add $namespace
	here ip link add link eth0 $link type ipvlan mode l2
	here ip link set dev $link netns $namespace
	here ip netns exec $namespace ip link set dev $link up
	here ip netns exec $namespace ip link set dev lo up
	here ip netns exec $namespace ip -4 addr add 127.0.0.1 dev lo
	here ip netns exec $namespace ip -4 addr add $address/24 dev $link
	here ip netns exec $namespace ip -4 route add default via 172.16.86.1 dev $link
	by_ip+=$(look $link ip netns exec $namespace)
	number=$((number + 1))
done
here ip netns exec ns1 ping -q -c 1 -W 10 172.16.86.2 || wrong "ns0 does not answer ns1"
ip -n ns0 link delete ipvl0
ip -n ns1 link delete ipvl1
ip netns delete ns0
ip netns delete ns1

say "The same by two lines, which leave nothing to be taken down:"
start ns0 --ipvlan eth0 --ifname ipvl0 --ip 172.16.86.2/24
start ns1 --ipvlan eth0 --ifname ipvl1 --ip 172.16.86.3/24
by_nsrun=
for number in 0 1; do
	by_nsrun+=$(look ipvl$number nsenter --net --target "$(pgrep -x -P "${runs[ns$number]}" sleep)")
done
stop ns1
here nsrun --ipvlan eth0 --ifname ipvl1 --ip 172.16.86.3/24 -- ping -q -c 1 -W 10 172.16.86.2 ||
	wrong "ns0 does not answer ns1"
stop ns0

say "The links, addresses and routes of both:"
printf '%s\n' "$by_nsrun"
[[ $by_nsrun == "$by_ip" ]] || wrong "they differ:
$(diff <(echo "$by_ip") <(echo "$by_nsrun"))"
finish
