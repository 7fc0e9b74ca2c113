# SPDX-License-Identifier: MIT
# A PARENT that does not exist, or cannot have the link: each message, whole.
load ../lib/nsrun
load ../lib/network

# A second interface of the host, up, with the other end of its cable beside it. The fixed numbers
# keep the order in which the kernel lists them.
prepare()
{
	ip link add name cable0 index 50 type veth peer name cable1 index 51
	ip link set cable0 up
	ip link set cable1 up
}

tidy()
{
	local link

	for link in sibling0 bridge0 tunnel0 cable0 spare1 spare2 spare3 spare4; do
		ip link delete "$link" 2>/dev/null || :
	done
	[ -z "${id:-}" ] || radio "$family" 5 "$id"
}

# An interface that is not Ethernet, by whatever this kernel has.
have_tunnel()
{
	ip tuntap add dev tunnel0 mode tun 2>/dev/null ||
		ip link add name tunnel0 type ipip local 10.0.0.1 remote 10.0.0.2 2>/dev/null
}

# radio FAMILY COMMAND [ID]: asks the kernel's simulator of radios, by generic netlink, for a new
# one (4: HWSIM_CMD_NEW_RADIO) or to remove one (5: HWSIM_CMD_DEL_RADIO), and prints the answer, its
# id. The module's own radios are born in the machine's network namespace; this one is in ours.
radio()
{
	perl -e 'my ($family, $command, $id) = @ARGV;
		my $attributes = defined $id ? pack("SSL", 8, 10, $id) : "";
		socket(my $kernel, 16, 3, 16) or die;
		send($kernel, pack("LSSLLCCS", 20 + length($attributes), hex($family), 5, 1, 0,
			$command, 1, 0) . $attributes, 0, pack("SSLL", 16, 0, 0, 0)) or die;
		sysread($kernel, my $answer, 4096) or die;
		print unpack("x16l", $answer), "\n"' "$@"
}

