# SPDX-License-Identifier: MIT
# A kernel that lacks what a link needs. The module is taken out of the running kernel, so this is
# for a virtual machine, and for a moment when no other case wants a macvlan.
load ../lib/nsrun

tidy()
{
	[ ! -s "$BATS_TEST_TMPDIR/modprobe" ] || {
		cat "$BATS_TEST_TMPDIR/modprobe" >/proc/sys/kernel/modprobe
		modprobe "$module"
	}
}

# The kernel cannot load it again, until tidy() lets it.
unload() # MODULE, and those that need it
{
	module=$1
	cat /proc/sys/kernel/modprobe >"$BATS_TEST_TMPDIR/modprobe"
	echo /bin/false >/proc/sys/kernel/modprobe
	is_out() { modprobe -q -r "$@" 2>/dev/null || [ ! -e "/sys/module/$module" ]; }
	wait_until 20 is_out "${@:2}" "$1"
}

# covers: P7 --macvlan
@test "a kernel without macvlan" {
	[ -n "${NSRUN_VM:-}" ] || skip "only a virtual machine's kernel may lose a module"
	have modules
	alone
	unload macvlan macvtap
	nsrun --macvlan eth0 --ip 172.16.86.2/24 -- true
	expect_failure "macvlan on 'eth0': Unknown device type: this kernel has no macvlan;\
 modprobe macvlan, or boot one that has it"
}

# covers: P7 --dummy
@test "a kernel without dummies" {
	if have_dummy; then
		[ -n "${NSRUN_VM:-}" ] || skip "only a virtual machine's kernel may lose a module"
		have modules
		alone
		unload dummy
	fi
	nsrun --dummy -- true
	expect_failure "dummy: Unknown device type: this kernel has no dummy; modprobe dummy, or boot\
 one that has it"
}
