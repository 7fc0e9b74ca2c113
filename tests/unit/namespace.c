/* SPDX-License-Identifier: MIT */
/* covers: P2 P3 */
#include "kernel.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "../../netsetup/addresses.h"
#include "../../netsetup/namespace.h"

/* The namespace of a "run": the test program is in it, and the host's socket is outside. */
struct inside {
	struct netlink *netlink;
	struct namespace_handle handle;
};

static struct inside go_inside(struct netlink *host)
{
	struct inside inside = { .netlink = enter_another(), .handle = namespace_none() };
	struct failure failure = { .text = "" };
	AUTO_CLOSE int netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	inside.handle.route = netlink_fd(inside.netlink);
	inside.handle.sockstat = namespace_open_sockstat(&failure);
	namespace_assign_id(host, netns, &inside.handle.id, &failure);
	assert_string_equal(failure.text, "");
	assert_true(inside.handle.id >= 0);
	return inside;
}

/* Into another one; nothing of this program is left in the namespace that it was in. */
static void go_away(struct inside *inside)
{
	assert_int_equal(unshare(CLONE_NEWNET), 0);
	close_fd(&inside->handle.sockstat);
	netlink_close(&inside->netlink);
}

static void a_handle_of_nothing_does_nothing(void **state)
{
	struct namespace_handle none = namespace_none();
	struct link_config link = macvlan_on(1);

	(void)state;
	assert_int_equal(none.route, -1);
	assert_int_equal(none.sockstat, -1);
	assert_int_equal(none.id, -1);
	assert_int_equal(none.cookie, 0);
	assert_false(namespace_has_sockets(&none));
	namespace_silence(&none, &link, 1);
	namespace_let_go(&none);
}

static void await_gone(struct netlink *host, int id)
{
	time_t deadline = time(NULL) + 10;

	while (!namespace_is_gone(host, id)) {
		assert_true(time(NULL) <= deadline);
		sched_yield();
	}
}

static void an_id_is_gone_with_its_namespace(void **state)
{
	struct netlink *host = netlink_of(state);
	struct inside inside = go_inside(host);
	int id = inside.handle.id;

	assert_false(namespace_is_gone(host, id));
	go_away(&inside);
	await_gone(host, id);
	assert_true(namespace_is_gone(host, 1 << 25)); /* greater than any that is given */
}

/* Who still asks for the one that has gone does not hear of the next. */
static void an_id_does_not_come_back(void **state)
{
	struct netlink *host = netlink_of(state);
	struct inside inside = go_inside(host);
	int id = inside.handle.id;

	go_away(&inside);
	await_gone(host, id);
	inside = go_inside(host);
	assert_int_not_equal(inside.handle.id, id);
	assert_true(namespace_is_gone(host, id));
	go_away(&inside);
}

/* As they are when many runs begin in one moment. */
static void ids_of_one_moment_are_close_and_differ(void **state)
{
	enum { COUNT = 10, CLOSE = 1000 };
	struct netlink *host = netlink_of(state);
	struct failure failure = { .text = "" };
	int namespaces[COUNT], ids[COUNT];

	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(unshare(CLONE_NEWNET), 0);
		namespaces[i] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	}
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(namespace_assign_id(host, namespaces[i], &ids[i], &failure), 0);
		for (int j = 0; j < i; j++) {
			assert_int_not_equal(ids[i], ids[j]);
			assert_true(abs(ids[i] - ids[j]) < CLOSE);
		}
	}
	for (int i = 0; i < COUNT; i++)
		close_fd(&namespaces[i]);
}

static void a_held_namespace_is_not_gone(void **state)
{
	struct netlink *host = netlink_of(state);
	struct inside inside = go_inside(host);
	AUTO_CLOSE int held = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int id = inside.handle.id;

	go_away(&inside);
	/* As long as the kernel takes to free the socket, and longer. */
	for (int i = 0; i < 100000; i++)
		assert_false(namespace_is_gone(host, id));
	close_fd(&held);
	await_gone(host, id);
}

static void what_is_no_namespace_has_no_id(void **state)
{
	struct netlink *host = netlink_of(state);
	struct failure failure;
	AUTO_CLOSE int file = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
	int id = 77;

	assert_int_equal(namespace_assign_id(host, file, &id, &failure), -1);
	assert_int_equal(id, -1);
	assert_int_equal(failure.code, EINVAL);
}

static void sockets_are_seen_but_for_the_handles_own(void **state)
{
	struct inside inside = go_inside(netlink_of(state));
	AUTO_CLOSE int fd = -1;
	time_t deadline = time(NULL) + 10;

	assert_false(namespace_has_sockets(&inside.handle));
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_true(namespace_has_sockets(&inside.handle));
	close_fd(&fd);
	while (namespace_has_sockets(&inside.handle))
		assert_true(time(NULL) <= deadline);
	go_away(&inside);
}

/* The sockstat tells of the namespace that it was opened in, from wherever it is read. */
static void sockets_are_seen_from_outside(void **state)
{
	struct inside inside = go_inside(netlink_of(state));
	AUTO_CLOSE int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(unshare(CLONE_NEWNET), 0);
	assert_true(namespace_has_sockets(&inside.handle));
	go_away(&inside);
}

static void count_link(const struct link_info *info, void *context)
{
	size_t *count = context;

	assert_true(info->index > 0);
	(*count)++;
}

