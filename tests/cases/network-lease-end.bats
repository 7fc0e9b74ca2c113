# SPDX-License-Identifier: MIT
# Leases of named networks: how long they last, of runs that are killed, and of many at once.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/servers
load ../lib/networks

tidy()
{
	put_end "${holder:-}"
	put_away_networks
}

# covers: --network P2 126
@test "a lease is free after its run, whatever became of that" {
	create lab --subnet 10.7.0.0/30 --gateway 10.7.0.1 -o parent=eth0 # of one address
	nsrun --network lab -- false
	expect_status 1
	nsrun --network lab -- /etc
	expect_status 126
	nsrun --network lab --macvlan nosuch -- true
	expect_status 125
	nsrun --network lab --gateway 172.16.86.250 -- true
	expect_status 125
	detach --rm --network lab -- sleep 1000
	nsrun stop "$id"
	stand dead --network lab
	murder dead
	stand dead --network lab
	kill -KILL "${command[dead]}"
	wait "${supervisor[dead]}" || :
	unset "supervisor[dead]" "command[dead]"
	expect_address 10.7.0.2/30 --network lab
	[ -z "$(find "$records" ! -type d)" ]
}

# begin_reserving: a run, $pid, that has an address of the network "lab" reserved, and waits for one of
# the network "next".
begin_reserving()
{
	local lock

	create next --subnet 10.8.0.0/24 -o parent=eth0
	expect_address 10.8.0.1/24 --network next
	lock=$(echo "/run/nsrun/networks/"*"-$network")
	# The lock of the flock that is killed is its sleep's, too: so it is that which has it.
	in_background "$BATS_TEST_TMPDIR/lock" locked sh -c 'exec 9<"$0"; flock 9; echo locked; exec sleep 1000' "$lock"
	holder=$background
	begin --network lab --network next -- sleep 1000
	wait_until 20 compgen -G "$records/*-ip-10.7.0.2" >/dev/null
}

# covers: --network P2
@test "what a run has reserved is its own before it is claimed, and free when it is killed then" {
	create lab --subnet 10.7.0.0/30 --gateway 10.7.0.1 -o parent=eth0
	begin_reserving
	nsrun --macvlan eth0 --ip 10.7.0.2/30 -- true
	expect_status 125
	[[ $stderr =~ ^nsrun:\ --ip\ 10.7.0.2/30:\ Address\ already\ in\ use:\ run\ [0-9a-f]{12}\ \(nsrun\ with\ pid\ $pid:\ sleep\ 1000\) ]]
	nsrun --network lab -- true
	expect_status 125
	[[ $stderr == *"all its IPv4 addresses are in use"* ]]
	kill -KILL "$pid"
	wait "$pid" || :
	compgen -G "$records/*-ip-10.7.0.2"
	expect_address 10.7.0.2/30 --network lab
	[ -z "$(find "$records" ! -type d)" ]
}

# covers: --network P2 clean
@test "clean removes what a killed run had reserved" {
	create lab --subnet 10.7.0.0/30 --gateway 10.7.0.1 -o parent=eth0
	begin_reserving
	kill -KILL "$pid"
	wait "$pid" || :
	nsrun clean
	expect_status 0
	[ -z "$(find "$records" ! -type d)" ]
}

# covers: --network P2 P3
@test "once the reservation is a claim nothing of it is left but that" {
	create lab --subnet 10.7.0.0/30 --gateway 10.7.0.1 -o parent=eth0
	begin_reserving
	put_end "$holder"
	holder=
	has_begun() { pgrep -P "$pid" -x sleep >/dev/null; }
	wait_until 20 has_begun
	expect_running 1
	[ "$(cat "$records"/*-ip-10.7.0.2 | jq -c '.keys | length')" -eq 5 ] # two addresses, two MACs, the run
	# They have no other inode than the claims of that run.
	[ "$(stat -c %i "$records"/*-ip-* "$records"/*-mac-* | sort -u | wc -l)" -eq 1 ]
	nsrun --network lab -- true
	expect_status 125
	pkill -P "$pid" -x sleep
	finish
	[ -z "$(find "$records" ! -type d)" ]
}

runs=200
[ -z "${NSRUN_VM:-}" ] || runs=20

# covers: --network P3
@test "200 runs at once get 200 addresses, and the next 200 others" {
	local i round pids

	create lab --subnet 10.7.0.0/16 -o parent=eth0
	for round in 0 1; do
		: >"$BATS_TEST_TMPDIR/failed"
		pids=()
		for ((i = 0; i < runs; i++)); do
			"$NSRUN" -d --rm --network lab -- sleep 1000 2>>"$BATS_TEST_TMPDIR/failed" >/dev/null 3>&- &
			pids+=($!)
		done
		for i in "${pids[@]}"; do wait "$i" || echo "status $?" >>"$BATS_TEST_TMPDIR/failed"; done
		cat "$BATS_TEST_TMPDIR/failed"
		[ ! -s "$BATS_TEST_TMPDIR/failed" ]
		# They are the first so many that there are, and then the next.
		"$NSRUN" list --json | jq -r '.[].links[].addresses[]' | sort >"$BATS_TEST_TMPDIR/given"
		for ((i = round * runs + 1; i <= (round + 1) * runs; i++)); do
			echo "10.7.$((i / 256)).$((i % 256))/16"
		done | sort | diff - "$BATS_TEST_TMPDIR/given"
		[ "$("$NSRUN" network inspect -f '{{json .Containers}}' lab | jq length)" -eq "$runs" ]
		nsrun stop --all --grace 0
		expect_status 0
	done
	[ -z "$(find "$records" ! -type d)" ]
}

# covers: --network P3 P7
@test "of more runs at once than there are addresses each address gets one, and the others are told" {
	local i pids=() given=0

	create lab --subnet 10.7.0.0/28 --gateway 10.7.0.1 -o parent=eth0 # 13
	for i in {1..20}; do
		"$NSRUN" -d --rm --network lab -- sleep 1000 >/dev/null 2>"$BATS_TEST_TMPDIR/err$i" 3>&- &
		pids+=($!)
	done
	for i in {1..20}; do
		if wait "${pids[i - 1]}"; then
			given=$((given + 1))
		else
			[[ $(<"$BATS_TEST_TMPDIR/err$i") == "nsrun: --network lab: all its IPv4 addresses are in use: "* ]]
		fi
	done
	[ "$given" -eq 13 ]
	[ "$("$NSRUN" list --json | jq -r '.[].links[].addresses[]' | sort -u | wc -l)" -eq 13 ]
}

# covers: --network P2 P3
@test "runs that are killed at random moments leave no address that cannot be given" {
	local i rounds=40

	[ -z "${NSRUN_VM:-}" ] || rounds=8
	create lab --subnet 10.7.0.0/30 --gateway 10.7.0.1 -o parent=eth0
	for ((i = 0; i < rounds; i++)); do
		"$NSRUN" --network lab -- sleep 1000 >/dev/null 2>&1 3>&- &
		pid=$!
		read -r -t "0.0$((RANDOM % 25 + 10))" <> <(:) || :
		kill -KILL "$pid"
		wait "$pid" || :
		"$NSRUN" --network lab -- true
	done
	wait_until 10 no_process sleep
	[ -z "$(find "$records" ! -type d)" ]
}
