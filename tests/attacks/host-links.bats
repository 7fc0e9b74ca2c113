# SPDX-License-Identifier: MIT
# Attack: change the host's links, addresses and routes from inside, over netlink: by a number for the host's namespace, by
# moving the own link out, by making one there, by turning the parent through its child.
# Modes: all. userns has all power over its own network, and none there; so has --net-admin. With other capabilities
# beside it the command is root of all networks of the machine (docs/security.md).
# Holds: EPERM, and the host's picture is the same.
load ../lib/nsrun
load ../lib/attacks

set_up() { ip link add name spare type veth peer name spare-end; }
put_away() { ip link delete spare 2>/dev/null || :; }

# What each line tries is to be of the host; the last one is no attack, and works.
moves='ip link set eth0 netns 1 && echo moved
	ip link add name planted netns 1 type veth peer name inside && echo planted
	ip link show dev eth0 >/dev/null && echo looked'

# delete_there: the host's link "spare", by the number that the kernel itself gives a macvlan's namespace for that of its parent.
delete_there='import socket, struct, sys
def attribute(kind, data):
    return struct.pack("HH", 4 + len(data), kind) + data + b"\0" * (-len(data) % 4)
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
def ask(kind, flags, body):
    s.send(struct.pack("IHHII", 16 + len(body), kind, flags, 1, 0) + body)
    answer = s.recv(65536)
    return struct.unpack("i", answer[16:20])[0] if struct.unpack("H", answer[4:6])[0] == 2 else 0
none = struct.pack("BxHiII", 0, 0, 0, 0, 0)
# To show the link gives the number.
ask(18, 1, none + attribute(3, b"eth0\0"))
codes = [-ask(17, 5, none + attribute(46, struct.pack("i", number)) + attribute(3, b"spare\0")) for number in range(4)]
print("deleted" if 0 in codes else "refused" if set(codes) <= {1, 13, 22, 2} else codes)'

# covers: P6 P9
@test "the own link stays inside, and none is made on the host" {
	for mode in $(modes); do
		[ "$mode" != plain ] || continue
		as "$mode" sh -c "$moves"
		expect_output looked
		as "$mode" python3 -c "$delete_there"
		expect_output refused
		ip link show dev spare >/dev/null
	done
}

# covers: P6
@test "a plain user's links do not come out either" {
	need_users
	nobody "$bin/nsrun" --net-admin --lan t --ip 10.9.0.2/24 -- sh -c "$moves"
	expect_output looked
}

# Older kernels, 6.1 among them, let root of any user namespace do that, for the want of a question (rtnetlink). It needs
# no nsrun then, and what is planted is down, and goes with the run.
# covers: --userns P6
@test "the other end of a veth is planted only where the kernel lets everybody" {
	local expected="" plant='ip link add name inside type veth peer name planted netns 1 && echo planted'

	! unshare --user --map-root-user --net sh -c "$plant" 2>/dev/null || expected=planted
	as root sh -c "$plant"
	expect_output ""
	for options in --userns "--userns --pid"; do
		# shellcheck disable=SC2086 # words
		nsrun $options -- sh -c "$plant"
		expect_output "$expected"
		is_gone() { ! ip link show planted >/dev/null 2>&1; }
		wait_until 10 is_gone
	done
}

# covers: --net-admin P6
@test "with --net-admin the own network is changed at will, and no other" {
	for options in --net-admin "--cap-add net_admin" "--net-admin --user nobody" "--net-admin --pid" "--net-admin --userns"; do
		# shellcheck disable=SC2086 # words
		nsrun $options "${line[@]}" -- python3 -c "$delete_there"
		expect_output refused
		# shellcheck disable=SC2086 # words
		nsrun $options "${line[@]}" -- sh -c 'ip link set eth0 mtu 1300 && ip address add 10.1.1.1/24 dev eth0 && ip -br -4 address show eth0'
		expect_stderr ""
		[[ $output == *10.1.1.1/24* ]]
	done
	ip link show dev spare >/dev/null
}

# covers: --cap-add
@test "with more capabilities beside it, it works" {
	need_users
	nsrun --cap-add net_admin,sys_nice "${line[@]}" -- python3 -c "$delete_there"
	expect_output deleted
	run ! ip link show spare
	ip link add name spare type veth peer name spare-end
}

# covers: --userns P6
@test "root of a user namespace changes its own network at will, and of the parent nothing" {
	as userns sh -c 'ip link set eth0 mtu 1300 && ip link set eth0 address 02:00:00:00:00:07 && ip address add 10.1.1.1/24 dev eth0 &&
		ip link set eth0 mtu 9000; ip link set eth0 type macvlan mode passthru; ip link set eth0 down; echo 1 >/proc/sys/net/ipv4/conf/all/forwarding
		nft add table ip t && nft add chain ip t c "{ type filter hook input priority 0; policy drop; }" && echo filtered'
	expect_line filtered
	# tests/lib/nsrun.bash compares the host's links, addresses, routes and settings with those before.
	[ -z "$(nft list ruleset)" ]
	ping -q -c 1 -W 10 172.16.86.1
}

# covers: --userns P6
@test "the mode of an ipvlan parent's other links is not for root of a user namespace to change" {
	have ipvlan
	detach --ipvlan eth0 --ip 172.16.86.3/24 -- sleep 1000
	nsrun --userns --ipvlan eth0 --ip 172.16.86.2/24 -- ip link set eth0 type ipvlan mode l3
	[[ $status -ne 0 && $stderr == *"Operation not permitted"* ]]
	nsrun exec --privileged "$id" ip -d link show eth0
	[[ $output == *"mode l2 "* ]]
}

# covers: P6 P9
@test "the neighbours' and the parent's frames, MAC and addresses are not the child's to take" {
	as userns sh -c 'ip link set eth0 address "$1" && echo taken' sh "$(cat /sys/class/net/eth0/address)"
	expect_output ""
	[[ $stderr == *"in use"* || $stderr == *busy* ]]
	as root sh -c 'ip link set eth0 promisc on; ip link set eth0 address 02:00:00:00:00:07; ip address add 172.16.86.250/24 dev eth0'
	expect_refusals 3
	as root python3 -c 'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x300)'
	[[ $stderr == *"Operation not permitted"* ]]
}
