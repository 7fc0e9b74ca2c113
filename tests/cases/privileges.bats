# SPDX-License-Identifier: MIT
# What a command may do: its capabilities, what it can gain, its system call filter, its /proc.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)
usual=00000000800405fb
with_reach=00000000800435fb # with net_raw and net_admin, which nothing can make use of

tidy() { stop_all; }

# status_of ARG...: what the kernel says of a command with these options, as "NAME VALUE" in $output.
status_of()
{
	nsrun "$@" -- awk '/^(Cap|NoNewPrivs|Seccomp:)/ { sub(":", ""); print $1, $2 }' /proc/self/status
	expect_stderr ""
	expect_status 0
}

# covers: P9
@test "few capabilities, none to be gained, and a filter" {
	status_of
	expect_output "CapInh 0000000000000000
CapPrm $usual
CapEff $usual
CapBnd $with_reach
CapAmb 0000000000000000
NoNewPrivs 1
Seccomp 2"
}

# covers: P9 exec
@test "who joins a run has the same, and more only when it is asked for" {
	detach "${line[@]}" --cap-drop kill -- sleep 1000
	nsrun exec "$id" awk '/^(CapEff|NoNewPrivs|Seccomp:)/ { print $2 }' /proc/self/status
	expect_output "00000000800405db
1
2"
	nsrun exec "$id" ip link set eth0 mtu 1400
	expect_status 2
	nsrun exec --net-admin "$id" ip link set eth0 mtu 1400
	expect_status 0
	nsrun exec --cap-drop all "$id" awk '/^CapEff/ { print $2 }' /proc/self/status
	expect_output 0000000000000000
	nsrun exec --privileged "$id" awk '/^(NoNewPrivs|Seccomp:)/ { print $2 }' /proc/self/status
	expect_output "0
0"
}

# covers: --cap-add --cap-drop
@test "capabilities are added and dropped as docker run does" {
	status_of --cap-drop all
	expect_line "CapEff 0000000000000000"
	expect_line "CapBnd 0000000000003000"
	status_of --cap-drop ALL --cap-add NET_BIND_SERVICE
	expect_line "CapEff 0000000000000400"
	status_of --cap-add cap_net_raw --cap-drop Chown
	expect_line "CapEff 00000000800425fa"
	nsrun --cap-add bogus -- true
	expect_failure "--cap-add bogus: no such capability: capabilities(7) has their names, as net_admin"
	status_of --cap-drop=Chown,CAP_KILL --cap-add net_raw,sys_time
	expect_line "CapEff 00000000820425da"
	nsrun --cap-add net_raw, -- true
	expect_failure "--cap-add : no such capability: capabilities(7) has their names, as net_admin"
	nsrun --cap-drop "" -- true
	expect_failure "--cap-drop: its value is missing: --cap-drop LIST"
}

# covers: --net-admin P9
@test "the network is the command's to change with --net-admin, and only then" {
	nsrun "${line[@]}" -- sh -c 'ip address add 10.0.0.1/24 dev eth0; ip route add 10.9.0.0/16 dev eth0
		ip link set eth0 down; ip -br -4 address show eth0'
	[[ $stderr == *"Operation not permitted"* ]]
	[[ $output == *"172.16.86.2/24"* && $output == *UP* && $output != *10.0.0.1* ]]
	nsrun "${line[@]}" --net-admin -- sh -c 'ip address add 10.0.0.1/24 dev eth0
		ip -br -4 address show eth0; tcpdump --version >/dev/null 2>&1; unshare -n true'
	[[ $output == *10.0.0.1/24* ]]
	[[ $stderr == *"unshare: unshare failed: Operation not permitted" ]]
}

