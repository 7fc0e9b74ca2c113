# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title=podman
remark="no daemon; a root file system of its own, all namespaces, a cgroup, conmon, the network by CNI or netavark"
needs=podman
# --tmpdir has to be short: conmon's socket lies below it.
podman="$(type -P podman) --root $work/root --runroot $work/run --tmpdir $work/tmp\
 --network-config-dir $work/networks --cgroup-manager cgroupfs --events-backend none --log-level error"
command="$podman run --rm --network race --ip {address} --log-driver none --rootfs $rootfs {program}"
pace=slow

version() { podman --version; }

set_up()
{
	mkdir -p "$work/networks"
	$podman network create --driver macvlan --subnet 172.16.0.0/16 --gateway "$gateway" \
		--opt parent=eth0 race
}
