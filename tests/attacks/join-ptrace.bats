# SPDX-License-Identifier: MIT
# Attack: CVE-2016-9962. A process of the run lies in wait for `nsrun exec`, and takes hold of the joining nsrun by
# ptrace(2) after that has entered the run's namespaces and before its exec: it would have the descriptors that
# it came with, and for some moments root's own power.
# Modes: userns, with --pid, where the attacker is root of the user namespace that nsrun exec enters; root, where it
# has the same user and capabilities as what joins.
# Holds: nsrun exec cannot be reached into before its exec; what it runs can, as it is the run's own.
load ../lib/nsrun
load ../lib/attacks

# A long search for the command: so long nsrun is in there, and has yet to exec.
long_path=$(printf '/nowhere/%s:' {1..3000})$PATH

rounds=12
[ -z "${NSRUN_VM:-}" ] || rounds=4

lie_in_wait() # OPTION...
{
	detach "$@" --pid "${line[@]}" -- "$bin/seize" nsrun
	log() { "$NSRUN" logs "$id"; }
	is_ready() { log | grep -q ready; }
	wait_until 10 is_ready
}
is_met()
{
	nsrun exec "$id" sh -c 'for i in 1 2 3 4 5; do sleep 0.1; done'
	log | grep -q met
}
join_often()
{
	for _ in $(seq "$rounds"); do
		PATH=$long_path nsrun exec "$id" true
		expect_status 0
	done
	# What is born as the run's own may be held.
	wait_until 20 is_met
}

# covers: P9 exec
@test "root of the run's user namespace does not get hold of nsrun exec" {
	lie_in_wait --userns
	join_often
	run log
	echo "$output" | sort | uniq -c
	[[ $output == *refused* && $output == *met* && $output != *taken* ]]
}

# covers: P9 exec
@test "nor does a process with the same capabilities" {
	lie_in_wait
	join_often
	run log
	echo "$output" | sort | uniq -c
	[[ $output == *refused* && $output == *met* && $output != *taken* ]]
}
