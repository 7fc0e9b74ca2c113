#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/install.sh: what make install puts where, the completions that come with it, the package, and
# that all of it goes again. It is installed into a scratch directory.
#
# The completion of bash needs the package bash-completion; make deb needs dpkg.
# shellcheck source=examples/show.bash
. "$(dirname "$0")/show.bash"
build=$(realpath "$(dirname "$NSRUN")")
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$top" || exit 1
[[ -e /usr/share/bash-completion/bash_completion ]] || {
	echo "$name: there is no bash-completion: install it" >&2
	exit 77
}

# Of the build that has the program; what is there is not made anew.
make() { command make --no-print-directory -s BUILD="$build" "$@"; }

files() { (cd "$scratch" && find . -type f ! -path './usr/share/doc/*' | sort); }

offered() # LINE: what bash offers at its end
{
	bash --norc -c 'source /usr/share/bash-completion/bash_completion && source "$0" || exit
		read -ra COMP_WORDS <<<"$1" && COMP_LINE=$1 COMP_POINT=${#1}
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_nsrun 2>/dev/null # compopt says that readline did not call it
		echo "${COMPREPLY[@]}"' \
		"$scratch/usr/share/bash-completion/completions/nsrun" "$1"
}

say "Into a scratch directory:"
here make install DESTDIR="$scratch" PREFIX=/usr || wrong "it was not installed"
here files
shows ./usr/bin/nsrun
shows ./usr/share/zsh/site-functions/_nsrun

say "What bash offers then:"
here offered "nsrun --macvlan eth0 --mo"
shows --mode
here offered "nsrun --ma"
[[ $output == --macvlan ]] || wrong "an option of a link is offered before a link"

say "All of it goes:"
here make uninstall DESTDIR="$scratch" PREFIX=/usr
[[ -z $(find "$scratch" ! -type d) ]] || wrong "something has stayed"

say "As a package:"
here make deb || wrong "no package was made"
package=$output
here dpkg-deb --field "$package" Package Version Section
here dpkg-deb --contents "$package"
shows ./usr/bin/nsrun
finish
