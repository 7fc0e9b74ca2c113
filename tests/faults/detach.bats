# SPDX-License-Identifier: MIT
# Each system call of a run in the background fails once: in who starts it and waits until it is ready, in the
# supervisor, and in the child. What fails after that nobody is told of; then the run is over and nothing of it is left.
load ../lib/nsrun
load ../lib/faults

eval "of_run() $(declare -f launch | tail -n +2)"
# It prints the run's ID, which is another each time.
launch()
{
	of_run "$@"
	[[ ! $output =~ ^[0-9a-f]{12}$'\n'$ ]] || output=$'ID\n'
}

# covers: P2 P7 125 --detach --rm
@test "--detach" {
	line=(--detach --rm --name web --macvlan eth0 --ip 172.16.86.2/24)
	call_faults 3 ENOMEM
}
