#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/ipvlan-l3.sh: commands behind a router that is this host. Docker's words for it are
#
#	docker network create --driver ipvlan --subnet=10.30.30.0/24 --opt mode=l3 --opt parent=eth0 …
#
# In mode l3 nothing is asked by ARP: each packet is routed by its address, so commands in different
# subnets of one parent reach each other, and the rest of the world needs a route to them.
# shellcheck source=examples/show.bash
. "$(dirname "$0")/show.bash"
need ipvlan

say "A command with an address of a net that is on no wire. Its MAC address is eth0's:"
start server --ipvlan eth0 --mode l3 --ip 10.30.30.2/24
here cat /sys/class/net/eth0/address
mac=$output
here nsrun --ipvlan eth0 --mode l3 --ip 10.30.30.3/24 -- ip -d address show eth0
shows "link/ether $mac "
shows "ipvlan  mode l3 bridge "
shows "inet 10.30.30.3/24 "

say "The default route is the device itself; there is nobody to ask:"
here nsrun --ipvlan eth0 --mode l3 --ip 10.30.30.3/24 -- ip route
shows "default dev eth0 scope link"

say "Another command, in another subnet, reaches the first:"
here nsrun --ipvlan eth0 --mode l3 --ip 10.30.31.3/24 -- ping -c 1 -W 10 10.30.30.2 || wrong "no answer"

say "A neighbour does when it has a route to that net, by this host:"
here ip -n peer route add 10.30.0.0/16 via 172.16.86.250
here ip netns exec peer ping -c 1 -W 10 10.30.30.2 || wrong "no answer"

say "An address of eth0's own net would get no replies. nsrun says so, and goes on:"
here nsrun --ipvlan eth0 --mode l3 --ip 172.16.86.2/24 -- true || wrong "it did not run"
shows "nsrun: warning: --ip 172.16.86.2: "

say "The mode is the parent's, and belongs to all: one that would change it is refused."
here nsrun --ipvlan eth0 --mode l2 --ip 172.16.86.2/24 -- true && wrong "it was not refused"
shows "has it in mode l3, flag bridge"
stop server
finish
