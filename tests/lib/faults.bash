# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the faults (tests/faults/*.bats) have at hand beside nsrun.bash, which they load first: a launch whose every
# system call and netlink request fails once. The launch is ${line[@]}, up to the command.
#
# A sweep has some hundred launches. So between two there is no program but inject (tests/faults/inject.c) and nsrun.

INJECT=${INJECT:-$(dirname "$NSRUN")/tests/faults/inject}
shopt -s nullglob globstar

# The emulated machine is five to ten times slower.
answers=(EPERM EEXIST EBUSY ENOBUFS EADDRINUSE) step=1
[ -z "${NSRUN_VM:-}" ] || answers=(EBUSY) step=10
declare -gA numbers=([EPERM]=1 [EINTR]=4 [EIO]=5 [EAGAIN]=11 [ENOMEM]=12 [EBUSY]=16 [EEXIST]=17 [ENODEV]=19 [EMFILE]=24
	[ENOSPC]=28 [EROFS]=30 [ENOSYS]=38 [EADDRINUSE]=98 [ENOBUFS]=105)

under=()
faults=0 swept=0 wrong=0
limit_ms=$((2000 * slowness))

# of_file FILE: its text in $REPLY, without another process.
of_file()
{
	local text=()

	mapfile -t -d '' text <"$1"
	REPLY=${text[0]:-}
}

