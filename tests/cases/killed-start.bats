# SPDX-License-Identifier: MIT
# SIGKILL for runs in the background, at any moment of their start: the next command that looks for runs
# leaves nothing of them.
load ../lib/nsrun
load ../lib/runs
load ../lib/killed

tidy() { stop_all; }

# Kills, as SIGKILL would come from anywhere: the supervisor, the command, or both.
kill_some() # CALLER WHICH: 0 to 2
{
	local caller=$1 which=$2 supervisor command

	supervisor=$(pgrep -P "$caller") || supervisor=$(pgrep -o -x nsrun) || return 0
	command=$(pgrep -P "$supervisor") || command=
	# shellcheck disable=SC2086 # there may be no command, and more than one
	case $which in
	0) kill -KILL "$supervisor" ;;
	1) [ -z "$command" ] || kill -KILL $command ;;
	2) kill -KILL "$supervisor" $command ;;
	esac 2>/dev/null || :
}

# covers: P2 --name --detach
@test "killed at random moments of the start: nothing is left after the next command" {
	local i

	for ((i = 0; i < rounds; i++)); do
		"$NSRUN" "${line[@]}" >/dev/null 2>&1 3>&- &
		pid=$!
		pause 1 150
		kill_some "$pid" $((i % 3))
		wait "$pid" || :
		expect_swept
	done
}
