# SPDX-License-Identifier: MIT
# --pcap of a plain user with an nsrun that has file capabilities, on this host's interfaces.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/etc
load ../lib/policy
load ../lib/pcap

prepare()
{
	prepare_policy
	install -d -m 700 -o 65534 -g 65534 /run/records
}
tidy()
{
	tidy_policy
	tidy_pcap
	rm -rf /run/records
	setcap cap_net_admin,cap_sys_admin=p "$N"
}

# covers: --pcap P9
@test "a grant for any address: the record is the user's, and can be made nowhere else" {
	grant "nobody macvlan eth0 most=1"
	plain --macvlan eth0 --ip 172.16.86.33/24 --pcap /run/records/frames -- ping -q -n -c 1 -W 10 172.16.86.1
	expect_stderr ""
	expect_status 0
	[ "$(stat -c %U /run/records/frames)" = nobody ]
	mv /run/records/frames "$file"
	[ "$(shark arp.isannouncement arp.src.proto_ipv4)" = 172.16.86.33 ]
	[ "$(shark icmp icmp.type)" = "8
0" ]
	plain --macvlan eth0 --ip 172.16.86.33/24 --pcap /etc/nsrun/frames -- true
	expect_failure "--pcap /etc/nsrun/frames: Permission denied"
}

# covers: --pcap P9 P7
@test "a grant for some addresses, in whose network the user has no power: root lends one capability more" {
	grant "nobody macvlan eth0 most=1 address=172.16.86.32/28"
	plain --macvlan eth0 --ip 172.16.86.33/24 --pcap /run/records/frames -- true
	expect_failure "--pcap /run/records/frames: packet socket: Operation not permitted: root has to give nsrun the capability cap_net_raw, too, for a network that is not the user's own"
	setcap cap_net_admin,cap_net_raw,cap_sys_admin=p "$N"
	plain --macvlan eth0 --ip 172.16.86.33/24 --pcap /run/records/frames -- sh -c \
		'awk "/^CapEff/ { print \$2 }" /proc/self/status'
	expect_stderr ""
	expect_output 0000000000000000
	mv /run/records/frames "$file"
	[ "$(shark arp.isannouncement arp.src.proto_ipv4)" = 172.16.86.33 ]
}
