# SPDX-License-Identifier: MIT
# Names: --dns, --search, --add-host; the resolv.conf that a run sees where this host's is of no use
# to it. Who answers is dnsmasq on the peer.
load ../lib/nsrun
load ../lib/network
load ../lib/runs
load ../lib/etc
load ../lib/names

line=(--macvlan eth0 --ip 172.16.86.2/24)
made="# Of nsrun, for this run alone."

prepare() { own_names; }
tidy()
{
	stop_all
	[ -z "${server:-}" ] || put_end "$server"
	give_names_back
}

# covers: --dns
@test "--dns is whom the command asks" {
	answer_names
	nsrun "${line[@]}" --dns 172.16.86.1 -- getent ahosts oracle.example
	expect_stderr ""
	expect_line "192.0.2.77      STREAM oracle.example"
	nsrun "${line[@]}" --dns 172.16.86.1 --search example -- getent ahosts oracle
	expect_line "192.0.2.77      STREAM oracle.example"
	nsrun "${line[@]}" --dns 172.16.86.1 --search . -- getent ahosts oracle
	expect_status 2
}

# covers: --dns
@test "of a link-local server, by the link inside" {
	have ipv6
	answer_names
	nsrun "${line[@]}" --ip fd86::2/64 --dns fe80::1%eth0 -- getent ahosts oracle.example
	expect_line "192.0.2.77      STREAM oracle.example"
}

# covers: --dns --search
@test "what is not asked for is this host's" {
	printf '%s\n' "# ours" "nameserver 192.0.2.1" "search lan" "options ndots:2" >/etc/resolv.conf
	nsrun "${line[@]}" --dns 192.0.2.53 --dns 192.0.2.54 -- cat /etc/resolv.conf
	expect_output "$made
nameserver 192.0.2.53
nameserver 192.0.2.54
search lan
options ndots:2"
	nsrun "${line[@]}" --search a.example --search b.example -- cat /etc/resolv.conf
	expect_output "$made
search a.example b.example
nameserver 192.0.2.1
options ndots:2"
	nsrun -- cat /etc/resolv.conf
	expect_output "$(</etc/resolv.conf)"
}

# covers: --dns --add-host P6
@test "the files are for the command alone, read-only, and whoever it is reads them" {
	local user=(--user nobody)

	# A plain user's stage knows no other user.
	grep -q '4294967295$' /proc/self/uid_map || user=()
	before=$(</etc/hosts)
	umask 077
	nsrun --dns 192.0.2.53 --add-host db:192.0.2.7 "${user[@]}" -- \
		stat -c '%A %U' /etc/resolv.conf /etc/hosts
	expect_output "$(printf -- '-rw-r--r-- root\n-rw-r--r-- root')"
	nsrun --dns 192.0.2.53 --add-host db:192.0.2.7 -- sh -c 'for f in resolv.conf hosts; do
		echo x 2>&1 >/etc/$f; rm /etc/$f 2>&1; mv /etc/passwd /etc/$f 2>&1; done'
	expect_status 1
	[ "$(grep -c 'Read-only file system' <<<"$output$stderr")" -eq 2 ]
	[ "$(grep -c 'Device or resource busy' <<<"$output$stderr")" -eq 4 ]
	[ "$(</etc/hosts)" = "$before" ]
	[ ! -s /etc/resolv.conf ]
}

# covers: --add-host --hostname
@test "--add-host comes before this host's lines, and so does the run's own --hostname" {
	echo "192.0.2.9 db" >/etc/hosts
	nsrun "${line[@]}" --ip fd86::2/64 --add-host db:192.0.2.7 --add-host "six=[2001:db8::7]" -- sh -c '
		getent ahostsv4 db | head -n 1; getent ahosts six | head -n 1; tail -n 1 /etc/hosts'
	expect_lines "192.0.2.7       STREAM db" "2001:db8::7     STREAM six" "192.0.2.9 db"
	nsrun "${line[@]}" --ip fd86::2/64 --hostname web.example.org -- \
		sh -c 'hostname -f; getent ahostsv4 web | head -n 1; sed -n 2,4p /etc/hosts'
	expect_lines web.example.org "172.16.86.2     STREAM web.example.org" \
		$'172.16.86.2\tweb.example.org web' $'fd86::2\tweb.example.org web' "192.0.2.9 db"
	nsrun --hostname web -- getent hosts web
	expect_output "127.0.1.1       web"
}

# covers: --hostname --name
@test "without these options /etc/hosts is this host's, and nothing is mounted" {
	echo "nameserver 192.0.2.1" >/etc/resolv.conf
	nsrun "${line[@]}" --name web -- grep -cE '/etc/(hosts|resolv)|/run/(nscd|systemd)' /proc/self/mountinfo
	expect_output 0
	rm /etc/hosts /etc/resolv.conf
	nsrun "${line[@]}" --hostname web -- sh -c 'hostname; ls /etc/hosts'
	expect_output web
	expect_status 2
}

