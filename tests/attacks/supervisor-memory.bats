# SPDX-License-Identifier: MIT
# Attack: reach into the supervisor, which is root with all capabilities and in the host's network: ptrace,
# process_vm_readv and _writev, /proc/PID/mem, its descriptors (pidfd_getfd, /proc/PID/fd), its root and namespaces.
# Modes: all. With --privileged it works.
# Holds: EPERM or EACCES for each, also where the filter is off; the command can do all that to its own children.
load ../lib/nsrun
load ../lib/attacks

put_away() { [ -z "${outside:-}" ] || put_end "$outside"; }

own="$bin/reach"' own'
all_ways="ptrace process_vm_readv process_vm_writev pidfd_getfd mem environ fd/1 cwd root exe ns/net"

# reaching OPTIONS...: what the command reaches of its parent, which is the supervisor. The list of numbers of
# descriptors (fd) may be read by the same user; none of them is reached.
reaching() { nsrun "$@" -- sh -c '"$0" "$PPID" | grep -v "^fd "' "$bin/reach"; }

# covers: P9
@test "nothing of the supervisor can be reached" {
	for mode in $(modes); do
		as "$mode" sh -c '"$0" "$PPID" | grep -v "^fd "' "$bin/reach"
		expect_all "EPERM|EACCES"
		[ "$(grep -c . <<<"$output")" -eq "$(wc -w <<<"$all_ways")" ]
	done
}

# covers: P9 --seccomp
@test "nor is it the filter that keeps it" {
	reaching --seccomp none
	expect_all "EPERM|EACCES"
	reaching --seccomp none --userns
	expect_all "EPERM|EACCES"
	reaching --net-admin
	expect_all "EPERM|EACCES"
}

# covers: P9
@test "the command reaches its own child in each of these ways" {
	for mode in $(modes); do
		# shellcheck disable=SC2086 # words
		as "$mode" $own
		expect_none "EPERM|EACCES"
	done
}

# covers: --privileged
@test "with --privileged the supervisor is reached" {
	need_users
	reaching --privileged
	expect_none "EPERM|EACCES"
}

# covers: --pid P9
@test "with --pid there is no number to try, and the first process is no way out" {
	for options in "" --userns; do
		# shellcheck disable=SC2086
		nsrun --pid $options "${line[@]}" -- sh -c 'echo "$PPID"; "$0" 1 | grep -v "^fd"' "$bin/reach"
		[ "${lines[0]}" = 0 ]
		output=$(tail -n +2 <<<"$output")
		expect_all "EPERM|EACCES"
	done
}

# covers: P9
@test "nor are the same user's processes outside, by a command in a user namespace" {
	need_users
	setpriv --reuid=65534 --regid=65534 --clear-groups sleep 1002 >/dev/null 2>&1 3>&- &
	outside=$!
	wait_until 10 pgrep -x -f 'sleep 1002'
	nobody "$bin/reach" "$outside"
	expect_none "EPERM|EACCES"
	for mode in plain userns; do
		as "$mode" sh -c '"$0" "$1" | grep -v "^fd "' "$bin/reach" "$outside"
		expect_all "EPERM|EACCES"
	done
}

# covers: --userns P9
@test "another run of --userns, which is the same nobody outside, is not reached" {
	need_users
	detach --userns "${line[@]}" -- sleep 1000
	nsrun --userns -- sh -c '"$0" "$1" | grep -v "^fd "' "$bin/reach" "$(in_record "$id" pid)"
	expect_all "EPERM|EACCES"
	as_nobody "$bin/reach" "$(in_record "$id" pid)" >"$BATS_TEST_TMPDIR/reached"
	output=$(grep -v '^fd ' "$BATS_TEST_TMPDIR/reached")
	expect_all "EPERM|EACCES"
}
