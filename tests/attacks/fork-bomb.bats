# SPDX-License-Identifier: MIT
# Attack: processes that are born faster than they can be ended one by one, heed no signal, and leave their session.
# Modes: root and userns, with --pid.
# Holds: all end at once, with the run's command, nsrun stop, and the death of nsrun; the network is free for the next run.
# The bomb is of 6 lines of descent, for the machine's sake.
load ../lib/nsrun
load ../lib/attacks

breeding() { [ "$(pgrep -c -x breed)" -ge 3 ]; }
none_left() { no_process breed; }
goes_again()
{
	none_left
	nsrun "${line[@]}" -- true
	expect_status 0
}

# covers: --pid P2
@test "with the command's end" {
	for options in "" --userns; do
		# shellcheck disable=SC2086
		nsrun --pid $options --grace 100ms "${line[@]}" -- sh -c '"$0" 6 >/dev/null & until [ "$(pgrep -c -x breed)" -ge 3 ]; do :; done; echo bred' "$bin/breed"
		expect_output bred
		expect_status 0
		goes_again
	done
}

# covers: --pid stop P2
@test "with nsrun stop" {
	detach --pid --grace 100ms "${line[@]}" -- "$bin/breed" 6
	wait_until 10 breeding
	nsrun stop --grace 100ms "$id"
	expect_status 0
	goes_again
}

# covers: --pid P2
@test "with the death of nsrun" {
	begin --pid "${line[@]}" -- "$bin/breed" 6
	wait_until 10 breeding
	kill -KILL "$pid"
	finish
	wait_until 10 none_left
	goes_again
}
