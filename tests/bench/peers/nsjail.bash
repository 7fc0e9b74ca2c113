# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title=nsjail
remark="new PID, IPC and user namespaces and a root directory of mounts, too"
needs=nsjail
command="$(type -P nsjail) --mode o --really_quiet --chroot / --macvlan_iface eth0 --macvlan_vs_ip {address}\
 --macvlan_vs_nm 255.255.0.0 --macvlan_vs_gw {gateway} -- {program}"
pace=quick
