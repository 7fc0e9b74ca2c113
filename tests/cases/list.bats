# SPDX-License-Identifier: MIT
# nsrun list: the runs of this host, for people and as JSON.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/thousand

tidy()
{
	stop_all
	end_all_runs
	if [ -e /run/netns/other ]; then
		ip -n other link delete eth0
		ip netns delete other
	fi
	wait_until 10 no_process sleep
}

title="NAME ID STATE LINK KIND MAC ADDRESSES COMMAND"

# What is listed, its columns apart by one blank.
expect_rows()
{
	[ "$(tr -s ' ' <<<"$output")" = "$(printf '%s\n' "$title" "$@")" ] || {
		printf 'stdout:\n%s\ninstead of:\n' "$output"
		printf '%s\n' "$title" "$@"
		return 1
	}
}

# covers: list M14
@test "without a run there is the line of titles alone, and an empty array" {
	nsrun list
	expect_status 0
	expect_stderr ""
	expect_rows
	nsrun list --json
	expect_status 0
	expect_output "[]"
	[ ! -e /run/nsrun ]
}

# covers: list M14
@test "a run has a line for each of its links, and no run one for a link of another" {
	detach --name web --macvlan eth0 --ip 172.16.86.2/24 --ip 172.16.86.3/24 \
		--lan t --mode private --ip 10.9.0.2/24 -- sleep 1000
	local web=$id

	detach -- sleep 1000
	nsrun list
	expect_status 0
	expect_stderr ""
	expect_rows \
		"web $web running eth0@eth0 macvlan/bridge 02:42:ac:10:56:02 172.16.86.2/24 172.16.86.3/24 sleep 1000" \
		" eth1@t macvlan/private 02:42:0a:09:00:02 10.9.0.2/24" \
		"$id $id running sleep 1000"
	# Under its title each, and nothing behind the last.
	[ "${lines[1]%%172*}" = "$(printf '%-12s  %-12s  running  eth0@eth0  macvlan/bridge   02:42:ac:10:56:02  ' web "$web")" ]
	[ "${lines[2]}" = "$(printf '%37seth1@t     macvlan/private  02:42:0a:09:00:02  10.9.0.2/24' '')" ]
	[[ ${lines[0]} == "NAME          ID            STATE    LINK       KIND             MAC                ADDRESSES "* ]]
	for word in ls ps; do
		nsrun "$word"
		expect_status 0
		[[ $output == "NAME "*"sleep 1000" ]]
	done
}

# covers: list --detach
@test "those that run in the foreground are listed, too, in the order of their creation" {
	local i

	for i in 2 3 4; do stand "run$i" --macvlan eth0 --ip "172.16.86.$i/24"; done
	expect_running 3
	nsrun list
	[ "$(grep -o '172[^ ]*' <<<"$output" | tr '\n' ' ')" = "172.16.86.2/24 172.16.86.3/24 172.16.86.4/24 " ]
	nsrun list --json
	[ "$(jq -r '.[].links[].addresses[]' <<<"$output" | tr '\n' ' ')" = \
		"172.16.86.2/24 172.16.86.3/24 172.16.86.4/24 " ]
}

# covers: list --json
@test "--json has the records as they are" {
	detach --name web --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	nsrun list --json
	expect_status 0
	expect_stderr ""
	[ "$(jq -cS . <<<"$output")" = "$(jq -cS . "$records"/run-* | jq -csS .)" ]
}

# covers: list --all
@test "--all has what stays of those that ended, in their order, with their exit status" {
	local three

	run_to_end --name three --macvlan eth0 --ip 172.16.86.2/24 -- sh -c 'exit 3'
	three=$id
	detach --name lives -- sleep 1000
	nsrun list
	expect_rows "lives $id running sleep 1000"
	nsrun list --all
	expect_status 0
	# Of its link nothing stays.
	expect_rows "three $three exited (3) sh -c exit 3" "lives $id running sleep 1000"
	nsrun ps -a
	expect_status 0
	expect_rows "three $three exited (3) sh -c exit 3" "lives $id running sleep 1000"
	nsrun list --all --json
	[ "$(jq -c '[.[] | [.name, .state, .status]]' <<<"$output")" = '[["three","exited",3],["lives","running",null]]' ]
}

# covers: list --all
@test "what stays of a run of another boot, where /run is a disk, is of no run" {
	run_to_end --name old -- true
	sed -i 's/"boot":"[^"]*"/"boot":"another"/' "$records"/ended-* "$records"/was-*
	nsrun list --all
	expect_status 0
	expect_stderr ""
	expect_rows
	nsrun wait old
	expect_failure "no run 'old' on this host: nsrun list --all shows them"
}

