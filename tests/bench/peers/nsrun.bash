# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title=nsrun
remark="as it is by default: dropped capabilities, system call filter, claims, a record of the run"
needs=""
command="{build}/nsrun --macvlan eth0 --ip {address}/16 -- {program}"
pace=quick

version() { "$build/nsrun" --version; }
