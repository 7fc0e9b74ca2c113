# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title="crun + CNI"
remark="a root file system of its own, all namespaces, a cgroup; the link by CNI's plugins macvlan and static"
needs="crun jq"
command="$work/launch {address} {number} {program}"
pace=quick

# shellcheck source=/dev/null
source tests/bench/oci.bash
probe() { find_cni; }
version() { crun --version; }
set_up() { make_oci_launcher crun; }
