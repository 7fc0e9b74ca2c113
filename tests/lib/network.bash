# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the cases about the network have at hand beside nsrun.bash, which they load first: runs that
# stand while a case looks at them from outside, the neighbour "peer", and its wire.

declare -gA supervisor command # pids of the standing runs, by name: nsrun's and the command's

# stand NAME ARG...: starts nsrun ARG... with a command that waits, and returns when it runs.
stand()
{
	local name=$1

	shift
	"$NSRUN" "$@" -- sleep 1000 </dev/null >"$BATS_TEST_TMPDIR/$name.out" 2>&1 3>&- &
	supervisor[$name]=$!
	has_begun() { pgrep -P "${supervisor[$name]}" -x sleep || ! is_alive "${supervisor[$name]}"; }
	wait_until 20 has_begun >/dev/null
	command[$name]=$(pgrep -P "${supervisor[$name]}" -x sleep) || {
		echo "'$name' does not stand: $(cat "$BATS_TEST_TMPDIR/$name.out")"
		return 1
	}
}

is_alive() # PID: a zombie is not
{
	[[ $(cat "/proc/$1/stat" 2>/dev/null) =~ ^[0-9]+\ \(.*\)\ [^ZX] ]]
}

# end_run NAME: ends its command; returns when nsrun has.
end_run()
{
	# Of one that never stood whole nothing but nsrun is known.
	kill "${command[$1]:-${supervisor[$1]}}"
	wait "${supervisor[$1]}" || :
	unset "supervisor[$1]" "command[$1]"
}

# murder NAME: what no nsrun can do anything about.
murder()
{
	kill -KILL "${supervisor[$1]}"
	wait "${supervisor[$1]}" 2>/dev/null || :
	unset "supervisor[$1]" "command[$1]"
}

end_all_runs()
{
	local name

	for name in "${!supervisor[@]}"; do end_run "$name"; done
}

# Cases with more to put away have a tidy() of their own, and call end_all_runs in it.
tidy() { end_all_runs; }

# in_run NAME COMMAND...: in the network of a standing run, with the host's privileges.
in_run()
{
	local pid=${command[$1]}

	shift
	nsenter --target "$pid" --net -- "$@"
}

# peer COMMAND...: on the neighbour. (A function in the background is a shell whose pid is not the
# command's: so there, write "${on_peer[@]}".)
on_peer=(nsenter --net=/run/netns/peer --)
peer() { "${on_peer[@]}" "$@"; }

# expect_lines LINE...: stdout, whole, without the blanks that iproute2 leaves at the end of a line.
expect_lines()
{
	# shellcheck disable=SC2001 # of each line, which an expansion cannot say
	[ "$(sed 's/ *$//' <<<"$output")" = "$(printf '%s\n' "$@")" ] || {
		printf 'stdout:\n%s\ninstead of:\n' "$output"
		printf '%s\n' "$@"
		printf 'stderr: %s\n' "$stderr"
		return 1
	}
}

# in_background FILE WORD COMMAND...: starts COMMAND with its output to FILE, returns when WORD is
# in it, and leaves its pid in $background.
in_background()
{
	local file=$1 word=$2

	shift 2
	: >"$file"
	"$@" </dev/null >"$file" 2>&1 3>&- &
	background=$! # before a process substitution, as in wait_until, has another
	said_or_dead() { grep -q "$word" "$file" || ! is_alive "$background"; }
	wait_until 20 said_or_dead
	grep -q "$word" "$file" || {
		echo "no '$word' of: $*"
		cat "$file"
		return 1
	}
}

# put_end PID...: ends processes of in_background.
put_end()
{
	kill "$@" 2>/dev/null || :
	wait "$@" 2>/dev/null || :
}

# For the questions below: somebody who is there, and answers.
stand_witness()
{
	local addresses=(--ip 172.16.86.9/24)

	! have_ipv6 || addresses+=(--ip fd86::9/64)
	stand witness --macvlan eth0 "${addresses[@]}"
}

# who_has ADDRESS: the MAC addresses that answer for it on the peer's wire. Needs stand_witness.
who_has()
{
	case $1 in
	*:*) peer "$HELPERS/who-has" eth0 "$1" fd86::9 ;;
	*) peer "$HELPERS/who-has" eth0 "$1" 172.16.86.9 ;;
	esac
}

expect_silent() # ADDRESS
{
	local holders

	holders=$(who_has "$1") || return
	[ -z "$holders" ] || {
		echo "$1 is answered for by $holders"
		return 1
	}
}

