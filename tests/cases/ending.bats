# SPDX-License-Identifier: MIT
# The end of a run: what the command left behind in the run's network is ended, and nothing else is.
load ../lib/nsrun

line=(--macvlan eth0 --ip 172.16.86.2/24)

prepare()
{
	DIR=$BATS_TEST_TMPDIR/files
	mkdir "$DIR"
	mkfifo "$DIR/gate" "$DIR/up" "$DIR/never"
	export DIR
}

tidy()
{
	local name

	ip link delete holder0 2>/dev/null || :
	for name in sleep nsrun leave; do
		pkill -KILL -x "$name" || :
		wait_until 10 no_process "$name"
	done
}

# adopted ARG...: runs nsrun with a parent that notices every process that it leaves, also a zombie.
# The output goes to files, so that what is left cannot hold up the case.
adopted()
{
	status=0
	timeout --foreground --kill-after=5 $((30 * slowness)) "$HELPERS/adopt" "$NSRUN" "$@" \
		>"$DIR/out" 2>"$DIR/err" </dev/null 3>&- || status=$?
	output=$(<"$DIR/out") stderr=$(<"$DIR/err")
	expect_stderr ""
}

# ended ARG...: the same with a grace that nobody would wait for.
ended() { adopted --grace 1h "${line[@]}" -- "$@"; }

took_ms() # COMMAND...: sets took
{
	local began=${EPOCHREALTIME/./}

	"$@"
	took=$(((${EPOCHREALTIME/./} - began) / 1000))
}

# covers: P2 P8 --grace
@test "a run that left nothing returns at once" {
	ended sh -c 'sleep 0.01; (sleep 0.01); exit 3'
	expect_status 3
}

# covers: P2 --grace
@test "a process that honours SIGTERM is ended at once, and the status is the command's" {
	ended sh -c 'sleep 1000 & sleep 1000 & exit 4'
	expect_status 4
}

# covers: P2
@test "a process in a session of its own is ended" {
	ended sh -c 'setsid sh -c "echo >\$DIR/up; exec sleep 1000" & read -r x <$DIR/up'
	expect_status 0
}

# covers: P2
@test "a daemon (forked twice, no relative any more) is ended" {
	ended sh -c '(setsid sh -c "(echo >\$DIR/up; exec sleep 1000) &" &) & read -r x <$DIR/up'
	expect_status 0
}

# covers: P2
@test "a stopped process is ended by its SIGTERM" {
	ended sh -c 'sleep 1000 & kill -STOP $!; until grep -q "^State:.T" /proc/$!/status; do :; done'
	expect_status 0
}

# covers: P2
@test "three hundred processes are ended" {
	ended sh -c 'i=0; while [ $i -lt 300 ]; do sleep 1000 & i=$((i + 1)); done; exit 9'
	expect_status 9
}

# covers: P2
@test "no process is left that has ended and nobody waited for, by whatever way it ended" {
	for _ in 1 2 3 4 5 6 7 8; do
		adopted --grace 20ms -- sh -c '
			sleep 1000 & sleep 0.01 & setsid sleep 1000 & (trap "" TERM; sleep 1000) &'
		expect_status 0
	done
}

# covers: P2 --grace
@test "a process has the time of --grace to end well" {
	begin --verbose --grace 1h "${line[@]}" -- sh -c '
		sh -c "trap \"read -r x <\$DIR/gate; echo well; exit\" TERM; echo >\$DIR/up
			while :; do read -r x <\$DIR/never; done" & read -r x <$DIR/up'
	wait_until 10 grep -q "sent SIGTERM" "$err"
	echo >"$DIR/gate"
	finish
	expect_status 0
	expect_output well
	[[ $stderr != *SIGKILL* ]]
}

# Its clean-up leaves an orphan behind, which is sent SIGTERM by one who has looked at both.
# covers: P2 --grace --verbose
@test "what a process starts to end well has the time of --grace, too" {
	cat >"$DIR/clean" <<-'EOF'
		sh -c 'sleep 1000 &'
		sh -c 'read -r x <$DIR/gate; echo well'
	EOF
	begin --verbose --grace 1h "${line[@]}" -- sh -c '
		sh -c "trap \"sh \$DIR/clean; exit\" TERM; echo >\$DIR/up
			while :; do read -r x <\$DIR/never; done" & read -r x <$DIR/up'
	told() { [ "$(grep -c "sent SIGTERM" "$err")" -eq "$1" ]; }
	wait_until 10 told 2
	echo >"$DIR/gate"
	finish
	expect_status 0
	expect_output well
	[[ $stderr != *SIGKILL* ]]
}

# covers: P2 --grace --verbose
@test "a process that ignores SIGTERM is killed after --grace; --verbose names it" {
	took_ms nsrun --grace 500ms --verbose "${line[@]}" -- \
		sh -c 'trap "" TERM; sleep 1000 & echo $!; exit 5'
	expect_status 5
	[ "$took" -ge 500 ]
	[ "$(grep 'left behind' <<<"$stderr")" = "$(printf '%s\n' \
		"nsrun: process $output was left behind: sent SIGTERM" \
		"nsrun: process $output was left behind: sent SIGKILL")" ]
}

