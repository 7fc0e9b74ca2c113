# SPDX-License-Identifier: MIT
# nsrun network create, list, inspect and remove: named networks, a file each.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/networks

prepare() { umask 022; }
tidy()
{
	put_away_networks
	ip link delete later0 2>/dev/null || :
}

# covers: network-create M1 --subnet --gateway --opt --driver
@test "the notes' own line makes a network: a file, and its ID on stdout" {
	nsrun network create -d macvlan --subnet=172.16.86.0/24 --gateway=172.16.86.1 -o parent=eth0 my-macvlan-net
	expect_status 0
	expect_stderr ""
	[[ $output =~ ^[0-9a-f]{64}$ ]]
	[ "$(ls -A "$networks")" = my-macvlan-net.json ]
	[ "$(stat -c '%a %U' "$networks" "$(file_of my-macvlan-net)")" = $'755 root\n644 root' ]
	[ "$(jq -c 'del(.Created)' "$(file_of my-macvlan-net)")" = "{\"Name\":\"my-macvlan-net\",\"Id\":\"$output\",\
\"Driver\":\"macvlan\",\"EnableIPv6\":false,\"Internal\":false,\"IPAM\":{\"Config\":[{\"Subnet\":\"172.16.86.0/24\",\
\"Gateway\":\"172.16.86.1\"}]},\"Options\":{\"parent\":\"eth0\"},\"Labels\":{}}" ]
	jq -e '.Created | test("^20..-..-..T..:..:..\\.[0-9]{6}Z$")' "$(file_of my-macvlan-net)"
	[ "$(tail -c 2 "$(file_of my-macvlan-net)")" = "}" ] # and a newline
}

# covers: network-create --driver --subnet --gateway --ip-range --aux-address --ipv6 --internal --opt --label
@test "each option of create is in the file" {
	create all --driver=ipvlan --subnet 10.1.0.0/16 --subnet fd86::/64 --subnet=10.2.0.0/16 \
		--gateway fd86::1 --gateway=10.2.0.1 --ip-range 10.2.128.0/17 --ip-range=fd86::100/120 \
		--aux-address router=10.2.0.5 --aux-address=nas=10.1.0.7 --aux-address a=10.2.0.6 --ipv6 \
		--internal --opt parent=eth0 -o ipvlan_mode=l3s --opt=ipvlan_flag=vepa -o mtu=1400 \
		--label owner=me --label=empty= --label 'why=a = b'
	[ "$(jq -c 'del(.Id, .Created)' "$(file_of all)")" = '{"Name":"all","Driver":"ipvlan","EnableIPv6":true,'\
'"Internal":true,"IPAM":{"Config":[{"Subnet":"10.1.0.0/16","AuxiliaryAddresses":{"nas":"10.1.0.7"}},'\
'{"Subnet":"fd86::/64","Gateway":"fd86::1","IPRange":"fd86::100/120"},{"Subnet":"10.2.0.0/16",'\
'"Gateway":"10.2.0.1","IPRange":"10.2.128.0/17","AuxiliaryAddresses":{"router":"10.2.0.5","a":"10.2.0.6"}}]},'\
'"Options":{"parent":"eth0","ipvlan_mode":"l3s","ipvlan_flag":"vepa","mtu":"1400"},'\
'"Labels":{"owner":"me","empty":"","why":"a = b"}}' ]
}

# covers: network-create --opt
@test "each word for a parent, mode and flag" {
	local words

	for words in "macvlan mode=vepa" "macvlan macvlan_mode=private" "ipvlan mode=l3" \
		"ipvlan ipvlan_mode=l3s" "ipvlan ipvlan_flag=private"; do
		create lab -d "${words% *}" -o parent=eth0 -o "${words#* }"
		nsrun network rm lab
	done
	for words in parent macvlan_parent ipvlan_parent; do
		create lab -o "$words=eth0"
		nsrun network list
		[[ ${lines[1]} =~ \ macvlan\ \ bridge\ \ eth0\ *$ ]]
		nsrun network rm lab
	done
	create lab -o mode=vepa
	nsrun network list
	[[ ${lines[1]} =~ \ macvlan\ \ vepa\ \ -\ *$ ]]
}

