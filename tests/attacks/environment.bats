# SPDX-License-Identifier: MIT
# Attack: an environment that makes nsrun load, read or believe what the attacker says: the dynamic loader's variables,
# XDG_RUNTIME_DIR, XDG_CONFIG_HOME, HOME, SUDO_UID, NOTIFY_SOCKET, LISTEN_FDS.
# Modes: root, plain; and a nsrun with file capabilities, which the loader's variables must not enter.
# Holds: root's places are fixed; who a plain user is is asked of the kernel; what is announced to another process is
# not believed.
load ../lib/nsrun
load ../lib/attacks
load ../lib/etc

setup_file()
{
	install -D -m 755 -t "$programs" "$NSRUN"
	own_etc "$BATS_FILE_TMPDIR/etc"
}
teardown_file()
{
	rm -rf "$programs"
	give_etc_back
}
set_up() { mkdir -p "$XDG_RUNTIME_DIR/nsrun/networks"; }

# with_capabilities FILE: cap_net_admin and cap_sys_admin, permitted, as it may be installed.
with_capabilities()
{
	python3 -c 'import os, struct, sys
os.setxattr(sys.argv[1], "security.capability", struct.pack("<5I", 0x02000000, 1 << 12 | 1 << 21, 0, 0, 0))' "$1"
}

# covers: P9
@test "the loader's variables do not enter a nsrun with file capabilities" {
	need_users
	loader=(env "LD_PRELOAD=$XDG_RUNTIME_DIR/library.so" "LD_LIBRARY_PATH=$XDG_RUNTIME_DIR" "LD_AUDIT=$XDG_RUNTIME_DIR/audit.so")
	nobody "${loader[@]}" id -u
	[[ $stderr == *"library.so"* ]] # the loader looks for it
	with_capabilities "$bin/nsrun"
	nobody "${loader[@]}" "$bin/nsrun" --version
	expect_stderr ""
	expect_status 0
	install -m 755 "$NSRUN" "$bin/nsrun"
}

# covers: P9
@test "file capabilities alone give a plain user nothing" {
	need_users
	with_capabilities "$bin/nsrun"
	nobody "$bin/nsrun" "${line[@]}" -- true
	expect_status 125
	nobody "$bin/nsrun" --privileged -- sh -c 'grep CapEff /proc/self/status'
	[[ $output != *00201000* ]]
	install -m 755 "$NSRUN" "$bin/nsrun"
	nobody "$bin/nsrun" -- true
	expect_status 0
}

# covers: P9 --network
@test "root's records and networks are where they are, whatever the environment says" {
	need_users
	mkdir -p "$XDG_RUNTIME_DIR/nsrun/networks" "$XDG_RUNTIME_DIR/.config/nsrun/networks"
	export XDG_CONFIG_HOME=$XDG_RUNTIME_DIR HOME=$XDG_RUNTIME_DIR
	nsrun network create --subnet 10.9.0.0/24 lab
	expect_status 0
	[ -e /etc/nsrun/networks/lab.json ]
	chown -R 65534 "$XDG_RUNTIME_DIR"
	sed 's/10\.9\.0/10.8.0/g' /etc/nsrun/networks/lab.json >"$XDG_RUNTIME_DIR/nsrun/networks/lab.json"
	nsrun --name web --network lab -- ip -br -4 address show eth0
	[[ $output == *" 10.9.0."* ]]
	[ -z "$(find "$XDG_RUNTIME_DIR" -name 'run-*')" ]
	nsrun network remove lab
	rm -r /etc/nsrun/networks
}

# covers: --userns --me P9
@test "who a plain user is is not for the environment to say" {
	need_users
	export SUDO_UID=0 SUDO_GID=0 DOAS_USER=root PKEXEC_UID=0 USER=root HOME=/root
	nobody "$bin/nsrun" --userns -- awk '{ print $1, $2, $3 }' /proc/self/uid_map
	expect_output "0 65534 1"
	nobody "$bin/nsrun" -- id -u
	expect_output 65534
	nobody "$bin/nsrun" --user root -- id -u
	expect_status 125
	# For root it is, as sudo sets it; and nonsense is no user.
	SUDO_UID=1 DOAS_USER="" PKEXEC_UID="" nsrun --me -- id -u
	expect_output 1
	for nonsense in -1 4294967295 "1 0" "../0" 99999999999999999999; do
		SUDO_UID=$nonsense nsrun --userns -- true
		expect_status 125
		[ "$(grep -c . <<<"$stderr")" -eq 1 ]
	done
}

# covers: --keep-fd P9
@test "descriptors that are announced to another process stay behind" {
	exec 8<"$0"
	LISTEN_FDS=20 LISTEN_PID=1 nsrun -- sh -c 'ls /proc/$$/fd'
	expect_output "0
1
2"
	LISTEN_FDS=20 nsrun -- sh -c 'ls /proc/$$/fd'
	expect_output "0
1
2"
	for count in -1 99999999999999999999 x ""; do
		LISTEN_FDS=$count try sh -c 'LISTEN_PID=$$ exec "$@"' sh "$NSRUN" -- sh -c 'ls /proc/$$/fd'
		expect_output "0
1
2"
	done
	LISTEN_FDS=6 try sh -c 'LISTEN_PID=$$ exec "$@"' sh "$NSRUN" -- sh -c '[ -e /proc/$$/fd/8 ] && echo handed on'
	expect_output "handed on"
	exec 8<&-
}

# covers: --ready P9
@test "nobody outside of the run's network says for it that it is ready" {
	NOTIFY_SOCKET=@outside begin --ready notify --ready-timeout 2s -- sh -c 'echo "$NOTIFY_SOCKET" >"$XDG_RUNTIME_DIR/socket"
		exec sleep 1000'
	wait_until 10 test -s "$XDG_RUNTIME_DIR/socket"
	socket=$(<"$XDG_RUNTIME_DIR/socket")
	[ "$socket" != @outside ]
	run python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.sendto(b"READY=1", "\0" + sys.argv[1][1:])' "$socket"
	[[ $status -ne 0 && $output == *"Connection refused"* ]]
	finish
	expect_status 125
	[[ $stderr == *"not ready"* || $stderr == *ready* ]]
}