# covers: P2 --grace
@test "--grace 0 kills at once" {
	adopted --grace 0 "${line[@]}" -- sh -c 'trap "" TERM; sleep 1000 &'
	expect_status 0
}

# covers: --grace --verbose
@test "--verbose names each process, and each once" {
	nsrun --verbose "${line[@]}" -- sh -c 'sleep 1000 & echo $!; sleep 1000 & echo $!'
	expect_status 0
	[ "$(grep 'left behind' <<<"$stderr" | sort)" = \
		"$(printf 'nsrun: process %s was left behind: sent SIGTERM\n' "${lines[@]}" | sort)" ]
	[ ${#lines[@]} -eq 2 ]
}

# covers: P2
@test "a process that forks in a loop is ended with all its children" {
	adopted --grace 100ms "${line[@]}" -- sh -c '
		(trap "" TERM; while :; do sleep 1000 & sleep 0.002; done) & sleep 0.05'
	expect_status 0
}

# covers: P2
@test "a chain of processes, each gone as soon as it was seen, is ended" {
	for _ in 1 2 3; do
		adopted --grace 100ms "${line[@]}" -- "$HELPERS/leave" chain
		expect_status 0
	done
}

# covers: P2
@test "a process that takes long over its last step is waited for" {
	adopted "${line[@]}" -- "$HELPERS/leave" closing
	expect_status 0
}

# covers: P2
@test "a process whose first thread has ended is ended" {
	adopted --grace 100ms "${line[@]}" -- sh -c \
		'"$0" headless; until grep -q "^State:.Z" /proc/$(pgrep -x leave)/status; do :; done' \
		"$HELPERS/leave"
	expect_status 0
}

# covers: P2 P6
@test "sh -c 'job & exec nsrun': the job is not the run's, and lives on" {
	nsrun=$NSRUN try sh -c 'sleep 1000 >/dev/null 2>&1 & echo $!
		exec "$nsrun" --grace 1h "$@"' sh "${line[@]}" -- sh -c 'sleep 1000 & exit 6'
	expect_status 6
	expect_stderr ""
	[ "$(pgrep -x sleep)" = "$output" ]
}

# covers: P2 P6
@test "a process that moved to another network namespace is not touched" {
	nsrun --grace 1h "${line[@]}" --privileged -- sh -c '
		unshare --net sh -c "echo >\$DIR/up; exec sleep 1000" >/dev/null 2>&1 &
		echo $!; read -r x <$DIR/up'
	expect_status 0
	expect_stderr ""
	[ "$(pgrep -x sleep)" = "$output" ]
}

# covers: P6
@test "another run, and the host's own processes, are not touched" {
	sleep 1000 3>&- &
	own=$!
	begin --macvlan eth0 --ip 172.16.86.3/24 -- sleep 1000
	two_sleep() { [ "$(pgrep -x -c sleep)" -eq 2 ]; }
	wait_until 10 two_sleep
	ended sh -c 'sleep 1000 &'
	expect_status 0
	two_sleep
	kill -0 "$own"
	kill "$pid"
	finish
	expect_status 143
}

# covers: P2 P8
@test "orphans that end while the command runs are reaped" {
	nsrun "${line[@]}" -- sh -c '
		for i in 1 2 3 4 5; do (sleep 0 & echo $!); done >$DIR/orphans
		gone() { for pid in $(cat $DIR/orphans); do [ ! -e /proc/$pid ] || return; done; }
		i=0; until gone || [ $i -gt 1000 ]; do sleep 0.01; i=$((i + 1)); done
		gone && echo reaped'
	expect_status 0
	expect_output reaped
}

# covers: P2 P8 --grace
@test "a signal that asks nsrun to end shortens the wait for what was left" {
	for signal in INT TERM HUP QUIT; do
		begin --verbose --grace 1h "${line[@]}" -- sh -c 'trap "" TERM; sleep 1000 & exit 7'
		wait_until 10 grep -q "sent SIGTERM" "$err"
		kill -s $signal "$pid"
		finish
		expect_status 7
		[[ ${stderr##*$'\n'} == *": sent SIGKILL" ]]
	done
}

# covers: P2 --grace
@test "other signals do not shorten it" {
	begin --verbose --grace 1h -- sh -c '
		trap "" TERM; (read -r x <$DIR/gate; echo well) & exit 7'
	wait_until 10 grep -q "sent SIGTERM" "$err"
	for signal in USR1 WINCH CONT ALRM TSTP; do kill -s $signal "$pid"; done
	all_read() { grep -q '^ShdPnd:.0*$' "/proc/$pid/status"; }
	wait_until 10 all_read
	echo >"$DIR/gate"
	finish
	expect_status 7
	expect_output well
	[[ $stderr != *SIGKILL* ]]
}

# covers: P2
@test "a launch that failed leaves no process" {
	try "$HELPERS/adopt" "$NSRUN" "${line[@]}" -- no-such-command
	expect_status 127
	expect_stderr "nsrun: exec 'no-such-command': No such file or directory"
	hold_launch
	try "$HELPERS/adopt" timeout --foreground 0.2 "$NSRUN" "${line[@]}" -- true
	release_launch
	expect_status 124
	expect_stderr "nsrun: ended by signal 15 (Terminated) before the command ran"
}
