# SPDX-License-Identifier: MIT
# Attack (root's --userns): the command takes nsrun's cover off /etc/hosts and puts a directory of its own
# there, in which hosts is a link to a file that only the host's root may read, or a FIFO. nsrun's supervisor,
# which puts the cover back, reads what is below it: as the host's root it would show the command the file,
# and of a FIFO wait for ever.
# Mode: --userns, as root.
# Holds: what the command has arranged is read with the command's own rights; what is no file is not read.
load ../lib/nsrun
load ../lib/attacks
load ../lib/runs

put_away() { stop_all; }

# replace COMMAND: the run "one" has it make hosts, in a directory that then is /etc; returns when nsrun has
# tried to put its cover back. The cover goes last, from the directory below: it is at its place until then.
replace()
{
	begin --name one --userns --hostname x -- sh -c "mkdir /run/e && cd /run/e && $1 && cd /etc &&
		mount --bind /run/e /etc && exec python3 -c '
import ctypes, signal
ctypes.CDLL(None).umount(b\"hosts\")
signal.pause()'"
	wait_until 20 grep -q '^nsrun: warning: a file for names was replaced' "$err"
}

# covers: P9 --userns --hostname
@test "a link to root's file" {
	need_users
	(umask 077 && echo "192.0.2.1 secret" >"$BATS_TEST_TMPDIR/secret")
	replace "ln -s $BATS_TEST_TMPDIR/secret hosts"
	nsrun exec one cat /etc/hosts
	[[ $output != *secret* ]]
	nsrun stop one
	expect_status 0
}

# covers: P9 --userns --hostname
@test "a FIFO" {
	need_users
	replace "mkfifo hosts"
	nsrun stop one
	expect_status 0
}
