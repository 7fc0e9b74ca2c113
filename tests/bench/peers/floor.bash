# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title="bare floor"
remark="a C program with nothing but the kernel's work: tests/bench/floor.c"
needs=""
command="{build}/tests/bench/floor eth0 {address}/16 {gateway} {program}"
pace=quick
