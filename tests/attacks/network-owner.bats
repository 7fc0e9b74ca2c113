# SPDX-License-Identifier: MIT
# Attack: a named network's file, or its directory, is another user's, or others can write to it: who it names as a
# parent, which addresses, would be theirs to say.
# Modes: root, plain.
# Holds: such a file is not read, and the error says what mends it.
load ../lib/nsrun
load ../lib/attacks
load ../lib/networks

put_away() { remove_networks; }
setup_file()
{
	install -D -m 755 -t /run/bin "$NSRUN"
	own_etc "$BATS_FILE_TMPDIR/etc"
}
teardown_file()
{
	rm -rf /run/bin
	give_etc_back
}
wrong="it belongs to another user or is writable by others: chown and chmod go-w mend that"

# covers: --network P9
@test "a file that others can write to, or that is theirs" {
	need_users
	create lab --subnet 10.9.0.0/24
	for spoil in "chmod 666" "chmod 664" "chown 65534"; do
		# shellcheck disable=SC2086 # words
		$spoil "$(file_of lab)"
		nsrun --network lab -- true
		expect_failure "$(file_of lab): $wrong"
		chown 0 "$(file_of lab)"
		chmod 644 "$(file_of lab)"
	done
	nsrun --network lab -- true
	expect_status 0
}

# covers: --network P9
@test "a directory of others" {
	need_users
	create lab --subnet 10.9.0.0/24
	for spoil in "chmod 777" "chmod 775" "chown 65534"; do
		# shellcheck disable=SC2086
		$spoil "$networks"
		nsrun --network lab -- true
		expect_failure "$networks: $wrong"
		nsrun network create --subnet 10.8.0.0/24 other
		expect_failure "$networks: $wrong"
		chown 0 "$networks"
		chmod 755 "$networks"
	done
}

# covers: --network P9
@test "a link to another user's file, and what is no file" {
	need_users
	create lab --subnet 10.9.0.0/24
	install -m 644 -o 65534 "$(file_of lab)" /run/user/lab.json
	ln -sf /run/user/lab.json "$(file_of lab)"
	nsrun --network lab -- true
	expect_failure "$(file_of lab): $wrong"
	rm "$(file_of lab)"
	mkfifo -m 644 "$(file_of lab)"
	nsrun --network lab -- true
	expect_status 125
	rm "$(file_of lab)"
}

# covers: --network P9
@test "a plain user's are the user's" {
	need_users
	export XDG_CONFIG_HOME=$XDG_RUNTIME_DIR/config
	nobody "$bin/nsrun" network create --subnet 10.9.0.0/24 -o parent= lab
	as_nobody mkdir -p "$XDG_CONFIG_HOME/nsrun/networks"
	chown daemon "$XDG_CONFIG_HOME/nsrun/networks"
	nobody "$bin/nsrun" --network lab -- true
	expect_failure "$XDG_CONFIG_HOME/nsrun/networks: $wrong"
}
