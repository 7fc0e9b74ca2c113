# SPDX-License-Identifier: MIT
# nsrun stop, wait and logs: the end of runs, and what they wrote.
load ../lib/nsrun
load ../lib/runs

prepare()
{
	export DIR=$BATS_TEST_TMPDIR
	mkfifo "$DIR/gate"
}
tidy() { stop_all; }

line=(--macvlan eth0 --ip 172.16.86.2/24)

# covers: stop M5 P2
@test "stop ends a run by SIGTERM; when it returns nothing is left" {
	nsrun -d --name web "${line[@]}" -- sh -c 'trap "echo >\"\$DIR/termed\"; exit 0" TERM; echo up
		while :; do sleep 0.01; done'
	wait_for_line web up
	nsrun stop web
	expect_status 0
	expect_output ""
	expect_stderr ""
	[ -e "$DIR/termed" ]
	[ -z "$(find /run/nsrun ! -type d)" ]
	[ ! -e /run/netns/web ]
	wait_until 10 no_process nsrun # whoever adopted it reaps it
}

# covers: stop
@test "more runs than there are descriptors" {
	for i in {1..40}; do nsrun -d -- sleep 1000; done
	(ulimit -Sn 48 && "$NSRUN" stop --all --grace 0)
	nsrun list
	[ "${#lines[@]}" -eq 1 ]
}

# covers: stop --grace
@test "what does not end is killed after the grace: stop's own, else the run's" {
	nsrun -d --name web --grace 300ms -- sh -c 'trap "" TERM; echo up; while :; do sleep 0.01; done'
	wait_for_line web up
	took_ms nsrun stop web
	expect_status 0
	[ "$took" -ge 300 ]
	nsrun -d --name web --grace 1h -- sh -c 'trap "" TERM; echo up; while :; do sleep 0.01; done'
	wait_for_line web up
	start_waiter web
	nsrun stop --grace 0 web
	expect_status 0
	expect_waited 137
}

# covers: wait stop P8
@test "wait tells the status to who asks while the run is ending, too" {
	local command left

	for detach in --detach ''; do
		# Its command ends at once, and what that leaves behind does not.
		begin $detach --name web --grace 1h -- sh -c 'setsid sh -c "trap \"\" TERM; echo \$\$ >\"\$DIR/left\"
			exec sleep 1000" & echo $$ >"$DIR/command"; read -r x <"$DIR/gate"; exit 5'
		wait_until 10 test -s "$DIR/left" -a -s "$DIR/command"
		left=$(<"$DIR/left") command=$(<"$DIR/command")
		echo >"$DIR/gate"
		wait_until 10 has_ended "$command"
		start_waiter web
		kill -KILL "$left"
		expect_waited 5
		[ -n "$detach" ] || finish
		rm "$DIR"/left "$DIR"/command
		nsrun stop --all
		expect_status 0
		"$NSRUN" clean
	done
}

# covers: stop
@test "several at once, and all" {
	local i

	for i in 1 2 3 4; do nsrun -d --name "r$i" -- sleep 1000; done
	nsrun stop r1 r2
	expect_status 0
	nsrun exec r1 true
	expect_status 125
	nsrun exec r3 true
	expect_status 0
	nsrun stop --all
	expect_status 0
	[ -z "$(find /run/nsrun ! -type d)" ]
	nsrun stop --all
	expect_status 0
}

# covers: stop P7
@test "what is missing or unknown is said" {
	nsrun stop
	expect_failure "stop: name the runs, or all of them by --all"
	nsrun stop --all web
	expect_failure "stop: name the runs, or all of them by --all"
	nsrun stop web
	expect_failure "no run 'web' on this host: nsrun list --all shows them"
	nsrun stop --grace soon web
	expect_failure "--grace soon: not a time: write 500ms, 2s or 1m"
	nsrun wait
	expect_failure "wait: no run: name one or more"
	nsrun logs
	expect_failure "logs: name one run"
}

# covers: stop wait logs inspect P7
@test "options may stand behind names, and what is wrong there is said before anything is done" {
	nsrun -d --name web --grace 1h -- sh -c 'trap "" TERM; echo up; while :; do sleep 0.01; done'
	wait_for_line web up
	nsrun wait web --timeout 1
	expect_failure "--timeout: no such option: this subcommand has none"
	nsrun stop web --grcae 0
	expect_failure "--grcae: no such option: did you mean --grace?"
	nsrun stop web --all
	expect_failure "stop: name the runs, or all of them by --all"
	nsrun inspect web --size
	expect_failure "--size: no such option: nsrun help inspect lists them all"
	nsrun stop -- --grace web
	expect_failure "no run '--grace' on this host: nsrun list --all shows them"
	nsrun exec web sh -c 'echo "$*"' sh --all -f
	expect_status 0
	expect_output "--all -f"
	"$NSRUN" logs web -f >"$DIR/followed" 3>&- &
	pid=$!
	wait_until 10 grep -qx up "$DIR/followed"
	nsrun stop web --grace 0
	expect_status 0
	wait "$pid"
	nsrun list web --all
	expect_failure "list: takes no name: nsrun inspect web shows one run"
}

