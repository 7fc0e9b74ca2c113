# SPDX-License-Identifier: MIT
# --ready: who waits for a test server goes on when it can be used, or is told why it cannot.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)
tcp=$HELPERS/tcp
notify=$HELPERS/notify

tidy()
{
	if [ -n "${pid:-}" ] && kill "$pid" 2>/dev/null; then wait_until 10 has_ended "$pid"; fi
	stop_all
}

printed() { grep -qx -- "$1" "$out"; }
is_told() { grep -q "\"event\":\"$1\"" "$2"; } # EVENT FILE: by --status-fd

# covers: --ready
@test "tcp: a server on any one address of the run, of whatever family" {
	local addresses=(127.0.0.1 127.0.0.9 172.16.86.2 172.16.86.3) ipv6=()

	if have_ipv6; then
		addresses+=(::1 fd86::2 fe80::42:acff:fe10:5602%eth0)
		ipv6=(--ip fd86::2/64)
	fi
	for address in "${addresses[@]}"; do
		begin "${line[@]}" --ip 172.16.86.3/24 "${ipv6[@]}" \
			--net-admin --status-fd 1 --ready-timeout 5s --ready tcp:8080 -- \
			sh -c 'ip address add 127.0.0.9/8 dev lo; sleep 0.05; exec "$0" echo 8080 "$1"' \
			"$tcp" "$address"
		wait_until 10 is_told ready "$out"
		kill "$pid"
		finish
		expect_status 143
	done
}

# covers: --ready --ip
@test "tcp: an address that the command has given itself" {
	nsrun --status-fd 1 --macvlan eth0 --net-admin --timeout 5s --ready tcp:8080 -- sh -c '
		ip address add 10.7.7.7/24 dev eth0; timeout 0.5 "$0" echo 8080 10.7.7.7' "$tcp"
	expect_status 124
	expect_stderr ""
	grep -q '"event":"ready"' <<<"$output"
}

# covers: --ready --netns
@test "tcp: in a namespace that was there before" {
	ip netns add there
	ip -n there link set lo up
	nsrun --status-fd 1 --netns there --ready tcp:8080 -- timeout 0.5 "$tcp" echo 8080
	ip netns delete there
	expect_status 124
	grep -q '"event":"ready"' <<<"$output"
}

# covers: --ready
@test "tcp: in a user namespace, which has no way back to the host's network" {
	try unshare --map-root-user "$NSRUN" --status-fd 1 --ready tcp:8080 -- \
		timeout 0.5 "$tcp" echo 8080
	expect_status 124
	grep -q '"event":"ready"' <<<"$output"
}

# covers: --ready
@test "tcp: an address that does not answer at all keeps the others from nothing" {
	# Only IPv4: lo's 127.0.0.1 comes before 172.16.86.2, and swallows what it is sent.
	nsrun --status-fd 1 "${line[@]}" --net-admin --ready-timeout 5s --ready tcp:8080 -- sh -c '
		nft "add table ip t; add chain ip t c { type filter hook input priority 0; }
			add rule ip t c ip daddr 127.0.0.1 drop" &&
			exec timeout 1 "$0" echo 8080 172.16.86.2' "$tcp"
	expect_status 124
	expect_stderr ""
	grep -q '"event":"ready"' <<<"$output"
}

# covers: --ready --status-fd
@test "fd: a newline, and nothing else, says it" {
	mkfifo "$BATS_TEST_TMPDIR/gate"
	begin --status-fd 1 --ready fd:5 -- sh -c "printf almost >&5; echo said
		read -r x <'$BATS_TEST_TMPDIR/gate'; echo >&5; exec sleep 1000"
	wait_until 10 printed said
	run ! is_told ready "$out"
	echo go >"$BATS_TEST_TMPDIR/gate"
	wait_until 10 is_told ready "$out"
	kill "$pid"
	finish
	expect_status 143
}

# covers: --ready P9
@test "fd: the command has this descriptor, whatever was open there, and no other" {
	for number in 3 4 9 200; do
		nsrun --ready fd:$number -- bash -c "'$HELPERS/list-descriptors' '$BATS_TEST_TMPDIR/list'
			echo >&$number" 4</dev/null
		expect_status 0
		expect_stderr ""
		[ "$(sed -n '/^[0-2]$/!p' "$BATS_TEST_TMPDIR/list")" = "$number" ]
	done
}

# covers: --ready
@test "fd: a command that says it in its last moment was ready" {
	for _ in {1..30}; do
		nsrun --detach --rm --ready fd:5 -- sh -c 'echo >&5; exit 3'
		expect_status 0
		[ "${#output}" = 12 ]
	done
	wait_until 10 no_runs
}

