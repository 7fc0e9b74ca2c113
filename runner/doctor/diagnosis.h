/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DOCTOR_DIAGNOSIS_H
#define RUNNER_DOCTOR_DIAGNOSIS_H

/*
 * What `nsrun doctor` has found. Each check is made once at most, and has one finding; those that say nothing
 * here (of a parent, where there is none) were not made. To find a thing changes nothing.
 */
#include <jansson.h>
#include <stdbool.h>

#include "../../netsetup/links.h"

/* In the order in which they are shown. Their names (doctor --json) are a contract: docs/doctor.md. */
enum check {
	CHECK_CAPABILITIES,
	CHECK_POLICY,
	CHECK_USER_NAMESPACES,
	CHECK_LEFTOVERS,
	CHECK_NAMESPACES,
	CHECK_SYS,
	CHECK_IPV6,
	CHECK_MACVLAN,
	CHECK_IPVLAN,
	CHECK_VLAN,
	CHECK_VETH,
	CHECK_DUMMY,
	CHECK_BRIDGE,
	CHECK_NETEM,
	CHECK_BR_NETFILTER,
	CHECK_PARENT,
	CHECK_UP,
	CHECK_CARRIER,
	CHECK_MTU,
	CHECK_PORT,
	CHECK_WIRELESS,
	CHECK_HYPERVISOR,
	CHECK_CHILDREN,
	CHECK_RP_FILTER,
	CHECK_COUNT,
};

enum verdict {
	VERDICT_NONE, /* the check was not made */
	VERDICT_OK,
	VERDICT_WARN, /* works, but not all, or not for everybody */
	VERDICT_NO,   /* does not work */
	VERDICT_COUNT,
};

struct finding {
	enum verdict verdict;
	char text[400];
	char remedy[160]; /* empty: there is none, or the text has it */
};

struct diagnosis {
	struct netlink *netlink; /* not owned */
	bool has_parent;
	char parent_name[IFNAMSIZ]; /* what it is or will be called */
	bool is_made;               /* by the launch: a VLAN that is not there yet */
	struct link_info parent;    /* then what that would be on */
	bool has_power;             /* over this host */
	struct finding findings[CHECK_COUNT];
};

/* Records what a check has found. A second time it is found anew. */
void diagnosis_find(struct diagnosis *diagnosis, enum check check, enum verdict verdict,
	const char *text, ...) __attribute__((format(printf, 4, 5)));

/* Adds what to do about it. */
void diagnosis_advise(struct diagnosis *diagnosis, enum check check, const char *remedy, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether a run of a macvlan, by this caller on this parent, has all that it needs. */
bool diagnosis_is_sound(const struct diagnosis *diagnosis);

const char *check_name(enum check check);
const char *verdict_name(enum verdict verdict);

/* [{"check": …, "state": …, "text": …, "remedy": … or null}, …]; the caller's. NULL without memory. */
json_t *diagnosis_to_json(const struct diagnosis *diagnosis);

#endif
