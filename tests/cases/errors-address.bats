# SPDX-License-Identifier: MIT
# Addresses, gateways, routes, MACs and MTUs that cannot be: each message, whole.
load ../lib/nsrun

tidy()
{
	ip link delete sibling0 2>/dev/null || :
}

# With an address that is right, so that only what follows is wrong.
with_address()
{
	nsrun --macvlan eth0 --ip 172.16.86.2/24 "$@" -- true
}

# covers: P7 --ip
@test "--ip without a prefix length" {
	nsrun --macvlan eth0 --ip 172.16.86.2 -- true
	expect_failure "--ip 172.16.86.2: the prefix length is missing, as in 172.16.86.2/24"

	nsrun --macvlan eth0 --ip fd86::2 -- true
	expect_failure "--ip fd86::2: the prefix length is missing, as in fd86::2/64"
}

# covers: P7 --ip
@test "--ip with a bad prefix length" {
	local length

	for length in 33 -1 2: 24x '' 0x18 0024 255.255.255.0; do
		nsrun --macvlan eth0 "--ip=172.16.86.2/$length" -- true
		expect_failure "--ip 172.16.86.2/$length: the prefix length must be 1 to 32"
	done
	nsrun --macvlan eth0 --ip fd86::2/129 -- true
	expect_failure "--ip fd86::2/129: the prefix length must be 1 to 128"
}

# covers: P7 --ip
@test "--ip with the prefix length 0" {
	nsrun --macvlan eth0 --ip 172.16.86.2/0 -- true
	expect_failure "--ip 172.16.86.2/0: the prefix length must be 1 to 32"

	nsrun --macvlan eth0 --ip fd86::2/0 -- true
	expect_failure "--ip fd86::2/0: the prefix length must be 1 to 128"
}

# covers: P7 --ip
@test "--ip that is no address" {
	local word

	for word in 172.16.86.300/24 172.16.86/24 0172.16.86.2/24 fd86:::2/64 fe80::1%eth0/64 \
		::ffff:172.16.86.2.1/96 eth0 /24 ' 172.16.86.2/24'; do
		nsrun --macvlan eth0 --ip "$word" -- true
		expect_failure "--ip $word: not an IPv4 or IPv6 address"
	done
}

# covers: P7 --ip
@test "--ip that no host can have" {
	local case

	while IFS=: read -r case word; do
		nsrun --macvlan eth0 --ip "$word" -- true
		expect_failure "--ip $word: this is $case: give a host's"
	done <<-end
		the address of the net itself:172.16.86.0/24
		the broadcast address of the net:172.16.86.255/24
		the broadcast address of the net:172.16.86.3/30
		the unspecified address:0.0.0.0/24
		the unspecified address:::/64
		a loopback address:127.0.0.2/8
		a loopback address:::1/128
		a multicast or broadcast address:224.0.0.5/24
		a multicast or broadcast address:255.255.255.255/32
		a multicast or broadcast address:ff02::5/64
	end
}

# covers: P6 P7 --ip
@test "--ip that is the host's own" {
	nsrun --macvlan eth0 --ip 172.16.86.250/24 -- true
	expect_failure "--ip 172.16.86.250: this is an address of this host: choose another"
}

# covers: P6 P7 --ip
@test "--ip that is the host's own, IPv6" {
	have ipv6
	nsrun --macvlan eth0 --ip fd86::250/64 -- true
	expect_failure "--ip fd86::250: this is an address of this host: choose another"

	nsrun --macvlan eth0 --ip fe80::250/64 -- true
	expect_failure "--ip fe80::250: this is an address of this host: choose another"
}

# covers: P7 --ip
@test "an address given twice" {
	with_address --ip 172.16.86.2/16
	expect_failure "--ip 172.16.86.2/16: the address is given twice: leave one of them out"

	with_address --ip fd86::2/64 --macvlan eth0 --ip fd86:0::0:2/64
	expect_failure "--ip fd86::2/64: the address is given twice: leave one of them out"
}

# covers: P7 --ip
@test "more addresses than a link can have" {
	local i words=()

	for i in {1..33}; do
		words+=(--ip "10.0.0.$i/24")
	done
	nsrun --macvlan eth0 "${words[@]}" -- true
	expect_failure "--ip 10.0.0.33/24: more than 32 addresses: a link can have no more"
}

# covers: P7 --gateway
@test "--gateway that is no address" {
	local word

	for word in 172.16.86.1/24 172.16.86 gateway NONE; do
		with_address --gateway "$word"
		expect_failure "--gateway $word: not an IPv4 or IPv6 address: give one without a\
 length, or none"
	done
}

