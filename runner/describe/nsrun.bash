# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The completion of nsrun for bash, with the functions of bash-completion; runner/describe/bash.c puts
# the tables in.
#
# Theory of operation: the words before the cursor are read as nsrun reads them, by the tables. That
# says in which subcommand the cursor is, whether an option waits for its value, which options have
# been given, and where the command begins, whose own completion takes over from there.

# SUBCOMMAND link|of-link|run --OPTION -LETTER|- once|repeats VALUE [WORD]...
_nsrun_options='
@OPTIONS@
'
# AS-WRITTEN SUBCOMMAND OPERAND
_nsrun_subcommands='
@SUBCOMMANDS@
'
_nsrun_topics='
@TOPICS@
'

# Completes the current word with one of these. What wants more behind it gets no blank.
_nsrun_offer() # WORDS
{
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
	[[ ${COMPREPLY[0]-} != *[=:] ]] || compopt -o nospace 2>/dev/null
	__ltrim_colon_completions "$cur"
}

# Sets of $subcommand's option: scope, often, value, offers.
_nsrun_find_option() # --NAME|-LETTER
{
	local of long letter

	while read -r of scope long letter often value offers; do
		[[ $of != "$subcommand" || ($long != "$1" && $letter != "$1") ]] || return 0
	done <<<"$_nsrun_options"
	return 1
}

# Prints the subcommands, or with a GROUP- those behind it, by their first names.
_nsrun_list_subcommands() # [GROUP-]
{
	local call name operand

	while read -r call name operand; do
		[[ $call == "$1"* && ($call == "$name" || $call == "$1$name") ]] || continue
		call=${call#"$1"}
		echo "${call%%-*}"
	done <<<"$_nsrun_subcommands" | sort -u
}

# Sets subcommand, operand, and first: which word stands behind it. Fails where there is none to go on
# with, and has offered those that can stand there.
_nsrun_find_subcommand()
{
	local call=${words[1]} as_written

	first=2
	if [[ $call == -* ]]; then
		subcommand=run operand=command first=1
		return
	fi
	if [[ $'\n'$_nsrun_subcommands == *$'\n'"$call"-* && $cword -gt 1 ]]; then
		first=3
		call+=-${words[2]-}
	fi
	if ((cword < first)); then
		call=${call%"$cur"}
		_nsrun_offer "$(_nsrun_list_subcommands "$call")"
		return 1
	fi
	while read -r as_written subcommand operand; do
		[[ $as_written != "$call" ]] || return 0
	done <<<"$_nsrun_subcommands"
	return 1
}

# Notes that an option was given. A link begins a list of its own.
_nsrun_note() # OPTION
{
	case $scope in
	link) of_link=' ' has_link=yes ;;
	of-link) of_link+="$1 " ;;
	*) given+="$1 " ;;
	esac
}

# Reads the words before the current one. Sets pending, the option whose value the current word is;
# begin, the word that the command begins with, if that is not behind the current one; and what was
# given.
_nsrun_read_words()
{
	local i word names=0 scope often value offers

	for ((i = first; i < cword; i++)); do
		word=${words[i]}
		if [[ $word == -- ]]; then
			[[ $operand != command && $names -eq 0 ]] || begin=$((i + 1))
			break
		elif [[ $word == --*=* ]]; then
			_nsrun_find_option "${word%%=*}" && _nsrun_note "${word%%=*}"
		elif [[ $word == -?* ]]; then
			[[ $word == --* ]] || word=-${word: -1}
			_nsrun_find_option "$word" || continue
			_nsrun_note "$word"
			[[ $value == none ]] && continue
			((++i < cword)) || pending=$word
		elif [[ $operand == command ]]; then
			begin=$i
			break
		elif [[ $operand == run-and-command ]] && ((++names == 1)); then
			begin=$((i + 1))
			[[ ${words[begin]-} != -- || $begin -ge $cword ]] || ((begin++))
			break
		fi
	done
}

