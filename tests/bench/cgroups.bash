# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Control groups of one's own for a command: a group below the one where this shell is in each of the
# machine's hierarchies, and a cgroup namespace with it as the root, which shows no others.

# "MOUNT POINT<TAB>TYPE<TAB>OPTIONS" of each hierarchy, the outermost first.
hierarchies()
{
	sed -nE 's/^[^ ]+ [^ ]+ [^ ]+ [^ ]+ ([^ ]+) .* - (cgroup2?) [^ ]+ (.*)$/\1\t\2\t\3/p' /proc/self/mountinfo | sort -u
}

# enter_cgroups NAME: for a shell that goes on to unshare --cgroup.
enter_cgroups()
{
	local at group

	while IFS=$'\t' read -r at _ _; do
		group=$at/$1
		mkdir -p "$group" || return
		# A new cpuset has neither processors nor memory, and takes no process.
		if [ -e "$group/cpuset.cpus" ] && [ -e "$group/cpuset.mems" ] && [ ! -e "$group/cgroup.controllers" ]; then
			cat "$at/cpuset.cpus" >"$group/cpuset.cpus"
			cat "$at/cpuset.mems" >"$group/cpuset.mems"
		fi
		echo "$BASHPID" >"$group/cgroup.procs" || return
	done < <(hierarchies)
}

# Below it, in new cgroup and mount namespaces: /sys/fs/cgroup as such a machine has it. On version 2 a
# group with processes cannot hand on controllers, so this shell and its children go into one below.
mount_cgroups()
{
	local at type options all

	all=$(hierarchies)
	umount --recursive /sys/fs/cgroup && [ "$all" ] || return
	[ "$(wc -l <<<"$all")" -eq 1 ] || mount -n -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup || return
	while IFS=$'\t' read -r at type options; do
		options=$(tr , '\n' <<<"$options" | grep -vE '^(r[ow]|xattr|release_agent=.*|clone_children|nsdelegate|memory_.*)$' |
			paste -sd ,)
		mkdir -p "$at" && mount -n -t "$type" ${options:+-o "$options"} "$type" "$at" || return
		if [ "$type" = cgroup2 ]; then
			mkdir -p "$at/driver" && echo 0 >"$at/driver/cgroup.procs" || return
		fi
	done <<<"$all"
}

# remove_cgroups NAME: fails while a process is in one of them.
remove_cgroups()
{
	local at all=0

	while IFS=$'\t' read -r at _ _; do
		[ ! -d "$at/$1" ] || find "$at/$1" -depth -type d -exec rmdir {} + 2>/dev/null || all=1
	done < <(hierarchies)
	return $all
}
