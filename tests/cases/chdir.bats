# SPDX-License-Identifier: MIT
# --chdir: where a command begins.
load ../lib/nsrun
load ../lib/runs

prepare() { mkdir -p /run/lab/source/below /run/lab/target && mkdir -m 700 /run/lab/closed; }
tidy() { stop_all && rm -rf /run/lab; }

# covers: --chdir
@test "the command begins there; without it where nsrun was called" {
	cd /run/lab
	nsrun --chdir /run/lab/source -- pwd
	expect_output /run/lab/source
	nsrun -w source/below -- pwd
	expect_output /run/lab/source/below
	nsrun -- pwd
	expect_output /run/lab
}

# covers: --chdir --bind --tmpfs
@test "it is entered when everything is mounted" {
	nsrun --bind /run/lab/source:/run/lab/target --chdir /run/lab/target/below -- pwd
	expect_output /run/lab/target/below
	nsrun --tmpfs /run/lab/source --chdir /run/lab/source -- sh -c 'touch here && ls /run/lab/source'
	expect_output here
	[ ! -e /run/lab/source/here ]
	nsrun --tmpfs /run/lab/source --chdir /run/lab/source/below -- true
	expect_failure "--chdir /run/lab/source/below: No such file or directory"
}

# covers: --chdir --user P7
@test "by the command's user, who must be let in" {
	have users
	nsrun --user nobody --chdir /run/lab/closed -- true
	expect_failure "--chdir /run/lab/closed: Permission denied"
	chown nobody /run/lab/closed
	nsrun --user nobody --chdir /run/lab/closed -- sh -c 'pwd; id -un'
	expect_output "/run/lab/closed
nobody"
}

# covers: --chdir P7
@test "what is no directory is refused" {
	nsrun --chdir /dev/null -- true
	expect_failure "--chdir /dev/null: Not a directory"
	nsrun --detach --chdir /run/lab/nosuch -- true
	expect_failure "--chdir /run/lab/nosuch: No such file or directory"
	nsrun --detach --chdir /run/lab
	expect_failure "--chdir: there is no command that would have it: give it to nsrun exec, or end the\
 line with a command"
	no_runs
}

# covers: --chdir exec --detach
@test "one that joins a run begins where its own options say, among the run's mounts" {
	detach --name web --bind /run/lab/source:/run/lab/target --chdir /run/lab -- sleep 1000
	[ "$(readlink "/proc/$(in_record web pid)/cwd")" = /run/lab ]
	nsrun exec -w /run/lab/target/below web pwd
	expect_output /run/lab/target/below
	cd /run/lab/source
	nsrun exec web pwd
	expect_output /run/lab/source
	nsrun exec --chdir below web pwd
	expect_output /run/lab/source/below
	nsrun exec --chdir /run/lab/nosuch web pwd
	expect_failure "--chdir /run/lab/nosuch: No such file or directory"
}

# covers: --chdir --dry-run
@test "a dry run names it" {
	nsrun --dry-run --chdir /run/lab -- true
	expect_line "# - --chdir /run/lab"
}
