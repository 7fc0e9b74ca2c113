# SPDX-License-Identifier: MIT
# The script of --dry-run makes the same network as nsrun: iproute2 is the oracle.
load ../lib/nsrun

# A second parent that no address of the host is on, for a second link and for passthru.
prepare()
{
	install -D -m 755 "$NSRUN" /run/bin/nsrun
	ip link add name cable0 index 50 type veth peer name cable1 index 51
	ip link set cable0 up
	ip link set cable1 up
}

tidy()
{
	ip netns delete oracle 2>/dev/null || :
	remove_shared
	ip link delete cable1
	rm -r /run/bin
}

# Prints, in the network namespace where it runs, all that iproute2 knows of its network.
look()
{
	ip -j address show
	ip -j -d link show
	ip -j route show table all
	ip -j -6 route show table all
	tc -j qdisc show
}
export -f look

# Whether no link of an earlier run is up on a parent: until then its MAC address is in use.
parents_are_idle()
{
	[[ $(ip -d link show) != *" promiscuity "[1-9]* ]]
}

# Whether what the kernel adds a moment after the script's requests is there (nsrun's is to be there
# when its command begins): the local route of each IPv6 address that waits for nothing, and the
# state of each link that has one, which is read off its carrier by a worker of the kernel's.
oracle_is_settled()
{
	local kind

	for kind in macvlan vlan veth; do
		[[ $(ip -n oracle -br link show up type "$kind") != *" UNKNOWN "* ]] || return 1
	done
	[ "$(ip -n oracle -6 -oneline address show -tentative | wc -l)" -le \
		"$(ip -n oracle -6 route show table local type local | wc -l)" ]
}

# What a script makes on the host is for all, and left to it. nsrun has its own.
remove_shared()
{
	ip link delete lan-t 2>/dev/null || :
	ip link delete eth0.10 2>/dev/null || :
}

# The script makes a namespace, and is gone with its links when this returns: explicitly deleted
# links are gone at once, with a namespace alone they go some milliseconds later.
look_at_oracle() # SCRIPT
{
	local link

	wait_until 10 parents_are_idle
	sh "$1" oracle
	wait_until 10 oracle_is_settled
	ip netns exec oracle bash -c look
	for link in $(ip -n oracle -br link show | sed -n '/^lo /!s/[@ ].*//p'); do
		ip -n oracle link delete "$link"
	done
	ip netns delete oracle
	remove_shared
}

# Both networks as iproute2 sees them: $BATS_TEST_TMPDIR/oracle has what the script makes,
# $BATS_TEST_TMPDIR/nsrun what nsrun makes.
see_both() # ARG...
{
	nsrun "$@" --dry-run -- true
	expect_status 0
	expect_stderr ""
	printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/script"
	look_at_oracle "$BATS_TEST_TMPDIR/script" >"$BATS_TEST_TMPDIR/oracle"
	nsrun "$@" -- bash -c look
	expect_status 0
	expect_stderr ""
	printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/nsrun"
	[ "$(grep -c '^\[' "$BATS_TEST_TMPDIR/oracle")" -eq 5 ]
}

# Every key of every answer is the same, in the order in which the kernel gives them.
same_network() # ARG...
{
	see_both "$@"
	cmp -s "$BATS_TEST_TMPDIR/oracle" "$BATS_TEST_TMPDIR/nsrun" || same_after .
}

# The same after a jq filter has taken out what must differ; its reasons stand beside it.
same_after() # FILTER
{
	diff <(jq -S "$1" "$BATS_TEST_TMPDIR/oracle") <(jq -S "$1" "$BATS_TEST_TMPDIR/nsrun")
}

# Without --mac and without an IPv4 address, the kernel chooses a MAC address each time, and in the
# script it makes the link-local address of it, which then waits for the detection of duplicates:
# - .address, and .local of fe80::: chosen anew
# - .nodad, .tentative: nsrun does without the detection, so that the address works at once
# - .inet6_addr_gen_mode: in the script the kernel makes the address, in nsrun nsrun
# - the local route to fe80::: the kernel adds it when the detection is over
by_kernel='walk(if type == "object" then
		(if .link_type == "ether" then .address = "chosen" else . end) |
		(if .family == "inet6" and .scope == "link" then
			.local = "chosen" | del(.nodad, .tentative) else . end) |
		(if .link_type == "ether" then del(.inet6_addr_gen_mode) else . end)
	elif type == "array" then
		map(select(type != "object" or .type != "local" or
			(.dst | startswith("fe80::") | not)))
	else . end)'

# Where something on the host is made for the link each time, that has another number each time.
but_parent='walk(if type == "object" then del(.link_index) else . end)'

# covers: --dry-run --macvlan --ip
@test "same network: IPv4" {
	same_network --macvlan eth0 --ip 172.16.86.2/24
}

# covers: --dry-run --ip
@test "same network: IPv4 and IPv6" {
	have ipv6
	same_network --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64
}

# covers: --dry-run --ip --mac
@test "same network: IPv6" {
	have ipv6
	same_network --macvlan eth0 --ip fd86::2/64 --mac 02:00:00:00:00:02
}

