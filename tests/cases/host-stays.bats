# SPDX-License-Identifier: MIT
# The host stays as it is: its links, addresses, routes, rules, neighbours and settings are the same
# before, during and after a run, but for what the kernel does to a parent by itself.
load ../lib/nsrun
load ../lib/network

prepare() { add_wire eth7; }
tidy()
{
	end_all_runs
	remove_wire eth7
	ip address delete 10.6.0.1/32 dev lo 2>/dev/null || :
}

# All of the host's network, without how many want to hear everything of a parent.
host()
{
	ip -d link show | sed -E 's/ (promiscuity|allmulti) [0-9]+//g'
	ip address show | grep -v valid_lft
	ip rule show
	ip route show table all
	ip -6 rule show 2>/dev/null || :
	ip -6 route show table all | sed -E 's/ expires [0-9]+sec//'
	ip maddress show | grep -v -e 'link  ' -e inet6
	find /proc/sys/net -type f -readable ! -path '*/neigh/*' 2>/dev/null |
		grep -v -e stable_secret -e mc_forwarding -e nf_conntrack_count -e dev_weight | sort |
		xargs grep -H . 2>/dev/null || :
}

expect_host() # the same as in the file "before"
{
	host | diff "$BATS_TEST_TMPDIR/host" -
}

# covers: P6 --macvlan --ip --route --gateway --mtu
@test "the host is the same before, during and after a run" {
	host >"$BATS_TEST_TMPDIR/host"
	stand one --macvlan eth0 --ip 172.16.86.2/24 --route 10.8.0.0/16,172.16.86.1 --mtu 1400 \
		--macvlan eth7 --mode private --ip 10.7.0.2/24
	expect_host
	end_run one
	expect_host
}

# covers: P6 --mode --take-parent
@test "the host is the same before, during and after a run in mode passthru" {
	host >"$BATS_TEST_TMPDIR/host"
	stand one --macvlan eth7 --mode passthru --take-parent --ip 10.7.0.2/24
	expect_host
	end_run one
	expect_host
	ping -q -n -c 1 -W 10 10.7.0.1
}

# covers: P6 --take-parent
@test "a MAC address that a command in mode passthru gives its link is not the parent's for longer" {
	local mac

	mac=$(cat /sys/class/net/eth7/address)
	stand one --macvlan eth7 --mode passthru --take-parent
	in_run one ip link set eth0 down
	in_run one ip link set eth0 address 02:00:00:00:00:55
	in_run one ip link set eth0 up
	[ "$(cat /sys/class/net/eth7/address)" = 02:00:00:00:00:55 ]
	end_run one
	[ "$(cat /sys/class/net/eth7/address)" = "$mac" ]
	ping -q -n -c 1 -W 10 10.7.0.1
}

# covers: P6
@test "the host is the same after launches that fail" {
	host >"$BATS_TEST_TMPDIR/host"
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- /etc/passwd
	expect_status 126
	nsrun --macvlan eth0 --macvlan eth0 --mode passthru --take-parent -- true
	expect_status 125
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --route 10.8.0.0/16 --route 10.8.0.0/16 -- true
	expect_status 125
	expect_host
}

# covers: P6
@test "the host reaches its neighbours while runs come and go" {
	local i

	for i in {1..10}; do
		"$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 -- true 3>&- &
		ping -q -n -c 1 -W 10 172.16.86.1
		wait "$!"
	done
	[ "$(ip -j neigh show to 172.16.86.1 | jq -r '.[0].lladdr')" = \
		"$(ip -n peer -j link show eth0 | jq -r '.[0].address')" ]
}

# covers: P6 --ip
@test "what the peer knows of the host is not changed by a run" {
	local before

	ping -q -n -c 1 -W 10 172.16.86.1
	before=$(ip -n peer -j neigh show to 172.16.86.250 | jq -r '.[0].lladdr')
	stand one --macvlan eth0 --ip 172.16.86.2/24
	peer ping -q -n -c 1 -W 10 172.16.86.250
	[ "$(ip -n peer -j neigh show to 172.16.86.250 | jq -r '.[0].lladdr')" = "$before" ]
	[ "$(peer "$HELPERS/who-has" eth0 172.16.86.250)" = "$before" ]
}

# covers: P6 P7 --ip
@test "an address of the host is refused, on the parent and elsewhere" {
	ip address add 10.6.0.1/32 dev lo
	local address

	for address in 172.16.86.250/24 172.16.86.250/32 10.7.0.250/24 10.6.0.1/24; do
		nsrun --macvlan eth0 --ip "$address" -- true
		expect_failure "--ip ${address%/*}: this is an address of this host: choose another"
	done
}

# covers: P6 P7 --ip
@test "an IPv6 address of the host is refused" {
	have ipv6
	local address

	for address in fd86::250/64 fe80::250/64; do
		nsrun --macvlan eth0 --ip "$address" -- true
		expect_failure "--ip ${address%/*}: this is an address of this host: choose another"
	done
}
