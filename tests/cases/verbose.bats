# SPDX-License-Identifier: MIT
# --verbose: each step and its time, on stderr; without it nsrun says nothing when all goes well.
load ../lib/nsrun

line=(--macvlan eth0 --ip 172.16.86.2/24)

# The names of the steps that SIDE (supervisor or child) said, on one line.
steps_of() # SIDE
{
	sed -n -E "s/^nsrun: $1: ([a-z ]+): [0-9]+ us$/\1/p" <<<"$stderr" | tr '\n' ' '
}

# covers: P8
@test "without --verbose nothing is said: not with links, not without, not of what was left" {
	for arguments in "" "${line[*]}" "${line[*]} --macvlan eth0 --ip 172.16.86.3/24" \
		"--hostname inside" "--sys keep"; do
		# shellcheck disable=SC2086 # words on purpose
		nsrun $arguments -- true
		expect_status 0
		expect_output ""
		expect_stderr ""
	done
	nsrun "${line[@]}" -- sh -c 'sleep 1000 &'
	expect_status 0
	expect_stderr ""
}

# covers: P8 --verbose
@test "--verbose says each step with its microseconds, on stderr only" {
	for option in --verbose -v; do
		nsrun $option "${line[@]}" -- echo "the command's own"
		expect_status 0
		expect_output "the command's own"
		[ "$(grep -v -c -E '^nsrun: (supervisor|child): [a-z ]+: [0-9]+ us$' <<<"$stderr")" -eq 0 ]
		# In this order on each side. Which of both speaks first is a matter of scheduling.
		[[ $(steps_of supervisor) == "lookups clone network claims link exec " ]]
		[[ $(steps_of child) == "tie users names namespaces separate hostname bounds netns settings mounts filter lo links network leases shaping sockets descriptors leave privileges tie again " ]]
	done
}

# covers: --verbose
@test "--verbose says each link" {
	nsrun --verbose "${line[@]}" --macvlan eth0 --ip 172.16.86.3/24 -- true
	expect_status 0
	[[ $(steps_of supervisor) == *" link link "* ]]
}

# covers: P7 --verbose
@test "--verbose of a launch that fails ends with its one line" {
	nsrun --verbose "${line[@]}" -- no-such-command
	expect_status 127
	expect_output ""
	[ "${stderr##*$'\n'}" = "nsrun: exec 'no-such-command': No such file or directory" ]
	[[ $(steps_of child) == *" privileges tie again " ]]
}

# covers: P8 --verbose
@test "--verbose does not change the status, nor what reaches the command" {
	nsrun --verbose "${line[@]}" -- sh -c 'cat; exit 11'
	expect_status 11
	try bash -c 'echo through | "$0" --verbose -- cat' "$NSRUN"
	expect_status 0
	expect_output through
}

# covers: P8 --verbose
@test "--verbose into a closed pipe does no harm" {
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	# The only reader is gone before the first step is said.
	: <"$BATS_TEST_TMPDIR/pipe" 3>&- &
	exec {writer}>"$BATS_TEST_TMPDIR/pipe"
	wait $!
	status=0
	"$NSRUN" --verbose "${line[@]}" -- sh -c 'exit 12' 2>&$writer 3>&- || status=$?
	exec {writer}>&-
	[ "$status" -eq 12 ]
}