# covers: list M14
@test "it is coloured on a terminal, as ip is, unless NO_COLOR is set" {
	local addresses=(--ip 172.16.86.2/24) expected id
	local e=$'\e['

	expected="${e}32mrunning${e}0m ${e}36meth0@eth0${e}0m macvlan/bridge ${e}33m02:42:ac:10:56:02${e}0m ${e}35m172.16.86.2/24${e}0m"
	if have_ipv6; then
		addresses+=(--ip fd86::2/64)
		expected+=" ${e}34mfd86::2/64${e}0m"
	fi
	run_to_end --name over -- true
	detach --name web --macvlan eth0 "${addresses[@]}" -- sleep 1000
	try script -qec "'$NSRUN' list --all" /dev/null
	expect_status 0
	[[ $(tr -s ' ' <<<"$output") == *"web $id $expected sleep 1000"* ]]
	[[ $(tr -s ' ' <<<"$output") == *"over "*" ${e}31mexited${e}0m ${e}31m(0)${e}0m true"* ]]
	[[ ${lines[0]} == NAME* ]]
	NO_COLOR=1 try script -qec "'$NSRUN' list --all" /dev/null
	[[ $output != *$'\e'* && $output == *172.16.86.2/24* ]]
	NO_COLOR='' try script -qec "'$NSRUN' list --all" /dev/null
	[[ $output == *$'\e'* ]]
	nsrun list --all
	[[ $output != *$'\e'* && $output == *172.16.86.2/24* ]]
}

# covers: list P2
@test "what a killed run left goes with it: processes, record, log, name, the run from the list" {
	detach --name web --macvlan eth0 --ip 172.16.86.2/24 -- sh -c 'setsid sleep 1000 & wait'
	wait_until 10 pgrep -x sleep
	murder_detached web
	pgrep -x sleep
	nsrun list --all
	expect_status 0
	expect_stderr ""
	expect_rows
	no_process sleep
	[ -z "$(ls "$records")" ]
	[ ! -L /run/netns/web ]
}

# covers: list P2 P10
@test "a launch looks at no record that it has no need of; list looks at all" {
	local left

	detach -- sleep 1000
	left=$id
	murder_detached "$left"
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 0
	detach --name web --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	compgen -G "$records/run-*-$left"
	nsrun list
	expect_rows "web $id running eth0@eth0 macvlan/bridge 02:42:ac:10:56:02 172.16.86.2/24 sleep 1000"
	[ -z "$(compgen -G "$records/run-*-$left")" ]
}

# covers: list
@test "the runs of another host that shares /run are not in it, nor are they swept" {
	ip netns add other
	ip -n other link add name eth0 type veth peer name eth8 netns peer
	ip -n other link set eth0 up
	try nsenter --net=/run/netns/other "$NSRUN" --detach --name far -- sleep 1000
	expect_status 0
	detach --name near -- sleep 1000
	nsrun list
	expect_rows "near $id running sleep 1000"
	murder_detached far
	nsrun list --all
	expect_rows "near $id running sleep 1000"
	[ -n "$(in_record far id)" ]
	try nsenter --net=/run/netns/other "$NSRUN" list
	expect_rows
	[ "$(in_record far id)" = null ]
}

# covers: list P7 125
@test "what list does not take, and where it cannot write" {
	nsrun list web
	expect_failure "list: takes no name: nsrun inspect web shows one run"
	nsrun list --jsn
	expect_failure "--jsn: no such option: did you mean --json?"
	nsrun list --names
	expect_failure "--names: no such option: nsrun help list lists them all"
	try sh -c '"$0" list >/dev/full' "$NSRUN"
	expect_failure "write to stdout: No space left on device"
}

# covers: list --help
@test "its help lists its options, and --help the subcommand" {
	local shown

	nsrun help list
	expect_status 0
	expect_line "Usage: nsrun list [OPTION]..."
	expect_line "-a, --all                       also what stays of detached runs that have ended"
	shown=$output
	for word in --help -h; do
		nsrun list "$word"
		expect_status 0
		expect_output "$shown"
	done
	nsrun container ls --help
	expect_output "$shown"
	nsrun --help
	expect_line "list [OPTION]...                the runs of this host, one line for each link"
}

# covers: list P10
@test "a list of a thousand live runs takes 50 ms (make bench); here at most 500, whatever else runs" {
	local best

	[ -z "${NSRUN_VM:-}" ] || skip "a virtual machine is as slow as it is"
	detach --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	start_thousand "$id"
	"$NSRUN" list >"$BATS_TEST_TMPDIR/list"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/list")" -eq 1002 ]
	best=$(time_lists 10 | sort -n | head -n 1)
	echo "$best us"
	[ "$best" -lt 500000 ]
	end_thousand
}
