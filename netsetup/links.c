/* SPDX-License-Identifier: MIT */
#include "links.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kinds.h"

/* IF_OPER_UP of linux/if.h, which cannot stand beside net/if.h everywhere. */
enum { OPERSTATE_UP = 6 };

bool link_has_family(const struct link_config *link, sa_family_t family)
{
	for (size_t i = 0; i < link->address_count; i++) {
		if (link->addresses[i].address.family == family)
			return true;
	}
	return false;
}

static struct nl_msg *link_request(int type, int flags, int index)
{
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC, .ifi_index = index };

	return request_new(type, flags, &header, sizeof(header));
}

/* What is shorter is no such attribute: then all that it stands among is passed over. */
static const struct nla_policy vlan_policy[IFLA_VLAN_MAX + 1] = {
	[IFLA_VLAN_ID] = { .type = NLA_U16 },
	[IFLA_VLAN_PROTOCOL] = { .type = NLA_U16 },
};

static const struct nla_policy link_policy[IFLA_MAX + 1] = {
	[IFLA_MTU] = { .type = NLA_U32 },
	[IFLA_MASTER] = { .type = NLA_U32 },
	[IFLA_LINK] = { .type = NLA_U32 },
	[IFLA_GROUP] = { .type = NLA_U32 },
};

static void read_tag(struct nlattr *data, struct link_info *info)
{
	struct nlattr *attributes[IFLA_VLAN_MAX + 1];

	if (nla_parse_nested(attributes, IFLA_VLAN_MAX, data, vlan_policy) < 0)
		return;
	if (attributes[IFLA_VLAN_ID] != NULL)
		info->tag.id = nla_get_u16(attributes[IFLA_VLAN_ID]);
	if (attributes[IFLA_VLAN_PROTOCOL] != NULL)
		info->tag.protocol = ntohs(nla_get_u16(attributes[IFLA_VLAN_PROTOCOL]));
}

static void read_kinds(struct nlattr *linkinfo, struct link_info *info)
{
	struct nlattr *attributes[IFLA_INFO_MAX + 1];

	if (nla_parse_nested(attributes, IFLA_INFO_MAX, linkinfo, NULL) < 0)
		return;
	if (attributes[IFLA_INFO_KIND] != NULL)
		nla_strlcpy(info->kind, attributes[IFLA_INFO_KIND], sizeof(info->kind));
	if (attributes[IFLA_INFO_SLAVE_KIND] != NULL)
		nla_strlcpy(info->master_kind, attributes[IFLA_INFO_SLAVE_KIND],
			sizeof(info->master_kind));
	if (attributes[IFLA_INFO_DATA] != NULL && strcmp(info->kind, "vlan") == 0)
		read_tag(attributes[IFLA_INFO_DATA], info);
}

static int read_link(const struct nlmsghdr *reply, void *context)
{
	struct link_info *info = context;
	struct nlattr *attributes[IFLA_MAX + 1];
	const struct ifinfomsg *header = nlmsg_data(reply);

	if (reply->nlmsg_type != RTM_NEWLINK ||
		nlmsg_parse((struct nlmsghdr *)(uintptr_t)reply, sizeof(*header), attributes,
			IFLA_MAX, link_policy) < 0)
		return -1;
	memset(info, 0, sizeof(*info));
	info->index = header->ifi_index;
	info->type = header->ifi_type;
	info->flags = header->ifi_flags;
	if (attributes[IFLA_IFNAME] != NULL)
		nla_strlcpy(info->name, attributes[IFLA_IFNAME], sizeof(info->name));
	if (attributes[IFLA_MTU] != NULL)
		info->mtu = nla_get_u32(attributes[IFLA_MTU]);
	if (attributes[IFLA_ADDRESS] != NULL &&
		nla_len(attributes[IFLA_ADDRESS]) == sizeof(info->mac.bytes))
		memcpy(info->mac.bytes, nla_data(attributes[IFLA_ADDRESS]),
			sizeof(info->mac.bytes));
	if (attributes[IFLA_MASTER] != NULL)
		info->master = (int)nla_get_u32(attributes[IFLA_MASTER]);
	if (attributes[IFLA_LINK] != NULL)
		info->parent = (int)nla_get_u32(attributes[IFLA_LINK]);
	info->is_parent_elsewhere = attributes[IFLA_LINK_NETNSID] != NULL;
	if (attributes[IFLA_GROUP] != NULL)
		info->group = nla_get_u32(attributes[IFLA_GROUP]);
	if (attributes[IFLA_IFALIAS] != NULL)
		nla_strlcpy(info->alias, attributes[IFLA_IFALIAS], sizeof(info->alias));
	if (attributes[IFLA_LINKINFO] != NULL)
		read_kinds(attributes[IFLA_LINKINFO], info);
	return 0;
}

