# SPDX-License-Identifier: MIT
# What leaves a link is shaped as tc would shape it, is so at the command's first instruction, and is measured.
load ../lib/nsrun
load ../lib/network

line=(--macvlan eth0 --ip 172.16.86.2/24)
gone() { ip link delete card0 2>/dev/null || :; }
tidy()
{
	end_all_runs
	gone
}

# What tc says of eth0 in a run with these options, but for what each run has otherwise.
shaped() # ARG...
{
	nsrun "$@" -- tc -j qdisc show dev eth0
	expect_status 0
	expect_stderr ""
	jq -c 'map(del(.refcnt))' <<<"$output"
}

# is_shaped OPTION... WHAT
is_shaped()
{
	local is

	is=$(shaped "${line[@]}" "${@:1:$#-1}")
	[ "$is" = "${*: -1}" ] || {
		printf 'is: %s\ninstead of: %s\n' "$is" "${*: -1}"
		return 1
	}
}

# covers: --rate
@test "--rate: what leaves the link goes through a token bucket" {
	have tbf
	is_shaped --rate 10mbit \
		'[{"kind":"tbf","handle":"1:","root":true,"options":{"rate":1250000,"burst":14017,"lat":100000}}]'
}

# covers: --rate
@test "without an option nothing is shaped" {
	is_shaped '[{"kind":"noqueue","handle":"0:","root":true,"options":{}}]'
}

# covers: --rate
@test "--rate takes tc's units" {
	have tbf
	local rate

	for rate in 8kbit 1.5mbit 1Mbit 2gbit 100mibit 125kbps 1mbps 3MiBps 10gibit 1000000; do
		tc qdisc add dev lo root tbf rate "$rate" burst 20kb limit 20kb
		oracle=$(tc -j qdisc show dev lo | jq '.[0].options.rate')
		tc qdisc delete dev lo root
		nsrun "${line[@]}" --rate "$rate" -- tc -j qdisc show dev eth0
		expect_status 0
		[ "$(jq '.[0].options.rate' <<<"$output")" = "$oracle" ]
	done
}

# covers: --rate --queue
@test "--queue without netem is what may wait for the rate: of a queue for 10 full frames, 10 wait" {
	have tbf
	# 10 frames of 1518 bytes at 1250000 bytes a second: 12144 microseconds.
	is_shaped --rate 10mbit --queue 10 \
		'[{"kind":"tbf","handle":"1:","root":true,"options":{"rate":1250000,"burst":14017,"lat":12144}}]'
}

# covers: --rate
@test "each link has its own, of any kind" {
	have tbf bridge
	ip link add name br0 up type bridge
	nsrun "${line[@]}" --rate 10mbit --lan t --ip 10.9.0.2/24 --rate 20mbit --bridge br0 --rate 30mbit --macvlan eth0 -- tc -j qdisc
	ip link delete br0
	expect_status 0
	[ "$(jq -c 'map([.dev, .kind, .options.rate])' <<<"$output")" = \
		'[["lo","noqueue",null],["eth0","tbf",1250000],["eth1","tbf",2500000],["eth2","tbf",3750000],["eth3","noqueue",null]]' ]
}

# covers: --rate --phys P6
@test "an interface is given back without it" {
	have tbf
	ip link add name card0 up type veth peer name card0 netns peer
	before=$(tc qdisc show dev card0)
	nsrun --phys card0 --force --rate 10mbit -- tc qdisc show dev eth0
	expect_status 0
	[[ $output == "qdisc tbf 1: root "* ]]
	[ "$(tc qdisc show dev card0)" = "$before" ]
	gone
}

# covers: --rate --lan
@test "a plain user's link is shaped, too" {
	have tbf
	have_users || skip "this stage knows one user"
	install -D -m 755 "$NSRUN" /run/bin/nsrun
	nobody /run/bin/nsrun --lan t --ip 10.9.0.2/24 --rate 10mbit -- tc qdisc show dev eth0
	rm -r /run/bin
	expect_status 0
	[[ $output == "qdisc tbf 1: root refcnt 2 rate 10Mbit "* ]]
}

