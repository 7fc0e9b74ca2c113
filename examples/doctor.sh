#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/doctor.sh: what is in the way of a link on an interface, said before it is tried, and that the
# remedy it names is one.
# shellcheck source=examples/show.bash
. "$(dirname "$0")/show.bash"

finding() # STATE CHECK: the line of the last diagnosis, without the blanks of its columns
{
	tr -s ' ' <<<"$output" | grep "^$1 $2 "
}

say "What this host can do, and its eth0:"
here nsrun doctor eth0 || wrong "something is in the way of a macvlan on eth0"
finding ok parent >/dev/null || wrong "eth0 is no parent"

say "An interface that a bridge has, and whose frames are too short for IPv6:"
here ip link add br0 type bridge
here ip link add port0 mtu 1200 master br0 up type veth peer name wire0
here ip link set br0 up
here nsrun doctor port0 && wrong "a port of a bridge would do"
remedy=$(finding no port)
[[ $remedy == *": use --macvlan br0 or --bridge br0" ]] || wrong "the bridge is not named"
finding warn mtu >/dev/null || wrong "the MTU is not said"

say "It is right about the port:"
here nsrun --macvlan port0 --ip 10.5.0.2/24 -- true && wrong "it was possible"
shows "use --macvlan br0"
here nsrun --macvlan br0 --ip 10.5.0.2/24 -- ip -brief address show eth0 || wrong "the remedy is none"
shows "10.5.0.2/24"

say "For scripts:"
remedies() { nsrun doctor --json "$1" | jq -r '.[] | select(.state != "ok") | "\(.check): \(.remedy)"'; }
here remedies port0
shows "port: use --macvlan br0"
finish
