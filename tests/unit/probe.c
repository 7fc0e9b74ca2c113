/* SPDX-License-Identifier: MIT */
/* covers: P6 --probe */
#include "kernel.h"

#include <assert.h>
#include <sys/socket.h>

#include "../../netsetup/addresses.h"
#include "../../netsetup/probe.h"

static const struct mac_address own = { { 0x02, 0, 0, 0, 0, 1 } };
static const struct mac_address other = { { 0x02, 0, 0, 0, 0, 2 } };

/* RFC 5227, section 1.1, in the form of RFC 826: byte by byte. */
static void an_arp_probe_has_the_layout_of_its_rfc(void **state)
{
	static const unsigned char expected[] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* to all */
		0x02, 0, 0, 0, 0, 1,                /* from the link */
		0x08, 0x06,                         /* ARP */
		0, 1, 0x08, 0, 6, 4,                /* of Ethernet, about IPv4 */
		0, 1,                               /* a request */
		0x02, 0, 0, 0, 0, 1, 0, 0, 0, 0,    /* the sender: its MAC, no address */
		0, 0, 0, 0, 0, 0, 172, 16, 86, 2,   /* the target: no MAC, the address */
	};
	const struct ip_address address = address_of("172.16.86.2");
	unsigned char frame[PROBE_FRAME_SIZE];

	(void)state;
	assert_int_equal(probe_frame(&address, &own, frame), sizeof(expected));
	assert_memory_equal(frame, expected, sizeof(expected));
}

/* RFC 4861, section 4.3, and RFC 4862, section 5.4.2. The checksum was added up by hand. */
static void a_solicitation_has_the_layout_of_its_rfc(void **state)
{
	static const unsigned char expected[] = {
		0x33, 0x33, 0xff, 0x12, 0x34, 0x56,             /* its group */
		0x02, 0, 0, 0, 0, 1,                            /* from the link */
		0x86, 0xdd,                                     /* IPv6 */
		0x60, 0, 0, 0, 0, 24, 58, 255,                  /* ICMPv6 */
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* from :: */
		0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0x12, 0x34, 0x56, /* to it */
		135, 0, 0x14, 0x51, 0, 0, 0, 0,                                   /* solicitation */
		0xfd, 0x86, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 0x56,    /* its target */
	};
	const struct ip_address address = address_of("fd86::12:3456");
	unsigned char frame[PROBE_FRAME_SIZE];

	(void)state;
	assert_int_equal(probe_frame(&address, &own, frame), sizeof(expected));
	assert_memory_equal(frame, expected, sizeof(expected));
}

/* An ARP packet of another host, by what it says: its operation, sender's and target's address. */
static size_t arp_packet(unsigned char *frame, unsigned char operation, const char *sender,
	const char *target, const struct mac_address *mac)
{
	const struct ip_address spa = address_of(sender);
	const struct ip_address tpa = address_of(target);
	size_t size = probe_frame(&tpa, mac, frame);

	frame[21] = operation;
	memcpy(frame + 28, spa.bytes, 4);
	return size;
}

struct arp_case {
	unsigned char operation; /* 1: request, 2: reply */
	const char *sender, *target;
	const struct mac_address *mac;
	bool is_answer;
};

static void arp_packets_are_told_apart(void **state)
{
	static const struct arp_case cases[] = {
		{ 2, "10.0.0.2", "0.0.0.0", &other, true },  /* the answer to a probe */
		{ 1, "10.0.0.2", "10.0.0.2", &other, true }, /* an announcement */
		{ 2, "10.0.0.2", "10.0.0.2", &other, true },
		{ 1, "10.0.0.2", "10.0.0.9", &other, true },  /* its user asks for somebody */
		{ 2, "10.0.0.2", "0.0.0.0", &own, true },     /* two of one MAC address */
		{ 1, "0.0.0.0", "10.0.0.2", &other, true },   /* another wants it, too */
		{ 1, "0.0.0.0", "10.0.0.2", &own, false },    /* the probe itself, reflected */
		{ 1, "10.0.0.9", "10.0.0.2", &other, false }, /* somebody asks for it */
		{ 2, "0.0.0.0", "10.0.0.2", &other, false },
		{ 2, "10.0.0.9", "0.0.0.0", &other, false },
		{ 1, "0.0.0.0", "10.0.0.9", &other, false },
	};
	const struct ip_address address = address_of("10.0.0.2");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct arp_case *arp = &cases[i];
		unsigned char frame[PROBE_FRAME_SIZE];
		struct mac_address holder;
		size_t size = arp_packet(frame, arp->operation, arp->sender, arp->target, arp->mac);

		if (probe_is_answer(frame, size, &address, &own, &holder) != arp->is_answer)
			print_error("case %zu\n", i);
		assert_int_equal(
			probe_is_answer(frame, size, &address, &own, &holder), arp->is_answer);
		assert_true(!arp->is_answer || mac_equal(&holder, arp->mac));
	}
}

