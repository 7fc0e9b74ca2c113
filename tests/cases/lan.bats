# SPDX-License-Identifier: MIT
# --lan: a private Ethernet that needs no interface of the host's, shared by the runs that name it.
load ../lib/nsrun
load ../lib/network

tidy()
{
	end_all_runs
	ip link delete lan-t 2>/dev/null || :
	ip link delete other 2>/dev/null || :
	nft delete table inet docker 2>/dev/null || :
}

reaches() { in_run "$1" ping -q -n -c 1 -W 10 "$2"; } # NAME ADDRESS

# What nsrun made on the host for the LAN, by its mark.
made() { ip -j link show | jq -r '.[] | select(.ifalias // "" | startswith("nsrun ")) | .ifname'; }

# covers: M16 --lan P1
@test "two runs that name a LAN reach each other, by IPv4 and IPv6" {
	have ipv6
	stand one --lan t --ip 10.9.0.2/24 --ip fd09::2/64
	stand two --lan t --ip 10.9.0.3/24 --ip fd09::3/64
	reaches one 10.9.0.3
	reaches one fd09::3
	reaches two 10.9.0.2
	reaches two fe80::42:aff:fe09:2%eth0
}

# covers: M16 --lan
@test "LANs of different names are apart, and may have the same addresses" {
	stand one --lan t --ip 10.9.0.2/24
	stand two --lan u --ip 10.9.0.3/24
	stand three --lan u --ip 10.9.0.2/24
	reaches two 10.9.0.2
	run in_run one ping -q -n -c 1 -W 1 10.9.0.3
	[ "$status" -ne 0 ]
}

# covers: M16 P2 --lan
@test "a LAN is made by the first run and removed with the last" {
	[ -z "$(made)" ]
	stand one --lan t --ip 10.9.0.2/24
	ip link show dev lan-t
	stand two --lan t --ip 10.9.0.3/24
	end_run one
	ip link show dev lan-t
	stand one --lan t --ip 10.9.0.2/24
	reaches two 10.9.0.2
	end_all_runs
	[ -z "$(made)" ]
}

# covers: P3 --lan
@test "twenty runs at once make a LAN once, and it goes with them" {
	local i pids=()

	for i in {1..20}; do
		"$NSRUN" --lan t --ip "10.9.0.$i/24" -- true </dev/null 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do wait "$i"; done
	[ -z "$(made)" ]
}

# covers: P2 P3 --lan
@test "what a killed nsrun left of a LAN goes with the next run that names it" {
	stand one --lan t --ip 10.9.0.2/24
	murder one
	ip link show dev lan-t
	nsrun --lan t --ip 10.9.0.2/24 -- true
	expect_status 0
	expect_stderr ""
	[ -z "$(made)" ]
}

# covers: P3 --lan
@test "fifty runs in turn on a LAN" {
	local i

	for i in {1..50}; do
		nsrun --lan t --ip 10.9.0.2/24 -- "$HELPERS/at-once" bind 10.9.0.2
		expect_status 0
		expect_stderr ""
	done
}

# covers: P3 P7 --lan
@test "an address that another run has on the LAN is refused, and its holder named" {
	stand one --lan t --ip 10.9.0.2/24
	nsrun --lan t --ip 10.9.0.2/24 --mac random -- true
	expect_status 125
	[[ $stderr =~ ^"nsrun: --ip 10.9.0.2/24: Address already in use: run "[0-9a-f]{12}" (nsrun with pid ${supervisor[one]}: sleep 1000) has it on t; end that run, or choose another"$ ]]
}

# covers: M16 P6 --lan
@test "an interface of the LAN's name that is the host's own is neither used nor changed" {
	ip link add name lan-t type veth peer name other
	stand one --lan t --ip 10.9.0.2/24
	stand two --lan t --ip 10.9.0.3/24
	reaches one 10.9.0.3
	[[ $(ip link show dev lan-t) != *UP* ]]
	end_all_runs
	ip link show dev lan-t
	[ -z "$(made)" ]
	ip link delete lan-t
}

# covers: M16 P6 --lan
@test "nothing of a LAN is on the wire, and the host is no part of it" {
	capture
	stand one --lan t --ip 10.9.0.2/24 --ip fd09::2/64
	stand two --lan t --ip 10.9.0.3/24
	reaches one 10.9.0.3
	run ! grep -w 'inet6\?' <(ip address show dev lan-t)
	run in_run one "$HELPERS/who-has" eth0 172.16.86.250 10.9.0.3
	[ -z "$output" ]
	end_capture
	expect_frames 0 '10\.9\.0\.|fd09::'
}

# covers: M16 --lan
@test "a LAN needs no forwarding: the host may drop all of it" {
	modprobe -q br_netfilter 2>/dev/null || : # as Docker does; it is about bridges, and there is none
	nft 'add table inet docker; add chain inet docker forward { type filter hook forward priority 0; policy drop; }'
	stand one --lan t --ip 10.9.0.2/24
	stand two --lan t --ip 10.9.0.3/24
	reaches one 10.9.0.3
	nft delete table inet docker
}

# covers: --lan --mode
@test "runs in mode private on a LAN do not reach each other" {
	stand one --lan t --mode private --ip 10.9.0.2/24
	stand two --lan t --mode private --ip 10.9.0.3/24
	run in_run one ping -q -n -c 1 -W 1 10.9.0.3
	[ "$status" -ne 0 ]
}

# covers: P7 --lan
@test "names that no LAN can have" {
	nsrun --lan a/b -- true
	expect_failure "--lan a/b: must be of letters, digits, '-' and '_'"
	nsrun --lan abcdefghijklmnopqrstuvwxyz0123456 -- true
	expect_failure "--lan abcdefghijklmnopqrstuvwxyz0123456: too long: at most 32 characters"
	nsrun --lan t --vlan-protocol 802.1ad -- true
	expect_failure "--vlan-protocol: it is for a link on PARENT.ID, and this is a macvlan in mode\
 bridge: leave it out"
}

# covers: --lan
@test "long names of LANs are shortened, and still told apart" {
	stand one --lan abcdefghijklmnopqrstuvwxyz012345 --ip 10.9.0.2/24
	stand two --lan abcdefghijklmnopqrstuvwxyz012346 --ip 10.9.0.2/24
	[ "$(made | grep -vc '~$')" -eq 2 ]
}
