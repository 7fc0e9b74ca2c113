# SPDX-License-Identifier: MIT
# Each system call and each netlink request of a run on a sub-interface fails once, which nsrun makes on the host.
load ../lib/nsrun
load ../lib/faults

# covers: P2 P7 125 --macvlan M6
@test "a sub-interface" {
	have vlan
	line=(--macvlan eth0.10 --ip 172.16.86.2/24)
	all_faults 2
}
