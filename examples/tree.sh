#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/tree.sh [--dot]: a laboratory, and what of it is on what. A router has an address on eth0 and
# leads to two VLANs of that trunk; a web server in one of them has its database on a private Ethernet; a
# sensor is in a third VLAN. Where the kernel has no VLANs, more private Ethernets stand for them; where
# it has no ipvlan, the sensor is a macvlan. With --dot nothing is printed but the graph, for the picture
# in the README (make tree).
# shellcheck source=examples/show.bash
. "$(dirname "$0")/show.bash"
export LC_ALL=C.UTF-8 # for the lines of the tree
exec 3>/dev/null
[[ ${1-} != --dot ]] || exec 3>&1 >/dev/null

staff=(--lan staff) guests=(--lan guests) sensor=(--lan sensors)
if makes vlan; then
	staff=(--macvlan eth0.10) guests=(--macvlan eth0.20) sensor=(--macvlan eth0.30)
	! makes ipvlan || sensor[0]=--ipvlan
fi

begin() # NAME ARG…: a run in the background that is there until the end
{
	here nsrun --detach --name "$@" || wrong "$1 has not started"
}

say "Five runs:"
begin router --macvlan eth0 --ip 172.16.86.2/24 "${staff[@]}" --ip 10.10.0.1/24 \
	"${guests[@]}" --ip 10.20.0.1/24 --sysctl net.ipv4.ip_forward=1 -- sleep 1000
begin web "${staff[@]}" --ip 10.10.0.2/24 --lan back --ip 10.9.0.2/24 -- python3 -m http.server 80
begin db --lan back --ip 10.9.0.3/24 -- sleep 1000
begin visitor "${guests[@]}" --ip 10.20.0.2/24 --gateway 10.20.0.1 -- sleep 1000
begin sensor "${sensor[@]}" --ip 10.30.0.2/24 -- sleep 1000

say "What is on what:"
here nsrun list --tree
shows "├─web"
shows "└─db"
shows "eth0@back"

say "The same as a graph, which Graphviz draws: nsrun list --dot | dot -Tsvg >tree.svg"
here nsrun list --dot
shows "graph nsrun {"
printf '%s\n' "$output" >&3

say "And nothing of it is left:"
here nsrun stop --all --grace 0
here nsrun list --tree
[[ $output != *eth0* ]] || wrong "there is a run"
finish
