# SPDX-License-Identifier: MIT
# Each system call of a run with users, processes and files of its own fails once: what confines the command is there,
# or the command is not.
load ../lib/nsrun
load ../lib/faults

# covers: P2 P7 P9 125 --userns
@test "--userns" {
	line=(--userns --macvlan eth0 --ip 172.16.86.2/24)
	call_faults 2 ENOMEM
}

# covers: P2 P7 P9 125 --pid --user --read-only
@test "--pid --user --read-only" {
	line=(--pid --user nobody --read-only --macvlan eth0 --ip 172.16.86.2/24)
	call_faults 3 ENOMEM
}
