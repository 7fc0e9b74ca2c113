# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the cases about records have beside nsrun.bash: detached runs, which they start, end and kill
# by what is written in those.

records=/run/nsrun/host

# in_record NAME MEMBER: of the live run with that name or ID.
in_record()
{
	jq -rs --arg run "$1" "[.[] | select(.state and (.name == \$run or .id == \$run))][0].$2" \
		"$records"/run-*
}

# detach ARG...: starts a detached run, whose ID is $id then.
detach()
{
	nsrun --detach "$@"
	expect_stderr ""
	expect_status 0
	id=$output
}

# expect_running COUNT: so many runs say that they run. The command of one in the foreground may be
# there some microseconds before its record says so.
expect_running() { wait_until 20 are_running "$1"; }
are_running() { [ "$("$NSRUN" list --json | jq '[.[] | select(.state == "running")] | length')" -eq "$1" ]; }

# end_detached NAME: by the signal that asks a run to end; returns when it has.
end_detached()
{
	local pid

	pid=$(in_record "$1" supervisor)
	kill "$pid"
	wait_until 20 has_ended "$pid"
}

# murder_detached NAME: what no nsrun can do anything about. The command goes with it.
murder_detached()
{
	local pid command

	pid=$(in_record "$1" supervisor) command=$(in_record "$1" pid)
	kill -KILL "$pid"
	wait_until 20 has_ended "$pid"
	wait_until 20 has_ended "$command"
}

# run_to_end ARG...: a detached run whose command ends by itself; returns when only its end is there.
run_to_end()
{
	detach "$@"
	wait_until 20 has_only_end
}
has_only_end() { ! compgen -G "$records/run-*-$id" && compgen -G "$records/ended-*-$id"; } >/dev/null

# Ends all that live and removes what stays, whatever became of the case.
remove_all()
{
	local file

	for file in "$records"/run-*; do
		[ ! -e "$file" ] || kill "$(jq .supervisor "$file")" 2>/dev/null || :
	done
	wait_until 20 no_process nsrun
	[ ! -d "$records" ] || "$NSRUN" clean >/dev/null
}
