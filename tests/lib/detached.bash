# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What cases about runs in the background have beside nsrun.bash, which they load first. $output is
# what nsrun --detach printed: the run's ID.

# of_run ID KEY: what its record says; of_ended ID KEY: what stays of it says.
of_run() { jq -r ".$2" "/run/nsrun/host/run-"*"-$1"; }
of_ended() { jq -r ".$2" "/run/nsrun/host/ended-"*"-$1"; }

# supervisor_of ID: its pid, without another program, for cases with many rounds.
supervisor_of()
{
	local file=(/run/nsrun/host/run-*-"$1")

	[[ $(<"${file[0]}") =~ \"supervisor\":([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}

# end_detached ID: asks its command to end; returns when its nsrun has.
end_detached()
{
	local supervisor

	supervisor=$(supervisor_of "$1")
	kill "$supervisor"
	wait_until 20 has_ended "$supervisor"
}

# What stays of runs without --rm, put away: at the end of a case.
forget_ended() { rm -f /run/nsrun/host/ended-* /run/nsrun/host/was-* /run/nsrun/host/log-*; }

no_runs() { ! compgen -G '/run/nsrun/host/run-*' >/dev/null; }

# For tidy(): ends whatever a failed case has left running.
end_all_detached()
{
	local file

	for file in /run/nsrun/host/run-*; do
		[ -e "$file" ] || continue
		end_detached "${file##*-}" || :
	done
	forget_ended
}
