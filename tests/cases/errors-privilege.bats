# SPDX-License-Identifier: MIT
# What the user may not do, and what cannot be written to: each message, whole.
load ../lib/nsrun

# The program where every user may read it, whoever owns the tree.
prepare()
{
	install -D -m 755 "$NSRUN" /run/bin/nsrun
}

tidy()
{
	rm -rf /run/bin
	chmod 700 /run/nsrun/host 2>/dev/null || :
}

# As root with these capabilities, and no other.
with_capabilities() # +NAME,... ARG...
{
	local names=$1

	shift
	try setpriv --inh-caps=-all --bounding-set="-all,$names" /run/bin/nsrun "$@"
}

# covers: P7 P9
@test "without privilege, with a link" {
	nobody /run/bin/nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "new namespaces: Operation not permitted: this needs CAP_SYS_ADMIN, and\
 CAP_NET_ADMIN for links; use sudo"
}

# covers: P7
@test "without privilege, a mistake is told before the lack of it" {
	nobody /run/bin/nsrun --macvlan eht0 --ip 172.16.86.2/24 -- true
	expect_failure "no interface 'eht0' on this host: did you mean eth0?"
}

# covers: P7 P9
@test "with CAP_NET_ADMIN but not CAP_SYS_ADMIN" {
	with_capabilities +net_admin --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "new namespaces: Operation not permitted: this needs CAP_SYS_ADMIN, and\
 CAP_NET_ADMIN for links; use sudo"
}

# covers: P7 P9
@test "with CAP_SYS_ADMIN but not CAP_NET_ADMIN" {
	with_capabilities +sys_admin --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "links on this host: Operation not permitted: this needs CAP_NET_ADMIN on\
 it; use sudo"
}

# covers: P9
@test "CAP_SYS_ADMIN and CAP_NET_ADMIN are enough for root" {
	with_capabilities +sys_admin,+net_admin --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 0
	expect_stderr ""
}

# covers: P7
@test "in a user namespace, a link on an interface of the machine" {
	try unshare --user --map-root-user "$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "links on this host: Operation not permitted: this needs CAP_NET_ADMIN on\
 it; use sudo"
}

# covers: P7
@test "a directory of records that others can write to" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 0
	chmod 777 /run/nsrun/host
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "/run/nsrun/host belongs to another user or is writable by others:\
 Operation not permitted"
}

# covers: P7
@test "a directory of records that cannot be written" {
	try unshare --mount sh -c 'mount -t tmpfs -o ro,mode=755 tmpfs /run && exec "$@"' sh \
		"$(realpath "$NSRUN")" --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "make /run/nsrun: Read-only file system: nsrun keeps there which addresses\
 are in use; where /run is not writable, as in a user namespace: mount -t tmpfs tmpfs /run"
}

# covers: P7 --help --version --dry-run
@test "stdout that takes nothing" {
	local line

	for line in --help --version help 'help mac' '--dry-run -- true'; do
		# shellcheck disable=SC2086 # words
		try sh -c '"$@" >/dev/full' sh "$NSRUN" $line
		expect_failure "write to stdout: No space left on device"

		# shellcheck disable=SC2086 # words
		try sh -c '"$@" >&-' sh "$NSRUN" $line
		expect_failure "write to stdout: Bad file descriptor"
	done
}

# covers: P7
@test "stderr that takes nothing" {
	try sh -c '"$@" 2>/dev/full' sh "$NSRUN" --nosuch
	expect_status 125
	expect_output ""
}
