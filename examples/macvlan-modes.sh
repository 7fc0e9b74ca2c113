#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/macvlan-modes.sh: who reaches whom in each mode of a macvlan: two runs on eth0, and the
# peer on the wire. Runs on a throwaway host (tests/stage); NSRUN names the program, else it is
# build/nsrun.
set -eu
top=$(dirname "$0")/..
[[ ${NSRUN_STAGE-} && -e /run/netns/peer ]] || exec "$top/tests/stage" "$BASH" "$0"
nsrun=${NSRUN:-$top/build/nsrun}
fifo=$(mktemp -u)
mkfifo "$fifo"
trap 'rm -f "$fifo"' EXIT
peer_mac=$(ip -n peer -brief link show eth0 | awk '{ print $3 }')

reaches() # COMMAND…: prints yes or no
{
	if "$@" -q -n -c 1 -W 1 >/dev/null 2>&1; then echo yes; else echo no; fi
}

# A passthru link takes its parent for itself: there is no second run, and no such row.
printf '%-8s  %-14s  %s\n' mode 'the other run' 'the peer'
for mode in bridge private vepa source; do
	options=(--mode "$mode")
	[ "$mode" != source ] || options+=(--source-mac "$peer_mac")
	# The first run lives as long as its standard input is open.
	"$nsrun" --macvlan eth0 "${options[@]}" --ip 172.16.86.2/24 -- cat <"$fifo" >/dev/null &
	exec {hold}>"$fifo"
	until ip netns exec peer ping -q -n -c 1 -W 1 172.16.86.2 >/dev/null; do :; done
	other=$(reaches "$nsrun" --macvlan eth0 "${options[@]}" --ip 172.16.86.3/24 -- ping 172.16.86.2)
	peer=$(reaches "$nsrun" --macvlan eth0 "${options[@]}" --ip 172.16.86.3/24 -- ping 172.16.86.1)
	printf '%-8s  %-14s  %s\n' "$mode" "$other" "$peer"
	[ "$peer" = yes ]
	if [ "$mode" = bridge ]; then [ "$other" = yes ]; else [ "$other" = no ]; fi
	exec {hold}>&-
	wait
done
echo '# All of this was checked, and is as it should be.'
