# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title=unshare
remark="no link: only the namespaces; all capabilities stay"
needs=unshare
command="$(type -P unshare) --net --mount --uts -- {program}"
pace=quick

version() { unshare --version; }
