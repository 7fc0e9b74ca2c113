# SPDX-License-Identifier: MIT
# SIGKILL for runs in the background, at any moment of their end: the next command that looks for runs
# leaves nothing of them.
load ../lib/nsrun
load ../lib/runs
load ../lib/killed

tidy() { stop_all; }

# covers: P2 --name stop
@test "killed at random moments of the end: nothing is left after the next command" {
	local i

	for ((i = 0; i < rounds; i++)); do
		"$NSRUN" "${line[@]}" >/dev/null 3>&-
		supervisor=$(in_record web supervisor) command=$(in_record web pid)
		"$NSRUN" stop web 3>&- &
		pid=$!
		pause 1 150
		case $((i % 3)) in
		0) kill -KILL "$supervisor" ;;
		1) kill -KILL "$command" ;;
		2) kill -KILL "$supervisor" "$command" ;;
		esac 2>/dev/null || :
		wait "$pid" || :
		expect_swept
	done
}
