# SPDX-License-Identifier: MIT
# The completions of bash, zsh and fish: what is offered where, by shells that have nothing but these.
load ../lib/nsrun
load ../lib/network

prepare()
{
	completions=$(dirname "$NSRUN")/completions
	mkdir -p /run/bin
	ln -sf "$(realpath "$NSRUN")" /run/bin/nsrun
	PATH=/run/bin:$PATH
}

# in_SHELL LINE: prints what the shell offers at the end of the line, sorted and in one line.
in_bash()
{
	bash --norc -c 'source /usr/share/bash-completion/bash_completion && source "$0"
		# At = and : readline begins a new word.
		mapfile -t COMP_WORDS < <(grep -oE "[^ =:]+|[=:]" <<<"$1")
		[[ $1 != *" " ]] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$1 COMP_POINT=${#1}
		_nsrun 2>/dev/null # compopt says that readline did not call it
		printf "%s\n" "${COMPREPLY[@]}"' "$completions/nsrun" "$1" | sort -u | paste -sd ' '
}
in_zsh() { zsh -f "$BATS_TEST_DIRNAME/../lib/complete.zsh" "$completions" "$1" | paste -sd ' '; }
in_fish()
{
	HOME=$BATS_TEST_TMPDIR fish --private -c 'source $argv[1]; complete -C $argv[2]' \
		"$completions/nsrun.fish" "$1" | cut -f 1 | sort -u | paste -sd ' '
}

# offers LINE WORD...: each shell offers these words there, and no others.
offers()
{
	local line=$1 shell offered

	shift
	for shell in bash zsh fish; do
		offered=$("in_$shell" "$line")
		[ "$offered" = "$*" ] || {
			printf '%s: %s\noffers: %s\ninstead of: %s\n' "$shell" "$line" "$offered" "$*"
			return 1
		}
	done
}

@test "each shell reads its completion without an error" {
	bash -n "$completions/nsrun"
	zsh -n "$completions/_nsrun"
	fish --no-execute "$completions/nsrun.fish"
}

# covers: network-create container
@test "a subcommand is offered as the first word alone" {
	offers "nsrun " clean doctor down exec help inspect list logs network run stop up wait
	offers "nsrun network " create inspect list remove
	offers "nsrun container l" list logs
	[[ " $(in_bash 'nsrun --macvlan eth0 ') " != *" wait clean "* ]]
}

# covers: --macvlan --mac --mode
@test "the options of a link are offered behind a link" {
	offers "nsrun --m" --macvlan --me
	offers "nsrun --macvlan eth0 --ip 172.16.86.2/24 --m" --mac --macvlan --me --metric --mode --mtu
}

# covers: list network-list
@test "the options of a subcommand are its own" {
	offers "nsrun list --" --all --dot --json --tree
	offers "nsrun network list --" --json --quiet
	offers "nsrun network create --su" --subnet
	offers "nsrun exec --ch" --chdir
}

# covers: --macvlan --mode --sys --ready --cap-add --seccomp --bind
@test "a value is offered as the table of options has it" {
	offers "nsrun --macvlan " default eth0 lo
	offers "nsrun --macvlan eth0 --mode p" passthru private
	offers "nsrun --sys " keep
	[ "$(in_bash 'nsrun --sys=')" = keep ]
	[ "$(in_zsh 'nsrun --sys=')" = keep ]
	[ "$(in_fish 'nsrun --sys=')" = --sys=keep ]
	offers "nsrun --ready n" notify
	mkdir /run/files
	touch /run/files/{one,two}
	for shell in bash fish; do
		[ "$("in_$shell" "nsrun --seccomp /run/files/")" = "/run/files/one /run/files/two" ]
		[ "$("in_$shell" "nsrun --seccomp non")" = none ]
	done
	[ "$(in_bash 'nsrun --bind /a:/run/files/o')" = /run/files/one ]
	[ "$(in_zsh 'nsrun --bind /a:/run/files/o')" = one ]
	rm -r /run/files
	[ "$(in_bash 'nsrun --cap-add net_raw,net_a')" = net_raw,net_admin ]
	[ "$(in_fish 'nsrun --cap-add net_raw,net_a')" = net_raw,net_admin ]
	[ "$(in_zsh 'nsrun --cap-add net_raw,net_a')" = net_admin ]
}

# covers: --name stop exec network-remove --network
@test "runs and networks are offered by their names" {
	"$NSRUN" run --detach --name web -- sleep 1000 >/dev/null
	"$NSRUN" network create lan >/dev/null
	offers "nsrun stop " web
	offers "nsrun exec w" web
	offers "nsrun network remove " lan
	offers "nsrun inspect " lan web
	offers "nsrun --network " lan none
	"$NSRUN" network remove lan >/dev/null
	"$NSRUN" stop web
}

@test "the command has its own completion" {
	mkdir /run/files
	touch /run/files/one
	for line in "--" "--macvlan eth0 --ip 172.16.86.2/24" "--add-host a:10.9.0.1 --" "exec web" \
		"exec web --"; do
		[ "$(in_bash "nsrun $line ls /run/files/")" = /run/files/one ]
		[ "$(in_zsh "nsrun $line ls /run/files/")" = one ]
		[ "$(in_fish "nsrun $line ls /run/files/")" = /run/files/one ]
	done
	# An option there is the command's.
	[ -z "$(in_bash 'nsrun -- true --mac')" ]
	[ -z "$(in_zsh 'nsrun -- true --mac')" ]
	rm -r /run/files
}

# covers: --name --env
@test "an option that counts once is offered once" {
	[ -z "$(in_bash 'nsrun --name a --nam')" ]
	[ -z "$(in_zsh 'nsrun --name a --nam')" ]
	offers "nsrun --env A --env" --env
	[ -z "$(in_bash 'nsrun --macvlan eth0 --mtu 1400 --mt')" ]
	[ "$(in_bash 'nsrun --macvlan eth0 --mtu 1400 --macvlan eth0 --mt')" = --mtu ]
}

# covers: help
@test "the topics of help are offered" {
	offers "nsrun help read" read-only ready ready-timeout
}
