# SPDX-License-Identifier: MIT
# Attack (a plain user, with an nsrun that has file capabilities): a policy that root did not write, or did
# not mean: by a hard link, a symbolic link or a FIFO, in a directory of others, too large, half written.
#
# Promised: such a file grants nothing, says so in one line, and stops nobody else.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/etc
load ../lib/policy

line="nobody macvlan eth0 most=9"

prepare()
{
	prepare_policy
	grant "$line"
}

attempt() { plain --macvlan eth0 --ip 172.16.86.33/24 -- true; }

# covers: P9
@test "the file is good: as root wrote it, it grants" {
	attempt
	expect_stderr ""
	expect_status 0
}

# covers: P9
@test "a hard link: by another name it is another file" {
	ln "$policy" /etc/other
	attempt
	expect_failure "/etc/nsrun/policy: the file has other names (hard links): copy it, and remove them"
	rm /etc/other
	attempt
	expect_status 0
}

# covers: P9
@test "a symbolic link, a directory, and a FIFO, which is not waited for" {
	mv "$policy" /etc/nsrun/true
	ln -s true "$policy"
	attempt
	expect_failure "/etc/nsrun/policy: Too many levels of symbolic links"
	rm "$policy"
	mkdir "$policy"
	attempt
	expect_failure "/etc/nsrun/policy: this is no file: make it one, or remove it"
	rmdir "$policy"
	mkfifo "$policy"
	attempt
	expect_failure "/etc/nsrun/policy: this is no file: make it one, or remove it"
	rm "$policy"
	mv /etc/nsrun /etc/elsewhere
	ln -s elsewhere /etc/nsrun
	attempt
	expect_failure "/etc/nsrun: Not a directory"
}

# covers: P9
@test "one megabyte, a byte 0, and half a line" {
	yes "$line" | head -c 1048576 >"$policy"
	attempt
	expect_failure "/etc/nsrun/policy: larger than 64 KiB: shorten it"
	printf '%s\n\0\n' "$line" >"$policy"
	attempt
	expect_failure "/etc/nsrun/policy: a byte 0 is in it: this is no text"
	printf '%s\nnobody macvlan' "$line" >"$policy"
	attempt
	expect_failure "/etc/nsrun/policy: line 2: must be WHO KIND PARENT most=N ..."
}

# covers: P9
@test "of another user, or for others to write" {
	chown 65534 "$policy"
	attempt
	expect_failure "/etc/nsrun/policy: others than root can write it: chown root, chmod go-w, or remove it"
	chown root "$policy"
	chmod o+w "$policy"
	attempt
	expect_failure "/etc/nsrun/policy: others than root can write it: chown root, chmod go-w, or remove it"
	chmod o-w "$policy"
	chmod g+w /etc/nsrun
	attempt
	expect_failure "/etc/nsrun: others than root can write it: chown root, chmod go-w, or remove it"
	# Root's own runs need no policy.
	nsrun --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_stderr ""
}

# covers: P9
@test "getent is not asked who is in a group: it is the user's own process" {
	printf '#!/bin/sh\necho "web:x:65534:nobody" | tee /run/answered\n' >"$BATS_TEST_TMPDIR/getent"
	chmod 755 "$BATS_TEST_TMPDIR/getent"
	mount --bind "$BATS_TEST_TMPDIR/getent" /usr/bin/getent
	grant "@web macvlan eth0 most=1"
	plain --macvlan eth0 --ip 172.16.86.33/24 -- true
	umount /usr/bin/getent
	expect_failure "macvlan on 'eth0': $refused"
	[ ! -e /run/answered ]
	echo "web:x:65534:nobody" >>/etc/group
	plain --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_stderr ""
	expect_status 0
}
