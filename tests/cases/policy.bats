# SPDX-License-Identifier: MIT
# A plain user and this host's interfaces: an nsrun with file capabilities, and /etc/nsrun/policy.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/etc
load ../lib/policy

# covers: P9
@test "no file, no grant" {
	plain --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "macvlan on 'eth0': $refused"
	grant "# nothing yet" ""
	plain --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "macvlan on 'eth0': $refused"
}

# covers: P1 P9 --macvlan
@test "what is granted is there, ready, and has no power" {
	grant "nobody macvlan eth0 most=2 address=172.16.86.32/28,fd86::20/124"
	plain --macvlan eth0 --ip 172.16.86.33/24 --ip fd86::21/64 -- sh -c 'id -u; ping -q -c 1 -W 10 172.16.86.1 >/dev/null &&
		ping -q -c 1 -W 10 fd86::1 >/dev/null && awk "/^(Cap[PE]|NoNewPrivs|Seccomp:)/ { print \$2 }" /proc/self/status
		ip link set eth0 down 2>&1; ip address add 172.16.86.34/24 dev eth0 2>&1; echo /proc/[0-9]*; hostname other 2>&1'
	expect_stderr ""
	expect_output "65534
0000000000000000
0000000000000000
1
2
RTNETLINK answers: Operation not permitted
RTNETLINK answers: Operation not permitted
/proc/1 /proc/2
hostname: you must be root to change the host name"
}

# covers: P9
@test "nothing outside of the grant: each word of it counts" {
	local each

	ip link add other0 type veth peer name cable0
	ip link set other0 up
	grant "nobody macvlan eth0 most=9 mode=private,vepa address=172.16.86.32/28 mac=02:42:ac:10:56:21,02:42:ac:10:56:22" \
		"daemon macvlan eth0 most=9" "@daemon macvlan eth0 most=9" "1 macvlan eth0 most=9" "nobody macvlan eth1 most=9" \
		"nobody ipvlan eth0 most=9" "nobody bridge eth0 most=9"
	plain --macvlan eth0 --mode private --ip 172.16.86.33/24 -- true
	expect_stderr ""
	plain --macvlan eth0 --mode vepa --ip 172.16.86.34/24 -- true
	expect_stderr ""
	for each in "eth0 --mode private --ip 172.16.86.31/24" "eth0 --mode private --ip 172.16.86.48/24" \
		"eth0 --mode private --ip 172.16.86.33/24 --ip 172.16.86.48/24" "eth0 --mode bridge --ip 172.16.86.33/24" \
		"eth0 --ip 172.16.86.33/24" "eth0 --mode private --ip 172.16.86.35/24" \
		"eth0 --mode private --ip 172.16.86.33/24 --mac 02:42:ac:10:56:23" \
		"eth0 --mode private --ip 172.16.86.33/24 --mac random" \
		"eth0 --mode private --ip 172.16.86.33/24 --ip fd86::21/64" "eth0 --mode private" \
		"other0 --mode private --ip 172.16.86.33/24"; do
		# shellcheck disable=SC2086 # words on purpose
		plain --macvlan $each -- true
		expect_failure "macvlan on '${each%% *}': $refused"
	done
	grant "nobody macvlan eth0 most=9 mode=private address=172.16.86.32/28"
	plain --macvlan eth0 --mode private --ip 172.16.86.33/24 --mac 02:00:00:00:00:01 -- true
	expect_failure "macvlan on 'eth0': $refused"
	plain --macvlan eth0 --mode private --ip 172.16.86.33/24 --mac random -- true
	expect_stderr ""
	# Without an address of its own it could have none in the range.
	plain --macvlan eth0 --mode private --ip 172.16.86.33/24 --macvlan other0 --mode private -- true
	expect_failure "macvlan on 'other0': $refused"
	ip link delete other0
}

