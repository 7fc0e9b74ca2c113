# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title=docker
remark="a daemon that is there already, not counted; an image, a root file system of layers, all namespaces, a cgroup"
needs="docker dockerd containerd"
docker="$(type -P docker) --host unix://$work/socket"
command="$docker run --rm --network race --ip {address} race {program}"
pace=slow
export HOME=$work

version() { dockerd --version; }
answers() { $docker version; } >/dev/null 2>&1

set_up()
{
	dockerd --host "unix://$work/socket" --data-root "$work/data" --exec-root "$work/exec" \
		--pidfile "$work/pid" --bridge none --iptables=false --ip-forward=false \
		--ip-masq=false >"$work/log" 2>&1 &
	wait_until 30 answers || { grep -m 1 level=fatal "$work/log" || tail -n 1 "$work/log"; return 1; }
	tar -C "$rootfs" -c . | $docker import - race &&
		$docker network create --driver macvlan --subnet 172.16.0.0/16 --gateway "$gateway" \
			--opt parent=eth0 race
}

tear_down()
{
	local daemon

	daemon=$(<"$work/pid")
	kill "$daemon"
	wait_until 20 has_ended "$daemon"
}
