# SPDX-License-Identifier: MIT
# The help comes out of the table of options, complete and fit to be read.
load ../lib/nsrun

# covers: --help help run
@test "--help, -h and help say the same, on stdout" {
	local long

	nsrun --help
	expect_status 0
	expect_stderr ""
	long=$output
	[ -n "$long" ]
	for word in -h help; do
		nsrun "$word"
		expect_status 0
		expect_stderr ""
		expect_output "$long"
	done
	nsrun run --help
	expect_output "$long"
	nsrun help run
	expect_output "$long"
	nsrun run --macvlan eth0 --help
	expect_status 0
	expect_output "$long"
}

# covers: --help
@test "--help needs nothing else on the line to be complete" {
	nsrun --help -- sh
	expect_status 0
	nsrun --macvlan nosuch0 --help
	expect_status 0
	expect_stderr ""
}

# covers: --help
@test "--help lists every option, once" {
	local option

	nsrun --help
	for option in macvlan mode ip gateway route metric mac mtu ifname take-parent hostname sys \
		keep-fd grace dry-run verbose help version; do
		[ "$(grep -c -e "^  ....--$option " <<<"$output")" -eq 1 ]
	done
}

# covers: --help
@test "every option that --help lists is one" {
	local option options

	nsrun --help
	mapfile -t options < <(grep -o -e '--[a-z][a-z-]*' <<<"$output" | sort -u)
	for option in "${options[@]}"; do
		nsrun "$option"
		[[ $stderr != *"no such option"* ]] || {
			echo "$option: $stderr"
			return 1
		}
	done
	"$NSRUN" stop --all # --detach alone is a run
}

# covers: --help
@test "--help has no trailing blanks, no tabs and at most 100 columns" {
	local line

	nsrun --help
	for line in "${lines[@]}"; do
		[[ ${#line} -le 100 && $line != *[[:blank:]] && $line != *$'\t'* ]] || {
			echo "$line"
			return 1
		}
	done
}

# covers: --help
@test "--help names the exit statuses, an example and the topics" {
	nsrun --help
	expect_line "nsrun --macvlan eth0 --ip 172.16.86.2/24 -- sh"
	expect_line "Exit status: the command's; 128+N when signal N ended it; 124 when --timeout did;"
	expect_line "125 when nsrun failed; 126 when the command could not be run; 127 when it was not found."
	[[ $output == *"nsrun help TOPIC"* ]]
}

# covers: --help
@test "each group of --help is a topic" {
	local topics topic

	nsrun --help
	topics=$(sed -n '/one of the groups$/ { n; s/^(\(.*\))$/\1/p }' <<<"$output" | tr -d ,)
	[ "$(wc -w <<<"$topics")" -ge 7 ]
	for topic in $topics; do
		nsrun help "$topic"
		expect_status 0
		expect_stderr ""
		[[ $output == *:*--* || $output == *...*--* ]]
	done
}

# covers: --help help
@test "--help lists the subcommands, and help has each" {
	local subcommands subcommand shown words

	mapfile -t subcommands < <("$BATS_TEST_DIRNAME/../checks/helps" --subcommands)
	[ ${#subcommands[@]} -ge 5 ]
	for subcommand in "${subcommands[@]}"; do
		read -ra words <<<"$subcommand" # of one word or two
		nsrun "${words[@]}" --help
		expect_status 0
		expect_stderr ""
		shown=$output
		[[ $shown == "Usage: nsrun $subcommand"* || $subcommand == run ]]
		nsrun help "${words[@]}"
		expect_status 0
		[ "$output" = "$shown" ] || [ "$subcommand" = help ] # the option of that name
	done
}

# covers: --help help
@test "help OPTION shows its line of --help" {
	local option options whole topic

	nsrun --help
	whole=$output
	mapfile -t options < <(sed -n 's,^  ....--\([a-z-]*\).*,\1,p' <<<"$whole")
	[ ${#options[@]} -ge 18 ]
	for option in "${options[@]}"; do
		# With its dashes no subcommand is meant; and "help --help" is what the subcommand help does.
		[ "$option" = help ] && topic=help || topic=--$option
		nsrun help "$topic"
		expect_status 0
		expect_stderr ""
		[[ $output == *"--$option"* && $whole == *$'\n'"$output"$'\n'* ]]
	done
	nsrun help mac
	expect_status 0
	[[ $output == *"--mac ADDRESS|random "* ]]
}

# covers: P7
@test "help of an unknown topic" {
	nsrun help foo
	expect_failure "help: no topic 'foo': nsrun --help lists them"

	nsrun help gatway
	expect_failure "help: no topic 'gatway': did you mean gateway?"

	nsrun help lnks
	expect_failure "help: no topic 'lnks': did you mean links?"
}

# covers: P7
@test "help of two topics" {
	local topics

	for topics in "mac mtu" "stop list" "stop stop" "container stop list" "list container"; do
		# shellcheck disable=SC2086 # words
		nsrun help $topics
		expect_failure "help: more than one topic: name one"
	done
}

# covers: --version
@test "--version and -V" {
	nsrun --version
	expect_status 0
	expect_stderr ""
	[[ $output =~ ^nsrun\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	nsrun -V
	expect_status 0
	[[ $output =~ ^nsrun\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

# covers: P7 125 --help
@test "nsrun alone shows the short help on stderr" {
	nsrun
	expect_status 125
	expect_output ""
	expect_stderr "Usage: nsrun [run] [LINK [LINK OPTION]...]... [OPTION]... [--] COMMAND [ARG]...
       nsrun SUBCOMMAND ... | --help | --version
Example:
       nsrun --macvlan eth0 --ip 172.16.86.2/24 -- sh
nsrun --help tells more."
}

# covers: --help
@test "the help needs no privilege" {
	install -D -m 755 "$NSRUN" /run/bin/nsrun
	nobody /run/bin/nsrun --help
	expect_status 0
	[[ $output == "nsrun: "* ]]
	rm -r /run/bin
}
