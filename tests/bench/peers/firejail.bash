# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title=firejail
remark="asks the network twice for the address, half a second each; new PID and mount namespaces"
needs=firejail
command="$(type -P firejail) --quiet --noprofile --net=eth0 --ip={address} --netmask=255.255.0.0\
 --defaultgw={gateway} {program}"
pace=slow

version() { firejail --version; }
