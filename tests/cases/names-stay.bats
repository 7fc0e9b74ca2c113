# SPDX-License-Identifier: MIT
# Files for names, and what hides this host's daemons, stay in a run when this host replaces what is
# below them.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/etc
load ../lib/names

line=(--macvlan eth0 --ip 172.16.86.2/24)
nscd=/run/nscd/socket
resolved=/run/systemd/resolve/io.systemd.Resolve

prepare() { own_names; }
tidy()
{
	stop_all
	[ -z "${daemon:-}" ] || put_end "$daemon"
	give_names_back
	rm -rf /run/lab
}

# replace FILE TEXT: as daemons and editors do.
replace()
{
	printf '%s\n' "$2" >"$1.new"
	mv "$1.new" "$1"
}

# In the run: a file has the line; so many mounts are over files of /etc.
has_line() { "$NSRUN" exec "$id" grep -qxF "$2" "$1"; } # FILE LINE
covered()
{
	[ "$("$NSRUN" exec "$id" awk '$5 ~ "^/etc/(resolv.conf|hosts)$"' /proc/self/mountinfo | wc -l)" -eq "$1" ]
}

# covers: --dns
@test "--dns stays when what /etc/resolv.conf leads to is replaced" {
	mkdir /run/lab
	echo "nameserver 192.0.2.1" >/run/lab/resolv.conf
	ln -sf ../run/lab/resolv.conf /etc/resolv.conf
	detach "${line[@]}" --dns 192.0.2.53 -- sleep 1000
	mount_id() { "$NSRUN" exec "$id" awk '$5 == "/etc/resolv.conf" { print $1 }' /proc/self/mountinfo; }
	before=$(mount_id)
	[ -n "$before" ]
	for i in 1 2 3; do
		replace /run/lab/resolv.conf "nameserver 192.0.2.$i"
		nsrun exec "$id" cat /etc/resolv.conf
		[ "${lines[1]}" = "nameserver 192.0.2.53" ]
	done
	# It was never away.
	[ "$(mount_id)" = "$before" ]
}

# covers: --dns
@test "--dns comes back when /etc/resolv.conf itself is replaced: a file, a link, 20 times" {
	detach "${line[@]}" --dns 192.0.2.53 -- sleep 1000
	for i in {1..10}; do
		replace /etc/resolv.conf "options ndots:$i"
		wait_until 10 has_line /etc/resolv.conf "nameserver 192.0.2.53"
		has_line /etc/resolv.conf "options ndots:$i"
		ln -s nowhere /etc/new
		mv -T /etc/new /etc/resolv.conf
		wait_until 10 has_line /etc/resolv.conf "nameserver 192.0.2.53"
		covered 1
	done
	[ ! -e /etc/nowhere ]
}

# covers: --dns --add-host
@test "they come back when the files are removed and made anew later" {
	detach "${line[@]}" --dns 192.0.2.53 --add-host db:192.0.2.7 -- sleep 1000
	rm /etc/resolv.conf /etc/hosts
	gone() { ! "$NSRUN" exec "$id" test -e /etc/hosts -o -e /etc/resolv.conf; }
	wait_until 10 gone
	echo "192.0.2.9 late" >/etc/hosts
	wait_until 10 has_line /etc/hosts $'192.0.2.7\tdb'
	has_line /etc/hosts "192.0.2.9 late"
	touch /etc/resolv.conf
	wait_until 10 has_line /etc/resolv.conf "nameserver 192.0.2.53"
	covered 2
}

# covers: --add-host --name
@test "what this host writes to hosts is seen behind the run's lines; so is /etc/netns" {
	mkdir -p /etc/netns/web
	echo "nameserver 192.0.2.9" >/etc/netns/web/resolv.conf
	nsrun --detach --name web "${line[@]}" --add-host db:192.0.2.7 -- sleep 1000
	id=web
	for i in 1 2 3; do
		replace /etc/hosts "192.0.2.$i later"
		wait_until 10 has_line /etc/hosts $'192.0.2.7\tdb'
		has_line /etc/hosts "192.0.2.$i later"
		replace /etc/resolv.conf "nameserver 192.0.2.$i"
		wait_until 10 has_line /etc/resolv.conf "nameserver 192.0.2.9"
	done
	covered 2
}

