# SPDX-License-Identifier: MIT
# The command as another user: --user and --me.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/etc

line=(--macvlan eth0 --ip 172.16.86.2/24)

setup_file() { need_users; }
tidy()
{
	stop_all
	umount /usr/bin/getent 2>/dev/null || :
	rm -rf /run/home
}

# need_users: skips a plain user's stage, which knows one user only.
need_users()
{
	grep -q '4294967295$' /proc/self/uid_map || skip "this stage's user namespace has one user"
}

home_of() { getent passwd "$1" | cut -d: -f6; }

# covers: --user P9
@test "a user by name: with the groups, HOME, USER, LOGNAME and SHELL, and without a capability" {
	nsrun --user nobody "${line[@]}" -- sh -c 'id -u; id -g; id -G; echo "$HOME $USER $LOGNAME $SHELL"
		awk "/^(CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs)/ { print \$2 }" /proc/self/status'
	expect_stderr ""
	expect_output "65534
65534
65534
$(home_of nobody) nobody nobody $(getent passwd nobody | cut -d: -f7)
0000000000000000
0000000000000000
0000000000000000
0000000000000000
1"
	expect_status 0
}

# covers: --user P9
@test "a user pings and listens on port 80" {
	nsrun --user nobody "${line[@]}" -- sh -c 'ping -q -c 1 -W 10 172.16.86.1 >/dev/null &&
		python3 -c "import socket; socket.socket().bind((\"\", 80))"'
	expect_stderr ""
	expect_status 0
}

# covers: --user P9
@test "ping, with its file capabilities, has none while it runs: as root, and as a user" {
	for options in "" "--user nobody" "--user nobody --pid"; do
		# shellcheck disable=SC2086 # words
		nsrun $options "${line[@]}" -- sh -c 'ping -q -i 0.2 -c 1000 172.16.86.1 >/dev/null &
			until [ "$(cat /proc/$!/comm)" = ping ] && grep -q "^CapEff:[^1-9a-f]*$" /proc/$!/status; do
				:
			done
			awk "/^Cap(Prm|Eff)/ { print \$2 }" /proc/$!/status; kill $!; wait $! 2>/dev/null || :'
		expect_stderr ""
		expect_status 0
		expect_output "0000000000000000
0000000000000000"
	done
}

# covers: --user
@test "a user by number, and a group" {
	nsrun --user 65534 -- sh -c 'id -u; id -G; echo $USER'
	expect_output "65534
65534
nobody"
	nsrun -u 4242:4243 -- sh -c 'id -u; id -g; id -G; echo "${HOME-none} ${USER-none}"'
	expect_output "4242
4243
4243
none none"
	nsrun --user=nobody:daemon -- id -gn
	expect_output daemon
	nsrun --user nobody:1 -- sh -c 'id -g; id -G'
	expect_output "1
1"
}

# know_others: this machine knows others than those of its files, as with LDAP, and tells getent so.
know_others()
{
	cat >"$BATS_TEST_TMPDIR/getent" <<-'EOF'
		#!/bin/sh
		case $* in
		"passwd alice" | "passwd 4711") echo "alice:x:4711:4712:Alice:/run/home/alice:/bin/zsh" ;;
		"initgroups alice") echo "alice                 4713 4714" ;;
		"group staff-of-ldap") echo "staff-of-ldap:*:4713:alice" ;;
		*) exit 2 ;;
		esac
	EOF
	chmod 755 "$BATS_TEST_TMPDIR/getent"
	mount --bind "$BATS_TEST_TMPDIR/getent" /usr/bin/getent
}

# covers: --user
@test "a user and a group that no file knows, but getent" {
	know_others
	for user in alice 4711; do
		nsrun --user "$user" -- sh -c 'id -u; id -G; echo "$HOME $USER $SHELL"'
		expect_stderr ""
		expect_output "4711
4712 4713 4714
/run/home/alice alice /bin/zsh"
	done
	nsrun --user nobody:staff-of-ldap -- sh -c 'id -g; id -G'
	expect_output "4713
4713"
	nsrun --user bob -- true
	expect_failure "--user bob: there is no such user"
	# An option is no name.
	nsrun --user=--version -- true
	expect_failure "--user --version: there is no such user"
}