# A Wi-Fi interface called wlan0.
have_wireless()
{
	local name

	modprobe -q mac80211_hwsim radios=0 2>/dev/null || return 1
	family=$(genl ctrl get name MAC80211_HWSIM | sed -n 's/.*ID: \(0x[0-9a-f]*\).*/\1/p')
	id=$(radio "$family" 4)
	name=$(basename /sys/class/ieee80211/*/device/net/*)
	[ "$name" = wlan0 ] || ip link set "$name" name wlan0
}

# covers: P7 --macvlan
@test "an unknown parent: the name that was meant" {
	nsrun --macvlan eht0 --ip 172.16.86.2/24 -- true
	expect_failure "no interface 'eht0' on this host: did you mean eth0?"

	nsrun --macvlan cabel1 -- true
	expect_failure "no interface 'cabel1' on this host: did you mean cable1?"
}

# covers: P7 --macvlan
@test "an unknown parent: what the host has" {
	nsrun --macvlan enp3s0 --ip 172.16.86.2/24 -- true
	expect_failure "no interface 'enp3s0' on this host: it has eth0 (default route), cable0\
 and cable1"
}

# covers: P7 --macvlan
@test "an unknown parent: what the host has is down" {
	ip link set cable1 down
	nsrun --macvlan wan -- true
	expect_failure "no interface 'wan' on this host: it has eth0 (default route), cable0 and\
 cable1 (down)"
}

# covers: P7 --macvlan
@test "an unknown parent: not all of a host with many interfaces" {
	local i

	for i in 1 2 3 4; do
		ip link add name spare$i index $((100 + i)) type veth \
			peer name other$i index $((200 + i))
	done
	nsrun --macvlan wan -- true
	expect_failure "no interface 'wan' on this host: it has eth0 (default route), cable0,\
 cable1, spare1 (down), spare2 (down), spare3 (down), spare4 (down), other1 (down) and 3 more"
}

# covers: P7 --macvlan
@test "an unknown parent: the host has no interface" {
	try unshare --net "$NSRUN" --macvlan eth0 -- true
	expect_failure "no interface 'eth0' on this host: it has only lo"
}

# covers: P7 --macvlan
@test "an unknown parent: a name that is too long for an interface" {
	nsrun --macvlan abcdefghijklmnop -- true
	expect_failure "no interface 'abcdefghijklmnop' on this host: it has eth0 (default route),\
 cable0 and cable1"
}

# covers: P7 --macvlan
@test "parent default on a host without a default route" {
	try ip netns exec peer "$NSRUN" --macvlan default -- true
	expect_failure "no default route on this host: name the interface instead of 'default'"
}

# covers: P7 --macvlan
@test "parent lo" {
	nsrun --macvlan lo --ip 172.16.86.2/24 -- true
	expect_failure "macvlan on 'lo': Invalid argument: lo cannot be a parent; name an Ethernet\
 interface"
}

# covers: P7 --macvlan
@test "a parent that is down" {
	ip link set cable0 down
	nsrun --macvlan cable0 -- true
	expect_failure "macvlan on 'cable0': Network is down: cable0 is down; ip link set cable0 up"
}

# covers: P7 --macvlan
@test "a parent that is a bridge's port" {
	ip link add name bridge0 type bridge
	ip link set cable0 master bridge0
	nsrun --macvlan cable0 -- true
	expect_failure "macvlan on 'cable0': Device or resource busy: cable0 is a port of bridge\
 bridge0; use --macvlan bridge0 or --bridge bridge0"
}

# covers: P7 --macvlan
@test "a parent that carries an ipvlan" {
	have ipvlan
	ip link add link cable0 name sibling0 type ipvlan mode l2
	nsrun --macvlan cable0 -- true
	expect_failure "macvlan on 'cable0': Device or resource busy: cable0 carries links of\
 another kind, and macvlan and ipvlan cannot share a parent; end those first, or use another\
 parent"
}

# covers: P7 --macvlan
@test "a parent that is not Ethernet" {
	have tunnel
	ip link set tunnel0 up
	nsrun --macvlan tunnel0 -- true
	expect_failure "macvlan on 'tunnel0': Invalid argument: tunnel0 is not an Ethernet\
 interface; name one that is"
}

# covers: P7 --macvlan
@test "a parent that is wireless" {
	have wireless
	ip link set wlan0 up
	nsrun --macvlan wlan0 --ip 192.168.1.2/24 -- true
	expect_failure "macvlan on 'wlan0': wlan0 is wireless, and an access point drops frames\
 from a MAC address that it does not know: use an ipvlan, which has its parent's"
	nsrun doctor wlan0
	expect_status 1
	[[ $(tr -s ' ' <<<"$output") == *$'\nno wireless wlan0 is, and an access point drops frames from a MAC address that it does not know: use --ipvlan, which has its parent\'s\n'* ]]
}

# covers: P7 --macvlan
@test "an unknown parent: what the host has is wireless" {
	have wireless
	nsrun --macvlan wan -- true
	[[ $stderr == "nsrun: no interface 'wan' on this host: it has "*"wlan0 (wireless)"* ]]
	expect_failure "${stderr#nsrun: }"
}

# covers: P7 P6 --mode --take-parent
@test "passthru on a parent that has addresses" {
	nsrun --macvlan eth0 --mode passthru -- true
	expect_failure "macvlan on 'eth0': mode passthru takes eth0 away from this host, which has\
 addresses on it: choose another mode, or --take-parent"
}

# covers: P7 --take-parent
@test "--take-parent for a mode that takes nothing" {
	nsrun --macvlan eth0 --take-parent -- true
	expect_failure "--take-parent: it is for a macvlan in mode passthru, and this is a macvlan in mode\
 bridge: leave it out"
}

# covers: P7 --mode
@test "passthru on a parent that carries another link" {
	ip link add link cable0 name sibling0 type macvlan mode bridge
	nsrun --macvlan cable0 --mode passthru -- true
	expect_failure "macvlan on 'cable0': Invalid argument: a passthru link must be alone, and\
 cable0 carries another; end that first, or choose another mode"
}

# covers: P7 --mode
@test "a parent that a passthru link has taken" {
	ip link add link cable0 name sibling0 type macvlan mode passthru
	nsrun --macvlan cable0 -- true
	expect_failure "macvlan on 'cable0': Invalid argument: cable0 may be taken by a passthru\
 link, which must be alone; end that first"
}

# covers: P7 --mode
@test "two passthru links of one command on one parent" {
	nsrun --macvlan cable0 --mode passthru --macvlan cable0 --mode passthru -- true
	expect_failure "macvlan on 'cable0': a link that takes its parent for itself must be the only\
 one there: give each its own parent"
}

# covers: P7 --mode
@test "a second passthru run on a parent: the first is named" {
	stand one --macvlan cable0 --mode passthru
	nsrun --macvlan cable0 --mode passthru -- true
	expect_status 125
	[[ $stderr =~ ^"nsrun: macvlan on 'cable0': Device or resource busy: run "[0-9a-f]{12}" (nsrun with pid ${supervisor[one]}: sleep 1000) has it for itself; end that run, or choose another parent"$ ]]
	end_run one
}
