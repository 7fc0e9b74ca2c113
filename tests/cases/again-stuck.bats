# SPDX-License-Identifier: MIT
# Run it again at once, after what keeps the kernel from giving an address back: packets that wait
# for a neighbour, and connections that nobody ends.
load ../lib/nsrun
load ../lib/network

prepare() { stand_witness; }
tidy()
{
	put_end "${client:-}"
	end_all_runs
}

line=(--macvlan eth0 --ip 172.16.86.2/24)
line6=(--macvlan eth0 --mac 02:42:ac:10:56:02 --ip fd86::2/64)

# For a run that sends to an address that no one has, so that the packet waits in the kernel for an
# answer to ARP, and ends.
unsent='echo x >"/dev/udp/$0/9"'

# covers: P3
@test "after a packet to a dead address: silent, and again at once, twenty times" {
	local i

	for i in {1..20}; do
		nsrun "${line[@]}" -- bash -c "$unsent" 172.16.86.77
		expect_status 0
		expect_silent 172.16.86.2
		wait_until 2 expect_free 02:42:ac:10:56:02
		nsrun "${line[@]}" -- "$HELPERS/at-once" bind 172.16.86.2
		expect_status 0
	done
}

# covers: P3
@test "after a packet to a dead IPv6 address: silent, and again at once" {
	have ipv6
	local i

	for i in {1..5}; do
		nsrun "${line6[@]}" -- bash -c "$unsent" fd86::77
		expect_status 0
		expect_silent fd86::2
		wait_until 2 expect_free 02:42:ac:10:56:02
		expect_silent fe80::42:acff:fe10:5602
		nsrun "${line6[@]}" -- "$HELPERS/at-once" bind fd86::2
		expect_status 0
	done
}

# covers: P3
@test "after a run of more than a second that left a packet: silent, and again at once" {
	nsrun "${line[@]}" -- bash -c "sleep 1.1; $unsent" 172.16.86.77
	expect_status 0
	expect_silent 172.16.86.2
	wait_until 2 expect_free 02:42:ac:10:56:02
	nsrun "${line[@]}" -- true
	expect_status 0
}

# covers: P3
@test "after a killed server whose client does not read: silent, and again at once, twenty times" {
	local i

	for i in {1..20}; do
		stand_stuck 172.16.86.2 "${line[@]}"
		kill_stuck
		expect_silent 172.16.86.2
		expect_free 02:42:ac:10:56:02
		nsrun "${line[@]}" -- "$HELPERS/at-once" bind 172.16.86.2
		expect_status 0
		put_end "$client"
	done
}

# covers: P3
@test "after a killed IPv6 server whose client does not read: silent, and again at once" {
	have ipv6
	local i

	for i in {1..3}; do
		stand_stuck fd86::2 "${line6[@]}"
		kill_stuck
		expect_silent fd86::2
		expect_free 02:42:ac:10:56:02
		nsrun "${line6[@]}" -- "$HELPERS/at-once" bind fd86::2
		expect_status 0
		put_end "$client"
	done
}

