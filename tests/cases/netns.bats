# SPDX-License-Identifier: MIT
# --netns: a network that is there already, as it is.
load ../lib/nsrun
load ../lib/network

# covers: --netns
@test "the command is in the namespace of that name, or path" {
	nsrun --netns peer -- ip -br -4 address show eth0
	expect_status 0
	[[ $output == *172.16.86.1/24* ]]
	[ "$("$NSRUN" --netns /run/netns/peer -- readlink /proc/self/ns/net)" = \
		"$(ip netns exec peer readlink /proc/self/ns/net)" ]
}

# covers: --netns P6
@test "nothing of the namespace is changed, nor ended with the run" {
	local before

	before=$(peer sh -c 'ip address; ip route show table all; cat /proc/sys/net/ipv4/conf/*/*' 2>/dev/null)
	nsrun --netns peer -- sh -c 'sleep 1000 >/dev/null 2>&1 3>&- & echo $!'
	expect_status 0
	is_alive "$output"
	kill "$output"
	[ "$(peer sh -c 'ip address; ip route show table all; cat /proc/sys/net/ipv4/conf/*/*' \
		2>/dev/null)" = "$before" ]
}

# covers: --netns
@test "it has /sys and a host name of its own" {
	nsrun --netns peer --hostname inside -- sh -c 'hostname; cat /sys/class/net/eth0/ifindex'
	expect_status 0
	expect_lines inside 20
}

# covers: --netns P7
@test "no such namespace, no namespace at all, and links beside it" {
	nsrun --netns nope -- true
	expect_failure "--netns nope: No such file or directory: ip netns list shows those with a name"
	nsrun --netns /etc/passwd -- true
	expect_failure "--netns /etc/passwd: this is no network namespace"
	nsrun --netns /proc/self/ns/uts -- true
	expect_failure "--netns /proc/self/ns/uts: this is no network namespace"
	nsrun --netns peer --macvlan eth0 -- true
	expect_failure "--netns peer: that network is used as it is: leave out --netns, or the links"
}

# covers: --netns --dry-run
@test "as a dry run" {
	nsrun --netns peer --dry-run -- true
	expect_status 0
	expect_line "# ip netns exec \"\$ns\" 'true'"
}