/* Whatever byte of the header or of the length is another, it is no ARP about IPv4 on Ethernet. */
static void what_is_no_arp_packet_is_no_answer(void **state)
{
	static const unsigned char places[] = { 12, 13, 14, 15, 16, 17, 18, 19 };
	const struct ip_address address = address_of("10.0.0.2");
	const struct ip_address six = address_of("fd86::2");
	unsigned char frame[PROBE_FRAME_SIZE] = { 0 };
	struct mac_address holder;
	size_t size = arp_packet(frame, 2, "10.0.0.2", "0.0.0.0", &other);

	(void)state;
	assert_true(probe_is_answer(frame, size, &address, &own, &holder));
	assert_true(probe_is_answer(frame, 60, &address, &own, &holder)); /* padded */
	for (size_t shorter = 0; shorter < size; shorter++)
		assert_false(probe_is_answer(frame, shorter, &address, &own, &holder));
	assert_false(probe_is_answer(frame, sizeof(frame), &six, &own, &holder));
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		frame[places[i]] ^= 0x10;
		assert_false(probe_is_answer(frame, size, &address, &own, &holder));
		frame[places[i]] ^= 0x10;
	}
}

enum {
	SOURCE = 22, /* places in a frame */
	HOPS = 21,
	TYPE = 54,
	CODE = 55,
	SUM = 56,
	OPTIONS = 78,
	WITH_OPTION = 86,
};

/* RFC 1071, one word after the other, over a frame with the message at TYPE. */
static void sum_up(unsigned char *frame, size_t size)
{
	uint32_t sum = (uint32_t)(size - TYPE) + 58;

	frame[SUM] = frame[SUM + 1] = 0;
	for (size_t i = SOURCE; i < size; i += 2)
		sum += (uint32_t)(frame[i] << 8 | frame[i + 1]);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	frame[SUM] = (unsigned char)(~sum >> 8);
	frame[SUM + 1] = (unsigned char)~sum;
}

/* As a host that has fd86::2 answers: with the MAC address other in an option, from another one. */
static void advertise(unsigned char frame[WITH_OPTION])
{
	static const struct mac_address router = { { 0x02, 0, 0, 0, 0, 3 } };
	const struct ip_address address = address_of("fd86::2");

	probe_frame(&address, &router, frame);
	memcpy(frame + SOURCE, address.bytes, 16);
	frame[19] = WITH_OPTION - TYPE;
	frame[TYPE] = 136;
	frame[58] = 0x20; /* override */
	frame[OPTIONS] = 2;
	frame[OPTIONS + 1] = 1;
	memcpy(frame + OPTIONS + 2, other.bytes, 6);
	sum_up(frame, WITH_OPTION);
}

static bool is_answered(const unsigned char *frame, size_t size, struct mac_address *holder)
{
	const struct ip_address address = address_of("fd86::2");

	return probe_is_answer(frame, size, &address, &own, holder);
}

static void an_advertisement_is_an_answer(void **state)
{
	static const struct mac_address router = { { 0x02, 0, 0, 0, 0, 3 } };
	const struct ip_address another = address_of("fd86::3");
	unsigned char frame[WITH_OPTION];
	struct mac_address holder;

	(void)state;
	advertise(frame);
	assert_true(is_answered(frame, sizeof(frame), &holder));
	assert_true(mac_equal(&holder, &other));
	assert_false(probe_is_answer(frame, sizeof(frame), &another, &own, &holder));

	frame[19] = OPTIONS - TYPE; /* without the option: who sent it */
	sum_up(frame, OPTIONS);
	assert_true(is_answered(frame, OPTIONS, &holder));
	assert_true(mac_equal(&holder, &router));
	assert_true(is_answered(frame, OPTIONS + 4, &holder)); /* and with padding behind */
}

