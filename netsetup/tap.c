/* SPDX-License-Identifier: MIT */
#include "tap.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "power.h"

/*
 * A frame is in one block, whole, with a header before it; one that does not fit into what is left of a
 * block closes it, and so does time: sixteen of them are for a reader that is held up for most of a second,
 * or for the 8 MiB that come in some milliseconds at 10 Gbit/s.
 */
enum {
	BLOCK_SIZE = 2 * 262144,
	BLOCK_COUNT = 16,
	FRAME_SIZE = 2048, /* the kernel wants one, and does not look at it */
};

static int set_filter(int fd, struct sock_filter *program, unsigned short length)
{
	const struct sock_fprog filter = { length, program };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
}

static int take_link(int fd, int index)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_IFINDEX)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)index, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, TAP_MOST_BYTES),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return set_filter(fd, program, ARRAY_SIZE(program));
}

static int make_ring(struct tap *tap)
{
	const int version = TPACKET_V3;
	const struct tpacket_req3 request = {
		.tp_block_size = BLOCK_SIZE,
		.tp_block_nr = BLOCK_COUNT,
		.tp_frame_size = FRAME_SIZE,
		.tp_frame_nr = BLOCK_SIZE / FRAME_SIZE * BLOCK_COUNT,
		.tp_retire_blk_tov = TAP_PATIENCE_MS,
	};

	if (setsockopt(tap->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) < 0 ||
		setsockopt(tap->fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)) < 0)
		return -1;
	tap->ring = mmap(NULL, (size_t)BLOCK_SIZE * BLOCK_COUNT, PROT_READ | PROT_WRITE, MAP_SHARED,
		tap->fd, 0);
	return tap->ring == MAP_FAILED ? -1 : 0;
}

static int refuse(struct failure *failure)
{
	fail(failure, errno, "packet socket");
	switch (failure->code) {
	case EPERM:
		return fail_advise(failure, "%s",
			power_is_lent() ? "root has to give nsrun the capability cap_net_raw, too, "
					  "for a network that is not the user's own"
					: "this needs CAP_NET_RAW; use sudo");
	case EAFNOSUPPORT:
		return fail_advise(failure, "this kernel is without them (CONFIG_PACKET)");
	default:
		return -1;
	}
}

int tap_open(struct tap *tap, int index, struct failure *failure)
{
	/* Number 0: of all links. */
	const struct sockaddr_ll all = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
	};

	/* Without a protocol it hears nothing yet: no frame comes in before ring and filter. */
	*tap = (struct tap){ .fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0) };
	if (tap->fd < 0)
		return refuse(failure);
	if (make_ring(tap) == 0 && take_link(tap->fd, index) == 0 &&
		bind(tap->fd, (const struct sockaddr *)&all, sizeof(all)) == 0)
		return 0;
	fail(failure, errno, "ring of a packet socket");
	close_fd(&tap->fd);
	return -1;
}

static struct tpacket_hdr_v1 *current(const struct tap *tap)
{
	struct tpacket_block_desc *block = (void *)(tap->ring + (size_t)tap->block * BLOCK_SIZE);

	return &block->hdr.bh1;
}

/* Whether the block is the reader's; then all that the kernel wrote before it said so can be seen. */
static bool is_filled(const struct tpacket_hdr_v1 *block)
{
	return (__atomic_load_n(&block->block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER) != 0;
}

/*
 * The kernel counts from none only when it opens the block again. That may be much later, and until then
 * tap_is_empty() would see the old number.
 */
static void give_back(struct tap *tap)
{
	__atomic_store_n(&current(tap)->num_pkts, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&current(tap)->block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	tap->block = (tap->block + 1) % BLOCK_COUNT;
}

static bool find_frame(struct tap *tap)
{
	while (tap->left == 0) {
		const struct tpacket_hdr_v1 *block = current(tap);

		if (!is_filled(block))
			return false;
		tap->left = block->num_pkts;
		tap->next = (void *)(tap->ring + (size_t)tap->block * BLOCK_SIZE +
			block->offset_to_first_pkt);
		if (tap->left == 0)
			give_back(tap);
	}
	return true;
}

bool tap_peek(struct tap *tap, struct tap_frame *frame)
{
	const struct tpacket3_hdr *header;
	const struct sockaddr_ll *place;

	if (!find_frame(tap))
		return false;
	header = tap->next;
	static_assert(sizeof(*header) % TPACKET_ALIGNMENT == 0, "no gap behind it");
	place = (const void *)(header + 1);
	*frame = (struct tap_frame){
		.time_ns = header->tp_sec * UINT64_C(1000000000) + header->tp_nsec,
		.bytes = (const unsigned char *)header + header->tp_mac,
		.size = header->tp_snaplen,
		.length = header->tp_len,
		.type = place->sll_pkttype,
		.has_tag = (header->tp_status & TP_STATUS_VLAN_VALID) != 0,
		.tag_protocol = (header->tp_status & TP_STATUS_VLAN_TPID_VALID) != 0
			? header->hv1.tp_vlan_tpid
			: ETHERTYPE_VLAN,
		.tag = (uint16_t)header->hv1.tp_vlan_tci,
	};
	return true;
}

void tap_next(struct tap *tap)
{
	tap->next = (void *)((unsigned char *)tap->next + tap->next->tp_next_offset);
	if (--tap->left == 0)
		give_back(tap);
}

/* A filter can be refused for want of memory only; then the reader is done when it is out of patience. */
void tap_stop(struct tap *tap)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);

	set_filter(tap->fd, &nothing, 1);
}

/* The kernel counts the frames of a block while it fills it. */
bool tap_is_empty(const struct tap *tap)
{
	const struct tpacket_hdr_v1 *block = current(tap);

	return tap->left == 0 && !is_filled(block) &&
		__atomic_load_n(&block->num_pkts, __ATOMIC_RELAXED) == 0;
}

struct tap_counts tap_count(const struct tap *tap)
{
	struct tpacket_stats_v3 statistics = { 0 };
	socklen_t size = sizeof(statistics);

	getsockopt(tap->fd, SOL_PACKET, PACKET_STATISTICS, &statistics, &size);
	return (struct tap_counts){ statistics.tp_packets, statistics.tp_drops };
}
