# SPDX-License-Identifier: MIT
# Claims: an address and a MAC address belong to one run at a time on a parent, and the second to
# ask is refused at once and told who has it.
load ../lib/nsrun
load ../lib/network

many=()

tidy()
{
	put_end "${echo_server:-}" "${many[@]}"
	end_all_runs
	remove_wire eth7
	ip netns delete other 2>/dev/null || :
}

records=/run/nsrun/host

# record ADDRESS: the file that claims it on eth0.
record() { find "$records" -name "*-10-ip-$1"; }

# expect_refused OPTION NAME: it names the standing run NAME, and did not try for long.
expect_refused()
{
	local id

	id=$(cat "$records"/* | jq -r "select(.supervisor == ${supervisor[$2]}) | .id" | sort -u)
	[[ $id =~ ^[0-9a-f]{12}$ ]]
	expect_failure "$1: Address already in use: run $id (nsrun with pid ${supervisor[$2]}:\
 sleep 1000) has it on eth0; end that run, or choose another"
	[ "$took" -lt 3 ] || [ -n "${NSRUN_VM:-}" ] # an emulated machine may take its time
}

# As nsrun, and leaves in took how many seconds that took.
timed()
{
	local start=$SECONDS

	nsrun "$@"
	took=$((SECONDS - start))
}

# covers: P3 P7 --ip
@test "a second run with an IPv4 address is refused" {
	stand first --macvlan eth0 --ip 172.16.86.2/24
	timed --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_refused "--ip 172.16.86.2/24" first
}

# covers: P3 P7 --ip --mac
@test "a second run with an address and another MAC address is refused" {
	stand first --macvlan eth0 --ip 172.16.86.2/24
	timed --macvlan eth0 --ip 172.16.86.2/16 --mac random -- true
	expect_refused "--ip 172.16.86.2/16" first
}

# covers: P3 P7 --ip
@test "a second run with an IPv6 address alone is refused, however it is written" {
	have ipv6
	stand first --macvlan eth0 --ip fd86::2/64
	timed --macvlan eth0 --ip FD86:0:0::0:2/64 -- true
	expect_refused "--ip fd86::2/64" first
}

# covers: P3 P7 --mac
@test "a second run with a MAC address is refused" {
	stand first --macvlan eth0 --mac 02:00:00:00:00:01
	timed --macvlan eth0 --mac 02:00:00:00:00:01 --ip 172.16.86.2/24 -- true
	expect_refused "--mac 02:00:00:00:00:01" first
}

# covers: P3 P7 --ip
@test "a second run is refused for any one of its addresses" {
	stand first --macvlan eth0 --ip 172.16.86.2/24 --ip 172.16.86.3/24
	timed --macvlan eth0 --ip 172.16.86.4/24 --macvlan eth0 --ip 172.16.86.3/24 -- true
	expect_refused "--ip 172.16.86.3/24" first
	# And it let go of the one that it had got.
	nsrun --macvlan eth0 --ip 172.16.86.4/24 -- true
	expect_status 0
}

# covers: P6 --ip
@test "the first run's connection flows on while a second is refused" {
	local answer from to run

	in_background "$BATS_TEST_TMPDIR/echo" listening "${on_peer[@]}" "$HELPERS/tcp" echo 7777
	echo_server=$background
	coproc talker { exec "$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 -- bash -c '
		exec 3<>/dev/tcp/172.16.86.1/7777
		while read -r word; do echo "$word" >&3 && read -r word <&3 && echo "$word"; done' 3>&-; }
	from=${talker[0]} to=${talker[1]} run=$talker_PID
	say()
	{
		echo "$1" >&"$to"
		read -r -t 20 answer <&"$from"
		[ "$answer" = "$1" ]
	}
	say one
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 125
	say two
	nsrun --macvlan eth0 --ip 172.16.86.2/24 --mac random -- true
	expect_status 125
	say three
	ip -n peer neigh show 172.16.86.2 | grep -q 02:42:ac:10:56:02
	eval "exec $to>&-"
	wait "$run"
}

# covers: P3 --ip
@test "runs with different addresses stand side by side" {
	stand first --macvlan eth0 --ip 172.16.86.2/24
	stand second --macvlan eth0 --ip 172.16.86.3/24
	peer ping -q -n -c 1 -W 10 172.16.86.2
	peer ping -q -n -c 1 -W 10 172.16.86.3
}

# covers: P3 --ip --macvlan
@test "one address on two parents is two addresses" {
	add_wire eth7
	stand first --macvlan eth0 --ip 172.16.86.2/24
	stand second --macvlan eth7 --ip 172.16.86.2/24
}

# covers: P2
@test "a record is whole JSON in a private file of a private directory, and goes with its run" {
	local file

	stand first --macvlan eth0 --ip 172.16.86.2/24
	file=$(record 172.16.86.2)
	[ "$(stat -c '%a %U' "$file" /run/nsrun /run/nsrun/host)" = $'600 root\n700 root\n700 root' ]
	jq -e --arg boot "$(</proc/sys/kernel/random/boot_id)" --arg pid "${supervisor[first]}" \
		'.boot == $boot and .supervisor == ($pid | tonumber) and .command == "sleep 1000" and
			(.id | test("^[0-9a-f]{12}$"))' "$file"
	[ "$(find "$records" -type f | wc -l)" -eq 3 ] # the address, the MAC address, the run itself
	end_run first
	[ "$(find "$records" -type f | wc -l)" -eq 0 ]
}

# covers: P2
@test "records are private with any umask" {
	local mask

	for mask in 000 077; do
		rm -rf /run/nsrun
		umask "$mask"
		stand first --macvlan eth0 --ip 172.16.86.2/24 || { umask 022 && false; }
		umask 022
		[ "$(stat -c %a "$(record 172.16.86.2)" /run/nsrun/host)" = $'600\n700' ]
		end_run first
	done
}

# A file as a killed nsrun leaves it, in "$file"; its run is over, and so is its network.
leave_record()
{
	stand dead --macvlan eth0 --ip 172.16.86.2/24
	file=$(record 172.16.86.2)
	murder dead
	[ -s "$file" ]
}

# change_record FILTER [ARG...]: through jq, into the same file.
change_record()
{
	local changed

	changed=$(jq -c "$@" "$file")
	printf %s "$changed" >"$file"
}

expect_usable()
{
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- "$HELPERS/at-once" bind 172.16.86.2
	expect_status 0
	expect_stderr ""
	[ "$(find "$records" ! -type d | wc -l)" -eq 0 ]
}

# covers: P2 P3
@test "a dead run's record is no hindrance, and goes" {
	local file

	leave_record
	expect_usable
}

# covers: P2 P3
@test "garbage, half a record and an empty file are no hindrance, and go" {
	local file text

	leave_record
	text=$(<"$file")
	expect_usable
	for text in "" "$text}" "${text:0:50}" "not JSON" '{}' '[1]' '{"id":5}' $'\x01\xff'; do
		printf %s "$text" >"$file"
		expect_usable
	done
	head -c 100000 /dev/zero | tr '\0' '[' >"$file"
	expect_usable
}

# covers: P2
@test "a record of another boot goes, and nothing that it names is touched" {
	local file cookie

	stand bystander --macvlan eth0 --ip 172.16.86.3/24
	cookie=$(jq .cookie "$(record 172.16.86.3)")
	leave_record
	change_record --argjson cookie "$cookie" \
		'.boot = "00000000-0000-0000-0000-000000000000" | .cookie = $cookie'
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 0
	is_alive "${command[bystander]}"
	peer ping -q -n -c 1 -W 10 172.16.86.3
}

# covers: P2
@test "a dead record cannot take a living run's claims or links with it" {
	local file keys id

	stand bystander --macvlan eth0 --ip 172.16.86.3/24
	keys=$(jq .keys "$(record 172.16.86.3)")
	id=$(jq .namespace_id "$(record 172.16.86.3)")
	leave_record
	# As when the kernel has given the dead run's number to another.
	change_record --argjson keys "$keys" --argjson id "$id" '.keys += $keys | .namespace_id = $id'
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 0
	peer ping -q -n -c 1 -W 10 172.16.86.3
	timed --macvlan eth0 --ip 172.16.86.3/24 -- true
	expect_refused "--ip 172.16.86.3/24" bystander
}

# covers: P2
@test "a dead record cannot name a file elsewhere, and its pid is nobody's" {
	local file

	leave_record
	touch "$BATS_TEST_TMPDIR/precious" /run/nsrun/precious
	sleep 1000 3>&- &
	local stranger=$!
	change_record --argjson pid "$stranger" --arg path "$BATS_TEST_TMPDIR/precious" \
		'.keys += ["../precious", $path] | .supervisor = $pid'
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_status 0
	is_alive "$stranger"
	put_end "$stranger"
	[ -e "$BATS_TEST_TMPDIR/precious" ]
	rm /run/nsrun/precious
	find "$records" -type f -delete # the other key of a record that was not believed
}

# covers: P2 P7
@test "a symbolic link in a record's place is not followed" {
	local file

	leave_record
	mv "$file" "$BATS_TEST_TMPDIR/elsewhere"
	ln -s "$BATS_TEST_TMPDIR/elsewhere" "$file"
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "open the record ${file##*/}: Too many levels of symbolic links"
	[ -s "$BATS_TEST_TMPDIR/elsewhere" ]
	rm "$file"
	expect_usable
}

