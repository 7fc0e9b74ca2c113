# SPDX-License-Identifier: MIT
# Attack: speak to the host's programs, and to supervisors, over abstract sockets (unix(7)), which no file guards.
# Modes: all.
# Holds: they are of the network namespace, so there are none inside; what has a file is guarded by that file.
load ../lib/nsrun
load ../lib/attacks

serve='import socket
s = socket.socket(socket.AF_UNIX)
s.bind("\0of-the-host")
s.listen(9)
f = socket.socket(socket.AF_UNIX)
f.bind("/run/user/socket")
f.listen(9)
print("listens", flush=True)
while True:
    f.accept()'
speak='import socket, sys
for name in sys.argv[1:]:
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET if "nsrun-" in name else socket.SOCK_STREAM)
    try:
        s.connect(name.replace("@", "\0"))
        print("connected")
    except OSError as error:
        print(error.strerror)'

set_up() { in_background "$BATS_TEST_TMPDIR/served" listens python3 -c "$serve"; }
put_away() { put_end "$background"; }

# covers: P9
@test "neither the host's nor a supervisor's is there" {
	detach -- sleep 1000
	run python3 -c "$speak" @of-the-host "@nsrun-$id"
	[ "$output" = "connected
connected" ]
	for mode in $(modes); do
		as "$mode" sh -c 'python3 -c "$@"; grep -c "@" /proc/net/unix' sh "$speak" @of-the-host "@nsrun-$id"
		expect_output "Connection refused
Connection refused
0"
	done
}

# covers: P9
@test "a socket that is a file is there for whoever the file's mode lets in, as in docs/security.md" {
	chmod 755 /run/user
	chmod 600 /run/user/socket
	as root python3 -c "$speak" /run/user/socket
	expect_output connected
	need_users
	for mode in user userns plain; do
		as "$mode" python3 -c "$speak" /run/user/socket
		expect_output "Permission denied"
	done
}