int link_find(
	struct netlink *netlink, const char *name, struct link_info *info, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_GETLINK, 0, 0);
	int attribute = strlen(name) < IFNAMSIZ ? IFLA_IFNAME : IFLA_ALT_IFNAME;

	if (request == NULL || nla_put_string(request, attribute, name) < 0 ||
		nla_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS) < 0)
		return fail(failure, ENOMEM, "interface '%s'", name);
	info->index = 0;
	if (netlink_query(netlink, request, read_link, info, failure, "interface '%s'", name) < 0)
		return -1;
	return info->index != 0 ? 0 : fail(failure, EPROTO, "interface '%s'", name);
}

int link_see(
	struct netlink *netlink, const char *name, struct link_made *made, struct failure *failure)
{
	struct ifreq request;
	int socket = netlink_fd(netlink);

	memset(&request, 0, sizeof(request));
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (ioctl(socket, SIOCGIFINDEX, &request) < 0)
		return fail(failure, errno, "interface '%s'", name);
	made->index = request.ifr_ifindex;
	if (ioctl(socket, SIOCGIFHWADDR, &request) < 0)
		return fail(failure, errno, "MAC address of '%s'", name);
	memcpy(made->mac.bytes, request.ifr_hwaddr.sa_data, sizeof(made->mac.bytes));
	if (ioctl(socket, SIOCGIFMTU, &request) < 0)
		return fail(failure, errno, "MTU of '%s'", name);
	made->mtu = (unsigned)request.ifr_mtu;
	return 0;
}

int link_find_index(
	struct netlink *netlink, int index, struct link_info *info, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_GETLINK, 0, index);

	if (request == NULL || nla_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS) < 0)
		return fail(failure, ENOMEM, "interface number %d", index);
	info->index = 0;
	if (netlink_query(
		    netlink, request, read_link, info, failure, "interface number %d", index) < 0)
		return -1;
	return info->index != 0 ? 0 : fail(failure, EPROTO, "interface number %d", index);
}

struct visit {
	void (*function)(const struct link_info *info, void *context);
	void *context;
};

static int visit_link(const struct nlmsghdr *reply, void *context)
{
	struct visit *visit = context;
	struct link_info info;

	if (read_link(reply, &info) == 0)
		visit->function(&info, visit->context);
	return 0;
}

static int dump_links(struct netlink *netlink, struct nl_msg *request, struct visit *visit,
	struct failure *failure)
{
	return netlink_query(netlink, request, visit_link, visit, failure, "list of interfaces");
}

int link_each(struct netlink *netlink, void (*visit)(const struct link_info *info, void *context),
	void *context, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_GETLINK, NLM_F_DUMP, 0);
	struct visit each = { visit, context };

	if (request == NULL)
		return fail(failure, ENOMEM, "list of interfaces");
	return dump_links(netlink, request, &each, failure);
}

