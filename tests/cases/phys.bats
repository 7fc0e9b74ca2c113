# SPDX-License-Identifier: MIT
# --phys: an interface itself, moved in and given back. A stage has no hardware, so a veth stands for
# it, and --force says that this is no machine's first network namespace.
load ../lib/nsrun
load ../lib/network

prepare()
{
	ip link add name card0 mtu 1400 address 02:00:00:00:00:c0 type veth peer name card0 netns peer
	raise card0
	raise card0 -n peer
	ip -n peer address add 10.4.0.9/24 dev card0
	ip address add 10.4.0.1/24 dev card0
	ip address add 10.4.1.1/16 dev card0
	! have_ipv6 || ip address add fd04::1/64 dev card0 nodad
	ip route add 10.44.0.0/16 via 10.4.0.9 metric 7
	wait_until 10 wire_works card0
	picture >"$BATS_TEST_TMPDIR/before"
}
tidy()
{
	end_all_runs
	expect_nothing_left # card0 as it was
	ip link delete card0
	picture >"$BATS_TEST_TMPDIR/before"
}
phys=(--phys card0 --force)

# covers: --phys --force P6
@test "the interface is the command's, and is given back as it was" {
	nsrun "${phys[@]}" --ip 10.4.0.2/24 -- ping -q -n -c 1 -W 10 10.4.0.9
	expect_status 0
	expect_nothing_left
}

# covers: --phys
@test "inside it is called eth0 and has its own MAC address" {
	nsrun "${phys[@]}" --ip 10.4.0.2/24 -- ip -j address show eth0
	expect_status 0
	[ "$(jq -r '.[0] | .address, .mtu, (.addr_info[] | select(.family == "inet") | .local)' \
		<<<"$output")" = $'02:00:00:00:00:c0\n1400\n10.4.0.2' ]
}

# covers: --phys
@test "its own address may be given to the command" {
	nsrun "${phys[@]}" --ip 10.4.0.1/24 -- ping -q -n -c 1 -W 10 10.4.0.9
	expect_status 0
}

# covers: --phys P6
@test "what the command did to it is undone: name, MTU, MAC address" {
	stand one "${phys[@]}" --ifname card9 --mtu 1300 --ip 10.4.0.2/24
	in_run one ip link set card9 down # Linux 6.1 does not rename what is up in the same request
	in_run one ip link set card9 name other address 02:00:00:00:00:01 mtu 1200
	end_run one
	expect_nothing_left
}

# covers: --phys P2 P6
@test "it is given back when the command is killed, and when it cannot be run" {
	stand one "${phys[@]}" --ip 10.4.0.2/24
	kill -KILL "${command[one]}"
	wait "${supervisor[one]}" || :
	unset 'supervisor[one]' 'command[one]'
	expect_nothing_left
	nsrun "${phys[@]}" --ip 10.4.0.2/24 -- /nonexistent
	expect_status 127
	expect_nothing_left
}

# covers: --phys P6
@test "it is given back when a process of the command holds the namespace" {
	nsrun "${phys[@]}" --ip 10.4.0.2/24 -- sh -c 'sleep 1000 >/dev/null 2>&1 & :'
	expect_status 0
	expect_nothing_left
}

# covers: --phys
@test "beside another link, both by their names" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 "${phys[@]}" --ip 10.4.0.2/24 -- ip -br -4 address
	expect_status 0
	[[ $output == *eth0*172.16.86.2/24*eth1*10.4.0.2/24* ]]
	expect_nothing_left
}

# covers: --phys --force P6 P7
@test "the interface of the host's default route, and one of a namespace, are refused" {
	nsrun --phys eth0 -- true
	expect_failure "--phys eth0: this host's default route is through it, and would be gone\
 meanwhile: choose another interface, or --force"
	nsrun --phys card0 -- true
	expect_failure "--phys card0: this is not the machine's first network namespace, and when\
 nsrun is killed an interface does not come back here: do this on the machine itself, or --force"
}

# covers: --phys P7 --mac --force
@test "what an interface of its own cannot be asked for" {
	nsrun "${phys[@]}" --mac random -- true
	expect_failure "--mac: a physical interface keeps its own address: leave --mac out"
	nsrun "${phys[@]}" --mode bridge -- true
	expect_failure "--mode bridge: a physical interface has no modes: leave --mode out"
	nsrun --macvlan eth0 --force -- true
	expect_failure "--force: it is for a physical interface, and this is a macvlan in mode bridge:\
 leave it out"
	nsrun --phys lo --force -- true
	expect_status 125 # the reason is the kernel's own, and older ones only have "Invalid argument"
	[[ $stderr == "nsrun: physical on 'lo': "*": lo cannot be a parent; name an Ethernet interface" ]]
}

# covers: --phys P3
@test "two runs cannot have it: there is no second" {
	stand one "${phys[@]}" --ip 10.4.0.2/24
	nsrun "${phys[@]}" -- true
	expect_failure "no interface 'card0' on this host: it has eth0 (default route)"
}
