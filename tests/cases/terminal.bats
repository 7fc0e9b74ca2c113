# SPDX-License-Identifier: MIT
# On a terminal (tests/helpers/terminal.c), under a shell with job control, nsrun is not noticed.
load ../lib/nsrun
load ../lib/keyboard

prepare()
{
	shell=(bash --norc --noprofile --noediting -i)
	export NSRUN HELPERS PS1='$ '
	export RUN="$NSRUN --macvlan eth0 --ip 172.16.86.2/24 --"
	export DIR=$BATS_TEST_TMPDIR/files
	mkdir "$DIR"
	mkfifo "$DIR/gate"
}

tidy()
{
	ip link delete holder0 2>/dev/null || :
}

# To hear of its background jobs at once, bash has to wait for a command: `line /bin/true`.

# covers: P8 M13
@test "the command has the terminal, on 0, 1 and 2, and it is the same one" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line tty >$DIR/outside
		line $RUN sh -c 'tty >$DIR/inside; test -t 0 && test -t 1 && test -t 2 && echo three'
		await three
		line $RUN sh -c 'echo through >/dev/tty'
		await through
		line exit 3
		ends 3
	EOF
	cmp "$DIR/outside" "$DIR/inside"
	[[ $(<"$DIR/inside") == /dev/pts/* ]]
}

# covers: P8
@test "an interactive shell in it has job control and prompts" {
	at_keyboard "$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 -- "${shell[@]}" <<-'EOF'
		await $
		line sleep 1000
		do until pgrep -x sleep >/dev/null; do :; done
		key ^Z
		await Stopped
		line kill %1
		do while pgrep -r R,S,D,T -x sleep >/dev/null; do :; done
		line /bin/true
		await Terminated
		line exit 4
		ends 4
	EOF
	[[ $output != *"no job control"* ]]
}

# covers: P8
@test "nsrun changes no setting of the terminal, and keeps what the command changed" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line stty -a >$DIR/before; $RUN sh -c 'stty -a' >$DIR/inside; stty -a >$DIR/after; echo 1 done
		await 1 done
		line $RUN stty -ixon eof ^X; stty -a >$DIR/changed; echo 2 done
		await 2 done
		line exit
		ends 0
	EOF
	cmp "$DIR/before" "$DIR/inside"
	cmp "$DIR/before" "$DIR/after"
	grep -q 'eof = ^X;' "$DIR/changed"
	grep -q -e '-ixon' "$DIR/changed"
}

# covers: P8
@test "a new size of the window reaches the command: the size, and SIGWINCH once" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		size 31 97
		line $RUN stty size
		await 31 97
		line $RUN $HELPERS/hear-signals 3
		await ready
		size 32 98
		await WINCH kernel
		size 33 99
		await WINCH kernel
		size 34 100
		await WINCH kernel
		await $
		line $RUN stty size
		await 34 100
		line exit
		ends 0
	EOF
	[ "$(shown "WINCH kernel")" -eq 3 ]
}

# covers: P8
@test "^C and ^\\ reach the command, each once" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN $HELPERS/hear-signals 8
		await ready
		key ^C
		await INT kernel
		key ^\
		await QUIT kernel
		key ^C
		await INT kernel
		key ^\
		await QUIT kernel
		key ^C
		await INT kernel
		key ^\
		await QUIT kernel
		key ^C
		await INT kernel
		key ^C
		await INT kernel
		await $
		line echo status $?
		await status 0
		line exit
		ends 0
	EOF
	[ "$(shown "INT kernel")" -eq 5 ]
	[ "$(shown "QUIT kernel")" -eq 3 ]
	[[ $output != *user* ]]
}

# covers: P8
@test "^C ends a command without a handler: status 130; ^\\: 131" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line ulimit -c 0; $RUN sh -c 'echo one runs; exec cat'
		await one runs
		do until pgrep -x cat >/dev/null; do :; done
		key ^C
		await $
		line echo status $?
		await status 130
		line $RUN sh -c 'echo two runs; exec cat'
		await two runs
		do until pgrep -x cat >/dev/null; do :; done
		key ^\
		await $
		line echo status $?
		await status 131
		line exit
		ends 0
	EOF
}

# covers: P8
@test "^C during the launch: one line, 125" {
	hold_launch
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN touch $DIR/ran
		do until [ "$(pgrep -c -x nsrun)" = 2 ]; do :; done
		key ^C
		await nsrun: ended by signal 2 (Interrupt) before the command ran
		await $
		line echo status $?
		await status 125
		line exit
		ends 0
	EOF
	[ ! -e "$DIR/ran" ]
}

# covers: P8
@test "^Z during the launch stops it, and fg lets it go on" {
	hold_launch
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN sh -c 'echo it runs; exit 5'
		do until [ "$(pgrep -c -x nsrun)" = 2 ]; do :; done
		key ^Z
		do ip link delete holder0
		await Stopped
		line fg
		await it runs
		await $
		line echo status $?
		await status 5
		line exit
		ends 0
	EOF
}

# covers: P8
@test "^Z stops both, the shell says Stopped, and fg goes on where it was" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN sh -c 'echo it runs; read -r word; echo "it read $word"; exit 5'
		await it runs
		key ^Z
		await [1]+  Stopped
		await $
		do [ "$(ps -o stat= -C nsrun --ppid $(pgrep -x nsrun) | cut -c 1 | sort -u)" = T ]
		line jobs
		await [1]+  Stopped
		line fg
		await $RUN
		line hello
		await it read hello
		await $
		line echo status $?
		await status 5
		line exit
		ends 0
	EOF
}

# covers: P8
@test "the shell sees which signal stopped the command: 148 for ^Z, 147 for SIGSTOP" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN sh -c 'echo it "runs"; read -r word; kill -STOP $$'
		await it runs
		key ^Z
		await Stopped
		await $
		line echo status $?
		await status 148
		line fg
		await $RUN
		line go
		await Stopped
		await $
		line echo status $?
		await status 147
		line fg
		await $
		line exit
		ends 0
	EOF
}

# What continued the command was used up by then: a further SIGCONT would wake it against its will.
# covers: P8
@test "a command that was continued and has stopped itself again is not continued by nsrun" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN sh -c 'echo a"1"; kill -STOP $$; echo b"2"; kill -STOP $$; echo c"3"'
		await a1
		await Stopped
		line job=$(jobs -p) command=$(pgrep -P $(jobs -p)); kill -CONT $command
		await b2
		line until grep -q '^State:.T' /proc/$command/status; do :; done; kill -CONT $job; until grep -q "^State:.T" /proc/$job/status; do :; done; echo no"t yet"
		await not yet
		line fg
		await c3
		await $
		line exit
		ends 0
	EOF
}

# covers: P8
@test "a command that stops itself, by SIGSTOP or SIGTSTP, and ^Z again and again" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN sh -c 'echo a"1"; kill -STOP $$; echo b"2"; kill -TSTP $$; while read -r x; do echo "read $x"; done'
		await a1
		await Stopped
		line fg
		await b2
		await Stopped
		line fg
		await $RUN
		line one
		await read one
		key ^Z
		await Stopped
		line fg
		await $RUN
		line two
		await read two
		key ^Z
		await Stopped
		line fg
		await $RUN
		line three
		await read three
		key ^D
		await $
		line exit
		ends 0
	EOF
}

# covers: P8
@test "fg continues the command, with one SIGCONT" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN $HELPERS/hear-signals 3
		await ready
		do kill -STOP $(pgrep -x hear-signals)
		await Stopped
		line fg
		await CONT user
		do kill -STOP $(pgrep -x hear-signals)
		await Stopped
		line fg
		await CONT user
		do kill -STOP $(pgrep -x hear-signals)
		await Stopped
		line fg
		await CONT user
		await $
		line exit
		ends 0
	EOF
	[ "$(shown "CONT user")" -eq 3 ]
}

# covers: P8
@test "bg continues it in the background, where it writes and ends" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN sh -c 'echo it runs; read -r word <$DIR/gate; echo "it read $word"'
		await it runs
		key ^Z
		await Stopped
		line bg
		await $RUN
		await $
		line echo hello >$DIR/gate; wait; echo over
		await it read hello
		await over
		line exit
		ends 0
	EOF
}

# covers: P8
@test "kill %1 ends a stopped one and a running one" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN sh -c 'echo it "runs"; exec sleep 1000'
		await it runs
		key ^Z
		await Stopped
		line kill %1
		do while pgrep -r R,S,D,T -x nsrun >/dev/null; do :; done
		line /bin/true
		await Exit 143
		line $RUN sh -c 'echo it runs "again"; exec sleep 1000' &
		await it runs again
		line kill %1
		do while pgrep -r R,S,D,T -x nsrun >/dev/null; do :; done
		line /bin/true
		await Exit 143
		line $RUN sh -c 'echo third "one"; exec sleep 1000' &
		await third one
		line kill -KILL %1
		do while pgrep -r R,S,D,T -x nsrun >/dev/null; do :; done
		line /bin/true
		await Killed
		line $RUN true; echo status $?
		await status 0
		line exit
		ends 0
	EOF
	wait_until 10 no_process sleep
}

# covers: P8
@test "a background command that reads the terminal stops (SIGTTIN), and fg lets it read" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN sh -c 'read -r word; echo "it read $word"' &
		do until ps -o stat= -C nsrun | grep -q ^T; do :; done
		line /bin/true
		await Stopped
		line fg
		await $RUN
		line hello
		await it read hello
		line exit
		ends 0
	EOF
}

# covers: P8
@test "with stty tostop a background command that writes stops, and --verbose does not" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line stty tostop; $NSRUN --verbose -- sh -c 'echo it "wr"ites; exit 6' &
		await nsrun:
		do until ps -o stat= -C nsrun | grep -q ^T; do :; done
		line /bin/true
		await Stopped
		line fg
		await it writes
		await $
		line echo status $?
		await status 6
		line exit
		ends 0
	EOF
}

# covers: P8
@test "the shell's prompt comes only after all that the command wrote" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line PS1=prompt:; for i in 1 2 3 4 5 6 7 8 9; do $RUN seq -s " " 1 200; done
		await prompt:
		line exit
		ends 0
	EOF
	[ "$(printf '%s\n' "${lines[@]}" | grep -c ' 199 200$')" -eq 9 ]
}

# covers: P2 P8
@test "when the terminal is hung up, a command under a shell ends, and nothing is left" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $RUN sh -c 'echo it runs; exec sleep 1000'
		await it runs
		hang up
		ends 129
	EOF
	wait_until 10 no_process sleep
	wait_until 10 no_process nsrun
}

# covers: P2 P8
@test "when nsrun is the terminal's first process (ssh -t, xterm -e), a hang-up ends it, too" {
	at_keyboard "$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 -- \
		sh -c 'echo it runs; exec sleep 1000' <<-'EOF'
		await it runs
		do until pgrep -x sleep >/dev/null; do :; done
		hang up
		ends 129
	EOF
	wait_until 10 no_process sleep
}

# covers: P8
@test "as the terminal's first process it gives ^C once, and no stop" {
	at_keyboard "$NSRUN" -- "$HELPERS/hear-signals" 4 <<-'EOF'
		await ready
		key ^C
		await INT kernel
		key ^Z
		await TSTP kernel
		size 50 50
		await WINCH kernel
		key ^C
		await INT kernel
		ends 0
	EOF
	[ "$(shown "INT kernel")" -eq 2 ]
	[[ $output != *user* ]]
}

# covers: P2 --grace
@test "^C while nsrun waits for what the command left shortens the wait" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $NSRUN --verbose --grace 1h -- sh -c 'trap "" TERM INT; sleep 1000 &'
		await was left behind: sent SIGTERM
		key ^C
		await was left behind: sent SIGKILL
		await $
		line echo status $?
		await status 0
		line exit
		ends 0
	EOF
	wait_until 10 no_process sleep
}
