# SPDX-License-Identifier: MIT
# Docker's -d, -i, -t and --rm, one by one and together, of run and of exec.
load ../lib/nsrun
load ../lib/runs

prepare() { export DIR=$BATS_TEST_TMPDIR; }
tidy() { stop_all; }

web() { "$NSRUN" -d --name web -- sleep 1000 >/dev/null 3>&-; }
no_sleep_2000() { ! pgrep -x -f 'sleep 2000' >/dev/null; }

# covers: --interactive --tty --rm
@test "run in the foreground takes -i, -t and --rm, and they change nothing" {
	local word options

	for word in "run" ""; do
		for options in -i -t -it -ti "-i -t" "--rm -it" "-it --rm" "--interactive --tty" --rm; do
			# shellcheck disable=SC2086 # words
			nsrun $word $options sh -c 'echo out; exit 7'
			expect_status 7
			expect_output out
			expect_stderr ""
		done
		status=0
		# shellcheck disable=SC2086
		output=$(echo asked | "$NSRUN" $word --rm -it sh -c 'read -r x; echo "$x"') || status=$?
		expect_status 0
		expect_output asked
	done
}

# covers: --tty --interactive P8
@test "run -it on a terminal: the command has it" {
	run "$HELPERS/terminal" "$NSRUN" run --rm -it sh -c \
		'[ -t 0 ] && [ -t 1 ] && stty size && echo ready && exec sleep 1000' 3>&- <<-'EOF'
		size 33 77
		await ready
		key ^C
		ends 130
	EOF
	[ "$status" -eq 0 ]
}

# covers: --detach --interactive --tty --rm M2
@test "run -dit, in every order, with the word run and without: a shell that waits on a terminal" {
	local word options shell

	for word in "run" ""; do
		for options in -dit -itd -tid "-d -it" "-d -i -t" "--rm -dit" "-dit --rm" "-it --detach"; do
			# shellcheck disable=SC2086 # words
			nsrun $word $options --name ash sh
			expect_status 0
			expect_stderr ""
			[[ $output =~ ^[0-9a-f]{12}$ ]]
			shell=$(in_record ash pid)
			[[ $(readlink "/proc/$shell/fd/0") == /dev/pts/* ]]
			nsrun stop ash
			expect_status 0
		done
	done
}

# covers: --detach --interactive M7
@test "run -d alone reads nothing; with -i what it reads waits" {
	local shell

	nsrun run -d --name one sleep 1000
	expect_status 0
	[ "$(readlink "/proc/$(in_record one pid)/fd/0")" = /dev/null ]
	nsrun run -di --name two cat
	expect_status 0
	shell=$(in_record two pid)
	[[ $(readlink "/proc/$shell/fd/0") == pipe:* ]]
	nsrun exec two true
	expect_status 0
}

# covers: exec M7
@test "exec takes -i, -t, -it and --rm, and they change nothing" {
	local options

	web
	for options in -i -t -it -ti "-i -t" "--rm -it" "--interactive --tty" --rm; do
		# shellcheck disable=SC2086 # words
		nsrun exec $options web sh -c 'hostname; exit 7'
		expect_status 7
		expect_output web
		expect_stderr ""
	done
}

# covers: exec --detach
@test "exec -d is back when the command runs, says nothing, and keeps nobody's output open" {
	local said

	web
	mkfifo "$DIR/gate"
	said=$(timeout 20 "$NSRUN" exec -d web sh -c 'echo lost;
		read -r x <"$DIR/gate"; hostname >"$DIR/name"' 2>&1 3>&-)
	[ -z "$said" ]
	echo go >"$DIR/gate"
	is_written() { [ "$(cat "$DIR/name" 2>/dev/null)" = web ]; }
	wait_until 10 is_written
	nsrun logs web
	expect_output ""
}

# covers: exec --detach P7 127
@test "exec -d of what cannot run is the failure of the line that was typed" {
	web
	nsrun exec -d web no-such-command
	expect_status 127
	expect_output ""
	expect_stderr "nsrun: exec 'no-such-command': No such file or directory"
	nsrun exec -d web "$DIR"
	expect_status 126
	nsrun exec -d nosuch true
	expect_failure "no run 'nosuch' on this host: nsrun list --all shows them"
	nsrun exec -d web
	expect_failure "exec web: no command: end the line with one, as in nsrun exec web -- sh"
}

# covers: exec --detach P2
@test "what exec -d started ends with the run, with -i and -t, too" {
	local options

	web
	for options in -d -di -dt -dit "-d --rm"; do
		# shellcheck disable=SC2086 # words
		nsrun exec $options web sleep 2000
		expect_status 0
		expect_output ""
	done
	[ "$(pgrep -c -x -f 'sleep 2000')" -eq 5 ]
	nsrun stop web
	expect_status 0
	wait_until 10 no_sleep_2000
	wait_until 10 no_process nsrun
}

# covers: exec --detach P2
@test "when the supervisor of the run is killed, what exec -d started ends" {
	web
	nsrun exec -d web sleep 2000
	expect_status 0
	kill -KILL "$(in_record web supervisor)"
	wait_until 10 no_sleep_2000
	wait_until 10 no_process nsrun
}

# covers: exec --detach --interactive --tty
@test "exec -d: nothing to read; -di waits; -dit has a terminal, which may be written to for ever" {
	web
	nsrun exec -d web sh -c 'cat; echo >"$DIR/ended"'
	expect_status 0
	wait_until 10 test -e "$DIR/ended"
	nsrun exec -di web sleep 2000
	[[ $(readlink "/proc/$(pgrep -x -f 'sleep 2000')/fd/0") == pipe:* ]]
	nsrun exec -dit web sh -c 'tty >"$DIR/tty"; yes | head -c 1000000; echo >"$DIR/written"; cat'
	expect_status 0
	wait_until 20 test -e "$DIR/written"
	[[ $(<"$DIR/tty") == /dev/pts/* ]]
}