# covers: P9
@test "who: a user and a group, by name and number" {
	for who in nobody 65534 @nogroup @65534; do
		grant "$who macvlan eth0 most=1"
		plain --macvlan eth0 --ip 172.16.86.33/24 -- true
		expect_stderr ""
	done
	for who in daemon 1 @daemon root @root nosuch @nosuch 4294967295; do
		grant "$who macvlan eth0 most=1"
		plain --macvlan eth0 --ip 172.16.86.33/24 -- true
		expect_failure "macvlan on 'eth0': $refused"
	done
	# One of the groups that a user has beside.
	grant "@daemon macvlan eth0 most=1"
	try setpriv --reuid=65534 --regid=65534 --groups=daemon --inh-caps=-all "$N" --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_stderr ""
}

# covers: P9
@test "a file that others can write, or that cannot be read, is refused whole" {
	local why

	grant "nobody macvlan eth0 most=1"
	chmod 664 "$policy"
	plain --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "/etc/nsrun/policy: others than root can write it: chown root, chmod go-w, or remove it"
	chmod 644 "$policy"
	chown 65534 "$policy"
	plain --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "/etc/nsrun/policy: others than root can write it: chown root, chmod go-w, or remove it"
	chown 0 "$policy"
	chmod 777 /etc/nsrun
	plain --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "/etc/nsrun: others than root can write it: chown root, chmod go-w, or remove it"
	chmod 755 /etc/nsrun
	grant "nobody macvlan eth0 most=1" "" "nobody macvlan eth0 modes=bridge"
	plain --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "/etc/nsrun/policy: line 3: 'modes=bridge' must be most=, mode=, address= or mac="
	# Root's runs do not depend on it.
	nsrun --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_stderr ""
}

# covers: P9
@test "how many at once, and never one more" {
	local i

	grant "nobody macvlan eth0 most=3"
	for i in 2 3 4; do
		plain --detach --rm --macvlan eth0 --ip "172.16.86.$i/24" -- sleep 1000
		expect_status 0
	done
	plain --macvlan eth0 --ip 172.16.86.5/24 -- true
	expect_failure "macvlan on 'eth0': you have as many as root grants you: end one of your runs first (nsrun list)"
	plain stop "$("${lent[@]}" list --json | jq -r '.[0].id')"
	expect_status 0
	plain --macvlan eth0 --ip 172.16.86.5/24 -- true
	expect_stderr ""
}

# covers: P9 exec stop list
@test "another user's runs are out of reach: not taken, joined, stopped or seen" {
	grant "nobody macvlan eth0 most=9" "daemon macvlan eth0 most=9"
	plain --detach --rm --name web --macvlan eth0 --ip 172.16.86.33/24 -- sleep 1000
	expect_status 0
	daemon() { try setpriv --reuid=daemon --regid=daemon --clear-groups --inh-caps=-all "$N" "$@"; }
	for command in "exec web true" "stop web" "inspect web" "logs web" "wait web"; do
		# shellcheck disable=SC2086 # words on purpose
		daemon $command
		expect_status 125
		expect_stderr "nsrun: no run 'web' on this host: nsrun list --all shows them"
	done
	# The name is his own to have; the other's run is what it was.
	daemon --name web -- true
	expect_status 0
	daemon list --all
	[ "$(grep -c . <<<"$output")" -eq 1 ]
	# Nor is its address, for root's runs neither.
	daemon --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "--ip 172.16.86.33: Address already in use: another user's run has it; choose another"
	nsrun --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "--ip 172.16.86.33: Address already in use: another user's run has it; choose another"
	nsrun list --all
	[ "$(grep -c . <<<"$output")" -eq 1 ]
	detach --macvlan eth0 --ip 172.16.86.40/24 -- sleep 1000
	plain --macvlan eth0 --ip 172.16.86.40/24 -- true
	expect_failure "--ip 172.16.86.40: Address already in use: another user's run has it; choose another"
}

