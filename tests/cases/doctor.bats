# SPDX-License-Identifier: MIT
# nsrun doctor: what this host and a parent can do, and what to do about the rest. That it changes nothing is seen
# at the end of each case (expect_nothing_left).
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/etc

tidy()
{
	local link

	stop_all
	end_all_runs
	for link in br0 macvl7 ipvl7; do ip link delete $link 2>/dev/null || :; done
	if [ -e /run/netns/other ]; then
		ip -n other link delete macvl8 2>/dev/null || :
		ip netns delete other
	fi
	remove_wire eth7
	give_etc_back
	rm -rf /run/bin
	wait_until 10 no_process sleep
}

# doctor ARG...: as nsrun() with the columns of what it prints apart by one blank.
doctor() { nsrun doctor "$@" && squeeze; }
squeeze()
{
	output=$(tr -s ' ' <<<"$output")
	mapfile -t lines <<<"$output"
}

# What a user without any privilege is told.
plain_doctor()
{
	install -D -m 755 "$NSRUN" /run/bin/nsrun
	nobody /run/bin/nsrun doctor "$@"
	squeeze
}

# covers: doctor P6
@test "a host where a macvlan works: a line for each check, status 0, and nothing is made" {
	doctor eth0
	expect_status 0
	expect_stderr ""
	expect_line "STATE CHECK FINDING"
	expect_line "ok capabilities CAP_SYS_ADMIN and CAP_NET_ADMIN on this host"
	expect_line "ok policy there is no /etc/nsrun/policy: plain users take nothing from this host"
	expect_line "ok leftovers of no killed run"
	expect_line "ok namespaces network and mount namespaces"
	expect_line "ok sys can be mounted anew, to show a command its own links"
	expect_line "ok macvlan this kernel has it, for --macvlan and --lan"
	expect_line "ok veth this kernel has it, for --bridge and --host-access"
	expect_line "ok parent eth0, an Ethernet interface of kind veth"
	expect_line "ok up eth0 is up"
	expect_line "ok carrier eth0 has one"
	expect_line "ok mtu 1500, which a link on it has, too"
	expect_line "ok port eth0 is a port of no bridge or bond"
	expect_line "ok wireless eth0 is not"
	expect_line "ok hypervisor no virtual switch is known to be behind eth0"
	expect_line "ok children none"
	[ ! -e /run/nsrun ]
}

# covers: doctor
@test "of each kind it says what the kernel itself does" {
	local kind use state
	local -A uses=([ipvlan]=--ipvlan [vlan]="--vlan and parents as eth0.10" [dummy]=--dummy
		[bridge]="a bridge of this host that --bridge names")
	local -A modules=([ipvlan]=ipvlan [vlan]=8021q [dummy]=dummy [bridge]=bridge)

	doctor eth0
	for kind in "${!uses[@]}"; do
		use=${uses[$kind]} state="no $kind this kernel lacks it, for $use: modprobe ${modules[$kind]}, or boot a kernel that has it"
		! "have_$kind" || state="ok $kind this kernel has it, for $use"
		expect_line "$state"
	done
}

# covers: doctor
@test "without a PARENT it is that of the default route; without one, none" {
	doctor
	expect_status 0
	expect_line "ok parent eth0, an Ethernet interface of kind veth"
	try unshare --net "$NSRUN" doctor
	squeeze
	expect_status 0
	expect_stderr ""
	expect_line "warn parent none was named, and this host has no default route: nsrun doctor PARENT"
	[[ $output != *" children "* ]]
}

# covers: doctor --vlan
@test "a sub-interface that nsrun would make is told by what it would be on" {
	doctor eth0.10
	expect_status 0
	expect_line "ok parent eth0.10, which nsrun makes on eth0"
	expect_line "ok up eth0 is up"
	[[ $output != *" children "* && $output != *" port "* ]]
}

# covers: doctor --vlan
@test "and one that is there, also because other runs made it, by itself" {
	have vlan
	stand first --macvlan eth0.10 --mode private --ip 10.10.0.2/24
	doctor eth0.10
	expect_status 0
	expect_line "ok parent eth0.10, an Ethernet interface of kind vlan"
	expect_line "ok children 1 macvlan (private)"
}

# covers: doctor P7
@test "a parent that is no Ethernet, is down, or has too small an MTU" {
	doctor lo
	expect_status 1
	expect_line "no parent lo is not an Ethernet interface, and cannot be a parent: name one that is, or use --lan"
	add_wire eth7
	ip link set eth7 down
	doctor eth7
	expect_status 1
	expect_stderr ""
	expect_line "no up eth7 is down: ip link set eth7 up"
	[[ $output != *" carrier "* ]]
	ip link set eth7 up mtu 1000
	doctor eth7
	expect_status 0
	expect_line "warn mtu 1000, and IPv6 needs 1280: ip link set eth7 mtu 1500"
}

