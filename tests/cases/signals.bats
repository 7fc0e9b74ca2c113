# SPDX-License-Identifier: MIT
# Signals: what is sent to nsrun's pid reaches the command, once and with its value, also when it
# comes before the command is there; and what nsrun inherits of them, the command does.
load ../lib/nsrun

line=(--macvlan eth0 --ip 172.16.86.2/24 --)

tidy()
{
	[ -z "${pid:-}" ] || kill -KILL "$pid" 2>/dev/null || :
	ip link delete holder0 2>/dev/null || :
}

printed() { grep -qx -- "$1" "$out"; }

# heard LINE...: what hear-signals said, whole.
heard()
{
	finish
	expect_status 0
	expect_stderr ""
	expect_output "$(printf '%s\n' ready "$@")"
}

# covers: P8
@test "each signal sent to nsrun reaches the command, and reaches it once" {
	local signals=(HUP INT QUIT USR1 USR2 ALRM TERM TSTP TTIN TTOU WINCH CONT)

	begin "${line[@]}" "$HELPERS/hear-signals" ${#signals[@]}
	wait_until 10 printed ready
	for signal in "${signals[@]}"; do
		kill -s "$signal" "$pid"
		wait_until 10 printed "$signal user"
	done
	heard "${signals[@]/%/ user}"
}

# covers: P8
@test "a child's end is not a signal for the command" {
	begin -- "$HELPERS/hear-signals" 1
	wait_until 10 printed ready
	kill -s CHLD "$pid"
	kill -s USR1 "$pid"
	heard "USR1 user"
}

# covers: P8
@test "a real-time signal comes as often as it was sent, with the values of sigqueue in order" {
	begin -- "$HELPERS/hear-signals" 6
	wait_until 10 printed ready
	for value in 1 -2 2147483647; do
		"$HELPERS/queue-signal" "$pid" "$(kill -l RTMIN+3)" "$value"
	done
	wait_until 10 printed "RTMIN+3 queue 2147483647"
	kill -s RTMIN+5 "$pid"
	kill -s RTMIN+5 "$pid"
	wait_until 10 printed "RTMIN+5 user"
	"$HELPERS/queue-signal" "$pid" "$(kill -l USR1)" 42
	heard "RTMIN+3 queue 1" "RTMIN+3 queue -2" "RTMIN+3 queue 2147483647" \
		"RTMIN+5 user" "RTMIN+5 user" "USR1 queue 42"
}

# covers: P8
@test "a timer that runs since before nsrun reaches the command" {
	try "$HELPERS/start-with" -a 1 -- "$NSRUN" -- "$HELPERS/hear-signals" 1
	expect_status 0
	[ "${lines[0]} ${lines[1]%% *}" = "ready ALRM" ]
	[ ${#lines[@]} -eq 2 ]
}

# covers: P8
@test "the command ends by its own handler, and nsrun with its status" {
	begin "${line[@]}" sh -c 'trap "echo ended; exit 7" TERM; echo ready; while :; do sleep 0.01; done'
	wait_until 10 printed ready
	kill -s TERM "$pid"
	finish
	expect_status 7
	expect_output "$(printf 'ready\nended')"
	expect_stderr ""
}

# covers: P8
@test "a signal without a handler ends the command, and nsrun gives 128 and its number" {
	for signal in HUP INT QUIT TERM USR1; do
		begin -- sh -c 'ulimit -c 0; echo ready; exec sleep 1000'
		wait_until 10 printed ready
		# Until then it is the shell, which may be between two commands.
		wait_until 10 pgrep -x sleep >/dev/null
		kill -s $signal "$pid"
		finish
		expect_status $((128 + $(kill -l $signal)))
		expect_stderr ""
	done
}

# covers: P8
@test "a signal for the command alone is the command's" {
	begin -- sleep 1000
	wait_until 10 pgrep -x sleep
	pkill -KILL -P "$pid" -x sleep
	finish
	expect_status 137
	expect_stderr ""
}

# covers: P8
@test "without a terminal, a command that is stopped and continued by its pid just goes on" {
	mkfifo "$BATS_TEST_TMPDIR/gate"
	begin_with -s -- sh -c "echo ready; read -r status <'$BATS_TEST_TMPDIR/gate'; exit \$status"
	wait_until 10 printed ready
	command=$(pgrep -P "$pid" -x sh)
	kill -STOP "$command"
	wait_until 10 grep -q '^State:.*T' "/proc/$command/status"
	kill -CONT "$command"
	echo 5 >"$BATS_TEST_TMPDIR/gate"
	finish
	expect_status 5
}

# covers: P2 P7 P8
@test "a signal that asks to end during the launch: one line, 125, and nothing left" {
	hold_launch
	for signal in HUP INT QUIT TERM; do
		begin "${line[@]}" touch "$BATS_TEST_TMPDIR/ran"
		wait_until 10 is_held
		kill -s $signal "$pid"
		finish
		case $signal in
		HUP) text="1 (Hangup)" ;;
		INT) text="2 (Interrupt)" ;;
		QUIT) text="3 (Quit)" ;;
		TERM) text="15 (Terminated)" ;;
		esac
		expect_failure "ended by signal $text before the command ran"
		[ -z "$(ls /run/nsrun/host)" ]
	done
	[ ! -e "$BATS_TEST_TMPDIR/ran" ]
}

