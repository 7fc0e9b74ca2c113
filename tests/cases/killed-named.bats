# SPDX-License-Identifier: MIT
# SIGKILL for runs in the background, at any moment of their start and their end: the next command
# that looks for runs leaves nothing of them.
load ../lib/nsrun
load ../lib/runs

line=(-d --name web --grace 100ms --macvlan eth0 --ip 172.16.86.2/24 -- sh -c
	'setsid sleep 1000 & exec sleep 2000')

tidy() { stop_all; }

# pause LEAST MOST: for a random time of so many tenths of a millisecond.
pause()
{
	local time=$(($1 + RANDOM % ($2 - $1)))

	read -r -t "0.$(printf %04d "$time")" <> <(:) || :
}

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

nothing_is_there()
{
	no_process nsrun && no_process sleep && [ -z "$(find /run/nsrun ! -type d)" ] &&
		[ ! -L /run/netns/web ]
}

# What the sweeper did not find was still on its way to its end: so it is asked again.
expect_swept()
{
	swept() { "$NSRUN" stop --all && "$NSRUN" clean >/dev/null &&
		nothing_is_there; }
	wait_until 20 swept || {
		find /run/nsrun ! -type d
		ls -l /run/netns
		pgrep -a 'nsrun|sleep'
		return 1
	}
}

# covers: P2 --name --detach
@test "killed at random moments of the start: nothing is left after the next command" {
	local i rounds=150

	[ -z "${NSRUN_VM:-}" ] || rounds=15
	for ((i = 0; i < rounds; i++)); do
		"$NSRUN" "${line[@]}" >/dev/null 2>&1 3>&- &
		pid=$!
		pause 1 150
		kill_some "$pid" $((i % 3))
		wait "$pid" || :
		expect_swept
	done
}

# covers: P2 --name stop
@test "killed at random moments of the end: nothing is left after the next command" {
	local i rounds=150

	[ -z "${NSRUN_VM:-}" ] || rounds=15
	for ((i = 0; i < rounds; i++)); do
		"$NSRUN" "${line[@]}" >/dev/null 3>&-
		supervisor=$(field web .supervisor) command=$(field web .pid)
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