# covers: P9
@test "ping, with its file capabilities, and port 80 work without a capability" {
	nsrun "${line[@]}" --cap-drop all -- ping -q -c 1 -W 10 172.16.86.1
	expect_status 0
	nsrun "${line[@]}" --cap-drop all -- ping -q -c 1 -W 10 fe80::42:acff:fe10:5602%eth0
	expect_status 0
	nsrun "${line[@]}" --cap-drop all -- python3 -c 'import socket; socket.socket().bind(("", 80))'
	expect_status 0
}

# covers: --privileged
@test "with --privileged nothing is given up" {
	status_of --privileged
	expect_line "NoNewPrivs 0"
	expect_line "Seccomp 0"
	[ "$(awk '$1 == "CapEff" { print $2 }' <<<"$output")" = "$(awk '/^CapEff/ { print $2 }' /proc/self/status)" ]
	nsrun --privileged -- sh -c 'mount -t tmpfs tmpfs /mnt && umount /mnt && unshare -n true'
	expect_status 0
}

# covers: --new-privs
@test "with --new-privs a set-user-ID program is what it is" {
	status_of --new-privs
	expect_line "NoNewPrivs 0"
	expect_line "CapBnd $usual"
	expect_line "Seccomp 2"
	nobody "$NSRUN" --new-privs -- true
	expect_failure "--new-privs: it is for root alone: leave it out"
}

# covers: --seccomp P9
@test "what the filter refuses is refused, and what is new is not there" {
	nsrun -- "$HELPERS/call" mount unshare setns bpf perf_event_open keyctl io_uring_setup \
		clock_settime kexec_load init_module userfaultfd tiocsti tiocsti-high vsock alg clone3 9999 getpid
	expect_output "mount EPERM
unshare EPERM
setns EPERM
bpf EPERM
perf_event_open EPERM
keyctl EPERM
io_uring_setup EPERM
clock_settime EPERM
kexec_load EPERM
init_module EPERM
userfaultfd EPERM
tiocsti EPERM
tiocsti-high EPERM
vsock EPERM
alg EPERM
clone3 ENOSYS
9999 ENOSYS
getpid 0"
}

# covers: --seccomp
@test "a profile of Docker's format, and none" {
	status_of --seccomp none
	expect_line "Seccomp 0"
	expect_line "NoNewPrivs 1"
	cat >"$BATS_TEST_TMPDIR/profile" <<-'EOF'
		{ "defaultAction": "SCMP_ACT_ALLOW",
		  "syscalls": [ { "names": [ "getpgid", "no_such_call" ], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 } ] }
	EOF
	nsrun --privileged --seccomp "$BATS_TEST_TMPDIR/profile" -- "$HELPERS/call" getpgid
	expect_output "getpgid ENOSPC"
	status_of --seccomp none --seccomp default
	expect_line "Seccomp 2"
	status_of --privileged --seccomp default
	expect_line "Seccomp 2"
	detach --privileged --seccomp "$BATS_TEST_TMPDIR/profile" -- sleep 1000
	nsrun exec "$id" "$HELPERS/call" getpgid
	expect_output "getpgid ENOSPC"
	echo '{' >"$BATS_TEST_TMPDIR/profile"
	nsrun --seccomp "$BATS_TEST_TMPDIR/profile" -- true
	expect_status 125
	[[ $stderr == "nsrun: --seccomp $BATS_TEST_TMPDIR/profile: line 2: this is no JSON: "* ]]
	nsrun --seccomp /nosuch -- true
	expect_failure "--seccomp /nosuch: No such file or directory"
}

# covers: P6 P9
@test "what is the machine's below /proc is read-only, and the own network's is not" {
	nsrun "${line[@]}" --net-admin -- sh -c 'for file in /proc/sys/kernel/core_pattern /proc/sys/vm/drop_caches \
		/proc/sysrq-trigger; do sh -c "exec 9>>$file" 2>&1; done
		echo 1 >/proc/sys/net/ipv4/ip_forward && cat /proc/sys/net/ipv4/ip_forward'
	[ "$(grep -c "Read-only file system\|nonexistent" <<<"$output")" -eq 3 ]
	expect_line 1
}