/* What RFC 4861, section 7.1.2, calls invalid. */
static void an_invalid_advertisement_is_none(void **state)
{
	static const struct {
		unsigned char place, value;
	} wrong[] = {
		{ 12, 0x08 },       /* not IPv6 */
		{ 20, 17 },         /* not ICMPv6 */
		{ HOPS, 254 },      /* from behind a router */
		{ CODE, 1 },        /* … */
		{ TYPE, 134 },      /* another message */
		{ OPTIONS + 1, 0 }, /* an option without an end */
		{ OPTIONS + 1, 2 }, /* an option that is longer than the message */
	};
	unsigned char frame[WITH_OPTION];
	struct mac_address holder;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		advertise(frame);
		frame[wrong[i].place] = wrong[i].value;
		sum_up(frame, sizeof(frame));
		assert_false(is_answered(frame, sizeof(frame), &holder));
	}
	advertise(frame);
	frame[SUM] ^= 1;
	assert_false(is_answered(frame, sizeof(frame), &holder));
	advertise(frame);
	for (size_t shorter = 0; shorter < sizeof(frame); shorter++)
		assert_false(is_answered(frame, shorter, &holder));
}

static void a_solicitation_is_an_answer_when_another_wants_the_address(void **state)
{
	const struct ip_address address = address_of("fd86::2");
	const struct ip_address user = address_of("fd86::9");
	unsigned char frame[PROBE_FRAME_SIZE];
	struct mac_address holder;

	(void)state;
	probe_frame(&address, &other, frame);
	assert_true(is_answered(frame, sizeof(frame), &holder));
	assert_true(mac_equal(&holder, &other));

	memcpy(frame + SOURCE, user.bytes, 16); /* somebody who only looks for its user */
	sum_up(frame, sizeof(frame));
	assert_false(is_answered(frame, sizeof(frame), &holder));

	probe_frame(&address, &own, frame); /* what was asked, reflected */
	assert_false(is_answered(frame, sizeof(frame), &holder));
}

