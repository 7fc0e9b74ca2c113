# SPDX-License-Identifier: MIT
# --test: a command on this host, while the run is ready; its status is nsrun's.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

tidy()
{
	ip link delete holder0 2>/dev/null || :
	stop_all
	[ -z "$(find /run/nsrun ! -type d)" ]
}

server=("$HELPERS/tcp" echo 8080)
here=(--macvlan eth0 --ip 172.16.86.2/24)

# covers: --test
@test "its status is nsrun's: 0, a number, or that of a signal" {
	nsrun --test true -- sleep 1000
	expect_status 0
	nsrun --test 'exit 7' -- sleep 1000
	expect_status 7
	nsrun --test 'kill -KILL $$' -- sleep 1000
	expect_status 137
	nsrun --test no-such-command -- sleep 1000
	expect_status 127
	no_process sleep
}

# covers: --test --host-access --ready
@test "it finds a server that answers, and is on this host" {
	nsrun --lan t --ip 10.9.0.2/24 --host-access --ready tcp:8080 --test \
		"'$HELPERS/at-once' connect 10.9.0.2 8080 && readlink /proc/self/ns/net" -- "${server[@]}"
	expect_stderr ""
	expect_output "$(readlink /proc/self/ns/net)"
}

# covers: --test --name
@test "its environment is the caller's, and says of which run it is the test" {
	MINE=mine nsrun --name web --clear-env --env OTHER=1 "${here[@]}" --test \
		'echo "$MINE$OTHER $NSRUN_NAME $NSRUN_ADDRESS"; readlink /proc/$NSRUN_PID/exe; [ ${#NSRUN_ID} = 12 ]' -- sleep 1000
	expect_status 0
	expect_output "mine web 172.16.86.2
$(readlink -f "$(command -v sleep)")"
}

# covers: --test
@test "without a name NSRUN_NAME is the ID, without an address NSRUN_ADDRESS is empty" {
	export NSRUN
	nsrun --test '[ "$NSRUN_NAME" = "$NSRUN_ID" ] && [ -z "$NSRUN_ADDRESS" ] && "$NSRUN" exec "$NSRUN_ID" echo joined' -- sleep 1000
	expect_stderr ""
	expect_output joined
}

# covers: --test --chdir --user --pid --userns P9
@test "it is the caller's in all: user, capabilities, directory, signals, namespaces" {
	local shown='id -u; pwd; grep -E "^(Cap|Sig[BI]|NoNewPrivs|Seccomp:)" /proc/self/status; readlink /proc/self/ns/*'

	nsrun --chdir / --pid --userns "${here[@]}" --test "$shown" -- sleep 1000
	expect_stderr ""
	expect_output "$(timeout --foreground 30 sh -c "$shown" </dev/null)"
	have users
	nsrun --user nobody --test "$shown" -- sleep 1000
	expect_output "$(timeout --foreground 30 sh -c "$shown" </dev/null)"
}

# covers: --test
@test "standard streams are the test's, and the command's output is in the run's log" {
	export NSRUN
	try sh -c 'echo typed | "$NSRUN" --name web --test "
		read -r word; echo \$word; echo error >&2
		until \"\$NSRUN\" logs web | grep -q beta; do :; done; \"\$NSRUN\" logs web" -- \
		sh -c "cat; echo alpha; echo beta >&2; exec sleep 1000"'
	expect_status 0
	expect_output "typed
alpha
beta"
	expect_stderr error
}

