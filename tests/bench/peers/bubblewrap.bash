# SPDX-License-Identifier: MIT
# shellcheck shell=bash
title=bubblewrap
remark="no link; a root directory made of mounts; drops all capabilities"
needs=bwrap
command="$(type -P bwrap) --unshare-net --unshare-uts --dev-bind / / {program}"
pace=quick

version() { bwrap --version; }
