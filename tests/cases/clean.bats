# SPDX-License-Identifier: MIT
# nsrun clean: what runs left goes, each thing with a line; what live ones have stays.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

tidy()
{
	stop_all
	end_all_runs
	umount "$BATS_TEST_TMPDIR/held" 2>/dev/null || :
	ip link delete foreign0 2>/dev/null || :
	if [ -e /run/netns/other ]; then
		ip -n other link delete eth0
		ip netns delete other
	fi
	wait_until 10 no_process sleep
	[ ! -d "$records" ] || rm -rf "${records:?}"/*
}

line=(--macvlan eth0 --ip 172.16.86.2/24)

# clean LINE...: says exactly these lines, and then nothing more.
clean()
{
	nsrun clean
	expect_status 0
	expect_stderr ""
	expect_output "$(printf '%s\n' "$@")"
	nsrun clean
	expect_status 0
	expect_output ""
}

# expect_empty: no file is left.
expect_empty() { [ -d "$records" ] && [ -z "$(ls "$records")" ]; }

# The number of this host, in the names of its files. Needs one to be there.
host() { local run; run=$(echo "$records"/run-*) run=${run#*/run-}; echo "${run%%-*}"; }

# covers: clean
@test "without anything to remove it says and makes nothing" {
	clean ""
	[ ! -e /run/nsrun ]
}

# covers: clean P2 M12
@test "a killed run: its processes, record, log and name" {
	detach --name web "${line[@]}" --macvlan eth0 --ip 10.9.0.2/24 -- sh -c 'setsid sleep 1000 & wait'
	wait_until 10 pgrep -x sleep
	[ -L /run/netns/web ]
	murder_detached web
	clean "removed run $id (web: sh -c setsid sleep 1000 & wait), killed"
	no_process sleep
	expect_empty
	[ ! -L /run/netns/web ]
	expect_free 02:42:ac:10:56:02
}

# covers: clean P2
@test "the same in the foreground, without a name" {
	local id

	stand first "${line[@]}"
	expect_running 1
	id=$(jq -r .id "$records"/run-*)
	murder first
	clean "removed run $id (sleep 1000), killed"
	expect_empty
}

# covers: clean
@test "what stays of a detached run that ended" {
	run_to_end --name three -- sh -c 'exit 3'
	clean "removed the status and log of run $id (three: sh -c exit 3)"
	expect_empty
}

# covers: clean P6
@test "what a live run has is not touched" {
	detach --name web "${line[@]}" --lan t --ip 10.9.0.2/24 -- sleep 1000
	stand bare --name bare
	expect_running 2
	find "$records" /run/netns -printf '%i %p %l\n' | sort >"$BATS_TEST_TMPDIR/files"
	ip link >"$BATS_TEST_TMPDIR/links"
	clean ""
	find "$records" /run/netns -printf '%i %p %l\n' | sort | cmp - "$BATS_TEST_TMPDIR/files"
	ip link | cmp - "$BATS_TEST_TMPDIR/links"
	nsrun list
	[ "${#lines[@]}" -eq 4 ]
}

# covers: clean P2
@test "a private Ethernet goes with the last of its dead runs, and not before" {
	local first

	detach --name one --lan t --ip 10.9.0.2/24 -- sleep 1000
	first=$id
	detach --name two --lan t --ip 10.9.0.3/24 -- sleep 1000
	murder_detached one
	clean "removed run $first (one: sleep 1000), killed"
	[ -e /sys/class/net/lan-t ]
	murder_detached two
	clean "removed run $id (two: sleep 1000), killed" "removed private Ethernet lan-t"
	[ ! -e /sys/class/net/lan-t ]
	expect_empty
}

# covers: clean P2 --lan
@test "a LAN whose name looks like a claim on another, beside that claim" {
	local first second

	detach --lan x-parent --ip 10.9.0.2/24 -- sleep 1000
	first=$id
	detach --lan x --mode passthru --take-parent --ip 10.9.0.3/24 -- sleep 1000
	second=$id
	clean ""
	murder_detached "$second"
	clean "removed run $second (sleep 1000), killed" "removed private Ethernet lan-x"
	murder_detached "$first"
	clean "removed run $first (sleep 1000), killed" "removed private Ethernet lan-x-parent"
	expect_empty
}

