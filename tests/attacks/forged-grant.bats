# SPDX-License-Identifier: MIT
# Attack (a plain user, with an nsrun that has file capabilities): a record of the user's own making, and a
# supervisor that hands over a network namespace of root's, which anybody can open (ip netns), as such or in
# the place of another; or none at all. `nsrun exec` would enter it with the capabilities that it is lent, or
# hand these to its command.
#
# Promised: with these nsrun enters only what it made for this user.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/etc
load ../lib/policy

prepare()
{
	prepare_policy
	install -m 755 "$HELPERS/forge-run" /run/bin/forge-run
	ip netns add roots
}
tidy()
{
	ip netns delete roots
	rm -f /run/user/65534/nsrun/host/*
	tidy_policy
}

# forge [NETNS [UTSNS]]: the run "forged" can be called.
forge()
{
	rm -f /run/user/65534/nsrun/host/* # what an earlier one left
	# It has no file capabilities, and so believes the variable.
	in_background "$BATS_TEST_TMPDIR/forged" forged env -u XDG_RUNTIME_DIR "${lent[@]:0:5}" /run/bin/forge-run "$@"
}

# covers: P9 exec
@test "exec does not enter a network namespace that nsrun did not make for the user" {
	forge /run/netns/roots
	plain exec forged ip -br link
	expect_failure "join the run's network namespace: Operation not permitted"
	wait "$background" || :
	# Nor one that is marked as another user's.
	ip -n roots link set lo alias "nsrun for user 1"
	forge /run/netns/roots
	plain exec forged ip -br link
	expect_failure "join the run's network namespace: Operation not permitted"
	wait "$background" || :
}

# covers: P9 exec
@test "the forgery is good: with the mark, which only root can set, exec does enter" {
	ip -n roots link set lo alias "nsrun for user 65534"
	forge /run/netns/roots
	plain exec forged readlink /proc/self/ns/net
	wait "$background" || :
	# It is entered; the mounts of the host take a capability that is not lent.
	expect_failure "join the run's mount namespace: Operation not permitted"
}

# covers: P9 exec --cap-add
@test "exec gives nothing of what is lent to its command" {
	forge
	plain exec --cap-add sys_admin,net_admin forged grep ^Cap /proc/self/status
	expect_failure "join the run's user namespace: Operation not permitted"
	wait "$background" || :
}

# covers: P9 exec
@test "a network namespace in the place of another is not entered" {
	ip -n roots link set lo alias "nsrun for user 65534"
	ip netns add other
	forge /run/netns/roots /run/netns/other
	plain exec forged readlink /proc/self/ns/net
	ip netns delete other
	wait "$background" || :
	expect_failure "join the run's UTS namespace: Invalid argument"
}
