# SPDX-License-Identifier: MIT
# --name: what a run's name is good for: the host name, ip netns, /etc/netns, a MAC address of its own.
load ../lib/nsrun
load ../lib/runs
load ../lib/etc

prepare() { export DIR=$BATS_TEST_TMPDIR; }
tidy()
{
	stop_all
	ip netns delete taken 2>/dev/null || :
	give_etc_back
}

line=(--macvlan eth0 --ip 172.16.86.2/24)

# covers: --name --hostname
@test "a named run's host name is its name, unless --hostname says another" {
	nsrun --name web -- hostname
	expect_output web
	nsrun --name web --hostname inside -- hostname
	expect_output inside
	nsrun -- hostname
	expect_output "$(hostname)"
}

# covers: --name M12 P2
@test "ip netns list, exec and ip -n know it during the run, and no more after it" {
	nsrun -d --name web "${line[@]}" -- sleep 1000
	[[ $'\n'$(ip netns list)$'\n' == *$'\n'web\ * || $(ip netns list) == *web* ]]
	[ "$(ip -n web -br addr show eth0 | awk '{ print $3 }')" = 172.16.86.2/24 ]
	[ "$(ip netns exec web cat /sys/class/net/eth0/address)" = 02:42:ac:10:56:02 ]
	[ "$(ip netns identify "$(in_record web pid)")" = web ]
	ip netns pids web | grep -qx "$(in_record web pid)"
	nsrun stop web
	[ ! -L /run/netns/web ]
	[[ $(ip netns list) != *web* ]]
}

# covers: --name P2
@test "the link keeps nothing alive: after kill -9 the next run of that name goes" {
	nsrun -d --name web "${line[@]}" -- sleep 1000
	kill -KILL "$(in_record web supervisor)"
	nsrun --name web "${line[@]}" -- sh -c 'readlink /run/netns/web'
	expect_status 0
	expect_stderr ""
	[[ $output == /proc/*/fd/* ]]
	[ ! -L /run/netns/web ]
	[ -z "$(find /run/nsrun ! -type d)" ]
}

# covers: --name P7
@test "a name that a run has, or ip netns, is refused" {
	nsrun -d --name web -- sleep 1000
	id=$output
	nsrun --name web -- true
	expect_failure "--name web: run $id (sleep 1000) has that name: nsrun stop web ends it, or choose another"
	ip netns add taken
	nsrun --name taken "${line[@]}" -- true
	expect_failure "--name taken: ip netns has that name (/run/netns/taken): choose another"
	ip netns exec taken true
	nsrun exec web true
	expect_status 0
}

# covers: --name P7
@test "names that no file, host or namespace can have are refused" {
	local name

	for name in a/b ../x .x -- "a b" 'a;b' _x; do
		nsrun "--name=$name" -- true
		expect_failure "--name $name: must be of letters, digits, '-', '.' and '_', and begin\
 with a letter or digit"
	done
	name=$(printf 'x%.0s' {1..64})
	nsrun --name "$name" -- true
	expect_failure "--name $name: too long: at most 63 characters"
	nsrun --name "${name:1}" -- hostname
	expect_output "${name:1}"
	nsrun --name 0.a_b-C -- true
	expect_status 0
}

# covers: --name
@test "/etc/netns/NAME has files for its /etc, as with ip netns exec" {
	own_etc
	mkdir -p /etc/netns/web
	echo "nameserver 192.0.2.53" >/etc/netns/web/resolv.conf
	echo "192.0.2.1 inside" >/etc/netns/web/hosts
	nsrun --name web -- cat /etc/resolv.conf /etc/hosts
	expect_stderr ""
	expect_output "$(printf 'nameserver 192.0.2.53\n192.0.2.1 inside')"
	nsrun --name other -- cat /etc/hosts
	expect_output "$(cat /etc/hosts)"
	nsrun -d --name web -- sleep 1000
	nsrun exec web cat /etc/hosts
	expect_output "192.0.2.1 inside"
	nsrun stop web
	echo x >/etc/netns/web/no-such-file
	nsrun --name web -- cat /etc/hosts
	expect_status 0
	expect_output "192.0.2.1 inside"
	expect_stderr "nsrun: warning: /etc/netns/web/no-such-file: it cannot be put over\
 /etc/no-such-file: No such file or directory"
}

# covers: --name
@test "a file of /etc/netns/NAME stands over a symbolic link itself, wherever that leads" {
	own_etc
	mkdir -p /etc/netns/web
	echo "nameserver 192.0.2.53" >/etc/netns/web/resolv.conf
	for target in nowhere hostname; do
		ln -sfn "$target" /etc/resolv.conf
		nsrun --name web -- awk '$5 ~ "^/etc/" && $4 ~ "/netns/web/" { print $5 }' /proc/self/mountinfo
		expect_stderr ""
		expect_output /etc/resolv.conf
	done
}

# covers: --name --mac P5
@test "without an IPv4 address a named run has the same MAC each time, and another name another" {
	local first

	own_etc
	echo 0123456789abcdef0123456789abcdef >/etc/machine-id
	for name in web web other; do
		nsrun --name "$name" --macvlan eth0 --macvlan eth0 -- \
			cat /sys/class/net/eth0/address /sys/class/net/eth1/address
		expect_status 0
		[[ ${lines[0]} == 02:* && ${lines[1]} == 02:* && ${lines[0]} != "${lines[1]}" ]]
		case ${first:-} in
		"") first=$output ;;
		*) [ "$name" = other ] || [ "$output" = "$first" ] ;;
		esac
	done
	[ "$output" != "$first" ]
}

# covers: --name P8
@test "a run with a name is silent, and its exit status is the command's" {
	nsrun --name web "${line[@]}" -- sh -c 'echo out; exit 3'
	expect_status 3
	expect_output out
	expect_stderr ""
}