# covers: P7 --gateway
@test "--gateway that no router can have" {
	local case word

	while IFS=: read -r case word; do
		with_address --gateway "$word"
		expect_failure "--gateway $word: this is $case: give a host's"
	done <<-end
		the unspecified address:0.0.0.0
		the unspecified address:::
		a loopback address:127.0.0.1
		a multicast or broadcast address:224.0.0.1
		a multicast or broadcast address:ff02::2
	end
}

# covers: P7 --gateway
@test "--gateway that is the host's own address" {
	with_address --gateway 172.16.86.250
	expect_failure "--gateway 172.16.86.250: this is an address of this host: a macvlan cannot\
 reach its own host; name the router's"
}

# covers: P7 --gateway
@test "--gateway that is the host's own address, IPv6" {
	have ipv6
	nsrun --macvlan eth0 --ip fd86::2/64 --gateway fd86::250 -- true
	expect_failure "--gateway fd86::250: this is an address of this host: a macvlan cannot\
 reach its own host; name the router's"
}

# covers: P7 --gateway
@test "--gateway that is the link's own address" {
	with_address --gateway 172.16.86.2
	expect_failure "--gateway 172.16.86.2: this is the link's own --ip: name the router's"
}

# covers: P7 --gateway
@test "--gateway of a family of which the link has no address" {
	with_address --gateway fd86::1
	expect_failure "--gateway fd86::1: the link has no IPv6 address: give it one with --ip"

	nsrun --macvlan eth0 --gateway 172.16.86.1 -- true
	expect_failure "--gateway 172.16.86.1: the link has no IPv4 address: give it one with --ip"
}

# covers: P7 --gateway
@test "two gateways of one family for one link" {
	with_address --gateway 172.16.86.1 --gateway 172.16.86.3
	expect_failure "--gateway 172.16.86.3: another --gateway is given: leave out one of them"

	with_address --gateway 172.16.86.1 --gateway none
	expect_failure "--gateway none: another --gateway is given: leave out one of them"

	with_address --gateway none --gateway 172.16.86.1
	expect_failure "--gateway 172.16.86.1: another --gateway is given: leave out one of them"
}

# covers: P7 --gateway --metric
@test "two default routes with one metric" {
	local words=(--macvlan eth0 --ip 172.16.86.3/24)

	with_address --gateway 172.16.86.1 "${words[@]}" --gateway 172.16.86.1
	expect_failure "--gateway: two links have a default route with one metric: give each its\
 own --metric, or one --gateway none"

	with_address --metric 7 "${words[@]}" --gateway 172.16.86.1 --metric 7
	expect_failure "--gateway: two links have a default route with one metric: give each its\
 own --metric, or one --gateway none"
}

# covers: P7 --route
@test "--route that is no prefix" {
	with_address --route everywhere
	expect_failure "--route everywhere: not an IPv4 or IPv6 address"

	with_address --route 10.0.0.0
	expect_failure "--route 10.0.0.0: the prefix length is missing, as in 10.0.0.0/24"

	with_address --route 10.0.0.0/33,172.16.86.1
	expect_failure "--route 10.0.0.0/33: the prefix length must be 0 to 32"
}

# covers: P7 --route
@test "--route with host bits" {
	with_address --route 10.0.0.1/8,172.16.86.1
	expect_failure "--route 10.0.0.1/8,172.16.86.1: the prefix has host bits: the net is\
 10.0.0.0/8"

	with_address --route fd99::1/64
	expect_failure "--route fd99::1/64: the prefix has host bits: the net is fd99::/64"
}

# covers: P7 --route
@test "--route through what is no address" {
	with_address --route 10.0.0.0/8,
	expect_failure "--route 10.0.0.0/8,: '' is not an IPv4 or IPv6 address: write\
 PREFIX,ADDRESS"

	with_address --route 10.0.0.0/8,router
	expect_failure "--route 10.0.0.0/8,router: 'router' is not an IPv4 or IPv6 address: write\
 PREFIX,ADDRESS"
}

# covers: P7 --route
@test "--route through an address that no router can have" {
	with_address --route 10.0.0.0/8,127.0.0.1
	expect_failure "--route 10.0.0.0/8,127.0.0.1: this is a loopback address: give a host's"
}

# covers: P7 --route
@test "--route of two families" {
	with_address --route 10.0.0.0/8,fd86::1
	expect_failure "--route 10.0.0.0/8,fd86::1: the prefix and the address are of two\
 families: both must be IPv4, or both IPv6"
}

