# SPDX-License-Identifier: MIT
# The file of a named network: changed by hand, wrong, another's; and written by nsrun, whatever happens.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/networks

prepare() { umask 022; }
tidy()
{
	put_away_networks
	rm -rf /run/home
}

# covers: network-create
@test "a file can be changed by hand, and what it says then holds" {
	create_main
	change lab '.IPAM.Config[0].Subnet = "10.9.0.0/16" | .IPAM.Config[0].Gateway = "10.9.0.9" |
		.Options.mtu = "1300" | .Internal = true'
	nsrun --network lab -- sh -c 'ip -o link show eth0; ip -o -4 address show eth0; ip -4 route'
	expect_status 0
	[[ ${lines[0]} == *" mtu 1300 "* ]]
	[[ ${lines[1]} == *" inet 10.9.0.1/16 "* ]]
	[ ${#lines[@]} -eq 3 ] # no default route
	# One that was written by hand altogether, with blanks where people have them.
	cat >"$(file_of hand)" <<-EOF2
		{ "Driver" : "macvlan" ,
		  "Options" : { "parent" : "eth0" },
		  "IPAM" : { "Config" : [ { "Subnet" : "10.8.0.0/30" } ] },
		  "Name" : "hand",
		  "Id" : "$(printf 'c%.0s' {1..64})" }
	EOF2
	nsrun --network hand -- ip -o -4 address show eth0
	[[ $output == *" inet 10.8.0.1/30 "* ]]
	mv "$(file_of hand)" "$(file_of other)"
	refused inspect other -- "$(file_of other):4: \"Name\" hand: must be \"other\", as the file is called"
	mv "$(file_of other)" "$(file_of hand)"
}

# covers: network-inspect network-list network-remove network-create --network P7
@test "a file that is wrong is told of with its line and key by all who read it, and the others are seen" {
	local why command

	create_main
	create wrong
	change wrong '.Internal = "no"'
	why="$(file_of wrong):$(grep -n '"Internal"' "$(file_of wrong)" | cut -d : -f 1): \"Internal\": must be true or false"
	for command in inspect remove; do refused "$command" wrong -- "$why"; done
	nsrun inspect wrong
	expect_failure "$why"
	nsrun --network wrong -- true
	expect_failure "$why"
	nsrun network ls
	expect_status 125
	expect_stderr "nsrun: $why"
	[ ${#lines[@]} -eq 2 ]
	[[ ${lines[1]} == *" lab "* ]]
	# What its subnets are nobody knows.
	refused create -o parent=eth0 --subnet 10.0.0.0/8 new -- "$why"
	nsrun --network lab -- true
	expect_status 0
	nsrun network inspect -f '{{.Name}}' lab
	expect_output lab
	truncate -s 0 "$(file_of wrong)"
	refused inspect wrong -- "$(file_of wrong):1: this is no JSON: '[' or '{' expected near end of file"
	printf '{\n"Name": "wrong"\n"Id"' >"$(file_of wrong)"
	refused inspect wrong -- "$(file_of wrong):3: this is no JSON: '}' expected near '\"Id\"'"
	rm "$(file_of wrong)"
	nsrun network ls
	expect_status 0
}

# covers: network-list
@test "what else lies in the directory is no network" {
	create_main
	touch "$networks/README" "$networks/.hidden.json" "$networks/lab.json~" "$networks/none.json" \
		"$networks/a b.json" "$networks/.json"
	nsrun network list -q
	expect_status 0
	expect_stderr ""
	expect_output "${network:0:12}"
	mkdir "$networks/directory.json"
	refused inspect directory -- "read $networks/directory.json: Is a directory"
}

# covers: network-inspect network-create --network P7 P9
@test "a file or directory that others can write to, or own, is not read" {
	local mode why="it belongs to another user or is writable by others: chown and chmod go-w mend that"

	create_main
	for mode in 664 646 666; do
		chmod "$mode" "$(file_of lab)"
		refused inspect lab -- "$(file_of lab): $why"
		nsrun --network lab -- true
		expect_failure "$(file_of lab): $why"
	done
	chmod 600 "$(file_of lab)"
	nsrun network inspect lab
	expect_status 0
	for mode in 775 757 1777; do
		chmod "$mode" "$networks"
		refused inspect lab -- "$networks: $why"
		nsrun network list
		expect_status 125
		expect_stderr "nsrun: $networks: $why"
		refused create other -- "$networks: $why"
		refused remove lab -- "$networks: $why"
	done
	chmod 755 "$networks"
	! grep -q '4294967295$' /proc/self/uid_map || {
		chown 65534 "$(file_of lab)"
		refused inspect lab -- "$(file_of lab): $why"
		chown 0 "$(file_of lab)"
		chown 65534 "$networks"
		refused inspect lab -- "$networks: $why"
		chown 0 "$networks"
	}
	nsrun network inspect lab
	expect_status 0
}

# covers: network-create
@test "any umask makes a file that others can read, and only its owner can write" {
	local mask

	for mask in 000 077; do
		umask "$mask"
		create lab
		umask 022
		[ "$(stat -c %a "$(file_of lab)")" = 644 ]
		nsrun network remove lab
		expect_status 0
		rm -r /etc/nsrun
	done
}

# covers: network-create P3
@test "of many that make a network of one name at once exactly one does" {
	local i round pids won

	for round in 1 2 3 4 5; do
		pids=() won=0
		for i in {1..12}; do
			"$NSRUN" network create --label "by=$i" one >"$BATS_TEST_TMPDIR/out$i" \
				2>"$BATS_TEST_TMPDIR/err$i" 3>&- &
			pids+=($!)
		done
		for i in {1..12}; do
			status=0
			wait "${pids[i - 1]}" || status=$?
			if [ "$status" -eq 0 ]; then
				won=$((won + 1))
				[ "$(jq -r '.Id + " " + .Labels.by' "$(file_of one)")" = "$(<"$BATS_TEST_TMPDIR/out$i") $i" ]
			else
				[ "$status" -eq 125 ]
				[[ $(<"$BATS_TEST_TMPDIR/err$i") == "nsrun: network create one: there is a network of this name: "* ]]
			fi
		done
		[ "$won" -eq 1 ]
		[ "$(ls -A "$networks")" = one.json ]
		nsrun network remove one
	done
}

# covers: network-create P2
@test "a create that is killed at any moment leaves a whole file or none" {
	local i files text made=0 rounds=150

	[ -z "${NSRUN_VM:-}" ] || rounds=20
	for ((i = 0; i < rounds; i++)); do
		"$NSRUN" network create --subnet 10.0.0.0/8 lab >/dev/null 2>&1 3>&- &
		pid=$!
		read -r -t "0.00$((RANDOM % 60 + 10))" <> <(:) || :
		kill -KILL "$pid" 2>/dev/null || :
		wait "$pid" || :
		files=("$networks"/.[!.]* "$networks"/*)
		[ -e "${files[1]}" ] || files=()
		[[ ${files[*]} != "$networks/.[!.]* $networks/lab.json" ]] || {
			text=$(<"${files[1]}")
			[[ $text == \{*\"Labels\":\ \{\}$'\n'\} ]]
			rm "${files[1]}"
			files=()
			made=$((made + 1))
		}
		[ ${#files[@]} -eq 0 ] || {
			echo "${files[@]}"
			false
		}
	done
	echo "$made of $rounds were made"
}

# As a plain user, whose HOME is /run/home.
plain() { nobody env -u XDG_CONFIG_HOME HOME=/run/home "$@"; }

# covers: network-create network-list network-remove
@test "a plain user's networks are in the user's own directory, and nobody else's" {
	grep -q '4294967295$' /proc/self/uid_map || skip "this stage has no second user"
	mkdir /run/home
	chown 65534 /run/home
	create_main
	plain "$NSRUN" network create --subnet 10.9.0.0/24 mine
	expect_stderr ""
	expect_status 0
	[ "$(stat -c '%a %u' /run/home/.config/nsrun/networks/mine.json)" = "644 65534" ]
	plain "$NSRUN" network list -q
	expect_output "$(jq -r '.Id[:12]' /run/home/.config/nsrun/networks/mine.json)"
	nsrun --network lab -- true # there are runs now that the user cannot see
	expect_status 0
	plain "$NSRUN" network inspect -f '{{.Name}} {{.Containers}}' mine
	expect_output "mine {}"
	plain "$NSRUN" network inspect lab
	expect_failure "network 'lab': $no_such: nsrun network list shows all, nsrun network create makes one"
	refused inspect mine -- "network 'mine': $no_such: nsrun network list shows all, nsrun network create makes one"
	nobody env HOME=/run/home XDG_CONFIG_HOME=/run/home/other "$NSRUN" network create mine
	expect_status 0
	[ -e /run/home/other/nsrun/networks/mine.json ]
	# https://specifications.freedesktop.org/basedir-spec: a relative one is none.
	nobody env HOME=/run/home XDG_CONFIG_HOME=other "$NSRUN" network remove mine
	expect_output mine
	[ ! -e /run/home/.config/nsrun/networks/mine.json ]
	nobody env -u HOME -u XDG_CONFIG_HOME "$NSRUN" network list
	expect_status 125
	expect_stderr "nsrun: networks: HOME is not set: a user's are below it, in .config/nsrun/networks"
	# Root's own HOME is not asked.
	try env HOME=/run/home "$NSRUN" network list -q
	expect_output "${network:0:12}"
}

# covers: network-create --network --ip M13
@test "a network without a subnet: a run on it says its address and length" {
	create lab -o parent=eth0
	nsrun --network lab -- true
	expect_failure "--network lab: it has no subnet to give an address from: add --ip ADDRESS/LEN, or --ip dhcp"
	nsrun --network lab --ip 172.16.86.2 -- true
	expect_failure "--ip 172.16.86.2: network 'lab' has no subnet that says the length: write --ip 172.16.86.2/24"
	nsrun --network lab --ip 172.16.86.2/24 -- sh -c 'ip -o -4 address show eth0; ip -4 route show default'
	expect_status 0
	[[ ${lines[0]} == *" inet 172.16.86.2/24 "* ]]
	[ "${lines[1]%% }" = "default via 172.16.86.1 dev eth0" ] # the host's own
	stand first --network lab --ip 172.16.86.2/24
	nsrun --network lab --ip 172.16.86.2/24 -- true
	expect_status 125
	[[ $stderr == "nsrun: --ip 172.16.86.2/24: Address already in use: run "* ]]
}

# covers: network-create --network --ip M13
@test "the same of IPv6" {
	have ipv6
	create lab -o parent=eth0
	nsrun --network lab --ip fd86::2 -- true
	expect_failure "--ip fd86::2: network 'lab' has no subnet that says the length: write --ip fd86::2/64"
	nsrun --network lab --ip fd86::2/64 -- ip -o -6 address show eth0 scope global
	[[ $output == *" inet6 fd86::2/64 "* ]]
}

# covers: network-create
@test "of many that overlap and are made at once exactly one is" {
	local i

	for i in {1..20}; do
		"$NSRUN" network create --subnet 10.7.0.0/16 -o parent=eth0 "lab$i" >/dev/null 2>&1 3>&- &
	done
	wait
	[ "$("$NSRUN" network list -q | wc -l)" -eq 1 ]
}

# covers: --network --dry-run
@test "a plain user's dry run on a network of the user's own, whatever root runs" {
	grep -q '4294967295$' /proc/self/uid_map || skip "this stage has no second user"
	mkdir /run/home
	chown 65534 /run/home
	stand server --macvlan eth0 --ip 172.16.86.9/24
	plain "$NSRUN" network create --subnet 10.7.0.0/24 -o parent=eth0 mine
	plain "$NSRUN" --dry-run --network mine -- true
	expect_status 0
	expect_stderr ""
	[[ $output == *" address add 10.7.0.1/24 "* ]]
}
