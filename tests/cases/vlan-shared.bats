# SPDX-License-Identifier: MIT
# The sub-interface eth0.10: made when it is missing, shared by all runs, removed with its last
# user, and kept when it was there before.
load ../lib/nsrun
load ../lib/network

many=()

tidy()
{
	ip link set eth0 group 0
	put_end "${monitor:-}" "${many[@]}"
	end_all_runs
	ip link delete foo 2>/dev/null || :
	ip link delete eth0.10 2>/dev/null || :
	if [ -e /run/netns/other ]; then
		ip -n other link delete eth0
		ip netns delete other
	fi
	ip link delete longname0123456 2>/dev/null || :
	ip link delete longname0123457 2>/dev/null || :
}

records=/run/nsrun/host
line=(--macvlan eth0.10 --ip 10.10.0.2/16)

vlans() { ip -br link show type vlan | sed 's/ .*//'; }
number() { cat "/sys/class/net/$1/ifindex"; }
record() { find "$records" -name '*-vlan'; }

# Once more, by which what the dead left goes: the case ends with expect_nothing_left.
expect_works()
{
	nsrun "${line[@]}" -- true
	expect_stderr ""
	expect_status 0
}

# covers: M6 P2
@test "it is made with the first run, shared, and removed with the last" {
	have vlan
	local index

	stand first "${line[@]}"
	[ "$(vlans)" = eth0.10@eth0 ]
	index=$(number eth0.10)
	stand second --macvlan eth0.10 --ip 10.10.0.3/16
	[ "$(number eth0.10)" = "$index" ]
	end_run first
	[ "$(number eth0.10)" = "$index" ]
	nsrun --macvlan eth0.10 --ip 10.10.0.4/16 -- ping -q -n -c 1 -W 10 10.10.0.3
	expect_status 0
	end_run second
	[ -z "$(vlans)" ]
}

# covers: M6 P6
@test "one that was there before is used and kept, under whatever name" {
	have vlan
	local name index

	for name in eth0.10 foo; do
		ip link add link eth0 name "$name" up type vlan id 10
		index=$(number "$name")
		stand first "${line[@]}"
		[ "$(vlans)" = "$name@eth0" ]
		[ "$(in_run first cat /proc/self/net/dev | wc -l)" -gt 0 ]
		[ "$(in_run first ip -j link show eth0 | jq .[0].link_index)" = "$index" ]
		end_run first
		[ "$(number "$name")" = "$index" ]
		ip link delete "$name"
	done
}

# covers: M6 P7
@test "one that was there before and is down is not brought up, but named" {
	have vlan
	ip link add link eth0 name foo type vlan id 10
	nsrun "${line[@]}" -- true
	expect_failure "eth0.10: Network is down: this host has it as foo; ip link set foo up"
}

# covers: M6 P3
@test "twenty runs that start at once make it once, and the last removes it" {
	have vlan
	local i log=$BATS_TEST_TMPDIR/monitor

	ip monitor link >"$log" 2>&1 3>&- &
	monitor=$!
	hears() { ip link set eth0 group "$1" && grep -q "^10: eth0.* group $1 " "$log"; }
	wait_until 10 hears 71
	for ((i = 0; i < 20; i++)); do
		"$NSRUN" --macvlan eth0.10 --ip "10.10.1.$i/16" -- sleep 1000 \
			</dev/null >"$BATS_TEST_TMPDIR/run$i" 2>&1 3>&- &
		many[i]=$!
	done
	all_run() { [ "$(pgrep -x -c sleep)" -eq 20 ]; }
	wait_until 60 all_run || { cat "$BATS_TEST_TMPDIR"/run*; return 1; }
	[ "$(vlans)" = eth0.10@eth0 ]
	pkill -x sleep
	wait "${many[@]}" || :
	many=()
	[ -z "$(vlans)" ]
	wait_until 10 hears 72
	# One number in all that was heard of it.
	[ "$(grep -o '^[0-9]*: eth0\.10' "$log" | sort -u | wc -l)" -eq 1 ]
	[ "$(cat "$BATS_TEST_TMPDIR"/run*)" = "" ]
}

# covers: M6 P3
@test "one that ends while another starts never pulls it away" {
	have vlan
	local other

	loop() # ADDRESS
	{
		local i

		for ((i = 0; i < 25; i++)); do
			"$NSRUN" --macvlan eth0.10 --ip "$1/16" -- true 2>&1 || echo "failed: $1 $i"
		done
	}
	loop 10.10.0.2 >"$BATS_TEST_TMPDIR/one" 3>&- &
	other=$!
	loop 10.10.0.3 >"$BATS_TEST_TMPDIR/two"
	wait "$other"
	[ "$(cat "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two")" = "" ]
}

# covers: M6 --vlan P3
@test "the shared one and the exclusive one never meet" {
	have vlan
	local other

	loop() # KIND ADDRESS
	{
		local i

		for ((i = 0; i < 15; i++)); do
			"$NSRUN" "--$1" eth0.10 --ip "$2/16" -- true 2>&1 || :
		done
	}
	loop macvlan 10.10.0.2 >"$BATS_TEST_TMPDIR/one" 3>&- &
	other=$!
	loop vlan 10.10.0.3 >"$BATS_TEST_TMPDIR/two"
	wait "$other"
	# Whoever fails is refused because of the other.
	run ! grep -hEv '^nsrun: (eth0.10: Device or resource busy: run |--vlan eth0.10: Device or resource busy: other runs)' \
		"$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
}

