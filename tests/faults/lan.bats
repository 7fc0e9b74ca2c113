# SPDX-License-Identifier: MIT
# Each system call and each netlink request of a run on a private Ethernet fails once, which nsrun makes on the host.
load ../lib/nsrun
load ../lib/faults

# covers: P2 P7 125 --lan
@test "--lan" {
	line=(--lan lab --ip 10.1.2.3/24)
	all_faults 2
}
