# SPDX-License-Identifier: MIT
# A plain user, without sudo: runs that take nothing from the host.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

# The program where every user may read it, whoever owns the tree; and what nobody's runs leave.
setup_file()
{
	install -D -m 755 "$NSRUN" /run/bin/nsrun
	grep -q '4294967295$' /proc/self/uid_map || skip "this stage's user namespace has one user"
}
teardown_file() { rm -rf /run/bin; }
prepare()
{
	N=/run/bin/nsrun
	cd /
	export XDG_RUNTIME_DIR=/run/user/nobody
	install -d -m 700 -o 65534 -g 65534 "$XDG_RUNTIME_DIR"
}
tidy()
{
	plain "$N" stop --all >/dev/null 2>&1
	plain "$N" clean >/dev/null 2>&1
	[ -z "$(find /run/user/nobody ! -type d)" ]
	rm -r /run/user
}

plain() { setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all "$@"; }

# covers: P9
@test "a command without a network, as the same user, with nothing to gain" {
	nobody "$N" -- sh -c 'id -u; id -G; ip -br link | cut -d" " -f1; awk "/^(Cap[IPEA]|NoNewPrivs|Seccomp:)/ { print \$2 }" /proc/self/status
		awk "{ print \$1, \$2, \$3 }" /proc/self/uid_map; exit 3'
	expect_stderr ""
	expect_output "65534
65534
lo
0000000000000000
0000000000000000
0000000000000000
0000000000000000
1
2
65534 65534 1"
	expect_status 3
}

# covers: P1 P9
@test "it pings itself, listens on port 80, and a whole test runs" {
	nobody "$N" -- sh -c 'ping -q -c 1 -W 10 127.0.0.1 >/dev/null && python3 - <<-"END"
		import socket, threading
		server = socket.create_server(("127.0.0.1", 80))
		threading.Thread(target=lambda: server.accept()[0].sendall(b"served")).start()
		print(socket.create_connection(("127.0.0.1", 80)).recv(10).decode())
	END'
	expect_stderr ""
	expect_output served
	# Nothing of the machine's network can be reached.
	nobody "$N" -- ping -q -c 1 -W 1 172.16.86.1
	[[ $status -ne 0 ]]
}

# covers: --lan exec inspect stop
@test "two runs on a private Ethernet, and all the subcommands" {
	nobody "$N" --detach --name web --lan t --ip 10.9.0.2/24 --ready tcp:80 -- python3 -m http.server 80
	expect_status 0
	nobody "$N" --lan t --ip 10.9.0.3/24 -- ping -q -c 1 -W 10 10.9.0.2
	expect_status 0
	nobody "$N" list
	[[ ${lines[1]} == "web "*" 10.9.0.2/24 "* ]]
	nobody "$N" exec web sh -c 'id -u; ip -br -4 address show eth0'
	[ "${lines[0]}" = 65534 ]
	[[ ${lines[1]} == *10.9.0.2/24* ]]
	nobody "$N" exec web ip link set eth0 down
	expect_status 2
	nobody "$N" exec --net-admin web ip link set eth0 mtu 1400
	expect_status 0
	nobody "$N" --lan t --ip 10.9.0.2/24 -- true
	expect_status 125
	[[ $stderr == "nsrun: --ip 10.9.0.2/24: Address already in use: run "*" has it on t; "* ]]
	nobody "$N" stop web
	expect_status 0
}

# covers: --lan
@test "runs that begin at once are on one private Ethernet" {
	local count=8 i

	for ((i = 2; i < 2 + count; i++)); do
		plain "$N" --detach --rm --lan t --ip "10.9.0.$i/24" -- sleep 1000 >/dev/null &
	done
	wait
	nobody "$N" --lan t --ip 10.9.0.99/24 -- sh -c 'for i in 2 3 4 5 6 7 8 9; do ping -q -c 1 -W 10 10.9.0.$i >/dev/null || echo $i; done'
	expect_output ""
	expect_status 0
}

# covers: --lan
@test "a run that is still beginning shows the next one the way" {
	local i

	# Were its supervisor elsewhere for a moment, in the run's new network, the next one would follow it there.
	for i in 2 3 4 5; do
		plain strace -qq -o /dev/null -e trace=unshare -e inject=unshare:delay_exit=500000 \
			"$N" --lan t --ip "10.9.0.$i/24" -- sleep 1240 &
		wait_until 10 are_noted $((i - 1))
	done
	wait_until 10 are_running 4
	nobody "$N" --lan t --ip 10.9.0.99/24 -- sh -c 'for i in 2 3 4 5; do ping -q -c 1 -W 10 10.9.0.$i >/dev/null || echo $i; done'
	expect_output ""
	expect_stderr ""
	plain "$N" stop --all
	wait
}
are_running() { [ "$(pgrep -c -x -f 'sleep 1240')" -eq "$1" ]; }
are_noted() { [ "$(find "$XDG_RUNTIME_DIR" -name 'home-*' | wc -l)" -ge "$1" ]; }

