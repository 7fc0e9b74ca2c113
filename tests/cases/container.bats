# SPDX-License-Identifier: MIT
# Docker's long forms: "container" before a subcommand is the same subcommand.
load ../lib/nsrun
load ../lib/runs

prepare() { "$NSRUN" -d --name web -- sh -c 'echo begun; exec sleep 1000' >/dev/null 3>&-; }
tidy() { stop_all; }

# same ARG...: with "container" before them the words say and return what they do without.
same()
{
	local plain plain_status

	nsrun "$@"
	plain=$output plain_status=$status
	nsrun container "$@"
	expect_status "$plain_status"
	expect_stderr ""
	expect_output "$plain"
	[ -n "$output" ]
}

# covers: container list inspect exec
@test "container ls, list, inspect, exec" {
	same ls
	same list --json
	same inspect web
	same exec -it web hostname
	expect_output web
}

# covers: container logs
@test "container logs" {
	has_begun() { [ "$("$NSRUN" logs web)" = begun ]; }
	wait_until 10 has_begun
	same logs web
}

# covers: container wait stop M5
@test "container stop, wait" {
	nsrun -d --name three -- sh -c 'exit 3'
	expect_status 0
	nsrun container wait three
	expect_status 3
	nsrun container stop web three
	expect_status 0
	expect_stderr ""
	nsrun container ls --json
	expect_output "[]"
}

# covers: container run
@test "container run" {
	nsrun container run --rm -- echo runs
	expect_status 0
	expect_output runs
}

# covers: container --help help
@test "its help lists what it may stand before, and that of each is the subcommand's" {
	local shown subcommand

	nsrun container --help
	expect_status 0
	expect_line "Usage: nsrun [container] SUBCOMMAND ..."
	expect_line "stop [OPTION]... NAME...        end runs; nothing of them is left"
	[[ $output != *clean* ]]
	shown=$output
	for words in "container -h" "help container"; do
		# shellcheck disable=SC2086 # words
		nsrun $words
		expect_status 0
		expect_output "$shown"
	done
	for subcommand in run exec stop wait logs list ls inspect; do
		nsrun "$subcommand" --help
		shown=$output
		nsrun container "$subcommand" --help
		expect_status 0
		expect_output "$shown"
		nsrun help container "$subcommand"
		expect_status 0
		expect_output "$shown"
	done
}

# covers: container P7
@test "alone, or before another word, it says what there is" {
	local words="run, exec, stop, wait, logs, list, inspect"

	nsrun container
	expect_failure "container: a subcommand is missing: it has $words"
	nsrun container lst
	expect_failure "container: 'lst' is not a subcommand of it: it has $words"
	nsrun container clean
	expect_failure "container: 'clean' is not a subcommand of it: it has $words"
	nsrun container --detach
	expect_failure "container: '--detach' is not a subcommand of it: it has $words"
	nsrun help container lst
	expect_failure "container: 'lst' is not a subcommand of it: it has $words"
	nsrun contaner ls
	expect_failure "'contaner' is not a subcommand: to run it as a command: nsrun -- contaner"
}
