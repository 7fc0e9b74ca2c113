# SPDX-License-Identifier: MIT
# Attack: join, stop or read another user's run: by its name, by the socket of its supervisor, by the files of its
# processes, by signals to its supervisor.
# Modes: nobody against root's runs of each mode; daemon against nobody's; root inside --userns against root's.
# Holds: the run is not found, the socket hangs up without a word, signals are refused.
load ../lib/nsrun
load ../lib/attacks

# knock ID KIND...: sends the supervisor of that run a message of each kind (runner/control.h), too short, and long enough;
# prints how much came back, and how many descriptors. Who is not heard has an empty answer, or none.
knock='import socket, struct, sys
def ask(kind, size):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.settimeout(5)
    try:
        s.connect("\0nsrun-" + sys.argv[1])
        s.send(struct.pack("i", kind) + b"\0" * size)
        data, passed, _, _ = s.recvmsg(65536, 4096)
        return "answer %d with %d" % (len(data), len(passed))
    except OSError as error:
        return error.strerror
for kind in map(int, sys.argv[2:]):
    for size in [0, 4, 4096]:
        print(ask(kind, size))'
not_heard="answer 0 with 0|Connection reset by peer|Broken pipe"
as_daemon() { try setpriv --reuid=daemon --regid=daemon --clear-groups "$@"; }

# covers: exec stop P9
@test "a name or an ID of another user's is none" {
	need_users
	detach --name web -- sleep 1000
	for words in "exec web id" "exec $id id" "stop web" "wait web" "logs web" "inspect web"; do
		# shellcheck disable=SC2086
		nobody "$bin/nsrun" $words
		expect_status 125
		expect_output ""
		[[ $stderr == *"web"* || $stderr == *"$id"* ]]
	done
	nobody "$bin/nsrun" list --all
	[[ $output != *web* ]]
	nobody "$bin/nsrun" stop --all
	nobody "$bin/nsrun" clean
	nsrun exec web echo alive
	expect_output alive
}

# covers: exec stop P9
@test "the socket of root's run says nothing to nobody, whatever is asked" {
	need_users
	detach --name web -- sleep 1000
	nobody python3 -c "$knock" "$id" 0 1 3 4 99 2
	[ "${#lines[@]}" -eq 18 ]
	if grep -vxE "$not_heard" <<<"$output"; then return 1; fi
	nsrun exec web echo alive
	expect_output alive
	# To root it does.
	run python3 -c "$knock" "$id" 0
	[[ ${lines[2]} =~ ^answer\ [0-9]+\ with\ 1$ ]]
}

# covers: exec stop P9
@test "nor the socket of nobody's run to another plain user" {
	need_users
	nobody "$bin/nsrun" --detach --name mine -- sleep 1000
	id=$output
	as_daemon python3 -c "$knock" "$id" 0 1 3 4 99 2
	[ "${#lines[@]}" -eq 18 ]
	if grep -vxE "$not_heard" <<<"$output"; then return 1; fi
	as_daemon env XDG_RUNTIME_DIR=/run/user/nobody "$bin/nsrun" exec mine id
	expect_status 125
	nobody "$bin/nsrun" exec mine id -u
	expect_output 65534
}

# covers: P9
@test "many who knock and say nothing do not keep the owner out" {
	need_users
	detach --name web -- sleep 1000
	setpriv --reuid=65534 --regid=65534 --clear-groups python3 -c 'import socket, sys
all = []
print("knocked", flush=True)
while True:
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.setblocking(False)
    try:
        s.connect("\0nsrun-" + sys.argv[1])
    except OSError:
        pass
    all = all[-100:] + [s]' "$id" >/dev/null 2>&1 3>&- &
	crowd=$!
	for _ in 1 2 3 4 5; do
		nsrun exec web echo alive
		expect_output alive
	done
	put_end "$crowd"
}

# covers: P9
@test "nobody's signals and reach end at root's supervisor and command" {
	need_users
	detach -- sleep 1000
	for pid in $(in_record "$id" supervisor) $(in_record "$id" pid); do
		nobody bash -c 'for signal in 0 INT TERM KILL STOP; do kill -$signal "$1" 2>/dev/null && echo sent; done; "$2" "$1"' \
			sh "$pid" "$bin/reach"
		output=$(grep -v '^fd ' <<<"$output")
		expect_all "EPERM|EACCES"
		[[ $output != *sent* ]]
	done
	nsrun exec "$id" echo alive
	expect_output alive
}

# covers: P9
@test "a command's signals do not reach its own supervisor, where that is another user's" {
	need_users
	for mode in user userns; do
		as "$mode" bash -c 'kill -KILL $PPID 2>/dev/null || echo refused'
		expect_output refused
		expect_status 0
	done
	detach --name web -- sleep 1000
	as userns bash -c 'kill -KILL "$1" 2>/dev/null || echo refused' bash "$(in_record web supervisor)"
	expect_output refused
}

# covers: --userns exec P9
@test "root inside --userns finds none of root's runs" {
	need_users
	detach --name web -- sleep 1000
	as userns "$bin/nsrun" exec web id
	expect_status 125
	expect_stderr "nsrun: no run 'web' on this host: nsrun list --all shows them"
	as userns sh -c 'ls /run/nsrun; umount -l /run; ls /run/nsrun'
	expect_output ""
	[[ $stderr == *"Permission denied"* ]]
	as userns "$bin/nsrun" --name web -- echo inside
	expect_output inside
}
