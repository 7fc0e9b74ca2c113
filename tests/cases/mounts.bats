# SPDX-License-Identifier: MIT
# Mounts and names: /sys shows the command's own network, what was mounted below it stays, and
# nothing of it reaches the host.
load ../lib/nsrun
load ../lib/crowd

line=(--macvlan eth0 --ip 172.16.86.2/24)

prepare()
{
	DIR=$BATS_TEST_TMPDIR/files
	mkdir -p "$DIR/shared" "$DIR/host"
	mkfifo "$DIR/gate" "$DIR/up"
	export DIR
}

tidy()
{
	uncrowd
	[ -z "${pid:-}" ] || kill -KILL "$pid" 2>/dev/null || :
	mount -o remount,rw /sys
	umount -q -R /sys/kernel/debug || :
	umount -q -R "$DIR/shared" || :
}

# What is mounted where, and how, without the numbers of mounts and peer groups, which change.
mounts_of() # PID
{
	sed -E 's/^[0-9]+ [0-9]+ //; s/ (shared|master):[0-9]+//g' "/proc/$1/mountinfo"
}

# covers: P1 M4
@test "/sys shows the command's links, and only these" {
	nsrun "${line[@]}" --ifname inside0 --macvlan eth0 --ip 172.16.86.3/24 -- \
		sh -c 'ls /sys/class/net; cat /sys/class/net/inside0/address'
	expect_status 0
	expect_output "$(printf 'eth1\ninside0\nlo\n02:42:ac:10:56:02')"
	nsrun -- ls /sys/class/net
	expect_output lo
}

