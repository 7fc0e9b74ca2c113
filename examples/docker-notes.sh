#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/docker-notes.sh: two notes on Docker's networks, line by line: containers on a LAN by
# macvlan, and on a VLAN of a trunk; containers on it by ipvlan. Each line is the notes' own, with
# `nsrun` for `docker` and without the image, and what they show of a container it shows of a
# command. The parts about 802.1Q and ipvlan are left out, and named, where the kernel has none.
# shellcheck source=examples/show.bash
. "$(dirname "$0")/show.bash"

# Alpine's shell; where this host has none, its own stands in.
if [[ ! $(type -P ash) ]]; then
	mkdir /run/bin
	ln -s "$(type -P sh)" /run/bin/ash
	PATH=$PATH:/run/bin
fi

typed() # LINE: as here(), of a line as it was typed
{
	local status

	printf '$ %s\n' "$1"
	output=$(eval "$1" 2>&1)
	status=$?
	[[ -z $output ]] || printf '%s\n' "$output"
	return $status
}

hides() # TEXT: the last command's output does
{
	[[ $output != *"$1"* ]] || wrong "there is '$1'"
}

nothing_left()
{
	local left

	left=$(find /run/nsrun ! -type d; nsrun list --all --json | jq -r '.[].id'
		nsrun network list --quiet; ip -br link | grep nsrun)
	[[ -z $left ]] || wrong "left: $left"
}

lacks() # KIND: and if so, says it
{
	makes "$1" && return 1
	say "This kernel has no $1: what the notes do with it is left out."
}

say "Macvlan, bridge mode. A network on eth0:"
typed 'nsrun network create -d macvlan --subnet=172.16.86.0/24 --gateway=172.16.86.1 -o parent=eth0 my-macvlan-net' ||
	wrong "no network"
typed 'nsrun network ls'
shows my-macvlan-net
typed 'nsrun network inspect my-macvlan-net'
shows '"Subnet": "172.16.86.0/24"'
shows '"Gateway": "172.16.86.1"'
shows '"parent": "eth0"'

say "A shell on it, in the background, that waits for input:"
typed 'nsrun run --rm -dit --network my-macvlan-net --name my-macvlan-alpine ash' || wrong "no run"
[[ $output =~ ^[0-9a-f]{12}$ ]] || wrong "no ID"

say "It has the first free address, and a MAC address that follows from it:"
typed 'nsrun container inspect my-macvlan-alpine' | sed -n '
	1p; /"Networks": {/,/^            }/p; $a ...truncated...'
output=$(nsrun container inspect my-macvlan-alpine)
for value in '"IPAMConfig": null' '"Links": null' '"Aliases": null' '"NetworkID": "' \
	'"EndpointID": "' '"Gateway": "172.16.86.1"' '"IPAddress": "172.16.86.2"' \
	'"IPPrefixLen": 24' '"IPv6Gateway": ""' '"GlobalIPv6Address": ""' \
	'"GlobalIPv6PrefixLen": 0' '"MacAddress": "02:42:ac:10:56:02"' '"DriverOpts": null'; do
	shows "$value"
done

say "So it is inside:"
typed 'nsrun exec my-macvlan-alpine ip addr show eth0'
shows "eth0@if10: "
shows "mtu 1500"
shows "state UP"
shows "link/ether 02:42:ac:10:56:02"
shows "inet 172.16.86.2/24 brd 172.16.86.255 scope global eth0"
typed 'nsrun exec my-macvlan-alpine ip route'
shows "default via 172.16.86.1 dev eth0"
shows "172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2"

say "And for the neighbour on the wire:"
here ip netns exec peer ping -c 1 -W 10 172.16.86.2 || wrong "no answer"

say "A network that is in use stays. Without its last run it goes, and nothing is left:"
typed 'nsrun network rm my-macvlan-net' && wrong "it was removed"
typed 'nsrun container stop my-macvlan-alpine' || wrong "it was not stopped"
typed 'nsrun network rm my-macvlan-net' || wrong "it was not removed"
nothing_left

if ! lacks vlan; then
	say "Macvlan, 802.1Q trunk. The same on eth0.10, which nobody has made:"
	typed 'nsrun network create -d macvlan --subnet=172.16.86.0/24 --gateway=172.16.86.1 -o parent=eth0.10 my-8021q-macvlan-net' ||
		wrong "no network"
	typed 'nsrun run --rm -itd --network my-8021q-macvlan-net --name my-second-macvlan-alpine ash'
	typed 'nsrun exec my-second-macvlan-alpine ip addr show eth0'
	shows "inet 172.16.86.2/24 brd 172.16.86.255 scope global eth0"
	typed 'nsrun exec my-second-macvlan-alpine ip route'
	shows "default via 172.16.86.1 dev eth0"
	typed 'ip -d link show eth0.10'
	shows "vlan protocol 802.1Q id 10"

	say "It goes with its last user:"
	typed 'nsrun container stop my-second-macvlan-alpine'
	typed 'nsrun network rm my-8021q-macvlan-net'
	typed 'ip -br link'
	hides eth0.10
	nothing_left
fi

if ! lacks ipvlan; then
	say "Ipvlan, mode l2. A command without a name:"
	typed 'nsrun network create --driver ipvlan --subnet=10.20.20.0/24 --gateway=10.20.20.1 --opt mode=l2 --opt parent=eth0 yeni_ag_l2' ||
		wrong "no network"
	# No macvlan may be on eth0 any more; the kernel takes the last one apart at its leisure.
	for ((tries = 0; tries < 1000; tries++)); do makes ipvlan && break; done
	typed 'nsrun run -d --network yeni_ag_l2 sleep 100' || wrong "no run"
	id=$output

	say "The beginning of its ID names it. It has the MAC address of eth0:"
	typed "nsrun exec -it ${id::2} ip -br -c link"
	shows "@if10"
	shows "$(cat /sys/class/net/eth0/address)"
	typed "nsrun inspect -f '{{json .}}' yeni_ag_l2 | jq '{name: .Name, driver: .Driver, containers: .Containers}'"
	shows '"name": "yeni_ag_l2"'
	shows '"driver": "ipvlan"'
	shows '"MacAddress": ""'
	shows '"IPv4Address": "10.20.20.2/24"'
	shows '"IPv6Address": ""'
	typed "nsrun container stop ${id::2}"
	typed 'nsrun network rm yeni_ag_l2'

	say "Without a subnet a run says which address, and of what length:"
	typed 'nsrun network create --driver ipvlan --opt mode=l2 --opt parent=eth0 ipvlan_network' ||
		wrong "no network"
	typed 'nsrun run --network ipvlan_network --ip 192.168.1.2 -it /bin/bash' && wrong "it ran"
	shows "write --ip 192.168.1.2/24"
	typed 'nsrun run --network ipvlan_network --ip 192.168.1.2/24 -it /bin/bash <<<"ip -br addr show eth0"'
	shows "192.168.1.2/24"
	typed 'nsrun network rm ipvlan_network'
	nothing_left
fi
finish
