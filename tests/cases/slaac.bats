# SPDX-License-Identifier: MIT
# --ip slaac: addresses that are made of a real router's advertisements, and only when asked for.
load ../lib/nsrun
load ../lib/network
load ../lib/servers

tidy()
{
	put_end "${tcpdump:-}"
	end_all_runs
	end_server
	ip -n peer address delete fd99::1/64 dev eth0 2>/dev/null || :
	ip -n peer neigh flush dev eth0
	ip neigh flush dev eth0
}

be_router() # [OPTION...]
{
	have ipv6
	ip -n peer address add fd99::1/64 dev eth0 nodad
	serve --enable-ra --dhcp-range=fd99::,ra-only,64,10m "$@"
}

# The host and the router itself take no part: their addresses shall stay as they are.
prepare()
{
	have_ipv6 || return 0
	echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_ra
	peer sh -c 'echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_ra'
	picture >"$BATS_TEST_TMPDIR/before"
}

# covers: --ip P1
@test "address and default route are usable at the first instruction" {
	be_router
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --ip slaac -- sh -c 'ip -6 -o address show dev eth0
		ip -6 route show default; ping -q -n -c 1 -W 10 fd99::1 >/dev/null && echo reached'
	expect_stderr ""
	expect_status 0
	[[ $output == *" inet6 fd99::ff:fe00:1/64 scope global dynamic "* ]]
	[[ $output == *" inet6 fe80::ff:fe00:1/64 scope link "* ]]
	[[ $output == *"default via fe80::1 dev eth0 proto ra metric 1024 "* ]]
	[[ $output != *tentative* ]]
	expect_line reached
}

# dnsmasq is the router of the other cases.
# covers: --ip P1
@test "the same of radvd's advertisements" {
	have ipv6
	ip -n peer address add fd99::1/64 dev eth0 nodad
	advertise fd99::/64
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --ip slaac -- sh -c 'ip -6 -o address show dev eth0
		ip -6 route show default; ping -q -n -c 1 -W 10 fd99::1 >/dev/null && echo reached'
	expect_stderr ""
	expect_status 0
	[[ $output == *" inet6 fd99::ff:fe00:1/64 scope global dynamic "* ]]
	[[ $output == *"default via fe80::1 dev eth0 proto ra metric 1024 "* ]]
	expect_line reached
}

# covers: --ip P1
@test "the address can be bound at the first instruction" {
	be_router
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --ip slaac -- "$HELPERS/at-once" bind fd99::ff:fe00:1
	expect_output ""
	expect_status 0
}

# covers: --ip P3
@test "the address is silent when nsrun has returned" {
	be_router
	stand_witness
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --ip slaac -- true
	expect_status 0
	expect_silent fd99::ff:fe00:1
}

# covers: --ip
@test "a router that is no default router gives no default route" {
	be_router --ra-param=eth0,60,0
	nsrun --macvlan eth0 --ip slaac -- sh -c 'ip -6 -o address show dev eth0 scope global; ip -6 route show default'
	expect_status 0
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == *" inet6 fd99::"* ]]
}

# covers: --ip --gateway --metric
@test "gateway and metric beside slaac" {
	be_router
	nsrun --macvlan eth0 --ip slaac --gateway fd99::77 -- ip -6 route show default
	expect_lines "default via fd99::77 dev eth0 metric 1024 onlink pref medium"
	nsrun --macvlan eth0 --ip slaac --gateway none -- ip -6 route show default
	expect_status 0
	expect_output ""
	nsrun --macvlan eth0 --ip slaac --metric 7 -- ip -6 route show default
	[[ $output == "default via fe80::1 dev eth0 proto ra metric 7 "* ]]
	[ "${#lines[@]}" -eq 1 ]
}

# covers: --ip
@test "slaac beside addresses that are given, and beside dhcp" {
	be_router --dhcp-range=172.16.86.100,172.16.86.150,2m
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64 --ip slaac -- ip -o address show dev eth0 scope global
	expect_status 0
	[ "${#lines[@]}" -eq 3 ]
	[[ $output == *" inet 172.16.86.2/24 "*" inet6 fd99::"* && $output == *" inet6 fd86::2/64 "* ]]
	nsrun --macvlan eth0 --ip dhcp --ip slaac -- ip -o address show dev eth0 scope global
	expect_status 0
	[ "${#lines[@]}" -eq 2 ]
	[[ $output == *" inet 172.16.86.1"*" inet6 fd99::"* ]]
}

# How long is nothing nothing? Until one that asked has it from the same router.
# covers: --ip P6
@test "a link that did not ask takes no advertisements" {
	be_router
	stand quiet --macvlan eth0 --ip fd86::2/64 --gateway none
	nsrun --macvlan eth0 --ip slaac -- true
	expect_status 0
	[ "$(in_run quiet cat /proc/sys/net/ipv6/conf/eth0/accept_ra)" = 0 ]
	[ -z "$(in_run quiet ip -6 -o address show dev eth0 to fd99::/64)" ]
	[ -z "$(in_run quiet ip -6 route show default)" ]
}

# covers: --ip P2 P7
@test "no router: one line after five seconds" {
	have ipv6
	nsrun --macvlan eth0 --ip slaac -- true
	expect_failure "--ip slaac: macvlan on 'eth0': no router advertisement with a prefix came within 5 s: look for a router on that network, or give --ip ADDRESS/LEN"
}

# covers: --ip P7
@test "slaac where there is no IPv6" {
	nsrun --dummy --ip slaac -- true
	expect_failure "--ip slaac: a dummy leads nowhere, and nobody answers there: give it --ip ADDRESS/LEN"
	nsrun --macvlan eth0 --ip slaac --mtu 1000 -- true
	expect_failure "--mtu 1000: IPv6 needs at least 1280: leave out --ip slaac, or the --mtu"
	nsrun --macvlan eth0 --ip slaac --ip slaac -- true
	expect_failure "--ip slaac: given twice: leave one of them out"
	have no_ipv6
	nsrun --macvlan eth0 --ip slaac -- true
	expect_failure "--ip slaac: this kernel has no IPv6: boot it without ipv6.disable=1"
}

# covers: --ip --dry-run
@test "a dry run says that it hears routers" {
	have ipv6
	nsrun --dry-run --macvlan eth0 --ip slaac -- true
	expect_status 0
	expect_line "# sysctl: arp_notify=1, ndisc_notify=1, accept_ra=1, autoconf=1"
}