# The traces that a launch can leave on the host, in $REPLY. Processes: all that this stage has.
traces()
{
	local mounts

	mapfile -t mounts </proc/self/mountinfo
	printf -v REPLY '%s\n' /sys/class/net/* /run/nsrun/*/* /run/netns/* "${#mounts[@]} mounts" /proc/[0-9]*
}
no_traces() { traces && [ "$REPLY" = "$untouched" ]; }

# launch OPTION...: ${under[@]} and ${line[@]} with these options of inject's; sets status, output, stderr and report.
launch()
{
	local dir=$BATS_TEST_TMPDIR

	status=0
	"$INJECT" -t $((10 * slowness)) -f "$dir/report" "$@" -- "${under[@]}" "$NSRUN" "${line[@]}" -- "$HELPERS/what-is-there" \
		>"$dir/out" 2>"$dir/err" </dev/null 3>&- || status=$?
	of_file "$dir/out" && output=$REPLY
	of_file "$dir/err" && stderr=$REPLY
	mapfile -t report <"$dir/report"
}

# expect_good_launch: and from then on that is what is compared with.
expect_good_launch()
{
	launch
	[ "$status$stderr${report[*]}" = 0none ] || {
		printf 'the good launch: status %s, %s\n%s\n' "$status" "$stderr" "${report[*]}"
		return 1
	}
	good=$output
	traces && untouched=$REPLY
}

complain() # TEXT
{
	printf '%s: %s\n  status %s: %s\n' "${report[*]}" "$1" "$status" "$stderr" | tee -a "${FAULTS_SHOWN:-/dev/null}"
	wrong=$((wrong + 1))
}

expect_in_time() # COMPLAINT
{
	[ "${report[0]}" = none ] || [ "${report[0]##* }" -le "$limit_ms" ] || complain "$1"
}

# Nothing may be left. Only when the fault came in the ending of a run that was good, where what removes things is what
# fails, it may be there until `clean`, or until the same line is run again.
expect_no_traces()
{
	local failed=("${report[@]}") first=$status

	no_traces && return
	if [ "$status" -ne 0 ] && wait_until 1 no_traces; then return; fi
	if [ "$status" -eq 0 ]; then
		swept=$((swept + 1))
		"$NSRUN" clean >/dev/null && no_traces && return
		launch
		[ "$status" -eq 0 ] && no_traces && return
	fi
	report=("${failed[@]}") status=$first
	traces
	complain "left behind: $(diff <(echo "$untouched") <(echo "$REPLY"))"
	untouched=$REPLY
}

# Where something is no part of what the command should have, $warning is how the one line begins that says it is missing.
is_warned()
{
	[ -n "${warning:-}" ] && [ "$output" = "$good" ] && [[ $stderr =~ ^"nsrun: warning: $warning: "[^$'\n']+$'\n'$ ]]
}

# The command ran with all that it should have, or did not and nsrun has said why in one line.
judge()
{
	local one_line='^nsrun: ([^'$'\n'']+: [^'$'\n'']+|the launch was ended by signal [^'$'\n'']+)'$'\n''$'

	case $status in
	0) [ "$output$stderr" = "$good" ] || is_warned || complain "not complete: $(diff <(echo "$good") <(echo "$output"))" ;;
	125) [[ $stderr =~ $one_line ]] || complain "not one line" ;;
	126) [[ $stderr =~ $one_line && ${report[*]} == *" execve "* ]] || complain "the program could be run" ;;
	*) complain "another status" ;;
	esac
	[ "${#report[@]}" -eq 1 ] || complain "crashed, or hangs"
	expect_in_time "took too long"
	expect_no_traces
	[ -z "${FAULTS_SHOWN:-}" ] || printf '%s %s: %s %s\n' "$*" "$status" "${report[*]}" "$stderr" >>"$FAULTS_SHOWN"
}

# sweep OPTION...: once for each call, or each request, that inject counts with these options, and the number N.
# In the emulated machines each fifth call: all of them take a quarter of an hour there.
sweep() # -c|-r OPTION...
{
	local n step=1

	[[ -z ${NSRUN_VM:-} || $1 != -c ]] || step=5
	for ((n = 1; ; n += step)); do
		launch "$1" "$n" "${@:2}"
		# Nothing was refused, and so nothing is to be judged.
		[ "${report[1]:-}" != unanswered ] || launch "$1" "$n" "${@:2}"
		if [ "${report[0]:-none}" = none ] || [ "$wrong" -ge 20 ]; then break; fi
		faults=$((faults + 1))
		judge "$1" "$n" "${@:2}"
	done
	[ "$n" -gt 1 ] || complain "no such call: $*"
}

# sweep_processes -c|-r NUMBER-OF-PROCESSES ERROR...
sweep_processes()
{
	local process error

	for ((process = 1; process <= $2; process++)); do
		for error in "${@:3}"; do
			sweep "$1" -p "$process" -e "${numbers[$error]}"
		done
	done
}

# call_faults NUMBER-OF-PROCESSES ERROR...; request_faults NUMBER-OF-PROCESSES; all_faults NUMBER-OF-PROCESSES, which is
# both with one errno each: what ${line[@]} does beyond the main line.
call_faults()
{
	expect_good_launch
	sweep_processes -c "$@"
	expect_no_complaint
}
request_faults()
{
	expect_good_launch
	sweep_processes -r "$1" "${answers[@]}"
	expect_no_complaint
}
all_faults()
{
	expect_good_launch
	sweep_processes -c "$1" ENOMEM
	sweep_processes -r "$1" EBUSY
	expect_no_complaint
}

expect_no_complaint()
{
	echo "# $BATS_TEST_DESCRIPTION: $faults faults, $wrong of them wrong; $swept left to the next sweep" >&3
	[ "$wrong" -eq 0 ] && [ "$faults" -gt 0 ]
}

# ---------------------------------------------------------------- SIGKILL

# The same line, and what it leaves: nothing.
expect_next_launch()
{
	launch
	[ "$status$output$stderr" = "0$good" ] || complain "the next launch"
}

# After SIGKILL no process may be there, and of the rest nothing after `clean`. The same line works at once, with what
# was left or without it: each has its turn.
judge_killed()
{
	faults=$((faults + 1))
	[ "${#report[@]}" -eq 1 ] || complain "crashed, or hangs"
	expect_in_time "a process outlived it"
	[ $((faults % 2)) -eq 0 ] || expect_next_launch
	"$NSRUN" clean >/dev/null || complain "clean"
	wait_until 2 no_traces || complain "left behind: $(diff <(echo "$untouched") <(echo "$REPLY"))"
	[ $((faults % 2)) -eq 1 ] || expect_next_launch
	wait_until 2 no_traces || complain "left behind: $(diff <(echo "$untouched") <(echo "$REPLY"))"
}

# kill_sweep PROCESS STEP: it is killed before each of its system calls, or each STEPth. Of the first one nobody is
# left to say why; all others are nsrun's to tell of.
kill_sweep()
{
	local n

	expect_good_launch
	for ((n = 1; wrong < 20; n += $2)); do
		launch -k -p "$1" -c "$n"
		[ "${report[0]:-none}" != none ] || break
		if [ "$1" -eq 1 ]; then judge_killed; else judge_child_killed; fi
	done
	expect_no_complaint
}

# The supervisor lives, so all is as after any failure at once.
judge_child_killed()
{
	faults=$((faults + 1))
	case $status in
	125) [[ $stderr =~ ^nsrun:\ .*[^$'\n']$'\n'$ ]] || complain "not one line" ;;
	137) [ -z "$stderr" ] || complain "not the command's own end" ;;
	*) complain "another status" ;;
	esac
	[ "${#report[@]}" -eq 1 ] || complain "crashed, or hangs"
	expect_in_time "took too long"
	wait_until 2 no_traces || complain "left behind: $(diff <(echo "$untouched") <(echo "$REPLY"))"
}
