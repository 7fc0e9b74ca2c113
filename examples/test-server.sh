#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/test-server.sh: a test server as a host of its own on the network: started in the
# background, used as soon as it answers, from another host, and stopped. Nothing is left.
# Runs on a throwaway host (tests/stage); NSRUN names the program, else it is build/nsrun.
set -eu
top=$(dirname "$0")/..
[[ ${NSRUN_STAGE-} && -e /run/netns/peer ]] || exec "$top/tests/stage" "$BASH" "$0"
nsrun=$(realpath "${NSRUN:-$top/build/nsrun}")

fetch='import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=5).status)'

echo '$ nsrun --detach --name web --ready tcp:80 --macvlan eth0 --ip 172.16.86.2/24 -- python3 -u -m http.server 80'
"$nsrun" --detach --name web --ready tcp:80 --macvlan eth0 --ip 172.16.86.2/24 -- \
	python3 -u -m http.server --directory "$top/examples" 80

echo '$ nsrun list'
"$nsrun" list
echo '$ ip netns exec peer curl http://172.16.86.2/     # from another host, at once'
ip netns exec peer python3 -c "$fetch" http://172.16.86.2/
echo '$ nsrun exec web ip -brief address'
"$nsrun" exec web ip -brief address
echo '$ nsrun logs web'
"$nsrun" logs web
"$nsrun" logs web | grep -q '172.16.86.1 .* 200'
echo '$ nsrun stop web'
"$nsrun" stop web

echo '$ ip netns exec peer ping -c 1 172.16.86.2        # and nothing is left'
if ip netns exec peer ping -q -n -c 1 -W 1 172.16.86.2; then exit 1; fi
[ -z "$(find /run/nsrun /run/netns ! -type d ! -name peer)" ]
echo '# All of this was checked, and is as it should be.'
