# SPDX-License-Identifier: MIT
# A host without IPv6 (ipv6.disable=1 at boot): everything of IPv4 works, and IPv6 is refused with
# one clear line. `make test-kernels` boots such a machine and sets NSRUN_NO_IPV6=1 there, which lets
# the IPv6 cases of all files be skipped.
load ../lib/nsrun
load ../lib/network

prepare() { have no_ipv6; }

# covers: P1 P8 --macvlan --ip M4
@test "without IPv6, the main line gives the command its own host" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- sh -c 'ip -br address; ip route; ping -q -n -c 1 -W 10 172.16.86.1'
	expect_status 0
	expect_stderr ""
	[[ ${lines[0]} =~ ^lo\ +UNKNOWN\ +127.0.0.1/8\ *$ ]]
	[[ ${lines[1]} =~ ^eth0@if10\ +UP\ +172.16.86.2/24\ *$ ]]
	expect_line "default via 172.16.86.1 dev eth0"
}

# covers: P1
@test "without IPv6, an address can be bound at once, and ::1 is not there" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- "$HELPERS/at-once" bind 172.16.86.2 bind 127.0.0.1
	expect_output ""
	expect_status 0
	nsrun -- "$HELPERS/at-once" bind ::1
	expect_status 1
	expect_output "bind ::1: Address family not supported by protocol"
}

# covers: P7 --ip
@test "without IPv6, an IPv6 address is refused" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64 -- true
	expect_failure "--ip fd86::2/64: this kernel has no IPv6"
}

# covers: P7 --route
@test "without IPv6, an IPv6 route is refused" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --route fd88::/64 -- true
	expect_failure "--route fd88::/64: this kernel has no IPv6"
}

# covers: P3
@test "without IPv6, an address can be had again at once" {
	local i

	for i in {1..20}; do
		nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
		expect_status 0
	done
}
