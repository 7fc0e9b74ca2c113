# SPDX-License-Identifier: MIT
# --timeout: the command's time is over, and so is the run.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)

# Long enough for a shell to have set its trap.
begun=1s
[ -z "${NSRUN_VM:-}" ] || begun=8s

tidy() { stop_all; }

# covers: 124 P2 --timeout
@test "a command that runs too long is ended by SIGTERM: 124, and nothing is said" {
	nsrun --timeout 200ms "${line[@]}" sleep 1000
	expect_status 124
	expect_output ""
	expect_stderr ""
	no_process sleep
}

# covers: --timeout
@test "a command that ends before has its own status" {
	nsrun --timeout 30 "${line[@]}" sh -c 'exit 3'
	expect_status 3
	nsrun --timeout 30 -- sh -c 'kill -KILL $$'
	expect_status 137
	nsrun --timeout 30 -- no-such-command
	expect_status 127
}

# covers: --timeout
@test "0 is no limit, as with timeout(1)" {
	nsrun --timeout 0 -- sh -c 'sleep 0.1; exit 4'
	expect_status 4
	expect_stderr ""
}

# covers: 124 --timeout
@test "a command that ends by its own handler: 124 all the same" {
	nsrun --timeout "$begun" -- sh -c 'trap "echo ended; exit 0" TERM; while :; do sleep 0.01; done'
	expect_status 124
	expect_output ended
}

# covers: 124 --timeout --grace
@test "a command that ignores SIGTERM is killed after the grace" {
	begin --timeout "$begun" --grace 300ms -- sh -c 'trap "" TERM; echo ready; exec sleep 1000'
	finish
	expect_status 124
	expect_output ready
	no_process sleep
}

# covers: 124 --timeout
@test "a command that is stopped is ended, too" {
	nsrun --timeout 300ms -- sh -c 'kill -STOP $$; exec sleep 1000'
	expect_status 124
}

# covers: --timeout
@test "the time is the command's: what the launch takes is not of it" {
	hold_launch
	begin --timeout 1s "${line[@]}" sh -c 'exit 5'
	wait_until 10 is_held
	SECONDS=0
	past() { [ "$SECONDS" -ge 2 ]; }
	wait_until 10 past
	release_launch
	finish
	expect_status 5
}

# covers: --timeout
@test "signals reach the command before its time is over" {
	begin --timeout 30s -- sh -c 'trap "exit 7" USR1; echo ready; while :; do sleep 0.01; done'
	said_ready() { grep -qx ready "$out"; }
	wait_until 10 said_ready
	kill -s USR1 "$pid"
	finish
	expect_status 7
}

# covers: 124 --timeout --detach
@test "of a run in the background 124 is the status that stays" {
	nsrun --detach --timeout 300ms "${line[@]}" sleep 1000
	expect_status 0
	id=$output
	wait_until 20 no_runs
	[ "$(of_ended "$id" status)" = 124 ]
}