int link_each_of_kind(struct netlink *netlink, const char *kind,
	void (*visit)(const struct link_info *info, void *context), void *context,
	struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_GETLINK, NLM_F_DUMP, 0);
	struct nlattr *info = request != NULL ? nla_nest_start(request, IFLA_LINKINFO) : NULL;
	struct visit each = { visit, context };

	if (info == NULL || nla_put_string(request, IFLA_INFO_KIND, kind) < 0)
		return fail(failure, ENOMEM, "list of interfaces");
	nla_nest_end(request, info);
	return dump_links(netlink, request, &each, failure);
}

int link_each_in(struct netlink *netlink, int namespace_id,
	void (*visit)(const struct link_info *info, void *context), void *context,
	struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_GETLINK, NLM_F_DUMP, 0);
	struct visit each = { visit, context };

	if (request == NULL ||
		nla_put_u32(request, IFLA_TARGET_NETNSID, (uint32_t)namespace_id) < 0)
		return fail(failure, ENOMEM, "list of interfaces");
	return dump_links(netlink, request, &each, failure);
}

const char *link_title(const struct link_config *link, char *title)
{
	const char *kind = link_kind(link->kind)->name;

	if (link->parent[0] == '\0')
		snprintf(title, LINK_TITLE_SIZE, "%s", kind);
	else
		snprintf(title, LINK_TITLE_SIZE, "%s on '%s'", kind, link->parent);
	return title;
}

/* The mode in which the link is created and comes up. */
static int first_mode(const struct link_config *link)
{
	const struct link_kind_entry *kind = link_kind(link->kind);

	if (link->probe && kind->probing_mode != NULL)
		return kind->probing_mode(link->mode);
	return link->tell_siblings ? link->mode : kind->announcing_mode(link->mode);
}

static int put_kind(struct nl_msg *request, const struct link_config *link, int mode)
{
	const struct link_kind_entry *kind = link_kind(link->kind);
	struct nlattr *info = nla_nest_start(request, IFLA_LINKINFO);
	struct nlattr *data;

	if (info == NULL || nla_put_string(request, IFLA_INFO_KIND, kind->name) < 0)
		return -1;
	data = nla_nest_start(request, IFLA_INFO_DATA);
	if (data == NULL || kind->describe(request, link, mode) < 0)
		return -1;
	nla_nest_end(request, data);
	nla_nest_end(request, info);
	return 0;
}

static int put_link(
	struct nl_msg *request, const struct link_config *link, const char *name, int netns)
{
	if (nla_put_string(request, IFLA_IFNAME, name) < 0 ||
		nla_put_u32(request, IFLA_NET_NS_FD, (uint32_t)netns) < 0)
		return -1;
	if (link->parent_index != 0 &&
		nla_put_u32(request, IFLA_LINK, (uint32_t)link->parent_index) < 0)
		return -1;
	if (link->has_mac &&
		nla_put(request, IFLA_ADDRESS, sizeof(link->mac.bytes), link->mac.bytes) < 0)
		return -1;
	if (link->mtu != 0 && nla_put_u32(request, IFLA_MTU, link->mtu) < 0)
		return -1;
	return put_kind(request, link, first_mode(link));
}

int link_create(struct netlink *netlink, const struct link_config *link, const char *name,
	int netns, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request =
		link_request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
	char title[LINK_TITLE_SIZE];

	link_title(link, title);
	if (request == NULL || put_link(request, link, name, netns) < 0)
		return fail(failure, ENOMEM, "%s", title);
	return netlink_execute(netlink, request, failure, "%s", title);
}

