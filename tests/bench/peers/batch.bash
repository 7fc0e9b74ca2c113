# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title="ip -batch"
remark="a shell script: link, namespace, address, route by two ip -batch, ip netns exec; all capabilities stay"
needs=ip
command="$work/launch {address} {number} {program}"
pace=quick

version() { ip -V; }

set_up()
{
	cat >"$work/launch" <<-END
		#!/bin/sh
		address=\$1 name=r\$2
		shift 2
		ip -batch - <<TEXT || exit
		netns add \$name
		link add link eth0 name eth0 netns \$name type macvlan mode bridge
		TEXT
		ip -n \$name -batch - <<TEXT || exit
		link set lo up
		address add \$address/16 dev eth0
		link set eth0 up
		route add default via $gateway
		TEXT
		ip netns exec \$name "\$@"
		status=\$?
		ip netns delete \$name
		exit \$status
	END
	chmod +x "$work/launch"
}