# The child has said that the exec is next, has the command's signals, and is not through with it.
is_begun() { child=$(pgrep -P "$pid" -x nsrun) && grep -q '^SigBlk:[[:space:]]*0*$' "/proc/$child/status"; }

# covers: P8
@test "a signal while the command's program is begun is the command's" {
	out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace -D -f -qq -o /dev/null -e trace=execve \
		-e inject=execve:delay_enter=1000000 "$NSRUN" "${line[@]}" sleep 1000 >"$out" 2>"$err" 3>&- &
	pid=$!
	wait_until 20 is_begun
	kill -s TERM "$pid"
	finish
	expect_stderr ""
	expect_status 143
}

# covers: P8
@test "other signals during the launch wait, and reach the command once" {
	hold_launch
	begin_with "-b 0" "${line[@]}" "$HELPERS/hear-signals" 5 # or the first would end it
	wait_until 10 is_held
	for signal in USR1 WINCH ALRM CONT; do
		kill -s $signal "$pid"
	done
	"$HELPERS/queue-signal" "$pid" "$(kill -l RTMIN+1)" 17
	[ ! -s "$out" ]
	release_launch
	finish
	expect_status 0
	expect_stderr ""
	[ "${lines[0]}" = ready ]
	[ "$(printf '%s\n' "${lines[@]:1}" | sort)" = \
		"$(printf '%s\n' "ALRM user" "CONT user" "RTMIN+1 queue 17" "USR1 user" "WINCH user")" ]
}

# covers: P8
@test "signals that nsrun was started with as ignored or blocked do not end the launch" {
	local hup int

	hup=$(kill -l HUP) int=$(kill -l INT)
	hold_launch
	begin_with "-i $hup -b $hup -b $int" "${line[@]}" "$HELPERS/hear-signals" 2
	wait_until 10 is_held
	kill -s HUP "$pid"
	kill -s INT "$pid"
	release_launch
	finish
	expect_status 0
	[ "$(printf '%s\n' "${lines[@]:1}" | sort)" = "$(printf '%s\n' "HUP user" "INT user")" ]
}

# covers: P8
@test "nohup: a hang-up ends neither nsrun nor the command" {
	out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
	mkfifo "$BATS_TEST_TMPDIR/gate"
	nohup "$NSRUN" -- sh -c "echo ready; read -r status <'$BATS_TEST_TMPDIR/gate'; exit \$status" \
		>"$out" 2>"$err" </dev/null 3>&- &
	pid=$!
	wait_until 10 printed ready
	kill -s HUP "$pid"
	echo 6 >"$BATS_TEST_TMPDIR/gate"
	finish
	expect_status 6
	expect_output ready
}

# covers: P8
@test "with SIGCHLD inherited as ignored the status is still the command's" {
	try "$HELPERS/start-with" -i "$(kill -l CHLD)" -- "$NSRUN" "${line[@]}" sh -c 'exit 5'
	expect_status 5
	expect_stderr ""
}

# covers: P8
@test "with every signal inherited as ignored and blocked all goes as ever" {
	try "$HELPERS/start-with" -i 0 -b 0 -- "$NSRUN" --grace 100ms "${line[@]}" sh -c 'sleep 1000 & exit 6'
	expect_status 6
	expect_stderr ""
	no_process sleep
}

# covers: P8
@test "the signals that are ignored and blocked are the same with nsrun and without" {
	local chld hup usr1 rt

	chld=$(kill -l CHLD) hup=$(kill -l HUP) usr1=$(kill -l USR1) rt=$(kill -l RTMIN+7)
	for inherited in "-d 0" "-d 0 -i $chld" "-d 0 -i $hup -b $usr1" "-d 0 -b $rt -i $rt" \
		"-i 0 -b 0"; do
		# shellcheck disable=SC2086 # words on purpose
		try "$HELPERS/start-with" $inherited -- grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status
		expect_status 0
		without=$output
		# shellcheck disable=SC2086
		try "$HELPERS/start-with" $inherited -- \
			"$NSRUN" "${line[@]}" grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status
		expect_status 0
		expect_output "$without"
	done
}