# covers: clean M6 P2
@test "VLAN sub-interfaces, the inner before the outer" {
	have vlan
	detach --macvlan eth0.10.20 --ip 10.10.0.2/16 -- sleep 1000
	[ -e /sys/class/net/eth0.10.20 ]
	murder_detached "$id"
	clean "removed run $id (sleep 1000), killed" "removed VLAN eth0.10.20" "removed VLAN eth0.10"
	[ ! -e /sys/class/net/eth0.10 ]
	expect_empty
}

# covers: clean M6 P6
@test "a sub-interface that was there before stays" {
	have vlan
	local key

	ip link add link eth0 name foreign0 up type vlan id 10
	detach --macvlan eth0.10 --ip 10.10.0.2/16 -- sleep 1000
	key=$(host)-10.10-vlan
	murder_detached "$id"
	clean "removed run $id (sleep 1000), killed" "removed $key, which no run had any more"
	[ -e /sys/class/net/foreign0 ]
}

# covers: clean --vlan P2
@test "a VLAN that a killed run had to itself, in a namespace that a mount keeps" {
	have vlan
	local key

	# Without an address or a MAC address of its own: only the record of the VLAN says whose it is.
	detach --vlan eth0.10 -- sleep 1000
	key=$(host)-10.10-vlan
	: >"$BATS_TEST_TMPDIR/held"
	mount --bind "/proc/$(in_record "$id" pid)/ns/net" "$BATS_TEST_TMPDIR/held"
	murder_detached "$id"
	clean "removed run $id (sleep 1000), killed" "removed $key, which no run had any more"
	ip link add link eth0 name foreign0 type vlan id 10
	umount "$BATS_TEST_TMPDIR/held"
	expect_empty
}

# covers: clean --ipvlan
@test "the mode of an ipvlan parent" {
	have ipvlan
	local key

	detach --ipvlan eth0 --mode l3 --ip 10.10.0.2/16 -- sleep 1000
	key=$(host)-10-ipvlan
	murder_detached "$id"
	clean "removed run $id (sleep 1000), killed" "removed $key, which no run had any more"
	expect_empty
}

# covers: clean P2
@test "what a run left that was killed while it made a private Ethernet" {
	local key

	detach -- sleep 1000
	key=$(host)-t-lan
	ip link add name half0 group 0x6e73726e type veth peer name half1
	ip link add name foreign0 type veth peer name foreign1
	ip link set half0 alias "nsrun $key"
	printf '"creating"' >"$records/$key"
	clean "removed private Ethernet half0"
	[ ! -e /sys/class/net/half0 ]
	[ -e /sys/class/net/foreign0 ]
}

# covers: clean P6
@test "a link that only has the number of a removed one stays" {
	ip link add name foreign0 type veth peer name foreign1
	detach -- sleep 1000
	key=$(host)-t-lan
	printf '{"index":%d,"is_ours":true}' "$(cat /sys/class/net/foreign0/ifindex)" >"$records/$key"
	clean "removed $key, which no run had any more"
	[ -e /sys/class/net/foreign0 ]
}

# covers: clean
@test "files without their partner, and what is no record" {
	local host

	detach --name web -- sleep 1000
	host=$(host)
	: >"$records/log-$host-0123456789ab"
	echo '{}' >"$records/was-$host-gone"
	echo '{' >"$records/ended-$host-0123456789ab"
	echo rubbish >"$records/run-$host-0123456789ab"
	echo rubbish >"$records/$host-10-ip-172.16.86.9"
	: >"$records/newborn"
	: >"$records/anything"
	ln -s /etc/passwd "$records/link"
	mkdir "$records/directory"
	nsrun clean
	expect_status 0
	expect_stderr ""
	[ "$(sort <<<"$output")" = "$(sort <<-EOF
		removed $host-10-ip-172.16.86.9, which was no record
		removed anything, which was no record
		removed ended-$host-0123456789ab, which was no record
		removed link, which was no record
		removed log-$host-0123456789ab, which no run had any more
		removed newborn, which no run had any more
		removed run-$host-0123456789ab, which was no record
		removed was-$host-gone, which no run had any more
	EOF
	)" ]
	[ -s /etc/passwd ]
	rmdir "$records/directory"
	[ "$(find "$records" -type f -printf '%f\n' | sort | sed "s/$id/ID/; s/$host/HOST/" | tr '\n' ' ')" = \
		"log-HOST-ID name-HOST-web run-HOST-ID " ]
}