# covers: P9 exec --pid
@test "exec joins a granted run as the user, and power is in there for nobody" {
	grant "nobody macvlan eth0 most=1 address=172.16.86.33/32"
	plain --detach --rm --name web --macvlan eth0 --ip 172.16.86.33/24 -- sleep 1000
	plain exec web sh -c 'id -u; ip -br -4 address show eth0; echo /proc/[0-9]*; awk "/^CapEff/ { print \$2 }" /proc/self/status'
	expect_stderr ""
	[ "${lines[0]}" = 65534 ]
	[[ ${lines[1]} == *172.16.86.33/24* ]]
	[[ ${lines[2]} == "/proc/1 /proc/2 /proc/"* ]]
	[ "${lines[3]}" = 0000000000000000 ]
	plain exec --net-admin web ip address add 172.16.86.34/24 dev eth0
	expect_status 2
	plain exec --privileged web ip link set eth0 address 02:00:00:00:00:01
	expect_status 2
	# Nor for any other program of the user's.
	netns=/proc/$(pgrep -x sleep)/ns/net
	try setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all nsenter --net="$netns" true
	expect_status 1
}

# covers: P9 --userns --net-admin --bind
@test "power over the own network, where the grant does not say which addresses" {
	grant "nobody macvlan eth0 most=1"
	plain --net-admin --macvlan eth0 --ip 172.16.86.33/24 -- sh -c 'id -u; ip address add 172.16.86.34/24 dev eth0 && ip -br -4 address show eth0'
	expect_stderr ""
	[[ $output == 65534*172.16.86.33/24*172.16.86.34/24* ]]
	plain --userns --macvlan eth0 --ip 172.16.86.33/24 --tmpfs /mnt -- sh -c 'id -u; ip link set eth0 mtu 1400 && touch /mnt/x && ping -q -c 1 -W 10 172.16.86.1 >/dev/null'
	expect_stderr ""
	expect_output 0
	plain --macvlan eth0 --ip 172.16.86.33/24 --tmpfs /mnt -- true
	expect_failure "--bind, --tmpfs and --read-only of a plain user need a user namespace: add --userns"
	grant "nobody macvlan eth0 most=1 mac=02:42:ac:10:56:21"
	for option in --net-admin --userns --privileged "--cap-add sys_admin" \
		"--sysctl net.ipv4.conf.all.proxy_arp=1"; do
		# shellcheck disable=SC2086 # words on purpose
		plain $option --macvlan eth0 --ip 172.16.86.33/24 -- true
		expect_failure "the grant says which addresses: so the network is not the command's to change: leave out\
 --userns, --net-admin, --cap-add, --privileged and --sysctl"
	done
}

# covers: P9 --log --seccomp --chdir
@test "files are opened with the user's own rights" {
	grant "nobody macvlan eth0 most=1"
	install -d -m 700 /run/roots
	echo '{ "defaultAction": "SCMP_ACT_ALLOW" }' >/run/roots/profile
	plain --log /run/roots/log --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "--log /run/roots/log: Permission denied"
	plain --seccomp /run/roots/profile --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "--seccomp /run/roots/profile: Permission denied"
	plain --chdir /run/roots --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "--chdir /run/roots: Permission denied"
	plain --userns --bind /run/roots/profile:/etc/hostname --macvlan eth0 --ip 172.16.86.33/24 -- true
	[[ $status -eq 125 && $stderr == *"Permission denied"* ]]
	rm -r /run/roots
}

# covers: P9
@test "what is lent is not effective while the command runs, and nobody sees into who has it" {
	local pid

	grant "nobody macvlan eth0 most=1"
	"${lent[@]}" --macvlan eth0 --ip 172.16.86.33/24 -- sleep 1000 3>&- &
	pid=$!
	wait_until 10 pgrep -x sleep >/dev/null
	[ "$(awk '/^Cap(Prm|Eff)/ { print $2 }' "/proc/$pid/status")" = $'0000000000201000\n0000000000000000' ]
	# As the same user, without being nsrun.
	run ! "${lent[@]:0:5}" ls "/proc/$pid/fd"
	run ! "${lent[@]:0:5}" cat "/proc/$pid/environ"
	"${lent[@]:0:5}" ls "/proc/$(pgrep -x sleep)/fd"
	kill "$pid"
	wait "$pid" || :
}