# start_many NUMBER ADDRESS: so many runs at once.
start_many()
{
	local i

	for ((i = 0; i < $1; i++)); do
		"$NSRUN" --macvlan eth0 --ip "$2" --mac random -- sleep 1000 \
			</dev/null >/dev/null 2>"$BATS_TEST_TMPDIR/run$i" 3>&- &
		many[i]=$!
	done
}

# covers: P3
@test "of twenty runs started at once with one address, exactly one gets it" {
	local winner round

	for round in 1 2 3; do
		start_many 20 172.16.86.2/24
		one_is_left() { [ "$(jobs -rp | wc -l)" -eq 1 ]; }
		wait_until 30 one_is_left
		winner=$(jobs -rp)
		[ "$(cat "$BATS_TEST_TMPDIR"/run* | grep -c "^nsrun: --ip 172.16.86.2/24: Address already in \
use: run [0-9a-f]\{12\} (nsrun with pid $winner: sleep 1000) has it on eth0; end that run, or choose another$")" -eq 19 ]
		[ "$(cat "$BATS_TEST_TMPDIR"/run* | wc -l)" -eq 19 ]
		pkill -P "$winner"
		wait
	done
}

# covers: P2 P3
@test "the same, when a killed run had the address before" {
	local winner

	stand dead --macvlan eth0 --ip 172.16.86.2/24
	in_run dead sh -c 'setsid sleep 1000 >/dev/null 3>&- &' # so that there is something to end
	murder dead
	start_many 8 172.16.86.2/24
	one_is_left() { [ "$(jobs -rp | wc -l)" -eq 1 ]; }
	wait_until 30 one_is_left
	winner=$(jobs -rp)
	[ "$(cat "$BATS_TEST_TMPDIR"/run* | grep -c "(nsrun with pid $winner: sleep 1000) has it on eth0")" -eq 7 ]
	pkill -P "$winner"
	wait
}

