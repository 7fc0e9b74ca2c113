# SPDX-License-Identifier: MIT
# A plain user and this host's interfaces: kinds that not every kernel has.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/etc
load ../lib/policy

# covers: --vlan P9
@test "a VLAN, and a macvlan on a sub-interface that is there" {
	have vlan
	grant "nobody vlan eth0.10 most=1" "nobody macvlan eth0.20 most=1"
	plain --vlan eth0.10 --ip 10.6.0.2/24 -- ip -br -4 address show eth0
	expect_stderr ""
	[[ $output == *10.6.0.2/24* ]]
	plain --vlan eth0.11 --ip 10.6.0.2/24 -- true
	[[ $stderr == *"$refused" ]]
	# Another Ethernet, with the same number.
	plain --vlan eth0.10 --vlan-protocol 802.1ad --ip 10.6.0.2/24 -- true
	expect_status 125
	ip link add link eth0 name eth0.20 type vlan id 20
	ip link set eth0.20 up
	plain --macvlan eth0.20 --ip 10.6.0.2/24 -- ip -br -4 address show eth0
	expect_stderr ""
	[[ $output == *10.6.0.2/24* ]]
	ip link delete eth0.20
}

# covers: --ipvlan P6 P9
@test "an ipvlan, and nobody turns the mode of another user's" {
	have ipvlan
	grant "nobody ipvlan eth0 most=2 mode=l3"
	plain --detach --rm --ipvlan eth0 --mode l3 --ip 10.7.0.2/24 -- sleep 1000
	expect_status 0
	nsrun --ipvlan eth0 --mode l2 --ip 172.16.86.40/24 -- true
	expect_failure "ipvlan on 'eth0': Device or resource busy: another user's run has it in another mode or with other flags,\
 and all ipvlans on it have one"
	nsrun --ipvlan eth0 --mode l3 --ip 10.8.0.2/24 -- true
	expect_stderr ""
	plain --ipvlan eth0 --mode l2 --ip 10.7.0.3/24 -- true
	expect_failure "ipvlan on 'eth0': $refused"
	plain stop --all
	detach --ipvlan eth0 --mode l2 --ip 172.16.86.40/24 -- sleep 1000
	plain --ipvlan eth0 --mode l3 --ip 10.7.0.2/24 -- true
	expect_failure "ipvlan on 'eth0': Device or resource busy: another user's run has it in another mode or with other flags,\
 and all ipvlans on it have one"
}
