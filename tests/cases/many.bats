# SPDX-License-Identifier: MIT
# Many runs: started at once, listed meanwhile, stopped at once.
load ../lib/nsrun
load ../lib/runs

tidy() { stop_all; }

runs=200
[ -z "${NSRUN_VM:-}" ] || runs=20

# each COMMAND...: for each number, all at once; the failures are in $BATS_TEST_TMPDIR/failed.
each()
{
	local i pids=()

	: >"$BATS_TEST_TMPDIR/failed"
	for ((i = 1; i <= runs; i++)); do
		"$@" "$i" >>"$BATS_TEST_TMPDIR/failed" 2>&1 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do wait "$i" || echo "status $?" >>"$BATS_TEST_TMPDIR/failed"; done
	cat "$BATS_TEST_TMPDIR/failed"
	[ ! -s "$BATS_TEST_TMPDIR/failed" ]
}

start()
{
	local ip=10.7.$(($1 / 100)).$(($1 % 100 + 1))/16

	"$NSRUN" -d --name "r$1" --macvlan eth0 --ip "$ip" -- sleep 1000 >/dev/null
}
stop() { "$NSRUN" stop "r$1"; }

# Until it is told to end: lists all, and reads each record as it is at that instant.
look()
{
	local record

	until [ -e "$BATS_TEST_TMPDIR/enough" ]; do
		"$NSRUN" list --json | jq -e 'type == "array"' >/dev/null || return 1
		for record in /run/nsrun/host/run-*[0-9a-f]; do
			record=$(cat "$record" 2>/dev/null) || continue # it is over
			jq -e .id <<<"$record" >/dev/null || {
				echo "no record: $record"
				return 1
			}
		done
	done
}

# covers: --name --detach stop list
@test "200 runs are started at once and stopped at once, and listed meanwhile" {
	look 3>&- &
	looking=$!
	each start
	[ "$("$NSRUN" list --json | jq length)" -eq "$runs" ]
	[ "$("$NSRUN" list --json | jq -r '.[].links[].addresses[]' | sort -u | wc -l)" -eq "$runs" ]
	each stop
	: >"$BATS_TEST_TMPDIR/enough"
	wait "$looking"
	[ "$("$NSRUN" list --json | jq length)" -eq 0 ]
	[ -z "$(find /run/nsrun ! -type d)" ]
}

# covers: --name P7
@test "of many that want one name at once exactly one gets it, and the others are told" {
	local i won=0 lost=0 pids=()

	for ((i = 1; i <= 20; i++)); do
		"$NSRUN" -d --name one -- sleep 1000 >/dev/null 2>"$BATS_TEST_TMPDIR/err$i" 3>&- &
		pids+=($!)
	done
	for i in "${!pids[@]}"; do
		status=0
		wait "${pids[i]}" || status=$?
		case $status in
		0) won=$((won + 1)) ;;
		125)
			lost=$((lost + 1))
			grep -q "^nsrun: --name one: run .* has that name: nsrun stop one ends it" \
				"$BATS_TEST_TMPDIR/err$((i + 1))"
			;;
		esac
	done
	echo "won $won lost $lost"
	[ "$won" -eq 1 ]
	[ "$lost" -eq 19 ]
}

# covers: stop
@test "stop --all ends many at once" {
	each start
	nsrun stop --all
	expect_status 0
	expect_stderr ""
	[ -z "$(find /run/nsrun ! -type d)" ]
	wait_until 10 no_process nsrun # whoever adopted it reaps it
}
