# SPDX-License-Identifier: MIT
# Each system call and each netlink request of a run on an ipvlan fails once.
load ../lib/nsrun
load ../lib/faults

# covers: P2 P7 125 --ipvlan
@test "--ipvlan" {
	have ipvlan
	line=(--ipvlan eth0 --ip 172.16.86.2/24)
	all_faults 2
}