# covers: --ready P7
@test "fd: one that the command has already, or that is no number, is refused" {
	nsrun --ready fd:5 --keep-fd 5 -- true 5</dev/null
	expect_failure "--ready fd:5: the command is to have that descriptor already (--keep-fd, LISTEN_FDS or /dev/fd/5): choose another"
	nsrun --ready fd:5 -- cat /dev/fd/5 5</dev/null
	expect_failure "--ready fd:5: the command is to have that descriptor already (--keep-fd, LISTEN_FDS or /dev/fd/5): choose another"
	LISTEN_FDS=1 nsrun --ready fd:3 -- true 3</dev/null # not nsrun's, without LISTEN_PID
	expect_status 125
	expect_stderr "nsrun: --ready fd:3: the command ended with status 0 before it was ready"
	try bash -c 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" --ready fd:3 -- true 3</dev/null' "$NSRUN"
	expect_failure "--ready fd:3: the command is to have that descriptor already (--keep-fd, LISTEN_FDS or /dev/fd/3): choose another"
	try bash -c 'ulimit -n 64; exec "$0" --ready fd:64 -- true' "$NSRUN"
	expect_failure "--ready fd:64: Bad file descriptor: the number is above the limit (ulimit -n)"
	nsrun --ready fd:2 -- true
	expect_failure "--ready fd:2: the descriptor must be a number above 2: 0, 1 and 2 are input, output and errors"
}

# covers: --ready
@test "fd: a command that closes it without a word cannot become ready: at once" {
	SECONDS=0
	nsrun --ready fd:5 -- sh -c 'exec 5>&-; exec sleep 1000'
	expect_failure "--ready fd:5: the command closed the descriptor without a newline"
	nsrun --detach "${line[@]}" --ready fd:5 -- sh -c 'exec 5>&-; exec sleep 1000'
	expect_failure "--ready fd:5: the command closed the descriptor without a newline"
	[ "$SECONDS" -lt 15 ]
	no_process sleep
}

# covers: --ready
@test "notify: READY=1, alone or as one line of a message, and no other word" {
	for message in READY=1 'READY=1\n' 'STATUS=here\nREADY=1\nMAINPID=1' 'A=\n\nREADY=1'; do
		nsrun --status-fd 1 --ready notify -- "$notify" 1 "$message"
		expect_status 0
		grep -q '"event":"ready"' <<<"$output"
	done
	for message in READY=0 READY=11 XREADY=1 STATUS=READY=1 '' READY; do
		nsrun --ready notify -- "$notify" 1 "$message"
		expect_failure "--ready notify: the command ended with status 0 before it was ready"
	done
}

# covers: --ready
@test "notify: who goes on talking is heard on, and does not wait for anybody" {
	nsrun --status-fd 1 --ready notify -- sh -c '"$0" 1 READY=1; "$0" 5000 WATCHDOG=1
		echo talked' "$notify"
	expect_status 0
	expect_line talked
}

# covers: --ready --netns
@test "notify: the socket is the run's, and the host's stays with who does not ask" {
	NOTIFY_SOCKET=/run/theirs nsrun -- sh -c 'echo $NOTIFY_SOCKET'
	expect_output /run/theirs
	NOTIFY_SOCKET=/run/theirs nsrun --ready tcp:80 --ready-timeout 1s -- \
		sh -c 'echo $NOTIFY_SOCKET; exec sleep 1000'
	expect_output /run/theirs
	NOTIFY_SOCKET=/run/theirs nsrun --ready notify -- sh -c '"$0" 1 READY=1; echo $NOTIFY_SOCKET
		grep -c @ /proc/net/unix' "$notify"
	expect_status 0
	[[ ${lines[0]} == @?* ]]
	[ "${lines[1]}" = 1 ]
	run ! grep -F "${lines[0]}" /proc/net/unix
}

# covers: P2 P7 --ready --ready-timeout
@test "not ready in time: one line, 125, and nothing is left" {
	for what in tcp:80 fd:5 notify; do
		nsrun "${line[@]}" --ready $what --ready-timeout 100ms -- sleep 1000
		expect_failure "--ready $what: not ready within 100ms"
		nsrun --detach "${line[@]}" --ready $what --ready-timeout 1 -- sleep 1000
		expect_failure "--ready $what: not ready within 1s"
		no_process sleep
	done
}

