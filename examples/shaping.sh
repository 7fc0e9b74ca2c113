#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/shaping.sh: a slow line and a long one, and the tc commands that do the same. The part
# about delays is left out, and named, where the kernel has no netem.
# shellcheck source=examples/show.bash
. "$(dirname "$0")/show.bash"

line=(--macvlan eth0 --ip 172.16.86.2/24)

say "A line of 1 Mbit/s. A full frame takes 12 milliseconds:"
here nsrun "${line[@]}" --rate 1mbit -- ping -q -c 3 -s 20000 -W 10 172.16.86.1 || wrong "no answer"
shows "3 packets transmitted, 3 received"
round_trip=$(sed -n 's|^rtt min/avg/max/mdev = \([0-9]*\).*|\1|p' <<<"$output")
((round_trip >= 100)) || wrong "20000 bytes at 1 Mbit/s took only $round_trip ms"

say "It is what tc calls a token bucket, and is there before the command is:"
here nsrun "${line[@]}" --rate 1mbit -- tc qdisc show dev eth0
shows "qdisc tbf 1: root refcnt 2 rate 1Mbit burst "

say "The same by tc, as --dry-run prints it:"
printf '$ %s\n' "nsrun ${line[*]} --rate 1mbit --delay 50ms --loss 1% --dry-run -- true | grep ^tc"
output=$(nsrun "${line[@]}" --rate 1mbit --delay 50ms --loss 1% --dry-run -- true | grep ^tc)
printf '%s\n' "$output"
shows "netem limit 1000 delay 50ms loss 1%"
shows "tbf rate 1mbit burst "

if ! tc qdisc add dev lo root netem 2>/dev/null; then
	say "Delays are left out: this kernel has no netem."
	finish
fi
tc qdisc delete dev lo root

say "A line around the world: 120 milliseconds each way would be two such runs; here one way has them."
here nsrun "${line[@]}" --delay 120ms -- ping -q -c 3 -W 10 172.16.86.1 || wrong "no answer"
round_trip=$(sed -n 's|^rtt min/avg/max/mdev = \([0-9]*\).*|\1|p' <<<"$output")
((round_trip >= 120 && round_trip < 130)) || wrong "the round trip takes $round_trip ms"
finish
