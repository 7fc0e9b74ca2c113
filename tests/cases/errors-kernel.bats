# SPDX-License-Identifier: MIT
# A kernel that lacks what a link needs. The module is taken out of the running kernel, so this is
# for a virtual machine, and for a moment when no other case wants a macvlan.
load ../lib/nsrun

tidy()
{
	[ ! -s "$BATS_TEST_TMPDIR/modprobe" ] || {
		cat "$BATS_TEST_TMPDIR/modprobe" >/proc/sys/kernel/modprobe
		modprobe macvlan
	}
}

# The kernel cannot load it again, until tidy() lets it.
unload_macvlan()
{
	cat /proc/sys/kernel/modprobe >"$BATS_TEST_TMPDIR/modprobe"
	echo /bin/false >/proc/sys/kernel/modprobe
	macvlan_is_out()
	{
		modprobe -q -r macvtap macvlan 2>/dev/null || [ ! -e /sys/module/macvlan ]
	}
	wait_until 20 macvlan_is_out
}

# covers: P7 --macvlan
@test "a kernel without macvlan" {
	[ -n "${NSRUN_VM:-}" ] || skip "only a virtual machine's kernel may lose a module"
	have modules
	alone
	unload_macvlan
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "macvlan on 'eth0': Unknown device type: this kernel has no macvlan;\
 modprobe macvlan, or boot one that has it"
}
