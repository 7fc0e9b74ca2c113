# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the cases about --pcap have at hand beside nsrun.bash, which they load first: $file, and who reads it.

file=/run/frames.pcapng

# tidy_pcap, in tidy(): nobody records any more. (expect_nothing_left does not know its name.)
tidy_pcap()
{
	wait_until 10 no_process nsrun-pcap
	rm -f "$file"
}

# shark FILTER FIELD...: these fields of each frame in $file that is like FILTER, a line each. It says on stderr
# that it is root; what it says of a file that it cannot read to its end is its exit status.
shark()
{
	local filter=$1 field fields=()

	shift
	for field; do fields+=(-e "$field"); done
	tshark -n -r "$file" -Y "$filter" -T fields "${fields[@]}" 2>"$BATS_TEST_TMPDIR/shark" || {
		cat "$BATS_TEST_TMPDIR/shark"
		return 1
	}
}

# is_whole: every block is.
is_whole() { tshark -n -r "$file" >/dev/null 2>&1; }

# dropped: how many frames of the first link are not in it, as its last block says.
dropped()
{
	python3 - "$file" <<-'END'
		import struct, sys
		data = open(sys.argv[1], 'rb').read()
		at = len(data) - struct.unpack('=I', data[-4:])[0]
		kind, _, link = struct.unpack_from('=III', data, at)
		_, _, received, _, _, dropped = struct.unpack_from('=HHQHHQ', data, at + 20)
		assert (kind, link) == (5, 0)
		print(received, dropped)
	END
}