# covers: --user
@test "all groups of a user, each once; and more than there is room for" {
	local i

	own_etc
	for i in {1..63}; do
		echo "g$i:x:$((5000 + i)):other,nobody" >>/etc/group
	done
	echo "g63again:x:5063:nobody" >>/etc/group
	nsrun --user nobody -- id -G
	expect_stderr ""
	[ "$(tr ' ' '\n' <<<"$output" | sort -n | sed -n '1p;$p' | xargs)" = "5001 65534" ]
	[ "$(wc -w <<<"$output")" -eq 64 ]
	echo "g64:x:5064:nobody" >>/etc/group
	nsrun --user nobody -- true
	give_etc_back
	expect_failure "--user nobody: this user is in more than 64 groups: say one, as in nobody:nobody"
}

# covers: --user P7
@test "a user or group that is not there" {
	nsrun --user no-such-user -- true
	expect_failure "--user no-such-user: there is no such user"
	nsrun --user 4242 -- true
	expect_failure "--user 4242: no user has this number: say the group, too, as in 4242:4242"
	nsrun --user nobody:no-such-group -- true
	expect_failure "--user: there is no group 'no-such-group'"
	nsrun --user 4294967295:0 -- true
	expect_failure "--user 4294967295: there is no such user"
	nsrun --user : -- true
	expect_failure "--user : there is no such user"
	nsrun --user nobody --me -- true
	expect_failure "--me: another user is given already: leave one of them out"
}

# covers: --user --cap-add
@test "a user has the capabilities that are asked for, and an exec keeps them" {
	nsrun --user nobody --net-admin "${line[@]}" -- sh -c 'ip link set eth0 mtu 1400 && ip -o link show eth0'
	[[ $output == *" mtu 1400 "* ]]
	expect_stderr ""
}

# covers: --user
@test "what is the user's is made as the user's, and what is root's is refused" {
	mkdir -m 777 "$BATS_TEST_TMPDIR/open"
	echo secret >"$BATS_TEST_TMPDIR/open/root"
	chmod 600 "$BATS_TEST_TMPDIR/open/root"
	cd "$BATS_TEST_TMPDIR/open"
	chmod 755 "$BATS_TEST_TMPDIR"
	nsrun --user nobody -- sh -c 'touch mine; cat root'
	[[ $stderr == *"Permission denied"* ]]
	[ "$(stat -c %U mine)" = nobody ]
}

# covers: --user P2
@test "a user's command ends with a nsrun that is killed" {
	begin --user nobody "${line[@]}" -- sleep 1000
	wait_until 10 pgrep -x sleep
	kill -KILL "$pid"
	finish
	gone() { ! pgrep -x sleep >/dev/null; }
	wait_until 10 gone
	"$NSRUN" clean
}

# covers: --user exec
@test "who joins a user's run is the user, unless another is asked for" {
	detach --user nobody "${line[@]}" -- sleep 1000
	nsrun exec "$id" sh -c 'id -un; awk "/^CapEff/ { print \$2 }" /proc/self/status'
	expect_output "nobody
0000000000000000"
	nsrun exec -u daemon "$id" id -un
	expect_output daemon
	nsrun exec -u 0 "$id" id -un
	expect_output root
}

# covers: --me
@test "--me is the user who called sudo, doas or pkexec" {
	export SUDO_UID=65534
	nsrun --me -- sh -c 'id -un; cd; pwd; echo $HOME'
	expect_line nobody
	expect_line "$(home_of nobody)"
	unset SUDO_UID
	DOAS_USER=nobody nsrun --me -- id -un
	expect_output nobody
	PKEXEC_UID=65534 nsrun --me -- id -un
	expect_output nobody
	nsrun --me -- true
	expect_failure "--me: root was not become by sudo, doas or pkexec: say --user NAME"
	SUDO_UID=-1 nsrun --me -- true
	expect_failure "--me -1: there is no such user"
}

# covers: --me
@test "sudo nsrun --me -- sh -c 'touch ~/x' is the user's file" {
	home=/run/home
	mkdir "$home"
	chown 65534:65534 "$home"
	# sudo's part, for a user who lives here.
	sed "s|^\(nobody:[^:]*:[^:]*:[^:]*:[^:]*\):[^:]*|\1:$home|" /etc/passwd >"$BATS_TEST_TMPDIR/passwd"
	unshare --mount sh -c 'mount --bind "$1" /etc/passwd && SUDO_UID=65534 exec "$2" --me -- sh -c "touch ~/x"' \
		sh "$BATS_TEST_TMPDIR/passwd" "$NSRUN"
	[ "$(stat -c %u "$home/x")" = 65534 ]
}