# covers: doctor
@test "a parent without a carrier" {
	add_wire eth7
	ip -n peer link set eth7 down
	has_no_carrier() { [[ $(ip -o link show eth7) == *NO-CARRIER* ]]; }
	wait_until 10 has_no_carrier
	doctor eth7
	expect_status 0
	expect_line "warn carrier eth7 has none: links on it come up, and reach nobody: see to its cable, or its other end"
}

# covers: doctor --bridge P7
@test "a port of a bridge" {
	have bridge
	add_wire eth7
	ip link add name br0 type bridge
	ip link set eth7 master br0
	doctor eth7
	expect_status 1
	expect_line "no port eth7 is a port of bridge br0: use --macvlan br0 or --bridge br0"
	nsrun --macvlan eth7 --ip 10.7.0.2/24 -- true
	expect_status 125
}

# covers: doctor --mode
@test "links that are on it already, those of runs and of other network namespaces, too" {
	ip link add link eth0 name macvl7 type macvlan mode private
	stand first --macvlan eth0 --ip 172.16.86.2/24
	doctor eth0
	expect_status 0
	expect_line "ok children 1 macvlan (private), 1 macvlan (bridge)"
	ip netns add other
	ip link add link eth0 name macvl8 type macvlan mode vepa
	ip link set macvl8 netns other
	doctor eth0
	expect_line "ok children 1 macvlan (private), 1 macvlan (vepa), 1 macvlan (bridge)"
}

# covers: doctor
@test "a link elsewhere that is on another's parent of the same number is not counted" {
	ip netns add other
	ip link add link eth0 name macvl8 type macvlan mode vepa
	ip link set macvl8 netns other
	ip -n other link add name eth9 index 10 type veth peer name eth9b
	ip -n other link add link eth9 name macvl9 type macvlan mode private
	doctor eth0
	expect_line "ok children 1 macvlan (vepa)"
}

# covers: doctor --mode P7
@test "a passthru link lets no other beside it" {
	add_wire eth7
	ip link add link eth7 name macvl7 type macvlan mode passthru
	doctor eth7
	expect_status 1
	expect_line "no children 1 macvlan (passthru): a passthru link must be alone: end it, or use another parent"
	nsrun --macvlan eth7 --ip 10.7.0.2/24 -- true
	expect_status 125
}

# covers: doctor --ipvlan P7
@test "an ipvlan lets no macvlan beside it" {
	have ipvlan
	add_wire eth7
	ip link add link eth7 name ipvl7 type ipvlan mode l3
	doctor eth7
	expect_status 1
	expect_line "no children 1 ipvlan (l3): macvlan and ipvlan cannot share a parent: use --ipvlan eth7 --mode l3, or end them"
}

# covers: doctor clean P2
@test "what a killed run left is told, and left to nsrun clean" {
	local first

	detach --name web --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	first=$id
	doctor eth0
	expect_line "ok leftovers of no killed run"
	murder_detached web
	doctor eth0
	expect_status 0
	expect_line "warn leftovers of the killed run $first (web: sleep 1000): nsrun clean"
	doctor eth0
	expect_line "warn leftovers of the killed run $first (web: sleep 1000): nsrun clean"
	nsrun clean
	expect_output "removed run $first (web: sleep 1000), killed"
	doctor eth0
	expect_line "ok leftovers of no killed run"
}

# covers: doctor P7
@test "records that cannot be used" {
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	chmod 777 /run/nsrun/host
	doctor eth0
	chmod 700 /run/nsrun/host
	expect_status 1
	expect_line "no leftovers /run/nsrun/host belongs to another user or is writable by others: Operation not permitted"
}

# covers: doctor P9
@test "a plain user is told what is for sudo, and kinds are tried in a user namespace" {
	have users
	plain_doctor eth0
	expect_status 1
	expect_stderr ""
	expect_line "no capabilities without CAP_SYS_ADMIN and CAP_NET_ADMIN on this host there are --lan, --dummy and no link: use sudo"
	expect_line "ok namespaces network and mount namespaces, in a user namespace"
	expect_line "ok macvlan this kernel has it, for --macvlan and --lan"
	expect_line "warn children none seen, and not all network namespaces are yours to look into: use sudo"
}

# covers: doctor --userns P9
@test "where user namespaces are not to be had" {
	try unshare --user --map-root-user sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' sh \
		"$NSRUN" doctor eth0
	squeeze
	expect_status 1
	expect_stderr ""
	expect_line "warn user-namespaces plain users have none, and so neither --lan nor --dummy without sudo: root can allow it: sysctl user.max_user_namespaces=10000"
	expect_line "warn macvlan could not be tried without a network namespace"
	[[ $output == *$'\nno capabilities '* && $output == *$'\nno namespaces '* ]]
}

