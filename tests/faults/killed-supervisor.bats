# SPDX-License-Identifier: MIT
# The supervisor is killed before each of its system calls: no process stays, and the same line works at once.
load ../lib/nsrun
load ../lib/faults

# covers: P2 P3 --name
@test "killed: the supervisor" {
	line=(--name web --macvlan eth0 --ip 172.16.86.2/24)
	kill_sweep 1 "$step"
}
