# SPDX-License-Identifier: MIT
# Ready means ready: what the command finds with its first instruction. at-once tries everything
# once, and a try that comes too early for the network fails.
load ../lib/nsrun
load ../lib/network

prepare()
{
	in_background "$BATS_TEST_TMPDIR/echo" listening "${on_peer[@]}" "$HELPERS/tcp" echo 7777
	echo_server=$background
}
tidy()
{
	put_end "$echo_server"
	end_all_runs
}

# covers: P1 --ip
@test "an IPv4 address can be bound at once" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- \
		"$HELPERS/at-once" bind 172.16.86.2 bind 127.0.0.1 bind 0.0.0.0
	expect_output ""
	expect_status 0
}

# covers: P1 --ip
@test "an IPv6 address can be bound at once" {
	have ipv6
	nsrun --macvlan eth0 --ip fd86::2/64 -- "$HELPERS/at-once" bind fd86::2 bind ::1
	expect_output ""
	expect_status 0
}

# covers: P1 --mac
@test "the IPv6 link-local address can be bound at once" {
	have ipv6
	nsrun --macvlan eth0 --mac 02:42:ac:10:56:02 -- \
		"$HELPERS/at-once" bind fe80::42:acff:fe10:5602%eth0
	expect_output ""
	expect_status 0
}

# covers: P1 --ip
@test "a link-local address that was asked for takes the place of the usual one" {
	have ipv6
	nsrun --macvlan eth0 --ip fe80::77/64 -- sh -c '"$1" bind fe80::77%eth0 && ip -6 -o address show eth0' \
		sh "$HELPERS/at-once"
	expect_status 0
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == *"inet6 fe80::77/64 scope link"* ]]
}

# covers: P1 M10
@test "the peer can be connected to at once by IPv4" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- "$HELPERS/at-once" connect 172.16.86.1 7777
	expect_output ""
	expect_status 0
}

# covers: P1 M10
@test "the peer can be connected to at once by IPv6, also by its link-local address" {
	have ipv6
	nsrun --macvlan eth0 --ip fd86::2/64 -- \
		"$HELPERS/at-once" connect fd86::1 7777 connect fe80::1%eth0 7777
	expect_output ""
	expect_status 0
}

# covers: P1 --gateway
@test "a connection through the gateway works at once" {
	ip -n peer address add 192.0.2.1/32 dev lo
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- "$HELPERS/at-once" connect 192.0.2.1 7777
	ip -n peer address delete 192.0.2.1/32 dev lo
	expect_output ""
	expect_status 0
}

# What is a race shows when it is run often.
# covers: P1
@test "everything is ready, twenty times in turn" {
	have ipv6
	local i

	for i in {1..20}; do
		nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64 -- "$HELPERS/at-once" bind fd86::2 \
			bind fe80::42:acff:fe10:5602%eth0 bind 172.16.86.2 connect fd86::1 7777 connect 172.16.86.1 7777
		expect_output ""
		expect_status 0
	done
}

# covers: P1
@test "the address of every one of several links is ready" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --macvlan eth0 --ip 172.16.86.3/24 \
		--macvlan eth0 --ip 10.9.0.2/16 -- \
		"$HELPERS/at-once" bind 172.16.86.2 bind 172.16.86.3 bind 10.9.0.2 connect 172.16.86.1 7777
	expect_output ""
	expect_status 0
}

# covers: P1
@test "no address is tentative, and every link is up" {
	have ipv6
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64 -- \
		sh -c 'ip -6 address show tentative; ip -6 address show dadfailed; ip -o link show up'
	expect_status 0
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[0]} == *"lo: <LOOPBACK,UP,LOWER_UP>"* ]]
	[[ ${lines[1]} == *"eth0@if10: <BROADCAST,MULTICAST,UP,LOWER_UP> "*" state UP "* ]]
}

# covers: P1
@test "lo is up with 127.0.0.1 and ::1" {
	have ipv6
	nsrun -- sh -c 'ip -br address; "$1" bind 127.0.0.1 bind ::1' sh "$HELPERS/at-once"
	expect_status 0
	[[ $output =~ ^lo\ +UNKNOWN\ +127.0.0.1/8\ ::1/128\ ?$ ]]
}

# covers: P1 --gateway --route
@test "the routes of both families are in" {
	have ipv6
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64 --route 10.8.0.0/16,172.16.86.1 \
		--route fd88::/48,fd86::1 -- sh -c 'ip route; ip -6 route'
	expect_status 0
	expect_line "default via 172.16.86.1 dev eth0"
	expect_line "172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2"
	expect_line "10.8.0.0/16 via 172.16.86.1 dev eth0"
	expect_line "default via fd86::1 dev eth0 metric 1024 pref medium"
	expect_line "fd86::/64 dev eth0 proto kernel metric 256 pref medium"
	expect_line "fd88::/48 via fd86::1 dev eth0 metric 1024 pref medium"
}
