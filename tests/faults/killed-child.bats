# SPDX-License-Identifier: MIT
# The child is killed before each of its system calls: nsrun says so, and leaves nothing.
load ../lib/nsrun
load ../lib/faults

# covers: P2 P7 128+N --name
@test "killed: the child" {
	line=(--name web --macvlan eth0 --ip 172.16.86.2/24)
	kill_sweep 2 "$step"
}
