# SPDX-License-Identifier: MIT
# Addresses, gateways and routes of a link, as iproute2 sees them.
load ../lib/nsrun
load ../lib/network

tidy()
{
	end_all_runs
	remove_wire eth7
	ip -n peer address flush dev lo scope global
}

# Of $output, `ip -j address`: the addresses of a link but its link-local one, in order.
addresses_are() # LINK TEXT
{
	local addresses

	addresses=$(jq -r --arg link "$1" '[.[] | select(.ifname == $link) | .addr_info[] |
		select(.scope == "global") | "\(.local)/\(.prefixlen)"] | join(" ")' <<<"$output")
	[ "$addresses" = "$2" ] || {
		echo "addresses of $1: $addresses, instead of: $2"
		return 1
	}
}

# covers: --ip
@test "an address has its prefix length and broadcast address" {
	nsrun --macvlan eth0 --ip 10.1.2.3/13 -- ip -o -4 address show eth0
	expect_status 0
	[[ $output == *" inet 10.1.2.3/13 brd 10.7.255.255 scope global eth0"* ]]
}

# covers: --ip
@test "addresses with /31 and /32 have no broadcast address" {
	nsrun --macvlan eth0 --ip 10.1.2.2/31 --macvlan eth0 --ip 10.1.2.5/32 -- ip -o -4 address show
	expect_status 0
	[[ $output == *" inet 10.1.2.2/31 scope global eth0"* ]]
	[[ $output == *" inet 10.1.2.5/32 scope global eth1"* ]]
}

# covers: --ip P1 M10
@test "the two ends of a /31 reach each other" {
	stand one --macvlan eth0 --ip 10.1.2.2/31
	nsrun --macvlan eth0 --ip 10.1.2.3/31 -- ping -q -n -c 1 -W 10 10.1.2.2
	expect_status 0
}

# covers: --ip --gateway P1
@test "a /32 reaches the world through a gateway on the link" {
	ip -n peer address add 192.0.2.1/32 dev lo
	ip -n peer route add 10.1.2.5/32 dev eth0
	nsrun --macvlan eth0 --ip 10.1.2.5/32 --gateway 172.16.86.1 -- ping -q -n -c 1 -W 10 192.0.2.1
	ip -n peer route delete 10.1.2.5/32 dev eth0
	expect_stderr ""
	expect_status 0
}

# covers: --ip
@test "an IPv6 address with /128 and one with /127" {
	have ipv6
	nsrun --macvlan eth0 --ip fd86::2/128 --ip fd86::4/127 -- ip -j -6 address
	expect_status 0
	addresses_are eth0 "fd86::4/127 fd86::2/128"
}

# covers: --ip
@test "addresses of both families stand in the order of the words" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip 10.1.2.3/8 --ip 172.16.86.4/24 -- ip -j -4 address
	expect_status 0
	addresses_are eth0 "172.16.86.2/24 10.1.2.3/8 172.16.86.4/24"
}

# covers: --ip
@test "thirty-two addresses of a link work" {
	local i words=()

	for i in {2..33}; do words+=(--ip "172.16.86.$i/24"); done
	nsrun --macvlan eth0 "${words[@]}" -- "$HELPERS/at-once" bind 172.16.86.2 bind 172.16.86.33
	expect_output ""
	expect_status 0
}

# covers: --gateway
@test "the gateway that is given" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --gateway 172.16.86.99 -- ip -4 route
	expect_status 0
	expect_lines "default via 172.16.86.99 dev eth0" \
		"172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2"
}

# covers: --gateway
@test "the host's gateway when none is given" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- ip -4 route show default
	expect_lines "default via 172.16.86.1 dev eth0"
}

# covers: --gateway
@test "the host's IPv6 gateway when none is given" {
	have ipv6
	nsrun --macvlan eth0 --ip fd86::2/64 -- ip -6 route show default
	expect_lines "default via fd86::1 dev eth0 metric 1024 pref medium"
}

# covers: --gateway
@test "no gateway of the host when it is in none of the link's nets" {
	nsrun --macvlan eth0 --ip 10.1.2.3/24 -- ip -4 route
	expect_status 0
	expect_lines "10.1.2.0/24 dev eth0 proto kernel scope link src 10.1.2.3"
	have_ipv6 || return 0
	nsrun --macvlan eth0 --ip fd99::2/64 -- ip -6 route show default
	expect_status 0
	expect_output ""
}

# covers: --gateway
@test "no gateway of the host on another parent than its own" {
	add_wire eth7
	nsrun --macvlan eth7 --ip 172.16.86.2/24 -- ip -4 route show default
	expect_status 0
	expect_output ""
}

# covers: --gateway
@test "no gateway with none" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --gateway none -- ip -4 route
	expect_status 0
	expect_output "172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2 "
	have_ipv6 || return 0
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64 --gateway none -- \
		sh -c 'ip route show default; ip -6 route show default'
	expect_status 0
	expect_output ""
}

# covers: --gateway
@test "a gateway of one family leaves the other its own" {
	have ipv6
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64 --gateway 172.16.86.9 -- \
		sh -c 'ip -4 route show default; ip -6 route show default'
	expect_line "default via 172.16.86.9 dev eth0"
	expect_line "default via fd86::1 dev eth0 metric 1024 pref medium"
}

