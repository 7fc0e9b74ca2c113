# SPDX-License-Identifier: MIT
# Each system call of a run whose frames are recorded fails once, in the supervisor, the child and the recorder: what
# goes wrong with the record before the command runs is a failure, and a warning afterwards.
load ../lib/nsrun
load ../lib/faults

tidy() { rm -f /run/frames.pcapng; }

# covers: P2 P7 125 --pcap
@test "--pcap" {
	line=(--lan lab --ip 10.1.2.3/24 --pcap /run/frames.pcapng)
	warning="--pcap /run/frames.pcapng"
	call_faults 3 ENOMEM
}
