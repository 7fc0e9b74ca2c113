# SPDX-License-Identifier: MIT
# --userns: root of a user namespace of the run's own.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)
all=$(awk '/^CapEff/ { print $2 }' /proc/self/status)

tidy() { stop_all; }

# outside_id: who root inside is outside, on this stage.
outside_id() { grep -q '4294967295$' /proc/self/uid_map && echo 65534 || echo 0; }

# covers: --userns P9
@test "root inside, with all capabilities, and outside nobody" {
	nsrun --userns "${line[@]}" -- sh -c 'id -u; id -g; id -G; awk "{ print \$1, \$2, \$3 }" /proc/self/uid_map
		awk "/^(CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs|Seccomp:)/ { print \$2 }" /proc/self/status'
	expect_stderr ""
	expect_output "0
0
0
0 $(outside_id) 1
0000000000000000
000001ffffffffff
000001ffffffffff
0000000000000000
1
2"
	expect_status 0
}

# covers: --userns P1
@test "the network is ready, and is its own to change" {
	nsrun --userns "${line[@]}" --ip fd86::2/64 -- sh -c 'ping -q -c 1 -W 10 172.16.86.1 >/dev/null &&
		ip link set eth0 mtu 1400 && ip address add 10.0.0.1/24 dev eth0 && ip route add 10.9.0.0/16 dev eth0 &&
		nft add table ip t && sysctl -q -w net.ipv4.ip_forward=1 && ip -br -4 address show eth0'
	expect_stderr ""
	[[ $output == *"172.16.86.2/24"*"10.0.0.1/24"* ]]
	expect_status 0
}

# covers: --userns
@test "mounts, namespaces and clone3 are open, and of its own" {
	nsrun --userns -- sh -c 'mount -t tmpfs inside /mnt && unshare --net --uts --ipc --mount --user --pid --fork true &&
		ip netns add inner && ip netns list && "$0" clone3 && touch /run/file && ls /run/file' "$HELPERS/call"
	expect_stderr ""
	expect_output "inner
clone3 EINVAL
/run/file"
	[ ! -e /run/file ]
	[ ! -e /run/netns/inner ]
}

# covers: --userns P9
@test "what is the machine's stays so: its files, its kernel, its processes" {
	[ "$(outside_id)" != 0 ] || skip "this stage's user namespace has one user"
	echo secret >"$BATS_TEST_TMPDIR/root"
	chmod 600 "$BATS_TEST_TMPDIR/root"
	sleep 1000 &
	child=$!
	# Opened, and nothing written: a test that fails must not change the machine either.
	nsrun --userns -- sh -c 'cat "$1"; (exec 9>>/proc/sys/kernel/core_pattern); (exec 9>>/proc/sysrq-trigger)
		kill -0 "$2"; mknod /run/sda b 8 0; head -c 1 /run/sda' \
		sh "$BATS_TEST_TMPDIR/root" "$child" >/dev/null
	kill "$child"
	[ "$(grep -c "denied\|not permitted\|cannot create\|No such" <<<"$stderr")" -ge 5 ]
}

# covers: --userns
@test "outside it is the user who called sudo" {
	[ "$(outside_id)" != 0 ] || skip "this stage's user namespace has one user"
	daemon=$(id -u daemon)
	SUDO_UID=$daemon nsrun --userns -- awk '{ print $1, $2, $3 }' /proc/self/uid_map
	expect_output "0 $daemon 1"
	mkdir -m 777 /run/open
	SUDO_UID=$daemon nsrun --userns -- touch "/run/open/file"
	[ "$(stat -c %U /run/open/file)" = daemon ]
	rm -r /run/open
}

# covers: --userns P7
@test "what does not go together with it" {
	nsrun --userns --user nobody -- true
	expect_failure "--userns: there is no other user in it than root: leave out --user"
	nsrun --userns --me -- true
	expect_failure "--userns: there is no other user in it than root: leave out --me"
	ip netns add there
	nsrun --userns --netns there -- true
	ip netns delete there
	expect_failure "--userns: a network namespace that was there before is not its own: leave out --netns there"
}

# covers: --userns --cap-drop --seccomp
@test "less is given when less is asked for" {
	nsrun --userns --cap-drop sys_admin,net_admin --seccomp none -- sh -c '
		awk "/^(CapEff|Seccomp:)/ { print \$2 }" /proc/self/status; ip link set lo down'
	expect_line 000001ffffdfefff
	expect_line 0
	[[ $stderr == *"Operation not permitted" ]]
}

# covers: --userns exec
@test "who joins the run is root there, too" {
	detach --userns "${line[@]}" -- sleep 1000
	nsrun exec "$id" sh -c 'id -u; awk "{ print \$2 }" /proc/self/uid_map; ip link set eth0 mtu 1300; hostname inside; hostname'
	expect_stderr ""
	expect_output "0
$(outside_id)
inside"
	nsrun stop "$id"
	expect_status 0
}

# covers: --userns --pid exec
@test "with --pid, both are its own" {
	nsrun --userns --pid "${line[@]}" -- sh -c 'id -u; echo /proc/[0-9]*; cat /proc/1/comm; exit 5'
	expect_output "0
/proc/1 /proc/2
nsrun init"
	expect_status 5
	detach --userns --pid "${line[@]}" -- sleep 1000
	nsrun exec "$id" sh -c 'id -u; cat /proc/2/comm; mount -t proc proc /proc && cat /proc/1/comm'
	expect_stderr ""
	expect_output "0
sleep
nsrun init"
}

# covers: --userns --pid P2
@test "all ends with a nsrun that is killed" {
	begin --userns --pid "${line[@]}" -- sh -c 'setsid sleep 1237 & sleep 1237'
	two() { [ "$(pgrep -x -f -c 'sleep 1237')" -eq "$1" ]; }
	wait_until 10 two 2
	kill -KILL "$pid"
	finish
	wait_until 10 two 0
	"$NSRUN" clean
}

# covers: --userns --macvlan
@test "a laboratory nests: nsrun --userns, and in it nsrun on its own interface" {
	nsrun --userns "${line[@]}" -- "$NSRUN" --macvlan eth0 --ip 172.16.86.3/24 -- \
		ping -q -c 1 -W 10 172.16.86.1
	expect_stderr ""
	expect_status 0
	nsrun --userns "${line[@]}" -- sh -c '"$0" --lan t --ip 10.9.0.2/24 --host-access --name one --detach >/dev/null &&
		"$0" --lan t --ip 10.9.0.3/24 -- ping -q -c 1 -W 10 10.9.0.2 >/dev/null && ping -q -c 1 -W 10 10.9.0.2 >/dev/null &&
		"$0" list | grep -c one && "$0" stop one && ip -br link' "$NSRUN"
	expect_stderr ""
	[ "${lines[0]}" = 1 ]
	[ "$(grep -c . <<<"$output")" -eq 3 ]
}

# covers: --userns --ip
@test "with a second link, a VLAN and all that a run has without it" {
	nsrun --userns "${line[@]}" --macvlan eth0 --mode private --ip 172.16.86.3/24 --hostname inside -- sh -c '
		hostname; ip -br -4 address show eth1'
	[ "${lines[0]}" = inside ]
	[[ ${lines[1]} == *172.16.86.3/24* ]]
}
