# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# For cases about /etc/nsrun/policy, beside nsrun.bash, network.bash, runs.bash and etc.bash, which they load
# first: a stage with an nsrun that has file capabilities, as the user nobody can call it. Who has a
# prepare() or tidy() of its own calls those of the policy in it.

policy=/etc/nsrun/policy
N=/run/bin/nsrun
refused="Operation not permitted: root can grant it in /etc/nsrun/policy (see POLICY in nsrun(1)); or use sudo"

# As the user nobody, with the bounding set of a login: for what is put in the background and killed, where a
# function would be a shell between.
lent=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$N")

plain() { try "${lent[@]}" "$@"; } # ARG...: nsrun as nobody

grant() { printf '%s\n' "$@" >"$policy"; } # LINE...: the policy

setup_file()
{
	install -D -m 755 "$NSRUN" /run/bin/nsrun
	# Who owns no more than a user namespace can give no file capabilities that count outside of it.
	have_users
	setcap cap_net_admin,cap_sys_admin=p /run/bin/nsrun
}
teardown_file() { rm -rf /run/bin; }

prepare_policy()
{
	cd / || return
	export HOME=/
	own_etc
	# Where its runs are noted; with file capabilities no variable of the environment is believed.
	install -d -m 700 -o 65534 -g 65534 /run/user/65534
	install -d -m 700 -o daemon -g daemon "/run/user/$(id -u daemon)"
	export XDG_RUNTIME_DIR=/run/nosuch
}
prepare() { prepare_policy; }

tidy_policy()
{
	"${lent[@]}" stop --all >/dev/null 2>&1
	"${lent[@]}" clean >/dev/null 2>&1
	[ -z "$(find /run/user ! -type d)" ]
	rm -rf /run/user
	give_etc_back
	stop_all
}
tidy() { tidy_policy; }
