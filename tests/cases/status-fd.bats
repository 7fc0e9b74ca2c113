# SPDX-License-Identifier: MIT
# --status-fd: the life of a run, as JSON for the program that started it.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)

prepare() { told=$BATS_TEST_TMPDIR/told; }
tidy() { stop_all; }

# tell ARG...: nsrun with --status-fd on the file $told.
tell() { nsrun --status-fd 7 "$@" 7>"$told"; }

# expect_told FILTER...: the lines, each reduced by its filter of jq, say true; and there are no more.
expect_told()
{
	local number=0 filter

	[ "$(wc -l <"$told")" -eq $# ] || {
		echo "not $# lines:"
		cat "$told"
		return 1
	}
	for filter; do
		number=$((number + 1))
		sed -n "${number}p" "$told" | jq -e "$filter" >/dev/null || {
			echo "line $number is not: $filter"
			cat "$told"
			return 1
		}
	done
}

# covers: --status-fd
@test "started, with all that is known of the run, and exited with its status" {
	tell --name web "${line[@]}" sh -c 'echo $$; readlink /proc/self/ns/net; exit 3'
	expect_status 3
	pid=${lines[0]}
	expect_told ".event == \"started\" and .pid == $pid and (.id | test(\"^[0-9a-f]{12}\$\")) and
			.name == \"web\" and .netns == \"/run/netns/web\" and .cookie > 0 and
			(.time | test(\"^20.*T.*[.][0-9]{6}Z\$\")) and
			.links[0].ifname == \"eth0\" and .links[0].kind == \"macvlan\" and
			.links[0].parent == \"eth0\" and .links[0].addresses == [\"172.16.86.2/24\"] and
			.links[0].gateway == \"172.16.86.1\" and
			.links[0].mac == \"02:42:ac:10:56:02\" and .microseconds.supervisor.clone > 0 and
			.microseconds.child.network >= 0" \
		'.event == "exited" and .status == 3 and .timeout == false and
			(.time | test("^20.*Z$"))'
}

# covers: --status-fd
@test "a run without a name and without a link" {
	tell -- true
	expect_status 0
	expect_told '.event == "started" and .name == null and .netns == null and .links == []' \
		'.event == "exited" and .status == 0'
}

# covers: --status-fd --timeout
@test "a command that a signal ended, and one whose time was over" {
	tell -- sh -c 'kill -KILL $$'
	expect_status 137
	expect_told '.event == "started"' \
		'.event == "signalled" and .signal == 9 and .name == "SIGKILL" and .timeout == false'
	tell --timeout 100ms -- sleep 1000
	expect_status 124
	expect_told '.event == "started"' \
		'.event == "signalled" and .signal == 15 and .name == "SIGTERM" and .timeout'
}

# covers: --status-fd --ready
@test "ready, between them" {
	tell --ready fd:9 -- sh -c 'echo >&9'
	expect_status 0
	expect_told '.event == "started"' '.event == "ready" and (.time | test("Z$"))' \
		'.event == "exited"'
}

# covers: --status-fd
@test "what failed: the stage, the errno, the line on stderr" {
	tell --macvlan no0 --ip 172.16.86.2/24 -- true
	expect_status 125
	expect_told ".event == \"failed\" and .stage == null and .errno == 19 and .status == 125 and
		.message == $(jq -R . <<<"${stderr#nsrun: }")"
	tell "${line[@]}" --ip 172.16.87.2/24 --gateway 172.16.86.3 --route 10.0.0.0/8,172.16.86.3 \
		--route 10.0.0.0/8,172.16.86.4 -- true
	expect_status 125
	expect_told ".event == \"failed\" and .stage == \"network\" and .errno == 17 and
		.message == $(jq -R . <<<"${stderr#nsrun: }")"
	tell -- no-such-command
	expect_status 127
	expect_told '.event == "failed" and .stage == "exec" and .errno == 2 and .status == 127'
	tell --ready fd:9 -- sh -c 'exit 3'
	expect_status 125
	expect_told '.event == "started"' \
		'.event == "failed" and .stage == "ready" and .errno == null and .status == 125'
}

# covers: --status-fd
@test "a failure whose words are no UTF-8 is JSON all the same" {
	tell -- $'no\xffsuch'
	expect_status 127
	expect_told '.event == "failed" and (.message | startswith("exec "))'
}

# covers: --status-fd --detach
@test "of a run in the background the supervisor tells to the end" {
	tell --detach --rm "${line[@]}" sleep 1000
	expect_status 0
	expect_told ".event == \"started\" and .id == \"$output\""
	end_detached "$output"
	expect_told '.event == "started"' '.event == "signalled" and .signal == 15'
}

# covers: --status-fd --detach
@test "1 is nsrun's standard output, also of a run in the background" {
	nsrun --status-fd 1 -- echo out
	expect_status 0
	[ "$(grep -c '^{"event"' <<<"$output")" = 2 ]
	expect_line out
	"$NSRUN" --detach --rm --status-fd 1 -- sh -c 'exit 6' </dev/null >"$told" 3>&-
	wait_until 10 grep -q '"exited"' "$told"
	wait_until 10 no_runs
}

# covers: --status-fd P9
@test "the descriptor is not the command's" {
	tell -- "$HELPERS/list-descriptors" "$BATS_TEST_TMPDIR/list"
	expect_status 0
	run ! grep -x 7 "$BATS_TEST_TMPDIR/list"
}

# covers: --status-fd
@test "a reader that is gone does not end the run" {
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	exec 8<>"$BATS_TEST_TMPDIR/pipe" # with both ends, so that the next open does not wait
	exec 7>"$BATS_TEST_TMPDIR/pipe" 8>&-
	nsrun --status-fd 7 "${line[@]}" sh -c 'exit 3' 7>&7
	exec 7>&-
	expect_status 3
	expect_stderr ""
}

# covers: --status-fd
@test "a reader that does not read does not hold up the run, and gets whole lines or none" {
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	exec 8<>"$BATS_TEST_TMPDIR/pipe"
	"$HELPERS/fill-pipe" 100 >&8
	nsrun --status-fd 7 "${line[@]}" sh -c 'exit 3' 7>&8
	expect_status 3
	# 100 bytes were free, in which no line has room.
	unread=$("$HELPERS/fill-pipe" --unread <&8)
	read -r -t 10 -N "$unread" -u 8 text
	exec 8>&-
	[ -z "${text//x/}" ]
}

# covers: --status-fd P7
@test "a descriptor that is not there, or not for this: refused" {
	nsrun --status-fd 9 -- true
	expect_failure "--status-fd 9: Bad file descriptor: nsrun was not given it; a shell opens it with 9>FILE"
	nsrun --status-fd 7 -- true 7</dev/null
	expect_failure "--status-fd 7: it is open for reading only: a shell opens it for writing with 7>FILE"
	nsrun --status-fd 7 --keep-fd 7 -- true 7>/dev/null
	expect_failure "--status-fd 7: the command is to have it (--keep-fd, LISTEN_FDS or /dev/fd/7), and this one is for nsrun alone: choose another"
	nsrun --status-fd 7 --ready fd:7 -- true 7>/dev/null
	expect_failure "--ready fd:7: the descriptor is that of --status-fd: choose another"
}
