# SPDX-License-Identifier: MIT
# Attack: a name that is a path, an option, a line of its own, or longer than its place: of a run (--name, exec, stop ...), a
# network (--network, network create), a namespace (--netns), a host (--hostname).
# Modes: root; all of it is decided before there is any mode.
# Holds: status 125 and one line on standard error that no terminal obeys; no file is made, read or removed anywhere.
load ../lib/nsrun
load ../lib/attacks

long=$(printf 'a%.0s' {1..300})
very_long=$(printf 'a%.0s' {1..5000})
paths=(.. . ../victim /run/victim host/../../victim a/b ./a "a
b" $'a\033[2Jb' -a --help "a b" "" "$long" "$very_long" "*" '$(touch /run/made)' %s%n)

set_up() { touch /run/victim; }
put_away() { rm -f /run/victim; }

# refused_line ARG...: that, and no more than that.
refused_line()
{
	nsrun "$@"
	printf '%q: %s\n%q\n' "$*" "$status" "$stderr"
	expect_status 125
	expect_output ""
	[[ $stderr == nsrun:* ]]
	[ "$(grep -c . <<<"$stderr")" -eq 1 ]
	[ -z "$(tr -d '\n[:print:]' <<<"$stderr")" ]
	[ -e /run/victim ]
	[ ! -e /run/made ]
}

# covers: --name P7
@test "no such name is a run's" {
	for name in "${paths[@]}"; do refused_line "--name=$name" -- true; done
	nsrun --name a.b_c-1 -- true
	expect_status 0
}

# covers: exec stop wait logs inspect P7
@test "nor does one lead to a run" {
	detach --name web -- sleep 1000
	for name in "${paths[@]}"; do
		[[ $name != -* ]] || continue
		# shellcheck disable=SC2046 # none, or one
		for word in exec stop wait logs inspect; do
			refused_line "$word" "$name" $([ "$word" != exec ] || echo true)
		done
	done
	nsrun exec web true
	expect_status 0
}

# covers: --network network-create network-remove P7
@test "nor to a network" {
	for name in "${paths[@]}"; do
		refused_line "--network=$name" -- true
		[[ $name != -* ]] || continue
		refused_line network create --subnet 10.9.0.0/24 "$name"
		refused_line network remove "$name"
	done
}

# covers: --netns --hostname --lan P7
@test "nor to a namespace, and none is a host's or a private Ethernet's" {
	for name in "${paths[@]}"; do
		refused_line "--netns=$name" -- true
		[ "$name" = . ] || [ "$name" = .. ] || [[ $name == -* ]] || refused_line "--hostname=$name" -- true
		[[ $name == -* ]] || refused_line "--lan=$name" --ip 10.9.0.2/24 -- true
	done
}

# covers: P7
@test "what a command is called does not reach the terminal of who lists runs" {
	detach -- sh -c ': $'\''\033[2J'\''; exec sleep 1000' $'a\033[2J\nb'
	nsrun list
	[ "$(grep -c . <<<"$output")" -eq 2 ]
	[ -z "$(tr -d '\n[:print:]' <<<"$output")" ]
}
