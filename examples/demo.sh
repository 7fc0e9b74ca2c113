#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/demo.sh: nsrun's main job, shown and checked in a second or two.
# `make demo` runs it after the build. NSRUN names the program to show, else
# it is build/nsrun. Neither root nor a network is needed.
#
#
# Theory of operation
#
# The script starts itself again in tests/stage: a throwaway host with an
# eth0 and a neighbour, in namespaces of its own. There it runs the very line
# of the manual's first example. The shell that this line starts reads its
# commands from a named pipe, so that it lives, and keeps its address, while
# the neighbour tries to reach it.
#
# Each command is printed behind "$ ", then its output, as it would look on a
# terminal. What is shown is also checked: the status is 1 when anything of
# it is not as it should be.

set -u
top=$(dirname "$0")/..
NSRUN=${NSRUN:-$top/build/nsrun}
failures=0

if [[ ! -x $NSRUN ]]; then
	echo "demo: there is no program $NSRUN: run make first" >&2
	exit 1
fi
# Both signs of the stage, lest a stray variable has this run on a real host.
[[ ${NSRUN_STAGE-} && -e /run/netns/peer ]] || exec "$top/tests/stage" "$BASH" "$0"

# For here(): what is printed is then what a user types.
nsrun()
{
	"$NSRUN" "$@"
}

say()
{
	printf '\n# %s\n' "$@"
}

wrong() # what is not as it should be
{
	printf 'demo: WRONG: %s\n' "$1" >&2
	failures=1
}

# Both leave the command's output in $output and give its exit status.
here() # COMMAND…
{
	local status

	printf '$ %s\n' "$*"
	output=$("$@" 2>&1)
	status=$?
	printf '%s\n' "$output"
	return $status
}

inside() # COMMAND, as a line for the shell that nsrun started
{
	local line end="--- status "

	printf '$ %s\n' "$1"
	output=
	printf '%s\necho "%s$?"\n' "$1" "$end" >&"$to"
	while IFS= read -r -t 6 line <&"$from"; do
		[[ $line == "$end"* ]] && return "${line#"$end"}"
		printf '%s\n' "$line"
		output+=$line$'\n'
	done
	wrong "the shell inside has ended, or does not answer"
	exit 1 # and with it the stage, with all that is in it
}

# What a run could leave: links, namespaces, mounts, processes, records.
traces()
{
	local processes=(/proc/[0-9]*)

	ip -o link | sed 's/: <.*//'
	ip netns list
	lsns -n -t net -o NS
	sed 's/^[^ ]* [^ ]* //' /proc/self/mountinfo
	find /run/nsrun -type f 2>&1 | grep -v 'No such file'
	echo "${#processes[@]} processes"
}

cat <<'END'
This demo runs on a throwaway host with a neighbour called peer:

    this host  172.16.86.250 eth0 -------- eth0 172.16.86.1  peer
END
before=$(traces)

say "One line makes a shell a host of its own on that network:"
echo '$ nsrun --macvlan eth0 --ip 172.16.86.2/24 -- sh'
mkfifo /run/demo.in /run/demo.out
nsrun --macvlan eth0 --ip 172.16.86.2/24 -- sh </run/demo.in >/run/demo.out 2>&1 &
exec {to}>/run/demo.in {from}</run/demo.out
trap '' PIPE # when that shell does not start, say so instead

inside "ip addr show eth0"
[[ $output == *" state UP "* ]] || wrong "eth0 is not up"
[[ $output == *" link/ether 02:42:ac:10:56:02 "* ]] || wrong "eth0's MAC is not 02:42:ac:10:56:02"
[[ $output == *" inet 172.16.86.2/24 "* ]] || wrong "eth0 has no address 172.16.86.2/24"

say "The gateway is this host's own:"
inside "ip route"
[[ $output == *"default via 172.16.86.1 dev eth0"* ]] || wrong "there is no default route"
[[ $output == *"172.16.86.0/24 dev eth0 "* ]] || wrong "there is no route to the network"

say "It reaches the peer:"
inside "ping -c 1 172.16.86.1" || wrong "the peer does not answer"

say "And the peer reaches it:"
here ip netns exec peer ping -c 1 -W 2 172.16.86.2 || wrong "172.16.86.2 does not answer the peer"

say "When the command is over, all of it is gone:"
echo '$ exit'
echo exit >&"$to"
exec {to}>&-
wait $! || wrong "nsrun's exit status is $?, not the shell's"
rm /run/demo.in /run/demo.out
exec {from}<&-
after=$(traces)

here ip -br link
[[ $after == "$before" ]] || wrong "this was left behind, or taken away:
$(diff <(echo "$before") <(echo "$after"))"
here ip netns exec peer ping -c 1 -W 1 172.16.86.2 && wrong "172.16.86.2 still answers"

((failures)) || say "All of this was checked, and is as it should be."
exit $failures
