# SPDX-License-Identifier: MIT
# Runs in the background: what the caller is told, what they keep open, and what stays of them.
load ../lib/nsrun
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)

prepare() { export DIR=$BATS_TEST_TMPDIR; }
tidy() { stop_all; }

# covers: --detach
@test "--detach prints the run's ID when the command runs and its network is ready" {
	nsrun --detach "${line[@]}" -- sh -c 'echo >"$DIR/ran"; exec sleep 1000'
	expect_status 0
	expect_stderr ""
	[[ $output =~ ^[0-9a-f]{12}$ ]]
	ip netns exec peer ping -q -n -c 1 -W 10 172.16.86.2
	"$NSRUN" stop "$output"
}

# covers: --detach P7
@test "a failure before the command runs is the failure of the line that was typed" {
	nsrun --detach --macvlan eht0 -- sleep 1000
	expect_failure "no interface 'eht0' on this host: did you mean eth0?"
	nsrun -d "${line[@]}" -- no-such-command
	expect_status 127
	expect_stderr "nsrun: exec 'no-such-command': No such file or directory"
	nsrun -d "${line[@]}" --hostname 'a b' -- true
	expect_failure "--hostname a b: must be of letters, digits, '-', '.' and '_'"
	nsrun -d --ip 172.16.86.2/24 -- true
	expect_status 125
}

# covers: --detach P2 P7
@test "an ID that cannot be written is a failure, and the run is ended" {
	status=0
	"$NSRUN" -d -- sleep 1000 >/dev/full 2>"$DIR/err" 3>&- || status=$?
	expect_status 125
	[[ $(<"$DIR/err") == "nsrun: write the ID of run "*" to stdout: No space left on device" ]]
	wait_until 10 no_process nsrun
	"$NSRUN" clean >/dev/null
}

# covers: --detach P8
@test "who reads the output of nsrun to its end does not wait for the command" {
	local id

	id=$(timeout 20 "$NSRUN" -d "${line[@]}" -- sleep 1000 2>&1 3>&-)
	"$NSRUN" stop "$id"
}

# covers: --detach
@test "the supervisor keeps nothing of what it was started with, and has a session of its own" {
	local id supervisor fds

	id=$(cd "$DIR" && "$NSRUN" -d "${line[@]}" -- sleep 1000 3>&- 7<"$BATS_TEST_FILENAME")
	supervisor=$(in_record "$id" supervisor)
	[ "$(readlink "/proc/$supervisor/cwd")" = / ]
	for fd in 0 1 2; do [ "$(readlink "/proc/$supervisor/fd/$fd")" = /dev/null ]; done
	fds=$(ls -l "/proc/$supervisor/fd")
	[[ $fds == */dev/null* && $fds != *"$BATS_TEST_FILENAME"* ]]
	[ "$(ps -o sid= -p "$supervisor")" -eq "$supervisor" ]
	"$NSRUN" stop "$id"
}

# covers: --detach --keep-fd
@test "the command gets its descriptors, and the supervisor lets go of them" {
	local id fds

	mkfifo "$DIR/fifo"
	id=$("$NSRUN" -d --keep-fd 7 -- sh -c 'echo kept >&7; exec sleep 1000' 3>&- 7<>"$DIR/fifo")
	read -r -t 20 word <>"$DIR/fifo"
	[ "$word" = kept ]
	fds=$(ls -l "/proc/$(in_record "$id" supervisor)/fd")
	[[ $fds == */dev/null* && $fds != *fifo* ]]
	"$NSRUN" stop "$id"
}

