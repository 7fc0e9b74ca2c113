# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the cases about runs in the background, and about records, have at hand beside nsrun.bash, which
# they load first. RUN is a run's name or its ID.

records=/run/nsrun/host

# in_record RUN MEMBER: what the record of a live run says; of_ended ID MEMBER: what stays of it says.
in_record()
{
	jq -rs --arg run "$1" "[.[] | select(.state and (.name == \$run or .id == \$run))][0].$2" \
		"$records"/run-*
}
of_ended() { jq -r ".$2" "$records"/ended-*-"$1"; }

# detach ARG...: starts a detached run, whose ID is $id then.
detach()
{
	nsrun --detach "$@"
	expect_stderr ""
	expect_status 0
	id=$output
}

# run_to_end ARG...: a detached run whose command ends by itself; returns when only its end is there.
run_to_end()
{
	detach "$@"
	wait_until 20 has_only_end
}
has_only_end() { ! compgen -G "$records/run-*-$id" && compgen -G "$records/ended-*-$id"; } >/dev/null

# expect_running COUNT: so many runs say that they run. The command of one in the foreground may be
# there some microseconds before its record says so.
expect_running() { wait_until 20 are_running "$1"; }
are_running() { [ "$("$NSRUN" list --json | jq '[.[] | select(.state == "running")] | length')" -eq "$1" ]; }

no_runs() { ! compgen -G "$records/run-*" >/dev/null; }

# supervisor_of ID: its pid, without another program, for cases with many rounds.
supervisor_of()
{
	local file=("$records"/run-*-"$1")

	[[ $(<"${file[0]}") =~ \"supervisor\":([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}

# end_detached ID: by the signal that asks a run to end; returns when its nsrun has.
end_detached()
{
	local supervisor

	supervisor=$(supervisor_of "$1")
	kill "$supervisor"
	wait_until 20 has_ended "$supervisor"
}

# murder_detached RUN: what no nsrun can do anything about. The command goes with it.
murder_detached()
{
	local pid command

	pid=$(in_record "$1" supervisor) command=$(in_record "$1" pid)
	kill -KILL "$pid"
	wait_until 20 has_ended "$pid"
	wait_until 20 has_ended "$command"
}

# For tidy(): ends all runs, whatever became of the case, and removes what stays of those that ended.
stop_all()
{
	"$NSRUN" stop --all --grace 0 || :
	"$NSRUN" clean >/dev/null
}
