# SPDX-License-Identifier: MIT
#
# zsh -f tests/lib/complete.zsh DIRECTORY LINE: prints, a line each, what zsh offers at the end of LINE,
# with the completion that is in DIRECTORY. It completes on a terminal only, so here is one.

# What the shell on that terminal loads from here: what it offers it prints, then it ends.
print_what_is_offered() # DIRECTORY
{
	fpath=($1 $fpath)
	autoload -Uz compinit && compinit -D -u
	compadd()
	{
		local -a offered
		# Thus the completion only asks which match.
		if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
			builtin compadd "$@"
			return
		fi
		builtin compadd -A offered "$@"
		(( ! $#offered )) || print -rl -- "offered: "${^offered}
		builtin compadd "$@"
	}
	finish() { print -r -- '== end'; exit }
	comppostfuncs=(finish)
	bindkey '^I' complete-word
	print -r -- '== begin'
}

if [[ $1 == --load ]]; then
	print_what_is_offered $2
	return
fi
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "source ${(q)0:A} --load ${(q)1}"
zpty -r -m shell text '*== begin*'
zpty -n -w shell "$2"$'\t'
zpty -r -m shell text '*== end*'
print -rl -- ${(f)${text//$'\r'}} | sed -n 's/.*offered: //p' | sort -u
zpty -d shell
