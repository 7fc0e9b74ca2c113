#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/lan.sh: a test server and its client on a private Ethernet, and this host beside them.
# No interface of the host's is needed: this is for a laptop on Wi-Fi, a cloud machine, or CI.
# Runs on a throwaway host (tests/stage); NSRUN names the program, else it is build/nsrun.
set -eu
top=$(dirname "$0")/..
[[ ${NSRUN_STAGE-} && -e /run/netns/peer ]] || exec "$top/tests/stage" "$BASH" "$0"
nsrun=$(realpath "${NSRUN:-$top/build/nsrun}")

echo '$ nsrun --lan t --ip 10.9.0.2/24 --host-access -- python3 -m http.server 80 &'
"$nsrun" --lan t --ip 10.9.0.2/24 --host-access -- \
	python3 -m http.server --directory "$top/examples" 80 >/dev/null 2>&1 &
server=$!

# Until it answers, a client is refused; each try ends at once.
fetch='import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=5).status)'
until python3 -c "$fetch" http://10.9.0.2/ >/dev/null 2>&1; do
	kill -0 "$server" # or the server has ended
done

echo '$ nsrun --lan t --ip 10.9.0.3/24 -- curl http://10.9.0.2/     # another run'
"$nsrun" --lan t --ip 10.9.0.3/24 -- python3 -c "$fetch" http://10.9.0.2/
echo '$ curl http://10.9.0.2/                                       # this host'
python3 -c "$fetch" http://10.9.0.2/

kill "$server"
wait "$server" || [ $? -eq 143 ]
echo '$ ip -brief link                                              # and nothing is left'
ip -brief link
if ip -brief link | grep -q lan-; then exit 1; fi
echo '# All of this was checked, and is as it should be.'
