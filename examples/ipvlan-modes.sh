#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/ipvlan-modes.sh: the three modes of ipvlan with its three flags, and who reaches whom in
# each (Documentation/networking/ipvlan.rst of the kernel).
#
#	bridge   commands on one parent reach each other
#	private  they do not
#	vepa     they do where a switch outside, or a router, sends their packets back
# shellcheck source=examples/show.bash
. "$(dirname "$0")/show.bash"
need ipvlan

for mode in l2 l3 l3s; do
	net=172.16.86
	[[ $mode == l2 ]] || net=10.30.30
	for flag in bridge private vepa; do
		say "Mode $mode, flag $flag:"
		start server --ipvlan eth0 --mode $mode --flag $flag --ip $net.2/24
		here nsrun --ipvlan eth0 --mode $mode --flag $flag --ip $net.3/24 -- ip -d link show eth0
		shows "ipvlan  mode $mode $flag "
		here nsrun --ipvlan eth0 --mode $mode --flag $flag --ip $net.3/24 -- \
			ping -q -c 1 -W 1 $net.2
		reached=$?
		if [[ $flag == bridge ]]; then
			((reached == 0)) || wrong "the other command does not answer"
		else
			((reached != 0)) || wrong "the other command answers"
		fi
		stop server
	done
done
finish