# The device of what is mounted there, in the run.
devices='awk "\$5 == \"/proc\" || \$5 == \"/proc/sys/net\" { device[\$5] = \$3 } END {
	print device[\"/proc\"], device[\"/proc/sys/net\"] }" /proc/self/mountinfo'

# covers: P6 P10 --sysctl
@test "beside hundreds of runs /proc/sys/net is that of a /proc of the run's own, and as it was" {
	local look='exec 2>&1; cd /proc/sys/net; grep . ipv4/ip_unprivileged_port_start ipv4/ip_default_ttl ipv4/conf/*/arp_notify
		ls -R . | wc -l; echo 7 >ipv4/ip_default_ttl; echo 1 >../vm/drop_caches'

	nsrun "${line[@]}" --sysctl net.ipv4.ip_default_ttl=77 -- sh -c "$devices; $look"
	[ "${lines[0]% *}" = "${lines[0]#* }" ]
	expect_line ipv4/ip_default_ttl:77
	alone=("${lines[@]:1}")
	crowd
	nsrun "${line[@]}" --sysctl net.ipv4.ip_default_ttl=77 -- sh -c "$devices; $look"
	expect_stderr ""
	[ "${lines[0]% *}" != "${lines[0]#* }" ]
	[ "${lines[*]:1}" = "${alone[*]}" ]
	uncrowd
}

# covers: P6 --sys
@test "--sys keep keeps the host's /sys" {
	nsrun "${line[@]}" --ifname inside0 --sys keep -- sh -c 'ls /sys/class/net; ls /proc/sys/net/ipv4/conf'
	expect_status 0
	expect_output "$(printf '%s\n' "$(ls /sys/class/net)" all default inside0 lo)"
}

# covers: P6
@test "the /sys of the command has the same flags as the host's" {
	for flags in rw ro; do
		mount -o "remount,$flags" /sys
		nsrun "${line[@]}" -- awk '$5 == "/sys" { print $6 }' /proc/self/mountinfo
		expect_status 0
		[[ ,${lines[-1]}, == *",$flags,"* ]]
		[[ ,${lines[-1]}, == *,nosuid,nodev,noexec,* ]]
	done
	nsrun -- sh -c 'echo 1 >/sys/class/net/lo/mtu'
	expect_status 2
}

# covers: P6
@test "a /sys that is read-only on the whole file system, too, stays so" {
	mount -o remount,bind,ro /sys
	nsrun "${line[@]}" -- sh -c 'echo 1500 >/sys/class/net/eth0/mtu'
	expect_status 2
	mount -o remount,bind,rw /sys
}

# covers: P6
@test "what is mounted below /sys is still there: control groups, and mounts in mounts" {
	mount -t tmpfs one /sys/kernel/debug
	mkdir "/sys/kernel/debug/deep" "/sys/kernel/debug/with space"
	mount -t tmpfs two /sys/kernel/debug/deep
	mount -t tmpfs -o ro three "/sys/kernel/debug/with space"
	mount -t tmpfs four /sys/kernel/debug/deep
	touch /sys/kernel/debug/first /sys/kernel/debug/deep/second
	below() { mounts_of "$1" | awk '$3 ~ "^/sys/" { print $3, $4, $7, $8 }' | sort -u; }
	begin "${line[@]}" -- sh -c 'echo >$DIR/up; ls -R /sys/kernel/debug; read -r x <$DIR/gate'
	read -r _ <"$DIR/up"
	below self >"$DIR/host/outside"
	below "$(pgrep -P "$pid")" >"$DIR/host/inside"
	echo >"$DIR/gate"
	finish
	expect_status 0
	expect_stderr ""
	expect_line first
	expect_line second
	diff "$DIR/host/outside" "$DIR/host/inside"
}

# covers: P6
@test "a mount of /sys/fs/cgroup is the host's own" {
	[ -e /sys/fs/cgroup/cgroup.procs ] || [ -d /sys/fs/cgroup/memory ] || skip "no control groups"
	try stat -c '%d %i' /sys/fs/cgroup
	outside=$output
	nsrun "${line[@]}" -- stat -c '%d %i' /sys/fs/cgroup
	expect_output "$outside"
}

# covers: P2 P6
@test "the host's mounts are the same while a command runs, and after it" {
	mounts_of self >"$DIR/host/mounts"
	begin "${line[@]}" -- sh -c 'echo >$DIR/up; read -r x <$DIR/gate'
	read -r _ <"$DIR/up"
	mounts_of self | cmp - "$DIR/host/mounts"
	echo >"$DIR/gate"
	finish
	expect_status 0
	mounts_of self | cmp - "$DIR/host/mounts"
}

# covers: P2 P6
@test "a mount that the command makes, moves or takes away does not reach a shared mount of the host" {
	mount -t tmpfs shared "$DIR/shared"
	mount --make-shared "$DIR/shared"
	mkdir "$DIR/shared/a" "$DIR/shared/b"
	mount -t tmpfs hosts "$DIR/shared/b"
	touch "$DIR/shared/b/hosts"
	mounts_of self >"$DIR/host/mounts"
	nsrun "${line[@]}" --privileged -- sh -c 'cd $DIR/shared
		mount -t tmpfs inside a && touch a/inside && umount b && mount -o remount,ro,bind . && ls a b'
	expect_status 0
	expect_output "$(printf 'a:\ninside\n\nb:')"
	mounts_of self | cmp - "$DIR/host/mounts"
	[ -z "$(ls "$DIR/shared/a")" ]
	[ "$(ls "$DIR/shared/b")" = hosts ]
}

# covers: P6
@test "what the host mounts and unmounts later is seen by the command, too" {
	mount -t tmpfs shared "$DIR/shared"
	mount --make-shared "$DIR/shared"
	mkdir "$DIR/shared/a"
	begin "${line[@]}" -- sh -c 'echo >$DIR/up; read -r x <$DIR/gate; ls $DIR/shared/a
		echo >$DIR/up; read -r x <$DIR/gate; ls $DIR/shared/a'
	read -r _ <"$DIR/up"
	mount -t tmpfs later "$DIR/shared/a"
	touch "$DIR/shared/a/later"
	echo >"$DIR/gate"
	read -r _ <"$DIR/up"
	umount "$DIR/shared/a"
	echo >"$DIR/gate"
	finish
	expect_status 0
	expect_output later
}

# covers: P6 --hostname
@test "--hostname is the name inside, and only there" {
	before=$(uname -n)
	nsrun --hostname inside.example "${line[@]}" -- sh -c 'uname -n; cat /proc/sys/kernel/hostname'
	expect_status 0
	expect_output "$(printf 'inside.example\ninside.example')"
	[ "$(uname -n)" = "$before" ]
	nsrun -- uname -n
	expect_output "$before"
}

# covers: P6
@test "a command that changes the host name changes only its own" {
	before=$(uname -n)
	nsrun --privileged -- sh -c 'echo changed >/proc/sys/kernel/hostname; uname -n'
	expect_status 0
	expect_output changed
	[ "$(uname -n)" = "$before" ]
}

# covers: P6
@test "net, mount and UTS namespaces are the command's own, and all others the host's" {
	try sh -c 'readlink /proc/self/ns/*'
	outside=$output
	nsrun "${line[@]}" -- sh -c 'readlink /proc/self/ns/*'
	expect_status 0
	new=$(comm -13 <(sort -u <<<"$outside") <(sort -u <<<"$output") | sed 's/:.*//')
	[ "$new" = "$(printf 'mnt\nnet\nuts')" ]
}
