# SPDX-License-Identifier: MIT
# --tmpfs: an empty directory in memory, for the command alone.
load ../lib/nsrun
load ../lib/runs

prepare()
{
	mkdir -p /run/lab/a/b /run/lab/source
	touch /run/lab/a/hosts /run/lab/source/file
	ln -s a /run/lab/link
}
tidy() { stop_all && rm -rf /run/lab; }

# mount_of DIR ARG...: what the kernel says of the mount over DIR in a command with these options.
mount_of()
{
	local directory=$1

	shift
	nsrun "$@" -- awk -v at="$directory" '$5 == at { print $6; print $(NF - 1), $NF }' /proc/self/mountinfo
	expect_stderr ""
	expect_status 0
}

# covers: --tmpfs P6
@test "it is empty, can be written to, and this host sees none of it" {
	nsrun --tmpfs /run/lab/a -- sh -c 'ls -A /run/lab/a; touch /run/lab/a/mine && ls /run/lab/a'
	expect_output mine
	expect_stderr ""
	[ "$(ls /run/lab/a)" = "b
hosts" ]
}

# covers: --tmpfs
@test "without a word of it no set-user-ID programs and no devices; mode 1777" {
	mount_of /run/lab/a --tmpfs /run/lab/a
	[[ ${lines[0]} == rw,nosuid,nodev,relatime && ${lines[1]} == "tmpfs rw"* ]]
	nsrun --tmpfs /run/lab/a -- stat -c '%a %u' /run/lab/a
	expect_output "1777 0"
}

# covers: --tmpfs
@test "Docker's words for it: size, mode, owner, and how it is mounted" {
	mount_of /run/lab/a --tmpfs /run/lab/a:rw,noexec,nosuid,size=65536k
	[[ ${lines[0]} == rw,nosuid,nodev,noexec,relatime && ${lines[1]} == "tmpfs rw,size=65536k"* ]]
	mount_of /run/lab/a --tmpfs /run/lab/a:noexec,exec,suid,ro,nr_inodes=7,size=1m,size=2m
	[[ ${lines[0]} == ro,nodev,relatime && ${lines[1]} == "tmpfs rw,size=2048k,nr_inodes=7"* ]]
	nsrun --tmpfs /run/lab/a:mode=750 -- stat -c %a /run/lab/a
	expect_output 750
	nsrun --tmpfs /run/lab/a:size=8k -- sh -c 'head -c 9000 /dev/zero >/run/lab/a/x'
	[[ $stderr == *"No space left on device"* ]]
}

# covers: --tmpfs --user
@test "it can be another user's" {
	have users
	nsrun --user nobody --tmpfs /run/lab/a:mode=700,uid=65534,gid=7 -- \
		sh -c 'touch /run/lab/a/x && stat -c "%a %u %g" /run/lab/a'
	expect_output "700 65534 7"
}

# covers: --tmpfs --bind
@test "with --bind it is mounted in the order given" {
	nsrun --tmpfs /run/lab/a --bind /run/lab/source:/run/lab/source -- ls -A /run/lab/a
	expect_output ""
	nsrun --bind /run/lab/a:/run/lab/source --tmpfs /run/lab/source/b -- ls -A /run/lab/source
	expect_output "b
hosts"
	nsrun --tmpfs /run/lab/a --bind /run/lab/a:/run/lab/source -- ls -A /run/lab/source
	expect_output ""
	nsrun --tmpfs /run/lab/a --bind /run/lab/source:/run/lab/a -- ls /run/lab/a
	expect_output file
	nsrun --bind /run/lab/source:/run/lab/a --tmpfs /run/lab/a -- ls -A /run/lab/a
	expect_output ""
}

# covers: --tmpfs
@test "a symbolic link is followed, as by --bind" {
	nsrun --tmpfs /run/lab/link -- sh -c 'touch /run/lab/link/x; ls /run/lab/a'
	expect_output x
	[ ! -e /run/lab/a/x ]
}

# covers: --tmpfs exec --detach --name
@test "who joins the run sees the same one" {
	detach --name web --tmpfs /run/lab/a -- sh -c 'echo mine >/run/lab/a/file; exec sleep 1000'
	holds() { "$NSRUN" exec web test -s /run/lab/a/file; }
	wait_until 10 holds
	nsrun exec web cat /run/lab/a/file
	expect_output mine
	[ ! -e /run/lab/a/file ]
}

# covers: --tmpfs P7
@test "what cannot be is refused, and nothing is made" {
	nsrun --tmpfs /run/lab/nosuch -- true
	expect_failure "mounts: --tmpfs /run/lab/nosuch: /run/lab/nosuch: No such file or directory:\
 make it first, for nsrun makes nothing on this host"
	[ ! -e /run/lab/nosuch ]
	nsrun --tmpfs /run/lab/source/file -- true
	expect_failure "mounts: --tmpfs /run/lab/source/file: /run/lab/source/file: Invalid argument: name a directory"
	nsrun --tmpfs run/lab/a -- true
	expect_failure "--tmpfs run/lab/a: must be DIR or DIR:OPTION,..., with a DIR that begins with /"
	nsrun --tmpfs / -- true
	expect_failure "--tmpfs /: it cannot be over the root itself: name what is below /"
}

# covers: --tmpfs P7
@test "the kernel's words, where it does not take what it is given" {
	try unshare --user --map-root-user --mount "$NSRUN" --sys keep --tmpfs /run/lab/a:uid=7 -- true
	expect_failure "mounts: --tmpfs /run/lab/a:uid=7: tmpfs: Invalid uid '7'"
}

# covers: --tmpfs --dry-run
@test "a dry run names it" {
	nsrun --dry-run --bind /run/lab/source:/run/lab/a --tmpfs /run/lab/a:size=1m -- true
	expect_line "# - --tmpfs /run/lab/a:size=1m"
	[[ $output == *"--bind"*"--tmpfs"* ]]
}
