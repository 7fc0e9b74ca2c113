# SPDX-License-Identifier: MIT
# Nothing of a network is left behind: no link in a namespace that something keeps, no number of a
# namespace, no claim, no frame on the wire; after success, and after failure at each step.
# (teardown() looks at what the host can see; these cases look beyond that.)
load ../lib/nsrun
load ../lib/network

prepare() { add_wire eth7; }
tidy()
{
	put_end "${client:-}"
	end_all_runs
	remove_wire eth7
}

# The numbers that the host has for other namespaces: a dead run's goes when its namespace does.
numbers() { ip netns list-id | sort; }

# The MAC addresses that eth0 is to take in for its macvlans.
filtered() { bridge fdb show dev eth0 | grep -v '^\(33:33\|01:\)' | sort; }

expect_as_before() # within 10 s: the kernel takes a namespace apart at its leisure
{
	is_as_before() { [ "$(numbers; filtered)" = "$before" ]; }
	wait_until 10 is_as_before || {
		echo "before: $before"
		echo "now: $(numbers; filtered)"
		return 1
	}
}

# covers: P2
@test "a run leaves no namespace" {
	local before

	before=$(numbers; filtered)
	stand one --macvlan eth0 --ip 172.16.86.2/24
	[ "$(numbers | wc -l)" -gt "$(grep -c nsid <<<"$before")" ] # so this can be seen
	filtered | grep -q 02:42:ac:10:56:02
	end_run one
	expect_as_before
}

# covers: P2 P3
@test "a run whose connection keeps its namespace leaves no link in it" {
	local before

	before=$(filtered)
	stand_stuck 172.16.86.2 --macvlan eth0 --ip 172.16.86.2/24 --macvlan eth7 --ip 10.7.0.2/24
	kill_stuck
	[ "$(filtered)" = "$before" ] # at once
	[ "$(bridge fdb show dev eth7 | grep -c 02:42:0a:07:00:02)" -eq 0 ]
}

# covers: P2 --mode
@test "a launch that fails at its second link leaves nothing of the first" {
	local before

	before=$(numbers; filtered)
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --macvlan eth0 --mode passthru --take-parent -- true
	expect_status 125
	[ "$(find /run/nsrun -type f | wc -l)" -eq 0 ]
	expect_as_before
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 0
}

# covers: P2 --route
@test "a launch that fails at a route leaves nothing" {
	local before

	before=$(numbers; filtered)
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --route 10.8.0.0/16 --route 10.8.0.0/16 -- true
	expect_failure "network: route 10.8.0.0/16 on 'eth0': File exists"
	[ "$(find /run/nsrun -type f | wc -l)" -eq 0 ]
	expect_as_before
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 0
}

# covers: P2
@test "a command that cannot be run leaves nothing" {
	local before

	before=$(numbers; filtered)
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- /etc/passwd
	expect_status 126
	[ "$(find /run/nsrun -type f | wc -l)" -eq 0 ]
	expect_as_before
}

# covers: P2
@test "a hundred runs leave nothing that grows" {
	local before i

	before=$(numbers; filtered)
	for i in {1..100}; do "$NSRUN" --macvlan eth0 -- true; done
	expect_as_before
}

# covers: P2 P3
@test "links that the command made itself go, too" {
	local before

	before=$(numbers; filtered)
	stand_stuck 172.16.86.2 --macvlan eth0 --ip 172.16.86.2/24
	in_run stuck ip link add name extra type bridge
	in_run stuck ip link add link eth0 name more address 02:00:00:00:00:66 type macvlan
	in_run stuck ip link set more up
	filtered | grep -q 02:00:00:00:00:66
	kill_stuck
	[ "$(filtered | grep -c 02:)" -eq "$(grep -c 02: <<<"$before")" ]
}

# covers: P2
@test "the parent may go while a run stands on it" {
	stand one --macvlan eth7 --ip 10.7.0.2/24
	remove_wire eth7
	[ "$(in_run one ip -j link | jq length)" -eq 1 ] # lo
	end_run one
	[ "$(find /run/nsrun -type f | wc -l)" -eq 0 ]
}
