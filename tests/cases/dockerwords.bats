# SPDX-License-Identifier: MIT
# Docker's words that nsrun has otherwise, or does not need: each is answered in one line.
load ../lib/nsrun
load ../lib/runs

tidy() { stop_all; }

# answers WORD "OPTION...": with these options run, and run by itself, say what is on stdin of WORD.
answers()
{
	local answer

	read -r answer
	# shellcheck disable=SC2086 # words
	nsrun run --rm $2 true
	expect_failure "$1: $answer"
	# shellcheck disable=SC2086
	nsrun --rm $2 -- true
	expect_failure "$1: $answer"
}

# covers: P7
@test "files: --volume, -v with a value, --mount" {
	local answer="the command sees this host's own files; to have one elsewhere, here it is --bind SRC:DST"
	local options

	for options in "--volume /a:/b" "--volume=data:/b:ro"; do
		answers --volume "$options" <<<"$answer"
	done
	for options in "-v /a:/b" "-v data:/b" "-v .:/b" "-itv /a:/b" "-v/a:/b" "-v=/a:/b"; do
		answers -v "$options" <<<"$answer"
	done
	answers --mount "--mount type=bind,src=/a,dst=/b" <<<"$answer"
}

# covers: --verbose
@test "-v before a command is nsrun's own" {
	nsrun -v true
	expect_status 0
	[[ $stderr == *supervisor* ]]
	nsrun -v -- a:/b # behind -- it is a command in any case
	expect_status 127
	[[ $stderr == *"nsrun: exec 'a:/b': No such file or directory" ]]
}

# covers: P7
@test "ports: -p, --publish, -P, --publish-all, --expose" {
	local answer="not needed, for the command has its own address and all ports of it: leave it out"
	local options

	for options in "-p 80:80" "-p80:80" "-p=80:80" "-itp 80:80"; do
		answers -p "$options" <<<"$answer"
	done
	answers --publish "--publish 80:80" <<<"$answer"
	answers -P -P <<<"$answer"
	answers --publish-all --publish-all <<<"$answer"
	answers --expose "--expose 80" <<<"$answer"
}

# covers: P7 --ip --mac --search
@test "what nsrun has by another name: --ip6, --mac-address, --net, --dns-search" {
	answers --ip6 "--ip6 fd86::2" <<<"one option is for both families: write --ip"
	answers --mac-address "--mac-address=02:42:ac:10:56:02" \
		<<<"nsrun calls it otherwise: write --mac"
	answers --dns-search "--dns-search lan" <<<"nsrun calls it otherwise: write --search"
	answers --dns-option "--dns-option ndots:2" \
		<<<"they are those of this host's resolv.conf: write env RES_OPTIONS=OPTION before the command"
	answers --net "--net lab" <<<"nsrun has no short form of it: write --network"
}

# covers: P7 --mode
@test "what a network has: --ipvlan_mode, --macvlan_mode, --ipvlan_flag, --parent" {
	local mode

	for mode in ipvlan macvlan; do
		answers "--${mode}_mode" "--${mode}_mode=l2" \
			<<<"a network has it: nsrun network create -o ${mode}_mode=MODE; of a link it is --mode"
	done
	answers --ipvlan_flag "--ipvlan_flag private" \
		<<<"a network has it: nsrun network create -o ipvlan_flag=FLAG; of a link it is --flag"
	answers --parent "--parent eth0" \
		<<<"a network has it: nsrun network create -o parent=INTERFACE; a link is on one by --macvlan INTERFACE"
}

# covers: P7
@test "what there is nothing for: --link, --entrypoint, --restart, --pull, --platform" {
	answers --link "--link web" \
		<<<"not needed, for runs on one network reach each other by their addresses: leave it out"
	answers --entrypoint "--entrypoint sh" \
		<<<"nsrun has no images with one: name the command itself"
	answers --restart "--restart=always" \
		<<<"nsrun has no daemon that would do it: use a service of systemd's"
	answers --pull "--pull always" <<<"nsrun has no images: leave it out"
	answers --platform "--platform linux/amd64" <<<"nsrun has no images: leave it out"
}

# covers: P7 exec
@test "what has another name or form here: where the command begins, and its environment" {
	answers --env-file "--env-file list" <<<"one option is one variable: write --env NAME=VALUE for each"
	answers --workdir "--workdir /tmp" <<<"nsrun calls it otherwise: write --chdir, or -w"
	answers --security-opt "--security-opt no-new-privileges" \
		<<<"write --seccomp FILE for seccomp=FILE; no-new-privileges is so in any case"
	nsrun exec --workdir /tmp web true
	expect_failure "--workdir: nsrun calls it otherwise: write --chdir, or -w"
	# A subcommand that has nothing to start.
	nsrun list -p
	expect_failure "-p: no such option: nsrun help list lists them all"
}

# covers: P7
@test "what is answered here does work" {
	nsrun -e A=b -- sh -c 'echo $A'
	expect_output b
	nsrun -w / -- pwd
	expect_output /
}

# covers: P7 127
@test "an image where the command should be" {
	local image

	for image in alpine:latest ubuntu:22.04 images.example.org/team/app:1 localhost:5000/app:dev; do
		nsrun run --rm "$image" ash
		expect_status 127
		expect_output ""
		expect_stderr "nsrun: exec '$image': No such file or directory: nsrun has no images: leave $image out, and name the command itself"
	done
	nsrun run --rm -dit --name web alpine:latest ash
	expect_status 127
	expect_stderr "nsrun: exec 'alpine:latest': No such file or directory: nsrun has no images: leave alpine:latest out, and name the command itself"
	nsrun run --rm nosuch
	expect_status 127
	expect_stderr "nsrun: exec 'nosuch': No such file or directory"
}

# covers: P7
@test "a command that is called as an image is run" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\necho runs\n' >"$BATS_TEST_TMPDIR/bin/alpine:latest"
	chmod +x "$BATS_TEST_TMPDIR/bin/alpine:latest"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH nsrun run alpine:latest
	expect_status 0
	expect_output runs
}

# covers: P7
@test "subcommands: rm, kill" {
	nsrun rm web
	expect_failure "'rm' is not a subcommand: use nsrun stop. To run a command: nsrun -- rm"
	nsrun kill web
	expect_failure "'kill' is not a subcommand: use nsrun stop --grace 0. To run a command: nsrun -- kill"
}