# covers: doctor
@test "a policy without file capabilities, with them, and one that cannot be read" {
	have users
	own_etc
	mkdir -p /etc/nsrun
	install -D -m 755 "$NSRUN" /run/bin/nsrun
	echo 'nobody macvlan eth0 most=1' >/etc/nsrun/policy
	doctor eth0
	expect_status 0
	expect_line "warn policy grants in /etc/nsrun/policy: 1, but this nsrun has no file capabilities to lend: setcap cap_net_admin,cap_sys_admin=p, as POLICY in nsrun(1) says"
	setcap cap_net_admin,cap_sys_admin=p /run/bin/nsrun
	lent() { try setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all /run/bin/nsrun doctor eth0; squeeze; }
	lent
	expect_status 0
	expect_line "ok capabilities this nsrun has file capabilities, for what /etc/nsrun/policy grants"
	expect_line "ok policy grants in /etc/nsrun/policy: 1"
	expect_line "ok namespaces network and mount namespaces"
	expect_line "ok children none"
	echo 'nobody macvlan' >/etc/nsrun/policy
	lent
	expect_status 1
	[[ $output == *$'\nno policy /etc/nsrun/policy: line 1'* ]]
	rm /etc/nsrun/policy
	lent
	expect_status 1
	expect_line "no policy there is no /etc/nsrun/policy, so nothing is granted: root can write it: POLICY in nsrun(1)"
}

# covers: doctor --bridge
@test "br_netfilter, where it is" {
	local setting=/proc/sys/net/bridge/bridge-nf-call-iptables

	if [ -e $setting ]; then
		echo 1 >$setting
		doctor eth0
		expect_status 0
		expect_line "warn br-netfilter frames between the ports of a bridge go through this host's iptables, which may drop those of --bridge: accept them in FORWARD, or sysctl net.bridge.bridge-nf-call-iptables=0"
		echo 0 | tee $setting >/proc/sys/net/bridge/bridge-nf-call-ip6tables
	fi
	doctor eth0
	expect_line "ok br-netfilter frames between the ports of a bridge do not go through iptables"
}

# covers: doctor --host-access
@test "rp_filter, strict: the host and a run reach each other all the same, as it says" {
	doctor eth0
	expect_line "ok rp-filter not strict: neither runs nor --host-access meet it"
	add_wire eth7
	echo 1 >/proc/sys/net/ipv4/conf/eth7/rp_filter
	doctor eth7
	expect_line "ok rp-filter strict: neither runs nor --host-access meet it"
	nsrun --macvlan eth7 --ip 10.7.0.2/24 --host-access -- ping -q -c 1 -W 5 10.7.0.250
	expect_status 0
	nsrun --macvlan eth7 --ip 10.7.0.2/24 -- ping -q -c 1 -W 5 10.7.0.1
	expect_status 0
}

# covers: doctor --json
@test "--json: an array of the same, each with check, state, text and remedy" {
	add_wire eth7
	ip link set eth7 mtu 1000
	nsrun doctor --json eth7
	expect_status 0
	expect_stderr ""
	[ "$(jq -c '[.[] | keys] | unique' <<<"$output")" = '[["check","remedy","state","text"]]' ]
	[ "$(jq -c '.[] | select(.check == "mtu")' <<<"$output")" = \
		'{"check":"mtu","state":"warn","text":"1000, and IPv6 needs 1280","remedy":"ip link set eth7 mtu 1500"}' ]
	[ "$(jq -c '.[] | select(.check == "up") | .remedy' <<<"$output")" = null ]
	[ "$(jq -r '.[].state' <<<"$output" | sort -u | grep -vxE 'ok|warn|no')" = "" ]
}

# covers: doctor
@test "docs/doctor.md and the manual have each check" {
	local checks

	nsrun doctor --json eth0
	checks=$(jq -r '.[].check' <<<"$output" | sort)
	[ "$(wc -l <<<"$checks")" -eq 24 ]
	diff <(sed -nE 's/^\| `([a-z0-9-]+)` \|.*/\1/p' "$BATS_TEST_DIRNAME/../../docs/doctor.md" | sort) - <<<"$checks"
	diff <(sed -nE '/^\.Bl .*\\" checks/,/^\.El/s/^\.It Sy //p' "$BATS_TEST_DIRNAME/../../docs/nsrun.1.in" |
		sed 's/[\\]//g' | sort) - <<<"$checks"
}

# covers: doctor
@test "it is coloured on a terminal, unless NO_COLOR is set" {
	local e=$'\e['

	add_wire eth7
	ip link set eth7 mtu 1000
	try script -qec "'$NSRUN' doctor eth7" /dev/null
	expect_status 0
	squeeze
	[[ $output == *"${e}32mok${e}0m macvlan "* && $output == *"${e}33mwarn${e}0m mtu "* ]]
	NO_COLOR=1 try script -qec "'$NSRUN' doctor eth7" /dev/null
	[[ $output != *$'\e'* && $output == *macvlan* ]]
}

# covers: doctor P7
@test "what is no parent, or one too many" {
	nsrun doctor eht0
	expect_failure "no interface 'eht0' on this host: did you mean eth0?"
	nsrun doctor eth0 eth1
	expect_failure "doctor: takes one PARENT, and 'eth1' is a second"
	nsrun doctor --nosuch
	expect_status 125
	try sh -c '"$@" >/dev/full' sh "$NSRUN" doctor eth0
	expect_failure "write to stdout: No space left on device"
}
