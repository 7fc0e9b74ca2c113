# SPDX-License-Identifier: MIT
# What ipvlans on one parent have together: its mode and flag, and that each address is one link's.
load ../lib/nsrun
load ../lib/network

tidy()
{
	end_all_runs
	put_end "${holder:-}"
	ip link delete ipvl7 2>/dev/null || :
	ip netns delete ns0 2>/dev/null || :
	ip netns delete ns1 2>/dev/null || :
	ip link delete macvl7 2>/dev/null || :
	if [ -e /run/netns/other ]; then
		ip -n other link delete ipvl8 2>/dev/null || :
		ip netns delete other
	fi
	wait_until 10 parent_is_free
}

# expect_mode NAME MODE FLAG: what a standing run's link is in.
expect_mode()
{
	[[ $(in_run "$1" ip -d link show eth0) == *"ipvlan  mode $2 $3 "* ]]
}

who() # NAME: as an error line names a standing run
{
	local id

	id=$(cat /run/nsrun/host/* | jq -r "select(.supervisor? == ${supervisor[$1]}) | .id // .run" |
		sort -u)
	[[ $id =~ ^[0-9a-f]{12}$ ]] && echo "run $id (nsrun with pid ${supervisor[$1]}: sleep 1000)"
}

# covers: P6 P7 M9 --mode --flag
@test "another mode or flag than that of a live run is refused, and the run is undisturbed" {
	have ipvlan
	local words name

	stand first --ipvlan eth0 --flag private --ip 172.16.86.2/24
	name=$(who first)
	for words in "--mode l3 --flag private" "--mode l3s" "--flag vepa" ""; do
		# shellcheck disable=SC2086 # words on purpose
		nsrun --ipvlan eth0 $words --ip 10.30.30.2/24 -- true
		expect_failure "ipvlan on 'eth0': Device or resource busy: $name has it in mode l2, flag\
 private, and these belong to the parent; use --mode l2 --flag private, or end that"
		expect_mode first l2 private
	done
	nsrun --ipvlan eth0 --flag private --ip 172.16.86.3/24 -- true
	expect_status 0
}

# covers: P6 --mode
@test "a link that others made on the host is not turned either" {
	have ipvlan
	ip link add link eth0 name ipvl7 type ipvlan mode l3s vepa
	nsrun --ipvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "ipvlan on 'eth0': Device or resource busy: the host's link ipvl7 has it in mode\
 l3s, flag vepa, and these belong to the parent; use --mode l3s --flag vepa, or end that"
	[[ $(ip -d link show ipvl7) == *"ipvlan  mode l3s vepa "* ]]
	nsrun --ipvlan eth0 --mode l3s --flag vepa --ip 10.30.30.2/24 -- true
	expect_stderr ""
	expect_status 0
}

# covers: P6 --mode
@test "the mode stays with those who go on, when the first run is over" {
	have ipvlan
	stand first --ipvlan eth0 --mode l3 --ip 10.30.30.2/24
	stand second --ipvlan eth0 --mode l3 --ip 10.30.30.3/24
	end_run first
	nsrun --ipvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 125
	[[ $stderr == *" has it in mode l3, flag bridge, "* ]]
	expect_mode second l3 bridge
}

# covers: P2 P3 --mode
@test "when the last run is over, another mode works at once" {
	have ipvlan
	local mode

	for mode in l3 l2 l3s l2; do
		nsrun --ipvlan eth0 --mode "$mode" --ip 10.30.30.2/24 -- ip -d link show eth0
		expect_stderr ""
		expect_status 0
		[[ $output == *"ipvlan  mode $mode bridge "* ]]
	done
}

# covers: P2 P3 --mode
@test "when the last nsrun was killed, another mode works at once" {
	have ipvlan
	stand first --ipvlan eth0 --ip 172.16.86.2/24
	murder first
	nsrun --ipvlan eth0 --mode l3 --ip 10.30.30.2/24 -- ip -d link show eth0
	expect_stderr ""
	expect_status 0
	[[ $output == *"ipvlan  mode l3 bridge "* ]]
	find /run/nsrun/host -type f -delete # that of the address, which nobody asked for again
}

# covers: P2 --mode
@test "a record of the mode that cannot be read, or is a dead run's, is no hindrance" {
	have ipvlan
	local file text

	stand first --ipvlan eth0
	file=$(find /run/nsrun/host -name '*-ipvlan')
	end_run first
	for text in "" '"creating"' garbage '{"mode":1}' \
		'{"mode":1,"flags":0,"run":"123456789012","supervisor":1,"command":"init"}'; do
		printf %s "$text" >"$file"
		nsrun --ipvlan eth0 -- true
		expect_stderr ""
		expect_status 0
		[ ! -e "$file" ]
	done
}

# covers: P6 P7 --macvlan --ipvlan
@test "macvlan beside ipvlan is refused, and ipvlan beside macvlan" {
	have ipvlan
	stand first --ipvlan eth0 --ip 172.16.86.2/24
	nsrun --macvlan eth0 --ip 172.16.86.3/24 -- true
	expect_failure "macvlan on 'eth0': Device or resource busy: eth0 carries links of another kind,\
 and macvlan and ipvlan cannot share a parent; end those first, or use another parent"
	end_run first
	stand first --macvlan eth0 --ip 172.16.86.2/24
	nsrun --ipvlan eth0 --ip 172.16.86.3/24 -- true
	expect_failure "ipvlan on 'eth0': Device or resource busy: eth0 carries links of another kind,\
 and macvlan and ipvlan cannot share a parent; end those first, or use another parent"
}

# covers: P3 --macvlan --ipvlan
@test "macvlan behind ipvlan, and the other way, works at once" {
	have ipvlan
	local i kind

	for i in 1 2 3; do
		for kind in ipvlan macvlan; do
			nsrun "--$kind" eth0 --ip 172.16.86.2/24 -- true
			expect_stderr ""
			expect_status 0
		done
	done
}

# covers: P3 P7 --ip --ipvlan
@test "an address that a live run's ipvlan holds is refused, and the run named" {
	have ipvlan
	stand first --ipvlan eth0 --ip 172.16.86.2/24
	nsrun --ipvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "--ip 172.16.86.2/24: Address already in use: $(who first) has it on eth0; end\
 that run, or choose another"
}

# covers: P3 --ip --ipvlan
@test "fifty runs one behind the other get the same address" {
	have ipvlan
	local i

	for ((i = 0; i < 50; i++)); do "$NSRUN" --ipvlan eth0 --ip 172.16.86.2/24 -- true; done
}

# covers: P3 --ip --ipvlan
@test "an address with a server that was killed is free at once" {
	have ipvlan
	stand_stuck 172.16.86.2 --ipvlan eth0 --ip 172.16.86.2/24
	kill_stuck
	nsrun --ipvlan eth0 --ip 172.16.86.2/24 -- "$HELPERS/at-once" bind 172.16.86.2
	put_end "$client"
	expect_stderr ""
	expect_status 0
}

# refused_in_time ADDRESS/LEN: at once, and not after the 5 seconds in which its holder could have gone.
refused_in_time()
{
	local began=${EPOCHREALTIME/./}

	nsrun --ipvlan eth0 --ip "$1" -- true
	[ $(((${EPOCHREALTIME/./} - began) / 1000)) -lt 5000 ]
	expect_failure "address $1 on 'eth0': Address already assigned to an ipvlan device:\
 another link on eth0, of no run, has it; remove it there, or choose another"
}

# covers: P7 --ip --ipvlan
@test "an address that an ipvlan of nobody holds is refused" {
	have ipvlan
	ip netns add other
	ip link add link eth0 name ipvl8 netns other type ipvlan mode l2
	ip -n other address add 172.16.86.2/24 dev ipvl8
	refused_in_time 172.16.86.2/24
	nsrun --ipvlan eth0 --ip 172.16.86.3/24 -- true
	expect_status 0
}

# covers: P7 --ip --ipvlan
@test "so is one that an ipvlan in a namespace without a name holds" {
	have ipvlan
	unshare --net sleep 1000 3>&- &
	holder=$!
	is_away() { [ ! "/proc/$holder/ns/net" -ef /proc/self/ns/net ]; }
	wait_until 10 is_away
	ip link add link eth0 name ipvl9 netns "$holder" type ipvlan mode l2
	nsenter --target "$holder" --net ip address add 172.16.86.2/24 dev ipvl9
	refused_in_time 172.16.86.2/24
}

# What is compared of a network: its links, IPv4 addresses and routes. Told apart: nsrun sets the
# broadcast address and the state UP, and the howto gives lo 127.0.0.1 a second time. Of IPv6 the
# howto has nothing.
summary()
{
	ip -j -d link show | jq -S 'map(del(.inet6_addr_gen_mode, .operstate))'
	ip -j -4 address show | jq -S 'map({ifname, addresses: (.addr_info |
		map(select(.local != "127.0.0.1" or .prefixlen == 8) | {local, prefixlen, scope}))})'
	ip -j -4 route show
}
export -f summary

howto_host() # NAMESPACE LINK ADDRESS: the words of the kernel's document
{
	ip netns add "$1"
	ip link add link eth0 "$2" type ipvlan mode l2
	ip link set dev "$2" netns "$1"
	ip netns exec "$1" ip link set dev "$2" up
	ip netns exec "$1" ip link set dev lo up
	ip netns exec "$1" ip -4 addr add 127.0.0.1 dev lo
	ip netns exec "$1" ip -4 addr add "$3" dev "$2"
	ip netns exec "$1" ip -4 route add default via 172.16.86.1 dev "$2"
}

# covers: M11 --ifname --gateway
@test "two lines make what the howto's ip commands make" {
	have ipvlan
	local i by_ip by_nsrun

	stand ns0 --ipvlan eth0 --ifname ipvl0 --ip 172.16.86.2/24 --gateway 172.16.86.1
	stand ns1 --ipvlan eth0 --ifname ipvl1 --ip 172.16.86.3/24 --gateway 172.16.86.1
	for i in 0 1; do by_nsrun+=$(in_run "ns$i" bash -c summary); done
	in_run ns0 ping -q -n -c 1 -W 10 172.16.86.3
	in_run ns1 ping -q -n -c 1 -W 10 172.16.86.1
	end_all_runs
	wait_until 10 parent_is_free

	howto_host ns0 ipvl0 172.16.86.2/24
	howto_host ns1 ipvl1 172.16.86.3/24
	for i in 0 1; do by_ip+=$(ip netns exec "ns$i" bash -c summary); done
	ip netns exec ns0 ping -q -n -c 1 -W 10 172.16.86.3
	ip netns exec ns1 ping -q -n -c 1 -W 10 172.16.86.1
	for i in 0 1; do
		ip -n "ns$i" link delete "ipvl$i"
		ip netns delete "ns$i"
	done
	diff <(without_numbers <<<"$by_ip") <(without_numbers <<<"$by_nsrun")
}

# The kernel's own numbering of links and namespaces.
without_numbers() { sed -E '/"(ifindex|link_netnsid)":/d'; }
parent_is_free()
{
	ip link add link eth0 name macvl7 type macvlan 2>/dev/null && ip link delete macvl7
}
