# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What every case (tests/cases/*.bats, tests/attacks/*.bats, tests/faults/*.bats) has at hand. A case file runs on a throwaway host of its own
# (tests/stage): eth0 with 172.16.86.250/24 and a default route to the namespace "peer", which is
# 172.16.86.1 and answers. A case begins with `load ../lib/nsrun` and a line that says what it shows:
#
#	# covers: P3 --mac M10
#
# Nothing here waits by sleeping: wait_until asks again and again, with a deadline.

bats_require_minimum_version 1.5.0

NSRUN=${NSRUN:-$BATS_TEST_DIRNAME/../../build/nsrun}
HELPERS=${HELPERS:-$(dirname "$NSRUN")/tests/helpers}
PATH=$PATH:/usr/sbin:/sbin
PS4='+ '

# A virtual machine is ten times slower, but not where it waits. What fails there takes three times
# as long, and a case file has 1500 seconds (tests/cases/run).
slowness=1
[ -z "${NSRUN_VM:-}" ] || slowness=3

# Before each case: what the host looks like, for expect_nothing_left.
setup()
{
	[ "${NSRUN_STAGE:-}" = 1 ] || {
		echo "cases run on a stage: tests/cases/run" >&2
		return 1
	}
	[ -z "${NSRUN_VM:-}" ] || take_turn
	picture >"$BATS_TEST_TMPDIR/before"
	if declare -F prepare >/dev/null; then prepare; fi
}

# In a virtual machine a case may change the kernel that all cases share. So each holds a lock beside
# the others, and alone() is back when no other case runs, or can begin before this one has ended.
take_turn() { exec {turn}<"$BATS_TEST_DIRNAME/../lib" && flock --shared "$turn"; }
alone() { flock --exclusive "$turn"; }

# After each case, also when it forgot to ask.
teardown()
{
	if declare -F tidy >/dev/null; then tidy; fi
	expect_nothing_left
}

# nsrun ARG...: runs it; $status, $output (its stdout) and $stderr are set, and the lines of each.
nsrun()
{
	try "$NSRUN" "$@"
}

# try COMMAND [ARG...]: the same for any command.
try()
{
	run --separate-stderr -- timeout --foreground --kill-after=5 $((30 * slowness)) "$@" </dev/null
}

# nobody COMMAND [ARG...]: as the user nobody, without any capability; on a plain user's stage,
# which knows no other user, as root without any. A stage's files below /run are open to all.
nobody()
{
	local user=(--reuid=65534 --regid=65534 --clear-groups)

	grep -q '4294967295$' /proc/self/uid_map || user=()
	try setpriv "${user[@]}" --inh-caps=-all --bounding-set=-all "$@"
}

# All that could be left behind: links and their state, addresses, routes, settings of the host and
# of its peer, namespaces, mounts, records, processes of nsrun's. Taken twice a case, so with few
# programs: under emulation the start of each takes as long as 100 system calls.
picture() # in a shell of its own, where a grep that finds nothing is no failure
(
	set +e
	local shown=$'address show\nroute show table all\nnetns list' process

	echo "== host and peer"
	{
		ip -d -batch - <<<"$shown"
		ip -n peer -d -batch - <<<"$shown"
	} | sed -E '/valid_lft/d; s/ (qdisc|state) [^ ]+//g; s/ expires [0-9]+sec//; s/ \(id:.*//'
	echo "== sysctls"
	grep -rs --exclude=stable_secret --exclude=mc_forwarding . \
		/proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf /proc/sys/net/ipv4/ip_forward
	echo "== mounts"
	mapfile -t mounts </proc/self/mountinfo
	echo "${#mounts[@]}"
	echo "== records"
	[ ! -d /run/nsrun ] || find /run/nsrun ! -type d
	echo "== processes"
	for process in /proc/[0-9]*/comm; do
		read -r process 2>/dev/null <"$process"
		[ "$process" != nsrun ] || echo nsrun
	done
)

# The picture is the one that setup() saw. The kernel takes a dead link's promiscuity off its
# parent some milliseconds after nsrun has returned, so this looks until it is, at most 10 s.
expect_nothing_left()
{
	same_picture() { picture | cmp -s - "$BATS_TEST_TMPDIR/before"; }
	wait_until 10 same_picture || {
		echo "left behind:"
		picture | diff "$BATS_TEST_TMPDIR/before" -
		return 1
	}
}

# wait_until SECONDS COMMAND [ARG...]: until COMMAND succeeds; fails after SECONDS, in a virtual
# machine after three times as many.
wait_until()
{
	local deadline=$((SECONDS + $1 * slowness))

	shift
	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		read -r -t 0.01 <> <(:) || :
	done
}

