/* SPDX-License-Identifier: MIT */
#include "parent.h"

#include <fcntl.h>
#include <linux/if_arp.h>
#include <stdio.h>
#include <string.h>

#include "../../netsetup/children.h"
#include "../../netsetup/driver.h"
#include "../../netsetup/host.h"
#include "../../netsetup/power.h"
#include "../../netsetup/sysctls.h"
#include "hypervisors.h"
#include "siblings.h"

enum { LOWER_UP = 1 << 16 }; /* IFF_LOWER_UP of linux/if.h, which cannot stand beside net/if.h */

int parent_find(struct diagnosis *diagnosis, const char *name, struct failure *failure)
{
	struct host_parent found;
	struct failure ignored;

	if (host_find_tagged(
		    diagnosis->netlink, name != NULL ? name : "default", 0, &found, failure) < 0) {
		if (name != NULL)
			return -1;
		diagnosis_find(diagnosis, CHECK_PARENT, VERDICT_WARN,
			"none was named, and this host has no default route");
		diagnosis_advise(diagnosis, CHECK_PARENT, "nsrun doctor PARENT");
		return 0;
	}
	diagnosis->has_parent = true;
	snprintf(diagnosis->parent_name, sizeof(diagnosis->parent_name), "%s", found.name);
	/* One that other runs have made is there. */
	diagnosis->is_made = found.tag_count != 0 &&
		link_find(diagnosis->netlink, found.name, &diagnosis->parent, &ignored) < 0;
	if (diagnosis->is_made || found.tag_count == 0)
		diagnosis->parent = found.base;
	return 0;
}

static void examine_type(struct diagnosis *diagnosis)
{
	const struct link_info *parent = &diagnosis->parent;

	if (parent->type != ARPHRD_ETHER) {
		diagnosis_find(diagnosis, CHECK_PARENT, VERDICT_NO,
			"%s is not an Ethernet interface, and cannot be a parent", parent->name);
		diagnosis_advise(diagnosis, CHECK_PARENT, "name one that is, or use --lan");
	} else if (diagnosis->is_made) {
		diagnosis_find(diagnosis, CHECK_PARENT, VERDICT_OK, "%s, which nsrun makes on %s",
			diagnosis->parent_name, parent->name);
	} else {
		diagnosis_find(diagnosis, CHECK_PARENT, VERDICT_OK, "%s, %s%s", parent->name,
			parent->kind[0] != '\0' ? "an Ethernet interface of kind "
						: "an Ethernet interface",
			parent->kind);
	}
}

static void examine_state(struct diagnosis *diagnosis)
{
	const struct link_info *parent = &diagnosis->parent;

	if (!(parent->flags & IFF_UP)) {
		diagnosis_find(diagnosis, CHECK_UP, VERDICT_NO, "%s is down", parent->name);
		diagnosis_advise(diagnosis, CHECK_UP, "ip link set %s up", parent->name);
		return;
	}
	diagnosis_find(diagnosis, CHECK_UP, VERDICT_OK, "%s is up", parent->name);
	if (parent->flags & LOWER_UP) {
		diagnosis_find(diagnosis, CHECK_CARRIER, VERDICT_OK, "%s has one", parent->name);
		return;
	}
	diagnosis_find(diagnosis, CHECK_CARRIER, VERDICT_WARN,
		"%s has none: links on it come up, and reach nobody", parent->name);
	diagnosis_advise(diagnosis, CHECK_CARRIER, "see to its cable, or its other end");
}

static void examine_mtu(struct diagnosis *diagnosis)
{
	const struct link_info *parent = &diagnosis->parent;

	if (parent->mtu >= IPV6_LEAST_MTU) {
		diagnosis_find(diagnosis, CHECK_MTU, VERDICT_OK, "%u, which a link on it has, too",
			parent->mtu);
		return;
	}
	diagnosis_find(diagnosis, CHECK_MTU, VERDICT_WARN, "%u, and IPv6 needs %d", parent->mtu,
		IPV6_LEAST_MTU);
	diagnosis_advise(diagnosis, CHECK_MTU, "ip link set %s mtu 1500", parent->name);
}

/* A VRF takes routes and no frames: its interfaces are parents as any other. */
static void examine_port(struct diagnosis *diagnosis)
{
	const struct link_info *parent = &diagnosis->parent;
	char instead[HOST_INSTEAD_SIZE];
	struct failure ignored;
	struct link_info master;

	if (parent->master == 0 || strcmp(parent->master_kind, "vrf") == 0 ||
		link_find_index(diagnosis->netlink, parent->master, &master, &ignored) < 0) {
		diagnosis_find(diagnosis, CHECK_PORT, VERDICT_OK,
			"%s is a port of no bridge or bond", parent->name);
		return;
	}
	diagnosis_find(diagnosis, CHECK_PORT, VERDICT_NO, "%s is a port of %s %s", parent->name,
		parent->master_kind, master.name);
	diagnosis_advise(diagnosis, CHECK_PORT, "use %s",
		host_write_instead("macvlan", parent, master.name, instead));
}

/* What is at the bottom of VLANs: the wire, or the air, is its. */
static struct link_info find_hardware(const struct diagnosis *diagnosis)
{
	struct link_info link = diagnosis->parent;
	struct link_info below;
	struct failure ignored;

	while (link.tag.id != 0 && !link.is_parent_elsewhere &&
		link_find_index(diagnosis->netlink, link.parent, &below, &ignored) == 0)
		link = below;
	return link;
}

