# SPDX-License-Identifier: MIT
# Descriptors: 0, 1 and 2 are the command's as they are, also closed; above them only what was
# asked for.
load ../lib/nsrun

line=(--macvlan eth0 --ip 172.16.86.2/24)

# "${look[@]}" as the command writes what is open to $list; expect_open compares.
prepare()
{
	list=$BATS_TEST_TMPDIR/list
	look=("$HELPERS/list-descriptors" "$list")
}

expect_open()
{
	[ "$(tr '\n' ' ' <"$list")" = "$*${*:+ }" ] || {
		echo "open: $(tr '\n' ' ' <"$list") instead of: $*"
		return 1
	}
	rm "$list"
}

# covers: P8 P9
@test "the command gets 0, 1 and 2, and nothing else of all that is open" {
	try bash -c 'exec 3</dev/null 4>/dev/null 50</etc/passwd 1000<>/dev/null; "$@"' \
		bash "$NSRUN" "${line[@]}" -- "${look[@]}"
	expect_status 0
	expect_stderr ""
	expect_open 0 1 2
}

# covers: P8
@test "closed standard descriptors are closed in the command, each and all" {
	"$NSRUN" "${line[@]}" -- "${look[@]}" <&- 3>&-
	expect_open 1 2
	"$NSRUN" "${line[@]}" -- "${look[@]}" >&- 3>&-
	expect_open 0 2
	"$NSRUN" "${line[@]}" -- "${look[@]}" 2>&- 3>&-
	expect_open 0 1
	"$NSRUN" "${line[@]}" -- "${look[@]}" <&- 2>&- 3>&-
	expect_open 1
	"$NSRUN" "${line[@]}" --verbose -- "${look[@]}" <&- >&- 2>&- 3>&-
	expect_open
}

# covers: P7 P8
@test "an error with stderr closed is a status, and is written nowhere" {
	: >"$list"
	status=0
	"$NSRUN" --macvlan nosuch0 --ip 172.16.86.2/24 -- true <>"$list" 1>&0 2>&- 3>&- || status=$?
	[ "$status" -eq 125 ]
	[ ! -s "$list" ]
	"$NSRUN" -- no-such-command <>"$list" 1>&0 2>&- 3>&- || status=$?
	[ "$status" -eq 127 ]
	[ ! -s "$list" ]
}

# covers: P8 --keep-fd
@test "--keep-fd N hands on N, as often as it is given" {
	"$NSRUN" "${line[@]}" --keep-fd 5 --keep-fd=1000 -- "${look[@]}" \
		3</dev/null 4</dev/null 5</dev/null 1000</dev/null
	expect_open 0 1 2 5 1000
	try bash -c 'exec 7<<<"from seven"; exec "$@"' bash \
		"$NSRUN" "${line[@]}" --keep-fd 7 -- sh -c 'cat <&7'
	expect_status 0
	expect_output "from seven"
}

# covers: P8 --keep-fd
@test "--keep-fd of a standard descriptor, or twice the same, is no mistake" {
	"$NSRUN" --keep-fd 0 --keep-fd 2 --keep-fd 9 --keep-fd 9 -- "${look[@]}" 9</dev/null 3>&-
	expect_open 0 1 2 9
}

# covers: P7 --keep-fd
@test "--keep-fd of a number that is not open, or of no number, is refused" {
	nsrun --keep-fd 77 -- true
	expect_failure "--keep-fd 77: Bad file descriptor: nsrun was not given it; a shell opens it with 77<FILE"
	for wrong in x 3x 4294967296 1.5; do
		nsrun --keep-fd $wrong -- true
		expect_failure "--keep-fd $wrong: must be the number of an open descriptor"
	done
}

# covers: P8
@test "diff <(a) <(b): a shell's substitutions reach the command" {
	try "$NSRUN" "${line[@]}" -- diff <(printf 'one\ntwo\n') <(printf 'one\n2\n')
	expect_status 1
	expect_stderr ""
	expect_line "< two"
	expect_line "> 2"
}

# covers: P8
@test "/dev/fd/N and /proc/self/fd/N in an argument keep N, wherever it stands in the word" {
	try "$NSRUN" -- cat /dev/fd/8 /proc/self/fd/9 8<<<"eight" 9<<<"nine"
	expect_status 0
	expect_output "$(printf 'eight\nnine')"
	"$NSRUN" -- "${look[@]}" --file=/dev/fd/8 /proc/self/fd/9/name x/dev/fd/44 \
		7</dev/null 8</dev/null 9</dev/null 3>&-
	expect_open 0 1 2 8 9
}

# covers: P8
@test "more than one /dev/fd/N in a word keeps each" {
	try "$NSRUN" -- sh -c 'cat /dev/fd/8 /dev/fd/9 /proc/self/fd/7' \
		7<<<"seven" 8<<<"eight" 9<<<"nine"
	expect_status 0
	expect_output "$(printf 'eight\nnine\nseven')"
}

# covers: P8
@test "a /dev/fd/N that is not open is the command's own affair" {
	nsrun -- cat /dev/fd/44 /dev/fd/99999999999999999999
	expect_status 1
	[[ $stderr == "cat: /dev/fd/44: No such file or directory"* ]]
}

# covers: P8
@test "/dev/fd/N never leads to a descriptor of nsrun's own" {
	for number in 3 4 5 6 7 8 9 10; do
		"$NSRUN" "${line[@]}" -- "${look[@]}" /dev/fd/$number \
			3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- 10>&-
		expect_open 0 1 2
	done
}

# covers: P8
@test "sockets for nsrun (LISTEN_FDS) are the command's, with LISTEN_PID set anew" {
	try "$HELPERS/start-with" -l 2 -- "$NSRUN" "${line[@]}" -- sh -c '
		[ "$LISTEN_PID" = $$ ] && echo "for me: $LISTEN_FDS $LISTEN_FDNAMES"
		exec "$0" "$1"' "${look[@]}"
	expect_status 0
	expect_stderr ""
	expect_output "for me: 2 one:two"
	expect_open 0 1 2 3 listening 4 listening
}

# covers: P8
@test "sockets for another process are not handed on" {
	try "$HELPERS/start-with" -l 2 -p 1 -- "$NSRUN" -- sh -c '
		[ "$LISTEN_PID" = $$ ] && echo "for me"
		exec "$0" "$1"' "${look[@]}"
	expect_status 0
	expect_output ""
	expect_open 0 1 2
}

# announced COUNT: with that LISTEN_FDS, meant for nsrun, and descriptor 3 open.
announced()
{
	try bash -c 'export LISTEN_PID=$$ LISTEN_FDS=$0; exec "$@" 3</dev/null' "$1" \
		"$NSRUN" -- "${look[@]}"
	expect_status 0
	expect_stderr ""
}

# covers: P8
@test "a LISTEN_FDS that is no number of sockets is ignored" {
	for count in 0 -1 x 1x "" 2147483648 99999999999999999999; do
		announced "$count"
		expect_open 0 1 2
	done
}

# covers: P8
@test "a LISTEN_FDS beyond all that is open costs no time" {
	announced 100000
	[ "$(head -n 4 "$list" | tail -n 1)" = 3 ]
	# The greatest that sd_listen_fds(3) takes.
	announced 2147483644
	[ "$(head -n 4 "$list" | tail -n 1)" = 3 ]
}

# covers: P9
@test "two links and --verbose open more, and the command gets none of it" {
	"$NSRUN" --verbose "${line[@]}" --macvlan eth0 --ip 172.16.86.3/24 -- "${look[@]}" \
		2>/dev/null 3>&-
	expect_open 0 1 2
}
