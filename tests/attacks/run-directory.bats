# SPDX-License-Identifier: MIT
# Attack: leave the directories that a user may see for those of root: /run/nsrun, root's home, another's /proc/PID/root;
# by .., chroot, a bind mount, or an open directory of one's own.
# Modes: user, userns, plain.
# Holds: permission is denied as it is to that user without nsrun.
load ../lib/nsrun
load ../lib/attacks

set_up()
{
	nsrun --name before -- true
	mkdir -m 700 /run/secret
	mkdir -m 777 /run/secret/open
	echo secret >/run/secret/open/file
}
put_away() { rm -rf /run/secret; }

ways='cat /run/secret/open/file /proc/self/root/run/secret/open/file /proc/1/root/run/secret/open/file /proc/$PPID/cwd/run/secret/open/file
	ls /run/nsrun /run/nsrun/host /proc/1/root/run/nsrun; cd /run/secret; chroot /run/secret /open/file'

# covers: P9 --user --userns
@test "no way leads there" {
	need_users
	for mode in user userns plain; do
		as "$mode" sh -c "$ways"
		[[ $output != *secret* && $output != *host* ]]
		[ "$status" -ne 0 ]
	done
	as root cat /run/secret/open/file
	expect_output secret
}

# covers: P9 --userns
@test "nor chroot and mounts, where they can be made" {
	need_users
	as userns sh -c 'mkdir /run/new && mount --bind / /run/new && chroot /run/new cat /run/secret/open/file
		mount --bind /run/secret /mnt; ls /mnt/open; umount -l /run; cat /run/secret/open/file; ls /run/nsrun'
	expect_output ""
	[ "$(grep -c "ermission denied\|not permitted\|No such file" <<<"$stderr")" -ge 3 ]
}

# covers: P9
@test "a chroot that one has CAP_SYS_CHROOT for is left by no open directory" {
	need_users
	nsrun --user nobody --cap-add sys_chroot -- python3 -c 'import os
held = os.open("/", os.O_RDONLY)
os.chroot("/run/bin")
os.fchdir(held)
for _ in range(20):
    os.chdir("..")
os.chroot(".")
try:
    print(open("/run/secret/open/file").read())
except OSError as error:
    print(error.strerror)'
	expect_output "Permission denied"
}
