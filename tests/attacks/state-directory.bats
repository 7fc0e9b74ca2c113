# SPDX-License-Identifier: MIT
# Attack: the directory where nsrun keeps its records was made by another user, who would then say which runs there
# are: /tmp/nsrun-UID made beforehand, a symbolic link in its place, one that others can write to.
# Modes: plain; for root's /run/nsrun the same.
# Holds: what is not the caller's own, and the caller's alone to write to, is not used. What needs no record runs.
load ../lib/nsrun
load ../lib/attacks

# with_tmp COMMANDS: a nsrun of nobody's, with a name, where COMMANDS have prepared a /tmp that everybody may write to.
with_tmp()
{
	unset XDG_RUNTIME_DIR
	try unshare --mount sh -c 'mount -t tmpfs -o mode=1777 tmpfs /tmp && eval "$1" && shift &&
		exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$@"' \
		sh "$1" "$bin/nsrun" --name web -- sh -c 'stat -c "%a %u" /tmp/nsrun-65534 /tmp/nsrun-65534/host'
}
refused="belongs to another user or is writable by others"

# covers: P9
@test "in /tmp: its own is used, and only its own" {
	need_users
	with_tmp :
	expect_output "700 65534
700 65534"
	with_tmp 'install -d -m 700 -o daemon /tmp/nsrun-65534'
	expect_status 125
	expect_stderr "nsrun: open /tmp/nsrun-65534: Permission denied: the runs there are another user's; use sudo"
	with_tmp 'install -d -m 777 -o daemon /tmp/nsrun-65534'
	expect_failure "/tmp/nsrun-65534 $refused: Operation not permitted"
	with_tmp 'install -d -m 770 -o 65534 -g daemon /tmp/nsrun-65534'
	expect_failure "/tmp/nsrun-65534 $refused: Operation not permitted"
	with_tmp 'install -d -m 700 -o 65534 /tmp/nsrun-65534 && install -d -m 777 -o 65534 /tmp/nsrun-65534/host'
	expect_failure "/tmp/nsrun-65534/host $refused: Operation not permitted"
}

# covers: P9
@test "a link is not followed, be it to a directory of the caller's own" {
	need_users
	with_tmp 'install -d -m 700 -o 65534 /tmp/own && ln -s own /tmp/nsrun-65534'
	expect_failure "open /tmp/nsrun-65534: Not a directory"
	with_tmp 'ln -s nowhere /tmp/nsrun-65534'
	expect_failure "open /tmp/nsrun-65534: Not a directory"
	with_tmp 'install -d -m 700 -o 65534 /tmp/nsrun-65534 /tmp/own && ln -s ../own /tmp/nsrun-65534/host'
	expect_failure "open /tmp/nsrun-65534/host: Not a directory"
}

# covers: P9
@test "root does not let the environment say where, and does not use what is nobody's" {
	need_users
	nsrun --name web -- find /run/nsrun "$XDG_RUNTIME_DIR" -name 'name-*'
	expect_status 0
	[[ $output == /run/nsrun/host/name-*web ]]
	[ -z "$(ls "$XDG_RUNTIME_DIR")" ]
	rm -r /run/nsrun
	install -d -m 755 -o 65534 /run/nsrun
	nsrun --name web -- true
	rm -r /run/nsrun
	expect_failure "/run/nsrun $refused: Operation not permitted"
	install -d -m 700 -o 65534 /run/elsewhere
	ln -s elsewhere /run/nsrun
	nsrun --name web -- true
	rm -r /run/nsrun /run/elsewhere
	expect_failure "open /run/nsrun: Not a directory"
}

# covers: P9
@test "root's directory says nothing to anybody else" {
	need_users
	detach --name web -- sleep 1000
	nobody find /run/nsrun/host
	expect_output ""
	[[ $stderr == *"Permission denied"* ]]
	[ -z "$(find /run/nsrun -perm /077)" ]
}
