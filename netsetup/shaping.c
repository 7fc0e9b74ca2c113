/* SPDX-License-Identifier: MIT */
#include "shaping.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <linux/pkt_sched.h>
#include <stddef.h>
#include <stdio.h>

/*
 * With both disciplines netem is the link's own and tbf its child. The handles are those that people
 * write, so that a --dry-run is easily read.
 */
enum {
	ROOT_HANDLE = 1 << 16,         /* 1: */
	NETEM_CLASS = 1 << 16 | 1,     /* 1:1, the one class of netem */
	CHILD_HANDLE = 2 << 16,        /* 2: */
	NETEM_USUAL_LIMIT = 1000,      /* packets, as tc has it */
	FRAME_OVERHEAD = ETH_HLEN + 4, /* bytes: the Ethernet header, with a VLAN tag */
	NANOSECONDS = 1000,            /* of a microsecond */
	BURST_PER_SECOND = 100,
	WAITS_PER_SECOND = 10,
	LARGEST_DATAGRAM = 65535, /* bytes */
	FRAGMENT_HEADER = 28,     /* bytes: of IPv4, and what is lost to multiples of 8 */
	LEAST_MTU = 68,           /* RFC 791 */
};

bool shaping_has_netem(const struct shaping *shaping)
{
	return shaping->delay != 0 || shaping->loss > 0 || shaping->duplicate > 0 ||
		shaping->corrupt > 0;
}

bool shaping_is_wanted(const struct shaping *shaping)
{
	return shaping->rate != 0 || shaping_has_netem(shaping);
}

unsigned shaping_netem_limit(const struct shaping *shaping)
{
	return shaping->queue != 0 ? shaping->queue : NETEM_USUAL_LIMIT;
}

