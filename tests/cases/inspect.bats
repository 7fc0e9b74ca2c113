# SPDX-License-Identifier: MIT
# nsrun inspect: a run as Docker shows a container, and all that nsrun knows of it.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

tidy()
{
	stop_all
	end_all_runs
	wait_until 10 no_process sleep
}

# query FILTER: of what was printed.
query() { jq -c "$1" <<<"$output"; }

# expect_query FILTER JSON
expect_query()
{
	[ "$(query "$1")" = "$2" ] || {
		printf '%s is %s instead of %s\n' "$1" "$(query "$1")" "$2"
		return 1
	}
}

# covers: inspect M3
@test "the thirteen keys of a network have the values that Docker shows" {
	detach --name my-macvlan-alpine --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	nsrun container inspect my-macvlan-alpine
	expect_status 0
	expect_stderr ""
	expect_query '.[0].NetworkSettings.Networks | keys' '["eth0"]'
	expect_query '.[0].NetworkSettings.Networks.eth0 | del(.EndpointID)' \
		'{"IPAMConfig":null,"Links":null,"Aliases":null,"NetworkID":"","Gateway":"172.16.86.1","IPAddress":"172.16.86.2","IPPrefixLen":24,"IPv6Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"MacAddress":"02:42:ac:10:56:02","DriverOpts":null}'
	expect_query '.[0].NetworkSettings.Networks.eth0.EndpointID | test("^[0-9a-f]{64}$")' true
	nsrun inspect my-macvlan-alpine
	expect_query '.[0].Name' '"my-macvlan-alpine"'
}

# covers: inspect M3
@test "IPv6, a second link, and no address that is of a link only" {
	have ipv6
	detach --macvlan eth0 --ip fe80::7/64 --ip fd86::2/64 --ip 172.16.86.2/24 \
		--lan t --ip 10.9.0.2/16 -- sleep 1000
	nsrun inspect "$id"
	expect_query '.[0].NetworkSettings.Networks | keys' '["eth0","eth1"]'
	expect_query '.[0].NetworkSettings.Networks.eth0 | [.GlobalIPv6Address, .GlobalIPv6PrefixLen, .IPv6Gateway, .IPAddress]' \
		'["fd86::2",64,"fd86::1","172.16.86.2"]'
	expect_query '.[0].NetworkSettings.Networks.eth1 | [.GlobalIPv6Address, .GlobalIPv6PrefixLen, .IPv6Gateway, .Gateway, .IPAddress, .IPPrefixLen]' \
		'["",0,"","","10.9.0.2",16]'
	expect_query '[.[0].NetworkSettings.Networks[].EndpointID] | unique | length' 2
}

# covers: inspect --name
@test "state, command and configuration of a live run, and its record whole" {
	local pid

	detach --name web --hostname shop --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	pid=$(in_record web pid)
	nsrun inspect web
	expect_query '.[0] | [.Id, .Name, .Path, .Args, .LogPath]' \
		"[\"$id\",\"web\",\"sleep\",[\"1000\"],\"$(in_record web log)\"]"
	expect_query '.[0].Config' '{"Hostname":"shop","Cmd":["sleep","1000"]}'
	expect_query '.[0].State | del(.StartedAt)' \
		"{\"Status\":\"running\",\"Running\":true,\"Pid\":$pid,\"ExitCode\":0,\"FinishedAt\":\"0001-01-01T00:00:00Z\"}"
	expect_query '.[0] | (.Created < .State.StartedAt) and (.Created | test("^20..-..-..T..:..:..\\.[0-9]{6}Z$"))' true
	[ "$(query '.[0].Nsrun' | jq -cS .)" = "$(jq -cS . "$records"/run-*)" ]
}

# covers: inspect --name
@test "of a run that has ended: its status and times, no pid and no network" {
	run_to_end --name three --macvlan eth0 --ip 172.16.86.2/24 -- sh -c 'exit 3'
	nsrun inspect three
	expect_status 0
	expect_query '.[0].State | [.Status, .Running, .Pid, .ExitCode]' '["exited",false,0,3]'
	expect_query '.[0] | .State.StartedAt < .State.FinishedAt' true
	expect_query '.[0].NetworkSettings.Networks.eth0 | [.EndpointID, .Gateway, .IPAddress, .IPPrefixLen, .MacAddress]' \
		'["","","",0,""]'
	expect_query '.[0].Nsrun.links[0].addresses' '["172.16.86.2/24"]'
}