# covers: --test --log
@test "with --log the command's output is in the file" {
	local file=$BATS_TEST_TMPDIR/log

	nsrun --log "$file" --test "until grep -q beta $file; do :; done; echo tested" -- \
		sh -c 'echo alpha; echo beta >&2; exec sleep 1000'
	expect_stderr ""
	expect_output tested
	[ "$(<"$file")" = "alpha
beta" ]
}

# covers: --test --verbose
@test "with --verbose the command's output is shown on standard error, too" {
	export NSRUN
	nsrun --name web --verbose --test 'until "$NSRUN" logs web | grep -q alpha; do :; done' -- \
		sh -c 'echo alpha; exec sleep 1000'
	expect_output ""
	grep -qx alpha <<<"$stderr"
}

# covers: --test 125
@test "a command that ends first: 125, and the last line of its log; the test is ended" {
	nsrun --test 'echo tested; sleep 1000; :' -- sh -c 'echo begun; echo cannot go on >&2; exit 3'
	expect_status 125
	expect_stderr "nsrun: --test: the command ended with status 3 before the test did: last line of its log: cannot go on"
	no_process sleep
	nsrun --test 'sleep 1000' -- sh -c 'kill -KILL $$'
	expect_failure "--test: the command was ended by signal 9 (Killed) before the test was over"
	no_process sleep
}

# covers: --test 125 --log
@test "a command that ends first, with --log: the last line that is this run's" {
	local file=$BATS_TEST_TMPDIR/log

	echo earlier >"$file"
	nsrun --log "$file" --test 'sleep 1000' -- sh -c 'exit 3'
	expect_failure "--test: the command ended with status 3 before the test did"
	nsrun --log "$file" --test 'sleep 1000' -- sh -c 'echo later; exit 3'
	expect_failure "--test: the command ended with status 3 before the test did: last line of its log: later"
}

# covers: --test --ready 125
@test "a command that is not ready: the test does not run" {
	nsrun --ready tcp:8080 --ready-timeout 200ms --test 'echo tested' -- sh -c 'echo begun; exec sleep 1000'
	expect_failure "--ready tcp:8080: not ready within 200ms: last line of its log: begun"
	nsrun --ready tcp:8080 --test 'echo tested' -- sh -c 'exit 3'
	expect_failure "--ready tcp:8080: the command ended with status 3 before it was ready"
	nsrun --test 'echo tested' -- no-such-command
	expect_status 127
	expect_output ""
	no_process sleep
}

# covers: --test 125
@test "a test that stops the run has failed" {
	export NSRUN
	nsrun --name web --test '"$NSRUN" stop web; sleep 1000' -- sleep 2000
	expect_failure "--test: ended by nsrun stop before the test was over"
	no_process sleep
}

# covers: --test --grace P2
@test "the run ends with the test: SIGTERM, and SIGKILL after the grace" {
	nsrun --ready fd:5 --grace 10s --test 'exit 5' --log "$BATS_TEST_TMPDIR/log" -- \
		sh -c 'trap "echo asked; exit 0" TERM; echo >&5; while :; do sleep 0.01; done'
	expect_status 5
	[ "$(<"$BATS_TEST_TMPDIR/log")" = asked ]
	nsrun --ready fd:5 --grace 200ms --test 'exit 6' -- sh -c 'trap "" TERM; echo >&5; exec sleep 1000'
	expect_status 6
	no_process sleep
}

# covers: --test P2
@test "what the test left running is ended, whatever session it is in" {
	nsrun --test 'setsid sleep 1000 & sh -c "sleep 2000 & sleep 3000 & exit" & exit 4' -- sleep 4000
	expect_status 4
	expect_stderr ""
	no_process sleep
}

# covers: --test --grace P2
@test "what the test left, and does not end, is killed after the grace" {
	nsrun --grace 200ms --test '
		sh -c "trap \"\" TERM; : >$BATS_TEST_TMPDIR/begun; while :; do sleep 0.01; done" &
		until [ -e $BATS_TEST_TMPDIR/begun ]; do :; done' -- sleep 1000
	expect_status 0
	no_process sleep
}

# covers: --test P2
@test "what nsrun's caller had started is left alone" {
	try sh -c 'sleep 3000 >/dev/null 2>&1 3>&- & exec "$0" --test "exit 4" -- sleep 4000' "$NSRUN"
	expect_status 4
	pkill -x sleep
}

# covers: --test --timeout 124
@test "--timeout counts for the whole: 124, and both are ended, the test first" {
	nsrun --timeout 300ms --log "$BATS_TEST_TMPDIR/log" --test "
		trap 'echo test ended >>$BATS_TEST_TMPDIR/log; exit 0' TERM; while :; do sleep 0.01; done" -- \
		sh -c 'trap "echo run ended; exit 0" TERM; while :; do sleep 0.01; done'
	expect_status 124
	expect_output ""
	expect_stderr ""
	[ "$(<"$BATS_TEST_TMPDIR/log")" = "test ended
run ended" ]
	nsrun --timeout 300ms --test 'sleep 1000; :' -- sleep 2000
	expect_status 124
	no_process sleep
}

# covers: --test
@test "SIGTERM reaches the test first, and what it makes of it is the status" {
	begin --log "$BATS_TEST_TMPDIR/log" --test "
		trap 'echo test ended >>$BATS_TEST_TMPDIR/log; exit 9' TERM; echo begun; while :; do sleep 0.01; done" -- \
		sh -c 'trap "echo run ended; exit 0" TERM; while :; do sleep 0.01; done'
	wait_until 20 grep -q begun "$out"
	kill "$pid"
	finish
	expect_status 9
	expect_stderr ""
	[ "$(<"$BATS_TEST_TMPDIR/log")" = "test ended
run ended" ]
}

# covers: --test
@test "a test that SIGTERM ends: 143, and nothing is left of it" {
	begin --test 'echo begun; sleep 1000; :' -- sleep 2000
	wait_until 20 grep -q begun "$out"
	kill "$pid"
	finish
	expect_status 143
	expect_stderr ""
	no_process sleep
}

# covers: --test
@test "SIGINT while it is launched, or not ready yet, ends it as without --test" {
	begin --name web --ready tcp:8080 --test 'echo tested' -- sh -c 'echo begun; exec sleep 1000'
	wait_until 20 has_log
	kill -INT "$pid"
	finish
	expect_failure "--ready tcp:8080: ended by signal 2 (Interrupt) before it was ready: last line of its log: begun"
	hold_launch
	begin "${here[@]}" --test 'echo tested' -- sleep 1000
	wait_until 20 is_held_here
	kill -INT "$pid"
	finish
	release_launch
	expect_failure "ended by signal 2 (Interrupt) before the command ran"
}
# Of the two children the command's, and not the test's, which is on this host.
is_held_here()
{
	local child

	for child in $(pgrep -P "$pid"); do
		[ "$(readlink "/proc/$child/ns/net")" != "$(readlink /proc/self/ns/net)" ] &&
			grep -q eth0: "/proc/$child/net/dev" && return
	done 2>/dev/null
	return 1
}
has_log() { [ -n "$("$NSRUN" logs web 2>/dev/null)" ]; }

# covers: --test P2
@test "when nsrun is killed, so is the command, and the test is ended" {
	begin --test 'echo begun; sleep 1000; :' -- sleep 2000
	wait_until 20 grep -q begun "$out"
	kill -KILL "$pid"
	finish
	wait_until 20 no_process sleep
	wait_until 20 no_process nsrun
	"$NSRUN" clean >/dev/null
}

# covers: --test
@test "whose test is not minded any more has failed" {
	begin --test 'echo begun; sleep 1000; :' -- sleep 2000
	wait_until 20 grep -q begun "$out"
	kill -KILL "$(pgrep -P "$pid" -x 'nsrun test')"
	finish
	expect_status 125
	expect_stderr "nsrun: --test: the process that runs it was ended"
	pkill -KILL -x sleep || :
}

# covers: --test --status-fd
@test "--status-fd tells of it" {
	nsrun --status-fd 2 --test 'exit 3' -- sleep 1000
	expect_status 3
	[ "$(jq -r '.event + " " + (.status | tostring)' <<<"$stderr")" = "started null
tested 3
signalled null" ]
	nsrun --status-fd 1 --test 'sleep 1000' -- sh -c 'exit 3'
	[ "$(jq -r 'select(.event == "failed").stage' <<<"$output")" = test ]
}

# covers: --test wait
@test "nsrun wait tells the test's status, too" {
	mkfifo "$BATS_TEST_TMPDIR/gate"
	begin --name web --test "echo begun; read -r word <$BATS_TEST_TMPDIR/gate; exit 3" -- sleep 1000
	wait_until 20 grep -q begun "$out"
	"$NSRUN" wait web >"$BATS_TEST_TMPDIR/waited" 3>&- &
	local waiter=$!
	is_waiting() { grep -q unix_ /proc/$waiter/wchan || [ "$(awk '{ print $3 }' /proc/$waiter/stat)" = S ]; }
	wait_until 20 is_waiting
	echo go >"$BATS_TEST_TMPDIR/gate"
	finish
	expect_status 3
	status=0
	wait "$waiter" || status=$?
	expect_status 3
	[ ! -s "$BATS_TEST_TMPDIR/waited" ]
}

# covers: --test
@test "what does not go together is refused" {
	nsrun --detach --test true -- sleep 1000
	expect_failure "--test: nsrun waits for the test, and ends the run with it: leave out --detach"
	nsrun --test true
	expect_failure "no command: end the line with one, as in nsrun -- sh"
	nsrun --test
	expect_failure "--test: its value is missing: --test COMMAND"
	nsrun exec --test true web true
	expect_status 125
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
}
