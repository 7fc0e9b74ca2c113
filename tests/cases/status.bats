# SPDX-License-Identifier: MIT
# Exit statuses: the command's own, or nsrun's 125, 126 and 127 with one line that says why.
load ../lib/nsrun

line=(--macvlan eth0 --ip 172.16.86.2/24 --)

tidy()
{
	ip link delete holder0 2>/dev/null || :
}

# covers: P8
@test "the command's own status is nsrun's, from 0 to 255" {
	for number in 0 1 2 42 124 125 126 127 128 254 255; do
		nsrun "${line[@]}" sh -c "exit $number"
		expect_status "$number"
		expect_output ""
		expect_stderr ""
	done
}

# covers: P8
@test "a command that a signal ended gives 128 and the signal's number" {
	for signal in HUP INT KILL PIPE ALRM TERM USR1 RTMIN; do
		nsrun -- sh -c "kill -s $signal \$\$"
		expect_status $((128 + $(kill -l $signal)))
		expect_output ""
		expect_stderr ""
	done
}

# covers: P8
@test "a signal that dumps core gives the same, with and without the core" {
	cd "$BATS_TEST_TMPDIR"
	for size in 0 unlimited; do
		for signal in QUIT ILL ABRT FPE SEGV BUS SYS; do
			try bash -c 'ulimit -c $1; exec "$2" -- sh -c "kill -s $3 \$\$"' \
				bash "$size" "$NSRUN" "$signal"
			expect_status $((128 + $(kill -l $signal)))
			expect_stderr ""
		done
	done
}

# covers: P7 P8
@test "a command that is not found is 127" {
	nsrun "${line[@]}" no-such-command
	expect_status 127
	expect_output ""
	expect_stderr "nsrun: exec 'no-such-command': No such file or directory"
	nsrun -- /no/such/command with arguments
	expect_status 127
	expect_stderr "nsrun: exec '/no/such/command': No such file or directory"
	nsrun -- ""
	expect_status 127
	expect_stderr "nsrun: exec '': No such file or directory"
}

# covers: P7 P8
@test "a script whose interpreter is not there is 127" {
	printf '#!/no/such/interpreter\n' >"$BATS_TEST_TMPDIR/script"
	chmod +x "$BATS_TEST_TMPDIR/script"
	nsrun -- "$BATS_TEST_TMPDIR/script"
	expect_status 127
	expect_stderr "nsrun: exec '$BATS_TEST_TMPDIR/script': No such file or directory"
}

# covers: P7 P8 126
@test "a command that cannot be run is 126: not executable, a directory, below a file" {
	printf '#!/bin/sh\n' >"$BATS_TEST_TMPDIR/script"
	chmod 644 "$BATS_TEST_TMPDIR/script"
	nsrun "${line[@]}" "$BATS_TEST_TMPDIR/script"
	expect_status 126
	expect_output ""
	expect_stderr "nsrun: exec '$BATS_TEST_TMPDIR/script': Permission denied"
	nsrun -- /
	expect_status 126
	expect_stderr "nsrun: exec '/': Permission denied"
	nsrun -- "$BATS_TEST_TMPDIR/script/below"
	expect_status 126
	expect_stderr "nsrun: exec '$BATS_TEST_TMPDIR/script/below': Not a directory"
}

# covers: P8
@test "a script without a first line that names its interpreter is run by sh, as everywhere" {
	echo 'echo "$0 runs"; exit 9' >"$BATS_TEST_TMPDIR/script"
	chmod +x "$BATS_TEST_TMPDIR/script"
	nsrun -- "$BATS_TEST_TMPDIR/script"
	expect_status 9
	expect_output "$BATS_TEST_TMPDIR/script runs"
}

# covers: P8
@test "the command is found by PATH, and its argument 0 is as it was written" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\necho "first in PATH: $#: $*"\n' >"$BATS_TEST_TMPDIR/bin/ls"
	chmod +x "$BATS_TEST_TMPDIR/bin/ls"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH nsrun -- ls "" "a  b" --help -- -v
	expect_status 0
	expect_output "first in PATH: 5:  a  b --help -- -v"
	nsrun -- cat /proc/self/cmdline
	expect_output "cat/proc/self/cmdline"
}

# covers: P7 P8
@test "nsrun's own failures are 125" {
	nsrun --no-such-option -- true
	expect_failure "--no-such-option: no such option: nsrun --help lists them all"
	nsrun --macvlan eth0 --ip 172.16.86.2/24
	expect_status 125
	nsrun
	expect_status 125
	expect_output ""
}

# covers: P2 P7 P8
@test "a command that is killed before its exec is 125, with the signal's name" {
	hold_launch
	begin "${line[@]}" touch "$BATS_TEST_TMPDIR/ran"
	wait_until 10 is_held
	pkill -KILL -P "$pid"
	finish
	expect_failure "the launch was ended by signal 9 (Killed) before the command ran"
	[ ! -e "$BATS_TEST_TMPDIR/ran" ]
}
