# SPDX-License-Identifier: MIT
# SIGKILL, to nsrun at any moment and to the command: nothing goes on by itself, and the next run
# with the same address finds its way free.
load ../lib/nsrun

line=(--macvlan eth0 --ip 172.16.86.2/24 --)

tidy()
{
	ip link delete holder0 2>/dev/null || :
	wait_until 10 no_process sleep
	wait_until 10 no_process nsrun
}

# The same line again, which clears away what a killed run could not.
again()
{
	try "$HELPERS/adopt" "$NSRUN" "${line[@]}" sh -c 'echo again'
	expect_status 0
	expect_output again
	expect_stderr ""
	[ -z "$(ls /run/nsrun/host)" ]
}

# covers: P2
@test "when nsrun is killed, the command goes at once" {
	begin "${line[@]}" sleep 1000
	wait_until 10 pgrep -x sleep
	kill -KILL "$pid"
	finish
	expect_status 137
	wait_until 10 no_process sleep
	again
}

# covers: P2
@test "when nsrun is killed, so does a command that has blocked and ignored all signals" {
	begin_with "-i 0 -b 0" "${line[@]}" sleep 1000
	wait_until 10 pgrep -x sleep
	kill -KILL "$pid"
	finish
	expect_status 137
	wait_until 10 no_process sleep
	again
}

# covers: P2
@test "when nsrun is killed while it is stopped, the command goes, too" {
	begin "${line[@]}" sleep 1000
	wait_until 10 pgrep -x sleep
	kill -STOP "$pid"
	wait_until 10 grep -q '^State:.T' "/proc/$pid/status"
	kill -KILL "$pid"
	finish
	expect_status 137
	wait_until 10 no_process sleep
	again
}

# covers: P2 P3
@test "what the command had started stays then, until the next run with its address" {
	begin "${line[@]}" sh -c 'sleep 1000 & setsid sleep 1000 & echo started; wait'
	wait_until 10 test -s "$out"
	kill -KILL "$pid"
	finish
	expect_status 137
	two_sleep() { [ "$(pgrep -x -c sleep)" -eq 2 ]; }
	wait_until 10 two_sleep
	again
	wait_until 10 no_process sleep
}

# covers: P2 P3
@test "killed at fifty random moments of the launch, nsrun leaves no process" {
	try "$HELPERS/kill-randomly" 50 "$NSRUN" "${line[@]}" sh -c 'echo runs; exec sleep 1000'
	expect_status 0
	expect_output ""
	expect_stderr ""
	again
}

# covers: P2
@test "killed at random moments without any link, it leaves none either" {
	try "$HELPERS/kill-randomly" 30 "$NSRUN" -- sh -c 'echo runs; exec sleep 1000'
	expect_status 0
	expect_stderr ""
	# Nobody needs what they had: so their records go when somebody looks for runs.
	nsrun stop --all
	expect_status 0
	[ -z "$(ls /run/nsrun/host)" ]
}

# covers: P2 P3
@test "killed while the launch waits for a MAC address, it leaves nothing that goes on" {
	hold_launch
	begin "${line[@]}" touch "$BATS_TEST_TMPDIR/ran"
	wait_until 10 is_held
	kill -KILL "$pid"
	finish
	expect_status 137
	# At once: it would wait for five seconds otherwise.
	wait_until 3 no_process nsrun
	release_launch
	[ ! -e "$BATS_TEST_TMPDIR/ran" ]
	again
}

# covers: P2 P8
@test "when the command is killed, nsrun gives 137 and ends what it had started" {
	try "$HELPERS/adopt" "$NSRUN" "${line[@]}" sh -c 'sleep 1000 & kill -KILL $$'
	expect_status 137
	expect_stderr ""
}

# covers: P2 P8
@test "kill -9 of the whole process group leaves nothing" {
	try setsid --wait "$NSRUN" "${line[@]}" sh -c 'sleep 1000 & kill -KILL 0'
	expect_status 137
	wait_until 10 no_process sleep
	again
}