# covers: network-list network-create --json --quiet M1
@test "list, and ls, show them by name" {
	nsrun network list
	expect_lines "NETWORK ID  NAME  DRIVER  MODE  PARENT  SUBNETS"
	nsrun network ls -q
	expect_output ""
	nsrun network ls --json
	expect_output "[]"
	create web -d ipvlan -o mode=l3 -o parent=eth0 --subnet 10.20.20.0/24 --subnet fd20::/64
	web=$network
	create_main
	nsrun network list
	expect_status 0
	expect_stderr ""
	expect_lines "NETWORK ID    NAME  DRIVER   MODE    PARENT  SUBNETS" \
		"${network:0:12}  lab   macvlan  bridge  eth0    172.16.86.0/24" \
		"${web:0:12}  web   ipvlan   l3      eth0    10.20.20.0/24 and fd20::/64"
	nsrun network ls --quiet
	expect_lines "${network:0:12}" "${web:0:12}"
	nsrun network ls --json
	[ "$(jq -cS . <<<"$output")" = "$(jq -csS . "$(file_of lab)" "$(file_of web)")" ]
}

# covers: network-inspect M1 --format
@test "inspect has Docker's keys, whatever the file leaves out" {
	create_main --label owner=me
	nsrun network inspect lab
	expect_status 0
	expect_stderr ""
	[ "$(jq -c '.[0] | del(.Created)' <<<"$output")" = "{\"Name\":\"lab\",\"Id\":\"$network\",\
\"Scope\":\"local\",\"Driver\":\"macvlan\",\"EnableIPv6\":false,\"IPAM\":{\"Driver\":\"default\",\"Options\":{},\
\"Config\":[{\"Subnet\":\"172.16.86.0/24\",\"Gateway\":\"172.16.86.1\"}]},\"Internal\":false,\"Attachable\":false,\
\"Ingress\":false,\"ConfigFrom\":{\"Network\":\"\"},\"ConfigOnly\":false,\"Containers\":{},\
\"Options\":{\"parent\":\"eth0\"},\"Labels\":{\"owner\":\"me\"}}" ]
	[ "$("$NSRUN" inspect lab)" = "$output" ]
	nsrun network inspect -f '{{.Driver}} {{json .IPAM.Config}}' lab
	expect_output 'macvlan [{"Subnet":"172.16.86.0/24","Gateway":"172.16.86.1"}]'
	change lab '{Name, Id, Driver}'
	nsrun network inspect lab
	expect_status 0
	[ "$(jq -c '.[0] | [.Created, .EnableIPv6, .IPAM.Config, .Internal, .Options, .Labels]' <<<"$output")" = \
		'["0001-01-01T00:00:00Z",false,[],false,{},{}]' ]
}

# covers: network-inspect network-remove --network
@test "a network is found by its name, its ID, and what only its ID begins with" {
	local word

	create_main
	for word in lab "$network" "${network:0:12}" "${network:0:1}"; do
		nsrun network inspect -f '{{.Name}}' "$word"
		expect_stderr ""
		expect_output lab
		nsrun --network "$word" -- true
		expect_stderr ""
		expect_status 0
	done
	nsrun network remove "${network:0:4}"
	expect_output "${network:0:4}"
	expect_none
	create_main
	nsrun network rm "$network"
	expect_output "$network"
	expect_none
}

# covers: network-inspect network-remove --network P7
@test "what two IDs begin with is refused, and a name goes before an ID" {
	create one
	create two
	change one '.Id = ("ab1" + .Id[3:])'
	change two '.Id = ("ab2" + .Id[3:])'
	nsrun network inspect ab
	expect_failure "network 'ab': the IDs of 2 begin so: give more of it"
	nsrun network remove ab
	expect_failure "network 'ab': the IDs of 2 begin so: give more of it"
	nsrun --network ab --ip 10.0.0.1/8 -- true
	expect_failure "network 'ab': the IDs of 2 begin so: give more of it"
	nsrun network inspect -f '{{.Name}}' ab2
	expect_output two
	create ab2
	nsrun network inspect -f '{{.Name}}' ab2
	expect_output ab2
}

