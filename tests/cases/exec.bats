# SPDX-License-Identifier: MIT
# nsrun exec: another command in the namespaces of a run, for as long as that lives.
load ../lib/nsrun
load ../lib/runs

prepare()
{
	export DIR=$BATS_TEST_TMPDIR
	"$NSRUN" -d --name web --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000 >/dev/null 3>&-
}

tidy() { stop_all; }

# covers: M4 exec
@test "the command sees the run's addresses and routes, as Docker shows them" {
	nsrun exec web ip addr show eth0
	expect_status 0
	[[ ${lines[0]} =~ ^[0-9]+:\ eth0@if10:\ .*mtu\ 1500.*state\ UP ]]
	expect_line "link/ether 02:42:ac:10:56:02 brd ff:ff:ff:ff:ff:ff link-netnsid 0"
	expect_line "inet 172.16.86.2/24 brd 172.16.86.255 scope global eth0"
	nsrun exec web ip route
	expect_output "$(printf '%s\n' "default via 172.16.86.1 dev eth0 " \
		"172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2 ")"
}

# covers: exec
@test "by name, by ID, by the beginning of it; with -- and without; with Docker's -it" {
	local id

	id=$(in_record web id)
	for words in "web" "$id" "${id:0:4}" "-it web" "-i -t web" "web --"; do
		# shellcheck disable=SC2086 # words on purpose
		nsrun exec $words hostname
		expect_status 0
		expect_output web
	done
}

# covers: exec P8
@test "exit status, standard streams and directory are the command's" {
	cd "$DIR"
	status=0
	output=$(echo asked | "$NSRUN" exec web -- sh -c 'read -r x; echo "$x in $PWD"; exit 7') || status=$?
	expect_status 7
	[ "$output" = "asked in $DIR" ]
	nsrun exec web sh -c 'kill -TERM $$'
	expect_status 143
	nsrun exec web no-such-command
	expect_status 127
	expect_stderr "nsrun: exec 'no-such-command': No such file or directory"
	nsrun exec web "$DIR"
	expect_status 126
}

# covers: exec P8
@test "a signal for nsrun exec is its command's" {
	begin exec web -- sh -c 'trap "echo got it; exit 9" USR1; echo ready; while :; do sleep 0.01; done'
	wait_until 10 grep -q ready "$out"
	kill -USR1 "$pid"
	finish
	expect_status 9
	expect_output "$(printf 'ready\ngot it')"
}

# covers: exec P8
@test "the terminal is the command's: jobs, ^C and its size" {
	run "$HELPERS/terminal" "$NSRUN" exec -it web sh -c \
		'[ -t 0 ] && [ -t 1 ] && stty size && echo ready && exec sleep 1000' 3>&- <<-'EOF'
		size 33 77
		await ready
		key ^C
		ends 130
	EOF
	[ "$status" -eq 0 ]
}

# covers: exec P2
@test "what exec started ends with the run, also in a session of its own and without its nsrun" {
	begin exec web -- sh -c 'setsid sleep 2000 & trap "" TERM; echo started; sleep 3000; :'
	wait_until 10 grep -q started "$out"
	nsrun stop --grace 200ms web
	expect_status 0
	finish
	[ "$status" -ge 128 ]
	wait_until 10 no_process sleep
}

# covers: exec P2
@test "when the run's supervisor is killed, what exec started ends" {
	begin exec web -- sleep 2000
	wait_until 10 pgrep -x -f 'sleep 2000'
	kill -KILL "$(in_record web supervisor)"
	finish
	expect_status 143
	wait_until 10 no_process sleep
	nsrun exec web true
	expect_failure "no run 'web' on this host: nsrun list --all shows them"
}

# covers: exec P2
@test "when nsrun exec is killed, its command goes, and the run goes on" {
	begin exec web -- sleep 2000
	wait_until 10 pgrep -x -f 'sleep 2000'
	kill -KILL "$pid"
	finish
	wait_until 10 no_sleep_2000
	nsrun exec web true
	expect_status 0
}
no_sleep_2000() { ! pgrep -x -f 'sleep 2000' >/dev/null; }

# covers: exec
@test "a command that went to another network namespace is not followed" {
	nsrun -d --name far --macvlan eth0 --ip 172.16.86.3/24 --privileged -- unshare --net --uts --mount \
		sh -c 'hostname elsewhere; echo >"$DIR/there"; exec sleep 1000'
	expect_status 0
	wait_until 10 test -e "$DIR/there"
	nsrun exec far ip -br addr show eth0
	[[ $output == *172.16.86.3/24* ]]
	nsrun exec far hostname
	expect_output far
}

# covers: exec --netns
@test "a run in a network namespace of ip netns is joined there" {
	nsrun -d --name inpeer --netns peer -- sleep 1000
	nsrun exec inpeer ip -br addr show eth0
	[[ $output == *172.16.86.1/24* ]]
	nsrun exec inpeer hostname
	expect_output inpeer
}

# covers: exec P7
@test "what is missing or wrong is said" {
	nsrun exec
	expect_failure "exec: no run: name one, as in nsrun exec web -- sh"
	nsrun exec web
	expect_failure "exec web: no command: end the line with one, as in nsrun exec web -- sh"
	nsrun exec wbe true
	expect_failure "no run 'wbe' on this host: nsrun list --all shows them"
	nsrun exec --nonsense web true
	expect_failure "--nonsense: no such option: nsrun help exec lists them all"
	nsrun -d --name short -- true
	"$NSRUN" wait short
	nsrun exec short true
	[[ $stderr == "nsrun: exec short: run "*" is over" ]]
	expect_status 125
}

# covers: exec
@test "fifty at once" {
	local i pids=()

	for ((i = 0; i < 50; i++)); do
		"$NSRUN" exec web sh -c 'exit 0' 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do wait "$i"; done
}
