# SPDX-License-Identifier: MIT
# Attack: make the kernel start a program for the attacker, on the host and as root: core_pattern, modprobe, hotplug,
# binfmt_misc; or end the machine: sysrq, panic. All through files below /proc.
# Modes: all. With --privileged they can be opened.
# Holds: of /proc/sys only what is of the run's own network can be opened for writing, and with --userns the
# limits that hold below the user namespace itself.
load ../lib/nsrun
load ../lib/attacks

# Opens, and writes nothing: where it succeeds, the machine is as it was.
open_all='find /proc/sys -path /proc/sys/net -prune -o -type f -print | while read -r file; do
	if (exec 9>>"$file") 2>/dev/null; then echo "$file"; fi; done
	for file in /proc/sysrq-trigger /proc/sys/fs/binfmt_misc/register; do
	if (exec 9>>"$file") 2>/dev/null; then echo "$file"; fi; done; echo done'

# What root of --userns may open is its own: limits of the user namespace, and ns_last_pid, which refuses the write. On a stage
# that knows one user that is who the stage's PID namespace belongs to.
opened_of_its_own='^/proc/sys/(user/max_.*|kernel/ns_last_pid)$'
is_machine_root || opened_of_its_own='^/proc/sys/(user/max_.*|kernel/ns_last_pid|kernel/pid_max)$'

# covers: P6 P9
@test "nothing below /proc/sys but the network's can be opened for writing, nor sysrq" {
	for mode in $(modes); do
		as "$mode" bash -c "$open_all"
		[ "$mode" != userns ] || output=$(grep -vE "$opened_of_its_own" <<<"$output")
		expect_output "done"
	done
	nsrun --pid -- bash -c "$open_all"
	expect_output "done"
	nsrun --net-admin -- bash -c "$open_all"
	expect_output "done"
}

# covers: --privileged
@test "with --privileged they can" {
	need_users
	as privileged bash -c "$open_all"
	expect_line /proc/sys/kernel/core_pattern
	[ ! -e /proc/sysrq-trigger ] || expect_line /proc/sysrq-trigger
}

# covers: P6 P9
@test "they can be read" {
	for mode in $(modes); do
		as "$mode" cat /proc/sys/kernel/core_pattern
		expect_output "$(cat /proc/sys/kernel/core_pattern)"
	done
}

# covers: P6
@test "what is of the run's own network can be written, and the host's is as it was" {
	before=$(cat /proc/sys/net/ipv4/ip_forward)
	for options in --net-admin --userns; do
		nsrun $options "${line[@]}" -- sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward && cat /proc/sys/net/ipv4/ip_forward'
		expect_output 1
	done
	[ "$(cat /proc/sys/net/ipv4/ip_forward)" = "$before" ]
}

# covers: --userns P9
@test "the limits of a user namespace are its own" {
	before=$(cat /proc/sys/user/max_user_namespaces)
	as userns sh -c 'echo 7 >/proc/sys/user/max_user_namespaces && cat /proc/sys/user/max_user_namespaces'
	expect_output 7
	[ "$(cat /proc/sys/user/max_user_namespaces)" = "$before" ]
	# Of the machine's PID namespace, and open to all until it comes to writing.
	need_users
	as userns bash -c 'echo 7 >/proc/sys/kernel/ns_last_pid'
	[[ $stderr == *"Operation not permitted"* || $stderr == *"Permission denied"* ]]
}
