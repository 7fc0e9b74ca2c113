#compdef nsrun
# SPDX-License-Identifier: MIT
#
# The completion of nsrun for zsh; runner/describe/zsh.c puts the options in, as specifications for
# _arguments, which reads the words before the cursor.

# AS-WRITTEN SUBCOMMAND OPERAND
_nsrun_subcommands=(
${(f)"$(<<'END'
@SUBCOMMANDS@
END
)"}
)
_nsrun_topics=(
@TOPICS@
)
# SUBCOMMAND link|of-link|run --OPTION ...
_nsrun_options=(
${(f)"$(<<'END'
@OPTIONS@
END
)"}
)

# The subcommands, or with a GROUP- those behind it, by their first names.
_nsrun_offer_subcommands() # [GROUP-]
{
	local line call name
	local -aU names

	for line in $_nsrun_subcommands; do
		call=${line%% *} name=${${(s: :)line}[2]}
		[[ $call == $1* && ( $call == $name || $call == $1$name ) ]] || continue
		names+=(${${call#$1}%%-*})
	done
	_wanted subcommands expl subcommand compadd -a names
}

# A line that begins with a blank is about a further link of the run above it.
_nsrun_list_runs() { nsrun list $@ 2>/dev/null | awk 'NR > 1 && /^[^ ]/ { print $1 }' }
_nsrun_list_networks() { nsrun network list 2>/dev/null | awk 'NR > 1 { print $2 }' }

_nsrun_list_sysctls()
{
	find /proc/sys/net -type f -perm -200 2>/dev/null |
		sed 's|^/proc/sys/||; y|/.|./|; s|$|=|'
}

# What wants more behind it gets no blank.
_nsrun_offer() # WORD...
{
	local expl
	local -a whole=(${@:#*[=:]}) begun=(${(M)@:#*[=:]})

	_wanted values expl value compadd -a whole
	_wanted values expl value compadd -S '' -a begun
}

_nsrun_complete_value() # VALUE [WORD]...
{
	local value=$1

	shift
	case $value in
	none) _message 'no more words' ;;
	text) _nsrun_offer $@ ;;
	interface) _nsrun_offer /sys/class/net/*(N@:t) $@ ;;
	bridge) _nsrun_offer /sys/class/net/*/bridge(N:h:t) $@ ;;
	run) _nsrun_offer ${(f)"$(_nsrun_list_runs --all)"} $@ ;;
	run-and-command) _nsrun_offer ${(f)"$(_nsrun_list_runs)"} $@ ;;
	network) _nsrun_offer ${(f)"$(_nsrun_list_networks)"} $@ ;;
	run-or-network)
		_nsrun_offer ${(f)"$(_nsrun_list_runs --all)"} ${(f)"$(_nsrun_list_networks)"} $@
		;;
	netns) _nsrun_offer /run/netns/*(N:t) $@ || _files ;;
	sysctl) _nsrun_offer ${(f)"$(_nsrun_list_sysctls)"} ;;
	topic) _nsrun_offer $_nsrun_topics ;;
	variable) _parameters -g '*export*' ;;
	user) if compset -P '*:'; then _groups; else _users; fi ;;
	list) _values -s , capability $@ ;;
	directory) _directories ;;
	file) _nsrun_offer $@; _files ;;
	paths) compset -P '*:'; _files ;;
	esac
}

# The command behind a run's name and, perhaps, behind "--".
_nsrun_joined_command()
{
	if [[ $words[1] == -- && $CURRENT -gt 1 ]]; then
		shift words
		(( CURRENT-- ))
	fi
	_normal
}

# Sets subcommand, operand, and last, the last of its words. Fails where there is none to go on with,
# and has offered those that can stand there.
_nsrun_find_subcommand()
{
	local call=$words[2] line

	last=2
	if [[ $call == -* ]]; then
		subcommand=run operand=command last=1
		return 0
	fi
	if (( CURRENT == 2 )); then
		_nsrun_offer_subcommands ''
		return 1
	fi
	if [[ -n ${(M)_nsrun_subcommands:#$call-*} ]]; then
		if (( CURRENT == 3 )); then
			_nsrun_offer_subcommands $call-
			return 1
		fi
		last=3 call+=-$words[3]
	fi
	line=${(M)_nsrun_subcommands:#$call *}
	[[ -n $line ]] || return 1
	subcommand=${${(s: :)line}[2]} operand=${${(s: :)line}[3]}
}

_nsrun()
{
	local curcontext=$curcontext subcommand operand has_link='' line
	local -a specs
	integer last

	_nsrun_find_subcommand || return
	# Not there: what a function does to these two is undone when it returns.
	shift $(( last - 1 )) words
	(( CURRENT -= last - 1 ))
	for line in ${(M)_nsrun_options:#$subcommand link *}; do
		(( ! $words[(I)${${(s: :)line}[3]}(|=*)] )) || has_link=yes
	done
@ZSH-OPTIONS@
	case $operand in
	command) specs+=('(-)*:::command:_normal') ;;
	run-and-command)
		specs+=('(-)1:run: _nsrun_complete_value run-and-command'
			'(-)*:::command:_nsrun_joined_command')
		;;
	*) specs+=("*:$operand: _nsrun_complete_value $operand") ;;
	esac
	if [[ $operand == *command ]]; then
		_arguments -s -S -A '-*' : $specs
	else
		_arguments -s -S : $specs
	fi
}

_nsrun "$@"
