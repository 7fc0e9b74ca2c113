# SPDX-License-Identifier: MIT
# Each system call of a launch fails once, in the supervisor and in the child: no memory, and not permitted.
load ../lib/nsrun
load ../lib/faults

# covers: P2 P7 125 --macvlan
@test "--macvlan: each system call fails" {
	line=(--macvlan eth0 --ip 172.16.86.2/24)
	call_faults 2 ENOMEM EPERM
}
