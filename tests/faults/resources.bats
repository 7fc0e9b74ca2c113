# SPDX-License-Identifier: MIT
# What a launch needs is used up: memory, descriptors, room and files in the state directory.
load ../lib/nsrun
load ../lib/faults

line=(--name web --macvlan eth0 --ip 172.16.86.2/24)
full=
refused="nsrun: make /run/nsrun: Read-only file system: nsrun keeps there which addresses are in use; where /run is\
 not writable, as in a user namespace: mount -t tmpfs tmpfs /run"

tidy() { [ -z "$full" ] || umount /run/nsrun; }

# try_under: one launch with that lack.
try_under()
{
	launch
	faults=$((faults + 1))
	judge
}

# with_state OPTIONS: the state directory is a file system of its own.
with_state()
{
	mkdir -p /run/nsrun
	mount -t tmpfs -o "mode=700,$1" tmpfs /run/nsrun
	full=yes
	traces && untouched=$REPLY
	try_under
	umount /run/nsrun
	full=
}

# covers: P2 P7 125
@test "no memory from any moment on" {
	export GLIBC_TUNABLES=glibc.malloc.top_pad=0 # it is asked for page by page
	expect_good_launch
	sweep -c -a -o brk,mmap -e "${numbers[ENOMEM]}"
	expect_no_complaint
}

# covers: P2 P7 125
@test "any number of descriptors" {
	local most least=4

	expect_good_launch
	until prlimit --nofile="$least" "$NSRUN" --version >/dev/null 2>&1; do least=$((least + 1)); done
	for ((most = least; most < 40; most++)); do
		under=(prlimit --nofile="$most")
		try_under
	done
	[ "$status" -eq 0 ]
	expect_no_complaint
}

# covers: P2 P7 125
@test "any number of files in the state directory, and any room" {
	local most

	expect_good_launch
	for ((most = 1; most < 14; most++)); do with_state "nr_inodes=$most"; done
	[ "$status" -eq 0 ]
	for most in 4k 8k 12k 16k; do with_state "size=$most"; done
	[ "$status" -eq 0 ]
	expect_no_complaint
}

# covers: P2 P7 125
@test "a read-only state directory, and a read-only /run" {
	expect_good_launch
	with_state ro
	expect_status 125
	expect_stderr "$refused"$'\n'
	rm -rf /run/nsrun
	traces && untouched=$REPLY
	mount -o remount,ro /run
	try_under
	mount -o remount,rw /run
	expect_status 125
	expect_stderr "$refused"$'\n'
	expect_no_complaint
}

# covers: P2 P7
@test "what fails behind the exec does not wait for the command" {
	# The delay is longer than the child needs for its exec.
	try strace -f -o /dev/null -e trace=signalfd4 --inject=signalfd4:error=ENOMEM:delay_enter=500000:when=2 \
		timeout 60 "$NSRUN" -- sleep 1000
	expect_failure "descriptor for signals: Cannot allocate memory"
	wait_until 10 no_process sleep
}
