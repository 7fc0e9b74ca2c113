# SPDX-License-Identifier: MIT
# --read-only: a command that can write nowhere, but where it is given something to write to.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)

prepare()
{
	mkdir -p /run/lab/source/below /run/lab/target /run/lab/empty
	mount -t tmpfs tmpfs /run/lab/source/below
	mkdir /run/lab/source/below/deep
	mkfifo /run/lab/gate /run/lab/up
}
tidy()
{
	stop_all
	umount -q -R /run/lab/later || :
	umount -q -R /run/lab/source/below || :
	rm -rf /run/lab
}

# tries FILE...: a command's attempt to make each, in a shell.
tries='for file; do touch "$file" 2>/dev/null && echo "$file"; done; :'

# covers: --read-only P6
@test "nothing can be written, also on file systems below, nor in the caller's directory" {
	cd /run/lab
	nsrun --read-only -- sh -c "$tries" sh here /run/lab/x /run/lab/source/below/x "$BATS_TEST_TMPDIR/x" \
		/dev/shm/x /etc/x /run/x
	expect_output ""
	expect_status 0
	nsrun --read-only -- touch here
	expect_stderr "touch: cannot touch 'here': Read-only file system"
	nsrun --read-only "${line[@]}" -- awk '$6 ~ /^rw/ { print $5 }' /proc/self/mountinfo
	expect_output /proc/sys/net
	touch here
}

# covers: --read-only --bind --tmpfs
@test "what --bind and --tmpfs show can be written, as it can be without" {
	nsrun --read-only --bind /run/lab/source:/run/lab/target --tmpfs /run/lab/empty -- sh -c "$tries" sh \
		/run/lab/target/x /run/lab/target/below/x /run/lab/empty/x /run/lab/source/y /run/lab/x
	expect_output "/run/lab/target/x
/run/lab/target/below/x
/run/lab/empty/x"
	[ -e /run/lab/source/below/x ]
}

# covers: --read-only --bind
@test "what was read-only before stays so, within what can be written, too" {
	mount -o remount,bind,ro /run/lab/source/below
	nsrun --read-only --bind /run/lab/source:/run/lab/target -- sh -c "$tries" sh \
		/run/lab/target/x /run/lab/target/below/x
	expect_output /run/lab/target/x
	nsrun --read-only --bind /run/lab/source:/run/lab/target:ro --tmpfs /run/lab/empty:ro -- sh -c "$tries" sh \
		/run/lab/target/y /run/lab/empty/x
	expect_output ""
}

# covers: --read-only --bind --tmpfs
@test "mounts in mounts are in order, whichever of them can be written" {
	mount -t tmpfs tmpfs /run/lab/empty
	mkdir /run/lab/empty/in
	nsrun --read-only --bind /run/lab/source:/run/lab/target --tmpfs /run/lab/target/below:ro \
		--bind /run/lab/empty:/run/lab/empty:ro --tmpfs /run/lab/empty/in -- sh -c "$tries" sh \
		/run/lab/target/x /run/lab/target/below/x /run/lab/empty/x /run/lab/empty/in/x
	umount /run/lab/empty
	expect_output "/run/lab/target/x
/run/lab/empty/in/x"
	nsrun --read-only --tmpfs /run/lab/source --bind /run/lab/source:/run/lab/target -- sh -c "$tries"'; ls -A \
		/run/lab/source' sh /run/lab/target/made
	expect_output "/run/lab/target/made
made"
}

# covers: --read-only
@test "devices can be written to, and the command's output" {
	nsrun --read-only -- sh -c 'echo x >/dev/null && echo to stdout >/dev/stdout && echo to stderr >/proc/self/fd/2'
	expect_output "to stdout"
	expect_stderr "to stderr"
}

# covers: --read-only --net-admin
@test "/proc/sys/net is the run's own, and stays; /sys and the rest of /proc are read-only" {
	nsrun --read-only "${line[@]}" --net-admin -- sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward &&
		cat /proc/sys/net/ipv4/ip_forward; ip link set eth0 mtu 1400 && cat /sys/class/net/eth0/mtu'
	expect_output "1
1400"
	expect_stderr ""
	nsrun --read-only "${line[@]}" --net-admin -- sh -c 'echo 1300 >/sys/class/net/eth0/mtu; echo 1 >/proc/self/comm'
	[ "$(grep -c "Read-only file system" <<<"$stderr")" -eq 2 ]
	nsrun --read-only --privileged -- sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 5 >/proc/sys/kernel/printk'
	expect_stderr "sh: 1: cannot create /proc/sys/kernel/printk: Read-only file system"
}

# covers: --read-only P6
@test "this host's mounts are as they were, and what it mounts later is no way out" {
	mkdir /run/lab/later
	mount -t tmpfs shared /run/lab/later
	mount --make-shared /run/lab/later
	mkdir /run/lab/later/new
	begin --read-only -- sh -c 'echo >/dev/stderr; read -r x </run/lab/gate; touch /run/lab/later/new/x'
	wait_until 10 test -s "$err"
	mount -t tmpfs tmpfs /run/lab/later/new
	touch /run/lab/later/host
	: >"$err"
	echo >/run/lab/gate
	finish
	[ "$(grep -c "Read-only file system" "$err")" -eq 1 ]
	[ ! -e /run/lab/later/new/x ]
}

# covers: --read-only --user
@test "another user may write where it may and can" {
	have users
	chown nobody /run/lab/source
	nsrun --read-only --user nobody --bind /run/lab/source:/run/lab/target --tmpfs /run/lab/empty -- \
		sh -c "$tries" sh /run/lab/target/x /run/lab/empty/x /run/lab/source/y
	expect_output "/run/lab/target/x
/run/lab/empty/x"
}

# covers: --read-only exec --detach --name
@test "who joins the run is held to the same" {
	detach --name web --read-only --bind /run/lab/source:/run/lab/target -- sleep 1000
	nsrun exec web sh -c "$tries" sh /run/lab/x /run/lab/target/x
	expect_output /run/lab/target/x
}

# covers: --read-only --dry-run
@test "a dry run names it" {
	nsrun --dry-run --read-only -- true
	expect_line "# - --read-only"
}
