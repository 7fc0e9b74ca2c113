# SPDX-License-Identifier: MIT
# --network: a link on a named network, and the address that it gives.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/servers
load ../lib/networks

tidy()
{
	put_away_networks
	end_server
}

# holder_of NAME: how the standing run NAME is called where it has an address.
holder_of()
{
	echo "run $(cat "$records"/run-* | jq -r "select(.supervisor == ${supervisor[$1]}) | .id")\
 (nsrun with pid ${supervisor[$1]}: sleep 1000)"
}

# covers: --network M1 M4 P1
@test "a run on a network has its next address, its gateway, and the MAC address of these" {
	create_main
	nsrun --network lab -- sh -c 'ip -d address; ip route'
	expect_status 0
	expect_stderr ""
	expect_line "inet 172.16.86.2/24 brd 172.16.86.255 scope global eth0"
	expect_line "default via 172.16.86.1 dev eth0"
	expect_line "172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2"
	[[ $output == *"eth0@if10: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 "*" link/ether 02:42:ac:10:56:02 "* ]]
	[[ $output == *"macvlan mode bridge"* ]]
}

# covers: --network P3
@test "the next address is the one after the last, and not the lowest; after the end come the first again" {
	create lab --subnet 10.7.0.0/29 --gateway 10.7.0.1 -o parent=eth0
	stand standing --network lab # 10.7.0.2
	expect_address 10.7.0.3/29 --network lab
	expect_address 10.7.0.4/29 --network lab
	expect_address 10.7.0.5/29 --network lab
	expect_address 10.7.0.6/29 --network lab
	expect_address 10.7.0.3/29 --network lab
	end_run standing
	expect_address 10.7.0.4/29 --network lab
	# Of what was given last nothing is known: the first again.
	rm /run/nsrun/networks/*
	expect_address 10.7.0.2/29 --network lab
}

# covers: --network --ip-range --aux-address --gateway
@test "addresses are of the range, and neither the gateway's nor of others" {
	local i

	create lab --subnet 10.7.0.0/24 --ip-range 10.7.0.8/29 --gateway 10.7.0.9 --aux-address a=10.7.0.8 \
		--aux-address b=10.7.0.11 -o parent=eth0
	for i in 10 12 13 14 15 10; do expect_address "10.7.0.$i/24" --network lab; done
}

# covers: --network P7 125
@test "a full subnet is refused, and the next run after an end goes" {
	local full="--network lab: all its IPv4 addresses are in use: end a run that is on it (nsrun network inspect\
 lab shows them), or give the network another --subnet"

	create lab --subnet 10.7.0.0/30 --gateway 10.7.0.1 -o parent=eth0
	stand first --network lab
	nsrun --network lab -- true
	expect_failure "$full"
	nsrun --network lab --dry-run -- true
	expect_failure "$full"
	end_run first
	expect_address 10.7.0.2/30 --network lab
}

# covers: --network --subnet
@test "when the first subnet is full the second gives" {
	create lab --subnet 10.7.0.0/30 --subnet 10.8.0.0/30 --gateway 10.7.0.1 --gateway 10.8.0.2 -o parent=eth0
	stand first --network lab
	nsrun --network lab -- sh -c 'ip -o -4 address show eth0; ip -4 route show default'
	[[ ${lines[0]} == *" inet 10.8.0.1/30 "* ]]
	[[ ${lines[1]} == "default via 10.8.0.2 dev eth0"* ]]
}

# covers: --network --ip M13 P7
@test "an address that is asked for: of a subnet, without a length, and nobody's" {
	create_main --aux-address nas=172.16.86.77
	expect_address 172.16.86.9/24 --network lab --ip 172.16.86.9
	nsrun --network lab --ip 172.16.86.9/24 -- true
	expect_failure "--ip 172.16.86.9/24: network 'lab' says the length, which is 24: write --ip 172.16.86.9"
	nsrun --network lab --ip 10.0.0.1 -- true
	expect_failure "--ip 10.0.0.1: not in network 'lab', which is 172.16.86.0/24: choose another address"
	nsrun --network lab --ip fd86::2 -- true
	expect_failure "--ip fd86::2: not in network 'lab', which is 172.16.86.0/24: choose another address"
	nsrun --network lab --ip 172.16.86.1 -- true
	expect_failure "--ip 172.16.86.1: this is the gateway of network 'lab': choose another"
	nsrun --network lab --ip 172.16.86.77 -- true
	expect_failure "--ip 172.16.86.77: network 'lab' keeps it for others (--aux-address): choose another"
	nsrun --network lab --ip 172.16.86.0 -- true
	expect_failure "--ip 172.16.86.0: this is the address of the net itself: give a host's"
	nsrun --network lab --ip 172.16.86.255 -- true
	expect_failure "--ip 172.16.86.255: this is the broadcast address of the net: give a host's"
	nsrun --network lab --ip 172.16.86.250 -- true
	expect_failure "--ip 172.16.86.250: this is an address of this host: choose another"
	nsrun --network lab --ip 172.16.86.9 --ip 172.16.86.9 -- true
	expect_failure "--ip 172.16.86.9/24: the address is given twice: leave one of them out"
	nsrun --network lab --ip host -- true
	expect_status 125
	[[ $stderr == "nsrun: --ip host: "* ]]
	stand first --network lab --ip 172.16.86.9
	nsrun --network lab --ip 172.16.86.9 -- true
	expect_failure "--ip 172.16.86.9/24: Address already in use: $(holder_of first) has it on eth0;\
 end that run, or choose another"
	nsrun --macvlan eth0 --ip 172.16.86.9/24 -- true
	expect_status 125
	[[ $stderr == "nsrun: --ip 172.16.86.9/24: Address already in use: "* ]]
	expect_address 172.16.86.2/24 --network lab # what was asked for is not the last that was given
}

# covers: --network --ip P3
@test "what runs have by hand on that Ethernet, and this host, is never given" {
	create lab --subnet 172.16.86.248/29 -o parent=eth0
	change lab '.IPAM.Config[0].Subnet = "172.16.86.0/24" | .IPAM.Config[0].IPRange = "172.16.86.248/29"'
	stand hand --macvlan eth0 --ip 172.16.86.249/24
	# .250 is the host's. Another network on the same parent gives from the same net.
	create other --subnet 10.0.0.0/8 -o parent=eth0
	change other '.IPAM.Config[0].Subnet = "172.16.86.0/24" | .IPAM.Config[0].IPRange = "172.16.86.252/30"'
	stand other --network other # .252
	expect_address 172.16.86.248/24 --network lab
	expect_address 172.16.86.251/24 --network lab
	expect_address 172.16.86.253/24 --network lab
	expect_address 172.16.86.254/24 --network lab
	expect_address 172.16.86.248/24 --network lab
}

# covers: --network P6
@test "without a gateway of its own the host's own is used, and not given" {
	create lab --subnet 172.16.86.0/29 -o parent=eth0
	change lab '.IPAM.Config[0].Subnet = "172.16.86.0/24" | .IPAM.Config[0].IPRange = "172.16.86.0/30"'
	nsrun --network lab -- sh -c 'ip -o -4 address show eth0; ip -4 route show default'
	[[ ${lines[0]} == *" inet 172.16.86.2/24 "* ]]
	[[ ${lines[1]} == "default via 172.16.86.1 dev eth0"* ]]
}

# covers: --network --gateway --internal P7
@test "the default route: the network's gateway, another one, or none" {
	create lab --subnet 172.16.86.0/24 --gateway 172.16.86.7 -o parent=eth0
	nsrun --network lab -- ip -4 route show default
	expect_lines "default via 172.16.86.7 dev eth0"
	nsrun --network lab --gateway 172.16.86.8 -- ip -4 route show default
	expect_lines "default via 172.16.86.8 dev eth0"
	nsrun --network lab --gateway none -- ip -4 route show default
	expect_output ""
	nsrun --network lab --metric 5 -- ip -4 route show default
	expect_lines "default via 172.16.86.7 dev eth0 metric 5"
	create inside --internal --subnet 10.7.0.0/24 --gateway 10.7.0.1 -o parent=eth0
	nsrun --network inside -- ip -4 route
	expect_status 0
	[ ${#lines[@]} -eq 1 ]
	[[ $output == "10.7.0.0/24 dev eth0 "*" src 10.7.0.2"* ]] # the gateway is not given in any case
	nsrun --network inside --gateway 10.7.0.1 -- true
	expect_failure "--gateway 10.7.0.1: network 'inside' is internal: leave --gateway out"
}

# covers: --network --mac --ifname --mtu
@test "MAC address, name and MTU are the run's to choose" {
	create_main -o mtu=1400
	nsrun --network lab --mac 02:00:00:00:00:07 --ifname lan0 --mtu 1300 -- ip -o link show lan0
	expect_status 0
	[[ $output == *" mtu 1300 "*" link/ether 02:00:00:00:00:07 "* ]]
	nsrun --network lab --mac random -- ip -o link show eth0
	expect_status 0
	[[ $output == *" mtu 1400 "* && $output != *02:42:ac:* ]]
}

# covers: --network --mode --flag --vlan-protocol P7
@test "what a network says for all its links no run says otherwise" {
	local words

	create_main
	for words in "--mode vepa" "--flag nodst" "--vlan-protocol 802.1ad"; do
		# shellcheck disable=SC2086 # two words
		nsrun --network lab $words -- true
		expect_failure "$words: network 'lab' says it for all its links: leave it out, or make a network with it"
	done
	create vepa --subnet 10.7.0.0/24 -o macvlan_mode=vepa -o parent=eth0
	nsrun --network vepa -- ip -d link show eth0
	[[ $output == *"macvlan mode vepa"* ]]
}

# covers: --network M6
@test "a parent with a VLAN is made for a network, too" {
	have vlan
	create lab --subnet 10.7.0.0/24 -o parent=eth0.10
	stand first --network lab
	ip -d link show eth0.10 | grep -q 'vlan protocol 802.1Q id 10'
	stand second --network lab
	in_run second ping -q -n -c 1 -W 10 10.7.0.1
	end_all_runs
	[ ! -e /sys/class/net/eth0.10 ]
}

# covers: --network --ifname inspect
@test "several networks, and one of them twice, in one run" {
	create_main
	create other --subnet 10.7.0.0/24 --gateway 10.7.0.1 # on a LAN
	nsrun --network lab --network other --ifname second --network lab -- sh -c \
		'ip -br -4 address; ip -4 route show default'
	expect_status 0
	expect_stderr ""
	expect_line "default via 172.16.86.1 dev eth0" # of one family one: the first
	[ "$(grep -c default <<<"$output")" -eq 1 ]
	[[ $output == *"eth0@"*" 172.16.86.2/24"*"second@"*" 10.7.0.2/24"*"eth2@"*" 172.16.86.3/24"* ]]
	detach --name web --network lab --network lab --ip 172.16.86.9 -- sleep 1000
	nsrun inspect web
	[ "$(jq -c '.[0].NetworkSettings.Networks | map_values([.NetworkID, .IPAddress, .Gateway])' <<<"$output")" = \
		"{\"lab\":[\"$(jq -r .Id "$(file_of lab)")\",\"172.16.86.4\",\"172.16.86.1\"],\
\"lab/eth1\":[\"$(jq -r .Id "$(file_of lab)")\",\"172.16.86.9\",\"\"]}" ]
	nsrun network inspect lab
	[ "$(jq -c '.[0].Containers | map_values([.Name, .IPv4Address])' <<<"$output")" = \
		"{\"$id\":[\"web\",\"172.16.86.4/24\"],\"$id/eth1\":[\"web\",\"172.16.86.9/24\"]}" ]
}

# covers: --network inspect network-inspect M3
@test "inspect: the thirteen keys of a run on a network, and the network's containers" {
	create my-macvlan-net -d macvlan --subnet=172.16.86.0/24 --gateway=172.16.86.1 -o parent=eth0
	detach --name my-macvlan-alpine --network my-macvlan-net -- sleep 1000
	nsrun container inspect my-macvlan-alpine
	expect_status 0
	[ "$(jq -c '.[0].NetworkSettings.Networks' <<<"$output")" = "{\"my-macvlan-net\":{\"IPAMConfig\":null,\
\"Links\":null,\"Aliases\":null,\"NetworkID\":\"$network\",\"EndpointID\":\"${id}$(printf '0%.0s' {1..52})\",\
\"Gateway\":\"172.16.86.1\",\"IPAddress\":\"172.16.86.2\",\"IPPrefixLen\":24,\"IPv6Gateway\":\"\",\
\"GlobalIPv6Address\":\"\",\"GlobalIPv6PrefixLen\":0,\"MacAddress\":\"02:42:ac:10:56:02\",\"DriverOpts\":null}}" ]
	nsrun network inspect my-macvlan-net
	[ "$(jq -c '.[0].Containers' <<<"$output")" = "{\"$id\":{\"Name\":\"my-macvlan-alpine\",\
\"EndpointID\":\"${id}$(printf '0%.0s' {1..52})\",\"MacAddress\":\"02:42:ac:10:56:02\",\
\"IPv4Address\":\"172.16.86.2/24\",\"IPv6Address\":\"\"}}" ]
	nsrun stop my-macvlan-alpine
	nsrun network inspect -f '{{json .Containers}}' my-macvlan-net
	expect_output "{}"
}

# covers: --network inspect network-inspect
@test "IPv6, and both families" {
	have ipv6
	create six --subnet fd86::/64 --gateway fd86::1 -o parent=eth0
	nsrun --network six -- sh -c 'ip -o -6 address show eth0 scope global; ip -6 route show default; ip -o -4 address show eth0'
	expect_status 0
	[[ ${lines[0]} == *" inet6 fd86::2/64 scope global "* ]]
	[[ ${lines[1]} == "default via fd86::1 dev eth0 "* ]]
	[ ${#lines[@]} -eq 2 ]
	create both --subnet 10.7.0.0/24 --subnet fd07::/64 --gateway 10.7.0.1 --gateway fd07::ff -o parent=eth0
	detach --name web --network both -- sleep 1000
	nsrun inspect -f '{{json .NetworkSettings.Networks.both}}' web
	[ "$(jq -c '[.IPAddress, .Gateway, .GlobalIPv6Address, .GlobalIPv6PrefixLen, .IPv6Gateway]' <<<"$output")" = \
		'["10.7.0.2","10.7.0.1","fd07::1",64,"fd07::ff"]' ]
	nsrun network inspect -f '{{json .Containers}}' both
	[ "$(jq -c '.[] | [.IPv4Address, .IPv6Address]' <<<"$output")" = '["10.7.0.2/24","fd07::1/64"]' ]
	# What is asked for of one family leaves the other to the network.
	nsrun --network both --ip fd07::7 -- ip -br address show eth0
	[[ $output == *" 10.7.0.3/24 "* && $output == *" fd07::7/64 "* ]]
	nsrun --network both --mtu 1000 -- true
	expect_failure "--mtu 1000: IPv6 needs at least 1280, and network 'both' gives an IPv6 address: leave --mtu out"
}

# covers: --network M7 M8
@test "ipvlan: the parent's MAC address, and in mode l3 the device as default route" {
	have ipvlan
	create two -d ipvlan --subnet=10.20.20.0/24 --gateway=10.20.20.1 --opt mode=l2 --opt parent=eth0
	detach --network two -- sleep 1000
	nsrun network inspect -f '{{json .}}' two
	[ "$(jq -c '{name: .Name, driver: .Driver, containers: [.Containers[] | del(.Name, .EndpointID)]}' <<<"$output")" = \
		'{"name":"two","driver":"ipvlan","containers":[{"MacAddress":"","IPv4Address":"10.20.20.2/24","IPv6Address":""}]}' ]
	nsrun --network two --mac 02:00:00:00:00:01 -- true
	expect_status 125
	nsrun stop "$id"
	create three -d ipvlan --subnet=10.30.30.0/24 -o ipvlan_mode=l3 -o parent=eth0
	nsrun --network three -- sh -c 'ip -o link show eth0; ip -4 route show default; ip -o -4 address show eth0'
	expect_status 0
	[[ $output == *" $(cat /sys/class/net/eth0/address) "* && $output == *" inet 10.30.30.1/24 "* ]]
	expect_line "default dev eth0 scope link"
}

# covers: --network M16
@test "ipvlan without a parent: on a private LAN, too" {
	have ipvlan
	create lab -d ipvlan --subnet 10.7.0.0/24
	stand one --network lab
	stand two --network lab
	in_run two ping -q -n -c 1 -W 10 10.7.0.1
	in_run one ping -q -n -c 1 -W 10 10.7.0.2
}

# covers: --network M16 --lan
@test "without a parent: a private LAN, on which runs reach each other, and which goes with them" {
	create lab --subnet 10.7.0.0/24
	stand one --network lab
	stand two --network lab
	in_run two ping -q -n -c 1 -W 10 10.7.0.1
	in_run one ping -q -n -c 1 -W 10 10.7.0.2
	# Another network's LAN is another, with the same addresses.
	create other --subnet 10.7.0.0/24
	expect_address 10.7.0.1/24 --network other
}

# covers: --network --dry-run
@test "a dry run prints the address that a run would get, and makes nothing" {
	create_main
	nsrun --dry-run --network lab -- true
	expect_status 0
	expect_stderr ""
	expect_line "ip -n \"\$ns\" address add 172.16.86.2/24 broadcast 172.16.86.255 dev 'eth0'"
	[ ! -e /run/nsrun ] || [ -z "$(find /run/nsrun -type f)" ]
	stand first --network lab
	find /run/nsrun -type f -printf '%p %i %T@\n' | sort >"$BATS_TEST_TMPDIR/files"
	nsrun --dry-run --network lab --network lab -- true
	expect_status 0
	expect_line "ip -n \"\$ns\" address add 172.16.86.3/24 broadcast 172.16.86.255 dev 'eth0'"
	expect_line "ip -n \"\$ns\" address add 172.16.86.4/24 broadcast 172.16.86.255 dev 'eth1'"
	find /run/nsrun -type f -printf '%p %i %T@\n' | sort | cmp - "$BATS_TEST_TMPDIR/files"
	expect_address 172.16.86.3/24 --network lab
}

# covers: --network M15 P7
@test "Docker's own networks: none is a run with lo alone, the others are answered" {
	local name

	nsrun --network none -- ls /sys/class/net
	expect_status 0
	expect_stderr ""
	expect_output lo
	nsrun --network=none --network none -- true
	expect_status 0
	nsrun --network none --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "--network none: another network is asked for, too: leave one of them out"
	nsrun --network none --ip 172.16.86.2 -- true
	expect_status 125
	nsrun --network host -- true
	expect_failure "--network host: this would be this host's own network: run the command without nsrun"
	for name in bridge default; do
		nsrun --network $name -- true
		expect_failure "--network $name: nsrun has no NAT: use --lan NAME, --bridge BRIDGE, or a network of nsrun network create"
	done
}

# covers: --network --ip
@test "dhcp and slaac where the network gives nothing, and not where it does" {
	create lab -o parent=eth0
	serve_range
	nsrun --network lab --ip dhcp -- ip -o -4 address show eth0
	expect_status 0
	[[ $output == *" inet 172.16.86.1"[0-5][0-9]"/24 "* ]]
	create four --subnet 10.7.0.0/24 -o parent=eth0
	nsrun --network four --ip dhcp -- true
	expect_failure "--ip dhcp: network 'four' gives IPv4 addresses itself: leave it out"
	create six --subnet fd07::/64 -o parent=eth0
	nsrun --network six --ip slaac --ip dhcp -- true
	expect_failure "--ip slaac: network 'six' gives IPv6 addresses itself: leave it out"
}

# covers: --network --probe
@test "--probe refuses an address that somebody on the network has, and the next run gets the next one" {
	create_main
	ip -n peer address add 172.16.86.2/24 dev eth0
	nsrun --network lab --probe -- true
	expect_status 125
	[[ $stderr == "nsrun: --ip 172.16.86.2"*": "* ]]
	expect_address 172.16.86.3/24 --network lab --probe
}
