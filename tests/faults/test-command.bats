# SPDX-License-Identifier: MIT
# Each system call of a run with --test fails once, in the supervisor and in who becomes the test.
load ../lib/nsrun
load ../lib/faults

# The test is over when the command has said what is there.
command='"$2" >/run/there.new && mv /run/there.new /run/there; exec sleep 1000'
test='until [ -e /run/there ]; do :; done; cat /run/there; rm /run/there'

# covers: P2 P7 125 --test
@test "--test" {
	line=(--grace 1 --macvlan eth0 --ip 172.16.86.2/24 --test "$test" -- sh -c "$command" sh)
	call_faults 2 ENOMEM
}
