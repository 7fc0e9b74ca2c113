# SPDX-License-Identifier: MIT
# The network hears of it: what a launch puts on the wire, as the neighbour sees it.
load ../lib/nsrun
load ../lib/network

tidy()
{
	put_end "${tcpdump:-}"
	end_all_runs
	ip -n peer neigh flush dev eth0
	ip netns delete control 2>/dev/null || :
}

# What the peer has noted for an address: "02:00:00:00:00:01 STALE".
noted() { ip -n peer neigh show to "$1" dev eth0 | sed 's/.*lladdr //; s/ extern_learn//; s/ $//'; }

expect_noted() # ADDRESS MAC
{
	[ "$(noted "$1" | cut -d ' ' -f 1)" = "$2" ] || {
		echo "the peer has '$(noted "$1")' for $1 instead of $2"
		return 1
	}
}

# covers: P5 --ip M10
@test "one gratuitous ARP is heard for each IPv4 address" {
	capture arp
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip 172.16.86.3/24 -- true
	expect_status 0
	end_capture
	local from="^02:42:ac:10:56:02 > ff:ff:ff:ff:ff:ff, ethertype ARP .*, Request who-has"
	expect_frames 1 "$from 172.16.86.2 tell 172.16.86.2,"
	expect_frames 1 "$from 172.16.86.3 tell 172.16.86.3,"
	expect_frames 2 "^02:42:ac:10:56:02"
}

# covers: P5 --ip --mac
@test "one unsolicited neighbour advertisement is heard for each IPv6 address" {
	have ipv6
	capture icmp6
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --ip fd86::2/64 --ip fd86::3/64 -- true
	expect_status 0
	end_capture
	local address from="^02:00:00:00:00:01 > 33:33:00:00:00:01, .* > ff02::1: .*neighbor advertisement"
	for address in fd86::2 fd86::3 fe80::ff:fe00:1; do
		expect_frames 1 "$from,.* tgt is $address, Flags \[override\].* \(2\), length 8 \(1\): 02:00:00:00:00:01"
	done
	expect_frames 3 "^02:00:00:00:00:01.*neighbor advertisement"
}

# covers: P5 --mode M10
@test "each of several links is heard with its own MAC address" {
	capture arp
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --macvlan eth0 --mode private --ip 172.16.86.3/24 \
		--macvlan eth0 --mac 02:00:00:00:00:04 --ip 172.16.86.4/24 -- true
	expect_status 0
	end_capture
	expect_frames 1 "^02:42:ac:10:56:02 .* who-has 172.16.86.2 tell 172.16.86.2,"
	expect_frames 1 "^02:42:ac:10:56:03 .* who-has 172.16.86.3 tell 172.16.86.3,"
	expect_frames 1 "^02:00:00:00:00:04 .* who-has 172.16.86.4 tell 172.16.86.4,"
	expect_frames 3 "^02:"
}

# How long is nothing nothing? Until an ordinary macvlan, brought up later with the kernel's own
# settings, has sent all of what must not be heard of nsrun's.
# covers: P5 P1
@test "no duplicate address probe and no router solicitation is heard" {
	have ipv6
	capture
	stand quiet --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64
	ip netns add control
	ip link add link eth0 name eth7 netns control address 02:00:00:00:00:07 type macvlan
	ip -n control link set eth7 up
	wait_until 30 grep -q '^02:00:00:00:00:07 .* > ff02::2: .*router solicitation' "$wire"
	end_capture
	# The comparison would show it: the control did probe.
	[ "$(frames_like '^02:00:00:00:00:07 .* :: > ff02::1:ff.*neighbor solicitation' | wc -l)" -ge 1 ]
	# Beside the announcements there are only reports of the multicast groups that a host is in.
	expect_frames 1 "^02:42:ac:10:56:02 .*ethertype ARP"
	expect_frames 2 "^02:42:ac:10:56:02 .*neighbor advertisement"
	expect_frames 0 "^02:42:ac:10:56:02 .*(neighbor|router) solicitation"
	[ "$(frames_like '^02:42:ac:10:56:02' | grep -cv -e ARP -e 'neighbor advertisement' \
		-e 'multicast listener report')" -eq 0 ]
}

