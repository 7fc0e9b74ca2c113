# SPDX-License-Identifier: MIT
# Run it again at once, after nsrun itself was killed with SIGKILL, and after somebody has joined the
# run from outside.
load ../lib/nsrun
load ../lib/network

prepare() { stand_witness; }
tidy()
{
	put_end "${client:-}" "${joined:-}"
	end_all_runs
	remove_wire eth7
}

line=(--macvlan eth0 --ip 172.16.86.2/24)

# covers: P2 P3
@test "when nsrun was killed, the next run with its address works" {
	local i

	for i in {1..10}; do
		stand first "${line[@]}"
		murder first
		nsrun "${line[@]}" -- "$HELPERS/at-once" bind 172.16.86.2
		expect_status 0
	done
}

# covers: P2 P3
@test "when nsrun was killed and a server was stuck, the next run alone has the address" {
	stand_stuck 172.16.86.2 "${line[@]}"
	murder stuck
	# That the dead run still answers shows that there is something to remove.
	expect_holder 172.16.86.2 02:42:ac:10:56:02
	nsrun "${line[@]}" -- "$HELPERS/at-once" bind 172.16.86.2
	expect_status 0
	expect_silent 172.16.86.2
}

# covers: P2 P3 --mac
@test "the same, when the dead run and the next have different MAC addresses" {
	stand_stuck 172.16.86.2 "${line[@]}" --mac random
	murder stuck
	stand next "${line[@]}"
	expect_holder 172.16.86.2 02:42:ac:10:56:02
}

# covers: P2 P3
@test "the same with one IPv6 address alone" {
	have ipv6
	local mac

	stand_stuck fd86::2 --macvlan eth0 --ip fd86::2/64
	murder stuck
	stand next --macvlan eth0 --ip fd86::2/64
	mac=$(in_run next ip -j link show eth0 | jq -r '.[0].address')
	expect_holder fd86::2 "$mac"
}

# covers: P2 P3 --mode --take-parent M10
@test "the same in mode passthru: the parent is free for the next run, and then the host's again" {
	add_wire eth7
	stand_stuck 10.7.0.2 --macvlan eth7 --mode passthru --take-parent --ip 10.7.0.2/24
	murder stuck
	nsrun --macvlan eth7 --mode passthru --take-parent --ip 10.7.0.2/24 -- \
		"$HELPERS/at-once" bind 10.7.0.2
	expect_status 0
	expect_stderr ""
}

# covers: P2 P3 --mode --take-parent M10
@test "a passthru link without an address, killed, is not in the next one's way" {
	local i mode

	add_wire eth7
	ip address flush dev eth7
	for i in {1..3}; do
		for mode in bridge passthru; do
			stand first --macvlan eth7 --mode passthru
			murder first
			nsrun --macvlan eth7 --mode "$mode" -- true
			expect_status 0
			expect_stderr ""
		done
	done
}

# covers: P2 P3
@test "when nsrun was killed and its command left a daemon, the next run ends that" {
	local daemon log=$BATS_TEST_TMPDIR/daemon

	stand first "${line[@]}"
	# A double fork and a session of its own: nothing but the network ties it to the run.
	in_run first sh -c '(setsid sh -c "echo \$\$ >\$0; exec sleep 1000" "$0" >/dev/null 3>&- &)' "$log"
	wait_until 10 test -s "$log"
	daemon=$(<"$log")
	murder first
	is_alive "$daemon"
	expect_holder 172.16.86.2 02:42:ac:10:56:02
	nsrun "${line[@]}" -- true
	expect_status 0
	run ! is_alive "$daemon"
	expect_silent 172.16.86.2
}

# covers: P2 P3
@test "the same with a daemon that the command itself began, and that kept a connection" {
	local daemon log=$BATS_TEST_TMPDIR/server

	"$NSRUN" "${line[@]}" -- sh -c '(setsid sh -c "echo \$\$ >\$0.pid; exec \$1 fill 7777 >\$0 2>&1" "$0" "$1" &)
		exec sleep 1000' "$log" "$HELPERS/tcp" </dev/null 3>&- &
	supervisor[first]=$!
	wait_until 20 grep -qs listening "$log"
	has_command() { pgrep -P "${supervisor[first]}" -x sleep >/dev/null; } # the daemon may be faster
	wait_until 20 has_command
	command[first]=$(pgrep -P "${supervisor[first]}" -x sleep)
	daemon=$(<"$log.pid")
	in_background "$BATS_TEST_TMPDIR/client" connected \
		"${on_peer[@]}" "$HELPERS/tcp" hold 172.16.86.2 7777
	client=$background
	wait_until 20 grep -q full "$log"
	murder first
	is_alive "$daemon"
	nsrun "${line[@]}" -- "$HELPERS/at-once" bind 172.16.86.2
	expect_status 0
	run ! is_alive "$daemon"
	expect_silent 172.16.86.2
}

# covers: P2 P3
@test "what joined a run of more than a second does not keep its address" {
	nsrun "${line[@]}" -- sh -c 'echo $$ >"$0"; exec sleep 1.1' "$BATS_TEST_TMPDIR/pid" &
	local run=$!

	wait_until 20 test -s "$BATS_TEST_TMPDIR/pid"
	nsenter --target "$(<"$BATS_TEST_TMPDIR/pid")" --net -- sleep 1000 </dev/null >/dev/null 2>&1 3>&- &
	joined=$!
	wait "$run"
	expect_silent 172.16.86.2
	is_alive "$joined"
	nsrun "${line[@]}" -- true
	expect_status 0
	expect_stderr ""
}
