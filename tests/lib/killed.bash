# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the cases about SIGKILL for runs in the background have at hand beside nsrun.bash and runs.bash,
# which they load first.

# shellcheck disable=SC2034 # the cases use it
line=(-d --name web --grace 100ms --macvlan eth0 --ip 172.16.86.2/24 -- sh -c
	'setsid sleep 1000 & exec sleep 2000')

# pause LEAST MOST: for a random time of so many tenths of a millisecond.
pause()
{
	local time=$(($1 + RANDOM % ($2 - $1)))

	read -r -t "0.$(printf %04d "$time")" <> <(:) || :
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

# A virtual machine is ten times slower, and the sanitizers three times.
rounds=150
[[ $NSRUN != */sanitize/* ]] || rounds=50
# Who looks for leaks at the end is a process of its own (LeakSanitizer's tracer), and nsrun spins for
# ever when that one is killed.
[[ $NSRUN != */sanitize/* ]] || export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0
# shellcheck disable=SC2034 # the cases use it
[ -z "${NSRUN_VM:-}" ] || rounds=15