# begin ARG...: nsrun in the background, as $pid, with no signal ignored (a shell's `&` ignores INT
# and QUIT). What it prints goes to the files $out and $err. begin_with "OPTION..." ARG... is the
# same with options of tests/helpers/start-with.c.
begin() { begin_with "" "$@"; }
begin_with()
{
	local options=$1

	shift
	out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
	: >"$out" # a child that has not opened them yet would show those of the last one
	: >"$err"
	# shellcheck disable=SC2086 # words on purpose
	"$HELPERS/start-with" -d 0 $options -- "$NSRUN" "$@" >"$out" 2>"$err" </dev/null 3>&- &
	pid=$!
}

# finish: waits until what begin() began has ended, and sets what nsrun() sets.
finish()
{
	wait_until 30 has_ended "$pid" || {
		kill -KILL "$pid"
		echo "nsrun did not end"
		return 1
	}
	status=0
	wait "$pid" || status=$?
	output=$(<"$out") stderr=$(<"$err")
	mapfile -t lines <"$out"
}

has_ended() { [ ! -e "/proc/$1" ]; }

# hold_launch: from now on a launch with --macvlan eth0 --ip 172.16.86.2/24 waits just before its
# exec, 5 seconds at most, because the MAC address is in use; release_launch lets it go on.
# is_held says whether the one that begin() began has come that far.
hold_launch()
{
	# The address may still be that of the run before: the kernel frees it at its leisure.
	wait_until 10 ip link add link eth0 name holder0 address 02:42:ac:10:56:02 up \
		type macvlan mode bridge 2>/dev/null
}
release_launch() { ip link delete holder0; }
is_held()
{
	local child

	child=$(pgrep -P "$pid") && grep -q eth0: "/proc/$child/net/dev" 2>/dev/null
}

no_process() { ! pgrep -x "$1" >/dev/null; } # NAME

expect_status()
{
	[ "$status" -eq "$1" ] || {
		printf 'status %s instead of %s\nstdout: %s\nstderr: %s\n' \
			"$status" "$1" "$output" "$stderr"
		return 1
	}
}

# A line of stdout, whole, without the blanks around it.
expect_line()
{
	local line

	for line in "${lines[@]}"; do
		line=${line#"${line%%[![:space:]]*}"}
		line=${line%"${line##*[![:space:]]}"}
		[ "$line" != "$1" ] || return 0
	done
	printf 'no line: %s\nin: %s\nstderr: %s\n' "$1" "$output" "$stderr"
	return 1
}

# stdout, whole.
expect_output()
{
	[ "$output" = "$1" ] || {
		printf 'stdout: %s\ninstead of: %s\nstderr: %s\n' "$output" "$1" "$stderr"
		return 1
	}
}

# stderr, whole: one line, or nothing with "".
expect_stderr()
{
	[ "$stderr" = "$1" ] || {
		printf 'stderr: %s\ninstead of: %s\n' "$stderr" "$1"
		return 1
	}
}

# nsrun failed, and said exactly this one line.
expect_failure()
{
	expect_status 125
	expect_output ""
	expect_stderr "nsrun: $1"
}

# have FEATURE...: skips the case when the running kernel lacks one of them; in a virtual machine
# (NSRUN_MUST_WORK=1) nothing may be missing, and the case fails instead. Only of IPv6 there are
# machines with and without: the one that was booted without it says NSRUN_NO_IPV6=1.
have()
{
	local feature

	for feature; do
		"have_$feature" && continue
		case $feature${NSRUN_NO_IPV6:-} in
		no_ipv6) skip "this kernel has IPv6" ;;
		ipv61) skip "this kernel was booted without IPv6" ;;
		esac
		[ "${NSRUN_MUST_WORK:-}" != 1 ] || {
			echo "this kernel lacks $feature, and here it must not"
			return 1
		}
		skip "this kernel has no $feature"
	done
}

have_kind() # KIND: whether the kernel can make such a link at all
{
	ip link add name probe0 type "$1" 2>/dev/null && ip link delete probe0
}
have_bridge() { have_kind bridge; }
have_dummy() { have_kind dummy; }
have_ipv6() { [ -d /proc/sys/net/ipv6 ]; }
have_users() { grep -q '4294967295$' /proc/self/uid_map; } # more than one: not on a plain user's stage
have_no_ipv6() { ! have_ipv6; }
have_ipvlan() { modprobe -q ipvlan 2>/dev/null || grep -qs ^ipvlan /proc/modules; }
have_vlan() # on a link, without which there is none
{
	ip link add link eth0 name probe0 type vlan id 4094 2>/dev/null && ip link delete probe0
}
have_discipline() { tc qdisc add dev lo root "$@" 2>/dev/null && tc qdisc delete dev lo root; } # KIND ARG...
have_netem() { have_discipline netem; }
have_tbf() { have_discipline tbf rate 1mbit burst 5kb limit 10kb; }
have_modules() { [ -d "/lib/modules/$(uname -r)" ] && [ -e /proc/modules ]; }
