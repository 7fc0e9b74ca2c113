#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/pcap.sh: all that a command sends and gets, from its first frame to its last, and what tshark
# says of it.
#
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$0")/show.bash"

command -v tshark >/dev/null || {
	echo "$name: tshark is not installed: it reads what is recorded here" >&2
	exit 77
}

# tshark says that it is root, which is of no interest here.
tshark() { command tshark -n "$@" 2>/dev/null; }

say "A command on the network, and a record of its frames:"
here nsrun --macvlan eth0 --ip 172.16.86.2/24 --pcap /run/frames.pcapng -- ping -c 1 172.16.86.1
shows "1 packets transmitted, 1 received"

say "It begins with what the neighbours are told when the link comes up,"
here tshark -r /run/frames.pcapng -Y arp
shows "ARP Announcement for 172.16.86.2"

say "and has both directions, out and in:"
here tshark -r /run/frames.pcapng -Y icmp -T fields -e frame.interface_name -e frame.interface_description \
	-e frame.packet_flags_direction -e _ws.col.Info
shows "eth0	macvlan on 'eth0'	0x00000002	Echo (ping) request"
shows "eth0	macvlan on 'eth0'	0x00000001	Echo (ping) reply"

say "As they come, into a reader; wireshark -k -i - is another:"
echo '$ nsrun --macvlan eth0 --ip 172.16.86.2/24 --pcap - -- ping -q -c 1 172.16.86.1 | tshark -r - -Y icmp'
output=$(nsrun --macvlan eth0 --ip 172.16.86.2/24 --pcap - -- ping -q -c 1 172.16.86.1 2>/dev/null |
	tshark -r - -Y icmp)
printf '%s\n' "$output"
shows "Echo (ping) reply"

rm /run/frames.pcapng
finish