# covers: inspect --name
@test "an ipvlan has no MAC address of its own" {
	have ipvlan
	detach --ipvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	nsrun inspect "$id"
	expect_query '.[0].NetworkSettings.Networks.eth0 | [.MacAddress, .IPAddress]' '["","172.16.86.2"]'
	expect_query '.[0].Nsrun.links[0].mac' "\"$(cat /sys/class/net/eth0/address)\""
}

# covers: inspect --name
@test "a run in the foreground, without links" {
	stand first --name bare
	expect_running 1
	nsrun inspect bare
	expect_status 0
	expect_query '.[0] | [.LogPath, .NetworkSettings.Networks]' '["",{}]'
}

# covers: inspect --name
@test "several runs, by name, ID and the beginning of it, are in one array" {
	local one two

	detach --name one -- sleep 1000
	one=$id
	detach -- sleep 1000
	two=$id
	nsrun inspect one "$two" "${two:0:6}"
	expect_status 0
	expect_query 'map(.Id)' "[\"$one\",\"$two\",\"$two\"]"
}

# covers: inspect P7 125
@test "a word that names no run fails, and nothing is printed" {
	detach --name web -- sleep 1000
	nsrun inspect web nosuch
	expect_failure "no run 'nosuch' on this host: nsrun list --all shows them"
	nsrun inspect
	expect_failure "inspect: a run or network is missing: nsrun inspect NAME; nsrun list and nsrun network list show them"
	try sh -c '"$0" inspect web >/dev/full' "$NSRUN"
	expect_failure "write to stdout: No space left on device"
}

# covers: inspect --format M7
@test "-f '{{json .}}' is a line of JSON for jq" {
	local shown

	detach --name web --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	shown=$("$NSRUN" inspect -f '{{json .}}' web |
		jq -c '{name: .Name, networks: .NetworkSettings.Networks | keys}')
	[ "$shown" = '{"name":"web","networks":["eth0"]}' ]
	nsrun inspect --format '{{json .}}' web
	expect_status 0
	[ ${#lines[@]} -eq 1 ]
	[ "$(jq -cS . <<<"$output")" = "$("$NSRUN" inspect web | jq -cS '.[0]')" ]
}

# covers: inspect --format
@test "-f with keys: a line for each run, of values as they are" {
	local one

	detach --name one --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	one=$id
	detach --name two -- sleep 1000
	nsrun inspect -f '{{ .Name }}: {{.State.Running}}, {{json .Args}}' one two
	expect_status 0
	expect_stderr ""
	expect_output "$(printf '%s: true, ["1000"]\n' one two)"
	nsrun container inspect '--format={{.NetworkSettings.Networks.eth0.IPAddress}}' one
	expect_output 172.16.86.2
	nsrun inspect -f '{{.NetworkSettings.Networks.eth0.IPAMConfig}} {{json .Id}}' one
	expect_output "<no value> \"$one\""
	nsrun inspect -f json one two
	expect_status 0
	[ ${#lines[@]} -eq 1 ]
	expect_query 'map(.Name)' '["one","two"]'
}

# covers: inspect --format P7
@test "-f with a key that is not there, or more than is known here, prints nothing" {
	detach --name one --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
	detach --name two -- sleep 1000
	nsrun inspect -f '{{.Nmae}}' one
	expect_failure "--format {{.Nmae}}: no key 'Nmae' in .: it has Id, Name, Created, Path, Args, State, Config, LogPath, NetworkSettings, Nsrun"
	nsrun inspect -f '{{.NetworkSettings.Networks.eth0.Gateway}}' one two
	expect_failure "--format {{.NetworkSettings.Networks.eth0.Gateway}}: no key 'eth0' in .NetworkSettings.Networks: it has none"
	nsrun inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' one
	expect_failure "--format {{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}: {{range .NetworkSettings.Networks}} is not understood: there are {{.KEY.KEY}}, {{json .KEY.KEY}} and {{json .}}; jq can do more"
	nsrun inspect -f one
	expect_failure "inspect: a run or network is missing: nsrun inspect NAME; nsrun list and nsrun network list show them"
	nsrun inspect -f
	expect_failure "--format: its value is missing: --format TEMPLATE"
}
