# SPDX-License-Identifier: MIT
# Attack: become more by a set-user-ID program, or one with file capabilities; or by a nsrun that was made one.
# Modes: root, user, userns, plain. With --new-privs it works.
# Holds: such a program is started as the command's user and with nothing more; nsrun itself, set-user-ID, does nothing.
load ../lib/nsrun
load ../lib/attacks

# gain FILE: a copy of a program that says who it is, as root's and set-user-ID.
make_setuid() { install -m 4755 "$(type -P id)" "$bin/id"; }
make_capable()
{
	install -m 755 "$(type -P awk)" "$bin/awk"
	python3 -c 'import os, struct, sys
os.setxattr(sys.argv[1], "security.capability", struct.pack("<5I", 0x02000001, 1 << 13, 0, 0, 0))' "$bin/awk"
}
effective='/^Cap(Prm|Eff)/ { print $2 }'

# covers: P9 --user
@test "a set-user-ID program is the command's user" {
	need_users
	make_setuid
	nobody "$bin/id" -u
	expect_output 0 # that is what it is, without nsrun
	for mode in user plain; do
		as "$mode" "$bin/id" -u
		expect_output 65534
	done
	nsrun --user nobody --cap-add setuid -- "$bin/id" -u
	expect_output 65534
	detach --user nobody -- sleep 1000
	nsrun exec "$id" "$bin/id" -u
	expect_output 65534
}

# covers: --new-privs
@test "with --new-privs it is root" {
	need_users
	make_setuid
	nsrun --user nobody --new-privs -- "$bin/id" -u
	expect_output 0
	nobody "$bin/nsrun" --new-privs -- "$bin/id" -u
	expect_failure "--new-privs: it is for root alone: leave it out"
}

# covers: P9
@test "a program's file capabilities give nothing" {
	need_users
	make_capable
	nobody "$bin/awk" "$effective" /proc/self/status
	expect_output "0000000000002000
0000000000002000"
	for mode in user plain; do
		as "$mode" "$bin/awk" "$effective" /proc/self/status
		expect_output "0000000000000000
0000000000000000"
	done
	as root "$bin/awk" "$effective" /proc/self/status
	expect_output "00000000800405fb
00000000800405fb"
}

# covers: P9
@test "a set-user-ID nsrun makes nobody root" {
	need_users
	install -m 4755 "$NSRUN" "$bin/setuid"
	for words in "-- id -u" "--privileged -- id -u" "list" "--version" "exec web id"; do
		# shellcheck disable=SC2086
		nobody "$bin/setuid" $words
		expect_failure "this program is set-user-ID or set-group-ID, and is not made for that: chmod ug-s,\
 and see POLICY in nsrun(1)"
	done
	install -m 2755 "$NSRUN" "$bin/setuid"
	nobody "$bin/setuid" -- id -g
	expect_status 125
	nsrun -- "$bin/setuid" --version
	rm "$bin/setuid"
	nobody "$bin/nsrun" -- id -u
	expect_output 65534
}

# covers: --userns P9
@test "root of a user namespace makes a program set-user-ID for itself, not for the host" {
	need_users
	install -d -m 777 /run/user/open
	as userns sh -c 'cp "$(command -v id)" /run/user/open/id && chmod 4755 /run/user/open/id && /run/user/open/id -u'
	expect_output 0
	[ "$(stat -c %u /run/user/open/id)" = 65534 ]
	setpriv --reuid=daemon --regid=daemon --clear-groups /run/user/open/id -u >"$BATS_TEST_TMPDIR/is"
	[ "$(<"$BATS_TEST_TMPDIR/is")" = 65534 ]
}
