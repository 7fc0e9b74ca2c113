# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# For cases at a terminal (tests/helpers/terminal.c), beside nsrun.bash, which they load first.

# at_keyboard COMMAND...: with the keys from standard input. All must come to pass, and no process
# may be left of it.
at_keyboard()
{
	run "$HELPERS/terminal" "$@" 3>&-
	echo "$output"
	[ "$status" -eq 0 ]
}

# shown TEXT: how often the terminal showed that line.
shown() { printf '%s\n' "${lines[@]}" | grep -c -x -F -- "$1"; }