# covers: P7 --route
@test "more routes than a link can have" {
	local i words=()

	for i in {1..33}; do
		words+=(--route "10.0.$i.0/24")
	done
	with_address "${words[@]}"
	expect_failure "--route 10.0.33.0/24: more than 32 routes: a link can have no more"
}

# covers: P7 --metric
@test "--metric where no default route has it" {
	nsrun --macvlan eth0 --ip 10.9.0.2/24 --metric 7 -- true
	expect_failure "--metric 7: 'eth0' has no default route that could have it: give it a --gateway"
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --gateway none --metric 7 -- true
	expect_failure "--metric 7: 'eth0' has no default route that could have it: give it a --gateway"
}

# covers: P7 --route --gateway
@test "--route default" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --route default,172.16.86.1 -- true
	expect_failure "--route default,172.16.86.1: the default route is what --gateway gives:\
 write --gateway 172.16.86.1"
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --route default -- true
	expect_failure "--route default: the default route is what --gateway gives:\
 write --gateway ADDRESS, or --route 0.0.0.0/0 for one without"
}

# covers: P7 --metric
@test "--metric that is no metric" {
	local word

	for word in x 0 -1 +1 1.5 4294967296 99999999999999999999; do
		with_address "--metric=$word"
		expect_failure "--metric $word: must be a whole number from 1 to 4294967295"
	done
}

# covers: P7 --mac
@test "--mac that is no MAC address" {
	local word

	for word in x 02-00-00-00-00-01 02:00:00:00:00 02:00:00:00:00:0g 02:00:00:00:00:001 \
		RANDOM; do
		with_address --mac "$word"
		expect_failure "--mac $word: not a MAC address: write six bytes, as in\
 02:00:00:00:00:01"
	done
}

# covers: P7 --mac
@test "--mac that is a multicast address" {
	with_address --mac 01:00:5e:00:00:01
	expect_failure "--mac 01:00:5e:00:00:01: a multicast address: the first byte must be even,\
 as in 02:00:00:00:00:01"
}

# covers: P7 --mac
@test "--mac that is all zero" {
	with_address --mac 00:00:00:00:00:00
	expect_failure "--mac 00:00:00:00:00:00: all zero is no address of a link"
}

# covers: P7 --mac
@test "--mac that is the parent's" {
	with_address --mac "$(cat /sys/class/net/eth0/address)"
	expect_failure "--mac: eth0 has this address itself: choose another, or leave --mac out"
}

# covers: P7 --mac
@test "--mac that another link on the parent has" {
	ip link add link eth0 name sibling0 address 02:00:00:00:00:77 type macvlan mode bridge
	ip link set sibling0 up
	nsrun --macvlan eth0 --mac 02:00:00:00:00:77 -- true
	expect_failure "macvlan on 'eth0': Address already in use: another link on eth0 has its\
 MAC address; end that one, or choose --mac"
}

# covers: P7 --mac
@test "--mac that two links of one command have" {
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --macvlan eth0 --mac 02:00:00:00:00:01 -- true
	expect_failure "--mac 02:00:00:00:00:01: two links on eth0 cannot have one address: give\
 each its own"
}

# covers: P7 --mac --mode
@test "--mac for a passthru link" {
	nsrun --macvlan eth0 --mode passthru --mac 02:00:00:00:00:01 -- true
	expect_failure "--mac: a macvlan in mode passthru has its parent's address: leave --mac out"
}

# covers: P7 --mtu
@test "--mtu that is no MTU" {
	local word

	for word in x 67 65536 -1 1400k; do
		with_address "--mtu=$word"
		expect_failure "--mtu $word: must be a whole number from 68 to 65535"
	done
}

# covers: P7 --mtu
@test "--mtu above the parent's" {
	with_address --mtu 1501
	expect_failure "--mtu 1501: eth0 has an MTU of 1500: the link cannot have more"
}

# covers: P7 --mtu
@test "--mtu that is too small for IPv6" {
	with_address --mtu 1279 --ip fd86::2/64
	expect_failure "--mtu 1279: IPv6 needs at least 1280: leave out --ip fd86::2/64, or the\
 --mtu"
}

# covers: P7 --mode
@test "--mode that the kind does not have" {
	nsrun --macvlan eth0 --mode brigde -- true
	expect_failure "--mode brigde: a macvlan has no such mode: it has bridge, private, vepa,\
 passthru and source"

	nsrun --macvlan eth0 --mode l2 -- true
	expect_failure "--mode l2: a macvlan has no such mode: it has bridge, private, vepa,\
 passthru and source"
}
