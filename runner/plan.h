/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PLAN_H
#define RUNNER_PLAN_H

/*
 * What the user asked for, as plain data. The parser (options.h) makes it and does nothing else;
 * resolve.h decides with the host's help what that means for each link.
 *
 * Every string points into the arguments of main(), or into a network that is read already.
 */
#include "../netsetup/link.h"
#include "../netsetup/sysctls.h"
#include "environment.h"
#include "names/request.h"
#include "privileges/privileges.h"
#include "tmpfs.h"

enum {
	PLAN_MAX_LINKS = 16,
	PLAN_MAX_KEPT_FDS = 64,
	PLAN_MAX_MOUNTS = 64,
};

enum mac_choice {
	MAC_BY_RULE, /* 02:42 and the first IPv4 address, or the kernel's */
	MAC_RANDOM,
	MAC_GIVEN,
};

enum gateway_choice {
	GATEWAY_OF_HOST, /* the host's own, where it lies in a net of the link */
	GATEWAY_NONE,
	GATEWAY_GIVEN,
};

struct gateway_request {
	enum gateway_choice choice;
	struct ip_address address;
};

enum { FAMILY_IPV4, FAMILY_IPV6, FAMILY_COUNT };

struct named_network;

struct link_request {
	/* Of --network; what it says is in the members below (networks/membership.h). Else NULL. */
	const char *network_name;
	const struct named_network *network;
	enum link_kind kind;
	const char *parent; /* a name, an alternative name or "default"; perhaps with VLAN ids */
	unsigned short vlan_protocol; /* of the outermost tag; 0: 802.1Q */
	int mode;
	bool is_lan; /* parent is the name of a private Ethernet */
	bool force;  /* of a physical interface: take it in any case */
	int flags;
	bool flags_given;
	const char *name; /* NULL: eth0, eth1 … by position */
	enum mac_choice mac_choice;
	struct mac_address mac; /* with MAC_GIVEN */
	unsigned mtu;           /* 0: the parent's */
	bool take_parent;
	bool host_access;
	bool probe;
	struct macvlan_options macvlan;
	struct shaping shaping; /* not settled */
	size_t address_count;
	struct ip_prefix addresses[LINK_MAX_ADDRESSES]; /* on a network as it is given: length 0 */
	bool leases[FAMILY_COUNT]; /* and an address of the network's subnets */
	bool dhcp;                 /* --ip dhcp, beside these */
	bool slaac;                /* --ip slaac */
	struct gateway_request gateways[FAMILY_COUNT];
	unsigned metric; /* of the default routes; 0: the kernel's */
	size_t route_count;
	struct route routes[LINK_MAX_ROUTES - FAMILY_COUNT];
};

enum ready_kind {
	READY_NOT_ASKED,
	READY_TCP,
	READY_FD,
	READY_NOTIFY,
};

/* How it is known that the command is ready. */
struct ready_request {
	enum ready_kind kind;
	unsigned number;     /* TCP: the port; FD: the descriptor */
	const char *text;    /* as it was written */
	unsigned timeout_ms; /* 0: as long as it takes */
	bool timeout_given;
};

enum mount_sort {
	MOUNT_BIND,
	MOUNT_TMPFS,
	MOUNT_SORT_COUNT,
};

/* SRC:DST of --bind, DIR of --tmpfs: parts of its text, which do not end where they end. */
struct mount_request {
	enum mount_sort sort;
	const char *text;
	const char *source, *target; /* source: BIND */
	size_t source_length, target_length;
	bool is_read_only;          /* BIND */
	struct tmpfs_options tmpfs; /* TMPFS */
};

struct plan {
	bool no_network; /* said: only lo */
	size_t link_count;
	struct link_request links[PLAN_MAX_LINKS];
	const char *name;     /* of the run; NULL: it has none */
	const char *hostname; /* NULL: the host's, or the run's name */
	const char *netns;    /* a name of ip netns, or a path; NULL: a new one */
	bool own_users;       /* --userns: a user namespace of its own */
	bool own_pids;        /* --pid: a PID namespace of its own */
	bool keep_sys;
	const char *directory; /* where the command begins; NULL: where nsrun was called */
	size_t mount_count;
	struct mount_request mounts[PLAN_MAX_MOUNTS]; /* in the order in which they are mounted */
	bool is_read_only;                            /* all but these */
	struct environment_request environment;
	struct sysctl_list sysctls;
	struct name_request names;
	struct privilege_request privileges;
	size_t kept_fd_count;
	int kept_fds[PLAN_MAX_KEPT_FDS];
	bool detach;      /* go on in the background */
	bool interactive; /* and keep the command's standard input open */
	bool tty;         /* and give it a terminal */
	bool remove;      /* leave neither its status nor its log */
	const char
		*log; /* where its output goes; NULL: nsrun's own, or the log of a detached run */
	struct ready_request ready;
	const char *test;  /* for this host's shell, once it is ready; NULL: none */
	unsigned limit_ms; /* how long the command may run; 0: for ever */
	unsigned grace_ms; /* between SIGTERM and SIGKILL for what a command left behind */
	int status_fd;     /* where the run's life is told as JSON; -1: nowhere */
	const char *pcap;  /* where the frames of the links are recorded; NULL: nowhere */
	bool dry_run;
	bool verbose;
	bool help;
	bool version;
	char **command; /* ends with NULL, as execvp(3) takes it */
};

/*
 * Gives a plan that is all zero its defaults: nothing was asked for yet. (Most of a plan is never
 * written to, and so costs no memory.)
 */
void plan_start(struct plan *plan);

/*
 * Checks what no single option can: a command is there, no name and no address is given twice to
 * one command, a gateway has an address of its family beside it, an IPv6 address the MTU it needs.
 */
int plan_check(const struct plan *plan, struct failure *failure);

/* Whether what the command writes is nsrun's to keep, and none of its streams nsrun's own. */
bool plan_takes_output(const struct plan *plan);

/* Whether the frames of the links go to nsrun's own standard output. */
bool plan_records_to_stdout(const struct plan *plan);

/* The host name inside: the one asked for, or the run's name; NULL: the host's. */
const char *plan_hostname(const struct plan *plan);

/* The name that a link of the plan will have inside, written into name. */
void plan_link_name(const struct plan *plan, size_t number, char name[IFNAMSIZ]);

/*
 * Whether a default route of the family was asked for: by --gateway or --route, or of a DHCP server
 * or router by --ip dhcp or slaac.
 */
bool plan_asks_for_default(const struct link_request *link, sa_family_t family);

/* Whether a DHCP server or router is to give the link its default route of the family. */
bool plan_leaves_default(const struct link_request *link, sa_family_t family);

/* FAMILY_IPV4 or FAMILY_IPV6 of AF_INET or AF_INET6. */
int plan_family(sa_family_t family);

#endif
