# SPDX-License-Identifier: MIT
# The lines of the two notes on Docker's networks that nsrun began with, with nsrun for docker and
# without the image: what must be seen of each. (examples/docker-notes.sh shows them one after the other.)
load ../lib/nsrun
load ../lib/runs

on_eth0=(-d macvlan --subnet=172.16.86.0/24 --gateway=172.16.86.1 -o parent=eth0)

tidy()
{
	local id

	stop_all
	for id in $("$NSRUN" network list --quiet); do "$NSRUN" network remove "$id" >/dev/null; done
	wait_until 10 no_vlan
}
no_vlan() { [ ! -e /sys/class/net/eth0.10 ]; }

# create ARG...: a network, whose ID is $network then.
create()
{
	nsrun network create "$@"
	expect_stderr ""
	expect_status 0
	network=$output
	[[ $network =~ ^[0-9a-f]{64}$ ]]
}

# start ARG...: a detached run, whose ID is $id then.
start()
{
	nsrun run "$@"
	expect_stderr ""
	expect_status 0
	id=$output
	[[ $id =~ ^[0-9a-f]{12}$ ]]
}

start_alpine()
{
	create "${on_eth0[@]}" my-macvlan-net
	start --rm -dit --network my-macvlan-net --name my-macvlan-alpine sh
}

# expect_json FILTER VALUE: of stdout, by jq; VALUE is written as jq -c does.
expect_json()
{
	[ "$(jq -c "$1" <<<"$output")" = "$2" ] || {
		printf '%s is %s instead of %s\n' "$1" "$(jq -c "$1" <<<"$output")" "$2"
		return 1
	}
}

# covers: M1 network-create network-list network-inspect --driver --subnet --gateway --opt
@test "M1: a macvlan network is in network list and network inspect" {
	create "${on_eth0[@]}" my-macvlan-net
	nsrun network list
	expect_line "${network::12}  my-macvlan-net  macvlan  bridge  eth0    172.16.86.0/24"
	nsrun network inspect my-macvlan-net
	expect_json 'length' 1
	expect_json '.[0].Name' '"my-macvlan-net"'
	expect_json '.[0].Id' "\"$network\""
	expect_json '.[0].Driver' '"macvlan"'
	expect_json '.[0].IPAM.Config' '[{"Subnet":"172.16.86.0/24","Gateway":"172.16.86.1"}]'
	expect_json '.[0].Options' '{"parent":"eth0"}'
	expect_json '.[0].Containers' '{}'
}

# covers: M2 --network --detach
@test "M2: a shell in the background has the first free address, and waits for input" {
	start_alpine
	nsrun list --json
	expect_json 'map([.id, .name, .state])' "[[\"$id\",\"my-macvlan-alpine\",\"running\"]]"
	expect_json '.[0].links[0].addresses[0]' '"172.16.86.2/24"'
	ip netns exec peer ping -q -n -c 1 -W 10 172.16.86.2
}

# covers: M3 inspect container
@test "M3: container inspect has the thirteen keys, and the notes' values" {
	start_alpine
	nsrun container inspect my-macvlan-alpine
	expect_status 0
	expect_json '.[0].NetworkSettings.Networks | keys' '["my-macvlan-net"]'
	expect_json '.[0].NetworkSettings.Networks["my-macvlan-net"] | del(.NetworkID, .EndpointID)' \
		'{"IPAMConfig":null,"Links":null,"Aliases":null,"Gateway":"172.16.86.1","IPAddress":"172.16.86.2","IPPrefixLen":24,"IPv6Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"MacAddress":"02:42:ac:10:56:02","DriverOpts":null}'
	expect_json '.[0].NetworkSettings.Networks["my-macvlan-net"].NetworkID' "\"$network\""
	expect_json '.[0].NetworkSettings.Networks["my-macvlan-net"].EndpointID | length' 64
}

# covers: M4 exec
@test "M4: inside are the notes' link, address and routes" {
	start_alpine
	nsrun exec my-macvlan-alpine ip addr show eth0
	expect_status 0
	[[ ${lines[0]} =~ ^[0-9]+:\ eth0@if10:\ .*\ mtu\ 1500\ .*\ state\ UP\  ]]
	[[ ${lines[1]} == *"link/ether 02:42:ac:10:56:02 "* ]]
	expect_line "inet 172.16.86.2/24 brd 172.16.86.255 scope global eth0"
	nsrun exec my-macvlan-alpine ip route
	expect_line "default via 172.16.86.1 dev eth0"
	expect_line "172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2"
}

# covers: M5 network-remove stop container P2
@test "M5: container stop, network rm: a network that is in use stays, and nothing is left" {
	start_alpine
	nsrun network rm my-macvlan-net
	expect_failure "network 'my-macvlan-net': run my-macvlan-alpine is on it: nsrun stop my-macvlan-alpine ends it"
	nsrun container stop my-macvlan-alpine
	expect_status 0
	nsrun network rm my-macvlan-net
	expect_status 0
	expect_output my-macvlan-net
	nsrun network ls --json
	expect_output "[]"
	[ -z "$(find /run/nsrun /etc/nsrun ! -type d)" ]
}

# covers: M6 --network --opt
@test "M6: the same on eth0.10, which is made for it and goes with it" {
	have vlan
	create -d macvlan --subnet=172.16.86.0/24 --gateway=172.16.86.1 -o parent=eth0.10 my-8021q-macvlan-net
	[ ! -e /sys/class/net/eth0.10 ]
	start --rm -itd --network my-8021q-macvlan-net --name my-second-macvlan-alpine sh
	[[ $(ip -d link show eth0.10) == *"vlan protocol 802.1Q id 10 "* ]]
	nsrun exec my-second-macvlan-alpine ip -o -4 addr show eth0
	[[ $output == *" 172.16.86.2/24 brd 172.16.86.255 "* ]]
	nsrun exec my-second-macvlan-alpine ip route
	expect_line "default via 172.16.86.1 dev eth0"
	nsrun container stop my-second-macvlan-alpine
	[ ! -e /sys/class/net/eth0.10 ]
}

