# SPDX-License-Identifier: MIT
# --pcap: every frame of a run's links, from before they are up to its end.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/servers
load ../lib/pcap

line=(--macvlan eth0 --ip 172.16.86.2/24 --pcap "$file" --)

tidy()
{
	end_server
	end_all_runs
	stop_all
	ip -n peer neigh flush dev eth0
	tidy_pcap
}

# covers: --pcap P5
@test "it begins before the link is up: with what the neighbours are told" {
	have ipv6
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64 --pcap "$file" -- true
	expect_status 0
	expect_stderr ""
	[ "$(shark 'arp.isannouncement' arp.src.proto_ipv4)" = 172.16.86.2 ]
	[ "$(shark 'icmpv6.type == 136' icmpv6.nd.na.target_address)" = "fd86::2
fe80::42:acff:fe10:5602" ]
	# Ethernet with IPv6 comes up with a report of its groups, which is the first frame of all others.
	[ "$(shark 'frame.number == 1' arp.src.proto_ipv4)" = 172.16.86.2 ]
}

# covers: --pcap
@test "a ping: the question goes out, the answer comes in, each once and in order" {
	nsrun "${line[@]}" ping -q -n -c 1 -W 10 172.16.86.1
	expect_status 0
	[ "$(shark icmp icmp.type frame.packet_flags_direction frame.packet_flags_reception_type eth.src)" = "\
8	0x00000002	0	02:42:ac:10:56:02
0	0x00000001	1	$(ip -n peer -j link show eth0 | jq -r '.[0].address')" ]
}

# covers: --pcap
@test "each link is there with its name, what it is on this host, and its frames" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --lan lab --ip 10.1.2.3/24 --ifname lab0 --pcap "$file" -- true
	expect_stderr ""
	expect_status 0
	[ "$(shark arp.isannouncement frame.interface_id frame.interface_name frame.interface_description \
		arp.src.proto_ipv4)" = "\
0	eth0	macvlan on 'eth0'	172.16.86.2
1	lab0	macvlan on 'lab'	10.1.2.3" ]
	run -0 capinfos "$file"
	[[ $output == *"Number of interfaces in file: 2"* ]]
	[[ $output == *"Capture application: nsrun "[0-9]* ]]
	[[ $output == *"Capture oper-sys:    $(uname -s) $(uname -r)"* ]]
}

# covers: --pcap
@test "the frames of two links are in the order of their time" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --lan lab --ip 10.1.2.3/24 --pcap "$file" -- python3 -c '
import socket, time
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
out.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
for _ in range(200):
	for last in ("172.16.86.255", "10.1.2.255"): out.sendto(b"x", (last, 9))
	time.sleep(0.002)'
	expect_status 0
	[ "$(shark 'udp.dstport == 9' frame.interface_id | uniq -c | grep -c '^ *1 ')" -eq 400 ]
	run -0 capinfos "$file"
	[[ $output == *"Strict time order:   True"* ]]
}

# covers: --pcap --host-access
@test "what this host and the command say to each other is a link of its own in it" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --host-access --pcap "$file" -- ping -q -n -c 1 -W 10 172.16.86.250
	expect_status 0
	[ "$(shark icmp frame.interface_id frame.interface_description icmp.type)" = "\
1	host access	8
1	host access	0" ]
}

# The kernel takes the tag out of a frame before anybody sees it, and says it beside.
# covers: --pcap
@test "a VLAN tag is in its frame, and the frame is whole" {
	stand one --macvlan eth0 --ip 172.16.86.2/24 --pcap "$file"
	peer python3 - <<-'END'
		import socket
		wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		wire.bind(('eth0', 0))
		own = wire.getsockname()[4]
		frame = bytes.fromhex('0242ac105602') + own + bytes.fromhex('8100600a88b5') + b'tagged'.ljust(46, b'.')
		wire.send(frame)
	END
	ping -q -n -c 1 -W 1 172.16.86.2 >/dev/null || :
	end_run one
	[ "$(shark vlan vlan.id vlan.priority vlan.etype frame.len frame.cap_len)" = "10	3	0x88b5	64	64" ]
	[[ $(shark vlan data.data) == "$(printf tagged.. | od -A n -t x1 | tr -d ' ')"* ]]
}

# covers: --pcap
@test "frames of 64 KiB, which the kernel cuts later, are whole" {
	stand server --lan lab --ip 10.1.2.3/24
	in_run server python3 -c '
import socket
listener = socket.create_server(("", 7))
print("listening", flush=True)
connection = listener.accept()[0]
while connection.recv(1 << 20): pass' >"$BATS_TEST_TMPDIR/server" 3>&- &
	wait_until 10 grep -q listening "$BATS_TEST_TMPDIR/server"
	nsrun --lan lab --ip 10.1.2.4/24 --pcap "$file" -- python3 -c '
import socket
with socket.create_connection(("10.1.2.3", 7)) as connection: connection.sendall(bytes(4 << 20))'
	expect_status 0
	expect_stderr ""
	[ "$(shark 'tcp.len > 30000' frame.number | wc -l)" -gt 10 ]
	[ -z "$(shark 'frame.len != frame.cap_len' frame.number)" ]
	[ "$(shark 'tcp.dstport == 7' tcp.len | awk '{ sum += $1 } END { print sum }')" -eq $((4 << 20)) ]
}

# covers: --pcap --ip
@test "of a lease it has the first question and that it was given back" {
	serve_range
	nsrun --macvlan eth0 --ip dhcp --pcap "$file" -- true
	expect_status 0
	expect_stderr ""
	[ "$(shark dhcp dhcp.option.dhcp | sort -nu | paste -sd ' ')" = "1 2 3 5 7" ]
}

# covers: --pcap --probe
@test "it has the questions of --probe" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --probe --pcap "$file" -- true
	expect_status 0
	[ "$(shark arp.isprobe arp.dst.proto_ipv4 | sort -u)" = 172.16.86.2 ]
}

