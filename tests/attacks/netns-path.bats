# SPDX-License-Identifier: MIT
# Attack: --netns PATH leads to something else than a network namespace (a FIFO that nobody writes to, a device, another
# sort of namespace), or is exchanged while nsrun looks; a name of ip netns is there before a run has it.
# Modes: root.
# Holds: what was looked at is what is entered; the rest is refused, at once; nothing in /run/netns that is not
# nsrun's is changed or removed.
load ../lib/nsrun
load ../lib/attacks

rounds=40
[ -z "${NSRUN_VM:-}" ] || rounds=10

set_up()
{
	ip netns add there
	mkdir /run/place
}
put_away()
{
	ip netns delete there
	rm -rf /run/place /run/netns/web
}

# covers: --netns P9
@test "what is no network namespace is refused, and nothing is waited for" {
	mkfifo /run/place/fifo
	touch /run/place/file
	for path in /run/place/fifo /run/place/file /run/place /dev/null /proc/self/ns/mnt /proc/self/ns/user; do
		nsrun --netns "$path" -- true
		expect_failure "--netns $path: this is no network namespace"
	done
	for name in .. . ""; do
		nsrun --netns "$name" -- true
		expect_status 125
		expect_output ""
		[ "$(grep -c . <<<"$stderr")" -eq 1 ]
	done
	ln -s /run/netns/there /run/place/link
	nsrun --netns /run/place/link -- readlink /proc/self/ns/net
	expect_output "$(ip netns exec there readlink /proc/self/ns/net)"
}

# covers: --netns P9
@test "a path that is exchanged again and again leads there or to a refusal, and never elsewhere" {
	local there swaps ran=0

	mkfifo /run/place/fifo
	there=$(ip netns exec there readlink /proc/self/ns/net)
	while ln -sfn fifo /run/place/link && ln -sfn /proc/self/ns/user /run/place/next &&
		mv -T /run/place/next /run/place/link && ln -sfn /run/netns/there /run/place/next &&
		mv -T /run/place/next /run/place/link; do :; done 2>/dev/null 3>&- &
	swaps=$!
	for _ in $(seq "$rounds"); do
		nsrun --netns /run/place/link -- readlink /proc/self/ns/net
		if [ "$status" -eq 0 ]; then
			expect_output "$there"
			ran=$((ran + 1))
		else
			expect_status 125
			[[ $stderr == "nsrun: --netns /run/place/link: "* ]]
		fi
	done
	rm -rf /run/place
	wait "$swaps" || :
	[ "$ran" -gt 0 ]
}

# covers: --name P9
@test "a name that ip netns has already is neither taken nor removed" {
	ln -s /etc/passwd /run/netns/web
	nsrun --name web "${line[@]}" -- true
	expect_failure "--name web: ip netns has that name (/run/netns/web): choose another"
	[ "$(readlink /run/netns/web)" = /etc/passwd ]
	rm /run/netns/web
	nsrun --name web "${line[@]}" -- readlink /run/netns/web
	[[ $output == /proc/*/fd/* ]]
}

# covers: --name P9
@test "what took the name's place while the run lived stays" {
	detach --name web -- sleep 1000
	ln -sfn /etc/passwd /run/netns/other
	mv -T /run/netns/other /run/netns/web
	murder_detached web
	nsrun clean
	[ "$(readlink /run/netns/web)" = /etc/passwd ]
}