static long elapsed_ms(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

static void open_on(struct link_config *link, int index)
{
	struct failure failure;

	link->probe = true;
	expect_success(probe_open(&link->probe_socket, &failure), &failure);
	expect_success(probe_bind(link->probe_socket, index, &failure), &failure);
}

static void nobody_is_waited_for_less_than_a_second(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct link_config link = {
		.address_count = 2,
		.addresses = { prefix_of("172.16.86.2/24"), prefix_of("fd86::2/64") },
	};
	struct probe_holder holder;
	struct failure failure;
	struct timespec start;

	open_on(&link, add_ethernet(netlink));
	clock_gettime(CLOCK_MONOTONIC, &start);
	expect_success(probe_ask(&link, 1, &holder, &failure), &failure);
	assert_true(elapsed_ms(&start) >= PROBE_ROUNDS * PROBE_PAUSE_MS - 50);
	static_assert(PROBE_ROUNDS * PROBE_PAUSE_MS < 1000, "within one second");
	close_fd(&link.probe_socket);
}

/* Of three links, of which one does not ask, the last is on a wire where its second address is. */
static void the_holder_is_named(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct link_config links[3] = {
		[1] = { .address_count = 1, .addresses = { prefix_of("172.16.86.2/24") } },
		[2] = { .addresses = { prefix_of("172.16.86.2/24"), prefix_of("172.16.86.3/24"),
				prefix_of("fd86::3/64") } },
	};
	struct link_config *last = &links[2];
	int index = add_ethernet(netlink);
	struct probe_holder holder;
	struct link_info neighbour;
	struct failure failure;

	expect_success(add_kind(netlink, "veth", "x0", &failure), &failure);
	bring_up(netlink, "x0");
	neighbour = look(netlink, "veth0");
	for (size_t i = 1; i < (have_ipv6() ? 3 : 2); i++) {
		open_on(&links[1], look(netlink, "x0").index);
		open_on(last, index);
		last->address_count = i + 1;
		expect_success(address_add(netlink, neighbour.index, "veth0", &last->addresses[i],
				       &failure),
			&failure);
		assert_int_equal(probe_ask(links, 3, &holder, &failure), 1);
		assert_int_equal(holder.link, 2);
		assert_ptr_equal(holder.address, &last->addresses[i]);
		assert_true(mac_equal(&holder.mac, &neighbour.mac));
		address_remove(netlink, neighbour.index, &last->addresses[i]);
		close_fd(&links[1].probe_socket);
		close_fd(&last->probe_socket);
	}
}

/* As a link whose parent's cable is out: nothing is sent and nothing heard, and nothing hangs. */
static void a_link_without_a_carrier_has_no_neighbours(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct link_config link = {
		.address_count = 1,
		.addresses = { prefix_of("172.16.86.2/24") },
	};
	struct probe_holder holder;
	struct failure failure;

	add_ethernet(netlink);
	expect_success(add_kind(netlink, "veth", "x0", &failure), &failure);
	open_on(&link, look(netlink, "x0").index);
	expect_success(probe_ask(&link, 1, &holder, &failure), &failure); /* down */
	bring_up(netlink, "x0");
	expect_success(probe_ask(&link, 1, &holder, &failure), &failure);
	close_fd(&link.probe_socket);
}

/* Sends an announcement of 172.16.86.2 from the other end of the wire, with a tag. */
static void announce_tagged(struct netlink *netlink, unsigned char vlan)
{
	const unsigned char tag[] = { 0x81, 0x00, 0xe0, vlan }; /* of the highest priority */
	unsigned char plain[PROBE_FRAME_SIZE];
	unsigned char frame[PROBE_FRAME_SIZE + sizeof(tag)];
	size_t size = arp_packet(plain, 1, "172.16.86.2", "172.16.86.2", &other);
	struct link_config sender = { 0 };

	memcpy(frame, plain, 12);
	memcpy(frame + 12, tag, sizeof(tag));
	memcpy(frame + 12 + sizeof(tag), plain + 12, size - 12);
	open_on(&sender, look(netlink, "veth0").index);
	assert_int_equal(send(sender.probe_socket, frame, size + sizeof(tag), 0),
		(ssize_t)(size + sizeof(tag)));
	close_fd(&sender.probe_socket);
}

/* The kernel takes the tag off before the socket sees the frame. */
static void a_vlan_is_another_ethernet(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct link_config link = {
		.address_count = 1,
		.addresses = { prefix_of("172.16.86.2/24") },
	};
	struct probe_holder holder;
	struct failure failure;

	open_on(&link, add_ethernet(netlink));
	announce_tagged(netlink, 10);
	expect_success(probe_ask(&link, 1, &holder, &failure), &failure);
	announce_tagged(netlink, 0);
	assert_int_equal(probe_ask(&link, 1, &holder, &failure), 1);
	assert_true(mac_equal(&holder.mac, &other));
	close_fd(&link.probe_socket);
}

static void an_interface_that_is_not_there_is_refused(void **state)
{
	struct failure failure;
	int fd;

	netlink_of(state);
	expect_success(probe_open(&fd, &failure), &failure);
	assert_int_equal(probe_bind(fd, 999, &failure), -1);
	expect_failure(
		&failure, ENODEV, "--probe: packet socket on interface number 999: No such device");
	close_fd(&fd);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arp_probe_has_the_layout_of_its_rfc),
		cmocka_unit_test(a_solicitation_has_the_layout_of_its_rfc),
		cmocka_unit_test(arp_packets_are_told_apart),
		cmocka_unit_test(what_is_no_arp_packet_is_no_answer),
		cmocka_unit_test(an_advertisement_is_an_answer),
		cmocka_unit_test(an_invalid_advertisement_is_none),
		cmocka_unit_test(a_solicitation_is_an_answer_when_another_wants_the_address),
		with_namespace(nobody_is_waited_for_less_than_a_second),
		with_namespace(the_holder_is_named),
		with_namespace(a_link_without_a_carrier_has_no_neighbours),
		with_namespace(a_vlan_is_another_ethernet),
		with_namespace(an_interface_that_is_not_there_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
