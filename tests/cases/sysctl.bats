# SPDX-License-Identifier: MIT
# --sysctl: settings of the command's own network.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)

tidy()
{
	put_end "${tcpdump:-}"
	stop_all
	ip netns delete oracle 2>/dev/null || :
}

# values KEY...: what a command with the options in "${options[@]}" finds below /proc/sys/net.
values()
{
	nsrun "${options[@]}" -- sh -c 'cd /proc/sys/net && cat "$@"' sh "$@"
	expect_stderr ""
	expect_status 0
}

# covers: --sysctl P6
@test "it is set in the command's network, and this host's is as it was" {
	before=$(</proc/sys/net/ipv4/tcp_fin_timeout)
	options=(--sysctl net.ipv4.tcp_fin_timeout=7 --sysctl "net.ipv4.ip_local_port_range=4000 5000")
	values ipv4/tcp_fin_timeout ipv4/ip_local_port_range
	expect_output "7
4000	5000"
	[ "$(</proc/sys/net/ipv4/tcp_fin_timeout)" = "$before" ]
}

# covers: --sysctl
@test "both spellings of sysctl(8), also for a link with a dot in its name" {
	options=("${line[@]}" --ifname eth0.10 --sysctl net/ipv4/ip_default_ttl=7
		--sysctl net.ipv4.conf.eth0/10.rp_filter=1 --sysctl net/ipv4/conf/eth0.10/log_martians=1)
	values ipv4/ip_default_ttl ipv4/conf/eth0.10/rp_filter ipv4/conf/eth0.10/log_martians
	expect_output "7
1
1"
}

# covers: --sysctl
@test "it is over what nsrun itself sets, for all links and for one" {
	options=("${line[@]}" --macvlan eth0 --ip 172.16.86.3/24 --sysctl net.ipv4.ip_forward=1
		--sysctl net.ipv4.conf.default.rp_filter=2 --sysctl net.ipv4.conf.eth1.arp_notify=0
		--sysctl net.ipv4.ip_unprivileged_port_start=1024)
	values ipv4/ip_forward ipv4/conf/eth{0,1}/forwarding ipv4/conf/{default,eth0,eth1}/rp_filter \
		ipv4/conf/eth{0,1}/arp_notify ipv4/ip_unprivileged_port_start
	expect_output "$(printf '%s\n' 1 1 1 2 2 2 1 0 1024)"
}

# covers: --sysctl --mtu
@test "what is for all links need not be there for each: an MTU too small for IPv6" {
	have ipv6
	options=("${line[@]}" --mtu 600 --sysctl net.ipv6.conf.default.hop_limit=7)
	values ipv6/conf/default/hop_limit
	expect_output 7
}

# covers: --sysctl
@test "in order, the last one counts" {
	options=(--sysctl net.ipv4.ip_forward=1 --sysctl net.ipv4.ip_forward=0 --sysctl net.ipv4.tcp_sack=0)
	values ipv4/ip_forward ipv4/tcp_sack
	expect_output "0
0"
}

# covers: --sysctl
@test "that of a link is set before the link comes up" {
	capture arp
	nsrun "${line[@]}" --sysctl net.ipv4.conf.eth0.arp_notify=0 --macvlan eth0 --ip 172.16.86.3/24 -- true
	expect_status 0
	end_capture
	expect_frames 0 "^02:42:ac:10:56:02 .*who-has 172.16.86.2 "
	expect_frames 1 "^02:42:ac:10:56:03 .*who-has 172.16.86.3 tell 172.16.86.3,"
}

# covers: --sysctl --host-access
@test "it is over the way to the host, too" {
	options=("${line[@]}" --host-access --sysctl net.ipv4.ip_forward=1)
	values ipv4/conf/{eth0,nsrun0}/forwarding
	expect_output "1
1"
}