# covers: --dry-run --ip
@test "same network: IPv6 with a MAC address of the kernel's choice" {
	have ipv6
	see_both --macvlan eth0 --ip fd86::2/64
	same_after "$by_kernel"
}

# covers: --dry-run --macvlan
@test "same network: a link without an address" {
	see_both --macvlan eth0
	same_after "$by_kernel"
}

# covers: --dry-run
@test "same network: no link" {
	same_network
}

# covers: --dry-run --bridge
@test "same network: a port of a bridge" {
	have bridge
	ip link add name br0 type bridge
	ip link set br0 up
	see_both --bridge br0 --ip 10.5.0.2/24
	ip link delete br0
	same_after "$but_parent"
}

# covers: --dry-run --dummy
@test "same network: a dummy" {
	have dummy
	same_network --dummy --ip 10.1.1.1/24 --mac 02:00:00:00:00:02
}

# covers: --dry-run --lan
@test "same network: a LAN" {
	have dummy
	see_both --lan t --ip 10.9.0.2/24
	same_after "$but_parent"
}

# covers: --dry-run --vlan --vlan-protocol
@test "same network: a VLAN, and a macvlan on one inside of another" {
	have vlan
	same_network --vlan eth0.10 --ip 10.10.0.2/24
	see_both --macvlan eth0.10.20 --vlan-protocol 802.1ad --ip 10.10.0.2/24
	same_after "$but_parent"
}

# covers: --dry-run --ipvlan --mode --flag
@test "same network: ipvlans" {
	have ipvlan
	# An ipvlan does not tell of its carrier; nsrun says UP for it, and ip link cannot.
	local but_state='walk(if type == "object" then del(.operstate) else . end)'

	see_both --ipvlan eth0 --mode l2 --flag private --ip 172.16.86.2/24
	same_after "$but_state"
	see_both --ipvlan eth0 --mode l3 --ip 10.30.30.2/24
	same_after "$but_state"
}

# covers: --dry-run --host-access
@test "same network: with access to the host" {
	see_both --macvlan eth0 --ip 172.16.86.2/24 --host-access
	# The names of the pair, and the MAC addresses of its ends, are chosen anew.
	same_after 'walk(if type == "object" then del(.address, .link_index, .ifindex) else . end)'
}

# covers: --dry-run --rate --queue
@test "same network: a rate" {
	have tbf
	same_network --macvlan eth0 --ip 172.16.86.2/24 --rate 10mbit
	same_network --macvlan eth0 --ip 172.16.86.2/24 --mtu 1400 --rate 123456bit --queue 20
	same_network --macvlan eth0 --ip 172.16.86.2/24 --rate 40gbit
}

# covers: --dry-run --source-mac --bcqueuelen --flag --mode
@test "same network: all that a macvlan can have" {
	same_network --macvlan eth0 --mode source --source-mac 02:00:00:00:00:01,02:00:00:00:00:02 \
		--flag nodst --bcqueuelen 77 --ip 172.16.86.2/24
}

# covers: --dry-run --ip
@test "same network: several addresses" {
	have ipv6
	same_network --macvlan eth0 --ip 172.16.86.2/24 --ip 172.16.86.3/24 --ip 10.0.0.1/8 \
		--ip fd86::2/64 --ip fd86::3/64 --ip fd00::1/48
}

# covers: --dry-run --ip
@test "same network: /30, /31 and /32" {
	same_network --macvlan eth0 --ip 172.16.86.2/30
	same_network --macvlan eth0 --ip 172.16.86.2/31
	same_network --macvlan eth0 --ip 172.16.86.2/32
}

# covers: --dry-run --ip
@test "same network: /128" {
	have ipv6
	same_network --macvlan eth0 --ip fd86::2/128 --mac 02:00:00:00:00:02
}

# covers: --dry-run --gateway
@test "same network: a gateway of the subnet, and one outside of it" {
	same_network --macvlan eth0 --ip 172.16.86.2/24 --gateway 172.16.86.9
	same_network --macvlan eth0 --ip 172.16.86.2/24 --gateway 10.9.9.9
	same_network --macvlan eth0 --ip 172.16.86.2/32 --gateway 172.16.86.1
}

# covers: --dry-run --gateway
@test "same network: an IPv6 gateway of the subnet, one outside of it, and a link-local one" {
	have ipv6
	local words=(--macvlan eth0 --mac 02:00:00:00:00:02 --ip fd86::2/64)

	same_network "${words[@]}" --gateway fd86::9
	same_network "${words[@]}" --gateway fd99::9
	same_network "${words[@]}" --gateway fe80::9
}

# covers: --dry-run --gateway
@test "same network: no gateway" {
	same_network --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64 --gateway none
}

# covers: --dry-run --route
@test "same network: routes" {
	same_network --macvlan eth0 --ip 172.16.86.2/24 --route 10.0.0.0/8 \
		--route 10.1.0.0/16,172.16.86.7 --route 10.2.0.0/16,192.168.1.1
	same_network --macvlan eth0 --ip 172.16.86.2/24 --route 0.0.0.0/0
}

