# SPDX-License-Identifier: MIT
# --bind: files of this host, where the command wants them; and how a failure of the child is heard.
load ../lib/nsrun
load ../lib/network
load ../lib/runs

line=(--macvlan eth0 --ip 172.16.86.2/24)

prepare()
{
	mkdir -p /run/lab/source/below /run/lab/target
	echo content >/run/lab/source/file
	touch /run/lab/file
}
tidy()
{
	stop_all
	umount /run/lab/source/below 2>/dev/null || :
	rm -rf /run/lab
}

# covers: --bind
@test "a directory with what is mounted below it, and a file, in order; this host sees none of it" {
	mount -t tmpfs tmpfs /run/lab/source/below
	touch /run/lab/source/below/mounted
	nsrun --bind /run/lab/source:/run/lab/target --bind /run/lab/target/file:/run/lab/file -- \
		sh -c 'ls /run/lab/target/below; cat /run/lab/file; echo written >/run/lab/target/new'
	expect_stderr ""
	expect_output "mounted
content"
	[ -z "$(ls /run/lab/target)" ]
	[ "$(cat /run/lab/source/new)" = written ]
	[ ! -s /run/lab/file ]
}

# covers: --bind
@test "a source that is not absolute is the caller's" {
	nsrun --bind "$(realpath --relative-to=. /run/lab/source/file):/run/lab/file" -- cat /run/lab/file
	expect_output content
}

# covers: --bind P6
@test "read-only, also what is mounted below; for the command alone" {
	mount -t tmpfs tmpfs /run/lab/source/below
	nsrun --bind /run/lab/source:/run/lab/target:ro -- sh -c 'cd /run/lab/target
		touch a below/b 2>&1; touch /run/lab/source/c && echo the source is as it was'
	expect_output "touch: cannot touch 'a': Read-only file system
touch: cannot touch 'below/b': Read-only file system
the source is as it was"
	touch /run/lab/source/below/here
	nsrun --bind /run/lab/source:/run/lab/target:rw -- touch /run/lab/target/a
	expect_status 0
}

# covers: --bind exec
@test "who joins the run sees it, too" {
	detach --bind /run/lab/source:/run/lab/target -- sleep 1000
	nsrun exec "$id" cat /run/lab/target/file
	expect_output content
}

# covers: --bind P7
@test "what cannot be mounted is refused, and nothing is made" {
	nsrun --bind /run/lab/source:/run/lab/nosuch -- true
	expect_failure "mounts: --bind /run/lab/source:/run/lab/nosuch: /run/lab/nosuch: No such file or directory:\
 make it first, for nsrun makes nothing on this host"
	[ ! -e /run/lab/nosuch ]
	nsrun --bind /run/lab/nosuch:/run/lab/target -- true
	expect_failure "mounts: --bind /run/lab/nosuch:/run/lab/target: /run/lab/nosuch: No such file or directory"
	nsrun --bind /run/lab/source:/run/lab/file -- true
	expect_status 125
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
	for words in x :/x /x: /x:y /x:/y:z /x:/y:ro: ::; do
		nsrun --bind "$words" -- true
		expect_failure "--bind $words: must be SRC:DST or SRC:DST:ro, with a DST that begins with /"
	done
}

# covers: P7 P2 --bind
@test "a child that fails while its links are made is heard, 100 of 100" {
	for _ in {1..100}; do
		"$NSRUN" "${line[@]}" --bind /run/lab/nosuch:/run/lab/target -- true 2>&1 || :
	done | sort | uniq -c >"$BATS_TEST_TMPDIR/said"
	cat "$BATS_TEST_TMPDIR/said"
	grep -qx ' *100 nsrun: mounts: --bind [^ ]*: /run/lab/nosuch: No such file or directory' "$BATS_TEST_TMPDIR/said"
}

# covers: --bind --dry-run
@test "a dry run names it" {
	nsrun --dry-run --bind /run/lab/source:/run/lab/target -- true
	expect_line "# - --bind /run/lab/source:/run/lab/target"
}