# covers: network-inspect network-remove network-list --network P7 125
@test "what is no network, or no line, is refused, and nothing is removed" {
	local word

	create_main
	for word in nosuch '' . .. / ../lab lab.json LAB none host "${network}0" "$(printf 'x%.0s' {1..300})"; do
		for command in inspect remove; do
			nsrun network "$command" "$word"
			expect_status 125
			expect_output ""
			[[ $stderr == "nsrun: network '$word': $no_such: "* ]]
		done
		[ -e "$(file_of lab)" ]
	done
	refused inspect lan -- "network 'lan': $no_such: did you mean lab?"
	refused remove xyz -- "network 'xyz': $no_such: nsrun network list shows all, nsrun network create makes one"
	nsrun --network lba -- true
	expect_failure "network 'lba': $no_such: did you mean lab?"
	nsrun network inspect lab nosuch
	expect_status 125
	expect_output ""
	refused inspect -- "network inspect: a network is missing: nsrun network inspect NAME; nsrun network list shows them"
	refused remove -- "network remove: a network is missing: nsrun network remove NAME; nsrun network list shows them"
	refused list lab -- "network list: takes no name: nsrun network inspect lab shows one network"
	refused remove --force lab -- "--force: no such option: this subcommand has none"
	refused list --filter x -- "--filter: no such option: nsrun help network list lists them all"
	refused inspect -v lab -- "-v: no such option: nsrun help network inspect lists them all"
	refused -- "network: a subcommand is missing: it has create, list, inspect, remove"
	refused prune -- "network: 'prune' is not a subcommand of it: it has create, list, inspect, remove"
	[ -e "$(file_of lab)" ]
	try sh -c '"$0" network list >/dev/full' "$NSRUN"
	expect_failure "write to stdout: No space left on device"
}

# covers: network-remove
@test "remove takes several, says each, and ends at the first that it cannot" {
	create one
	create two
	create three
	nsrun network remove two nosuch one
	expect_status 125
	expect_output two
	[[ $stderr == "nsrun: network 'nosuch': $no_such: "* ]]
	[ ! -e "$(file_of two)" ]
	nsrun network rm one three
	expect_status 0
	expect_lines one three
	expect_none
}

