# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title=bst
remark="no default route; new PID, IPC and user namespaces, too"
needs=bst
command="$(type -P bst) --nic eth0,type=macvlan,link=eth0,mode=bridge --ip {address}/16,dev=eth0 {program}"
pace=quick

version() { bst --version; }
