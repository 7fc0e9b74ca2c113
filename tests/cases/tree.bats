# SPDX-License-Identifier: MIT
# nsrun list --tree and --dot: what the links of runs are on.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

tidy()
{
	stop_all
	remove_wire 'a"\&b'
	rm -f /run/names
}

# detach that leaves the ID in $ids[NAME].
declare -gA ids
begin_run() # NAME ARG...
{
	detach --name "$@" -- sleep 1000
	ids[$1]=$id
}

# The laboratory of most cases: two runs on eth0, one of which is also on a LAN with another one.
begin_laboratory()
{
	begin_run web --macvlan eth0 --ip 172.16.86.2/24 --lan t --ip 10.9.0.2/24
	begin_run db --macvlan eth0 --ip 172.16.86.3/24 --ip 172.16.86.4/24
	begin_run client --lan t --ip 10.9.0.3/24
	begin_run alone
}

# What is printed but the titles, its columns apart by one blank; a row of a place ends with none.
expect_rows()
{
	[ "${lines[0]%% *}" = NAME ]
	[ "$(printf '%s\n' "${lines[@]:1}" | tr -s ' ')" = "$(printf '%s\n' "$@")" ] || {
		printf 'stdout:\n%s\ninstead of:\n' "$output"
		printf '%s\n' "$@"
		return 1
	}
}

# covers: list --tree M14
@test "without a run there is the line of titles alone, and a graph of nothing" {
	nsrun list --tree
	expect_status 0
	expect_stderr ""
	expect_output "NAME  ID  STATE  LINK  KIND  MAC  ADDRESSES  COMMAND"
	nsrun list --dot
	expect_status 0
	expect_stderr ""
	[ "${lines[0]}" = "graph nsrun {" ]
	[ "${lines[-1]}" = "}" ]
}

# covers: list --tree M14
@test "interfaces, LANs, and the links of runs on them; a run of two links is on both" {
	local LC_ALL=C.UTF-8

	export LC_ALL
	begin_laboratory
	nsrun list --tree
	expect_status 0
	expect_stderr ""
	expect_rows "eth0" \
		"├─web ${ids[web]} running eth0@eth0 macvlan/bridge 02:42:ac:10:56:02 172.16.86.2/24 sleep 1000" \
		"└─db ${ids[db]} running eth0@eth0 macvlan/bridge 02:42:ac:10:56:03 172.16.86.3/24 172.16.86.4/24 sleep 1000" \
		"t LAN" \
		"├─web ${ids[web]} running eth1@t macvlan/bridge 02:42:0a:09:00:02 10.9.0.2/24 sleep 1000" \
		"└─client ${ids[client]} running eth0@t macvlan/bridge 02:42:0a:09:00:03 10.9.0.3/24 sleep 1000" \
		"alone ${ids[alone]} running sleep 1000"
}

# covers: list --tree
@test "its lines are of ASCII where the locale is not of UTF-8" {
	begin_run web --macvlan eth0 --ip 172.16.86.2/24
	begin_run db --macvlan eth0 --ip 172.16.86.3/24
	try env LC_ALL=C "$NSRUN" list --tree
	expect_status 0
	expect_rows "eth0" \
		"|-web ${ids[web]} running eth0@eth0 macvlan/bridge 02:42:ac:10:56:02 172.16.86.2/24 sleep 1000" \
		"\`-db ${ids[db]} running eth0@eth0 macvlan/bridge 02:42:ac:10:56:03 172.16.86.3/24 sleep 1000"
	try env -u LC_ALL -u LC_CTYPE -u LANG "$NSRUN" list --tree
	[[ ${lines[2]} == "|-web "* ]]
}

# covers: list --tree M6
@test "sub-interfaces are on their interface, in the order of their numbers" {
	have vlan
	local LC_ALL=C.UTF-8

	export LC_ALL
	begin_run ten --macvlan eth0.10 --ip 10.10.0.2/24
	begin_run nine --macvlan eth0.9.7 --vlan-protocol 802.1ad --ip 10.9.0.2/24
	begin_run trunk --macvlan eth0 --ip 172.16.86.2/24
	nsrun list --tree
	expect_status 0
	expect_stderr ""
	expect_rows "eth0" \
		"├─trunk ${ids[trunk]} running eth0@eth0 macvlan/bridge 02:42:ac:10:56:02 172.16.86.2/24 sleep 1000" \
		"├─eth0.9 VLAN 9 802.1ad" \
		"│ └─eth0.9.7 VLAN 7" \
		"│ └─nine ${ids[nine]} running eth0@eth0.9.7 macvlan/bridge 02:42:0a:09:00:02 10.9.0.2/24 sleep 1000" \
		"└─eth0.10 VLAN 10" \
		" └─ten ${ids[ten]} running eth0@eth0.10 macvlan/bridge 02:42:0a:0a:00:02 10.10.0.2/24 sleep 1000"
}

