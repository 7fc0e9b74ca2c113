# SPDX-License-Identifier: MIT
# The command reads, writes and inherits what it would without nsrun.
load ../lib/nsrun

line=(--macvlan eth0 --ip 172.16.86.2/24 --)

# same_with COMMAND...: COMMAND prints the same through nsrun as without it.
same_with()
{
	try "$@"
	without=$output
	try "$NSRUN" "${line[@]}" "$@"
	expect_status 0
	expect_stderr ""
	expect_output "$without"
	[ -n "$without" ]
}

# covers: P8
@test "binary data and much of it goes through unchanged, in both directions" {
	head -c 8000000 /dev/urandom >"$BATS_TEST_TMPDIR/data"
	# shellcheck disable=SC2094 # nothing writes to it
	"$NSRUN" "${line[@]}" cat <"$BATS_TEST_TMPDIR/data" | cmp - "$BATS_TEST_TMPDIR/data"
	{ cat "$BATS_TEST_TMPDIR/data"; } | "$NSRUN" "${line[@]}" cat |
		cmp - "$BATS_TEST_TMPDIR/data"
	head -c 300000 "$BATS_TEST_TMPDIR/data" | "$NSRUN" -- sh -c 'cat >&2' 2>&1 >/dev/null |
		cmp - <(head -c 300000 "$BATS_TEST_TMPDIR/data")
}

# covers: P8
@test "stdout and stderr stay apart, and in their order" {
	nsrun "${line[@]}" sh -c 'echo one; echo two >&2; echo three'
	expect_output "$(printf 'one\nthree')"
	expect_stderr two
	run timeout 30 "$NSRUN" "${line[@]}" sh -c 'echo one; echo two >&2; echo three'
	expect_output "$(printf 'one\ntwo\nthree')"
}

# covers: P8
@test "nsrun reads nothing of the input that the command leaves" {
	printf 'one\ntwo\nthree\n' >"$BATS_TEST_TMPDIR/input"
	{
		"$NSRUN" "${line[@]}" sh -c 'read -r first; echo "first: $first"'
		cat
	} <"$BATS_TEST_TMPDIR/input" >"$BATS_TEST_TMPDIR/output"
	[ "$(<"$BATS_TEST_TMPDIR/output")" = "$(printf 'first: one\ntwo\nthree')" ]
}

# covers: P8
@test "end of input and a closed output reach the command (yes | head)" {
	run bash -c 'printf end | "$1" -- wc -c; "$1" -- yes | head -n 1; echo "${PIPESTATUS[0]}"' \
		bash "$NSRUN"
	expect_output "$(printf '3\ny\n141')"
}

# covers: P8
@test "the environment is the same" {
	STRANGE=$'two\nlines' EMPTY='' same_with env
	run env -i NSRUN_TEST=1 "$NSRUN" -- /usr/bin/env
	expect_output NSRUN_TEST=1
	run env -i "$NSRUN" -- /usr/bin/env
	expect_status 0
	expect_output ""
}

# covers: P8
@test "the working directory is the same, also when it has no name any more" {
	mkdir "$BATS_TEST_TMPDIR/here"
	cd "$BATS_TEST_TMPDIR/here"
	same_with readlink /proc/self/cwd
	rmdir "$BATS_TEST_TMPDIR/here"
	same_with readlink /proc/self/cwd
}

# covers: P8
@test "umask, niceness, limits, affinity and user are the same" {
	umask 0137
	ulimit -S -n 97
	ulimit -S -c 0
	same_with sh -c 'umask; nice; ulimit -a; id'
	same_with nice -n 7 nice
	same_with grep -E '^(Umask|Uid|Gid|Groups|Cpus_allowed|THP_enabled|Speculation)' \
		/proc/self/status
	same_with cat /proc/self/limits /proc/self/oom_score_adj /proc/self/coredump_filter
}

# covers: P8
@test "the command is in nsrun's session and process group" {
	nsrun "${line[@]}" sh -c '
		read -r _ _ _ parent own </proc/$$/stat
		read -r name </proc/$parent/comm
		read -r _ _ _ _ of_parent </proc/$parent/stat
		echo "$name $own" | cut -d " " -f 1-5
		echo "$name $of_parent" | cut -d " " -f 1-5'
	expect_status 0
	[ "${lines[0]}" = "${lines[1]}" ]
	[[ ${lines[0]} == "nsrun "* ]]
}

# covers: P8 P10
@test "it may use the processors that nsrun may" {
	local own one

	own=$(sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status)
	one=${own%%[-,]*}
	for _ in {1..10}; do
		nsrun -- sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status
		expect_output "$own"
		try taskset --cpu-list "$one" "$NSRUN" -- sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status
		expect_output "$one"
	done
}
