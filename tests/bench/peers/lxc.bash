# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title=lxc-execute
remark="all namespaces, a cgroup, an init process of its own; the file system stays the host's"
needs=lxc-execute
command="$(type -P lxc-execute) --quiet --lxcpath $work/lxc --name r{number} --rcfile $work/config\
 --define lxc.net.0.ipv4.address={address}/16 -- {program}"
pace=quick

version() { lxc-execute --version; }

set_up()
{
	mkdir "$work/lxc"
	cat >"$work/config" <<-END
		lxc.console.path = none
		lxc.pty.max = 0
		lxc.net.0.type = macvlan
		lxc.net.0.macvlan.mode = bridge
		lxc.net.0.link = eth0
		lxc.net.0.flags = up
		lxc.net.0.ipv4.gateway = $gateway
	END
}
