# SPDX-License-Identifier: MIT
# Each system call and each netlink request of a named run fails once.
load ../lib/nsrun
load ../lib/faults

# covers: P2 P7 125 --name
@test "--name" {
	line=(--name web --macvlan eth0 --ip 172.16.86.2/24)
	all_faults 2
}
