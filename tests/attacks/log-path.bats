# SPDX-License-Identifier: MIT
# Attack: another user has made, where everybody may make files, what --log or --pcap is to write to: a link to a file that only
# the caller may write to, or a FIFO that holds the caller up or reads what is written.
# Modes: root and plain; whatever the kernel is told of that (fs.protected_symlinks, fs.protected_fifos).
# Holds: another user's link or FIFO there is refused; the file behind it is as it was. One's own is used.
load ../lib/nsrun
load ../lib/attacks

set_up()
{
	mkdir -m 1777 /run/open
	echo kept >/run/open/target
	chmod 600 /run/open/target
}
put_away() { rm -rf /run/open; }

# covers: --log P9
@test "another user's link is not followed" {
	need_users
	as_nobody ln -s target /run/open/log
	nsrun --log /run/open/log -- echo overwritten
	expect_failure "--log /run/open/log: it is another user's link: choose another place"
	[ "$(</run/open/target)" = kept ]
	detach_fails --log /run/open/log
	as_nobody ln -s nowhere /run/open/other
	nsrun --log /run/open/other -- echo made
	expect_failure "--log /run/open/other: it is another user's link: choose another place"
	[ ! -e /run/open/nowhere ]
}
detach_fails()
{
	nsrun --detach "$@" -- true
	expect_status 125
	[ "$(</run/open/target)" = kept ]
}

# covers: --log P9
@test "nor by a plain user, to a file of its own" {
	need_users
	chown daemon /run/open/target
	as_nobody ln -s target /run/open/log
	try setpriv --reuid=daemon --regid=daemon --clear-groups "$bin/nsrun" --log /run/open/log -- echo overwritten
	expect_failure "--log /run/open/log: it is another user's link: choose another place"
	[ "$(</run/open/target)" = kept ]
}

# covers: --log P9
@test "another user's FIFO is not opened" {
	need_users
	as_nobody mkfifo -m 666 /run/open/log
	nsrun --log /run/open/log -- echo told
	expect_failure "--log /run/open/log: it is another user's FIFO: choose another place"
}

# covers: --log
@test "one's own link and FIFO, and /dev/stdout, are used" {
	ln -s target /run/open/log
	nsrun --log /run/open/log -- echo appended
	expect_status 0
	[ "$(</run/open/target)" = "kept
appended" ]
	mkfifo /run/open/fifo
	cat /run/open/fifo >"$BATS_TEST_TMPDIR/read" 3>&- &
	nsrun --log /run/open/fifo -- echo told
	wait $!
	[ "$(<"$BATS_TEST_TMPDIR/read")" = told ]
	"$NSRUN" --log /dev/stdout -- echo shown >"$BATS_TEST_TMPDIR/shown"
	[ "$(<"$BATS_TEST_TMPDIR/shown")" = shown ]
}

# covers: --detach P9
@test "the log that nsrun keeps itself is for nobody else to read" {
	detach -- echo secret
	for file in "$records"/log-*; do [ "$(stat -c %a "$file")" = 600 ]; done
	need_users
	nobody cat "$records"/log-*
	expect_output ""
	[[ $stderr == *"Permission denied"* ]]
}

# covers: --pcap P9
@test "nor is what --pcap names" {
	need_users
	as_nobody ln -s target /run/open/frames
	nsrun --lan t --pcap /run/open/frames -- true
	expect_failure "--pcap /run/open/frames: it is another user's link: choose another place"
	[ "$(</run/open/target)" = kept ]
	as_nobody mkfifo -m 666 /run/open/fifo
	nsrun --lan t --pcap /run/open/fifo -- true
	expect_failure "--pcap /run/open/fifo: it is another user's FIFO: choose another place"
}
