# SPDX-License-Identifier: MIT
# Attack: CVE-2024-21626. Get at the host's files by a descriptor, or a working directory, that came with the
# process: one of whoever called nsrun, or one of nsrun's own.
# Modes: all, and exec in each.
# Holds: the command has 0, 1 and 2, and what --keep-fd names; the working directory is the one that nsrun was called in,
# which gives a user no more than the user may have.
load ../lib/nsrun
load ../lib/attacks

set_up()
{
	mkdir -p /run/secret/open
	echo secret >/run/secret/open/file
	chmod 700 /run/secret
}
put_away() { rm -rf /run/secret; }
open_directory() { exec {directory}</run/secret {file}</run/secret/open/file; }
close_directory() { exec {directory}<&- {file}<&-; }

# covers: P9
@test "no descriptor of the caller's is there, and none of nsrun's" {
	open_directory
	for mode in $(modes); do
		as "$mode" sh -c 'ls /proc/$$/fd; cat "/proc/self/fd/$1/open/file" "/proc/self/fd/$2"' sh "$directory" "$file"
		expect_output "0
1
2"
		[[ $stderr == *"No such file or directory"* && $stderr != *secret ]]
	done
	close_directory
}

# covers: P9 exec
@test "nor is one there for who joins, or in what nsrun is before that" {
	open_directory
	for options in "" --userns --pid "--userns --pid"; do
		# shellcheck disable=SC2086 # words
		detach $options -- sleep 1000
		nsrun exec "$id" sh -c 'ls /proc/$$/fd; cat "/proc/self/fd/$1/open/file"' sh "$directory"
		expect_output "0
1
2"
	done
	close_directory
}

# covers: --keep-fd
@test "what is asked for is there" {
	open_directory
	nsrun --keep-fd "$directory" -- cat "/proc/self/fd/$directory/open/file"
	expect_output secret
	close_directory
}

# covers: P9 --user --userns
@test "a working directory that the user may not enter gives nothing" {
	need_users
	cd /run/secret
	for mode in user userns plain; do
		as "$mode" sh -c 'cat open/file; cat ./open/file; ls .; cat /proc/self/cwd/open/file'
		echo "$mode: $stderr"
		expect_output ""
		[ "$(grep -c 'Permission denied\|No such file' <<<"$stderr")" -ge 4 ]
	done
	as root cat open/file
	expect_output secret
	cd /
}

# covers: P9 exec
@test "a command that is a path through nsrun's own descriptors leads nowhere" {
	need_users
	cp "$(type -P id)" /run/secret/open/
	open_directory
	for fd in 3 5 7 9 "$directory"; do
		nsrun --userns -- "/proc/self/fd/../fd/$fd/open/id"
		[ "$status" -ge 125 ]
		expect_output ""
		nsrun --user nobody -- "/proc/thread-self/fd/$fd/open/id"
		[ "$status" -ge 125 ]
		expect_output ""
	done
	close_directory
}
