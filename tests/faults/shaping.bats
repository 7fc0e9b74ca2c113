# SPDX-License-Identifier: MIT
# Each system call and each netlink request of a run whose link is shaped fails once.
load ../lib/nsrun
load ../lib/faults

# covers: P2 P7 125 --rate
@test "--rate" {
	have tbf
	line=(--macvlan eth0 --ip 172.16.86.2/24 --rate 10mbit)
	all_faults 2
}
