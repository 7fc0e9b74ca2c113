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

put_away()
{
	stop_all
	rm -f /run/fuse
}

# replace COMMAND: the run "one" has it make hosts, in a directory that then is /etc; returns when nsrun has
# tried to put its cover back. The cover goes last, from the directory below: it is at its place until then.
replace()
{
	begin --name one --userns --hostname x -- sh -c "mkdir /run/e && cd /run/e && $1 && cd /etc &&
		mount --bind /run/e /etc && exec python3 -c '
import ctypes, signal
ctypes.CDLL(None).umount(b\"hosts\")
signal.pause()'"
	wait_until 20 is_tried
}
is_tried() { grep -q '^nsrun: warning: a file for names was replaced' "$err"; }
have_fuse() { modprobe -q fuse 2>/dev/null || grep -qw fuse /proc/filesystems; }

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

# covers: P9 --userns --hostname
@test "a file system of the command's own that never answers" {
	need_users
	have fuse
	# As distributions have it, for all.
	mknod -m 666 /run/fuse c 10 229
	begin --name one --userns --hostname x --bind /run/fuse:/dev/full -- python3 -c '
import ctypes, os, signal
c = ctypes.CDLL(None, use_errno=True)
def mount(*arguments):
    if c.mount(*arguments) != 0: raise OSError(ctypes.get_errno(), "mount")
fuse = os.open("/dev/full", os.O_RDWR)
os.mkdir("/run/e")
mount(b"e", b"/run/e", b"fuse", 0, b"fd=%d,rootmode=40000,user_id=0,group_id=0" % fuse)
os.chdir("/etc")
mount(b"/run/e", b"/etc", None, 4096, None)
c.umount(b"hosts")
signal.pause()'
	wait_until 20 is_tried
	nsrun stop --grace 0 one
	expect_status 0
}
