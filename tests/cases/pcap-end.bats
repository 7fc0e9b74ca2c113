# SPDX-License-Identifier: MIT
# --pcap: what it cannot record, how it ends, and what it says of it.
load ../lib/nsrun
load ../lib/network
load ../lib/pcap

line=(--macvlan eth0 --ip 172.16.86.2/24)

tidy()
{
	end_all_runs
	! mountpoint -q /run/small || umount /run/small
	rm -rf /run/small
	tidy_pcap
}

# flood COUNT: a program for python3 that sends so many datagrams of 1400 bytes to nobody.
flood()
{
	cat <<-END
		import socket
		out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		out.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
		for _ in range($1): out.sendto(bytes(1400), ("10.9.0.255", 9))
	END
}

# covers: --pcap P7
@test "what cannot be recorded is refused" {
	nsrun --pcap "$file" -- true
	expect_failure "--pcap $file: the run has no link: give it one, as --macvlan eth0"
	nsrun --netns peer --pcap "$file" -- true
	expect_failure "--pcap $file: the links of --netns peer are not this run's: leave one of them out, or write tcpdump -i any -w FILE as the command"
	nsrun --detach "${line[@]}" --pcap - -- true
	expect_failure "--pcap -: in the background there is no standard output: name a file"
	nsrun "${line[@]}" --pcap - --status-fd 1 -- true
	expect_failure "--pcap -: standard output is that of --status-fd: choose another descriptor for it"
	nsrun "${line[@]}" --pcap -- true
	expect_failure "--pcap: its value is missing: --pcap FILE"
	[ ! -e "$file" ]
}

# covers: --pcap P7 P2
@test "a file that cannot be written to: the command does not run, and nothing is left" {
	nsrun "${line[@]}" --pcap /run/nosuch/frames -- echo runs
	expect_failure "--pcap /run/nosuch/frames: No such file or directory"
	nsrun "${line[@]}" --pcap /run -- echo runs
	expect_failure "--pcap /run: Is a directory"
	nsrun "${line[@]}" --pcap /dev/full -- echo runs
	expect_failure "--pcap /dev/full: No space left on device"
	nsrun --detach "${line[@]}" --pcap /dev/full -- echo runs
	expect_failure "--pcap /dev/full: No space left on device"
}

# covers: --pcap P7
@test "a terminal is no place for it" {
	try script -qec "'$NSRUN' ${line[*]} --pcap - -- echo runs" /dev/null
	expect_status 125
	expect_line "nsrun: --pcap -: standard output is a terminal: end the line with | wireshark -k -i -, or name a file"
}

# covers: --pcap P2
@test "a FIFO that nobody reads: nsrun waits, and can be asked to end" {
	mkfifo "$file"
	begin "${line[@]}" --pcap "$file" -- echo runs
	wait_until 10 pgrep -x nsrun-pcap
	kill "$pid"
	finish
	expect_failure "ended by signal 15 (Terminated) before the command ran"
}

# covers: --pcap P2
@test "nsrun is killed while it waits for the reader of a FIFO: nobody waits on" {
	mkfifo "$file"
	begin "${line[@]}" --pcap "$file" -- echo runs
	wait_until 10 pgrep -x nsrun-pcap
	kill -KILL "$pid"
	finish
	wait_until 10 no_process nsrun-pcap
	nsrun "${line[@]}" -- true
	expect_status 0
}

# covers: --pcap P2
@test "nsrun is killed: the file is whole, and has what has come until then" {
	stand one "${line[@]}" --pcap "$file"
	in_run one ping -q -n -c 1 -W 10 172.16.86.1
	murder one
	wait_until 10 no_process nsrun-pcap
	is_whole
	[ "$(shark icmp icmp.type)" = "8
0" ]
	[[ $(dropped) == *" 0" ]]
	nsrun "${line[@]}" -- true
	expect_status 0
}

# covers: --pcap P8
@test "the disk is full: a warning, whole frames, and the command goes on" {
	mkdir /run/small
	mount -t tmpfs -o size=16k tmpfs /run/small
	nsrun "${line[@]}" --pcap /run/small/frames -- sh -c '
		ping -q -n -f -c 100 -s 1000 172.16.86.1 >/dev/null
		until [ -z "$(pgrep -x nsrun-pcap)" ]; do :; done
		ping -q -n -c 1 -W 10 172.16.86.1 >/dev/null && echo goes on'
	expect_stderr "nsrun: warning: --pcap /run/small/frames: No space left on device: the record ends here"
	expect_output "goes on"
	expect_status 0
	cp /run/small/frames "$file"
	is_whole
}

# covers: --pcap
@test "the disk is full: what standard output led to before the frames stays" {
	mkdir /run/small
	mount -t tmpfs -o size=64k tmpfs /run/small
	head -c 40000 /dev/zero | tr '\0' x >/run/small/frames
	"$NSRUN" "${line[@]}" --pcap - -- sh -c '
		ping -q -n -f -c 100 -s 1000 172.16.86.1 >/dev/null
		until [ -z "$(pgrep -x nsrun-pcap)" ]; do :; done' >>/run/small/frames 2>"$BATS_TEST_TMPDIR/err" 3>&-
	grep -q "^nsrun: warning: --pcap -: No space left on device" "$BATS_TEST_TMPDIR/err"
	[ "$(tr -cd x <<<"$(head -c 40000 /run/small/frames)" | wc -c)" -eq 40000 ]
	tail -c +40001 /run/small/frames >"$file"
	[ -s "$file" ]
	is_whole
}

# covers: --pcap
@test "frames for which there was no time are counted, and said: those and the others are all" {
	local recorder received lost

	mkfifo /run/go
	begin --lan lab --ip 10.9.0.2/24 --pcap "$file" -- sh -c "echo begun; read -r _ </run/go
		python3 -c '$(flood 10000)'; echo sent; read -r _ </run/go"
	wait_until 10 grep -q begun "$out"
	recorder=$(pgrep -x nsrun-pcap)
	kill -STOP "$recorder"
	wait_until 10 grep -q '^State:.T' "/proc/$recorder/status"
	echo >/run/go
	wait_until 20 grep -q sent "$out"
	kill -CONT "$recorder"
	echo >/run/go
	finish
	rm /run/go
	expect_status 0
	read -r received lost <<<"$(dropped)"
	[ "$lost" -gt 0 ]
	expect_stderr "nsrun: warning: --pcap $file: $lost frames of eth0 are not in it: they came faster than they could be written"
	[ "$(shark frame frame.number | wc -l)" -eq $((received - lost)) ]
	# There was room for some.
	[ "$(shark 'udp.dstport == 9' frame.number | wc -l)" -gt 10 ]
}

# covers: --pcap
@test "the recorder is killed: the run goes on, and that is said at its end" {
	nsrun "${line[@]}" --pcap "$file" -- sh -c 'pkill -KILL -x nsrun-pcap; ping -q -n -c 1 -W 10 172.16.86.1 >/dev/null && echo goes on'
	expect_stderr "nsrun: warning: --pcap $file: the process that records was ended: what came later is not in it"
	expect_output "goes on"
	expect_status 0
}

# covers: --pcap
@test "a reader that takes nothing does not hold up the end" {
	mkfifo "$file"
	exec 7<>"$file"
	begin --lan lab --ip 10.9.0.2/24 --pcap "$file" -- python3 -c "$(flood 200)"
	finish
	exec 7<&-
	expect_status 0
	expect_stderr "nsrun: warning: --pcap $file: its reader takes no more: the record ends here"
}