# covers: --detach P2
@test "whoever ends the waiting caller ends the run: by ^C, by SIGTERM, by SIGKILL" {
	local signal

	for signal in INT TERM KILL; do
		hold_launch
		begin -d "${line[@]}" -- sleep 1000
		launching() { ls /run/nsrun/host/*-ip-172.16.86.2 2>/dev/null; }
		wait_until 10 launching
		kill -"$signal" "$pid"
		finish
		[ "$signal" = KILL ] || {
			expect_status 125
			[[ $stderr == "nsrun: ended by signal "*" before the command ran" ]]
		}
		wait_until 10 no_process nsrun
		release_launch
	done
}

# covers: --detach --interactive --tty M2
@test "-i keeps a shell alive that reads; without it there is nothing to read" {
	local id

	id=$("$NSRUN" -d -i -- sh)
	[ "$(in_record "$id" state)" = running ]
	"$NSRUN" exec "$id" true
	"$NSRUN" stop "$id"
	id=$("$NSRUN" -d -- cat)
	[ "$("$NSRUN" wait "$id"; echo $?)" -eq 0 ]
	"$NSRUN" stop "$id"
}

# covers: --detach --interactive --tty M2
@test "-dit gives it a terminal of its own, which its log shows" {
	local id

	id=$("$NSRUN" -dit -- sh -c 'tty; ps -o tty= -p $$; exec sleep 1000')
	two_lines() { [ "$("$NSRUN" logs "$id" | wc -l)" -eq 2 ]; }
	wait_until 20 two_lines
	[[ $("$NSRUN" logs "$id") == /dev/pts/*pts/* ]]
	"$NSRUN" stop "$id"
}

# covers: --detach
@test "what stays of a run that ended by itself is its status and its log, until its name is used again" {
	nsrun -d --name web -- sh -c 'echo first; exit 3'
	expect_status 0
	nsrun wait web
	expect_status 3
	nsrun logs web
	expect_output first
	[ "$(find /run/nsrun ! -type d | wc -l)" -eq 3 ]
	nsrun -d --name web -- sh -c 'echo second; exit 4'
	nsrun wait web
	expect_status 4
	nsrun logs web
	expect_output second
	[ "$(find /run/nsrun ! -type d | wc -l)" -eq 3 ]
	nsrun stop web
	expect_status 0
	[ -z "$(find /run/nsrun ! -type d)" ]
}

# covers: --detach --rm
@test "--rm: not even these" {
	local supervisor before

	mkfifo "$DIR/gate"
	nsrun -d --rm --name web -- sh -c 'read -r x <"$DIR/gate"'
	supervisor=$(in_record web supervisor)
	descriptors() { find "/proc/$supervisor/fd" -type l | wc -l; }
	before=$(descriptors)
	"$NSRUN" wait web 3>&- &
	pid=$!
	is_asked() { [ "$(descriptors)" -gt "$before" ]; }
	wait_until 10 is_asked
	echo >"$DIR/gate"
	wait "$pid"
	empty() { [ -z "$(find /run/nsrun ! -type d)" ]; }
	wait_until 10 empty
	nsrun wait web
	expect_failure "no run 'web' on this host: nsrun list --all shows them"
}

# covers: --detach --log
@test "--log FILE has the output, after what was in it; the state directory has none" {
	echo before >"$DIR/log"
	nsrun -d --name web --log "$DIR/log" -- sh -c 'echo out; echo err >&2'
	expect_status 0
	nsrun wait web
	expect_status 0
	[ "$(<"$DIR/log")" = "$(printf 'before\nout\nerr')" ]
	nsrun logs web
	expect_output "$(printf 'before\nout\nerr')"
	[ -z "$(find /run/nsrun -name 'log-*')" ]
	nsrun stop web
	[ -e "$DIR/log" ]
}

# covers: --log
@test "--log FILE in the foreground" {
	nsrun --log "$DIR/log" -- sh -c 'echo out; echo err >&2; exit 5'
	expect_status 5
	expect_output ""
	expect_stderr ""
	[ "$(<"$DIR/log")" = "$(printf 'out\nerr')" ]
	nsrun --log "$DIR" -- true
	expect_failure "--log $DIR: Is a directory"
}

# covers: --log
@test "--log to a FIFO that nobody reads waits for its reader, and ends as any command does" {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	is_waiting() { [[ $(<"/proc/$pid/wchan") == *wait_for_partner* ]]; }
	begin --log "$BATS_TEST_TMPDIR/fifo" -- echo unread
	wait_until 10 is_waiting
	kill "$pid"
	finish
	expect_status 143
	begin --log "$BATS_TEST_TMPDIR/fifo" -- echo read
	[ "$(<"$BATS_TEST_TMPDIR/fifo")" = read ]
	finish
	expect_status 0
}

# covers: --log
@test "--log to a pipe of the shell's" {
	"$NSRUN" --log >(cat >"$BATS_TEST_TMPDIR/log") -- echo heard 3>&-
	wait_until 10 grep -qx heard "$BATS_TEST_TMPDIR/log"
}

# covers: --detach
@test "a server that exits 3 at once: wait says 3 and logs shows its last line, 300 of 300" {
	local i wrong=0 rounds=300

	[ -z "${NSRUN_VM:-}" ] || rounds=20
	for ((i = 0; i < rounds; i++)); do
		"$NSRUN" -d --name web -- sh -c "echo starting; echo failed $i; exit 3" >/dev/null
		status=0
		"$NSRUN" wait web || status=$?
		[ "$status" -eq 3 ] && [ "$("$NSRUN" logs web | tail -n 1)" = "failed $i" ] ||
			wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
	"$NSRUN" stop web
}

# anonymous_kib PID: the memory that is the process's own, without pages of its program.
anonymous_kib() { awk '/^Anonymous/ { print $2 }' "/proc/$1/smaps_rollup"; }

# covers: --detach
@test "1 GB written: 8 MiB are kept, and the supervisor's memory is flat" {
	local id supervisor before after kept

	mkfifo "$DIR/gate"
	id=$("$NSRUN" -d -- sh -c 'yes 0123456789 | head -c 64M; echo; echo mark; read -r x <"$DIR/gate"
		yes 0123456789 | head -c "$1"; echo; echo last; exec sleep 1000' sh \
		"$([ -n "${NSRUN_VM:-}" ] && echo 64M || echo 1000M)")
	supervisor=$(in_record "$id" supervisor)
	has_line() { "$NSRUN" logs "$id" | tail -n 1 | grep -qx "$1"; }
	wait_until 60 has_line mark
	before=$(anonymous_kib "$supervisor")
	echo >"$DIR/gate"
	wait_until 120 has_line last
	after=$(anonymous_kib "$supervisor")
	kept=$(du -k "$(in_record "$id" log)" | cut -f 1)
	echo "before $before KiB, after $after KiB, kept $kept KiB"
	[ "$after" -le $((before + 8)) ]
	[ "$kept" -ge 8192 ]
	[ "$kept" -le $((8192 + 1024 + 64)) ]
	# It begins with a whole line.
	[ "$("$NSRUN" logs "$id" | head -n 1)" = 0123456789 ]
	"$NSRUN" stop "$id"
}

# covers: --detach M12
@test "without a command it holds the namespace, as ip netns add" {
	nsrun --detach --name ns0 "${line[@]}"
	expect_status 0
	[ "$(ip netns exec ns0 cat /sys/class/net/eth0/address)" = 02:42:ac:10:56:02 ]
	ip netns exec peer ping -q -n -c 1 -W 10 172.16.86.2
	nsrun stop ns0
	expect_status 0
}

# covers: --tty --log P7
@test "what cannot be combined is refused" {
	nsrun -dt --log "$DIR/log" -- true
	expect_failure "--tty: what goes to a terminal of the command's own is in the run's log:\
 leave out --tty, or --log"
}
