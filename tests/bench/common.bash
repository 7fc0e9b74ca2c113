# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What race and load have in common.

# wait_until SECONDS COMMAND [ARG...]: until COMMAND succeeds; fails after SECONDS.
wait_until()
{
	local deadline=$((SECONDS + $1))

	shift
	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		pause 0.01
	done
}
pause() { read -r -t "$1" <> <(:) || :; } # SECONDS, without another program

has_ended() { [ ! -e "/proc/$1" ]; } # PID

fail() # TEXT
{
	echo "${0##*/}: $1" >&2
	exit 1
}

# The stage of the programs in C (stage.h) on that of tests/stage: eth0 is 172.16.0.1/16 with a default
# route by way of 172.16.0.2.
widen_stage()
{
	ip -batch - <<-END && ip -n peer -batch - <<-END
		address del 172.16.86.250/24 dev eth0
		address add 172.16.0.1/16 dev eth0
		route replace default via 172.16.0.2
	END
		address del 172.16.86.1/24 dev eth0
		address add 172.16.0.2/16 dev eth0
	END
}
