# SPDX-License-Identifier: MIT
# nsrun up and down: the hosts of a file, from their begin to their end.
load ../lib/nsrun
load ../lib/runs
load ../lib/etc
load ../lib/topology

tidy()
{
	cd /
	stop_all
	give_etc_back
}

# covers: up P2
@test "the test has all hosts by their names, and its output and status are nsrun's" {
	pair lab 'nsrun exec lab-left ping -q -n -c 1 -W 10 right >/dev/null && echo "$NSRUN_TOPOLOGY"
		nsrun exec lab-right sh -c "hostname; getent hosts left"
		nsrun list --json | jq -r ".[].name" | sort
		echo wrong >&2; exit 7'
	nsrun up lab.yaml
	expect_status 7
	expect_output "lab
right
10.9.0.2        left
lab-left
lab-right"
	expect_stderr wrong
	is_up ""
}

# covers: up --sysctl --gateway --ready
@test "a router forwards, a server is ready, IPv4 and IPv6" {
	have ipv6
	topology lab <<-'EOF'
	name: office
	hosts:
	  client:
	    links: [ {lan: left, ip: [10.1.0.2/24, fd01::2/64], gateway: [10.1.0.1, fd01::1]} ]
	  router:
	    forward: true
	    links:
	      - ip: [10.1.0.1/24, fd01::1/64]
	        lan: left
	      - {lan: right, ip: [10.2.0.1/24, fd02::1/64]}
	  server:
	    links: [ {lan: right, ip: [10.2.0.2/24, fd02::2/64], gateway: [10.2.0.1, fd02::1]} ]
	    command: [python3, -m, http.server, "80"]
	    ready: tcp:80
	test: |
	  set -e
	  nsrun exec office-client python3 -c '
	  import urllib.request
	  print(urllib.request.urlopen("http://server/", timeout=10).status)'
	  nsrun exec office-client ping -q -n -c 1 -W 10 fd02::2 >/dev/null
	EOF
	nsrun up lab.yaml
	expect_stderr ""
	expect_output 200
	expect_status 0
}

# covers: up
@test "a host that does not forward is no router" {
	topology lab <<-'EOF'
	hosts:
	  client: { links: [ {lan: left, ip: 10.1.0.2/24, gateway: 10.1.0.1} ] }
	  router: { links: [ {lan: left, ip: 10.1.0.1/24}, {lan: right, ip: 10.2.0.1/24} ], forward: false }
	  server: { links: [ {lan: right, ip: 10.2.0.2/24, gateway: 10.2.0.1} ] }
	test: nsrun exec lab-client ping -q -n -c 1 -W 1 server >/dev/null
	EOF
	nsrun up lab.yaml
	expect_status 1
}

# covers: up down --detach
@test "up --detach leaves the hosts up and runs no test, down ends them, and may be said twice" {
	pair lab 'exit 7'
	nsrun up --detach lab.yaml
	expect_stderr ""
	expect_output "lab-left
lab-right"
	expect_status 0
	is_up lab-left lab-right
	nsrun stop lab-left
	nsrun down lab.yaml
	expect_stderr ""
	expect_output ""
	expect_status 0
	is_up ""
	nsrun down lab.yaml
	expect_stderr ""
	expect_status 0
}

# covers: up
@test "without a test the hosts are up until a signal asks for their end" {
	local signal

	for signal in INT TERM HUP; do
		pair lab
		begin up lab.yaml
		wait_until 20 grep -qx lab-right "$out"
		is_up lab-left lab-right
		kill -"$signal" "$pid"
		finish
		expect_stderr ""
		expect_output "lab-left
lab-right"
		expect_status 0
		is_up ""
	done
}