# covers: P2 P3
@test "two runs that each need one address of a killed one both get it" {
	local i

	for i in 1 2 3; do
		stand dead --macvlan eth0 --ip 172.16.86.2/24 --ip 172.16.86.3/24
		murder dead
		"$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 --mac random -- true 3>&- &
		nsrun --macvlan eth0 --ip 172.16.86.3/24 --mac random -- true
		expect_stderr ""
		expect_status 0
		wait "$!"
	done
}

# covers: P3 --ip
@test "of two runs that ask for two addresses in different orders, one gets them" {
	local i first

	for i in {1..60}; do
		"$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 --ip 172.16.86.3/24 --mac random -- true \
			2>/dev/null 3>&- &
		first=$!
		"$NSRUN" --macvlan eth0 --ip 172.16.86.3/24 --ip 172.16.86.2/24 --mac random -- true \
			2>/dev/null || wait "$first"
		wait "$first" || :
	done
}

# covers: P3 --ip
@test "thirty runs with different addresses start at once" {
	local i many=()

	for i in {2..31}; do
		"$NSRUN" --macvlan eth0 --ip "172.16.86.$i/24" -- "$HELPERS/at-once" bind "172.16.86.$i" \
			</dev/null 3>&- &
		many+=($!)
	done
	for i in "${many[@]}"; do wait "$i"; done
}

# covers: P2 P3
@test "two hosts that share /run do not see each other's claims" {
	# Even their interface has one name and one number.
	ip netns add other
	ip -n other link add name eth0 index 10 type veth peer name eth8 netns peer
	ip -n other link set eth0 up
	ip -n peer link set eth8 up
	stand first --macvlan eth0 --ip 172.16.86.2/24
	try nsenter --net=/run/netns/other "$NSRUN" --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_stderr ""
	expect_status 0
	# Nor is the dead run of one the other's to bury.
	try nsenter --net=/run/netns/other sh -c '"$0" --macvlan eth0 --ip 172.16.86.4/24 -- sleep 1000 &
		until pgrep -x -P $! sleep; do :; done; kill -KILL $!' "$NSRUN"
	expect_status 0
	[ "$(record 172.16.86.4 | wc -l)" -eq 1 ]
	nsrun --macvlan eth0 --ip 172.16.86.4/24 -- true
	expect_status 0
	[ "$(record 172.16.86.4 | wc -l)" -eq 1 ]
	try nsenter --net=/run/netns/other "$NSRUN" --macvlan eth0 --ip 172.16.86.4/24 -- true
	expect_status 0
	[ "$(record 172.16.86.4 | wc -l)" -eq 0 ]
}
