# SPDX-License-Identifier: MIT
# The manual page is made of the table of options: a text that is missing, and one too many, fail the build.
load ../lib/nsrun

prepare()
{
	describe=$(dirname "$NSRUN")/describe
	docs=$BATS_TEST_TMPDIR/docs
	cp -r "$BATS_TEST_DIRNAME/../../docs" "$docs"
}

# expect_refused LINE...: the page cannot be made, and stderr is this.
expect_refused()
{
	try "$describe" manual "$docs/nsrun.1.in" "$docs/options"
	expect_status 1
	expect_stderr "$(printf '%s\n' "$@")"
}

@test "an option's argument is set as what the user puts there and what is written as it is" {
	try "$describe" manual "$docs/nsrun.1.in" "$docs/options"
	expect_status 0
	expect_line ".It Fl -macvlan Ar PARENT"
	expect_line ".It Fl -gateway Ar ADDRESS Ns No \&|\& Ns Cm none"
	expect_line ".It Fl w , -chdir Ar DIR"
	[ "$(grep -c '^@' <<<"$output")" -eq 1 ] # of a policy's example
}

@test "an option without a text fails the build" {
	rm "$docs/options/mtu.mdoc"
	expect_refused "describe: open $docs/options/mtu.mdoc: No such file or directory"
}

@test "an option of a subcommand without a text fails the build, unless another subcommand has it" {
	rm "$docs/options/logs/follow.mdoc"
	expect_refused "describe: --follow of logs is not in the manual: it needs the file \
$docs/options/logs/follow.mdoc, and its section a line @OPTIONS ...@"
}

@test "a text that no option has fails the build" {
	echo "More." >"$docs/options/more.mdoc"
	expect_refused "describe: $docs/options/more.mdoc: no option has this text" \
		"describe: $docs/options: a file too many, or none can be read"
}

@test "a section that is left out fails the build" {
	sed -i '/^@OPTIONS life@$/d' "$docs/nsrun.1.in"
	expect_refused "describe: --detach of run is not in the manual: it needs the file \
$docs/options/detach.mdoc, and its section a line @OPTIONS ...@"
}

@test "a marker that is not known fails the build" {
	echo "@OPTIONS none@" >>"$docs/nsrun.1.in"
	expect_refused "describe: @OPTIONS none@: neither a topic of nsrun help nor a subcommand"
}
