# SPDX-License-Identifier: MIT
# docs/nsrun@.service without systemd: its command line with a configuration, as systemd makes it of
# the two, and what docs/schedulers.md says of other supervisors.
load ../lib/nsrun
load ../lib/network

prepare() { export DIR=$BATS_TEST_TMPDIR; }
tidy()
{
	end_all_runs
	put_end "${background:-}"
}

# begin_service NAME LINKS COMMAND: as the unit's ExecStart has it; $pid is nsrun's.
begin_service()
{
	local words LINKS=$2 COMMAND=$3

	words=$(sed -n 's|^ExecStart=[^ ]*/nsrun ||p' "$BATS_TEST_DIRNAME/../../docs/nsrun@.service")
	words=${words//%i/$1}
	eval "begin ${words//\$/\$}"
}

# covers: run --name --network P2
@test "the unit's command line runs, and SIGTERM ends it with the status that the unit takes for good" {
	"$NSRUN" network create -d macvlan --subnet=172.16.86.0/24 -o parent=eth0 lan >/dev/null
	begin_service web "--network lan --ip 172.16.86.7" "sleep 1000"
	answers() { "$NSRUN" exec web ip -br address show eth0 >"$DIR/address" 2>/dev/null; }
	wait_until 20 answers
	grep -qF 172.16.86.7/24 "$DIR/address"
	kill "$pid"
	finish
	expect_status 143
	grep -qx 'SuccessExitStatus=143' "$BATS_TEST_DIRNAME/../../docs/nsrun@.service"
	"$NSRUN" network remove lan >/dev/null
}

# covers: --macvlan
@test "a command tells systemd that it is ready: the way to NOTIFY_SOCKET stays open" {
	in_background "$DIR/heard" bound python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound", flush=True)
print(s.recv(99).decode(), flush=True)' "$DIR/notify"
	NOTIFY_SOCKET=$DIR/notify nsrun --macvlan eth0 --ip 172.16.86.2/24 -- python3 -c 'import os, socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])'
	expect_stderr ""
	expect_status 0
	wait_until 20 grep -qx READY=1 "$DIR/heard"
}

# What Nomad and a shell send.
# covers: run P2 128+N
@test "SIGINT and SIGTERM of a supervisor end the command, and nothing is left" {
	local signal

	for signal in INT TERM; do
		begin run --macvlan eth0 --ip 172.16.86.2/24 -- sleep 1000
		wait_until 20 pgrep -P "$pid" -x sleep
		kill -s $signal "$pid"
		finish
		expect_status $((128 + $(kill -l $signal)))
	done
}