# covers: list --tree --all
@test "--all has what stays of those that ended, too; of their links nothing does" {
	run_to_end --name three --macvlan eth0 --ip 172.16.86.2/24 -- sh -c 'exit 3'
	nsrun list --tree
	expect_output "NAME  ID  STATE  LINK  KIND  MAC  ADDRESSES  COMMAND"
	nsrun list --tree --all
	expect_status 0
	expect_rows "three $id exited (3) sh -c exit 3"
	nsrun list --dot --all
	expect_line "\"run $id\" [shape=box fillcolor=\"#d6e6f7\" style=\"rounded,filled,dashed\" label=\"three\\nsh -c exit 3\\nexited (3)\\n\"]"
}

# covers: list --tree
@test "what a killed run left goes with it" {
	begin_run web --macvlan eth0 --ip 172.16.86.2/24
	murder_detached web
	nsrun list --tree
	expect_status 0
	expect_stderr ""
	expect_rows
	[ -z "$(ls "$records")" ]
}

# covers: list --dot
@test "--dot has each interface, LAN and run once, and an edge for each link" {
	begin_laboratory
	nsrun list --dot
	expect_status 0
	expect_stderr ""
	[ "$(grep -c -- ' -- ' <<<"$output")" -eq 4 ]
	[ "$(grep -c 'label="web\\n' <<<"$output")" -eq 1 ]
	expect_line "\"interface eth0\" [shape=box fillcolor=\"#fde5b8\" label=\"eth0\\n\"]"
	expect_line "\"lan t\" [shape=ellipse fillcolor=\"#d7ecd0\" label=\"t\\nLAN\\n\"]"
	expect_line "\"run ${ids[alone]}\" [shape=box fillcolor=\"#d6e6f7\" style=\"rounded,filled\" label=\"alone\\nsleep 1000\\n\"]"
	expect_line "\"interface eth0\" -- \"run ${ids[web]}\" [label=\"eth0 macvlan/bridge\\n172.16.86.2/24\\n\"]"
	expect_line "\"lan t\" -- \"run ${ids[web]}\" [label=\"eth1 macvlan/bridge\\n10.9.0.2/24\\n\"]"
	expect_line "\"interface eth0\" -- \"run ${ids[db]}\" [label=\"eth0 macvlan/bridge\\n172.16.86.3/24\\n172.16.86.4/24\\n\"]"
}

# covers: list --dot
@test "Graphviz reads it, and shows strange names as they are" {
	add_wire 'a"\&b'
	begin_laboratory
	detach --name odd --macvlan 'a"\&b' --ip 10.7.0.2/24 -- sh -c 'sleep 1000; : "\N<&amp;>"'
	"$NSRUN" list --dot >"$BATS_TEST_TMPDIR/dot"
	try dot -Tplain "$BATS_TEST_TMPDIR/dot"
	expect_status 0
	expect_stderr ""
	[ "$(grep -c '^edge ' <<<"$output")" -eq 5 ]
	[ "$(grep -c '^node ' <<<"$output")" -eq 8 ]
	try dot -Tsvg "$BATS_TEST_TMPDIR/dot"
	expect_status 0
	expect_stderr ""
	# What it draws, as XML: of the interface, and of the command.
	python3 - "$BATS_TEST_TMPDIR/dot" >"$BATS_TEST_TMPDIR/texts" <<-'END'
		import subprocess, sys, xml.etree.ElementTree
		drawn = subprocess.run(["dot", "-Tsvg", sys.argv[1]], capture_output=True, check=True).stdout
		for text in xml.etree.ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text"):
		    print(text.text)
	END
	grep -qxF 'a"\&b' "$BATS_TEST_TMPDIR/texts"
	grep -qxF 'sh -c sleep 1000; : "\N<&amp;>"' "$BATS_TEST_TMPDIR/texts"
}

# covers: list --tree --dot --json P7 125
@test "one form at a time" {
	nsrun list --tree --json
	expect_failure "--json: --tree is given, too: leave one of them out"
	nsrun list --dot --tree
	expect_failure "--tree: --dot is given, too: leave one of them out"
	nsrun list --json --dot
	expect_failure "--dot: --json is given, too: leave one of them out"
	nsrun list --tree --tree
	expect_status 0
	nsrun list --tree=yes
	expect_failure "--tree: takes no value: write it without =yes"
	try sh -c '"$0" list --dot >/dev/full' "$NSRUN"
	expect_failure "write to stdout: No space left on device"
}
