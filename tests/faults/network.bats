# SPDX-License-Identifier: MIT
# Each system call and each netlink request of a run on a named network fails once. The network has one address
# to give: a lease that is not given back is missed by the next launch.
load ../lib/nsrun
load ../lib/faults

tidy() { rm -rf /etc/nsrun/networks /run/nsrun/networks; }

# covers: P2 P7 125 --network
@test "--network" {
	"$NSRUN" network create -d macvlan --subnet=172.16.86.0/24 --gateway=172.16.86.1 \
		--ip-range 172.16.86.2/32 -o parent=eth0 lab >/dev/null
	line=(--network lab)
	all_faults 2
}
