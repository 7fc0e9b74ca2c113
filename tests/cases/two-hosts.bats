# SPDX-License-Identifier: MIT
# Networks of one name on two machines of one LAN, which know nothing of each other: the three ways
# to different addresses that docs/one-lan.md tells of.
#
#	this host  eth7 ─────┐
#	                   switch ───── eth7  server  10.7.0.1
#	other      eth7 ─────┘
#
# The other host is a network namespace with a /run and an /etc/nsrun of its own.
load ../lib/nsrun
load ../lib/network
load ../lib/servers

# plug NAMESPACE PORT: an eth7 that is a port of the switch. "" is this host.
plug()
{
	local in=()

	[ -z "$1" ] || in=(-n "$1")
	ip "${in[@]}" link add name eth7 type veth peer name "$2" netns switch
	raise eth7 "${in[@]}"
	ip -n switch link set "$2" master br0
	raise "$2" -n switch
}

is_plugged() # NAMESPACE
{
	[[ $(ip ${1:+-n "$1"} -o link show eth7) == *" state UP "* ]]
}

prepare()
{
	local namespace

	have bridge
	for namespace in switch other server; do ip netns add $namespace; done
	ip -n switch link add name br0 type bridge forward_delay 0
	raise br0 -n switch
	plug "" this
	plug other other
	plug server server
	ip -n server address add 10.7.0.1/24 dev eth7
	for namespace in "" other server; do wait_until 10 is_plugged "$namespace"; done
	in_background "$BATS_TEST_TMPDIR/other" ready nsenter --net=/run/netns/other \
		unshare --mount --propagation private sh -c 'mount -t tmpfs tmpfs /run &&
			mount -t tmpfs tmpfs /etc/nsrun && echo ready && exec sleep 1000'
	host=$background
}

# on HOST COMMAND...: on "this" host, or on the "other".
on()
{
	local at=()

	[ "$1" = this ] || at=(nsenter --target "$host" --net --mount --)
	shift
	"${at[@]}" "$@" 3>&-
}

tidy()
{
	local place id

	for place in this other; do
		[ "$place" = this ] || [ -n "${host:-}" ] || continue
		on $place "$NSRUN" stop --all --grace 0 || :
		on $place "$NSRUN" clean >/dev/null
		for id in $(on $place "$NSRUN" network list --quiet); do
			on $place "$NSRUN" network remove "$id" >/dev/null
		done
	done
	end_server
	put_end "${host:-}"
	for id in switch other server; do ip netns delete $id 2>/dev/null || :; done
	gone() { [ ! -e /sys/class/net/eth7 ]; }
	ip link delete eth7 2>/dev/null || :
	wait_until 10 gone
}

# create HOST ARG...: the network "lan" there.
create() { on "$1" "$NSRUN" network create -o parent=eth7 "${@:2}" lan >/dev/null; }

# start HOST ARG...: a run on it there, which waits.
start() { on "$1" "$NSRUN" run -d --network lan "${@:2}" sleep 1000 >/dev/null; }

# address HOST: of each run there.
addresses()
{
	on "$1" "$NSRUN" list --json | jq -r '.[].links[].addresses[] | select(contains(".")) | sub("/.*"; "")'
}

all_addresses() { addresses this && addresses other; }

# reach HOST ADDRESS: a further run there does.
reach() { on "$1" "$NSRUN" run --network lan "${@:3}" ping -q -n -c 1 -W 10 "$2" >/dev/null; }

# covers: --network --subnet --ip-range P7
@test "a range for each host: they never lease one address, and a full one does not take another's" {
	local number starting=()

	create this --subnet=10.7.0.0/24 --gateway=10.7.0.1 --ip-range=10.7.0.64/29
	create other --subnet=10.7.0.0/24 --gateway=10.7.0.1 --ip-range=10.7.0.128/29
	for number in {1..7}; do
		start this &
		starting+=($!)
		start other &
		starting+=($!)
	done
	wait "${starting[@]}"
	[ "$(all_addresses | wc -l)" -eq 14 ]
	[ "$(all_addresses | sort -u | wc -l)" -eq 14 ]
	[ "$(addresses this | grep -cxE '10\.7\.0\.(6[4-9]|7[01])')" -eq 7 ]
	[ "$(addresses other | grep -cxE '10\.7\.0\.1(2[89]|3[0-5])')" -eq 7 ]
	reach this "$(addresses other | head -n 1)"
	reach other "$(addresses this | head -n 1)"
	start this
	nsrun run --network lan true
	expect_failure "--network lan: all its IPv4 addresses are in use: end a run that is on it (nsrun network inspect lan shows them), or give the network another --subnet"
}

# covers: --network --ip
@test "a network without a subnet, and --ip dhcp: the LAN's own server gives each its own" {
	on_peer=(nsenter --net=/run/netns/server --) serve_on=eth7
	serve --dhcp-range=10.7.0.100,10.7.0.150,2m
	create this
	create other
	start this --ip dhcp
	start other --ip dhcp
	start this --ip dhcp
	start other --ip dhcp
	[ "$(all_addresses | grep -cxE '10\.7\.0\.1([0-4][0-9]|50)')" -eq 4 ]
	[ "$(all_addresses | sort -u | wc -l)" -eq 4 ]
	reach this "$(addresses other | head -n 1)" --ip dhcp
	reach other "$(addresses this | head -n 1)" --ip dhcp
	on this "$NSRUN" stop --all
	on other "$NSRUN" stop --all
	all_released() { [ ! -s "$leases" ]; }
	wait_until 20 all_released
}

# covers: --network --probe --ip P7
@test "--probe: an address that the other host has is refused, and the next line has the next one" {
	create this --subnet=10.7.0.0/24 --gateway=10.7.0.1
	create other --subnet=10.7.0.0/24 --gateway=10.7.0.1
	start other
	[ "$(addresses other)" = 10.7.0.2 ]
	nsrun run --network lan --probe true
	expect_failure "--ip 10.7.0.2/24: Address already in use: 02:42:0a:07:00:02 on the network has it; choose another address"
	nsrun run --network lan --ip 10.7.0.2 --probe true
	expect_failure "--ip 10.7.0.2/24: Address already in use: 02:42:0a:07:00:02 on the network has it; choose another address"
	start this --probe
	[ "$(addresses this)" = 10.7.0.3 ]
	reach this 10.7.0.2 --probe
	# Without it both have one address, and the network is not told.
	nsrun run --network lan --ip 10.7.0.2 true
	expect_status 0
}