# covers: M6 P2
@test "what a killed nsrun left is removed by the next launch that names it" {
	have vlan
	local words

	for words in "--macvlan eth0.10" "--vlan eth0.10" "--macvlan eth0.10.20"; do
		stand dead "${line[@]}"
		murder dead
		[ "$(vlans)" = eth0.10@eth0 ]
		# shellcheck disable=SC2086 # words on purpose
		nsrun $words --ip 10.10.0.2/16 -- true
		expect_stderr ""
		expect_status 0
		[ -z "$(vlans)" ]
		# Its record, and its claims where they are another Ethernet's, no launch looks for.
		nsrun clean
		expect_status 0
		[ -z "$(ls "$records")" ]
	done
}

# covers: M6 P2
@test "killed while it made the VLAN, nsrun leaves nothing that the next does not remove" {
	have vlan
	local group

	stand dead "${line[@]}"
	group=$(ip -j link show eth0.10 | jq -r '.[0].group')
	[ "$group" = default ]
	murder dead
	# As it is between its making and its marking, and as it is before it.
	printf '"creating"' >"$(record)"
	ip link delete eth0.10
	ip link add link eth0 name eth0.10 group 0x6e73726e type vlan id 10
	expect_works
	[ -z "$(vlans)" ]
}

# covers: M6 P2 --vlan
@test "nor is that a hindrance to --vlan" {
	have vlan
	stand dead "${line[@]}"
	murder dead
	printf '"creating"' >"$(record)"
	ip link delete eth0.10
	ip link add link eth0 name eth0.10 group 0x6e73726e type vlan id 10
	nsrun --vlan eth0.10 --ip 10.10.0.2/16 -- true
	expect_stderr ""
	expect_status 0
	[ -z "$(vlans)" ]
	nsrun clean # the dead run's record, and its address in the VLAN as a parent
	expect_status 0
}

# covers: P6 P2
@test "an administrator's own eth0.10 beside a dead record of it is kept" {
	have vlan
	local index key text

	stand dead "${line[@]}"
	murder dead
	index=$(number eth0.10)
	key=$(basename "$(record)")
	for text in "{\"index\":$index,\"is_ours\":true}" '"creating"' garbage ""; do
		printf %s "$text" >"$records/$key"
		ip link delete eth0.10
		ip link add link eth0 name eth0.10 index "$index" up type vlan id 10
		expect_works
		[ "$(number eth0.10)" = "$index" ]
		[ ! -e "$records/$key" ]
	done
	# Under another name it is found when the VLAN is to be made.
	ip link set eth0.10 down
	ip link set eth0.10 name foo up
	for text in "{\"index\":$index,\"is_ours\":true}" '"creating"' garbage ""; do
		printf %s "$text" >"$records/$key"
		expect_works
		[ "$(number foo)" = "$index" ]
		[ ! -e "$records/$key" ]
	done
	ip link set foo down
	ip link set foo name eth0.10
	printf '"creating"' >"$records/$key"
	nsrun "${line[@]}" -- true
	expect_failure "macvlan on 'eth0.10': Network is down: eth0.10 is down; ip link set eth0.10 up"
	ip link set eth0.10 up
	expect_works
	[ "$(number eth0.10)" = "$index" ]
	[ ! -e "$records/$key" ]
}

# covers: P6 P2
@test "records of another boot: what has their numbers now is not touched" {
	have vlan
	local key

	stand dead "${line[@]}"
	key=$(basename "$(record)")
	end_run dead
	ip link add foo index 77 type veth peer name bar
	printf '{"index":77,"is_ours":true}' >"$records/$key"
	expect_works
	[ "$(number foo)" = 77 ]
	# The host had another cookie then: a key that nobody asks for is no hindrance.
	printf '{"index":77,"is_ours":true}' >"$records/9999-10.10-vlan"
	expect_works
	[ "$(number foo)" = 77 ]
	rm "$records/9999-10.10-vlan"
}

# covers: P2 P6
@test "two hosts with one /run do not disturb each other" {
	have vlan
	local key index

	# Even their interface has one name and one number.
	ip netns add other
	ip -n other link add name eth0 index 10 type veth peer name eth8 netns peer
	ip -n other link set eth0 up
	ip -n peer link set eth8 up
	stand first "${line[@]}"
	index=$(number eth0.10)
	try nsenter --net=/run/netns/other "$NSRUN" "${line[@]}" -- true
	expect_stderr ""
	expect_status 0
	[ -z "$(ip -n other -br link show type vlan)" ]
	[ "$(number eth0.10)" = "$index" ]
	murder first
	try nsenter --net=/run/netns/other "$NSRUN" "${line[@]}" -- true
	expect_status 0
	[ "$(number eth0.10)" = "$index" ]
	expect_works
	[ -z "$(vlans)" ]
}

# covers: M6
@test "names that would be too long are shortened, and two that are then the same both work" {
	have vlan
	local parent

	for parent in longname0123456 longname0123457; do
		ip link add "$parent" type veth peer name "peer${parent: -1}"
		ip link set "$parent" up
		ip link set "peer${parent: -1}" up
	done
	stand first --macvlan longname0123456.10 --ip 10.10.0.2/16
	[ "$(vlans)" = longname0123.10@longname0123456 ]
	stand second --macvlan longname0123457.10 --ip 10.10.0.2/16
	[ "$(vlans | wc -l)" -eq 2 ]
	stand third --macvlan longname0123457.10 --ip 10.10.0.3/16
	in_run third ping -q -n -c 1 -W 10 10.10.0.2
	[ "$(vlans | wc -l)" -eq 2 ]
	stand fourth --macvlan longname0123456.10.20 --ip 10.10.0.3/16
	[ "$(vlans | wc -l)" -eq 3 ]
	end_all_runs
	[ -z "$(vlans)" ]
}
