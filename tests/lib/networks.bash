# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the cases about named networks have at hand beside nsrun.bash, which they load first: an /etc of
# their own, and networks in it that go with the case.
load ../lib/etc

setup_file() { own_etc "$BATS_FILE_TMPDIR/etc"; }
teardown_file() { give_etc_back; }

networks=/etc/nsrun/networks

# create NAME [OPTION...]: makes a network, whose ID is $network then.
create()
{
	nsrun network create "${@:2}" "$1"
	expect_stderr ""
	expect_status 0
	network=$output
}

# create_main: the network of the notes, on the stage's wire.
create_main()
{
	create lab -d macvlan --subnet=172.16.86.0/24 --gateway=172.16.86.1 -o parent=eth0 "$@"
}

# file_of NAME; change NAME FILTER [ARG...]: the file of a network, by hand, through jq.
file_of() { echo "$networks/$1.json"; }
change()
{
	local changed

	changed=$(jq "${@:3}" "$2" "$(file_of "$1")")
	echo "$changed" >"$(file_of "$1")"
}

# expect_none: there is no network, nor anything else of one.
expect_none()
{
	[ ! -d "$networks" ] || [ -z "$(ls -A "$networks")" ] || {
		ls -lA "$networks"
		return 1
	}
}

# For tidy(): those that cannot be removed, as what a case wrote is no network, go in any case.
remove_networks()
{
	local file

	for file in "$networks"/*.json; do
		[ ! -e "$file" ] || "$NSRUN" network remove "$(basename "$file" .json)" >/dev/null 2>&1 || :
	done
	rm -rf /etc/nsrun
}

# refused NETWORK-SUBCOMMAND ARG... -- MESSAGE: that failure, and no network.
refused()
{
	local words=()

	while [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	nsrun network "${words[@]}"
	expect_failure "$2"
}
refused_create()
{
	refused create "$@"
	expect_none
}

# address [ARG...]: the IPv4 address that a run with these links has on its eth0, and no more.
address()
{
	nsrun "$@" -- ip -j -4 address show eth0
	expect_stderr ""
	expect_status 0
	address=$(jq -r '.[0].addr_info[] | "\(.local)/\(.prefixlen)"' <<<"$output")
}

# expect_address ADDRESS ARG...
expect_address()
{
	address "${@:2}"
	[ "$address" = "$1" ] || {
		echo "$address instead of $1"
		return 1
	}
}

no_such="there is none of this name or ID"

# For tidy(): runs, networks and what a case set up for them.
put_away_networks()
{
	stop_all
	end_all_runs
	remove_networks
	ip -n peer address delete 172.16.86.2/24 dev eth0 2>/dev/null || :
	ip -n peer neigh flush dev eth0
}