static void examine_wireless(struct diagnosis *diagnosis, const struct link_info *hardware)
{
	if (!host_is_wireless(hardware->name)) {
		diagnosis_find(diagnosis, CHECK_WIRELESS, VERDICT_OK, "%s is not", hardware->name);
		return;
	}
	diagnosis_find(diagnosis, CHECK_WIRELESS, VERDICT_NO,
		"%s is, and an access point drops frames from a MAC address that it does not know",
		hardware->name);
	diagnosis_advise(diagnosis, CHECK_WIRELESS, "use --ipvlan, which has its parent's");
}

static void read_firmware(const char *name, char text[64])
{
	char path[64];
	AUTO_CLOSE int file = -1;
	ssize_t size;

	snprintf(path, sizeof(path), "/sys/class/dmi/id/%s", name);
	file = open(path, O_RDONLY | O_CLOEXEC);
	size = file >= 0 ? read(file, text, 63) : -1;
	text[size > 0 ? size : 0] = '\0';
}

/* Only hardware is at the hypervisor's switch; what is of a kind is of this kernel's making. */
static void examine_hypervisor(struct diagnosis *diagnosis, const struct link_info *hardware)
{
	const struct hypervisor *hypervisor = NULL;
	char vendor[64], product[64], driver[DRIVER_NAME_SIZE];

	read_firmware("sys_vendor", vendor);
	read_firmware("product_name", product);
	driver_find(hardware->name, driver);
	if (hardware->kind[0] == '\0')
		hypervisor = hypervisor_find(vendor, product, driver);
	if (hypervisor == NULL) {
		diagnosis_find(diagnosis, CHECK_HYPERVISOR, VERDICT_OK,
			"no virtual switch is known to be behind %s", hardware->name);
		return;
	}
	diagnosis_find(diagnosis, CHECK_HYPERVISOR, VERDICT_WARN,
		"%s is at %s virtual switch, which may drop frames of other MAC addresses than its "
		"own, as a macvlan's",
		hardware->name, hypervisor->name);
	diagnosis_advise(diagnosis, CHECK_HYPERVISOR, "%s", hypervisor->remedy);
}

static void count_child(const struct child_link *child, void *context)
{
	siblings_add(context, child->kind, child->mode);
}

static void tell_children(
	struct diagnosis *diagnosis, const struct siblings *siblings, bool is_whole)
{
	const char *name = diagnosis->parent.name;
	const char *mode = "";
	char text[SIBLINGS_TEXT_SIZE];

	siblings_print(siblings, text);
	if (siblings_have_ipvlan(siblings, &mode)) {
		diagnosis_find(diagnosis, CHECK_CHILDREN, VERDICT_NO,
			"%s: macvlan and ipvlan cannot share a parent", text);
		diagnosis_advise(diagnosis, CHECK_CHILDREN,
			"use --ipvlan %s --mode %s, or end them", name, mode);
	} else if (siblings_have_passthru(siblings)) {
		diagnosis_find(diagnosis, CHECK_CHILDREN, VERDICT_NO,
			"%s: a passthru link must be alone", text);
		diagnosis_advise(diagnosis, CHECK_CHILDREN, "end it, or use another parent");
	} else if (!is_whole) {
		diagnosis_find(diagnosis, CHECK_CHILDREN, VERDICT_WARN,
			"%s seen, and not all network namespaces are yours to look into", text);
		diagnosis_advise(diagnosis, CHECK_CHILDREN, "use sudo");
	} else {
		diagnosis_find(diagnosis, CHECK_CHILDREN, VERDICT_OK, "%s", text);
	}
}

static void examine_children(struct diagnosis *diagnosis)
{
	POWER; /* for a socket that was opened with it the kernel tells of others' namespaces */
	AUTO_NETLINK struct netlink *netlink = NULL;
	struct siblings siblings = { .sort_count = 0 };
	struct failure failure;
	bool is_whole;

	if (netlink_open(&netlink, &failure) < 0 ||
		children_each(netlink, diagnosis->parent.index, count_child, &siblings, &is_whole,
			&failure) < 0)
		diagnosis_find(diagnosis, CHECK_CHILDREN, VERDICT_WARN, "%s", failure.text);
	else
		tell_children(diagnosis, &siblings, is_whole);
}

/*
 * Strict, it drops what comes from where no answer would go. Neither a run's own links, which are without
 * it, nor --host-access, which has routes both ways, are in its way; but people look for it first.
 */
static void examine_rp_filter(struct diagnosis *diagnosis)
{
	char path[64];

	snprintf(path, sizeof(path), "net/ipv4/conf/%s/rp_filter", diagnosis->parent.name);
	diagnosis_find(diagnosis, CHECK_RP_FILTER, VERDICT_OK,
		"%s: neither runs nor --host-access meet it",
		sysctls_begin_with("net/ipv4/conf/all/rp_filter", '1') ||
				sysctls_begin_with(path, '1')
			? "strict"
			: "not strict");
}

void parent_examine(struct diagnosis *diagnosis)
{
	struct link_info hardware;

	if (!diagnosis->has_parent)
		return;
	hardware = find_hardware(diagnosis);
	examine_type(diagnosis);
	examine_state(diagnosis);
	examine_mtu(diagnosis);
	examine_wireless(diagnosis, &hardware);
	examine_hypervisor(diagnosis, &hardware);
	/* A VLAN gets its frames before a bridge or another link on the same interface does. */
	if (!diagnosis->is_made) {
		examine_port(diagnosis);
		examine_children(diagnosis);
	}
	examine_rp_filter(diagnosis);
}