expect_holder() # ADDRESS MAC: it and nobody else
{
	local holders

	holders=$(who_has "$1") || return
	[ "$holders" = "$2" ] || {
		echo "$1 is answered for by '$holders' instead of $2"
		return 1
	}
}

# expect_free MAC: no macvlan on eth0 has it, not even one in a namespace that nobody is in.
expect_free()
{
	if bridge fdb show dev eth0 | grep -q "^$1 "; then return 1; fi
}

# capture [FILTER]: records what the peer's eth0 sees from now on; end_capture puts it into the array
# frames, one text of tcpdump's a frame. The filter comes last, because all that stands behind a
# "vlan" in it is looked for in tagged frames only (pcap-filter(7)), and end_capture's ping is not.
capture()
{
	wire=$BATS_TEST_TMPDIR/wire
	: >"$wire"
	: >"$wire.log"
	"${on_peer[@]}" tcpdump -Z root -i eth0 -n -e -t -v -l --immediate-mode \
		"${1:+icmp or ($1)}" </dev/null >"$wire" 2>"$wire.log" 3>&- &
	tcpdump=$!
	wait_until 20 grep -q '^tcpdump: listening on' "$wire.log"
}

# What went before this ping is in the file when the ping is.
end_capture()
{
	ping -q -n -c 1 -W 10 -s 333 172.16.86.1 >/dev/null
	wait_until 20 grep -q 'ICMP echo reply.* length 341' "$wire"
	put_end "$tcpdump"
	# A frame's further lines are indented.
	mapfile -t frames < <(awk '/^[^ \t]/ && NR > 1 { print "" } { printf "%s", $0 } END { print "" }' \
		"$wire" | grep -v ' length 341')
}

# frames_like PATTERN: those of frames that match the extended regular expression.
frames_like() { printf '%s\n' "${frames[@]}" | grep -E -- "$1"; }

# expect_frames NUMBER PATTERN
expect_frames()
{
	[ "$(frames_like "$2" | wc -l)" -eq "$1" ] || {
		printf '%s instead of %s frames like: %s\n' "$(frames_like "$2" | wc -l)" "$1" "$2"
		printf '  %s\n' "${frames[@]}"
		return 1
	}
}

# raise NAME [OPTION of ip...]: brings a link up that gets no IPv6 address of the kernel's choice. Not
# in one request with the setting: the kernel looks at the setting when the link is up.
raise()
{
	ip "${@:2}" link set "$1" addrgenmode none 2>/dev/null || :
	ip "${@:2}" link set "$1" up
}

# wire_works NAME: of an interface that has its other end, of the same name, in the peer. The kernel
# tells of a carrier from a work queue.
wire_works()
{
	[[ $(ip -o link show "$1") == *" state UP "* &&
		$(ip -n peer -o link show "$1") == *" state UP "* ]]
}

# add_wire NAME: a second interface of the host, with its other end, of the same name, in the peer;
# 10.7.0.250/24 and 10.7.0.1/24. remove_wire NAME in tidy().
add_wire()
{
	ip link add name "$1" type veth peer name "$1" netns peer
	raise "$1"
	ip address add 10.7.0.250/24 dev "$1"
	raise "$1" -n peer
	ip -n peer address add 10.7.0.1/24 dev "$1"
	wait_until 10 wire_works "$1"
}
remove_wire() { ip link delete "$1" 2>/dev/null || :; }

# stand_stuck ADDRESS ARG...: a run called "stuck" with a server whose one client, on the peer, does
# not read: its send buffer is full, and what is in there keeps the namespace when it dies.
stand_stuck()
{
	local address=$1 log=$BATS_TEST_TMPDIR/server

	shift
	: >"$log"
	"$NSRUN" "$@" -- "$HELPERS/tcp" fill 7777 </dev/null >"$log" 2>&1 3>&- &
	supervisor[stuck]=$!
	wait_until 20 grep -q listening "$log"
	command[stuck]=$(pgrep -P "${supervisor[stuck]}" -x tcp)
	in_background "$BATS_TEST_TMPDIR/client" connected \
		"${on_peer[@]}" "$HELPERS/tcp" hold "$address" 7777
	client=$background
	wait_until 20 grep -q full "$log"
}

# The server is killed, its client lives.
kill_stuck()
{
	kill -KILL "${command[stuck]}"
	wait "${supervisor[stuck]}" || :
	unset "supervisor[stuck]" "command[stuck]"
}
