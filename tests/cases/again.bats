# SPDX-License-Identifier: MIT
# Run it again at once, with the same address and MAC address.
load ../lib/nsrun
load ../lib/network

prepare() { stand_witness; }
tidy()
{
	end_all_runs
	remove_wire eth7
}

line=(--macvlan eth0 --ip 172.16.86.2/24)

# covers: P3 --ip --mac
@test "300 runs in turn with one address and one MAC address, and no failure" {
	local i failed=0

	for ((i = 0; i < 300; i++)); do
		"$NSRUN" "${line[@]}" --mac 02:00:00:00:00:01 -- "$HELPERS/at-once" bind 172.16.86.2 ||
			failed=$((failed + 1))
	done
	[ "$failed" -eq 0 ]
}

# covers: P3 --ip
@test "runs in turn with one IPv6 address alone" {
	have ipv6
	local i

	for i in {1..20}; do
		nsrun --macvlan eth0 --ip fd86::2/64 -- "$HELPERS/at-once" bind fd86::2
		expect_status 0
		expect_output ""
		expect_silent fd86::2
	done
}

# covers: P3
@test "runs in turn with three links" {
	local i

	for i in {1..10}; do
		nsrun --macvlan eth0 --ip 172.16.86.2/24 --macvlan eth0 --ip 172.16.86.3/24 \
			--macvlan eth0 --mode private --ip 172.16.86.4/24 -- true
		expect_status 0
	done
}

# covers: P3 P6 --mode --take-parent M10
@test "runs in turn in mode passthru, and then the host's own traffic" {
	local i

	add_wire eth7
	for i in {1..5}; do
		nsrun --macvlan eth7 --mode passthru --take-parent --ip 10.7.0.2/24 -- true
		expect_stderr ""
		expect_status 0
	done
	ping -q -n -c 1 -W 10 10.7.0.1
}

# covers: P3
@test "when nsrun has returned from a run of some milliseconds, the address is silent" {
	local i

	for i in {1..20}; do
		nsrun "${line[@]}" -- true
		expect_status 0
		expect_silent 172.16.86.2
	done
}

# What the kernel does not get to, it must not have to get to.
# covers: P3
@test "the address is silent while the kernel has many other namespaces to take apart" {
	local i j others

	for i in {1..5}; do
		others=()
		for j in {1..20}; do
			unshare --net ip link set lo up 3>&- &
			others+=($!)
		done
		nsrun "${line[@]}" -- true
		expect_status 0
		expect_silent 172.16.86.2
		wait "${others[@]}" # and not for the witness
	done
}

# covers: P3
@test "when nsrun has returned from a run of more than a second, the address is silent" {
	nsrun "${line[@]}" -- sleep 1.1
	expect_status 0
	expect_silent 172.16.86.2
	nsrun "${line[@]}" -- true
	expect_status 0
}

# covers: P3
@test "when a command could not be run, the address is silent and can be had again" {
	nsrun "${line[@]}" -- /etc/passwd
	expect_status 126
	expect_silent 172.16.86.2
	nsrun "${line[@]}" -- true
	expect_status 0
}