# covers: network-create P7 125 --driver --subnet --gateway --ip-range --aux-address --ipv6 --opt --label
@test "what a network cannot be is refused by its option, and nothing is made" {
	local net=(--subnet 10.1.0.0/16)

	refused_create -- "network create: its name is missing: nsrun network create [OPTION]... NAME"
	refused_create a b -- "network create a: a word too many, b: a network has one name"
	refused_create -d bridge x -- "--driver bridge: must be macvlan or ipvlan"
	refused_create -d '' x -- "--driver: its value is missing: --driver DRIVER"
	refused_create --subnet 10.1.0.0 x -- "--subnet 10.1.0.0: the prefix length is missing, as in 10.1.0.0/24"
	refused_create --subnet 10.1.2.3/16 x -- "--subnet 10.1.2.3/16: the prefix has host bits: the net is 10.1.0.0/16"
	refused_create --subnet 127.0.0.0/8 x -- "--subnet 127.0.0.0/8: no host can be in this net"
	refused_create "${net[@]}" --subnet 10.1.2.0/24 x -- "--subnet 10.1.2.0/24: overlaps with 10.1.0.0/16"
	refused_create "${net[@]}" --gateway 10.2.0.1 x -- "--gateway 10.2.0.1: no --subnet contains it"
	refused_create "${net[@]}" --gateway router x -- "--gateway router: not an IPv4 or IPv6 address: write it without a length"
	refused_create "${net[@]}" --gateway 10.1.0.0 x -- "--gateway 10.1.0.0: this is the address of the net itself (10.1.0.0/16)"
	refused_create "${net[@]}" --gateway 10.1.0.1 --gateway 10.1.0.2 x -- \
		"--gateway 10.1.0.2: its subnet has one already: leave one of them out"
	refused_create --gateway 10.1.0.1 x -- "--gateway 10.1.0.1: no --subnet contains it"
	refused_create "${net[@]}" --ip-range 10.2.0.0/24 x -- "--ip-range 10.2.0.0/24: no --subnet contains it"
	refused_create "${net[@]}" --ip-range 10.1.0.0/15 x -- "--ip-range 10.1.0.0/15: the prefix has host bits: the net is 10.0.0.0/15"
	refused_create --subnet 10.0.0.0/16 --ip-range 10.0.0.0/15 x -- "--ip-range 10.0.0.0/15: not within the subnet (10.0.0.0/16)"
	refused_create "${net[@]}" --aux-address 10.1.0.5 x -- \
		"--aux-address 10.1.0.5: must be NAME=ADDRESS, as in router=172.16.86.5"
	refused_create "${net[@]}" --aux-address a=10.2.0.5 x -- "--aux-address a=10.2.0.5: no --subnet contains it"
	refused_create "${net[@]}" --aux-address a=10.1.0.5 --aux-address a=10.1.0.6 x -- \
		"--aux-address a=10.1.0.6: a is given twice"
	refused_create "${net[@]}" --aux-address a=10.1.255.255 x -- \
		"--aux-address a=10.1.255.255: this is the broadcast address of the net (10.1.0.0/16)"
	refused_create --ipv6 "${net[@]}" x -- "--ipv6: there is no subnet of IPv6: give it one"
	refused_create -o parent x -- "--opt parent: must be KEY=VALUE"
	refused_create -o parent= x -- "--opt parent=: is empty"
	refused_create -o parent=a -o parent=b x -- "--opt parent=b: parent is given twice: leave one of them out"
	refused_create -o mode=l2 x -- "--opt mode=l2: must be one of bridge, private, vepa, passthru and source"
	refused_create -d ipvlan -o mode=bridge x -- "--opt mode=bridge: must be one of l2, l3 and l3s"
	refused_create -o ipvlan_mode=l2 x -- "--opt ipvlan_mode=: the driver is macvlan: leave it out"
	refused_create -o mtu=10 x -- "--opt mtu=10: must be a whole number from 68 to 65535"
	refused_create -o com.docker.network.driver.mtu=1400 x -- "--opt com.docker.network.driver.mtu=1400: this is not known there:\
 known are parent, macvlan_parent, ipvlan_parent, mode, macvlan_mode, ipvlan_mode, ipvlan_flag and mtu"
	refused_create --label owner x -- "--label owner: must be KEY=VALUE"
	refused_create --label =me x -- "--label =me: must be KEY=VALUE"
}

# covers: network-create P7
@test "options of Docker's that mean nothing here are refused and not ignored" {
	local option

	for option in --attachable --ingress --config-only --scope=local --config-from=x --ipam-driver=x \
		--ipam-opt=x; do
		refused_create "$option" x -- "${option%=*}: no such option: nsrun help network create lists them all"
	done
	refused_create --ipv4 x -- "--ipv4: no such option: did you mean --ipv6?"
}

# covers: network-create P7
@test "what is no UTF-8 is refused by its option" {
	local ff=$'\xff'

	refused_create -d "$ff" x -- "--driver: this is no UTF-8: write it in ASCII"
	refused_create -o "$ff=1" x -- "--opt: this is no UTF-8: write it in ASCII"
	refused_create -o "parent=$ff" x -- "--opt: this is no UTF-8: write it in ASCII"
	refused_create --label "a=$ff" x -- "--label: this is no UTF-8: write it in ASCII"
	refused_create --subnet 10.0.0.0/8 --aux-address "$ff=10.0.0.4" x -- \
		"--aux-address: this is no UTF-8: write it in ASCII"
}