# covers: P9
@test "what is for root alone" {
	grant "nobody macvlan eth0 most=9" "nobody vlan eth0.10 most=9" "nobody macvlan eth0.10 most=9" "nobody bridge eth0 most=9"
	plain --macvlan eth0 --ip 172.16.86.33/24 --host-access -- true
	expect_failure "--host-access: it is for root alone: use sudo, or leave it out"
	plain --macvlan eth0 --ip dhcp -- true
	expect_failure "--ip dhcp: it is for root alone: use sudo, or leave it out"
	plain --macvlan eth0 --ip 172.16.86.33/24 --probe -- true
	expect_failure "--probe: it is for root alone: use sudo, or leave it out"
	ip link add spare up type veth peer name spare-end
	ip link set spare-end up
	plain --phys spare --force -- true
	expect_failure "--force: it is for root alone: use sudo, or leave it out"
	ip link delete spare
	plain --macvlan eth0 --ip 172.16.86.33/24 --new-privs -- true
	expect_failure "--new-privs: it is for root alone: leave it out"
	plain --user root --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_failure "--user root: Operation not permitted: only root can become another user; use sudo"
	plain --macvlan eth0.10 --ip 172.16.86.33/24 -- true
	expect_status 125
	[[ $stderr == *"the VLAN is not there, and to make it is for root: use sudo" ]]
}

# covers: P2 P9
@test "killed, it leaves nothing: not the link, not the place, not a process" {
	grant "nobody macvlan eth0 most=1 address=172.16.86.33/32"
	"${lent[@]}" --macvlan eth0 --ip 172.16.86.33/24 -- \
		sh -c 'setsid sleep 1240 & sleep 1240' &
	background=$!
	two() { [ "$(pgrep -x -f -c 'sleep 1240')" -eq "$1" ]; }
	wait_until 10 two 2
	kill -KILL "$background"
	wait "$background" || :
	wait_until 10 two 0
	plain --macvlan eth0 --ip 172.16.86.33/24 -- true
	expect_stderr ""
	expect_status 0
}

# covers: P9
@test "a set-user-ID nsrun refuses to work" {
	install -m 4755 "$NSRUN" /run/bin/suid
	# What looks for leaks cannot look into such a process.
	ASAN_OPTIONS=detect_leaks=0 try setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all /run/bin/suid -- true
	expect_failure "this program is set-user-ID or set-group-ID, and is not made for that: chmod ug-s, and see POLICY in nsrun(1)"
	rm /run/bin/suid
}

# covers: --bridge P9
@test "a bridge, and a VLAN that is there" {
	ip link add br0 type bridge
	ip link set br0 up
	ip address add 10.5.0.1/24 dev br0
	grant "nobody bridge br0 most=1"
	plain --bridge br0 --ip 10.5.0.2/24 -- ping -q -c 1 -W 10 10.5.0.1
	expect_stderr ""
	expect_status 0
	plain --macvlan br0 --ip 10.5.0.2/24 -- true
	expect_failure "macvlan on 'br0': $refused"
	ip link delete br0
}

# covers: --netns P9
@test "--netns: what the user owns, and nothing else" {
	ip netns add roots
	plain --netns roots -- true
	expect_failure "--netns roots: Operation not permitted: it is not one of your own; use sudo"
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all unshare --user --net sleep 1241 &
	wait_until 10 pgrep -x -f 'sleep 1241'
	own=$(pgrep -x -f 'sleep 1241')
	expected=$(readlink "/proc/$own/ns/net")
	plain --netns "/proc/$own/ns/net" -- readlink /proc/self/ns/net
	expect_stderr ""
	expect_output "$expected"
	kill "$own"
	wait
	ip netns delete roots
}
