# SPDX-License-Identifier: MIT
# Attack: type into the terminal that the command shares with the caller's shell, which reads it as a command when nsrun has
# ended: TIOCSTI, and by the selection of a console TIOCLINUX.
# Modes: all. With --privileged it works.
# Holds: EPERM; the shell is not told anything.
load ../lib/nsrun
load ../lib/attacks

# type_from OPTIONS: a shell on a terminal runs nsrun, whose command types; then the shell reads. What is typed
# makes a file.
type_from()
{
	local made=$XDG_RUNTIME_DIR/typed

	rm -f "$made"
	export PS1='$ ' LINE="$1"
	run "$HELPERS/terminal" bash --norc --noprofile --noediting -i 3>&- <<-EOF
		await \$
		line $bin/nsrun $1 -- $bin/type-in 'touch $made'; echo "it" ended
		await it ended
		await \$
		line echo "then" this
		await then this
		line exit
		ends 0
	EOF
	echo "$output"
	[ "$status" -eq 0 ]
	[ -e "$made" ]
}

# covers: P9
@test "what the command types nobody reads" {
	for options in "" --net-admin --pid --userns "--user nobody"; do
		is_machine_root || [ "$options" != "--user nobody" ] || continue
		run type_from "$options"
		[ "$status" -eq 1 ]
		[[ $output == *EPERM* && $output == *"then this"* ]]
	done
}

# covers: P9 exec
@test "nor what a command types that joins" {
	detach --name joined -- sleep 1000
	export PS1='$ '
	run "$HELPERS/terminal" bash --norc --noprofile --noediting -i 3>&- <<-EOF
		await \$
		line $bin/nsrun exec joined $bin/type-in 'touch $XDG_RUNTIME_DIR/typed'; echo "it" ended
		await it ended
		line exit
		ends 0
	EOF
	[[ $output == *EPERM* ]]
	[ ! -e "$XDG_RUNTIME_DIR/typed" ]
}

# covers: --privileged
@test "with --privileged it is typed" {
	need_users
	type_from --privileged
	[[ $output == *typed* ]]
}

# covers: P9
@test "each way of saying so is refused" {
	for mode in $(modes); do
		as "$mode" "$bin/call" tiocsti tiocsti-high tioclinux
		expect_all EPERM
	done
	as privileged "$bin/call" tiocsti tiocsti-high tioclinux
	expect_all EBADF
}