# covers: clean P2
@test "the record that a supervisor was killed while it replaced goes with the run, said once" {
	local host

	detach --name web "${line[@]}" -- sleep 1000
	host=$(host)
	cp "$records/run-$host-$id" "$records/run-$host-$id.new"
	murder_detached web
	clean "removed run $id (web: sleep 1000), killed"
	expect_empty
	# And of one whose name ends so, nothing is taken for that.
	detach --name web.new -- sleep 1000
	clean ""
	murder_detached web.new
	clean "removed run $id (web.new: sleep 1000), killed"
}

# covers: clean
@test "files of an earlier boot go, whatever host they were of" {
	local file other

	detach --name web "${line[@]}" -- sleep 1000
	for file in "$records"/*; do
		other=${file##*/}
		other=$records/$(sed -E 's/(^|-)[0-9]{3,}-/\17-/' <<<"${other/$id/aaaaaaaaaaaa}")
		sed -E "s/$id/aaaaaaaaaaaa/g; s/\"boot\":\"[^\"]*/\"boot\":\"00000000-0000-0000-0000-000000000000/
			s/\"host\":[0-9]+/\"host\":7/; s/(\"|-)$(host)-/\17-/g" "$file" >"$other"
	done
	[ "$(find "$records" -type f | wc -l)" -eq 10 ]
	nsrun clean
	expect_status 0
	[ "$(sort -u <<<"$output")" = "removed run aaaaaaaaaaaa (web: sleep 1000), of an earlier boot" ]
	[ "$(find "$records" -type f | wc -l)" -eq 5 ]
	[ -z "$(find "$records" -name '*aaaaaaaaaaaa*')" ]
	nsrun list
	[ "${#lines[@]}" -eq 2 ]
}

# covers: clean P6
@test "the files of another host that shares /run are that one's to remove" {
	local far

	ip netns add other
	ip -n other link add name eth0 type veth peer name eth8 netns peer
	ip -n other link set eth0 up
	try nsenter --net=/run/netns/other "$NSRUN" --detach --name far --lan t --ip 10.9.0.2/24 -- sleep 1000
	expect_status 0
	far=$output
	try nsenter --net=/run/netns/other "$NSRUN" --detach --name over -- true
	over=$output
	wait_until 10 compgen -G "$records/ended-*-$over"
	find "$records" -type f | sort >"$BATS_TEST_TMPDIR/files"
	clean ""
	murder_detached far
	clean ""
	find "$records" -type f | sort | cmp - "$BATS_TEST_TMPDIR/files"
	try nsenter --net=/run/netns/other "$NSRUN" clean
	expect_output "removed run $far (far: sleep 1000), killed
removed private Ethernet lan-t
removed the status and log of run $over (over: true)"
	expect_empty
}

# covers: clean P3 P6
@test "runs that begin and end beside it are not disturbed" {
	local i many=() done=$BATS_TEST_TMPDIR/done

	while [ ! -e "$done" ]; do "$NSRUN" clean; done >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
	cleaner=$!
	for i in {2..41}; do
		"$NSRUN" --macvlan eth0 --ip "172.16.86.$i/24" --lan t --ip "10.9.0.$i/24" -- \
			"$HELPERS/at-once" bind "172.16.86.$i" </dev/null 3>&- &
		many+=($!)
		[ $((i % 8)) -ne 1 ] || wait "${many[@]: -8}"
	done
	for i in "${many[@]}"; do wait "$i"; done
	: >"$done"
	wait "$cleaner"
	[ ! -s "$BATS_TEST_TMPDIR/said" ] || {
		cat "$BATS_TEST_TMPDIR/said"
		return 1
	}
}

# covers: clean P7 125
@test "what clean does not take, and where it cannot write" {
	nsrun clean web
	expect_failure "clean: takes no name: nsrun stop web ends one run"
	nsrun clean --all
	expect_failure "--all: no such option: this subcommand has none"
	run_to_end -- true
	try sh -c '"$0" clean >/dev/full' "$NSRUN"
	expect_failure "write to stdout: No space left on device"
	expect_empty
}
