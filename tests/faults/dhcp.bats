# SPDX-License-Identifier: MIT
# Each system call of who keeps the lease of a run with --ip dhcp fails once. What the supervisor and the child do is
# that of the main line; the client is another's program, and begins where the keeper's child ends.
load ../lib/nsrun
load ../lib/network
load ../lib/servers
load ../lib/faults

tidy() { end_server; }

# covers: P2 P7 125 --ip
@test "--ip dhcp" {
	serve_range --dhcp-host=02:00:00:00:00:01,172.16.86.100
	line=(--macvlan eth0 --mac 02:00:00:00:00:01 --ip dhcp)
	expect_good_launch
	sweep -c -p 3 -e "${numbers[ENOMEM]}"
	expect_no_complaint
}