# covers: --sysctl
@test "a network without IPv6" {
	have ipv6
	nsrun "${line[@]}" --sysctl net.ipv6.conf.all.disable_ipv6=1 -- sh -c 'ip -br -6 address; ip -br -4 address show eth0'
	expect_status 0
	expect_stderr ""
	[[ ${#lines[@]} -eq 1 && ${lines[0]} == *172.16.86.2/24* ]]
	for key in all default eth0; do
		nsrun "${line[@]}" --sysctl "net.ipv6.conf.$key.disable_ipv6=1" -- ip -br -6 address show eth0
		expect_output ""
		expect_stderr ""
		nsrun "${line[@]}" --ip fd86::2/64 --sysctl "net.ipv6.conf.$key.disable_ipv6=1" -- true
		expect_failure "--ip fd86::2/64: a --sysctl turns IPv6 off on 'eth0': leave one of them out"
	done
	nsrun "${line[@]}" --sysctl net.ipv6.conf.all.disable_ipv6=1 --sysctl net.ipv6.conf.eth0.disable_ipv6=0 -- \
		ip -br -6 address show eth0
	[[ $output == *fe80::* ]]
}

# covers: --sysctl P7
@test "what the kernel does not take is told in its words" {
	nsrun --sysctl net.ipv4.nosuch=1 -- true
	expect_failure "network: --sysctl net.ipv4.nosuch=1: No such file or directory"
	nsrun "${line[@]}" --sysctl net.ipv4.conf.eth1.rp_filter=1 -- true
	expect_failure "network: --sysctl net.ipv4.conf.eth1.rp_filter=1: No such file or directory"
	nsrun --detach --sysctl net.ipv4.ip_forward=x -- true
	expect_failure "network: --sysctl net.ipv4.ip_forward=x: Invalid argument"
	nsrun --sysctl net.ipv4.conf=1 -- true
	expect_failure "network: --sysctl net.ipv4.conf=1: Is a directory"
	no_runs
}

# covers: --sysctl P7 P6
@test "what is not the command's own network's is refused" {
	nsrun --sysctl kernel.hostname=x -- true
	expect_failure "--sysctl kernel.hostname=x: this is the whole machine's: only what begins with net. is the\
 command's own"
	for words in net.ipv4.ip_forward net.x= net=1 =1 net..x=1 net/ipv4//x=1 net/ipv4/x/=1 net/../kernel/x=1 \
		net/ipv4/./x=1 .net.x=1; do
		nsrun --sysctl "$words" -- true
		expect_failure "--sysctl $words: must be net.KEY=VALUE, as in net.ipv4.ip_forward=1"
	done
	nsrun --netns peer --sysctl net.ipv4.ip_forward=1 -- true
	expect_failure "--sysctl net.ipv4.ip_forward=1: the network of --netns peer is used as it is: leave one of\
 them out"
}

# covers: --sysctl exec --detach
@test "who joins the run finds it" {
	detach "${line[@]}" --sysctl net.ipv4.conf.eth0.rp_filter=1 -- sleep 1000
	nsrun exec "$id" cat /proc/sys/net/ipv4/conf/eth0/rp_filter
	expect_output 1
}

# covers: --sysctl --dry-run
@test "the script of a dry run sets the same" {
	options=("${line[@]}" --sysctl net.ipv4.conf.default.rp_filter=2 --sysctl net.ipv4.conf.default.tag=7
		--sysctl net.ipv4.conf.eth0.arp_notify=1)
	nsrun --dry-run "${options[@]}" -- true
	expect_line "ip netns exec \"\$ns\" sysctl -qw 'net.ipv4.conf.default.rp_filter=2'"
	printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/script"
	sh "$BATS_TEST_TMPDIR/script" oracle
	keys=(ipv4/conf/{default,eth0}/rp_filter ipv4/conf/{default,eth0}/tag ipv4/conf/eth0/arp_notify)
	try ip netns exec oracle sh -c 'cd /proc/sys/net && cat "$@"' sh "${keys[@]}"
	expect_output "$(printf '%s\n' 2 2 7 7 1)"
	ip -n oracle link delete eth0
	values "${keys[@]}"
	expect_output "$(printf '%s\n' 2 2 7 7 1)"
}
