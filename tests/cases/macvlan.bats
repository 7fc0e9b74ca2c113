# SPDX-License-Identifier: MIT
# What a macvlan has beside its mode: sources, flags, the queue of broadcasts.
load ../lib/nsrun
load ../lib/network

tidy() { end_all_runs; }

# The attributes of eth0 that iproute2 sees, by a jq filter.
expect_info() # FILTER VALUE
{
	expect_status 0
	expect_stderr ""
	[ "$(jq -c ".[] | select(.ifname == \"eth0\") | .linkinfo.info_data | $1" <<<"$output")" = "$2" ] || {
		jq -c '.[] | select(.ifname == "eth0") | .linkinfo.info_data' <<<"$output"
		return 1
	}
}

# covers: --source-mac --mode M10
@test "mode source has the MAC addresses that it was given" {
	nsrun --macvlan eth0 --mode source --source-mac 02:00:00:00:00:01,02:00:00:00:00:02 \
		--source-mac 02:00:00:00:00:03 -- ip -d -j link
	expect_info '.macaddr_count' 3
	nsrun --macvlan eth0 --mode source --source-mac 02:00:00:00:00:01 -- ip -d link show eth0
	[[ $output == *" remotes (1) 02:00:00:00:00:01 "* ]]
}

# covers: --source-mac --mode M10
@test "mode source gets the frames of its sources, and of nobody else" {
	local peer_mac

	peer_mac=$(ip -n peer -j link show eth0 | jq -r '.[0].address')
	stand heard --macvlan eth0 --mode source --source-mac "$peer_mac" --ip 172.16.86.2/24
	stand deaf --macvlan eth0 --mode source --source-mac 02:00:00:00:00:01 --ip 172.16.86.3/24
	peer ping -q -n -c 1 -W 10 172.16.86.2
	run peer ping -q -n -c 1 -W 1 172.16.86.3
	[ "$status" -ne 0 ]
}

# covers: --flag M10
@test "the flags nopromisc and nodst are set as asked, together, too" {
	nsrun --macvlan eth0 --flag nodst -- ip -d link show eth0
	expect_status 0
	[[ $output == *" nodst "* && $output != *nopromisc* ]]
	nsrun --macvlan eth0 --mode passthru --take-parent --flag nopromisc --flag nodst -- ip -d link show eth0
	expect_status 0
	[[ $output == *" nopromisc nodst "* ]]
}

# covers: --bcqueuelen
@test "the length of the queue of broadcasts" {
	nsrun --macvlan eth0 --bcqueuelen 77 -- ip -d -j link
	expect_info '.bcqueuelen' 77
}

# covers: --bclim
@test "the limit of broadcasts, or a line that says that this kernel has none" {
	nsrun --macvlan eth0 --bclim 5 -- ip -d link show eth0
	if [ "$status" -eq 125 ]; then
		expect_stderr "nsrun: --bclim 5: this kernel cannot limit broadcasts (Linux 6.4 can): leave it out"
	else
		expect_status 0
		expect_stderr ""
	fi
}

# covers: P7 --source-mac --bcqueuelen --bclim --flag
@test "what a link cannot have" {
	nsrun --macvlan eth0 --source-mac 02:00:00:00:00:01 -- true
	expect_failure "--source-mac: it is for a macvlan in mode source, and this is a macvlan in mode\
 bridge: leave it out"
	nsrun --macvlan eth0 --mode source --source-mac x -- true
	expect_failure "--source-mac x: not MAC addresses: write six bytes each, as in\
 02:00:00:00:00:01,02:00:00:00:00:02"
	nsrun --macvlan eth0 --mode source --source-mac 02:00:00:00:00:01, -- true
	expect_failure "--source-mac 02:00:00:00:00:01,: not MAC addresses: write six bytes each, as in\
 02:00:00:00:00:01,02:00:00:00:00:02"
	nsrun --dummy --bcqueuelen 5 -- true
	expect_failure "--bcqueuelen: it is for a macvlan, and this is a dummy: leave it out"
	nsrun --dummy --bclim 5 -- true
	expect_failure "--bclim: it is for a macvlan, and this is a dummy: leave it out"
	nsrun --macvlan eth0 --bcqueuelen 0 -- true
	expect_failure "--bcqueuelen 0: must be a whole number from 1 to 4294967295"
	nsrun --macvlan eth0 --bclim -2 -- true
	expect_failure "--bclim -2: must be a whole number from -1 to 2147483647"
	nsrun --dry-run --macvlan eth0 --bclim -1 -- true
	[[ $output == *" mode bridge bclim -1"* ]]
	nsrun --macvlan eth0 --flag private -- true
	expect_failure "--flag private: a macvlan has no such flag: it is a mode there; use --mode private"
	nsrun --macvlan eth0 --flag nonsense -- true
	expect_failure "--flag nonsense: a macvlan has no such flag: it has nopromisc and nodst"
	nsrun --dummy --flag x -- true
	expect_failure "--flag x: a dummy has no flags: leave --flag out"
}