# covers: --rate --probe
@test "addresses are asked for before anything is shaped" {
	have tbf
	nsrun "${line[@]}" --probe --rate 1kbit -- tc qdisc show dev eth0
	expect_status 0
	[[ $output == "qdisc tbf 1: root "* ]]
}

# Counts whole frames, as tbf does, from the 100th on, when what was sent at once is through. On a busy
# machine it may wait for a processor: so the kernel says when a packet came, and keeps all until then. A
# processor that is a virtual one itself may stand still, and so what is told is the middle of 8 rates.
receive='import socket, statistics, struct
heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
heard.setsockopt(socket.SOL_SOCKET, 33, 1 << 24) # SO_RCVBUFFORCE
heard.setsockopt(socket.SOL_SOCKET, 35, 1) # SO_TIMESTAMPNS
heard.settimeout(60)
heard.bind(("172.16.86.1", 9000))
print("listening", flush=True)
times = []
for _ in range(1000):
    data, ancillary, _, _ = heard.recvmsg(2000, 100)
    seconds, nanoseconds = struct.unpack("ll", ancillary[0][2])
    times.append(seconds + nanoseconds / 1e9)
bits = 100 * (len(data) + 14 + 20 + 8) * 8
print(round(statistics.median(bits / (times[i + 100] - times[i]) for i in range(99, 899, 100))))'
# All at once, more than is counted: from then on it is the kernel's to send. Until nobody listens.
send='import select, socket
poll = select.poll()
sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(32)]
for out in sockets:
    out.connect(("172.16.86.1", 9000))
    poll.register(out, 0)
    for _ in range(50):
        try:
            out.send(bytes(1400), socket.MSG_DONTWAIT)
        except (BlockingIOError, ConnectionRefusedError):
            break
poll.poll(60000)'

# In $measured: bits a second that come from a command that sends as fast as it can.
measure() # OPTION...
{
	local heard=$BATS_TEST_TMPDIR/heard pid

	: >"$heard"
	"${on_peer[@]}" python3 -c "$receive" >"$heard" 3>&- &
	pid=$!
	wait_until 20 grep -q listening "$heard"
	nsrun "${line[@]}" "$@" -- python3 -c "$send"
	wait "$pid"
	expect_status 0
	measured=$(tail -n 1 "$heard")
	echo "$*: $measured bit/s"
}

# covers: --rate M17
@test "measured: a rate is kept within 5 %" {
	have tbf
	local rate

	for rate in 5 20; do
		measure --rate "${rate}mbit" --queue 2000
		# An emulated machine stands still for longer than a burst lasts; but it never makes up for it.
		[ -n "${NSRUN_VM:-}" ] || [ "$measured" -ge $((rate * 950000)) ]
		[ "$measured" -le $((rate * 1050000)) ]
	done
}

# covers: --rate --json
@test "inspect shows what was asked for, as the options take it" {
	have tbf
	nsrun --detach --name web "${line[@]}" --rate 1.5mbit --queue 100 --macvlan eth0 -- sleep 1000
	expect_status 0
	nsrun inspect web
	expect_status 0
	[ "$(jq -c '.[0].Nsrun.links | map(.shaping)' <<<"$output")" = \
		'[{"rate":"1500kbit","queue":100},null]' ]
	nsrun stop web
	expect_status 0
	nsrun clean
	expect_status 0
}

# covers: P7 --delay
@test "netem, or why there is none" {
	nsrun "${line[@]}" --delay 1ms -- true
	if have_netem; then
		expect_status 0
	else
		expect_failure "shaping: netem on 'eth0': Specified qdisc kind is unknown: this kernel has no netem: modprobe sch_netem"
	fi
}

# covers: --delay --jitter --loss --duplicate --reorder --corrupt --queue
@test "netem: all at once" {
	have netem
	is_shaped --delay 50ms --jitter 5ms --loss 1% --duplicate 2 --reorder 25% --corrupt 0.1% --queue 77 \
		"$(by_tc limit 77 delay 50ms 5ms loss 1% duplicate 2% reorder 25% corrupt 0.1%)"
}

# covers: --delay --jitter
@test "netem: times are exact, in tc's units" {
	have netem
	local time

	for time in 1us 12.5us 7usec 1ms 1.5ms 33msecs 1s 0.25sec 60s; do
		is_shaped --delay "$time" "$(by_tc delay "$time")"
		is_shaped --delay 60s --jitter "$time" "$(by_tc delay 60s "$time")"
	done
}

