# SPDX-License-Identifier: MIT
# Attack: what is of the whole machine: another kernel, its modules, swap, clock, keys; and parts of the kernel that a
# wrapped server never needs and that have had holes: bpf, io_uring, userfaultfd, perf ... And typing into terminals.
# Modes: all, with the same answers.
# Holds: EPERM from the filter for each; and without the filter still from the kernel, for what takes capabilities.
load ../lib/nsrun
load ../lib/attacks

powers="reboot swapon swapoff acct syslog"

# covers: P9
@test "each of the table is EPERM in each mode" {
	for mode in $(modes); do
		as "$mode" "$bin/call" all
		expect_all EPERM
	done
}

# covers: P9 --privileged
@test "with --privileged none is: the kernel itself looks at the arguments" {
	need_users
	as privileged "$bin/call" all
	expect_none EPERM
}

# covers: P9 --seccomp
@test "without a filter, what takes a capability is refused for the want of it" {
	for options in "" "--user nobody" "--userns"; do
		is_machine_root || [ -z "$options" ] || continue
		# shellcheck disable=SC2086 # words
		nsrun --seccomp none $options -- "$bin/call" $powers
		expect_all EPERM
	done
}

# covers: P9 --cap-add
@test "a capability opens its own calls, and no others" {
	need_users
	nsrun --cap-add sys_time,sys_boot -- "$bin/call" settimeofday clock_settime reboot
	expect_none EPERM
	nsrun --cap-add sys_time,sys_boot -- "$bin/call" swapon bpf mount keyctl io_uring_setup unshare-user
	expect_all EPERM
}
