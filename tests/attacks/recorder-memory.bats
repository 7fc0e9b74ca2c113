# SPDX-License-Identifier: MIT
# Attack: reach into the process that records the frames of --pcap, which has as few capabilities as the command, but all
# of the host's files: ptrace, process_vm_readv and _writev, /proc/PID/mem, its descriptors, its root and namespaces.
# Modes: all.
# Holds: EPERM or EACCES for each, also where the filter is off; it has no capability and a filter of its own.
load ../lib/nsrun
load ../lib/attacks

set_up() { install -d -m 1777 /run/records; }
put_away()
{
	wait_until 10 no_process nsrun-pcap
	rm -rf /run/records
}

# reaching COMMAND...: what a command of that mode reaches of its recorder. (What may be read of numbers only, fd, is left out.)
reach='"$0" "$(pgrep -x nsrun-pcap)" | grep -v "^fd "'

# covers: --pcap P9
@test "nothing of the recorder can be reached" {
	for mode in root user userns net-admin; do
		[ "$mode" != user ] || is_machine_root || continue
		# shellcheck disable=SC2046 # words on purpose
		nsrun $(options_of "$mode") "${line[@]}" --pcap /run/records/frames -- sh -c "$reach" "$bin/reach"
		expect_all "EPERM|EACCES"
	done
	nsrun --seccomp none "${line[@]}" --pcap /run/records/frames -- sh -c "$reach" "$bin/reach"
	expect_all "EPERM|EACCES"
}

# covers: --pcap P9
@test "nor by a plain user, whose process it is" {
	need_users
	nobody "$bin/nsrun" --lan t --pcap /run/records/frames -- sh -c "$reach" "$bin/reach"
	expect_all "EPERM|EACCES"
	detach_recorder
	nobody "$bin/reach" "$(pgrep -x nsrun-pcap)"
	output=$(grep -v '^fd ' <<<"$output")
	expect_all "EPERM|EACCES"
}
detach_recorder() { as_nobody "$bin/nsrun" --detach --lan t --pcap /run/records/frames -- sleep 1000; }

# covers: --pcap P9
@test "it has no capability, can gain none, and has a filter" {
	nsrun "${line[@]}" --pcap /run/records/frames -- sh -c \
		'awk "/^(Cap[IPEA]|NoNewPrivs|Seccomp:)/ { print \$2 }" "/proc/$(pgrep -x nsrun-pcap)/status"'
	expect_output "0000000000000000
0000000000000000
0000000000000000
0000000000000000
1
2"
}

# covers: --pcap --privileged
@test "with --privileged it is reached" {
	need_users
	nsrun --privileged "${line[@]}" --pcap /run/records/frames -- sh -c "$reach" "$bin/reach"
	expect_none "EPERM|EACCES"
}