# covers: --loss --duplicate --corrupt
@test "netem: shares are exact" {
	have netem
	local share

	for share in 0.0001 0.1% 1 10% 30 33.3333% 50% 70 99.9% 100%; do
		is_shaped --loss "$share" --duplicate "$share" --corrupt "$share" \
			"$(by_tc loss "$share" duplicate "$share" corrupt "$share")"
	done
}

# is_as_scripted OPTION...: the tc lines of --dry-run, run on another link, make of it what nsrun made.
is_as_scripted()
{
	local tc_lines ns=oracle

	nsrun "${line[@]}" "$@" --dry-run -- true
	expect_status 0
	tc_lines=$(grep '^tc ' <<<"$output")
	ip netns add $ns
	ip -n $ns link add eth0 type veth peer name other
	eval "$tc_lines"
	oracle=$(tc -n $ns -j qdisc show dev eth0 | jq -c 'map(del(.refcnt))')
	ip netns delete $ns
	is_shaped "$@" "$oracle"
}

# covers: --dry-run --rate --delay --queue
@test "netem and a rate, in either order: as scripted, and what netem lets go is counted" {
	have netem tbf
	is_as_scripted --delay 33333us --jitter 5ms --reorder 25% --corrupt 0.1% --rate 10mbit
	is_as_scripted --rate 10mbit --delay 10ms --queue 50
	[ "$(jq -c 'map([.kind, .handle, .parent, .root])' <<<"$oracle")" = \
		'[["netem","1:",null,true],["tbf","2:","1:1",null]]' ]
	[ "$(jq -c '[.[0].options.limit, .[1].options.lat]' <<<"$oracle")" = '[50,100000]' ]
}

# The same from tc, on this host's lo.
by_tc() # ARG...
{
	tc qdisc add dev lo root handle 1: netem "$@"
	tc -j qdisc show dev lo | jq -c 'map(del(.dev, .refcnt))'
	tc qdisc delete dev lo root
}

# In $measured: the least round trip, in microseconds.
round_trip() # OPTION...
{
	nsrun "${line[@]}" "$@" -- ping -q -n -c 10 -i 0.2 -W 10 172.16.86.1
	expect_status 0
	measured=$(awk -F '[ /]' '/^rtt/ { printf "%d", $7 * 1000 }' <<<"$output")
	echo "$*: $measured us"
}

# An emulated machine is slower by itself; it never is too fast.
# covers: --delay M17
@test "measured: the round trip is longer by the delay, within 2 ms" {
	have netem
	round_trip
	local before=$measured

	round_trip --delay 50ms
	[ $((measured - before)) -ge 48000 ]
	[ $((measured - before)) -le $((50000 + 2000 * slowness)) ]
	# What netem holds it holds for the rate, too.
	round_trip --delay 50ms --rate 10mbit
	[ $((measured - before)) -ge 48000 ]
	[ $((measured - before)) -le $((50000 + 2000 * slowness)) ]
}

# In $measured: how many of 2000 packets were lost.
lost() # PERCENT
{
	nsrun "${line[@]}" --loss "$1" -- ping -q -n -c 2000 -i 0.001 -W 10 172.16.86.1
	measured=$((2000 - $(sed -n 's/.* transmitted, \([0-9]*\) received.*/\1/p' <<<"$output")))
	echo "--loss $1: $measured of 2000"
}

# covers: --loss M17
@test "measured: packets are lost, as many as chance allows (3 sigma)" {
	have netem
	# 200 and 3 * sqrt(2000 * 0.1 * 0.9). One of 370 times it is more by chance, twice in a row never.
	within() { lost 10% && [ "$measured" -ge 160 ] && [ "$measured" -le 240 ]; }
	within || within
	lost 0
	[ "$measured" -eq 0 ]
}

# covers: --duplicate M17
@test "measured: each packet twice" {
	have netem
	nsrun "${line[@]}" --duplicate 100% -- ping -n -c 5 -i 0.2 -W 10 172.16.86.1
	expect_status 0
	[[ $output == *"5 received, +"[45]" duplicates, 0% packet loss"* ]]
}
