/* SPDX-License-Identifier: MIT */
/*
 * The bare floor: what the kernel asks for one launch of nsrun, and nothing else.
 *
 *	floor [--steps] [--announce] PARENT ADDRESS/LEN GATEWAY COMMAND [ARG]…
 *
 * Behaves like `nsrun --macvlan PARENT --ip ADDRESS/LEN --gateway GATEWAY -- COMMAND [ARG]…` for
 * one IPv4 address, without a check, a library or a second thought: tests/bench/bench.c divides
 * nsrun's time by this program's. A failure is one line on stderr and status 125.
 *
 * Nothing is retried. The kernel takes the last launch's namespace down some 15–30 ms after its end
 * and keeps its MAC busy so long: a caller gives each launch an address of its own (the MAC follows
 * from it).
 *
 * `--steps` prints the microseconds of each step on stderr. `--announce` has the kernel send the
 * gratuitous ARP that nsrun has it send: it is delivered to every sibling on the parent before the
 * link is up, and so the one thing here whose cost grows with their number.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../runner/privileges/rules.h"
#include "usualfilters.h"

enum { FAILED = 125 };

struct request {
	uint32_t parent; /* interface index */
	struct in_addr address;
	unsigned char prefix_length;
	struct in_addr gateway;
	bool announce;
	char **command;
};

static _Noreturn void die(const char *what, int error)
{
	dprintf(STDERR_FILENO, "floor: %s: %s\n", what, strerror(error));
	_exit(FAILED);
}

/* --steps: the child's clock and the parent's are one, so both write into one shared page. */

enum step {
	START,
	CLONED,
	LINKED,
	RELEASED,
	CONFIGURED,
	PRIVATE,
	SYSFS,
	DROPPED,
	REAPED,
	STEP_COUNT
};

static int64_t *step_times;

