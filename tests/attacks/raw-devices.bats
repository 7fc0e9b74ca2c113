# SPDX-License-Identifier: MIT
# Attack: the machine's memory, its disks and its ports by device files: those that are there, and new ones (mknod).
# Modes: all. root still opens the device files that root may open (docs/security.md), but for those that take a
# capability, and makes none.
# Holds: no device can be made; memory and ports are closed to all; a disk's file to all but root.
load ../lib/nsrun
load ../lib/attacks

# Device files of the machine's memory, ports and of no disk that there is, where a command would find them.
set_up()
{
	mkdir -m 777 /run/devices
	if is_machine_root; then
		mknod -m 666 /run/devices/mem c 1 1
		mknod -m 666 /run/devices/port c 1 4
		mknod -m 666 /run/devices/null c 1 3
	fi
}
put_away() { rm -rf /run/devices; }

# covers: P9
@test "no device can be made" {
	for mode in $(modes); do
		as "$mode" sh -c 'cd /run/devices && mknod disk b 8 0; mknod memory c 1 1; mknod console c 5 1; mkfifo fifo && rm fifo && echo fifo'
		expect_output fifo
		expect_refusals 3
	done
	need_users
	as privileged sh -c 'cd /run/devices && mknod disk b 8 0 && rm disk && echo made'
	expect_output made
}

# covers: P9
@test "memory and ports are closed, though the file is open to all" {
	need_users
	for mode in $(modes); do
		# In a user namespace the device file is of no device at all; elsewhere it takes CAP_SYS_RAWIO.
		as "$mode" sh -c 'for device in mem port; do (exec 9<>"/run/devices/$device") && echo "$device"; done; echo tried'
		expect_output tried
	done
	for mode in root user; do
		as "$mode" sh -c 'echo lost >/run/devices/null && echo null'
		expect_output null
	done
}

# covers: P9 --user --userns
@test "a disk's file is not for a user or nobody" {
	need_users
	mknod -m 660 /run/devices/disk b 7 200
	for mode in user userns plain; do
		as "$mode" sh -c '(exec 9<>/run/devices/disk) || echo refused'
		expect_output refused
		[[ $stderr == *"ermission denied"* ]]
	done
}
