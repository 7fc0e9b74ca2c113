# SPDX-License-Identifier: MIT
# --bridge: a veth whose other end is a port of a bridge of the host's.
load ../lib/nsrun
load ../lib/network

prepare()
{
	have bridge
	ip link add name br0 address 02:00:00:00:00:b0 type bridge forward_delay 0
	ip address add 10.5.0.1/24 dev br0
	ip link set br0 up
}
tidy()
{
	end_all_runs
	ip link delete br0
	ip link delete br1 2>/dev/null || :
}
reaches() { in_run "$1" ping -q -n -c 1 -W 10 "$2"; } # NAME ADDRESS

# covers: --bridge P1
@test "runs on a bridge reach each other and the host" {
	stand one --bridge br0 --ip 10.5.0.2/24
	stand two --bridge br0 --ip 10.5.0.3/24
	reaches one 10.5.0.3
	reaches two 10.5.0.1
	ping -q -n -c 1 -W 10 10.5.0.2
}

# covers: --bridge P5
@test "the link has the MAC address of the rule, and the bridge learns it at once" {
	stand one --bridge br0 --ip 10.5.0.2/24
	[ "$(in_run one ip -j link show eth0 | jq -r '.[0].address')" = 02:42:0a:05:00:02 ]
	learned() { bridge fdb show br br0 | grep -q '^02:42:0a:05:00:02 .*master br0'; }
	wait_until 10 learned
}

# A bridge without an address of its own takes the lowest of its ports'.
# covers: --bridge P6
@test "the bridge's own MAC address does not change" {
	local mac

	ip link add name br1 type bridge
	ip link set br1 up
	stand first --bridge br1 --ip 10.5.1.2/24
	mac=$(ip -j link show br1 | jq -r '.[0].address')
	[[ $mac == fe:* ]]
	stand second --bridge br0 --ip 10.5.0.2/24 --mac 02:00:00:00:00:01
	[ "$(ip -j link show br0 | jq -r '.[0].address')" = 02:00:00:00:00:b0 ]
	end_all_runs
	ip link delete br1
}

# covers: --bridge P2
@test "the port is gone when nsrun has returned, and no foot of the host's while it lives" {
	local port

	stand one --bridge br0 --ip 10.5.0.2/24
	port=$(ip -j link show master br0 | jq -r '.[].ifname')
	[[ $port == nsrun* ]]
	run ! grep -w 'inet6\?' <(ip address show dev "$port")
	end_run one
	[ -z "$(ip link show master br0)" ]
}

# covers: --bridge P2
@test "the port of a killed nsrun goes" {
	stand one --bridge br0 --ip 10.5.0.2/24
	murder one
	gone() { [ -z "$(ip link show master br0)" ]; }
	wait_until 10 gone
	nsrun --bridge br0 --ip 10.5.0.2/24 -- true
	expect_status 0
}

# covers: --bridge P3
@test "thirty runs in turn on a bridge" {
	local i

	for i in {1..30}; do
		nsrun --bridge br0 --ip 10.5.0.2/24 -- "$HELPERS/at-once" bind 10.5.0.2
		expect_status 0
		expect_stderr ""
	done
}

# covers: --bridge P3 P7
@test "an address that another run has on the bridge, or the host, is refused" {
	stand one --bridge br0 --ip 10.5.0.2/24
	nsrun --bridge br0 --ip 10.5.0.2/24 --mac random -- true
	expect_status 125
	[[ $stderr == "nsrun: --ip 10.5.0.2/24: Address already in use: run "*" has it on br0; end that run, or choose another" ]]
	nsrun --bridge br0 --ip 10.5.0.1/24 -- true
	expect_failure "--ip 10.5.0.1: this is an address of this host: choose another"
}

# covers: P7 --bridge
@test "what is no bridge, and a bridge that is down" {
	nsrun --bridge eth0 -- true
	expect_failure "--bridge eth0: it is no bridge: name one, or use --macvlan eth0"
	nsrun --bridge br9 -- true
	expect_failure "no interface 'br9' on this host: did you mean br0?"
	nsrun --bridge br0 --mode private -- true
	expect_failure "--mode private: a veth has no modes: leave --mode out"
	ip link set br0 down
	nsrun --bridge br0 --ip 10.5.0.2/24 -- true
	expect_failure "veth on 'br0': Network is down: br0 is down; ip link set br0 up"
}

# covers: --bridge --gateway
@test "the host is the gateway of what is on its bridge, as containers have it" {
	nsrun --bridge br0 --ip 10.5.0.2/24 --gateway 10.5.0.1 -- ping -q -n -c 1 -W 10 172.16.86.250
	expect_status 0
	expect_stderr ""
}

# covers: --bridge --gateway
@test "a gateway on the bridge is used as asked" {
	nsrun --bridge br0 --ip 10.5.0.2/24 --gateway 10.5.0.9 -- ip -4 route show default
	expect_status 0
	expect_lines "default via 10.5.0.9 dev eth0"
}