# covers: up 128+N P2
@test "what nsrun's caller had started is left alone, and what the test left is not" {
	local others left

	topology lab <<-'EOF'
	hosts: { one: {} }
	test: sleep 1001 & echo $!
	EOF
	try sh -c 'sleep 1000 >/dev/null 2>&1 & echo $! >"$1" && exec "$2" up lab.yaml' sh "$BATS_TEST_TMPDIR/others" "$NSRUN"
	expect_stderr ""
	expect_status 0
	others=$(<"$BATS_TEST_TMPDIR/others") left=$output
	[ "$(<"/proc/$others/comm")" = sleep ]
	kill "$others"
	[ ! -e "/proc/$left" ]
}

# covers: up P8
@test "a test that is ended by a signal, as ^C, takes the hosts with it" {
	pair lab 'echo "test of $$"; sleep 1241'
	begin up lab.yaml
	wait_until 20 grep -q '^test of' "$out"
	wait_until 20 pgrep -x -f 'sleep 1241'
	kill -TERM "$pid"
	finish
	expect_stderr ""
	expect_status 143
	is_up ""
	# What it had begun is gone, too.
	wait_until 10 none_sleeps
}
none_sleeps() { ! pgrep -x -f 'sleep 124[0-9]' >/dev/null; }

# covers: up 128+N P2
@test "^C of a terminal reaches all of the job at once, in each phase" {
	pair lab 'echo "test of $$"; sleep 1244'
	begin_with "-s" up lab.yaml
	wait_until 20 pgrep -x -f 'sleep 1244'
	kill -INT -- "-$pid"
	finish
	expect_stderr ""
	expect_status 130
	is_up ""
	topology lab <<<'hosts: {one: {}, two: {command: sleep 1245, ready: notify}}'
	begin_with "-s" up lab.yaml
	wait_until 20 pgrep -x -f 'sleep 1245'
	kill -INT -- "-$pid"
	finish
	expect_failure "lab: ended by SIGINT before all hosts were ready"
	is_up ""
	pair lab
	begin_with "-s" up lab.yaml
	wait_until 20 grep -qx lab-right "$out"
	kill -INT -- "-$pid"
	finish
	expect_stderr ""
	expect_status 0
	is_up ""
	none_sleeps
}

# covers: up P2
@test "what a test leaves behind, processes and runs, is ended" {
	pair lab 'sleep 1242 & nsrun --detach --name more -- sleep 1243; exit 3'
	nsrun up lab.yaml
	expect_stderr ""
	expect_status 3
	none_sleeps
	is_up ""
}

# covers: up P2 P7
@test "a signal while the hosts begin: none of them stays" {
	topology lab <<-'EOF'
	hosts:
	  one: { links: [ {lan: net, ip: 10.9.0.2/24} ] }
	  two: { command: sleep 1000, ready: notify }
	  three: {}
	EOF
	begin up lab.yaml
	wait_until 20 is_up lab-one lab-two
	kill -INT "$pid"
	finish
	expect_failure "lab: ended by SIGINT before all hosts were ready"
	is_up ""
}

# covers: up P2 P7
@test "a host that fails is named, with its own words, and takes those before it along" {
	local option

	topology lab <<-'EOF'
	hosts:
	  one: { links: [ {lan: net, ip: 10.9.0.2/24} ] }
	  two: { links: [ {lan: net, ip: 10.9.0.3/24} ], command: [no-such-program] }
	  three: { links: [ {lan: net, ip: 10.9.0.4/24} ] }
	EOF
	for option in '' --detach; do
		nsrun up $option lab.yaml
		expect_failure "two: exec 'no-such-program': No such file or directory"
		is_up ""
	done
}

# covers: up
@test "what a host is warned of is said with its name" {
	own_etc
	mkdir -p /etc/netns/lab-one
	echo x >/etc/netns/lab-one/no-such-file
	topology lab <<<'{hosts: {one: {command: [sleep, 1000]}}, test: exit 3}'
	nsrun up lab.yaml
	expect_stderr "nsrun: warning: one: /etc/netns/lab-one/no-such-file: it cannot be put over\
 /etc/no-such-file: No such file or directory"
	expect_status 3
}

