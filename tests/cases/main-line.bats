# SPDX-License-Identifier: MIT
# The line that nsrun is for: address, route, MAC, lo and names inside are what was asked for.
load ../lib/nsrun

# covers: P1 P8 --macvlan --ip M4
@test "the main line gives the command its own host" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- sh -c 'ip address; ip route; ls /sys/class/net'
	expect_status 0
	expect_stderr ""
	expect_line "link/ether 02:42:ac:10:56:02 brd ff:ff:ff:ff:ff:ff link-netnsid 0"
	expect_line "inet 172.16.86.2/24 brd 172.16.86.255 scope global eth0"
	expect_line "inet 127.0.0.1/8 scope host lo"
	expect_line "default via 172.16.86.1 dev eth0"
	expect_line "172.16.86.0/24 dev eth0 proto kernel scope link src 172.16.86.2"
	[[ $output == *"eth0@if10: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 "*" state UP "* ]]
	[ "${lines[-2]} ${lines[-1]}" = "eth0 lo" ]
}
