# SPDX-License-Identifier: MIT
# Each netlink request of a launch is refused by the kernel once, whatever it is.
load ../lib/nsrun
load ../lib/faults

# covers: P2 P7 125 --macvlan
@test "--macvlan: each request is refused" {
	line=(--macvlan eth0 --ip 172.16.86.2/24)
	request_faults 2
}
