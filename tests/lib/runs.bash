# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the cases about runs with records have at hand beside nsrun.bash, which they load first.

# field RUN FILTER: what the record of a live run says, by its ID or name (a filter of jq).
field()
{
	local id=$1 key

	for key in /run/nsrun/host/run-*-"$id" /run/nsrun/host/name-*-"$id"; do
		[ -e "$key" ] || continue
		id=$(jq -r .id "$key")
		jq -r "$2" /run/nsrun/host/run-*-"$id"
		return
	done
	return 1
}

# anonymous_kib PID: the memory that is the process's own, without pages of its program.
anonymous_kib() { awk '/^Anonymous/ { print $2 }' "/proc/$1/smaps_rollup"; }

# Ends all runs, and removes what stays of those that ended.
stop_all()
{
	"$NSRUN" stop --all --grace 0 || :
	"$NSRUN" clean >/dev/null
}