# covers: --dns P7
@test "what is not there is not made" {
	rm /etc/resolv.conf /etc/hosts
	nsrun --dns 192.0.2.53 -- true
	expect_failure "mounts: /etc/resolv.conf: No such file or directory: make it first, an empty one\
 will do, for nsrun makes nothing on this host"
	nsrun --add-host db:192.0.2.7 -- true
	expect_failure "mounts: /etc/hosts: No such file or directory: make it first, an empty one will\
 do, for nsrun makes nothing on this host"
	[ ! -e /etc/resolv.conf ]
	[ ! -e /etc/hosts ]
	ln -s nowhere /etc/resolv.conf
	nsrun --dns 192.0.2.53 -- cat /etc/resolv.conf
	expect_output "$made
nameserver 192.0.2.53"
}

# covers: P2 --dns
@test "killed, it leaves nothing: each mount goes with the run" {
	detach "${line[@]}" --dns 192.0.2.53 --add-host db:192.0.2.7
	murder_detached "$id"
	nsrun clean
	expect_status 0
}

# covers: --dns --add-host --search --dry-run
@test "a dry run names them" {
	nsrun --dry-run --dns fe80::1%eth0 --search . --add-host "db=[2001:db8::7]" -- true
	expect_line "# - --dns fe80::1%eth0"
	expect_line "# - --search ."
	expect_line "# - --add-host db:2001:db8::7"
}

# covers: --dns --name
@test "/etc/netns/NAME/resolv.conf is before this host's, and --dns before both" {
	mkdir -p /etc/netns/web
	printf 'nameserver 192.0.2.9\noptions ndots:3\n' >/etc/netns/web/resolv.conf
	use_stub
	nsrun "${line[@]}" --name web -- cat /etc/resolv.conf
	expect_output "$(</etc/netns/web/resolv.conf)"
	nsrun "${line[@]}" --name web --dns 192.0.2.53 -- cat /etc/resolv.conf
	expect_output "$made
nameserver 192.0.2.53
options ndots:3"
}

# covers: --dns --netns
@test "in a network that is there: as this host has it, unless asked" {
	use_stub
	nsrun --netns peer -- cat /etc/resolv.conf
	expect_output "$(</etc/resolv.conf)"
	nsrun --netns peer -- grep -c /run/systemd /proc/self/mountinfo
	expect_output 0
	nsrun --netns peer --dns 192.0.2.53 --search . -- cat /etc/resolv.conf
	expect_output "$made
nameserver 192.0.2.53
search .
options edns0"
}

# covers: P1
@test "the stub of systemd-resolved is out of reach: the servers that it asks are asked" {
	answer_names
	use_stub
	nsrun "${line[@]}" -- sh -c 'getent ahosts oracle.example; cat /etc/resolv.conf'
	expect_stderr ""
	expect_line "192.0.2.77      STREAM oracle.example"
	expect_line "nameserver 172.16.86.1"
	nsrun "${line[@]}" --search example -- getent ahosts oracle
	expect_line "192.0.2.77      STREAM oracle.example"
	# A command without a link reaches nobody.
	nsrun -- cat /etc/resolv.conf
	expect_output "$(</etc/resolv.conf)"
}

# covers: P1
@test "the same where the stub is named by a file, and no link leads to resolved's" {
	use_stub
	rm /etc/resolv.conf
	echo "nameserver 127.0.0.53" >/etc/resolv.conf
	nsrun "${line[@]}" -- cat /etc/resolv.conf
	expect_output "nameserver 172.16.86.1"
}

# covers: P1 P6
@test "what resolved writes later is seen, too; and no command writes it" {
	use_stub
	detach "${line[@]}" -- sleep 1000
	echo "nameserver 192.0.2.1" >/run/systemd/resolve/new
	mv /run/systemd/resolve/new /run/systemd/resolve/resolv.conf
	nsrun exec "$id" cat /etc/resolv.conf
	expect_output "nameserver 192.0.2.1"
	nsrun "${line[@]/86.2/86.3}" -- sh -c 'echo x >/etc/resolv.conf'
	expect_status 2
	[ "$(</run/systemd/resolve/resolv.conf)" = "nameserver 192.0.2.1" ]
}

# covers: P6 --verbose
@test "nothing is guessed: another server on loopback stays, and --verbose says so" {
	echo "nameserver 127.0.0.1" >/etc/resolv.conf
	for _ in with without; do
		nsrun "${line[@]}" -- cat /etc/resolv.conf
		expect_output "nameserver 127.0.0.1"
		expect_stderr ""
		nsrun "${line[@]}" --verbose -- true
		grep -qx 'nsrun: /etc/resolv.conf: no name server there that the command can reach: name one with --dns' <<<"$stderr"
		use_stub
		rm /etc/resolv.conf
		echo "nameserver 127.0.0.1" >/etc/resolv.conf
	done
	echo "nameserver 192.0.2.1" >/etc/resolv.conf
	nsrun "${line[@]}" --verbose -- true
	[[ $stderr != *"name server"* ]]
}