# covers: P8
@test "in the foreground, too, and without a word" {
	mkfifo "$BATS_TEST_TMPDIR/gate" "$BATS_TEST_TMPDIR/up"
	export DIR=$BATS_TEST_TMPDIR
	begin "${line[@]}" --dns 192.0.2.53 -- sh -c 'echo >$DIR/up; read -r x <$DIR/gate
		until grep 192.0.2.53 /etc/resolv.conf; do :; done'
	read -r _ <"$DIR/up"
	replace /etc/resolv.conf "nameserver 192.0.2.1"
	echo >"$DIR/gate"
	finish
	expect_status 0
	expect_output "nameserver 192.0.2.53"
	expect_stderr ""
}

# covers: P6
@test "nscd answers for this host alone, also after its restart, also in a new directory" {
	listen_on "$nscd"
	try "${call[@]}" "$nscd"
	expect_output connected
	detach "${line[@]}" -- sleep 1000
	nsrun exec "$id" "${call[@]}" "$nscd"
	expect_output "No such file or directory"
	put_end "$daemon"
	listen_on "$nscd"
	nsrun exec "$id" "${call[@]}" "$nscd"
	expect_output "No such file or directory"
	put_end "$daemon"
	rm -r /run/nscd
	listen_on "$nscd"
	is_hidden() { [ "$("$NSRUN" exec "$id" "${call[@]}" "$nscd")" = "No such file or directory" ]; }
	wait_until 10 is_hidden
	try "${call[@]}" "$nscd"
	expect_output connected
}

# covers: P6 --netns
@test "nor does resolved; but for a command in a network of this host's" {
	use_stub
	listen_on "$resolved"
	for options in "${line[*]}" ""; do
		# shellcheck disable=SC2086 # words on purpose
		nsrun $options -- "${call[@]}" "$resolved"
		expect_output "No such file or directory"
	done
	nsrun --netns peer -- "${call[@]}" "$resolved"
	expect_output connected
	detach "${line[@]}" -- sleep 1000
	put_end "$daemon"
	listen_on "$resolved"
	nsrun exec "$id" "${call[@]}" "$resolved"
	expect_output "No such file or directory"
}

# covers: P6
@test "an nsrun in an nsrun finds the same" {
	use_stub
	listen_on "$resolved"
	nsrun --privileged --macvlan eth0 --ip 172.16.86.2/24 -- "$NSRUN" \
		--macvlan eth0 --ip 172.16.86.3/24 -- \
		sh -c 'cat /etc/resolv.conf /run/systemd/resolve/stub-resolv.conf; ls -A /run/systemd/resolve'
	expect_stderr ""
	expect_lines "nameserver 172.16.86.1" "nameserver 127.0.0.53" "options edns0" "search lan" \
		host resolv.conf stub-resolv.conf
}

# covers: P2 P6
@test "the mounts of this host are the same, while a run lives and after it" {
	use_stub
	mkdir /run/nscd
	before=$(wc -l </proc/self/mountinfo)
	detach "${line[@]}" --dns 192.0.2.53 -- sleep 1000
	[ "$(wc -l </proc/self/mountinfo)" -eq "$before" ]
	replace /etc/resolv.conf "nameserver 192.0.2.1"
	wait_until 10 has_line /etc/resolv.conf "nameserver 192.0.2.53"
	[ "$(wc -l </proc/self/mountinfo)" -eq "$before" ]
	[ "$(</etc/resolv.conf)" = "nameserver 192.0.2.1" ]
}
