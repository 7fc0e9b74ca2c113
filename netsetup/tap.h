/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_TAP_H
#define NETSETUP_TAP_H

/*
 * All frames of one link, in both directions, as packet(7) hands them out: into a ring of memory that
 * the kernel fills block by block (TPACKET_V3), so that a frame costs no system call.
 *
 * The socket is bound to no link; a filter takes the frames of the one. A socket that is bound to a
 * link hears nothing before it is up, and is told so behind those who announce the link's addresses:
 * the gratuitous ARP would be missed.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "failure.h"

enum {
	/* Of a frame: with a VLAN tag 262144, for libpcap and Wireshark read no longer ones. */
	TAP_MOST_BYTES = 262144 - 4,
	/* For so long a frame waits at most until the reader is told of it. */
	TAP_PATIENCE_MS = 50,
};

struct tpacket3_hdr;

/* Lives until its process ends. All members are the module's own, but fd, which can be waited for. */
struct tap {
	int fd; /* can be read when there is a frame */
	unsigned char *ring;
	unsigned block; /* the one that is read, or waited for */
	unsigned left;  /* how many of its frames are still to be read; 0: it is waited for */
	struct tpacket3_hdr *next; /* the first of them */
};

struct tap_frame {
	uint64_t time_ns; /* since 1970, UTC */
	const unsigned char *bytes;
	size_t size;        /* how many there are, at most TAP_MOST_BYTES */
	size_t length;      /* how many it had on the link */
	unsigned char type; /* sll_pkttype of packet(7): PACKET_OUTGOING, PACKET_HOST ... */
	bool has_tag;       /* the kernel took a VLAN tag out of it */
	uint16_t tag_protocol;
	uint16_t tag;
};

/* How many frames there were since the tap was opened. */
struct tap_counts {
	uint64_t received; /* those that were dropped among them */
	uint64_t dropped;  /* the ring had no room for them */
};

/* Opens one on the link with this number in the caller's network namespace, which may be down. */
int tap_open(struct tap *tap, int index, struct failure *failure);

/* Shows the next frame, if there is one. Its bytes are there until tap_next(). */
bool tap_peek(struct tap *tap, struct tap_frame *frame);

/* Is done with the frame that tap_peek() showed. */
void tap_next(struct tap *tap);

/* From now on no frame comes. What came before is there, or will be within TAP_PATIENCE_MS. */
void tap_stop(struct tap *tap);

/* Whether there is no frame, and none on its way to the reader. */
bool tap_is_empty(const struct tap *tap);

/* To be called once. What cannot be found out is 0. */
struct tap_counts tap_count(const struct tap *tap);

#endif