# covers: P5 --ip
@test "a link without an address is not heard, but for its multicast groups and its own" {
	have ipv6
	capture "ether src 02:00:00:00:00:01"
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 -- true
	expect_status 0
	end_capture
	expect_frames 1 "neighbor advertisement.* tgt is fe80::ff:fe00:1,"
	[ "$(frames_like '^02:00:00:00:00:01' | grep -cv -e 'neighbor advertisement' \
		-e 'multicast listener report')" -eq 0 ]
}

# covers: P5 --mac
@test "a neighbour that knows yesterday's MAC of an IPv4 address learns today's" {
	local state

	for state in stale reachable delay; do
		ip -n peer neigh replace 172.16.86.2 lladdr 02:00:00:00:00:99 dev eth0 nud "$state"
		nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
		expect_status 0
		expect_noted 172.16.86.2 02:42:ac:10:56:02
	done
}

# covers: P5 --mac
@test "a neighbour that knows yesterday's MAC of an IPv6 address learns today's" {
	have ipv6
	local state

	for state in stale reachable delay; do
		ip -n peer neigh replace fd86::2 lladdr 02:00:00:00:00:99 dev eth0 nud "$state"
		nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --ip fd86::2/64 -- true
		expect_status 0
		expect_noted fd86::2 02:00:00:00:00:01
	done
}

# covers: P5 --mac
@test "a neighbour follows an address from run to run, with the first packet" {
	local i

	for i in 1 2 3; do
		stand "run$i" --macvlan eth0 --mac random --ip 172.16.86.2/24
		peer ping -q -n -c 1 -W 10 172.16.86.2
		expect_noted 172.16.86.2 "$(in_run "run$i" ip -j link show eth0 | jq -r '.[0].address')"
		end_run "run$i"
	done
}

# The neighbour here is another run on the same parent, that nothing on the wire passes by.
expect_noted_by_run() # ADDRESS MAC
{
	local noted

	noted=$(in_run sibling ip -j neigh show to "$1" dev eth0 | jq -r '.[0].lladdr')
	[ "$noted" = "$2" ] || {
		echo "the other run has '$noted' for $1 instead of $2"
		return 1
	}
}

# covers: P5 --mac
@test "another run that knows yesterday's MAC of an address learns today's, when that is given" {
	stand sibling --macvlan eth0 --ip 172.16.86.3/24
	in_run sibling ip neigh replace 172.16.86.2 lladdr 02:00:00:00:00:99 dev eth0 nud stale
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --mac 02:00:00:00:00:01 -- true
	expect_status 0
	expect_noted_by_run 172.16.86.2 02:00:00:00:00:01
}

# covers: P5 --mac --ip
@test "another run learns today's MAC of an IPv6 address that went from one run to the next" {
	have ipv6
	stand sibling --macvlan eth0 --ip 172.16.86.3/24 --ip fd86::3/64
	stand old --macvlan eth0 --ip 172.16.86.4/24 --ip fd86::2/64
	in_run sibling ping -q -n -c 1 -W 10 fd86::2
	expect_noted_by_run fd86::2 02:42:ac:10:56:04
	end_run old
	stand new --macvlan eth0 --ip 172.16.86.5/24 --ip fd86::2/64
	in_run sibling ping -q -n -c 1 -W 1 fd86::2
	expect_noted_by_run fd86::2 02:42:ac:10:56:05
}

# covers: P5 --mac
@test "the MAC address is the same in every run" {
	local first

	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- cat /sys/class/net/eth0/address
	first=$output
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- cat /sys/class/net/eth0/address
	expect_output "$first"
	expect_output 02:42:ac:10:56:02
}