# covers: --gateway
@test "a gateway off the subnet is on the link" {
	nsrun --macvlan eth0 --ip 10.9.0.2/24 --gateway 10.1.1.1 -- ip -4 route show default
	expect_status 0
	expect_lines "default via 10.1.1.1 dev eth0 onlink"
	have_ipv6 || return 0
	nsrun --macvlan eth0 --ip fd99::2/64 --gateway fd86::1 -- ip -6 route show default
	expect_status 0
	expect_lines "default via fd86::1 dev eth0 metric 1024 onlink pref medium"
}

# covers: --gateway
@test "a link-local gateway" {
	have ipv6
	nsrun --macvlan eth0 --ip fd86::2/64 --gateway fe80::1 -- ip -6 route show default
	expect_status 0
	expect_lines "default via fe80::1 dev eth0 metric 1024 pref medium"
}

# covers: --gateway
@test "only the first of several links has the host's gateway" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --macvlan eth0 --ip 172.16.86.3/24 -- ip -4 route show default
	expect_status 0
	expect_lines "default via 172.16.86.1 dev eth0"
}

# covers: --gateway
@test "the host's gateway among several next hops" {
	ip -n peer address add 192.0.2.1/32 dev lo
	ip route replace default nexthop via 172.16.86.1 dev eth0 nexthop via 172.16.86.77 dev eth0
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- ip -4 route show default
	ip route replace default via 172.16.86.1 dev eth0
	expect_status 0
	expect_lines "default via 172.16.86.1 dev eth0"
}

# covers: --gateway
@test "a host that has a default route without a gateway gives none" {
	ip route replace default dev eth0
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- ip -4 route show default
	ip route replace default via 172.16.86.1 dev eth0
	expect_status 0
	expect_output ""
}

# covers: --metric --gateway
@test "default routes of two links with metrics" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --gateway 172.16.86.1 --metric 100 \
		--macvlan eth0 --ip 10.9.0.2/24 --gateway 10.9.0.1 --metric 4294967295 -- ip -4 route show default
	expect_status 0
	expect_lines "default via 172.16.86.1 dev eth0 metric 100" \
		"default via 10.9.0.1 dev eth1 metric 4294967295"
}

# covers: --gateway --route
@test "the host's own gateway yields to a default route that any other link is given" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --macvlan eth0 --ip 10.9.0.2/24 --gateway 10.9.0.1 -- \
		ip -4 route show default
	expect_status 0
	expect_lines "default via 10.9.0.1 dev eth1"
	nsrun --macvlan eth0 --ip 172.16.86.2/24 \
		--macvlan eth0 --ip 10.9.0.2/24 --route 0.0.0.0/0,10.9.0.1 -- ip -4 route show default
	expect_status 0
	expect_lines "default via 10.9.0.1 dev eth1"
}

# covers: --metric --route
@test "the metric of a default route that is given by --route" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --route 0.0.0.0/0,172.16.86.9 --metric 9 -- \
		ip -4 route show default
	expect_status 0
	expect_lines "default via 172.16.86.9 dev eth0 metric 9"
}

# covers: --metric
@test "the metric of the host's own gateway, of both families" {
	have ipv6
	nsrun --macvlan eth0 --metric 7 --ip 172.16.86.2/24 --ip fd86::2/64 -- \
		sh -c 'ip -4 route show default; ip -6 route show default'
	expect_line "default via 172.16.86.1 dev eth0 metric 7"
	expect_line "default via fd86::1 dev eth0 metric 7 pref medium"
}

# covers: --route
@test "routes through an address, off the subnet, and straight out of the link" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --gateway none --route 10.8.0.0/16,172.16.86.1 \
		--route 10.9.0.0/16,192.0.2.1 --route 10.10.0.0/16 --route 10.11.12.13/32 -- ip -4 route
	expect_status 0
	expect_lines "10.8.0.0/16 via 172.16.86.1 dev eth0" \
		"10.9.0.0/16 via 192.0.2.1 dev eth0 onlink" \
		"10.10.0.0/16 dev eth0 scope link" \
		"10.11.12.13 dev eth0 scope link" \
		"172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2"
}

# covers: --route
@test "IPv6 routes" {
	have ipv6
	nsrun --macvlan eth0 --ip fd86::2/64 --gateway none --route fd88::/48,fd86::1 \
		--route fd89::/48,fd77::1 --route fd90::/48 -- ip -6 route
	expect_status 0
	expect_line "fd88::/48 via fd86::1 dev eth0 metric 1024 pref medium"
	expect_line "fd89::/48 via fd77::1 dev eth0 metric 1024 onlink pref medium"
	expect_line "fd90::/48 dev eth0 metric 1024 pref medium"
}

# covers: --route
@test "a route of length 0 is the default route, in place of the host's" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --route 0.0.0.0/0,172.16.86.77 -- ip -4 route show default
	expect_status 0
	expect_lines "default via 172.16.86.77 dev eth0"
}

# covers: --route
@test "thirty-two routes of a link work" {
	local i words=()

	for i in {1..32}; do words+=(--route "10.$i.0.0/16"); done
	nsrun --macvlan eth0 --ip 172.16.86.2/24 "${words[@]}" -- sh -c 'ip -4 route | grep -c "^10\."'
	expect_stderr ""
	expect_output 32
}

# covers: --route P1
@test "a packet takes the route" {
	ip -n peer address add 192.0.2.1/32 dev lo
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --gateway none --route 192.0.2.0/24,172.16.86.1 -- \
		ping -q -n -c 1 -W 10 192.0.2.1
	expect_status 0
}