static int put_recipe(struct nl_msg *request, const struct link_recipe *recipe)
{
	struct nlattr *info, *data;

	if (nla_put_string(request, IFLA_IFNAME, recipe->name) < 0 ||
		nla_put_u32(request, IFLA_GROUP, LINK_NEWBORN_GROUP) < 0 ||
		(recipe->parent != 0 &&
			nla_put_u32(request, IFLA_LINK, (uint32_t)recipe->parent) < 0))
		return -1;
	info = nla_nest_start(request, IFLA_LINKINFO);
	if (info == NULL || nla_put_string(request, IFLA_INFO_KIND, recipe->kind) < 0)
		return -1;
	if (recipe->describe != NULL) {
		data = nla_nest_start(request, IFLA_INFO_DATA);
		if (data == NULL || recipe->describe(request, recipe->context) < 0)
			return -1;
		nla_nest_end(request, data);
	}
	nla_nest_end(request, info);
	return 0;
}

int link_make(struct netlink *netlink, const struct link_recipe *recipe, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request =
		link_request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);

	if (request == NULL || put_recipe(request, recipe) < 0)
		return fail(failure, ENOMEM, "%s", recipe->title);
	return netlink_execute(netlink, request, failure, "%s", recipe->title);
}

int link_take_mode(struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	char title[LINK_TITLE_SIZE];
	AUTO_REQUEST struct nl_msg *request = NULL;

	if (first_mode(link) == link->mode)
		return 0;
	link_title(link, title);
	request = link_request(RTM_NEWLINK, 0, link->made.index);
	if (request == NULL || put_kind(request, link, link->mode) < 0)
		return fail(failure, ENOMEM, "%s", title);
	return netlink_execute(netlink, request, failure, "%s", title);
}

int link_rename(struct netlink *netlink, int index, const char *name, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_SETLINK, 0, index);

	if (request == NULL || nla_put_string(request, IFLA_IFNAME, name) < 0)
		return fail(failure, ENOMEM, "name '%s' for the link", name);
	return netlink_execute(netlink, request, failure, "name '%s' for the link", name);
}

/* What a link of a new namespace would take over from the host's net.ipv4.conf (devinet.c). */
static const struct {
	int key; /* IPV4_DEVCONF_… */
	uint32_t value;
} ipv4_settings[] = {
	{ IPV4_DEVCONF_ARP_NOTIFY, 1 }, /* one gratuitous ARP when the link comes up */
	{ IPV4_DEVCONF_FORWARDING, 0 },
	{ IPV4_DEVCONF_MC_FORWARDING, 0 },
	{ IPV4_DEVCONF_PROXY_ARP, 0 },
	{ IPV4_DEVCONF_RP_FILTER, 0 },
	{ IPV4_DEVCONF_ARP_IGNORE, 0 },
	{ IPV4_DEVCONF_ARP_ANNOUNCE, 0 },
	{ IPV4_DEVCONF_ARPFILTER, 0 },
	{ IPV4_DEVCONF_ACCEPT_LOCAL, 0 },
	{ IPV4_DEVCONF_ROUTE_LOCALNET, 0 },
};

static int put_ipv4_settings(struct nl_msg *request)
{
	struct nlattr *family = nla_nest_start(request, AF_INET);
	struct nlattr *settings = family != NULL ? nla_nest_start(request, IFLA_INET_CONF) : NULL;

	if (settings == NULL)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(ipv4_settings); i++) {
		if (nla_put_u32(request, ipv4_settings[i].key, ipv4_settings[i].value) < 0)
			return -1;
	}
	nla_nest_end(request, settings);
	nla_nest_end(request, family);
	return 0;
}

static int put_ipv6_settings(struct nl_msg *request)
{
	struct nlattr *family = nla_nest_start(request, AF_INET6);

	if (family == NULL ||
		nla_put_u8(request, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE) < 0)
		return -1;
	nla_nest_end(request, family);
	return 0;
}

int link_settle(struct netlink *netlink, int index, bool ipv6, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_SETLINK, 0, index);
	struct nlattr *families;

	if (request == NULL)
		return fail(failure, ENOMEM, "settings of the link");
	families = nla_nest_start(request, IFLA_AF_SPEC);
	if (families == NULL || put_ipv4_settings(request) < 0 ||
		(ipv6 && put_ipv6_settings(request) < 0))
		return fail(failure, ENOMEM, "settings of the link");
	nla_nest_end(request, families);
	return netlink_execute(netlink, request, failure, "settings of the link");
}