# covers: --dry-run --route
@test "same network: IPv6 routes" {
	have ipv6
	same_network --macvlan eth0 --ip 172.16.86.2/24 --ip fd86::2/64 --route fd99::/64 \
		--route fd98::/64,fd86::7 --route fd97::/64,fd77::1 --route ::/0,fe80::7
}

# covers: --dry-run --metric
@test "same network: a metric" {
	same_network --macvlan eth0 --ip 172.16.86.2/24 --metric 77
}

# covers: --dry-run --metric
@test "same network: an IPv6 metric" {
	have ipv6
	same_network --macvlan eth0 --ip fd86::2/64 --mac 02:00:00:00:00:02 --metric 77
}

# covers: --dry-run --mac --mtu
@test "same network: MAC address and MTU" {
	same_network --macvlan eth0 --ip 172.16.86.2/24 --mac 02:00:00:00:00:02 --mtu 1400
}

# covers: --dry-run --ifname
@test "same network: a name of its own" {
	same_network --macvlan eth0 --ip 172.16.86.2/24 --ifname lan0
}

# covers: --dry-run --macvlan --gateway --metric
@test "same network: two links" {
	same_network --macvlan eth0 --ip 172.16.86.2/24 \
		--macvlan cable0 --ip 10.9.0.2/24 --gateway 10.9.0.1 --metric 10
}

# covers: --dry-run --ifname
@test "same network: two links with crossed names" {
	same_network --macvlan eth0 --ip 172.16.86.2/24 --ifname eth1 \
		--macvlan cable0 --ip 10.9.0.2/24 --ifname eth0
}

# covers: --dry-run --mode
@test "same network: each mode" {
	local mode

	for mode in bridge private vepa source; do
		same_network --macvlan eth0 --mode "$mode" --ip 172.16.86.2/24
	done
}

# covers: --dry-run --mode
@test "same network: mode passthru" {
	see_both --macvlan cable0 --mode passthru --ip 10.9.0.2/24
	same_after "$by_kernel"
}

# covers: --dry-run --macvlan
@test "same network: the parent of the default route" {
	same_network --macvlan default --ip 172.16.86.2/24
}

# covers: --dry-run P6
@test "--dry-run does nothing and needs no privilege" {
	local by_root

	rm -rf /run/nsrun
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --dry-run -- true
	expect_status 0
	by_root=$output
	[ ! -e /run/nsrun ]
	nobody /run/bin/nsrun --macvlan eth0 --ip 172.16.86.2/24 --dry-run -- true
	expect_status 0
	expect_stderr ""
	expect_output "$by_root"
}

# covers: --dry-run
@test "--dry-run does not run the command" {
	nsrun --dry-run -- touch "$BATS_TEST_TMPDIR/ran"
	expect_status 0
	[ ! -e "$BATS_TEST_TMPDIR/ran" ]
}

# covers: --dry-run P7
@test "--dry-run finds the same mistakes" {
	nsrun --dry-run --macvlan eht0 -- true
	expect_failure "no interface 'eht0' on this host: did you mean eth0?"

	nsrun --dry-run --macvlan eth0 --ip 172.16.86.250/24 -- true
	expect_failure "--ip 172.16.86.250: this is an address of this host: choose another"
}

# covers: --dry-run --hostname --sys
@test "the script tells the rest of the set-up in comments" {
	nsrun --dry-run --hostname web --sys keep -- sh -c 'exit 3'
	expect_status 0
	expect_line "# - a UTS namespace with the host name web"
	expect_line "# - a mount namespace"
	expect_line "# ip netns exec \"\$ns\" 'sh' '-c' 'exit 3'"
}

# covers: --dry-run
@test "the script stops at its first failure" {
	nsrun --dry-run --macvlan cable0 --ip 10.9.0.2/24 -- true
	printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/script"
	ip link set cable0 down
	ip link set cable0 name wan0
	try sh "$BATS_TEST_TMPDIR/script" oracle
	expect_status 1
	expect_stderr 'Cannot find device "cable0"'
}

# The words would leave a file behind if the shell saw more in them than words.
# covers: --dry-run --ifname --macvlan
@test "the script's quoting holds" {
	local mark=/run/bin/executed
	local parent="a'\$(id>b)\"\`" name="'\$(id>c)\";#"

	ip link set cable0 down
	ip link set cable0 name "$parent" up
	nsrun --dry-run --macvlan "$parent" --ip 10.9.0.2/24 --ifname "$name" -- \
		sh -c "'; touch $mark; '" "\$(touch $mark)" "\`touch $mark\`" $'a\ntouch '"$mark" \
		$'b\rtouch '"$mark" "\\" "\\'; touch $mark" ''
	expect_status 0
	expect_stderr ""
	printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/script"
	cd /run/bin
	sh -n "$BATS_TEST_TMPDIR/script"
	sh "$BATS_TEST_TMPDIR/script" oracle
	ip -n oracle link show dev "$name"
	[ "$(ls -A /run/bin)" = nsrun ]
	ip -n oracle link delete "$name"
}
