# SPDX-License-Identifier: MIT
# `nsrun --detach --ready tcp:PORT ... && connect` never races.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

tidy() { stop_all; }

# The redirection is said to have failed by the shell itself.
answers() { peer timeout 5 bash -c 'echo x >/dev/tcp/172.16.86.2/8080'; }

# covers: P1 P3 --detach --ready
@test "300 servers that start slowly, each used by a peer as soon as nsrun has returned" {
	for ((round = 1; round <= 300; round++)); do
		id=$("$NSRUN" --detach --rm --macvlan eth0 --ip 172.16.86.2/24 --ready tcp:8080 -- \
			sh -c "sleep 0.0$((round % 4)); exec '$HELPERS/tcp' echo 8080" </dev/null 3>&-)
		[ "${#id}" = 12 ]
		answers || {
			echo "round $round: no answer"
			return 1
		}
		end_detached "$id"
	done
}

