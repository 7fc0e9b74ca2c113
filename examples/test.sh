#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# examples/test.sh: a test and its server in one line: the server is a host of its own, the test begins
# when it answers, and nsrun ends with the test's status. docs/test.md says more.
# shellcheck source=examples/show.bash
source "$(dirname "$0")/show.bash"

NSRUN=$(realpath "$NSRUN")
export NSRUN
cd "$(dirname "$0")" || exit
web=(--lan t --ip 10.9.0.2/24 --host-access --ready tcp:80)
server=(python3 -u -m http.server 80)
fetch=$(mktemp)
trap 'rm "$fetch"' EXIT
cat >"$fetch" <<'END'
import os, sys, urllib.request
print(urllib.request.urlopen("http://" + os.environ["NSRUN_ADDRESS"] + sys.argv[1], timeout=5).status)
END
export fetch

say "The test is on this host, and finds a server that answers:"
here nsrun "${web[@]}" --test 'python3 "$fetch" /test.sh' -- "${server[@]}" || wrong "the test has failed"
shows 200

say "Its exit status is nsrun's:"
here nsrun "${web[@]}" --test 'python3 "$fetch" /no-such-page 2>/dev/null || exit 3' -- "${server[@]}"
[[ $? -eq 3 ]] || wrong "the status is not the test's"

say "What the server wrote is in the run's log:"
here nsrun "${web[@]}" --test 'python3 "$fetch" / >/dev/null; "$NSRUN" logs $NSRUN_NAME' -- "${server[@]}"
shows '"GET / HTTP/1.1" 200'

say "A server that ends first is named, with the last thing that it said:"
here nsrun --test 'sleep 1000' -- sh -c 'echo cannot read its configuration; exit 2'
[[ $? -eq 125 ]] || wrong "the status is not 125"
shows "the command ended with status 2 before the test did: last line of its log: cannot read its configuration"

say "And nothing is left:"
here ip -br link
[[ -z $(find /run/nsrun /run/netns ! -type d ! -name peer) ]] || wrong "a file is left"
if pgrep -x 'sleep|python3'; then wrong "a process is left"; fi
finish