# covers: network-create P7
@test "names that a network cannot have" {
	local name

	for name in none host bridge default; do
		refused_create "$name" -- "network create $name: this cannot be the name of a network"
	done
	for name in '' .x ../x a/b 'a b' _x ä; do
		refused_create "$name" -- "network create $name: must be of letters, digits, '-', '.' and '_', and begin with a letter or digit"
	done
	name=$(printf 'a%.0s' {1..64})
	refused_create "$name" -- "network create $name: too long: at most 63 characters"
	create "${name:1}"
}

# covers: network-create P7
@test "a name that a network has is refused, and its file is as it was" {
	local before

	create_main
	before=$(stat -c '%i %y' "$(file_of lab)")
	nsrun network create --subnet 10.0.0.0/8 lab
	expect_failure "network create lab: there is a network of this name: nsrun network remove lab removes it, or choose another"
	[ "$(stat -c '%i %y' "$(file_of lab)")" = "$before" ]
	[ "$(ls -A "$networks")" = lab.json ]
}

# covers: network-create P7 --subnet
@test "an overlap with another network is refused on the same parent, and only there" {
	create_main
	nsrun network create -d ipvlan --subnet 172.16.0.0/16 -o parent=eth0 other
	expect_failure "--subnet 172.16.0.0/16: it overlaps with 172.16.86.0/24 of network 'lab' on the same parent:\
 choose another, or use that network"
	nsrun network create --subnet 10.0.0.0/8 --subnet 172.16.86.0/25 -o parent=eth0 other
	expect_failure "--subnet 172.16.86.0/25: it overlaps with 172.16.86.0/24 of network 'lab' on the same parent:\
 choose another, or use that network"
	[ "$(ls -A "$networks")" = lab.json ]
	create beside --subnet 172.16.87.0/24 -o parent=eth0
	create vlan --subnet 172.16.86.0/24 -o parent=eth0.10
	create elsewhere --subnet 172.16.86.0/24 -o parent=eth7
	create private --subnet 172.16.86.0/24 # on a LAN of its own
	create another --subnet 172.16.86.0/24
}

# covers: network-create --network P7
@test "a parent that is not there: a network can be made, a run is refused until it is there" {
	create lab --subnet 10.7.0.0/24 -o parent=later0
	nsrun --network lab -- true
	expect_failure "no interface 'later0' on this host: it has eth0 (default route)"
	ip link add name later0 type veth peer name later0 netns peer
	ip link set later0 up
	ip -n peer link set later0 up
	nsrun --network lab -- ip -br -4 address show eth0
	expect_status 0
	[[ $output == eth0*" 10.7.0.1/24"* ]]
}

# covers: network-remove P7
@test "a network that a run is on is not removed, and the run is named" {
	create_main
	detach --name web --network lab -- sleep 1000
	refused remove lab -- "network 'lab': run web is on it: nsrun stop web ends it"
	detach --network lab -- sleep 1000
	nsrun stop web
	refused remove lab -- "network 'lab': run $id is on it: nsrun stop $id ends it"
	detach --name web --network lab --network lab -- sleep 1000
	nsrun network rm lab
	expect_status 125
	[[ $stderr == "nsrun: network 'lab': run "*" and 2 more are on it: nsrun network inspect lab shows them, nsrun stop ends them" ]]
	[ -e "$(file_of lab)" ]
	nsrun stop --all
	nsrun network remove lab
	expect_status 0
	expect_none
	[ -z "$(find /run/nsrun -type f ! -name 'ended-*' ! -name 'was-*' ! -name 'log-*')" ]
}

# covers: network-remove
@test "a run that was killed is not on its network any more" {
	create_main
	detach --network lab -- sleep 1000
	murder_detached "$id"
	nsrun network remove lab
	expect_stderr ""
	expect_status 0
}
