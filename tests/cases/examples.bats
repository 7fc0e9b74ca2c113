# SPDX-License-Identifier: MIT
# The examples do what they say. Each checks itself; here is looked for what it is about.
load ../lib/nsrun

tidy()
{
	ip -n peer link delete eth0.10 2>/dev/null || :
	ip -n peer route delete 10.30.0.0/16 2>/dev/null || :
	ip -n peer neigh flush all
	rm -f /run/wire /run/wire.log
	ip link delete br0 2>/dev/null || :
	ip link delete port0 2>/dev/null || :
	ip neigh flush all
	parent_is_free() # of what a namespace that is being taken apart still has on it
	{
		ip link add link eth0 name probe0 type macvlan 2>/dev/null && ip link delete probe0
	}
	wait_until 10 parent_is_free
}

# example NAME: runs it, and expects that all of it was as it should be.
example()
{
	run -- timeout --foreground --kill-after=5 240 "$BATS_TEST_DIRNAME/../../examples/$1.sh" </dev/null
	echo "status $status: $output"
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = "# All of this was checked, and is as it should be." ]
}

shows() # LINE: a part of one
{
	grep -qF -- "$1" <<<"$output" || {
		echo "no '$1' in: $output"
		return 1
	}
}

# covers: M6 --macvlan --vlan --vlan-protocol
@test "vlan-trunk.sh: a VLAN made for its users, shared, tagged, and gone" {
	have vlan
	example vlan-trunk
	shows '$ nsrun --macvlan eth0.10 --ip 10.10.0.2/24 -- sleep 1000 &'
	shows "vlan protocol 802.1Q id 10"
	shows "02:42:0a:0a:00:03 > "
	shows "1 packets transmitted, 1 received"
}

# covers: M8 --ipvlan --mode
@test "ipvlan-l3.sh: subnets of one parent, routed by this host" {
	have ipvlan
	example ipvlan-l3
	shows "inet 10.30.30.3/24 "
	shows "default dev eth0 scope link"
	shows "link/ether $(cat /sys/class/net/eth0/address) "
}

# covers: M9 --mode --flag
@test "ipvlan-modes.sh: each mode with each flag" {
	have ipvlan
	example ipvlan-modes
	[ "$(grep -c '1 packets transmitted, 1 received' <<<"$output")" -eq 3 ]
	[ "$(grep -c '1 packets transmitted, 0 received' <<<"$output")" -eq 6 ]
}

# covers: M11 --ifname
@test "ipvlan-howto.sh: what the kernel's document makes by ip commands" {
	have ipvlan
	example ipvlan-howto
	shows '$ nsrun --ipvlan eth0 --ifname ipvl0 --ip 172.16.86.2/24 -- sleep 1000 &'
	shows "ipvl0@if10: "
	shows "default via 172.16.86.1 dev ipvl1"
}

# covers: M10 --mode --source-mac
@test "macvlan-modes.sh: who reaches whom" {
	example macvlan-modes
	shows "bridge    yes             yes"
	shows "private   no              yes"
	shows "vepa      no              yes"
	shows "source    no              yes"
}

# covers: M17 --rate --delay
@test "shaping.sh: a slow line, and a long one" {
	have tbf
	example shaping
	shows "qdisc tbf 1: root refcnt 2 rate 1Mbit burst "
	shows "root handle 1: netem limit 1000 delay 50ms loss 1%"
}

# covers: M16 --lan --host-access
@test "lan.sh: a server, its client and this host" {
	example lan
	[ "$(grep -c '^200$' <<<"$output")" -eq 2 ]
}

# covers: list --tree --dot
@test "tree.sh: a laboratory, and what of it is on what" {
	example tree
	shows "├─router "
	shows "└─db "
	shows '" -- "run '
}

# covers: doctor --json
@test "doctor.sh: what is in the way, and a remedy that is one" {
	example doctor
	shows "use --macvlan br0"
	shows "10.5.0.2/24"
}

# covers: M5 --detach --name --ready
@test "test-server.sh: a server in the background, used as soon as it answers, and stopped" {
	example test-server
	shows "172.16.86.2/24"
	shows "GET / HTTP/1.1"
	shows "1 packets transmitted, 0 received"
}

# covers: M1 M2 M3 M4 M5 --network
@test "docker-notes.sh: the notes' own lines, with nsrun for docker" {
	example docker-notes
	shows '$ nsrun run --rm -dit --network my-macvlan-net --name my-macvlan-alpine ash'
	shows '"IPAddress": "172.16.86.2",'
	shows '"MacAddress": "02:42:ac:10:56:02",'
	shows '"Gateway": "172.16.86.1",'
	shows "default via 172.16.86.1 dev eth0"
	shows "172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2"
}

# covers: M6 --network
@test "docker-notes.sh: on an 802.1Q trunk" {
	have vlan
	example docker-notes
	shows "-o parent=eth0.10 my-8021q-macvlan-net"
	shows "vlan protocol 802.1Q id 10"
}

# covers: M7 M13 --network
@test "docker-notes.sh: ipvlan, and an address that is asked for" {
	have ipvlan
	example docker-notes
	shows "| jq '{name: .Name, driver: .Driver, containers: .Containers}'"
	shows '"driver": "ipvlan",'
	shows '"IPv4Address": "10.20.20.2/24",'
	shows '$ nsrun run --network ipvlan_network --ip 192.168.1.2/24 -it /bin/bash'
}

# covers: --test --ready --host-access
@test "test.sh: a test and its server in one line" {
	example test
	shows "200"
	shows '"GET / HTTP/1.1" 200'
	shows "before the test did: last line of its log: cannot read its configuration"
}

# covers: --pcap
@test "pcap.sh: what a command sends and gets" {
	example pcap
	shows "ARP Announcement for 172.16.86.2"
	shows "$(printf "eth0\tmacvlan on 'eth0'\t0x00000002\tEcho (ping) request")"
	shows '$ nsrun --macvlan eth0 --ip 172.16.86.2/24 --pcap - -- ping -q -c 1 172.16.86.1 | tshark -r - -Y icmp'
}
