# SPDX-License-Identifier: MIT
# Attack: mount something: over what is protected, to see what is hidden, or where the host would see it.
# Modes: root, user, plain: no call of the mount family is possible. userns: it is, on mounts of its own.
# Holds: nothing that is mounted inside is seen on the host; what is read-only for the command stays so.
load ../lib/nsrun
load ../lib/attacks

set_up() { mkdir -p /run/place; }
put_away() { rm -rf /run/place; }
family="mount umount2 pivot_root fsopen fsconfig fsmount fspick open_tree move_mount mount_setattr"

# covers: P9
@test "each call of the mount family is refused, and by the filter" {
	for mode in $(modes); do
		[ "$mode" != userns ] || continue
		# shellcheck disable=SC2086 # words
		as "$mode" "$bin/call" $family
		expect_all EPERM
	done
	# What the kernel says is about the arguments, which are none.
	# shellcheck disable=SC2086
	as privileged "$bin/call" $family
	expect_none EPERM
}

# covers: P9
@test "mount and umount, as they are: refused to root, and possible with --privileged" {
	as root sh -c 'mount -t tmpfs tmpfs /run/place; mount --bind / /run/place; mount -o remount,rw /proc/sys
		umount /sys; umount -l /proc/sys'
	[ "$(grep -c 'denied\|not permitted\|must be superuser' <<<"$stderr")" -ge 5 ]
	as privileged sh -c 'mount -t tmpfs inside /run/place && touch /run/place/file && ls /run/place'
	expect_output file
	[ -z "$(ls /run/place)" ]
}

# covers: --userns P6
@test "root of a user namespace mounts for itself: the host sees nothing of it" {
	as userns sh -c 'mount -t tmpfs inside /run/place && touch /run/place/file && ls /run/place
		mount --make-rshared / && mount -t tmpfs inside /mnt && grep -c " /mnt .*inside" /proc/self/mountinfo'
	expect_output "file
1"
	[ -z "$(ls /run/place)" ]
	run ! grep inside /proc/self/mountinfo
}

# covers: --userns P6
@test "root of a user namespace cannot make writable what the host mounted read-only for it" {
	mount -t tmpfs locked /mnt
	touch /mnt/file
	mount -o remount,ro,bind /mnt
	as userns sh -c 'mount -o remount,rw,bind /mnt; umount /mnt; sh -c "echo x >/mnt/file"; echo tried'
	[ ! -s /mnt/file ]
	umount /mnt
	expect_output tried
	[ "$(grep -c "denied\|not permitted\|Read-only\|nvalid\|not mounted\|must be superuser" <<<"$stderr")" -ge 3 ]
}