# covers: stop P8
@test "a run in the foreground is stopped, too, and its nsrun gives the command's status" {
	begin --name web "${line[@]}" -- sh -c 'trap "exit 6" TERM; echo up; while :; do sleep 0.01; done'
	wait_until 10 grep -q up "$out"
	nsrun stop web
	expect_status 0
	finish
	expect_status 6
}

# covers: stop
@test "a supervisor that was stopped is continued; one that does not answer is killed" {
	begin --name web --grace 100ms "${line[@]}" -- sleep 1000
	wait_until 10 test -L /run/netns/web
	kill -STOP "$pid"
	wait_until 10 grep -q '^State:.T' "/proc/$pid/status"
	nsrun stop web
	expect_status 0
	finish
	[ -z "$(find /run/nsrun ! -type d)" ]
}

# covers: stop P2
@test "after kill -9 of a supervisor, stop removes what is left" {
	nsrun -d --name web "${line[@]}" -- sh -c 'setsid sleep 1000 & setsid sleep 1000 & wait'
	wait_until 10 pgrep -x sleep
	kill -KILL "$(in_record web supervisor)"
	nsrun stop --all
	expect_status 0
	wait_until 10 no_process sleep
	[ -z "$(find /run/nsrun ! -type d)" ]
	[ ! -L /run/netns/web ]
}

# covers: wait
@test "wait gives the status of a run that ends, of one that has, and of one that a signal ended" {
	nsrun -d --name web -- sh -c 'read -r x <"$DIR/gate"; exit 42'
	start_waiter web
	echo >"$DIR/gate"
	expect_waited 42
	nsrun wait web
	expect_status 42
	nsrun -d --name other -- sh -c 'kill -KILL $$'
	nsrun wait other
	expect_status 137
	nsrun wait other web
	expect_status 42
}

# covers: wait
@test "wait for a run in the foreground" {
	begin --name web -- sh -c 'read -r x <"$DIR/gate"; exit 5'
	running() { [ "$(in_record web state)" = running ]; }
	wait_until 10 running
	start_waiter web
	echo >"$DIR/gate"
	expect_waited 5
	finish
	expect_status 5
}

# covers: logs --follow
@test "logs -f shows what is there and what comes, and ends with the run" {
	nsrun -d --name web -- sh -c 'echo one; read -r x <"$DIR/gate"; echo two; exit 1'
	"$NSRUN" logs -f web >"$DIR/followed" 3>&- &
	pid=$!
	wait_until 10 grep -q one "$DIR/followed"
	echo >"$DIR/gate"
	wait_until 10 has_ended "$pid"
	wait "$pid"
	[ "$(<"$DIR/followed")" = "$(printf 'one\ntwo')" ]
	nsrun logs --follow web
	expect_output "$(printf 'one\ntwo')"
}

# covers: logs P7
@test "logs of a run that has none" {
	begin --name web -- sleep 1000
	running() { [ "$(in_record web state)" = running ]; }
	wait_until 10 running
	nsrun logs web
	expect_status 125
	[[ $stderr == "nsrun: run "*" has no log: its output is where nsrun was started, or use --log FILE" ]]
	"$NSRUN" stop web
	finish
}

# Two runs whose ID begins alike are rare: so the record of another is laid beside it.
# covers: stop P7
@test "the beginning of an ID that two runs have is refused" {
	local id other

	id=$("$NSRUN" -d --name web -- sleep 1000 3>&-)
	other=${id:0:11}x
	cp /run/nsrun/host/run-*-"$id" "$(echo /run/nsrun/host/run-*-"$id" | sed "s/$id/$other/")"
	nsrun stop "${id:0:5}"
	expect_failure "'${id:0:5}': more than one run has an ID that begins so: write more of it"
	rm /run/nsrun/host/run-*-"$other"
	nsrun stop "${id:0:11}"
	expect_status 0
}

# covers: stop P7
@test "a word that leads out of the directory names no run" {
	for word in .. ../x / a/b . "" "$(printf 'x%.0s' {1..300})"; do
		nsrun stop "$word"
		expect_status 125
	done
}

# start_waiter RUN: nsrun wait in the background; returns when it has called the run, and waits.
start_waiter()
{
	"$NSRUN" wait "$1" >"$DIR/waiter" 2>&1 3>&- &
	waiter=$!
	has_called()
	{
		[ -n "$(find "/proc/$waiter/fd" -lname 'socket:*')" ] &&
			grep -q '^State:.S' "/proc/$waiter/status"
	}
	wait_until 20 has_called
}

expect_waited() # STATUS
{
	local status=0

	wait "$waiter" || status=$?
	[ "$status" -eq "$1" ] || {
		echo "wait: status $status instead of $1: $(<"$DIR/waiter")"
		return 1
	}
}

took_ms() # COMMAND...: sets took
{
	local before=${EPOCHREALTIME/[.,]/}

	"$@"
	took=$(((${EPOCHREALTIME/[.,]/} - before) / 1000))
}

wait_for_line() # RUN LINE
{
	has_line() { "$NSRUN" logs "$1" | grep -qx "$2"; }
	wait_until 20 has_line "$@"
}
