# SPDX-License-Identifier: MIT
# A command line that cannot be read: each message, whole. Addresses are in errors-address.bats.
load ../lib/nsrun

# A word of 5,000 letters.
long_word()
{
	printf 'w%.0s' {1..5000}
}

# The last failure was told in one line, of a length that a terminal can show.
expect_one_line()
{
	expect_status 125
	expect_output ""
	[[ $stderr == "nsrun: "* && $stderr != *$'\n'* && ${#stderr} -lt 500 ]] || {
		printf 'not one line: %q\n' "$stderr"
		return 1
	}
}

# covers: P7
@test "a failure is one line with its end, and nothing on stdout" {
	local line

	for line in --nosuch -- sh '--macvlan nosuch0 -- true' '--macvlan eth0 --ip 1.2.3.4'; do
		# shellcheck disable=SC2086 # words
		"$NSRUN" $line >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" && false
		[ $? -eq 125 ]
		[ ! -s "$BATS_TEST_TMPDIR/out" ]
		[ "$(wc -l <"$BATS_TEST_TMPDIR/err")" -eq 1 ]
		[ -z "$(tail -c 1 "$BATS_TEST_TMPDIR/err")" ]
	done
}

# covers: P7
@test "an option of a link before any link" {
	local option value

	while read -r option value; do
		nsrun "$option" "$value" --macvlan eth0 -- true
		expect_failure "$option: there is no link before it: it goes behind one, as in\
 --macvlan eth0 $option $value"
	done <<-end
		--mode bridge
		--ip 172.16.86.2/24
		--gateway none
		--route 10.0.0.0/8
		--metric 7
		--mac random
		--mtu 1400
		--ifname lan0
	end
	nsrun --take-parent --macvlan eth0 -- true
	expect_failure "--take-parent: there is no link before it: it goes behind one, as in\
 --macvlan eth0 --take-parent"
}

# covers: P7
@test "no command" {
	local line

	for line in '--macvlan eth0' '--macvlan eth0 --ip 172.16.86.2/24 --' \
		'run --macvlan eth0 --dry-run'; do
		# shellcheck disable=SC2086 # words
		nsrun $line
		expect_failure "no command: end the line with one, as in nsrun --macvlan eth0 -- sh"
	done
	for line in '--' 'run' '--verbose' '--dry-run' '--hostname web'; do
		# shellcheck disable=SC2086 # words
		nsrun $line
		expect_failure "no command: end the line with one, as in nsrun -- sh"
	done
}

# covers: P7
@test "an unknown option: the one that was meant" {
	nsrun --maclvan eth0 -- true
	expect_failure "--maclvan: no such option: did you mean --macvlan?"

	nsrun --macvlan eth0 --gatway=172.16.86.1 -- true
	expect_failure "--gatway: no such option: did you mean --gateway?"

	nsrun --dryrun -- true
	expect_failure "--dryrun: no such option: did you mean --dry-run?"

	nsrun ---ip 172.16.86.2/24 -- true
	expect_failure "---ip: no such option: did you mean --ip?"
}

# covers: P7
@test "an unknown option that is like none" {
	local option

	for option in --bandwidth --unlikely -x -vx; do
		nsrun "$option" -- true
		expect_failure "$option: no such option: nsrun --help lists them all"
	done
	nsrun --bandwidth=10 -- true
	expect_failure "--bandwidth: no such option: nsrun --help lists them all"
}

# covers: P7
@test "options are not abbreviated" {
	nsrun --verb -- true
	expect_failure "--verb: no such option: nsrun --help lists them all"
}

# covers: P7 --macvlan --hostname
@test "the value of an option is missing" {
	local line

	for line in --macvlan '--macvlan --ip 172.16.86.2/24 -- true' '--macvlan= -- true' \
		'--macvlan -- true'; do
		# shellcheck disable=SC2086 # words
		nsrun $line
		expect_failure "--macvlan: its value is missing: --macvlan PARENT"
	done
	nsrun --macvlan '' -- true
	expect_failure "--macvlan: its value is missing: --macvlan PARENT"

	nsrun --macvlan eth0 --gateway
	expect_failure "--gateway: its value is missing: --gateway ADDRESS|none"

	nsrun --hostname -- true
	expect_failure "--hostname: its value is missing: --hostname NAME"
}

# covers: P7 --dry-run --verbose --take-parent
@test "a value for an option that takes none" {
	nsrun --dry-run=yes -- true
	expect_failure "--dry-run: takes no value: write it without =yes"

	nsrun --verbose= -- true
	expect_failure "--verbose: takes no value: write it without ="

	nsrun --macvlan eth0 --take-parent=eth0 -- true
	expect_failure "--take-parent: takes no value: write it without =eth0"
}

# covers: P7
@test "a first word that is no subcommand" {
	nsrun sh
	expect_failure "'sh' is not a subcommand: to run it as a command: nsrun -- sh"

	nsrun ./server --port 80
	expect_failure "'./server' is not a subcommand: to run it as a command: nsrun -- ./server"
}

# covers: P7
@test "a first word that is nearly a subcommand" {
	nsrun runn --macvlan eth0 -- true
	expect_failure "'runn' is not a subcommand: did you mean 'run'? To run a command: nsrun --\
 runn"

	nsrun hlep
	expect_failure "'hlep' is not a subcommand: did you mean 'help'? To run a command: nsrun\
 -- hlep"
}

# covers: P7 --macvlan
@test "more links than a command can have" {
	local words=()

	while [ ${#words[@]} -lt 34 ]; do
		words+=(--macvlan eth0)
	done
	nsrun "${words[@]}" -- true
	expect_failure "--macvlan eth0: more than 16 links: a command can have no more"
}

# covers: P7 --ifname
@test "--ifname that is too long" {
	nsrun --macvlan eth0 --ifname abcdefghijklmnop -- true
	expect_failure "--ifname abcdefghijklmnop: too long: at most 15 characters"
}

# covers: P7 --ifname
@test "--ifname with what no name can have" {
	local name

	for name in a/b 'a b' eth0:1 eth%d ä; do
		nsrun --macvlan eth0 --ifname "$name" -- true
		expect_failure "--ifname $name: a name has no blank, '/', ':' or '%' in it"
	done
}

# covers: P7 --ifname
@test "--ifname that the kernel has taken" {
	local name

	for name in lo . .. all default; do
		nsrun --macvlan eth0 --ifname "$name" -- true
		expect_failure "--ifname $name: this name is taken by the kernel: choose another"
	done
}

# covers: P7 --ifname
@test "one name for two links" {
	nsrun --macvlan eth0 --ifname lan0 --macvlan eth0 --ifname lan0 -- true
	expect_failure "--ifname lan0: two links cannot have one name: give each its own"

	nsrun --macvlan eth0 --ifname eth1 --macvlan eth0 -- true
	expect_failure "--ifname eth1: two links cannot have one name: give each its own"
}

# covers: P7 --hostname
@test "--hostname that is too long" {
	local name

	name=$(printf 'h%.0s' {1..65})
	nsrun --hostname "$name" -- true
	expect_failure "--hostname $name: too long: at most 64 characters"
}

# covers: P7 --hostname
@test "--hostname with what no name can have" {
	local name

	for name in 'a b' a/b a:b ä; do
		nsrun --hostname "$name" -- true
		expect_failure "--hostname $name: must be of letters, digits, '-', '.' and '_'"
	done
}

# covers: P7 --sys
@test "--sys with another word than keep" {
	nsrun --sys private -- true
	expect_failure "--sys private: the one choice is keep"
}

# covers: P7 --keep-fd
@test "--keep-fd that is no descriptor" {
	local word

	for word in stdout -1 7x 99999999999; do
		nsrun "--keep-fd=$word" -- true
		expect_failure "--keep-fd $word: must be the number of an open descriptor"
	done
}

# covers: P7 --keep-fd
@test "--keep-fd that is not open" {
	nsrun --keep-fd 77 -- true
	expect_failure "--keep-fd 77: Bad file descriptor: nsrun was not given it; a shell opens it with 77<FILE"
}

# covers: P7 --keep-fd
@test "more descriptors than can be kept" {
	local words=()

	while [ ${#words[@]} -lt 130 ]; do
		words+=(--keep-fd 2)
	done
	nsrun "${words[@]}" -- true
	expect_failure "--keep-fd 2: more than 64 descriptors"
}

# covers: P7 --grace
@test "--grace that is no time" {
	local word

	for word in x 2x '2 s' -1s 1h2m 1e3 .; do
		nsrun "--grace=$word" -- true
		expect_failure "--grace $word: not a time: write 500ms, 2s or 1m"
	done
}

# covers: P7
@test "control characters in a word stay in the line, and off the terminal" {
	local word=$'a\nb\tc\e[31md\re\x7f' seen='a?b?c?[31md?e?'

	nsrun --macvlan "$word" -- true
	expect_failure "no interface '$seen' on this host: it has eth0 (default route)"

	nsrun --macvlan eth0 --ip "$word" -- true
	expect_failure "--ip $seen: not an IPv4 or IPv6 address"

	nsrun --macvlan eth0 --ifname "$word" -- true
	expect_failure "--ifname $seen: a name has no blank, '/', ':' or '%' in it"

	nsrun --hostname "$word" -- true
	expect_failure "--hostname $seen: must be of letters, digits, '-', '.' and '_'"

	nsrun "--$word" -- true
	expect_failure "--$seen: no such option: nsrun --help lists them all"

	nsrun "$word"
	expect_failure "'$seen' is not a subcommand: to run it as a command: nsrun -- $seen"

	nsrun help "$word"
	expect_failure "help: no topic '$seen': nsrun --help lists them"
}

# covers: P7 127
@test "control characters in a command's name" {
	nsrun -- $'./no\nsuch\e[31m'
	expect_status 127
	expect_stderr "nsrun: exec './no?such?[31m': No such file or directory"
}

# covers: P7
@test "a word of 5,000 letters, as the value of each option" {
	local word option

	word=$(long_word)
	for option in macvlan hostname sys keep-fd grace; do
		nsrun "--$option" "$word" -- true
		expect_one_line
		[[ $stderr == *ww* ]]
	done
	for option in mode ip gateway route metric mac mtu ifname; do
		nsrun --macvlan eth0 "--$option" "$word" -- true
		expect_one_line
		[[ $stderr == "nsrun: --$option ww"* ]]
	done
}

# covers: P7
@test "a word of 5,000 letters, as an option, a subcommand or a topic" {
	local word

	word=$(long_word)
	nsrun "--$word" -- true
	expect_one_line
	[[ $stderr == *"ww: no such option: nsrun --help lists them all" ]]

	nsrun "$word"
	expect_one_line
	[[ $stderr == "nsrun: 'ww"* ]]

	nsrun help "$word"
	expect_one_line
	[[ $stderr == "nsrun: help: no topic 'ww"* ]]

	nsrun "--dry-run=$word"
	expect_one_line
	[[ $stderr == "nsrun: --dry-run: takes no value: "* ]]
}
