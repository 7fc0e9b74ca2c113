# SPDX-License-Identifier: MIT
# What is wrong in a topology's file is said with its line, before any host is begun.
load ../lib/nsrun
load ../lib/runs
load ../lib/topology

tidy() { cd /; }

# refused FAILURE: the file of stdin is, by up and by down.
refused()
{
	local subcommand

	topology lab
	for subcommand in up down; do
		nsrun "$subcommand" lab.yaml
		expect_failure "$1"
	done
}

# with_link KEYS FAILURE: a host whose link has the keys.
with_link()
{
	refused "$2" <<-EOF
	hosts:
	  one:
	    links:
	      - $1
	EOF
}

# with_host KEYS FAILURE: a host that has the keys.
with_host()
{
	refused "$2" <<-EOF
	hosts:
	  one:
	    $1
	EOF
}

# covers: up down P7
@test "how up and down are called" {
	nsrun up
	expect_failure "up: name one file: nsrun up FILE"
	nsrun up one.yaml two.yaml
	expect_failure "up: name one file: nsrun up FILE"
	nsrun down
	expect_failure "down: name one file: nsrun down FILE"
	nsrun down --force lab.yaml
	expect_failure "--force: no such option: this subcommand has none"
	nsrun up /none.yaml
	expect_failure "/none.yaml: No such file or directory"
	nsrun up /
	expect_failure "/: Is a directory"
}

# covers: up P7
@test "what is no YAML, or not one document" {
	refused "lab.yaml:1: it is empty: it must have hosts:" </dev/null
	refused "lab.yaml:2: did not find expected key" <<<$'hosts:\n  one: {} two: {}\n  x: y: z'
	refused "lab.yaml: byte 8: invalid leading UTF-8 octet: it must be YAML, in UTF-8" <<<$'hosts: {\xff}'
	refused "lab.yaml: has more than one document: leave out what is behind ---" <<<$'hosts: {one: {}}\n---\nhosts: {}'
	head -c 100001 /dev/zero | tr '\0' '#' >"$BATS_TEST_TMPDIR/large.yaml"
	nsrun up "$BATS_TEST_TMPDIR/large.yaml"
	expect_failure "$BATS_TEST_TMPDIR/large.yaml: is larger than 100000 bytes"
}

# covers: up P7
@test "keys that there are not, and keys at the wrong place" {
	refused "lab.yaml:1: host: no such key of a topology: did you mean hosts?" <<<'host: {}'
	with_host 'comand: sleep 1' "lab.yaml:3: comand: no such key of a host: did you mean command?"
	with_link '{lan: net, gatway: 10.0.0.1}' "lab.yaml:4: gatway: no such key of a link: did you mean gateway?"
	with_link '{lan: net, quite-another: 1}' \
		"lab.yaml:4: quite-another: no such key of a link: docs/topology.md and nsrun --help have them"
	with_host 'ip: 10.0.0.1/24' "lab.yaml:3: ip: it is a key of a link: write it below links"
	with_link '{lan: net, user: nobody}' "lab.yaml:4: user: it is a key of the host: write it beside links"
	with_host 'name: two' "lab.yaml:3: name: up sees to it itself: leave it out"
	with_host 'detach: true' "lab.yaml:3: detach: up sees to it itself: leave it out"
	with_host 'test: make test' "lab.yaml:3: test: up sees to it itself: leave it out"
	refused "lab.yaml:3: one: is there twice: leave one of them out" <<<$'hosts:\n  one: {}\n  one: {}'
	refused "lab.yaml:3: <<: no such key of a host: docs/topology.md and nsrun --help have them" <<-'EOF'
	hosts:
	  one: &one {}
	  two: { <<: *one }
	EOF
}

# covers: up P7
@test "values of another form than they must have" {
	refused "lab.yaml:1: the file: must be a mapping: write KEY: VALUE on each line" <<<'- hosts'
	refused "lab.yaml:1: hosts: must be a mapping: write KEY: VALUE on each line" <<<'hosts: [one]'
	refused "lab.yaml:1: a key: must be one text or number" <<<'[hosts]: {}'
	with_host 'links: {lan: net}' \
		"lab.yaml:3: links: must be a list: write each item on a line of its own, behind '- '"
	with_link 'lan' "lab.yaml:4: links: must be a mapping: write KEY: VALUE on each line"
	with_link '{lan: net, ip: {a: b}}' "lab.yaml:4: ip: must be one text or number"
	with_link '{lan: net, ip: [[a]]}' "lab.yaml:4: ip: must be one text or number"
	with_link '{lan: [net]}' "lab.yaml:4: lan: must be one text or number"
	with_link '{lan: net, probe: maybe}' "lab.yaml:4: probe: must be true or false"
	with_host 'forward: 1' "lab.yaml:3: forward: must be true or false"
	with_host 'command: []' "lab.yaml:3: command: is empty: leave it out"
	with_host 'command: ["a\0b"]' "lab.yaml:3: command: has a NUL in it: leave it out"
}

# covers: up P7
@test "a link has one kind" {
	with_link '{ip: 10.0.0.1/24}' \
		"lab.yaml:4: links: the link has no kind: write lan: NAME, or another one of nsrun's"
	with_link '{lan: net, macvlan: eth0}' \
		"lab.yaml:4: macvlan: the link has a kind already: write another link, behind '- '"
}

# covers: up P7
@test "what nsrun refuses is refused with the line that says so" {
	with_link $'lan: net\n        ip: 10.0.0.1' \
		"lab.yaml:5: --ip 10.0.0.1: the prefix length is missing, as in 10.0.0.1/24"
	with_host 'ready: soon' "lab.yaml:3: $("$NSRUN" --ready soon -- true 2>&1 | sed 's/^nsrun: //')"
}

# covers: up P7
@test "names that are too long, or cannot be" {
	local long=abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwx

	refused "lab.yaml:2: --name lab-$long: too long: at most 63 characters" <<<"hosts:
  $long: {}"
	with_link "{lan: ${long:0:29}}" "lab.yaml:4: --lan lab-${long:0:29}: too long: at most 32 characters"
	refused "lab.yaml:1: name: my-lab: must be up to 63 letters, digits and '_', and begin with a letter or digit" \
		<<<$'name: my-lab\nhosts: {one: {}}'
	topology my-lab <<<'hosts: {one: {}}'
	nsrun up my-lab.yaml
	expect_failure "my-lab.yaml: 'my-lab' cannot begin the names of runs: write name: and letters, digits and '_' into the file"
	refused "lab.yaml:2: --name lab-a/b: must be of letters, digits, '-', '.' and '_', and begin with a letter or digit" \
		<<<$'hosts:\n  a/b: {}'
	refused "lab.yaml: has no hosts: write some below hosts:" <<<'hosts: {}'
}
