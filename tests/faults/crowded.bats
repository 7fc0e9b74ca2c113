# SPDX-License-Identifier: MIT
# Each system call of a launch beside hundreds of runs fails once: there it has a /proc/sys/net of its own, where it
# can have one.
load ../lib/nsrun
load ../lib/faults
load ../lib/crowd

eval "of_run() $(declare -f launch | tail -n +2)"
# Without that, one mount fewer is there, and all else is the same.
launch()
{
	local mount='/proc/self/mountinfo: / /proc/sys/net rw,nosuid,nodev,noexec,relatime - proc proc rw'$'\n'

	of_run "$@"
	output=${output/"$mount"/}
}

# covers: P2 P7 125 --macvlan
@test "--macvlan, beside hundreds of runs" {
	line=(--macvlan eth0 --ip 172.16.86.2/24)
	crowd
	call_faults 2 EPERM
}