# covers: M7 --network --driver --opt inspect exec --format
@test "M7: an ipvlan network in mode l2, and a run that is called by the beginning of its ID" {
	have ipvlan
	create --driver ipvlan --subnet=10.20.20.0/24 --gateway=10.20.20.1 --opt mode=l2 \
		--opt parent=eth0 yeni_ag_l2
	start -d --network yeni_ag_l2 sleep 100
	nsrun exec -it "${id::2}" ip -br -c link
	expect_status 0
	[[ $output == *"@if10"* && $output == *"$(</sys/class/net/eth0/address)"* ]]
	nsrun exec "${id::2}" ip route
	expect_line "default via 10.20.20.1 dev eth0"
	nsrun inspect -f '{{json .}}' yeni_ag_l2
	expect_status 0
	expect_json '[.Name, .Driver]' '["yeni_ag_l2","ipvlan"]'
	expect_json '[.Containers[] | .MacAddress, .IPv4Address, .IPv6Address]' '["","10.20.20.2/24",""]'
	nsrun network inspect yeni_ag_l2
	expect_json '.[0].Options' '{"mode":"l2","parent":"eth0"}'
}

# covers: M7 --opt
@test "M7: Docker's longer names of the same options" {
	have ipvlan
	create --driver ipvlan --subnet=10.20.20.0/24 -o ipvlan_mode=l2 -o ipvlan_parent=eth0 \
		-o ipvlan_flag=private longer
	nsrun run --network longer ip -d link show eth0
	expect_status 0
	[[ $output == *" ipvlan  mode l2 private "* ]]
}

# covers: M8 --network --opt
@test "M8: mode l3: the default route is the device, and the gateway is nobody's" {
	have ipvlan
	create --driver ipvlan --subnet=10.30.30.0/29 --gateway=10.30.30.1 --opt mode=l3 \
		--opt parent=eth0 yeni_ag_l3
	for address in 2 3 4 5 6 2; do
		nsrun run --network yeni_ag_l3 sh -c 'ip -o -4 addr show eth0; ip route show default'
		expect_status 0
		[[ ${lines[0]} == *" 10.30.30.$address/29 "* ]]
		expect_line "default dev eth0 scope link"
	done
}

# Which of the two drivers it is makes no difference to this, and macvlan is everywhere.
# covers: M13 --network --ip P7
@test "M13: a network without a subnet: the run says which address, and of what length" {
	create -o parent=eth0 no_subnet
	nsrun run --network no_subnet --ip 192.168.1.2 -it /bin/bash
	expect_failure "--ip 192.168.1.2: network 'no_subnet' has no subnet that says the length: write --ip 192.168.1.2/24"
	nsrun run --network no_subnet -it /bin/bash
	expect_failure "--network no_subnet: it has no subnet to give an address from: add --ip ADDRESS/LEN, or --ip dhcp"
	nsrun run --network no_subnet --ip 192.168.1.2/24 ip -br -4 address show eth0
	expect_status 0
	[[ $output == *" 192.168.1.2/24"* ]]
}

# covers: M13 --network --ip P7
@test "M13: an address that is asked for is taken, and refused when a run has it" {
	create "${on_eth0[@]}" my-macvlan-net
	start -d --network my-macvlan-net --name first --ip 172.16.86.7 sleep 1000
	nsrun run --network my-macvlan-net --ip 172.16.86.7 true
	expect_status 125
	[[ $stderr == "nsrun: --ip 172.16.86.7/24: Address already in use: run $id ("*") has it on eth0; end that run, or choose another" ]]
	nsrun run --network my-macvlan-net --ip 172.16.86.7/24 true
	expect_failure "--ip 172.16.86.7/24: network 'my-macvlan-net' says the length, which is 24: write --ip 172.16.86.7"
	nsrun run --network my-macvlan-net --ip 172.16.86.1 true
	expect_failure "--ip 172.16.86.1: this is the gateway of network 'my-macvlan-net': choose another"
}

# covers: M13 --network --interactive --tty
@test "M13: an interactive shell on an ipvlan network has a usable terminal" {
	have ipvlan
	create --driver ipvlan --opt mode=l2 --opt parent=eth0 ipvlan_network
	export PS1='$ '
	run "$HELPERS/terminal" "$NSRUN" run --network ipvlan_network --ip 192.168.1.2/24 -it \
		/bin/bash --norc --noprofile --noediting -i 3>&- <<-'EOF'
		await $
		line test -t 0 && test -t 1 && ip -br -4 address show eth0
		await 192.168.1.2/24
		line exit 3
		ends 3
	EOF
	echo "$output"
	[ "$status" -eq 0 ]
}

# covers: M15 --network P7
@test "M15: none is only lo, and Docker's host and bridge are answered" {
	nsrun run --network none ip -br link
	expect_status 0
	[ "${#lines[@]}" -eq 1 ]
	[[ ${lines[0]} == "lo "* ]]
	nsrun run --network host true
	expect_status 125
	[[ $stderr == "nsrun: --network host: this would be this host's own network: "* ]]
	nsrun run --network bridge true
	expect_failure "--network bridge: nsrun has no NAT: use --lan NAME, --bridge BRIDGE, or a network of nsrun network create"
	nsrun network create none
	expect_failure "network create none: this cannot be the name of a network"
}
