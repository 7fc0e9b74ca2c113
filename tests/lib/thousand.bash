# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# A thousand live runs to list, for the case and the benchmark of that. To start so many would take
# longer than all cases: so these are records, made of that of one run, and held by this shell.

thousand=() # the descriptors

start_thousand() # ID: of a run that lives
{
	local records=/run/nsrun/host host i fd run

	run=$(echo "$records"/run-*-"$1") host=${run#*/run-} host=${host%-*}
	ulimit -n 4096
	for i in {1000..1999}; do
		sed "s/$1/aaaaaaaa$i/g" "$run" >"$records/run-$host-aaaaaaaa$i"
		exec {fd}<"$records/run-$host-aaaaaaaa$i"
		flock --exclusive "$fd"
		thousand+=("$fd")
	done
}

end_thousand()
{
	local fd

	for fd in "${thousand[@]}"; do exec {fd}<&-; done
	rm /run/nsrun/host/run-*-aaaaaaaa*
	thousand=()
}

# time_lists COUNT: so many lists of all runs, one after the other; the microseconds of each, a line.
time_lists()
{
	local i start

	for ((i = 0; i < $1; i++)); do
		start=${EPOCHREALTIME/[.,]/}
		"$NSRUN" list >/dev/null || return
		echo $((${EPOCHREALTIME/[.,]/} - start))
	done
}
