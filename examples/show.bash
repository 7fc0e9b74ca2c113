# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the examples have in common; each of them sources it first. It starts the example again in
# tests/stage, a throwaway host with an eth0 and a neighbour, in namespaces of its own:
#
#	this host  172.16.86.250 eth0 -------- eth0 172.16.86.1  peer
#
# Each command is printed behind "$ ", then its output, as it would look on a terminal. What is
# shown is also checked: the status is 1 when anything of it is not as it should be, and 77 when
# the kernel lacks what the example is about. NSRUN names the program to show, else it is
# build/nsrun.

set -u
name=$(basename "$0" .sh)
top=$(dirname "$0")/..
NSRUN=${NSRUN:-$top/build/nsrun}
PATH=$PATH:/usr/sbin:/sbin
failures=0
declare -A runs # the pids of nsrun, by name
output=

if [[ ! -x $NSRUN ]]; then
	echo "$name: there is no program $NSRUN: run make first" >&2
	exit 1
fi
# Both signs of the stage, lest a stray variable has this run on a real host.
[[ ${NSRUN_STAGE-} && -e /run/netns/peer ]] || exec "$top/tests/stage" "$BASH" "$0" "$@"

# For here(): what is printed is then what a user types.
nsrun() { "$NSRUN" "$@"; }

say() { printf '\n# %s\n' "$@"; }

wrong() # what is not as it should be
{
	printf '%s: WRONG: %s\n' "$name" "$1" >&2
	failures=1
}

makes() # KIND: whether the kernel makes such a link
{
	local on=()

	[[ $1 != vlan && $1 != ipvlan ]] || on=(link eth0)
	[[ $1 != vlan ]] || set -- vlan id 4094
	modprobe -q ipvlan 2>/dev/null
	ip link add "${on[@]}" name probe0 type "$@" 2>/dev/null && ip link delete probe0
}

need() # KIND: the example is about it
{
	makes "$1" && return
	echo "$name: this kernel has no $1: modprobe it, or boot a kernel that has it" >&2
	exit 77
}

# Leaves the command's output in $output and gives its exit status.
here() # COMMAND…
{
	local status

	printf '$ %s\n' "$*"
	output=$("$@" 2>&1)
	status=$?
	[[ -z $output ]] || printf '%s\n' "$output"
	return $status
}

shows() # TEXT: the last command's output does
{
	[[ $output == *"$1"* ]] || wrong "there is no '$1'"
}

# start NAME ARG…: nsrun in the background with a command that waits, as a server would.
start()
{
	local run=$1 deadline=$((SECONDS + 20))

	shift
	printf '$ %s\n' "nsrun $* -- sleep 1000 &"
	"$NSRUN" "$@" -- sleep 1000 </dev/null &
	runs[$run]=$!
	until pgrep -x -P $! sleep >/dev/null; do
		if ((SECONDS >= deadline)) || [[ ! -e /proc/$! ]]; then
			wrong "that run has not started"
			exit 1 # and with it the stage, with all that is in it
		fi
	done
}

stop() # NAME…: ends the command, and with it the run
{
	local run

	for run; do
		pkill -x -P "${runs[$run]}" sleep
		wait "${runs[$run]}"
		unset "runs[$run]"
	done
}

finish()
{
	((failures)) || say "All of this was checked, and is as it should be."
	exit $failures
}
