# SPDX-License-Identifier: MIT
# Attack: a record names a process that is long gone, and its number is another's now: who stops the run would end
# a stranger.
# Modes: root.
# Holds: a number is believed only as long as the supervisor holds the lock of its record; a dead run's own processes are
# known by their namespace's cookie, which is never given twice.
load ../lib/nsrun
load ../lib/attacks

put_away() { [ -z "${stranger:-}" ] || put_end "$stranger"; }

# covers: stop clean P9
@test "the stranger who has the numbers of a dead run lives on; what the run left is ended" {
	# In a network of its own, as that of the dead run was.
	unshare --net sleep 1002 >/dev/null 2>&1 3>&- &
	stranger=$!
	detach --name web "${line[@]}" -- sh -c 'setsid sleep 1001 & exec sleep 1000'
	left() { [ "$(pgrep -c -x -f 'sleep 1001')" -eq "$1" ]; }
	wait_until 10 left 1
	file=$(echo "$records"/run-*-"$id")
	murder_detached web
	for file in "$records"/*web "$records"/run-*; do
		changed=$(jq --argjson pid "$stranger" '.supervisor = $pid | (if .pid then .pid = $pid else . end)' "$file")
		echo "$changed" >"$file"
	done
	ln -sfn "/proc/$stranger/fd/9" /run/netns/web
	nsrun list --all
	nsrun exec web true
	expect_status 125
	nsrun stop --grace 0 web
	nsrun clean
	wait_until 10 left 0
	kill -0 "$stranger"
	nsrun --name web "${line[@]}" -- true
	expect_status 0
	kill -0 "$stranger"
}

# covers: stop P9
@test "while the lock is held the number is the supervisor's, and stop ends it" {
	sleep 1002 3>&- &
	stranger=$!
	detach --name web -- sleep 1000
	pid=$(in_record web supervisor)
	nsrun stop web
	expect_status 0
	wait_until 10 has_ended "$pid"
	kill -0 "$stranger"
}
