# SPDX-License-Identifier: MIT
# --ip dhcp and --ip slaac on each kind of link that a server or a router can be heard on. (On a
# macvlan, an ipvlan and a private Ethernet: dhcp.bats and slaac.bats.)
load ../lib/nsrun
load ../lib/network
load ../lib/servers

tidy()
{
	end_all_runs
	end_server
	show_all
	ip link delete br0 2>/dev/null || :
	remove_wire eth7
}

# The host takes no part: it shall have no address there.
hear_no_router() { ! have_ipv6 || echo 0 >"/proc/sys/net/ipv6/conf/$1/accept_ra"; } # NAME

# begin_wire [VLAN]: eth7 to the peer, who is DHCP server and router on it, or on that VLAN of it.
begin_wire()
{
	add_wire eth7
	ip address flush dev eth7
	hear_no_router eth7
	serve_on=eth7
	if [ -n "${1:-}" ]; then
		serve_on=eth7.$1
		ip -n peer link add link eth7 name "$serve_on" type vlan id "$1"
		ip -n peer address add 10.8.0.1/24 dev "$serve_on"
		raise "$serve_on" -n peer
	fi
	! have_ipv6 || ip -n peer address add fd99::1/64 dev "$serve_on" nodad
	! have_ipv6 || ip -n peer address add fe80::7/64 dev "$serve_on" nodad
}

serve_dhcp() { serve --dhcp-range="$1.100,$1.150,2m"; }
serve_slaac() { serve --enable-ra --dhcp-range=fd99::,ra-only,64,10m; }

released() { [ "$(count_served DHCPRELEASE)" -eq "$1" ]; }

# leases NET ARG...: with each client a lease of the net that works, and is given back.
leases()
{
	local net=$1 client number=0

	shift
	serve_dhcp "$net"
	for client in dhcpcd udhcpc; do
		[ $client = dhcpcd ] || hide dhcpcd
		nsrun "$@" --ip dhcp -- sh -c "ip -4 -o address show dev eth0; ip -4 route show default
			ping -q -n -c 1 -W 10 $net.1 >/dev/null && echo reached"
		expect_stderr ""
		expect_status 0
		[[ $output == *" inet $net.1"[0-5][0-9]"/24 brd $net.255 scope global dynamic "* ]]
		[[ $output == *"default via $net.1 dev eth0 "* ]]
		expect_line reached
		wait_until 20 released $((++number))
	done
	[ ! -s "$leases" ]
	end_server
}

# advertised ARG...: an address and a default route of the router's, that work.
advertised()
{
	have ipv6
	serve_slaac
	nsrun "$@" --ip slaac -- sh -c 'ip -6 -o address show dev eth0 scope global
		ip -6 route show default; ping -q -n -c 1 -W 10 fd99::1 >/dev/null && echo reached'
	expect_stderr ""
	expect_status 0
	[[ $output == *" inet6 fd99::"*"/64 scope global dynamic "* ]]
	[[ $output == *"default via fe80::"*" dev eth0 proto ra "* ]]
	[[ $output != *tentative* ]]
	expect_line reached
	end_server
}

bridge_wire()
{
	have bridge
	begin_wire
	ip link add name br0 type bridge forward_delay 0
	ip link set eth7 master br0
	hear_no_router br0
	raise br0
}

# covers: --bridge --ip
@test "a port of a bridge has a lease" {
	bridge_wire
	leases 10.7.0 --bridge br0
}

# covers: --bridge --ip
@test "a port of a bridge hears the router" {
	bridge_wire
	advertised --bridge br0
}

# covers: --phys --ip
@test "an interface itself has a lease, and is given back without it" {
	begin_wire
	leases 10.7.0 --phys eth7 --force
	[ -z "$(ip -4 address show dev eth7 scope global)" ]
}

shown()
{
	ip address show dev eth7
	ip -6 route show dev eth7
	grep -s . /proc/sys/net/ipv6/conf/eth7/*
	:
}

# covers: --phys --ip
@test "an interface itself hears the router, and is given back as it was" {
	have ipv6
	local before

	begin_wire
	before=$(shown)
	advertised --phys eth7 --force
	same() { [ "$(shown)" = "$before" ]; }
	wait_until 10 same
}

# covers: --mode --take-parent --ip
@test "a passthru link has a lease" {
	begin_wire
	leases 10.7.0 --macvlan eth7 --mode passthru
}

# covers: --mode --ip
@test "a passthru link hears the router" {
	begin_wire
	advertised --macvlan eth7 --mode passthru
}

# covers: --vlan --ip
@test "a VLAN has a lease" {
	have vlan
	begin_wire 10
	leases 10.8.0 --vlan eth7.10
}

# covers: --vlan --ip
@test "a VLAN hears the router" {
	have vlan
	begin_wire 10
	advertised --vlan eth7.10
}
