# SPDX-License-Identifier: MIT
# Each system call of a launch is one that the kernel, or the filter of a container, does not have (ENOSYS).
load ../lib/nsrun
load ../lib/faults

# covers: P2 P7 125 --macvlan
@test "--macvlan: each system call is missing" {
	line=(--macvlan eth0 --ip 172.16.86.2/24)
	call_faults 2 ENOSYS
}
