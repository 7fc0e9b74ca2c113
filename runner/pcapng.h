/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PCAPNG_H
#define RUNNER_PCAPNG_H

/*
 * The bytes of a file of frames: pcapng, as the IETF's draft-ietf-opsawg-pcapng has it. It is a row of
 * blocks: a section header, one description for each link, one block for each frame, and at last one for
 * each link that says how many frames there were. Numbers are in this machine's byte order, which the
 * header tells, and times are in nanoseconds.
 *
 * Each function writes one block to where the caller has room for it, PCAPNG_LARGEST bytes, and returns its size.
 */
#include "../netsetup/address.h"
#include "../netsetup/tap.h"

enum { PCAPNG_LARGEST = TAP_MOST_BYTES + 128 };

/* What made the file, as dumpcap says it; each at most PCAPNG_LONGEST bytes. */
struct pcapng_maker {
	const char *hardware;
	const char *system;
	const char *program;
};

enum { PCAPNG_LONGEST = 512 };

/* How frames of a link begin (https://www.tcpdump.org/linktypes.html). */
enum pcapng_link_type {
	PCAPNG_ETHERNET = 1,
	PCAPNG_RAW = 101, /* with the IP header */
};

struct pcapng_link {
	const char *name;  /* inside; these two are at most PCAPNG_LONGEST bytes */
	const char *title; /* what it is on the host */
	enum pcapng_link_type type;
	struct mac_address mac; /* of ETHERNET */
};

size_t pcapng_section(unsigned char *block, const struct pcapng_maker *maker);

/* The first of them is number 0. */
size_t pcapng_link(unsigned char *block, const struct pcapng_link *link);

/* Of the link with this number. A tag that the kernel took out of the frame is where it was. */
size_t pcapng_frame(unsigned char *block, unsigned number, const struct tap_frame *frame);

size_t pcapng_counts(
	unsigned char *block, unsigned number, uint64_t time_ns, const struct tap_counts *counts);

#endif