# covers: --lan P2
@test "a killed one leaves nothing that disturbs the next" {
	plain "$N" --lan t --ip 10.9.0.2/24 -- sleep 1238 &
	wait_until 10 pgrep -x -f 'sleep 1238'
	pkill -KILL -x -f "$N --lan t --ip 10.9.0.2/24 -- sleep 1238"
	wait
	gone() { ! pgrep -x -f 'sleep 1238' >/dev/null; }
	wait_until 10 gone
	nobody "$N" --lan t --ip 10.9.0.2/24 -- ip -br -4 address show eth0
	[[ $output == *10.9.0.2/24* ]]
	expect_stderr ""
}

# covers: --pid --userns --net-admin
@test "with --net-admin, --pid and --userns" {
	nobody "$N" --net-admin -- sh -c 'ip link add type veth && ip -br link | wc -l; id -u'
	expect_output "3
65534"
	nobody "$N" --pid -- sh -c 'echo /proc/[0-9]*; id -u'
	expect_output "/proc/1 /proc/2
65534"
	nobody "$N" --userns --pid -- sh -c 'id -u; echo /proc/[0-9]*; mount -t tmpfs inside /mnt && ip link add type veth && ip -br link | wc -l'
	expect_output "0
/proc/1 /proc/2
3"
}

# covers: --userns --macvlan
@test "a laboratory nests" {
	nobody "$N" --userns -- sh -c 'ip link add eth0 type veth peer name cable && ip link set eth0 up && ip link set cable up &&
		"$0" --macvlan eth0 --ip 10.1.0.2/24 --name inner --detach && "$0" --lan t --ip 10.2.0.2/24 --host-access -- ip -br -4 address show eth0 &&
		"$0" exec inner ip -br -4 address show eth0 && "$0" stop inner' "$N"
	expect_stderr ""
	[[ $output == *10.2.0.2/24*10.1.0.2/24* ]]
	expect_status 0
}

# covers: P7 P9
@test "what is the host's is not for a plain user" {
	nobody "$N" --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "new namespaces: Operation not permitted: this needs CAP_SYS_ADMIN, and\
 CAP_NET_ADMIN for links; use sudo"
	nobody "$N" --lan t --ip 10.9.0.2/24 --host-access -- true
	expect_failure "--host-access: the links of a plain user's runs are apart from this host: use sudo"
	nobody "$N" --new-privs -- true
	expect_failure "--new-privs: it is for root alone: leave it out"
	nobody "$N" --user root -- true
	expect_failure "--user root: Operation not permitted: only root can become another user; use sudo"
	nobody "$N" --tmpfs /mnt -- true
	expect_failure "--bind, --tmpfs and --read-only of a plain user need a user namespace: add --userns"
}

# covers: P9 P7
@test "a host that lets plain users have no user namespace says what to do" {
	local most

	most=$(cat /proc/sys/user/max_user_namespaces)
	# Each user namespace has a limit of its own.
	try unshare --user --map-root-user sh -c 'echo 0 >/proc/sys/user/max_user_namespaces &&
		exec setpriv --inh-caps=-all --bounding-set=-all "$0" -- true' "$N"
	expect_failure "new user namespace: No space left on device: root can allow it: sysctl user.max_user_namespaces=10000"
	[ "$(cat /proc/sys/user/max_user_namespaces)" = "$most" ]
}

# covers: --test P9
@test "a test runs on this host, as the same user, and reaches the run by exec" {
	export N
	nobody "$N" --lan t --ip 10.9.0.2/24 --test '
		id -u; readlink /proc/self/ns/net /proc/self/ns/user; echo $NSRUN_ADDRESS
		"$N" exec "$NSRUN_NAME" cat /proc/self/comm' -- sleep 1000
	expect_stderr ""
	expect_output "65534
$(readlink /proc/self/ns/net)
$(readlink /proc/self/ns/user)
10.9.0.2
cat"
	nobody "$N" --test 'sleep 1000 & exit 3' -- sleep 2000
	expect_status 3
	no_process sleep
	nobody "$N" --test 'sleep 1000; :' -- sh -c 'echo sorry; exit 4'
	expect_failure "--test: the command ended with status 4 before the test did: last line of its log: sorry"
	no_process sleep
}
