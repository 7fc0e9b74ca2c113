# SPDX-License-Identifier: MIT
# Attack (a plain user, with an nsrun that has file capabilities): more links than are granted, by fifty
# launches at once, by killing the supervisors, and by names of sockets taken beforehand.
#
# Promised: never more than granted; and nobody without a grant keeps anybody from an address.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/etc
load ../lib/policy

# covers: P9
@test "fifty at once, of which ten are granted" {
	local i

	grant "nobody macvlan eth0 most=10"
	for ((i = 0; i < 50; i++)); do
		"${lent[@]}" --detach --rm --macvlan eth0 --ip "172.16.86.$((100 + i))/24" -- sleep 1000 \
			>/dev/null 2>&1 3>&- &
	done
	wait
	[ "$(pgrep -x -c sleep)" -eq 10 ]
}

# covers: P9 P2
@test "a killed supervisor gives its place back with its link, and no process keeps the link" {
	local i

	grant "nobody macvlan eth0 most=1"
	for i in 1 2 3; do
		"${lent[@]}" --macvlan eth0 --ip "172.16.86.$((100 + i))/24" -- sh -c 'setsid sleep 1242 & exec sleep 1242' 3>&- &
		background=$!
		two() { [ "$(pgrep -x -f -c 'sleep 1242')" -eq "$1" ]; }
		wait_until 10 two 2
		kill -KILL "$background"
		wait "$background" || :
		wait_until 10 two 0
	done
}

# covers: P9
@test "a name that is taken without nsrun keeps nobody without a grant from anything" {
	local host

	grant "nobody macvlan eth0 most=10"
	detach --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	host=$(jq -r .host "$records"/run-*)
	segment=$(find "$records" -name '*-ip-172.16.86.2' -printf '%f\n' | sed 's/-ip-.*//')
	stop_all
	[ "${segment%%-*}" = "$host" ]
	PATH=/usr/bin:/bin setpriv --reuid=daemon --regid=daemon --clear-groups --inh-caps=-all python3 - "$segment-ip-172.16.86.2" <<-'EOF' >"$BATS_TEST_TMPDIR/taken" 3>&- &
		import socket, sys, time
		taken = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
		taken.bind("\0nsrun/" + sys.argv[1])
		taken.listen(100)
		print("taken", flush=True)
		time.sleep(60)
	EOF
	background=$!
	wait_until 10 grep -q taken "$BATS_TEST_TMPDIR/taken"
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_stderr ""
	expect_status 0
	plain --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_stderr ""
	expect_status 0
	# One who has a grant, and so may have the address, does.
	grant "nobody macvlan eth0 most=10" "daemon macvlan eth0 most=1"
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "--ip 172.16.86.2: Address already in use: another user's run has it; choose another"
	kill "$background"
	wait "$background" || :
}
