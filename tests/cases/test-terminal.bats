# SPDX-License-Identifier: MIT
# --test on a terminal, under a shell with job control: it and the command are one job.
load ../lib/nsrun
load ../lib/keyboard

prepare()
{
	shell=(bash --norc --noprofile --noediting -i)
	export NSRUN PS1='$ '
	export DIR=$BATS_TEST_TMPDIR/files
	mkdir "$DIR"
	mkfifo "$DIR/gate"
}

# covers: P8 --test
@test "^C ends a test and its run: the status is the test's" {
	# What says so is what ^C ends: a dash that has it between its fork and its wait would wait for its child.
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $NSRUN --test 'sh -c "echo testing; exec sleep 1000"; :' -- sleep 2000
		await testing
		key ^C
		await $
		line echo status $?
		await status 130
		line exit
		ends 0
	EOF
	no_process sleep
	[ "$(shown "^Cnsrun: ")" -eq 0 ]
}

# covers: P8 --test
@test "what a test makes of ^C is its own, also when the command has ended of it" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $NSRUN --test 'trap "sleep 0.5; exit 5" INT; echo testing; while :; do sleep 0.01; done' -- sleep 2000
		await testing
		key ^C
		await $
		line echo status $?
		await status 5
		line exit
		ends 0
	EOF
	no_process sleep
}

# covers: P8 --test
@test "^Z stops a test whose command does not stop, and fg goes on with it" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $NSRUN --test 'echo testing; read -r word <$DIR/gate; exit 6' -- env --ignore-signal=TSTP sleep 2000
		await testing
		key ^Z
		await Stopped
		line fg
		do echo go >$DIR/gate
		await $
		line echo status $?
		await status 6
		line exit
		ends 0
	EOF
	no_process sleep
}

# covers: P8 --test
@test "a test reads from the terminal, and its command does not" {
	at_keyboard "${shell[@]}" <<-'EOF'
		await $
		line $NSRUN --test 'echo type; read -r word; echo "read $word"' -- sh -c 'cat; exec sleep 1000'
		await type
		line something
		await read something
		line exit
		ends 0
	EOF
}
