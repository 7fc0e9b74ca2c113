/* SPDX-License-Identifier: MIT */
#include "pcapng.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <string.h>

#include "../netsetup/cleanup.h"

/* The numbers below are the draft's. */
enum block_type {
	BLOCK_LINK = 1,
	BLOCK_COUNTS = 5,
	BLOCK_FRAME = 6,
	BLOCK_SECTION = 0x0a0d0d0a,
};

enum option_code {
	OPTION_END = 0,
	SECTION_HARDWARE = 2,
	SECTION_OS = 3,
	SECTION_PROGRAM = 4,
	LINK_NAME = 2,
	LINK_DESCRIPTION = 3,
	LINK_MAC = 6,
	LINK_RESOLUTION = 9,
	FRAME_FLAGS = 2,
	COUNTS_RECEIVED = 4,
	COUNTS_DROPPED = 5,
};

enum {
	BYTE_ORDER_MAGIC = 0x1a2b3c4d,
	MAJOR_VERSION = 1,
	MINOR_VERSION = 0,
	NANOSECONDS = 9,               /* 10 to the power of -9 */
	ADDRESSES_SIZE = 2 * ETH_ALEN, /* of an Ethernet frame, which begins with them */
	TAG_SIZE = 4,
	LENGTH_AT = 4, /* where in a block its size stands, which stands at its end, too */
};

/* Of FRAME_FLAGS: bits 0 and 1 are the direction, bits 2 to 4 how it was received. */
enum {
	INBOUND = 1,
	OUTBOUND = 2,
	UNICAST = 1 << 2,
	MULTICAST = 2 << 2,
	BROADCAST = 3 << 2,
	PROMISCUOUS = 4 << 2, /* it was for somebody else */
};

struct writer {
	unsigned char *bytes;
	size_t used;
};

static void put(struct writer *writer, const void *bytes, size_t size)
{
	memcpy(writer->bytes + writer->used, bytes, size);
	writer->used += size;
}

static void put16(struct writer *writer, uint16_t number)
{
	put(writer, &number, sizeof(number));
}

static void put32(struct writer *writer, uint32_t number)
{
	put(writer, &number, sizeof(number));
}

/* A time is two numbers, the upper half first, in either byte order. */
static void put_time(struct writer *writer, uint64_t time_ns)
{
	put32(writer, (uint32_t)(time_ns >> 32));
	put32(writer, (uint32_t)time_ns);
}

/* Everything begins at a multiple of four bytes. */
static void pad(struct writer *writer)
{
	static const unsigned char zeros[3];

	put(writer, zeros, -writer->used % 4);
}

static void put_option(struct writer *writer, enum option_code code, const void *value, size_t size)
{
	put16(writer, (uint16_t)code);
	put16(writer, (uint16_t)size);
	put(writer, value, size);
	pad(writer);
}

static void put_text(struct writer *writer, enum option_code code, const char *text)
{
	put_option(writer, code, text, strnlen(text, PCAPNG_LONGEST));
}

static struct writer begin(unsigned char *block, enum block_type type)
{
	struct writer writer = { .used = 0 };

	writer.bytes = block;
	put32(&writer, type);
	put32(&writer, 0);
	return writer;
}

static size_t end(struct writer *writer)
{
	uint32_t size;

	put_option(writer, OPTION_END, "", 0);
	size = (uint32_t)(writer->used + sizeof(size));
	put32(writer, size);
	memcpy(writer->bytes + LENGTH_AT, &size, sizeof(size));
	return size;
}

size_t pcapng_section(unsigned char *block, const struct pcapng_maker *maker)
{
	static const int64_t unknown_size = -1;
	struct writer writer = begin(block, BLOCK_SECTION);

	put32(&writer, BYTE_ORDER_MAGIC);
	put16(&writer, MAJOR_VERSION);
	put16(&writer, MINOR_VERSION);
	put(&writer, &unknown_size, sizeof(unknown_size));
	put_text(&writer, SECTION_HARDWARE, maker->hardware);
	put_text(&writer, SECTION_OS, maker->system);
	put_text(&writer, SECTION_PROGRAM, maker->program);
	return end(&writer);
}

size_t pcapng_link(unsigned char *block, const struct pcapng_link *link)
{
	static const unsigned char resolution = NANOSECONDS;
	struct writer writer = begin(block, BLOCK_LINK);

	put16(&writer, (uint16_t)link->type);
	put16(&writer, 0);
	put32(&writer, TAP_MOST_BYTES + TAG_SIZE);
	put_text(&writer, LINK_NAME, link->name);
	put_text(&writer, LINK_DESCRIPTION, link->title);
	if (link->type == PCAPNG_ETHERNET)
		put_option(&writer, LINK_MAC, link->mac.bytes, sizeof(link->mac.bytes));
	put_option(&writer, LINK_RESOLUTION, &resolution, sizeof(resolution));
	return end(&writer);
}

/* Behind the MAC addresses. */
static void put_tagged(struct writer *writer, const struct tap_frame *frame)
{
	put(writer, frame->bytes, ADDRESSES_SIZE);
	put16(writer, htons(frame->tag_protocol));
	put16(writer, htons(frame->tag));
	put(writer, frame->bytes + ADDRESSES_SIZE, frame->size - ADDRESSES_SIZE);
}

static uint32_t flags_of(const struct tap_frame *frame)
{
	static const uint32_t flags[] = {
		[PACKET_HOST] = INBOUND | UNICAST,
		[PACKET_BROADCAST] = INBOUND | BROADCAST,
		[PACKET_MULTICAST] = INBOUND | MULTICAST,
		[PACKET_OTHERHOST] = INBOUND | PROMISCUOUS,
		[PACKET_OUTGOING] = OUTBOUND,
	};

	return frame->type < ARRAY_SIZE(flags) ? flags[frame->type] : 0;
}

size_t pcapng_frame(unsigned char *block, unsigned number, const struct tap_frame *frame)
{
	const bool has_tag = frame->has_tag && frame->size >= ADDRESSES_SIZE;
	const size_t more = has_tag ? TAG_SIZE : 0;
	const uint32_t flags = flags_of(frame);
	struct writer writer = begin(block, BLOCK_FRAME);

	put32(&writer, number);
	put_time(&writer, frame->time_ns);
	put32(&writer, (uint32_t)(frame->size + more));
	put32(&writer, (uint32_t)(frame->length + more));
	if (has_tag)
		put_tagged(&writer, frame);
	else
		put(&writer, frame->bytes, frame->size);
	pad(&writer);
	put_option(&writer, FRAME_FLAGS, &flags, sizeof(flags));
	return end(&writer);
}

size_t pcapng_counts(
	unsigned char *block, unsigned number, uint64_t time_ns, const struct tap_counts *counts)
{
	struct writer writer = begin(block, BLOCK_COUNTS);

	put32(&writer, number);
	put_time(&writer, time_ns);
	put_option(&writer, COUNTS_RECEIVED, &counts->received, sizeof(counts->received));
	put_option(&writer, COUNTS_DROPPED, &counts->dropped, sizeof(counts->dropped));
	return end(&writer);
}
