# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the attacks (tests/attacks/*.bats) have at hand beside nsrun.bash, which they load first. Each file is one
# attack; its head says what is tried, in which modes, and what must hold:
#
#	root     nsrun as root, with no option about privileges
#	user     nsrun --user nobody, as root
#	userns   nsrun --userns, as root: root inside, nobody outside
#	plain    nsrun as the user nobody
#
# A test shows beside the attack that what is legitimate works, and where an option opens it, that it does. So an
# attack that is set up wrongly fails.
load ../lib/network
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)
programs=/run/bin # where every user may read them, whoever owns the tree
bin=$programs
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# is_machine_root: whether this stage is root's, and has all users.
is_machine_root() { grep -q '4294967295$' /proc/self/uid_map; }
need_users() { is_machine_root || skip "this stage's user namespace has one user"; }

setup_file()
{
	install -D -m 755 -t "$programs" "$NSRUN" "$HELPERS"/{call,reach,seize,type-in,breed,list-descriptors}
}
teardown_file() { rm -rf "$programs"; }

prepare()
{
	cd /
	export XDG_RUNTIME_DIR=/run/user/nobody HOME=/run/user/nobody
	install -d -m 700 "$XDG_RUNTIME_DIR"
	! is_machine_root || chown 65534:65534 "$XDG_RUNTIME_DIR"
	if declare -F set_up >/dev/null; then set_up; fi
}
tidy()
{
	if declare -F put_away >/dev/null; then put_away; fi
	end_all_runs
	stop_all
	if is_machine_root; then
		as_nobody "$bin/nsrun" stop --all --grace 0 >/dev/null 2>&1 || :
		as_nobody "$bin/nsrun" clean >/dev/null 2>&1 || :
	fi
	rm -rf /run/user
}

# as_nobody COMMAND...: without try() around it, as for what goes to the background. The bounding set is whole, as
# that of everybody who logs in.
as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$@"; }
nobody() { try setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$@"; }

# modes: those that this stage can show.
modes() { if is_machine_root; then echo root user userns plain; else echo root userns; fi; }

# as MODE COMMAND...: the command, in a run of that mode; beside the modes above "privileged" is the positive
# control. options_of MODE: as words.
options_of()
{
	case $1 in
	user) echo --user nobody ;;
	userns) echo --userns ;;
	privileged) echo --privileged ;;
	net-admin) echo --net-admin ;;
	esac
}
as()
{
	local mode=$1

	shift
	# shellcheck disable=SC2046 # words on purpose
	if [ "$mode" = plain ]; then
		nobody "$bin/nsrun" -- "$@"
	else
		nsrun $(options_of "$mode") "${line[@]}" -- "$@"
	fi
}

# expect_all ERROR: each line of stdout ends in that error, and there are some.
expect_all()
{
	if [ -z "$output" ] || grep -qvE " ($1)\$" <<<"$output"; then
		printf 'not all are %s:\n%s\nstderr: %s\n' "$1" "$(grep -vE " ($1)\$" <<<"$output")" "$stderr"
		return 1
	fi
}

# expect_none ERROR: no line does, and there are some.
expect_none()
{
	if [ -z "$output" ] || grep -qE " ($1)\$" <<<"$output"; then
		printf 'some are %s:\n%s\nstderr: %s\n' "$1" "$output" "$stderr"
		return 1
	fi
}

# expect_refusals COUNT: so many lines of stderr say that it is not permitted, and no others are there.
expect_refusals()
{
	local refusals

	refusals=$(grep -E 'Permission denied|Operation not permitted|Read-only file system' <<<"$stderr")
	if [ "$refusals" != "$stderr" ] || [ "$(wc -l <<<"$refusals")" -ne "$1" ]; then
		printf 'not %s refusals:\n%s\nstdout: %s\n' "$1" "$stderr" "$output"
		return 1
	fi
}