# covers: up P7
@test "what is up already is refused, and stays as it is" {
	pair lab
	nsrun up --detach lab.yaml
	nsrun stop lab-left
	nsrun up lab.yaml
	expect_failure "lab.yaml: run lab-right is there: nsrun down lab.yaml ends what is up of it"
	is_up lab-right
	nsrun down lab.yaml
	expect_status 0
}

# covers: up down --lan
@test "two topologies with the same hosts, LANs and addresses are apart" {
	pair one
	nsrun up --detach one.yaml
	pair two 'nsrun exec two-left ping -q -n -c 1 -W 10 right >/dev/null; echo $?'
	nsrun up two.yaml
	expect_stderr ""
	expect_output 0
	is_up one-left one-right
	nsrun down two.yaml
	is_up one-left one-right
	nsrun down one.yaml
	is_up ""
}

# covers: up down P2
@test "what up left that was killed with SIGKILL is ended by down" {
	pair lab
	begin up lab.yaml
	wait_until 20 grep -qx lab-right "$out"
	kill -KILL "$pid"
	wait "$pid" || :
	nsrun down lab.yaml
	expect_status 0
	is_up ""
}

# covers: up
@test "a plain user brings up what takes nothing from the host" {
	have users
	install -D -m 755 "$NSRUN" /run/bin/nsrun
	install -d -m 700 -o 65534 -g 65534 /run/user/nobody
	export XDG_RUNTIME_DIR=/run/user/nobody
	cd /run/bin
	cat >lab.yaml <<-'EOF'
	hosts:
	  left: { links: [ {lan: net, ip: 10.9.0.2/24} ] }
	  right: { links: [ {lan: net, ip: 10.9.0.3/24} ] }
	test: nsrun exec lab-left ping -q -n -c 1 -W 10 right >/dev/null && id -u
	EOF
	nobody /run/bin/nsrun up lab.yaml
	expect_stderr ""
	expect_output 65534
	expect_status 0
	cd /
	[ -z "$(find /run/user/nobody ! -type d)" ]
	rm -r /run/bin /run/user
}

# covers: up
@test "JSON is YAML" {
	topology lab <<-'EOF'
	{ "hosts": { "one": { "links": [ { "lan": "net", "ip": [ "10.9.0.2/24" ], "mtu": 1400 } ] } },
	  "test": "nsrun exec lab-one ip -o link show eth0 | grep -o 'mtu [0-9]*'" }
	EOF
	nsrun up lab.yaml
	expect_stderr ""
	expect_output "mtu 1400"
}

# covers: up
@test "a command of one text is the shell's, a list is a program and its words" {
	topology lab <<-'EOF'
	hosts:
	  shell: { command: 'echo $0 "a  b"', log: shell.log }
	  words: { command: [printf, '%s\n', 'a  b', $0], log: words.log }
	test: nsrun wait lab-shell && nsrun wait lab-words && cat shell.log words.log
	EOF
	nsrun up lab.yaml
	expect_stderr ""
	expect_output 'sh a  b
a  b
$0'
}

# covers: up
@test "examples/partition.yaml: ten nodes fall apart and grow together" {
	nsrun up "$BATS_TEST_DIRNAME/../../examples/partition.yaml"
	expect_stderr ""
	expect_output "ten nodes, one network
two halves, each a network
ten nodes, one network again"
	expect_status 0
}

# covers: up
@test "examples/router.yaml: a slow link that loses packets, behind a router" {
	have netem
	nsrun up "$BATS_TEST_DIRNAME/../../examples/router.yaml"
	expect_stderr ""
	expect_status 0
	[[ $output == *"40 packets transmitted, "*$'\n200' ]]
}

# covers: up --macvlan M6
@test "examples/trunk.yaml: two VLANs of one trunk, and a router" {
	have vlan
	nsrun up "$BATS_TEST_DIRNAME/../../examples/trunk.yaml"
	expect_stderr ""
	expect_status 0
	[[ $output == *"within a VLAN, straight:"*"1 received"*ttl=63*"1 packets transmitted, 0 received"* ]]
}