# covers: --pcap P8
@test "- is standard output, and the command's goes to standard error; frames come while it runs" {
	"$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 --pcap - -- sh -c 'echo said; exec sleep 1000' \
		</dev/null 2>"$BATS_TEST_TMPDIR/said" 3>&- | cat >"$file" 3>&- &
	reader=$!
	has_announcement() { [ "$(shark arp.isannouncement arp.src.proto_ipv4)" = 172.16.86.2 ]; }
	wait_until 20 has_announcement
	[ "$(<"$BATS_TEST_TMPDIR/said")" = said ]
	kill "$(pgrep -x sleep)"
	wait "$reader"
	is_whole
}

# covers: --pcap P8
@test "a reader that goes away ends the record, and nothing else" {
	"$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 --pcap - -- sh -c 'ping -q -n -c 1 -W 10 172.16.86.1 >/dev/null; echo pinged' \
		</dev/null 2>"$BATS_TEST_TMPDIR/said" | head -c 1 >/dev/null
	[ "${PIPESTATUS[0]}" -eq 0 ]
	[ "$(sort "$BATS_TEST_TMPDIR/said")" = "nsrun: warning: --pcap -: Broken pipe: the record ends here
pinged" ]
}

# covers: --pcap --detach
@test "in the background, with a path of where nsrun was called; an older file is overwritten" {
	yes | head -c 100000 >"$file"
	cd /run
	detach --macvlan eth0 --ip 172.16.86.2/24 --pcap "${file#/run/}" -- sleep 1000
	cd /
	ping -q -n -c 1 -W 10 172.16.86.1
	"$NSRUN" stop "$id"
	no_process nsrun-pcap
	is_whole
	[ "$(shark arp.isannouncement arp.src.proto_ipv4)" = 172.16.86.2 ]
	[ "$(stat -c %a "$file")" = 644 ]
}

# covers: --pcap --userns --net-admin --user --pid
@test "whoever the command is, and whose ever its network" {
	local options

	for options in --userns --net-admin "--user nobody" --pid --privileged; do
		case $options in *user*) grep -q '4294967295$' /proc/self/uid_map || continue ;; esac
		# shellcheck disable=SC2086 # words on purpose
		nsrun $options "${line[@]}" true
		expect_stderr ""
		expect_status 0
		[ "$(shark arp.isannouncement arp.src.proto_ipv4)" = 172.16.86.2 ]
	done
}

# covers: --pcap
@test "a plain user, on a private Ethernet: the file is the user's" {
	local at=/run/nobody

	have_users
	install -d -m 700 -o 65534 -g 65534 $at $at/runtime
	install -m 755 "$NSRUN" $at/nsrun
	export XDG_RUNTIME_DIR=$at/runtime
	cd /
	nobody $at/nsrun --lan t --ip 10.9.0.2/24 --pcap $at/frames -- true
	expect_stderr ""
	expect_status 0
	[ "$(stat -c %U $at/frames)" = nobody ]
	mv $at/frames "$file"
	[ "$(shark arp.isannouncement arp.src.proto_ipv4)" = 10.9.0.2 ]
	nobody $at/nsrun --lan t --ip 10.9.0.2/24 --pcap /etc/nsrun/frames -- true
	expect_failure "--pcap /etc/nsrun/frames: Permission denied"
	rm -rf $at
}

# covers: --pcap --dry-run
@test "a dry run names it, and records nothing" {
	nsrun --dry-run --macvlan eth0 --ip 172.16.86.2/24 --pcap "$file" -- true
	expect_line "# - --pcap $file"
	[ ! -e "$file" ]
}