/* arp_ignore 8: no answer for any local address (ip-sysctl.rst). */
static int put_silence(struct nl_msg *request, bool ipv6)
{
	struct nlattr *families = nla_nest_start(request, IFLA_AF_SPEC);
	struct nlattr *family = families != NULL ? nla_nest_start(request, AF_INET) : NULL;
	struct nlattr *settings = family != NULL ? nla_nest_start(request, IFLA_INET_CONF) : NULL;

	if (settings == NULL || nla_put_u32(request, IPV4_DEVCONF_ARP_IGNORE, 8) < 0)
		return -1;
	nla_nest_end(request, settings);
	nla_nest_end(request, family);
	if (ipv6 && put_ipv6_settings(request) < 0)
		return -1;
	nla_nest_end(request, families);
	return 0;
}

int link_mute(
	struct netlink *netlink, int index, bool ipv6, const char *alias, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_SETLINK, 0, index);

	if (request == NULL || nla_put_string(request, IFLA_IFALIAS, alias) < 0 ||
		nla_put_u32(request, IFLA_GROUP, 0) < 0 || put_silence(request, ipv6) < 0)
		return fail(failure, ENOMEM, "settings of the host's end");
	return netlink_execute(netlink, request, failure, "settings of the host's end");
}

int link_set_alias(struct netlink *netlink, int index, const char *alias, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_SETLINK, 0, index);

	if (request == NULL || nla_put_string(request, IFLA_IFALIAS, alias) < 0)
		return fail(failure, ENOMEM, "alias of link %d", index);
	return netlink_execute(netlink, request, failure, "alias of link %d", index);
}

int link_enslave(
	struct netlink *netlink, int index, int master, const char *title, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_SETLINK, 0, index);

	if (request == NULL || nla_put_u32(request, IFLA_MASTER, (uint32_t)master) < 0)
		return fail(failure, ENOMEM, "%s", title);
	return netlink_execute(netlink, request, failure, "%s", title);
}

int link_delete(struct netlink *netlink, int index)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_DELLINK, 0, index);
	struct failure ignored;

	if (request == NULL)
		return -1;
	if (netlink_execute(netlink, request, &ignored, "delete a link") < 0)
		return ignored.code == ENODEV ? 0 : -1;
	return 0;
}

int link_up(struct netlink *netlink, int index, bool is_running, const char *what,
	struct failure *failure)
{
	struct ifinfomsg header = {
		.ifi_index = index,
		.ifi_flags = IFF_UP,
		.ifi_change = IFF_UP,
	};
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_SETLINK, 0, &header, sizeof(header));

	if (request == NULL ||
		(is_running && nla_put_u8(request, IFLA_OPERSTATE, OPERSTATE_UP) < 0))
		return fail(failure, ENOMEM, "%s", what);
	return netlink_execute(netlink, request, failure, "%s", what);
}

int link_down(struct netlink *netlink, int index, const char *what, struct failure *failure)
{
	struct ifinfomsg header = { .ifi_index = index, .ifi_change = IFF_UP };
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_SETLINK, 0, &header, sizeof(header));

	if (request == NULL)
		return fail(failure, ENOMEM, "%s", what);
	return netlink_execute(netlink, request, failure, "%s", what);
}

int link_set_mac(struct netlink *netlink, int index, const struct mac_address *mac,
	const char *what, struct failure *failure)
{
	AUTO_REQUEST struct nl_msg *request = link_request(RTM_SETLINK, 0, index);

	if (request == NULL || nla_put(request, IFLA_ADDRESS, sizeof(mac->bytes), mac->bytes) < 0)
		return fail(failure, ENOMEM, "%s", what);
	return netlink_execute(netlink, request, failure, "%s", what);
}
