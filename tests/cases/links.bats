# SPDX-License-Identifier: MIT
# The links of a command: their order, names, parents and MAC addresses, as iproute2 sees them.
load ../lib/nsrun
load ../lib/network

prepare() { add_wire eth7; }
tidy()
{
	end_all_runs
	put_end "${monitor:-}"
	remove_wire eth7
	remove_wire eth1
	remove_wire nsrun0
	ip link set eth0 group 0
	ip link property del dev eth0 altname wan 2>/dev/null || :
	ip link property del dev eth0 altname "$long" 2>/dev/null || :
	ip link set eth0 mtu 1500
	ip -n peer link set eth0 mtu 1500
}

long=enp0s31f6-with-a-long-alternative-name-as-udev-makes-them

# links_are TEXT: of $output, `ip -j link`: each link but lo as "name parent's-number", in order.
links_are()
{
	local links

	links=$(jq -r '[.[] | select(.ifname != "lo") | "\(.ifname) \(.link_index)"] | join(", ")' <<<"$output")
	[ "$links" = "$1" ] || {
		echo "links: $links, instead of: $1"
		return 1
	}
}

# covers: --macvlan
@test "without a link there is lo alone" {
	nsrun -- ip -j link
	expect_status 0
	links_are ""
}

# covers: --macvlan
@test "links are eth0, eth1 ... in the order of the words" {
	local eth7

	eth7=$(cat /sys/class/net/eth7/ifindex)
	nsrun --macvlan eth0 --macvlan eth7 --macvlan eth0 --macvlan eth7 -- ip -j link
	expect_status 0
	links_are "eth0 10, eth1 $eth7, eth2 10, eth3 $eth7"
}

# covers: --ifname
@test "a link has the name that is asked for, and the others theirs by position" {
	nsrun --macvlan eth0 --ifname wan --macvlan eth0 --macvlan eth0 --ifname fifteen_letters -- ip -j link
	expect_status 0
	links_are "wan 10, eth1 10, fifteen_letters 10"
}

# covers: --ifname
@test "names may be given crosswise" {
	nsrun --macvlan eth0 --ifname eth1 --macvlan eth0 --ifname eth0 --macvlan eth0 --ifname eth5 \
		--macvlan eth0 -- ip -j link
	expect_status 0
	links_are "eth1 10, eth0 10, eth5 10, eth3 10"
}

# covers: P4 --ifname
@test "a name that the host has, too, is no hindrance" {
	local name

	add_wire eth1
	for name in eth0 eth1 eth7; do
		nsrun --macvlan eth0 --ifname "$name" --ip 172.16.86.2/24 -- ip -j link
		expect_stderr ""
		expect_status 0
		links_are "$name 10"
	done
	nsrun --macvlan eth0 --macvlan eth0 --macvlan eth0 --ifname eth7 -- ip -j link
	expect_stderr ""
	expect_status 0
	links_are "eth0 10, eth1 10, eth7 10"
}

# covers: P4 --ifname
@test "nor are the host's names when they are what nsrun would use for a moment" {
	add_wire nsrun0
	nsrun --macvlan eth0 --ifname eth7 -- ip -j link
	expect_stderr ""
	expect_status 0
	links_are "eth7 10"
}

# covers: P4 --ifname
@test "names like an option's argument, a setting or a path's part are names" {
	local name

	for name in -x a.b 0 '$(x)' ..a; do
		nsrun --macvlan eth0 "--ifname=$name" --ip 172.16.86.2/24 -- ip -j link
		expect_stderr ""
		expect_status 0
		links_are "$name 10"
	done
}

# covers: P4 P6 --macvlan --ifname
@test "the host never sees a link come or go" {
	local log=$BATS_TEST_TMPDIR/monitor i

	ip monitor link >"$log" 2>&1 3>&- &
	monitor=$!
	hears() { ip link set eth0 group "$1" && grep -q "^10: eth0.* group $1 " "$log"; }
	wait_until 10 hears 71
	for i in {1..10}; do
		"$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 --macvlan eth0 --ifname eth7 -- true
	done
	run ! "$NSRUN" --macvlan eth0 --macvlan eth0 --mode passthru --take-parent -- true
	run ! "$NSRUN" --macvlan eth0 -- /etc/passwd
	stand first --macvlan eth0
	murder first
	"$NSRUN" stop --all
	wait_until 10 hears 72
	# All there is in it is of eth0 itself.
	run grep -Ev '^10: eth0|^ |^\[LINK\]10: eth0' "$log"
	[ "$output" = "" ]
}

# covers: --macvlan
@test "a parent may be named by its alternative names" {
	ip link property add dev eth0 altname wan altname "$long"
	nsrun --macvlan wan --ip 172.16.86.2/24 -- ip -j link
	expect_status 0
	links_are "eth0 10"
	nsrun --macvlan "$long" --macvlan eth7 -- ip -j link
	expect_status 0
	links_are "eth0 10, eth1 $(cat /sys/class/net/eth7/ifindex)"
}

