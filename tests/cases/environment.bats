# SPDX-License-Identifier: MIT
# --env and --clear-env: the environment of a command, of its run's first and of one that joins it.
load ../lib/nsrun
load ../lib/runs

usual=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

prepare()
{
	export FROM_CALLER="a b"
	export DIR=$BATS_TEST_TMPDIR
}
tidy() { stop_all; }

# all_of ARG...: the environment of a command with these options, sorted, in $output.
all_of()
{
	nsrun "$@" -- sh -c 'exec env' # sh sets PWD, OLDPWD and _, if anything
	expect_stderr ""
	expect_status 0
	output=$(grep -vE '^(PWD|OLDPWD|_|SHLVL)=' <<<"$output" | sort)
}

# covers: --env
@test "--env and -e set a variable, over the caller's; the last one of a name counts" {
	nsrun --env FROM_CALLER=mine -e B=1 -e "C=x=y z" -e EMPTY= -e B=2 -- \
		sh -c 'echo "$FROM_CALLER,$B,$C,${EMPTY-unset}"'
	expect_output "mine,2,x=y z,"
	expect_stderr ""
}

# covers: --env
@test "a name alone is the caller's variable, and one that is unset stays unset" {
	nsrun --clear-env --env FROM_CALLER --env NOBODYS -- sh -c 'echo "$FROM_CALLER,${NOBODYS-unset}"'
	expect_output "a b,unset"
	nsrun -e B=1 -e NOBODYS=1 -e NOBODYS -- sh -c 'echo "$B,${NOBODYS-unset}"'
	expect_output 1,unset
}

# covers: --env P7
@test "a name that is missing is told" {
	nsrun --env =x -- true
	expect_failure "--env =x: the name is missing, as in NAME=VALUE or NAME alone"
	nsrun --env "" -- true
	expect_failure "--env: its value is missing: --env NAME[=VALUE]"
	nsrun --detach --env A=b
	expect_failure "--env: there is no command that would have it: give it to nsrun exec, or end the\
 line with a command"
}

# covers: --clear-env
@test "--clear-env leaves PATH, TERM and who the user is, and nothing of the caller" {
	TERM=vt100 HOME=/wrong USER=wrong PATH=/usr/bin:/wrong all_of --clear-env --env A=b
	IFS=: read -r name _ _ _ _ home shell < <(getent passwd "$(id -u)")
	expect_output "A=b
HOME=$home
LOGNAME=$name
PATH=$usual
SHELL=$shell
TERM=vt100
USER=$name"
	(unset TERM && "$NSRUN" --clear-env -- sh -c 'echo "${TERM-unset}"') >"$DIR/term"
	[ "$(<"$DIR/term")" = unset ]
}

# covers: --clear-env --user --env
@test "with --user it is that user's, and --env is over both" {
	have users
	all_of --clear-env --user nobody --env SHELL=/bin/sh --env FROM_CALLER
	expect_output "FROM_CALLER=a b
HOME=/nonexistent
LOGNAME=nobody
PATH=$usual
SHELL=/bin/sh
TERM=$TERM
USER=nobody"
	HOME=/callers nsrun --user nobody --env HOME --env USER=x -- sh -c 'echo $HOME $USER $LOGNAME'
	expect_output "/callers x nobody"
	all_of --clear-env --user 4242:4242
	expect_output "PATH=$usual
TERM=$TERM"
}

# covers: --env --clear-env 127
@test "the command is looked for in the PATH that it has" {
	mkdir "$DIR/bin"
	ln -s /bin/true "$DIR/bin/only-here"
	nsrun --env PATH="$DIR/bin" -- only-here
	expect_status 0
	PATH=$DIR/bin:$PATH nsrun --clear-env -- only-here
	expect_status 127
	expect_stderr "nsrun: exec 'only-here': No such file or directory"
	nsrun --clear-env --env PATH="$DIR/bin" -- only-here
	expect_status 0
}

# covers: --env --clear-env --ready
@test "what nsrun tells the command by its environment stays, and is over --env" {
	nsrun --clear-env --env NOTIFY_SOCKET=/mine --ready notify -- sh -c '"$0" 1 READY=1; echo "$NOTIFY_SOCKET"' \
		"$HELPERS/notify"
	expect_status 0
	[[ $output == @* ]]
	nsrun --clear-env --env NOTIFY_SOCKET=/mine -- sh -c 'echo "$NOTIFY_SOCKET"'
	expect_output /mine
	try bash -c 'exec 3</dev/null; export LISTEN_FDS=1 LISTEN_FDNAMES=web; LISTEN_PID=$BASHPID exec "$@"' \
		bash "$NSRUN" --clear-env --env LISTEN_PID=1 --env LISTEN_FDS=9 -- \
		sh -c '[ "$LISTEN_PID" = $$ ]; echo $? "$LISTEN_FDS" "$LISTEN_FDNAMES"'
	expect_output "0 1 web"
	LISTEN_FDS=1 LISTEN_PID=1 nsrun --clear-env -- sh -c 'echo "${LISTEN_FDS-unset}"'
	expect_output unset
}

# covers: --env --clear-env exec --detach
@test "one that joins a run has its own caller's, and these options, too" {
	detach --env RUNS=1 -- sh -c 'echo "$RUNS" >"$DIR/runs"; exec sleep 1000'
	wait_until 10 test -s "$DIR/runs"
	nsrun exec -e "A=b c" "$id" -- sh -c 'echo "$A,${RUNS-unset},$FROM_CALLER"'
	expect_output "b c,unset,a b"
	nsrun exec --clear-env --env FROM_CALLER "$id" -- sh -c 'echo "$FROM_CALLER,${DIR-unset},$PATH"'
	expect_output "a b,unset,$usual"
	nsrun exec --env =x "$id" true
	expect_failure "--env =x: the name is missing, as in NAME=VALUE or NAME alone"
}

# covers: --env --clear-env --dry-run
@test "a dry run names them, each on its line" {
	nsrun --dry-run --clear-env --env $'A=b\nrm -rf x' -- true
	expect_line "# - --clear-env"
	expect_line "# - --env A=b?rm -rf x"
}