static void stamp(enum step step)
{
	struct timespec now;

	if (!step_times)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	step_times[step] = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void print_steps(void)
{
	static const struct {
		const char *name;
		enum step from, to;
	} rows[] = {
		{ "clone3", START, CLONED },
		{ "link", CLONED, LINKED },
		{ "wake the child", LINKED, RELEASED },
		{ "lo, address, up, route", RELEASED, CONFIGURED },
		{ "mounts private", CONFIGURED, PRIVATE },
		{ "sysfs", PRIVATE, SYSFS },
		{ "privileges", SYSFS, DROPPED },
		{ "exec, run, exit, wait", DROPPED, REAPED },
		{ "all", START, REAPED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		dprintf(STDERR_FILENO, "%8.1f  %s\n",
			(double)(step_times[rows[i].to] - step_times[rows[i].from]) / 1000.0,
			rows[i].name);
}

/* Several netlink requests in one buffer: one send, one acknowledgement for each. */

struct batch {
	_Alignas(struct nlmsghdr) char bytes[512];
	struct nlmsghdr *last; /* the message under construction */
	uint32_t count;
};

static void *add_message(struct batch *batch, uint16_t type, uint16_t flags, uint32_t length)
{
	struct nlmsghdr *message = (struct nlmsghdr *)batch->bytes;

	if (batch->last)
		message = (struct nlmsghdr *)((char *)batch->last +
			NLMSG_ALIGN(batch->last->nlmsg_len));
	message->nlmsg_len = NLMSG_LENGTH(length);
	message->nlmsg_type = type;
	message->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	message->nlmsg_seq = batch->count++;
	batch->last = message;
	return NLMSG_DATA(message);
}

static struct rtattr *add_attribute(
	struct batch *batch, uint16_t type, const void *data, size_t length)
{
	uint32_t offset = NLMSG_ALIGN(batch->last->nlmsg_len);
	struct rtattr *attribute = (struct rtattr *)((char *)batch->last + offset);

	attribute->rta_type = type;
	attribute->rta_len = (uint16_t)RTA_LENGTH(length);
	if (length)
		memcpy(RTA_DATA(attribute), data, length);
	batch->last->nlmsg_len = offset + (uint32_t)RTA_ALIGN(attribute->rta_len);
	return attribute;
}

static void end_nest(struct batch *batch, struct rtattr *nest)
{
	char *end = (char *)batch->last + batch->last->nlmsg_len;

	nest->rta_len = (uint16_t)(end - (char *)nest);
}

/* `names` has one name for each message, for the line that says which one failed. */
static void send_batch(struct batch *batch, const char *const names[])
{
	int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	size_t length = (size_t)((char *)batch->last - batch->bytes) + batch->last->nlmsg_len;
	_Alignas(struct nlmsghdr) char reply[1024];
	const struct nlmsghdr *header = (const struct nlmsghdr *)reply;
	const struct nlmsgerr *answer = NLMSG_DATA(header);

	if (netlink < 0 || send(netlink, batch->bytes, length, 0) < 0)
		die("netlink", errno);
	for (uint32_t i = 0; i < batch->count; i++) {
		if (recv(netlink, reply, sizeof(reply), 0) < 0)
			die(names[i], errno);
		if (header->nlmsg_type != NLMSG_ERROR || header->nlmsg_seq != i)
			die(names[i], EBADMSG);
		if (answer->error)
			die(names[i], -answer->error);
	}
	close(netlink);
}

static void create_link(const struct request *request, pid_t child)
{
	static const char *const names[] = { "create link" };
	const uint32_t mode = MACVLAN_MODE_BRIDGE;
	unsigned char mac[6] = { 0x02, 0x42 };
	struct batch batch = { 0 };
	struct rtattr *info, *data;

	memcpy(mac + 2, &request->address, sizeof(request->address));
	add_message(&batch, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(struct ifinfomsg));
	add_attribute(&batch, IFLA_IFNAME, "eth%d", sizeof("eth%d"));
	add_attribute(&batch, IFLA_LINK, &request->parent, sizeof(request->parent));
	add_attribute(&batch, IFLA_ADDRESS, mac, sizeof(mac));
	add_attribute(&batch, IFLA_NET_NS_PID, &child, sizeof(child));
	info = add_attribute(&batch, IFLA_LINKINFO, NULL, 0);
	add_attribute(&batch, IFLA_INFO_KIND, "macvlan", sizeof("macvlan"));
	data = add_attribute(&batch, IFLA_INFO_DATA, NULL, 0);
	add_attribute(&batch, IFLA_MACVLAN_MODE, &mode, sizeof(mode));
	end_nest(&batch, data);
	end_nest(&batch, info);
	send_batch(&batch, names);
}

static void enable_announcement(void)
{
	int file = open("/proc/sys/net/ipv4/conf/eth0/arp_notify", O_WRONLY | O_CLOEXEC);

	if (file < 0 || write(file, "1", 1) != 1)
		die("arp_notify", errno);
	close(file);
}

static void add_link_up(struct batch *batch, unsigned int index)
{
	struct ifinfomsg *link = add_message(batch, RTM_NEWLINK, 0, sizeof(*link));

	link->ifi_index = (int)index;
	link->ifi_flags = IFF_UP;
	link->ifi_change = IFF_UP;
}

static void configure_network(const struct request *request)
{
	static const char *const names[] = { "lo up", "address", "link up", "default route" };
	const unsigned int index = if_nametoindex("eth0");
	struct batch batch = { 0 };
	struct ifaddrmsg *address;
	struct rtmsg *route;

	add_link_up(&batch, if_nametoindex("lo"));

	address = add_message(&batch, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sizeof(*address));
	address->ifa_family = AF_INET;
	address->ifa_prefixlen = request->prefix_length;
	address->ifa_index = index;
	add_attribute(&batch, IFA_LOCAL, &request->address, sizeof(request->address));
	add_attribute(&batch, IFA_ADDRESS, &request->address, sizeof(request->address));

	add_link_up(&batch, index);

	route = add_message(&batch, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, sizeof(*route));
	route->rtm_family = AF_INET;
	route->rtm_table = RT_TABLE_MAIN;
	route->rtm_protocol = RTPROT_STATIC;
	route->rtm_scope = RT_SCOPE_UNIVERSE;
	route->rtm_type = RTN_UNICAST;
	add_attribute(&batch, RTA_GATEWAY, &request->gateway, sizeof(request->gateway));
	add_attribute(&batch, RTA_OIF, &index, sizeof(index));

	send_batch(&batch, names);
}

/* What nsrun leaves a command, with the filter that was made with it. */
static void drop_privileges(void)
{
	enum { KEPT = 0x800405fb, REACH = 0x3000 };
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct sets[2] = { 0 };
	const struct sock_fprog filter = {
		.len = (unsigned short)usual_filter.count,
		.filter = (struct sock_filter *)usual_filter.code,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) < 0)
		die("load the filter", errno);
	for (int i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++) {
		if ((((uint64_t)KEPT | REACH) & (1ULL << i)) == 0 &&
			prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0)
			die("drop a capability", errno);
	}
	if (syscall(SYS_capget, &header, sets) < 0)
		die("capget", errno);
	sets[0].permitted &= KEPT;
	sets[0].effective = sets[0].permitted;
	sets[1].permitted = sets[1].effective = 0;
	if (syscall(SYS_capset, &header, sets) < 0)
		die("give up capabilities", errno);
}

static _Noreturn void run_child(const struct request *request, const int go[2])
{
	char byte;

	close(go[1]);
	if (read(go[0], &byte, 1) != 1)
		_exit(FAILED); /* the parent failed, and has said so */
	stamp(RELEASED);
	if (request->announce)
		enable_announcement();
	configure_network(request);
	stamp(CONFIGURED);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		die("make mounts private", errno);
	stamp(PRIVATE);
	if (mount("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
		die("mount sysfs", errno);
	stamp(SYSFS);
	drop_privileges();
	stamp(DROPPED);
	execvp(request->command[0], request->command);
	die(request->command[0], errno);
}

static int launch(const struct request *request)
{
	int pidfd = -1, go[2];
	struct clone_args arguments = {
		.flags = CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWNS | CLONE_PIDFD,
		.pidfd = (uintptr_t)&pidfd,
		.exit_signal = SIGCHLD,
	};
	siginfo_t end;
	pid_t child;

	if (pipe2(go, O_CLOEXEC) < 0)
		die("pipe", errno);
	stamp(START);
	child = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));
	if (child < 0)
		die("clone3", errno);
	if (child == 0)
		run_child(request, go);
	stamp(CLONED);
	create_link(request, child);
	stamp(LINKED);
	if (write(go[1], "", 1) != 1)
		die("release the child", errno);
	if (waitid(P_PIDFD, (id_t)pidfd, &end, WEXITED) < 0)
		die("wait", errno);
	stamp(REAPED);
	return end.si_code == CLD_EXITED ? end.si_status : 128 + end.si_status;
}

static _Noreturn void usage(void)
{
	dprintf(STDERR_FILENO,
		"usage: floor [--steps] [--announce] PARENT ADDRESS/LEN GATEWAY COMMAND [ARG]…\n");
	_exit(FAILED);
}

static void share_step_times(void)
{
	step_times = mmap(NULL, STEP_COUNT * sizeof(*step_times), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (step_times == MAP_FAILED)
		die("--steps", errno);
}

static void parse_address(const char *text, struct request *request)
{
	char address[INET_ADDRSTRLEN] = "";
	unsigned int length;

	if (sscanf(text, "%15[0-9.]/%2u", address, &length) != 2 || length > 32 ||
		inet_pton(AF_INET, address, &request->address) != 1)
		usage();
	request->prefix_length = (unsigned char)length;
}

int main(int argc, char **argv)
{
	struct request request = { 0 };
	int status;

	for (; argc > 1 && argv[1][0] == '-'; argv++, argc--)
		if (strcmp(argv[1], "--steps") == 0)
			share_step_times();
		else if (strcmp(argv[1], "--announce") == 0)
			request.announce = true;
		else
			usage();
	if (argc < 5 || inet_pton(AF_INET, argv[3], &request.gateway) != 1)
		usage();
	request.parent = if_nametoindex(argv[1]);
	if (!request.parent)
		die(argv[1], errno);
	parse_address(argv[2], &request);
	request.command = argv + 4;
	status = launch(&request);
	if (step_times && step_times[SYSFS])
		print_steps();
	return status;
}
