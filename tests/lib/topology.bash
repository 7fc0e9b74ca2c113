# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the cases about topologies have at hand beside nsrun.bash, which they load first.

# The cases go to where their files are, so that messages name these as a user would.
NSRUN=$(realpath "$NSRUN") HELPERS=$(realpath "$HELPERS")

# topology NAME: writes NAME.yaml, out of stdin, into the case's own directory, and goes there.
topology()
{
	cd "$BATS_TEST_TMPDIR" || return 1
	cat >"$1.yaml"
}

# pair NAME [TEST]: two hosts on one LAN, and the test, if there is one.
pair()
{
	topology "$1" <<-'EOF'
	hosts:
	  left:
	    links: [ {lan: net, ip: 10.9.0.2/24} ]
	  right:
	    links: [ {lan: net, ip: [10.9.0.3/24, 10.9.0.4/24]} ]
	    command: sleep 1000
	EOF
	[ $# -eq 1 ] || printf 'test: |\n  %s\n' "${2//$'\n'/$'\n'  }" >>"$1.yaml"
}

# The names of the runs that live, in one line.
who_is_up() { "$NSRUN" list --json | jq -r '[.[].name] | sort | join(" ")'; }

# is_up NAME...: these and no others.
is_up() { [ "$(who_is_up)" = "$*" ]; }