static uint32_t at_most_32_bits(uint64_t number)
{
	return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

/* How many frames the largest datagram is cut into. */
static uint64_t frames_of_datagram(unsigned mtu)
{
	return LARGEST_DATAGRAM / ((mtu < LEAST_MTU ? LEAST_MTU : mtu) - FRAGMENT_HEADER) + 1;
}

/*
 * A frame that is larger than the burst never leaves, and a timer that comes late costs what does not
 * fit in it: so it is one frame, and what flows in the tick of the slowest kernels (HZ 100). More
 * would let a short transfer pass unshaped. Larger packets that wait for the hardware to be cut (GSO)
 * tbf cuts itself.
 *
 * Besides a burst, what flows in 100 ms may wait: enough for a sender across the world to keep the
 * link busy, and no more than people bear. On slow links it is the largest datagram in its fragments,
 * which come all at once: it would never get through else.
 */
void shaping_settle(struct shaping *shaping, unsigned mtu)
{
	uint64_t frame = (uint64_t)mtu + FRAME_OVERHEAD;
	uint64_t waiting = shaping->rate / WAITS_PER_SECOND;

	if (shaping->rate == 0)
		return;
	if (waiting < frames_of_datagram(mtu) * frame)
		waiting = frames_of_datagram(mtu) * frame;
	/* With netem it is packets of netem's. */
	if (shaping->queue != 0 && !shaping_has_netem(shaping))
		waiting = shaping->queue * frame;
	shaping->burst = at_most_32_bits(frame + shaping->rate / BURST_PER_SECOND);
	shaping->capacity = at_most_32_bits(shaping->burst + waiting);
}

/* A share of all packets, as the kernel has it: of 2^32 - 1. Halves go to the even number, as with tc. */
static uint32_t share_of(double percent)
{
	double exact = percent / 100 * UINT32_MAX;
	uint32_t whole = (uint32_t)exact;
	double rest = exact - whole;

	return whole + (rest > 0.5 || (rest == 0.5 && whole % 2 != 0));
}

static int put_netem(struct nl_msg *request, const struct shaping *shaping)
{
	/* The times here are of 32 bits, in units of 64 ns: those that are attributes have their place. */
	struct tc_netem_qopt options = {
		.limit = shaping_netem_limit(shaping),
		.loss = share_of(shaping->loss),
		.duplicate = share_of(shaping->duplicate),
		.gap = shaping->reorder > 0, /* every packet may be the one that overtakes */
	};
	struct tc_netem_reorder reorder = { .probability = share_of(shaping->reorder) };
	struct tc_netem_corrupt corrupt = { .probability = share_of(shaping->corrupt) };

	if (nlmsg_append(request, &options, sizeof(options), NLMSG_ALIGNTO) < 0 ||
		nla_put_u64(request, TCA_NETEM_LATENCY64, shaping->delay * NANOSECONDS) < 0 ||
		nla_put_u64(request, TCA_NETEM_JITTER64, shaping->jitter * NANOSECONDS) < 0)
		return -1;
	if (shaping->reorder > 0 &&
		nla_put(request, TCA_NETEM_REORDER, sizeof(reorder), &reorder) < 0)
		return -1;
	if (shaping->corrupt > 0 &&
		nla_put(request, TCA_NETEM_CORRUPT, sizeof(corrupt), &corrupt) < 0)
		return -1;
	return 0;
}

static int put_tbf(struct nl_msg *request, const struct shaping *shaping)
{
	/* The burst as a time is another word for the attribute behind it, which is exact. */
	struct tc_tbf_qopt options = {
		.rate = { .rate = at_most_32_bits(shaping->rate),
			.linklayer = TC_LINKLAYER_ETHERNET },
		.limit = shaping->capacity,
	};

	if (nla_put(request, TCA_TBF_PARMS, sizeof(options), &options) < 0 ||
		nla_put_u32(request, TCA_TBF_BURST, shaping->burst) < 0)
		return -1;
	if (shaping->rate >= UINT32_MAX && nla_put_u64(request, TCA_TBF_RATE64, shaping->rate) < 0)
		return -1;
	return 0;
}

static const struct discipline {
	const char *kind;
	int (*put)(struct nl_msg *request, const struct shaping *shaping);
} netem = { "netem", put_netem }, tbf = { "tbf", put_tbf };

static int put(
	struct nl_msg *request, const struct discipline *discipline, const struct shaping *shaping)
{
	struct nlattr *options;

	if (nla_put_string(request, TCA_KIND, discipline->kind) < 0)
		return -1;
	options = nla_nest_start(request, TCA_OPTIONS);
	if (options == NULL || discipline->put(request, shaping) < 0)
		return -1;
	nla_nest_end(request, options);
	return 0;
}

static int add(struct netlink *netlink, const struct discipline *discipline,
	const struct tcmsg *header, const char *name, const struct shaping *shaping,
	struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, header, sizeof(*header));

	if (request == NULL || put(request, discipline, shaping) < 0)
		return fail(failure, ENOMEM, "%s on '%s'", discipline->kind, name);
	if (netlink_execute(netlink, request, failure, "%s on '%s'", discipline->kind, name) == 0)
		return 0;
	if (failure->code == ENOENT)
		fail_advise(failure, "this kernel has no %s: modprobe sch_%s", discipline->kind,
			discipline->kind);
	return -1;
}

int shaping_add(struct netlink *netlink, int index, const char *name, const struct shaping *shaping,
	struct failure *failure)
{
	struct tcmsg header = {
		.tcm_ifindex = index,
		.tcm_parent = TC_H_ROOT,
		.tcm_handle = ROOT_HANDLE,
	};

	if (shaping_has_netem(shaping)) {
		if (add(netlink, &netem, &header, name, shaping, failure) < 0)
			return -1;
		header.tcm_parent = NETEM_CLASS;
		header.tcm_handle = CHILD_HANDLE;
	}
	return shaping->rate == 0 ? 0 : add(netlink, &tbf, &header, name, shaping, failure);
}