_nsrun_list_interfaces() # FILE: those that have it in /sys
{
	local interface

	for interface in /sys/class/net/*/"$1"; do
		interface=${interface#/sys/class/net/}
		[[ $interface == \** ]] || echo "${interface%%/*}"
	done
}

# A line that begins with a blank is about a further link of the run above it.
_nsrun_list_runs() { nsrun list "$@" 2>/dev/null | awk 'NR > 1 && /^[^ ]/ { print $1 }'; }
_nsrun_list_networks() { nsrun network list 2>/dev/null | awk 'NR > 1 { print $2 }'; }

_nsrun_list_sysctls()
{
	find /proc/sys/net -type f -perm -200 2>/dev/null |
		sed 's|^/proc/sys/||; y|/.|./|; s|$|=|'
}

# Of a list with commas the last word is completed.
_nsrun_complete_list() # WORDS
{
	local before=

	[[ $cur != *,* ]] || before=${cur%,*},
	mapfile -t COMPREPLY < <(compgen -W "$1" -P "$before" -- "${cur##*,}")
}

_nsrun_complete_user()
{
	if [[ $cur == *:* ]]; then
		mapfile -t COMPREPLY < <(compgen -g -- "${cur##*:}")
	else
		mapfile -t COMPREPLY < <(compgen -u -- "$cur")
	fi
}

_nsrun_complete_value() # VALUE WORDS
{
	case $1 in
	text) _nsrun_offer "$2" ;;
	interface) _nsrun_offer "$(_nsrun_list_interfaces ifindex) $2" ;;
	bridge) _nsrun_offer "$(_nsrun_list_interfaces bridge) $2" ;;
	run) _nsrun_offer "$(_nsrun_list_runs --all) $2" ;;
	run-and-command) _nsrun_offer "$(_nsrun_list_runs) $2" ;;
	network) _nsrun_offer "$(_nsrun_list_networks) $2" ;;
	run-or-network) _nsrun_offer "$(_nsrun_list_runs --all) $(_nsrun_list_networks) $2" ;;
	netns) _nsrun_offer "$(ls /run/netns 2>/dev/null) $2" ;;
	sysctl) _nsrun_offer "$(_nsrun_list_sysctls)" ;;
	topic) _nsrun_offer "$_nsrun_topics" ;;
	variable) mapfile -t COMPREPLY < <(compgen -e -- "$cur") ;;
	user) _nsrun_complete_user ;;
	list) _nsrun_complete_list "$2" ;;
	directory) _filedir -d ;;
	file)
		_filedir
		mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W "$2" -- "$cur")
		;;
	paths)
		# At a colon readline begins a new word.
		cur=${cur##*:}
		_filedir
		;;
	esac
}

# The command's own completion. It counts words as readline splits them, at = and : as well.
_nsrun_complete_command() # INDEX: the command's, of words
{
	local i offset=0 word

	for ((i = 0; i < $1; i++)); do
		word=
		while
			word+=${COMP_WORDS[offset++]}
			[[ $word != "${words[i]}" && $offset -lt ${#COMP_WORDS[@]} ]]
		do :; done
	done
	_command_offset "$offset"
}

_nsrun_complete_option()
{
	local of scope long letter often value offers list=

	while read -r of scope long letter often value offers; do
		[[ $of == "$subcommand" ]] || continue
		[[ $scope != of-link || $has_link ]] || continue
		[[ $often == repeats || $scope == link ]] ||
			[[ $given$of_link != *" $long "* && $given != *" $letter "* ]] || continue
		list+=" $long"
	done <<<"$_nsrun_options"
	_nsrun_offer "$list"
}

_nsrun()
{
	local cur words cword
	local subcommand operand first
	local pending='' begin='' given=' ' of_link=' ' has_link=''
	local scope often value offers

	_get_comp_words_by_ref -n =: cur words cword
	_nsrun_find_subcommand || return 0
	_nsrun_read_words
	if [[ $begin ]]; then
		_nsrun_complete_command "$begin"
	elif [[ $pending ]]; then
		_nsrun_find_option "$pending"
		_nsrun_complete_value "$value" "$offers"
	elif [[ $cur == --*=* ]]; then
		_nsrun_find_option "${cur%%=*}" || return 0
		cur=${cur#*=}
		_nsrun_complete_value "$value" "$offers"
	elif [[ $cur == -* ]]; then
		_nsrun_complete_option
	elif [[ $operand == command ]]; then
		_nsrun_complete_command "$cword"
	else
		_nsrun_complete_value "$operand" ''
	fi
}

complete -F _nsrun nsrun
