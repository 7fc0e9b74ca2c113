# SPDX-License-Identifier: MIT
# Attack: leave the run's namespaces for the host's (setns), or become root of new ones (unshare, clone, clone3), where
# parts of the kernel open that have had many holes.
# Modes: root, user, plain: none can be made or entered. userns: own ones can, which lead nowhere.
# Holds: EPERM, and ENOSYS for clone3, whose flags no filter can see; the C library goes on with clone.
load ../lib/nsrun
load ../lib/attacks

# covers: P9
@test "unshare, setns and clone: EPERM for each sort; clone3: ENOSYS" {
	for mode in $(modes); do
		[ "$mode" != userns ] || continue
		as "$mode" "$bin/call" open
		expect_all EPERM
		as "$mode" "$bin/call" clone3
		expect_output "clone3 ENOSYS"
	done
	as privileged "$bin/call" open clone3
	expect_none "EPERM|ENOSYS"
	as userns "$bin/call" open clone3
	expect_none "EPERM|ENOSYS"
}

# covers: P9
@test "by the numbers of the processor's other languages, no call can be made at all" {
	[ "$(uname -m)" = x86_64 ] || skip "this processor has one language"
	for mode in $(modes); do
		as "$mode" "$bin/call" x32-mount x32-setns x32-getpid
		expect_output "x32-mount ENOSYS
x32-setns ENOSYS
x32-getpid ENOSYS"
		as "$mode" "$bin/call" i386-unshare i386-mount i386-keyctl i386-getpid
		expect_all "ENOSYS|none"
	done
}

# covers: P9
@test "unshare(1), nsenter(1), and nested user namespaces, as they are" {
	for mode in $(modes); do
		[ "$mode" != userns ] || continue
		as "$mode" sh -c 'unshare --user true; unshare --user --map-root-user --net true; unshare --mount true
			nsenter --net=/proc/self/ns/net true'
		expect_refusals 4
	done
	as privileged sh -c 'unshare --net true && nsenter --net=/proc/self/ns/net echo entered'
	expect_output entered
}

# covers: --userns P6
@test "root of a user namespace nests as it likes, and enters nothing of the host's" {
	as userns unshare --user --map-root-user --net --mount sh -c 'mount -t tmpfs inside /mnt && id -u'
	expect_output 0
	need_users
	as userns nsenter --target "$$" --net true
	[ "$status" -ne 0 ]
	[[ $stderr == *"Permission denied"* ]]
	# A handle on the host's that somebody gave it is of no use either.
	exec {host}</proc/self/ns/net
	nsrun --userns --keep-fd "$host" -- nsenter "--net=/proc/self/fd/$host" true
	exec {host}<&-
	[ "$status" -ne 0 ]
	[[ $stderr == *"Operation not permitted"* ]]
}

# covers: P9
@test "threads and processes are made as ever" {
	for mode in $(modes); do
		as "$mode" python3 -c 'import threading, subprocess
thread = threading.Thread(target=lambda: print(subprocess.check_output(["echo", "made"]).decode(), end=""))
thread.start()
thread.join()'
		expect_output made
	done
}
