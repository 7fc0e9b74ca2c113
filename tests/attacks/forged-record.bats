# SPDX-License-Identifier: MIT
# Attack: a record that says what is not so, before exec, stop or clean: of another user's run, copied to the attacker's own
# place; of a run whose name on the control socket an impostor has taken; with paths where names should be.
# Modes: root against plain, and plain against root.
# Holds: both ends of the control socket look who the other is, so that no record makes one user's nsrun
# obey or believe another's; what a record names is never outside of its directory.
load ../lib/nsrun
load ../lib/attacks

own=/run/user/nobody/nsrun/host

# covers: exec stop P9
@test "nobody cannot join or stop root's run by a copy of its record" {
	need_users
	detach --name web -- sleep 1000
	as_nobody "$bin/nsrun" --name own -- true
	for file in "$records"/run-* "$records"/name-*; do
		install -m 600 -o 65534 -g 65534 "$file" "$own"
	done
	run_file=$(echo "$own"/run-*)
	# The lock is what makes it a live run's.
	nobody flock "$run_file" flock "$(echo "$own"/name-*)" "$bin/nsrun" list
	[[ $output == *web* ]]
	for words in "exec web id" "exec $id id" "stop --grace 0 web"; do
		# shellcheck disable=SC2086 # words
		nobody flock "$run_file" flock "$(echo "$own"/name-*)" "$bin/nsrun" $words
		[ "${words%% *}" = stop ] || expect_failure "run $id is over"
		expect_output ""
	done
	rm "$own"/run-* "$own"/name-*
	nsrun exec web echo joined
	expect_output joined
}

# covers: exec stop P9
@test "root does not join an impostor that has taken the name of a run on the control socket" {
	need_users
	nobody "$bin/nsrun" --detach --name bait -- sleep 1000
	id=$output
	nsrun --name makes-the-place -- true
	for file in "$own"/run-*-"$id"; do install -m 600 "$file" "$records"; done
	file=$(echo "$records"/run-*-"$id")
	exec {lock}<"$file"
	flock --exclusive "$lock"
	nsrun exec "$id" id -u
	expect_failure "speak to the supervisor of run $id: Operation not permitted"
	nsrun wait "$id"
	expect_status 125
	exec {lock}<&-
	rm "$file"
	nobody "$bin/nsrun" exec bait id -u
	expect_output 65534
}

# covers: clean P9
@test "a path where a name should be leads to no file outside" {
	local host

	nsrun --name web -- true
	detach --name web -- true
	wait_until 20 has_only_end
	host=$(basename "$records"/ended-*-"$id" "-$id")
	host=${host#ended-}
	ended=$(<"$records/ended-$host-$id")
	for victim in /run/nsrun/victim /run/victim; do touch "$victim"; done
	# Directories without which such a path would lead nowhere in any case.
	mkdir "$records/log-$host-x" "$records/was-$host-x" "$records/ended-$host-x"
	for path in x/../../victim x/../../../victim; do
		for member in id name; do
			jq --arg path "$path" ".$member = \$path" <<<"$ended" >"$records/ended-$host-aaaaaaaaaaaa"
			nsrun clean
			expect_status 0
		done
	done
	[ -e /run/victim ]
	[ -e /run/nsrun/victim ]
	rm -rf /run/victim /run/nsrun/victim "${records:?}"/*
}

# covers: clean P9
@test "the claims of a dead run's record are names, too" {
	detach --name web "${line[@]}" -- sleep 1000
	touch /run/nsrun/victim
	file=$(echo "$records"/run-*-"$id")
	murder_detached web
	changed=$(jq '.keys += ["../victim"]' "$file")
	echo "$changed" >"$file"
	nsrun clean
	[ -e /run/nsrun/victim ]
	rm -f /run/nsrun/victim
	# What the record would have led to is found by what else there is of that run.
	nsrun "${line[@]}" --name web -- true
	expect_status 0
	nsrun clean
}