# covers: --macvlan P7
@test "the alternative name of a parent is the parent's in errors and claims" {
	ip link property add dev eth0 altname wan
	stand first --macvlan wan --ip 172.16.86.2/24
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 125
	[[ $stderr == *" has it on eth0; "* ]]
}

# covers: --macvlan
@test "the parent 'default' is that of the host's default route" {
	nsrun --macvlan default --ip 172.16.86.2/24 -- ip -j link
	expect_status 0
	links_are "eth0 10"
	ip route replace default via 10.7.0.1 dev eth7
	nsrun --macvlan default -- ip -j link
	ip route replace default via 172.16.86.1 dev eth0
	expect_status 0
	links_are "eth0 $(cat /sys/class/net/eth7/ifindex)"
}

# covers: --macvlan
@test "the parent 'default' is that of the IPv6 default route when there is no other" {
	have ipv6
	ip route delete default
	nsrun --macvlan default -- ip -j link
	ip route add default via 172.16.86.1
	expect_status 0
	links_are "eth0 10"
}

# covers: --macvlan P7
@test "without a default route there is no parent 'default'" {
	ip route delete default
	! have_ipv6 || ip -6 route delete default
	nsrun --macvlan default -- true
	ip route add default via 172.16.86.1
	! have_ipv6 || ip -6 route add default via fd86::1
	expect_failure "no default route on this host: name the interface instead of 'default'"
}

# covers: --mac
@test "the MAC address is 02:42 and the first IPv4 address" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --ip 10.1.2.3/8 --macvlan eth0 --ip 192.0.2.255/16 -- \
		sh -c 'cat /sys/class/net/eth?/address'
	expect_status 0
	expect_output $'02:42:ac:10:56:02\n02:42:c0:00:02:ff'
}

# covers: --mac
@test "the first IPv4 address makes the MAC address also behind an IPv6 one" {
	have ipv6
	nsrun --macvlan eth0 --ip fd86::2/64 --ip 172.16.86.2/24 -- cat /sys/class/net/eth0/address
	expect_output 02:42:ac:10:56:02
}

# covers: --mac
@test "the MAC address is the one that is asked for" {
	nsrun --macvlan eth0 --mac 0A:00:00:bc:DE:01 --ip 172.16.86.2/24 -- \
		sh -c 'cat /sys/class/net/eth0/address; ip -6 -br address show eth0'
	expect_status 0
	[ "${lines[0]}" = 0a:00:00:bc:de:01 ]
	! have_ipv6 || [[ ${lines[1]} == *" fe80::800:ff:febc:de01/64 "* ]]
}

# covers: --mac
@test "a random MAC address is another each time, unicast and locally administered" {
	local first

	nsrun --macvlan eth0 --mac random --ip 172.16.86.2/24 -- cat /sys/class/net/eth0/address
	[[ $output =~ ^.[26ae](:..){5}$ ]]
	first=$output
	nsrun --macvlan eth0 --mac random --ip 172.16.86.2/24 -- cat /sys/class/net/eth0/address
	[[ $output =~ ^.[26ae](:..){5}$ ]]
	[ "$output" != "$first" ]
}

# covers: --mac P7
@test "two links on one parent cannot have one MAC address, on two they can" {
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --macvlan eth0 --mac 02:00:00:00:00:01 -- true
	expect_failure "--mac 02:00:00:00:00:01: two links on eth0 cannot have one address: give each its own"
	nsrun --macvlan eth0 --mac 02:00:00:00:00:01 --macvlan eth7 --mac 02:00:00:00:00:01 -- \
		sh -c 'cat /sys/class/net/eth?/address'
	expect_output $'02:00:00:00:00:01\n02:00:00:00:00:01'
}

# covers: --mtu
@test "the MTU is the one that is asked for, else the parent's" {
	nsrun --macvlan eth0 --mtu 1400 --macvlan eth0 -- sh -c 'cat /sys/class/net/eth?/mtu'
	expect_output $'1400\n1500'
	ip link set eth0 mtu 9000
	ip -n peer link set eth0 mtu 9000
	nsrun --macvlan eth0 --macvlan eth0 --mtu 9000 --macvlan eth0 --mtu 68 -- sh -c 'cat /sys/class/net/eth?/mtu'
	expect_output $'9000\n9000\n68'
}

# covers: --mtu --ip
@test "an MTU too small for IPv6 is fine for IPv4" {
	nsrun --macvlan eth0 --mtu 1279 --ip 172.16.86.2/24 -- ping -q -n -c 1 -W 10 172.16.86.1
	expect_status 0
}

# covers: --macvlan --ip
@test "sixteen links of one command work" {
	local i words=()

	for i in {2..17}; do words+=(--macvlan eth0 --ip "172.16.86.$i/24"); done
	nsrun "${words[@]}" -- sh -c 'ip -o -4 address show up | grep -c "eth[0-9]* .*172.16.86"'
	expect_stderr ""
	expect_output 16
}
