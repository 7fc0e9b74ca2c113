# SPDX-License-Identifier: MIT
# --pid: a PID namespace of the run's own.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)

tidy() { stop_all; }

# covers: --pid
@test "the command sees its own processes and no others" {
	nsrun --pid "${line[@]}" -- sh -c 'echo /proc/[0-9]*; cat /proc/1/comm; ps -o pid= -p $$'
	expect_stderr ""
	[ "${lines[0]}" = "/proc/1 /proc/2" ]
	[ "${lines[1]}" = "nsrun init" ]
	[ "$((lines[2]))" = 2 ]
	expect_status 0
}

# covers: --pid P8
@test "status, signals and standard input are the command's as without it" {
	nsrun --pid -- sh -c 'exit 9'
	expect_status 9
	nsrun --pid -- sh -c 'kill -KILL $$'
	expect_status 137
	nsrun --pid -- no-such-command
	expect_status 127
	expect_stderr "nsrun: exec 'no-such-command': No such file or directory"
	begin --pid -- sh -c 'trap "echo got it; exit 3" USR1; echo >"$BATS_TEST_TMPDIR/up"; while :; do sleep 0.1; done'
	wait_until 10 test -e "$BATS_TEST_TMPDIR/up"
	kill -USR1 "$pid"
	finish
	expect_status 3
	expect_output "got it"
}

# covers: --pid P8
@test "what it left behind is reaped inside, and has its grace at the end" {
	# As many as a shell that does not wait for its children leaves to the first process.
	nsrun --pid -- sh -c 'for i in 1 2 3; do (true & exec true) & done; wait
		until [ "$(grep -l "^State:.Z" /proc/[0-9]*/status | wc -l)" = 0 ]; do :; done; echo none'
	expect_output none
	nsrun --pid "${line[@]}" -- sh -c 'sh -c "trap \"echo asked; exit\" TERM; echo >$BATS_TEST_TMPDIR/left; while :; do sleep 0.1; done" &
		until [ -e "$BATS_TEST_TMPDIR/left" ]; do :; done'
	expect_status 0
	expect_output asked
}

# covers: --pid P2
@test "all processes of the run go at once with nsrun, whatever network namespace they are in" {
	begin --pid --privileged "${line[@]}" -- sh -c 'setsid sleep 1234 & unshare --net setsid sleep 1234 &
		sleep 1234'
	all_sleep() { [ "$(pgrep -x -f -c 'sleep 1234')" -eq "$1" ]; }
	wait_until 10 all_sleep 3
	kill -KILL "$pid"
	finish
	wait_until 10 all_sleep 0
	"$NSRUN" clean
}

# covers: --pid P2
@test "one that moved to another network namespace goes with the run, too" {
	nsrun --pid --privileged "${line[@]}" -- sh -c 'unshare --net sh -c "echo >\$BATS_TEST_TMPDIR/up; exec sleep 1234" & until [ -e $BATS_TEST_TMPDIR/up ]; do :; done'
	expect_status 0
	[ -z "$(pgrep -x -f 'sleep 1234')" ]
}

# covers: --pid P9
@test "the first process has nothing, and cannot be made to do anything" {
	nsrun --pid -- sh -c 'awk "/^(CapPrm|CapEff|NoNewPrivs)/ { print \$2 }" /proc/1/status
		ls -l /proc/1/fd 2>&1 | grep -c -- "->"; cat /proc/1/environ 2>/dev/null | wc -c
		kill -TERM 1; kill -INT 1; kill -KILL 1; kill -STOP 1; cat /proc/1/comm'
	expect_output "0000000000000000
0000000000000000
1
0
0
nsrun init"
}

# covers: --pid exec
@test "who joins the run is in its namespace, ends with nsrun exec, and has its own status" {
	detach --pid "${line[@]}" -- sleep 1000
	nsrun exec "$id" sh -c 'cat /proc/2/comm /proc/self/comm; [ -e /proc/$$/comm ]; exit 4'
	expect_output "sleep
cat"
	expect_status 4
	nsrun exec "$id" no-such-command
	expect_status 127
	begin exec "$id" -- sleep 1235
	wait_until 10 pgrep -x -f 'sleep 1235'
	kill -TERM "$pid"
	finish
	expect_status 143
	begin exec "$id" -- sleep 1236
	wait_until 10 pgrep -x -f 'sleep 1236'
	kill -KILL "$pid"
	finish
	gone() { ! pgrep -x -f 'sleep 1236' >/dev/null; }
	wait_until 10 gone
}

# covers: --pid --detach
@test "a namespace that is held without a command" {
	detach --pid --name held
	nsrun exec held sh -c 'echo /proc/[0-9]*'
	[[ $output == "/proc/1 /proc/2 "* ]]
	nsrun stop held
	expect_status 0
}