# covers: P7 --ready --log
@test "the line shows the last line of the log, where there is one" {
	nsrun --detach --ready tcp:80 -- sh -c 'echo first; echo "bind: Address in use" >&2; exit 3'
	expect_failure "--ready tcp:80: the command ended with status 3 before it was ready: last line of its log: bind: Address in use"
	log=$BATS_TEST_TMPDIR/log
	for detach in "" --detach; do
		# shellcheck disable=SC2086 # a word or none
		nsrun $detach --log "$log" --ready tcp:80 -- sh -c 'echo mine; kill -SEGV $$'
		expect_failure "--ready tcp:80: the command was ended by signal 11 (Segmentation fault) before it was ready: last line of its log: mine"
	done
	nsrun --log "$log" --ready tcp:80 -- sh -c 'exit 0' # the last line is another run's
	expect_failure "--ready tcp:80: the command ended with status 0 before it was ready"
	nsrun --log /dev/null --ready tcp:80 -- sh -c 'echo x; exit 1'
	expect_failure "--ready tcp:80: the command ended with status 1 before it was ready"
}

# covers: P2 --ready --grace
@test "a command that ignores SIGTERM is killed after the grace, with its children" {
	nsrun --grace 200ms --ready tcp:80 --ready-timeout 200ms -- \
		sh -c 'trap "" TERM; sleep 1000 & sleep 1000 & wait'
	expect_failure "--ready tcp:80: not ready within 200ms"
	no_process sleep
}

# covers: P2 P7 --ready --detach
@test "who is asked to end while it waits ends the run, in the foreground and as the parent" {
	for detach in "" --detach; do
		for signal in INT TERM HUP QUIT; do
			# shellcheck disable=SC2086 # a word or none
			begin $detach "${line[@]}" --ready tcp:80 --status-fd 2 -- sleep 1000
			wait_until 10 is_told started "$err"
			kill -s $signal "$pid"
			finish
			expect_status 125
			expect_output ""
			number=$(kill -l $signal)
			grep -qE "^nsrun: --ready tcp:80: ended by signal $number \(.*\) before it was ready\$" \
				"$err"
			no_process sleep
			no_runs
		done
	done
}

# covers: P2 --ready --detach
@test "a parent that is killed while it waits takes the run with it" {
	begin --detach "${line[@]}" --ready tcp:80 --status-fd 2 -- sleep 1000
	wait_until 10 is_told started "$err"
	kill -KILL "$pid"
	wait_until 10 is_told failed "$err"
	wait_until 10 no_runs
	no_process sleep
}

# covers: P8 --ready
@test "other signals are the command's while it is waited for, and all are when it is ready" {
	begin --status-fd 2 --ready fd:5 -- sh -c 'trap "echo usr1" USR1; trap "echo term; exit 9" TERM
		trap "echo >&5" USR2; echo set; while :; do sleep 0.01; done'
	wait_until 10 printed set
	kill -s USR1 "$pid"
	wait_until 10 printed usr1
	kill -s USR2 "$pid"
	wait_until 10 is_told ready "$err"
	kill -s TERM "$pid"
	finish
	expect_status 9
	printed term
}

# covers: --ready --log --detach
@test "its log is written while it is waited for" {
	nsrun --detach --ready fd:5 -- sh -c 'head -c 1000000 /dev/zero; echo >&5; exec sleep 1000'
	expect_status 0
	[ "$(stat -c %s /run/nsrun/host/log-*)" = 1000000 ]
	end_detached "$output"
}

# covers: --ready --detach
@test "its record says starting until it is ready, and running from then on" {
	mkfifo "$BATS_TEST_TMPDIR/gate"
	begin --detach --rm --status-fd 2 --ready fd:5 -- \
		sh -c "read -r x <'$BATS_TEST_TMPDIR/gate'; echo >&5; exec sleep 1000"
	wait_until 10 is_told started "$err"
	[ "$(jq -r .state /run/nsrun/host/run-*)" = starting ]
	[ ! -s "$out" ]
	echo go >"$BATS_TEST_TMPDIR/gate"
	finish
	expect_status 0
	[ "$(in_record "$output" state)" = running ]
	end_detached "$output"
}

# covers: 124 --ready --timeout
@test "--timeout before it is ready: 125; after it: 124" {
	nsrun --timeout 100ms --ready tcp:80 -- sleep 1000
	expect_failure "--ready tcp:80: ended by --timeout before it was ready"
	nsrun --timeout 300ms --ready fd:5 -- sh -c 'echo >&5; exec sleep 1000'
	expect_status 124
	expect_stderr ""
}
