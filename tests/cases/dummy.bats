# SPDX-License-Identifier: MIT
# --dummy: a link that leads nowhere.
load ../lib/nsrun
load ../lib/network

tidy() { end_all_runs; }

# covers: --dummy P1 P4
@test "the command has a dummy with its addresses, and the host has none" {
	have dummy
	nsrun --dummy --ip 10.1.1.1/24 -- sh -c 'ip -d link show eth0; ip -4 -br address show eth0'
	expect_status 0
	expect_stderr ""
	[[ $output == *" dummy "*10.1.1.1/24* ]]
	[ -z "$(ip link show type dummy)" ]
}

# covers: --dummy
@test "the same address in two runs at once: a dummy is its run's alone" {
	have dummy
	stand one --dummy --ip 10.1.1.1/24
	nsrun --dummy --ip 10.1.1.1/24 -- "$HELPERS/at-once" bind 10.1.1.1
	expect_status 0
}

# covers: --dummy --route --ifname
@test "several dummies, and routes over them" {
	have dummy
	nsrun --dummy --ip 10.1.1.1/24 --gateway 10.1.1.9 --dummy --ifname other --ip 10.2.2.2/24 -- ip -4 route
	expect_status 0
	expect_lines "default via 10.1.1.9 dev eth0" \
		"10.1.1.0/24 dev eth0 proto kernel scope link src 10.1.1.1" \
		"10.2.2.0/24 dev other proto kernel scope link src 10.2.2.2"
}

# covers: --dummy --userns
@test "a plain user's dummy, and a laboratory on one" {
	have dummy
	have_users
	install -D -m 755 "$NSRUN" /run/bin/nsrun
	cd /
	export HOME=/ XDG_RUNTIME_DIR=/run/user/nobody
	install -d -m 700 -o 65534 -g 65534 "$XDG_RUNTIME_DIR"
	nobody /run/bin/nsrun --dummy --ip 10.1.0.2/24 -- ip -br -4 address show eth0
	expect_stderr ""
	[[ $output == *10.1.0.2/24* ]]
	nobody /run/bin/nsrun --userns --dummy -- /run/bin/nsrun --macvlan eth0 --ip 10.1.0.3/24 -- ip -br -4 address show eth0
	expect_stderr ""
	[[ $output == *10.1.0.3/24* ]]
	[ -z "$(find /run/user ! -type d)" ]
	rm -r /run/user /run/bin
}

# covers: --dummy --mtu
@test "no parent limits its MTU" {
	have dummy
	nsrun --dummy --mtu 60000 -- cat /sys/class/net/eth0/mtu
	expect_output 60000
	expect_stderr ""
	expect_status 0
}