static size_t links_in(struct netlink *host, int id)
{
	struct failure failure = { .text = "" };
	size_t count = 0;

	link_each_in(host, id, count_link, &count, &failure);
	assert_string_equal(failure.text, "");
	return count;
}

static struct link_info create_inside(struct netlink *host, int parent, struct inside *inside)
{
	struct link_config link = macvlan_on(parent);
	struct failure failure = { .text = "" };

	create_here(host, &link, "eth%d", &failure);
	assert_string_equal(failure.text, "");
	return look(inside->netlink, "eth0");
}

static void links_are_deleted_by_the_id(void **state)
{
	struct netlink *host = netlink_of(state);
	int parent = add_ethernet(host);
	struct inside inside;

	need_macvlan(host, parent);
	inside = go_inside(host);
	create_inside(host, parent, &inside);
	assert_int_equal(links_in(host, inside.handle.id), 2);
	namespace_delete_links(host, inside.handle.id);
	assert_int_equal(links_in(host, inside.handle.id), 1);
	assert_int_equal(look(inside.netlink, "lo").index, 1);
	namespace_delete_links(host, inside.handle.id);
	namespace_delete_links(host, 4711);
	/* And the parent, with the other macvlan on it, is as it was. */
	assert_true(look(host, "eth0").flags & IFF_UP);
	assert_string_equal(look(host, "probe").kind, "macvlan");
	go_away(&inside);
}

/* What tells whose namespace an id leads to. */
static void a_namespace_is_known_by_its_addresses(void **state)
{
	struct netlink *host = netlink_of(state);
	int parent = add_ethernet(host);
	struct mac_address other = { { 2, 0, 0, 0, 0, 1 } };
	struct ip_prefix address = prefix_of("172.16.86.2/24");
	struct ip_prefix another = prefix_of("172.16.86.3/24");
	struct failure failure = { .text = "" };
	struct inside inside;
	struct link_info link;

	need_macvlan(host, parent);
	inside = go_inside(host);
	link = create_inside(host, parent, &inside);
	assert_true(namespace_has_mac(host, inside.handle.id, &link.mac));
	assert_false(namespace_has_mac(host, inside.handle.id, &other));
	assert_false(address_is_in(host, inside.handle.id, &address.address));
	address_add(inside.netlink, link.index, "eth0", &address, &failure);
	assert_string_equal(failure.text, "");
	assert_true(address_is_in(host, inside.handle.id, &address.address));
	assert_false(address_is_in(host, inside.handle.id, &another.address));
	assert_false(address_is_in(host, 4711, &address.address));
	go_away(&inside);
}

static void a_silenced_run_has_no_address(void **state)
{
	struct inside inside = go_inside(netlink_of(state));
	struct link_config link = macvlan_on(1);
	struct failure failure = { .text = "" };

	link.made.index = add_ethernet(inside.netlink);
	link.addresses[link.address_count++] = prefix_of("172.16.86.2/24");
	link.addresses[link.address_count++] = prefix_of("172.16.87.2/24");
	if (have_ipv6())
		link.addresses[link.address_count++] = prefix_of("2001:db8::2/64");
	for (size_t i = 0; i < link.address_count; i++)
		address_add(inside.netlink, link.made.index, "eth0", &link.addresses[i], &failure);
	assert_string_equal(failure.text, "");
	assert_int_equal(address_exists(inside.netlink, link.made.index, &failure), 1);
	namespace_silence(&inside.handle, &link, 1);
	assert_int_equal(address_exists(inside.netlink, link.made.index, &failure), 0);
	/* The command may have done it all by itself, or have deleted the link. */
	namespace_silence(&inside.handle, &link, 1);
	link.made.index = 4711;
	snprintf(link.name, sizeof(link.name), "none");
	namespace_silence(&inside.handle, &link, 1);
	go_away(&inside);
}

static ino_t number_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_ino;
}

static void note_number(void *context)
{
	*(ino_t *)context = number_of("/proc/self/ns/net");
}

static void a_visitor_is_inside_and_comes_back(void **state)
{
	struct netlink *host = netlink_of(state);
	AUTO_CLOSE int other = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	ino_t visited = number_of("/proc/self/ns/net"), seen = 0;
	AUTO_CLOSE int own = -1;
	AUTO_CLOSE int none = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct inside inside = go_inside(host);
	ino_t here = number_of("/proc/self/ns/net");

	own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	assert_true(here != visited);
	assert_int_equal(namespace_visit(other, own, note_number, &seen), 0);
	assert_int_equal(seen, visited);
	assert_int_equal(number_of("/proc/self/ns/net"), here);
	seen = 0;
	assert_int_equal(namespace_visit(none, own, note_number, &seen), -1);
	assert_int_equal(seen, 0);
	assert_int_equal(number_of("/proc/self/ns/net"), here);
	go_away(&inside);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_handle_of_nothing_does_nothing),
		with_namespace(an_id_is_gone_with_its_namespace),
		with_namespace(an_id_does_not_come_back),
		with_namespace(ids_of_one_moment_are_close_and_differ),
		with_namespace(a_held_namespace_is_not_gone),
		with_namespace(what_is_no_namespace_has_no_id),
		with_namespace(sockets_are_seen_but_for_the_handles_own),
		with_namespace(sockets_are_seen_from_outside),
		with_namespace(links_are_deleted_by_the_id),
		with_namespace(a_namespace_is_known_by_its_addresses),
		with_namespace(a_silenced_run_has_no_address),
		with_namespace(a_visitor_is_inside_and_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
