# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# For cases about names, beside nsrun.bash, network.bash and etc.bash, which they load first: files for
# names that are the stage's own, and somebody who answers.

# own_names: an /etc of its own, in it an empty resolv.conf and a short hosts.
own_names()
{
	own_etc
	rm -f /etc/resolv.conf /etc/hosts
	: >/etc/resolv.conf
	printf '127.0.0.1\tlocalhost\n' >/etc/hosts
	echo "hosts: files dns" >/etc/nsswitch.conf
}
give_names_back()
{
	give_etc_back
	rm -rf /run/systemd /run/nscd
}

# use_stub: as with systemd-resolved, /etc/resolv.conf is a link to a file with its stub; the server
# that it asks itself is the peer.
use_stub()
{
	mkdir -p /run/systemd/resolve
	printf 'nameserver 127.0.0.53\noptions edns0\nsearch lan\n' >/run/systemd/resolve/stub-resolv.conf
	echo "nameserver 172.16.86.1" >/run/systemd/resolve/resolv.conf
	ln -sfn ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf
}

# answer_names: dnsmasq on the peer, who knows that oracle.example is 192.0.2.77, and nothing else;
# as $server, until put_end.
answer_names()
{
	in_background "$BATS_TEST_TMPDIR/dnsmasq" ' started, ' "${on_peer[@]}" dnsmasq \
		--conf-file=/dev/null --no-daemon --no-resolv --no-hosts --interface=eth0 \
		--bind-interfaces --local=/example/ --host-record=oracle.example,192.0.2.77
	# shellcheck disable=SC2034 # the caller's
	server=$background
}

# listen_on PATH: a daemon with a socket there, which answers nobody; as $daemon, until put_end.
listen_on()
{
	mkdir -p "${1%/*}"
	in_background "$BATS_TEST_TMPDIR/daemon" listening python3 -u -c 'import os, socket, sys
if os.path.exists(sys.argv[1]):
	os.unlink(sys.argv[1])
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
print("listening")
while True:
	listener.accept()' "$1"
	daemon=$background
}

# Prints what becomes of a connection to the socket there. For nsrun -- "${call[@]}" PATH.
# shellcheck disable=SC2034 # the caller's
call=(python3 -c 'import socket, sys
try:
	socket.socket(socket.AF_UNIX).connect(sys.argv[1])
	print("connected")
except OSError as error:
	print(error.strerror)')
