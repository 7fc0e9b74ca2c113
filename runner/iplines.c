/* SPDX-License-Identifier: MIT */
#include "iplines.h"

#include <ctype.h>
#include <stdio.h>

#include "../netsetup/kinds.h"
#include "../netsetup/sysctls.h"
#include "../netsetup/vlan.h"

void iplines_word(const char *word)
{
	putchar('\'');
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			printf("'\\''");
		else
			putchar(iscntrl((unsigned char)*word) ? '?' : *word);
	}
	putchar('\'');
}

/* The sub-interfaces that the parent is made of. */
static void print_subinterfaces(const struct link_config *link)
{
	char parent[IFNAMSIZ];
	char name[IFNAMSIZ];

	for (size_t i = 0; i < link->tag_count; i++) {
		vlan_name(link->base, link->tags, i, parent);
		vlan_name(link->base, link->tags, i + 1, name);
		printf("\n# Shared by all runs that name it; nsrun makes it mute, and removes it.\n"
		       "ip link show dev '%s' >/dev/null 2>&1 || ip link add link '%s' name '%s' up "
		       "type vlan protocol %s id %u\n",
			name, parent, name, vlan_protocol_name(link->tags[i].protocol),
			link->tags[i].id);
	}
}

/* The interface that the link is made on, or nothing. */
static void print_parent(const struct link_config *link)
{
	char parent[IFNAMSIZ];

	if (link->is_lan) {
		printf(" link 'lan-%.11s'", link->parent);
	} else if (link->base[0] != '\0' && !link_kind(link->kind)->has_host_end) {
		vlan_name(link->base, link->tags, link->tag_count, parent);
		printf(" link ");
		iplines_word(parent);
	}
}

static void print_flags(const struct link_config *link)
{
	const struct link_choice *flag = link_kind(link->kind)->flags;

	for (; flag->name != NULL; flag++) {
		if (link_has_flag(link, flag))
			printf(" %s", flag->name);
	}
}

static void print_macvlan(const struct link_config *link)
{
	char mac[MAC_TEXT_SIZE];

	if (link->macvlan.broadcast_queue != 0)
		printf(" bcqueuelen %u", link->macvlan.broadcast_queue);
	if (link->macvlan.has_broadcast_limit)
		printf(" bclim %d", link->macvlan.broadcast_limit);
	for (size_t i = 0; i < link->macvlan.source_count; i++)
		printf("%s %s", i == 0 ? " macaddr set" : "",
			mac_format(&link->macvlan.sources[i], mac));
}

static void print_type(const struct link_config *link)
{
	const struct link_kind_entry *kind = link_kind(link->kind);
	char mac[MAC_TEXT_SIZE];

	printf(" type %s", kind->name);
	if (link->tag.id != 0)
		printf(" protocol %s id %u", vlan_protocol_name(link->tag.protocol), link->tag.id);
	if (kind->modes[0].name != NULL)
		printf(" mode %s", link_mode_name(link->kind, link->mode));
	print_flags(link);
	print_macvlan(link);
	if (kind->has_host_end)
		printf(" peer name %s address %s", link->host_end,
			mac_format(&link->host_end_mac, mac));
	putchar('\n');
}

/* What of the link is on the host: made before it, or finished after it. */
static void print_before(const struct link_config *link)
{
	print_subinterfaces(link);
	if (link->is_lan)
		printf("\n# Shared by all runs that name it; nsrun makes it mute, and removes it.\n"
		       "ip link show dev 'lan-%.11s' >/dev/null 2>&1 || "
		       "ip link add name 'lan-%.11s' up type dummy\n",
			link->parent, link->parent);
}

/*
 * Up, without an address of the kernel's choice. In one request with "up" the setting would come too
 * late: the kernel changes the state first.
 */
static void print_raise(const char *where, const char *name)
{
	if (sysctls_have_ipv6())
		printf("ip %slink set dev %s addrgenmode none\n", where, name);
	printf("ip %slink set dev %s up\n", where, name);
}

static void print_after(const struct link_config *link)
{
	if (!link_kind(link->kind)->has_host_end)
		return;
	printf("ip link set dev %s master ", link->host_end);
	iplines_word(link->parent);
	putchar('\n');
	print_raise("", link->host_end);
}

static void print_name(const struct link_config *link, const char *created)
{
	printf("ip -n \"$ns\" link set %s name ", created);
	iplines_word(link->name);
	printf("\n# sysctl: arp_notify=1, ndisc_notify=1, accept_ra=%d, autoconf=%d\n", link->slaac,
		link->slaac);
	if (link->dhcp)
		printf("# %s has an IPv4 address of a DHCP server's: nsrun keeps a dhcpcd or udhcpc for "
		       "it.\n",
			link->name);
}

static void print_move(const struct link_config *link)
{
	printf("\n# nsrun notes its addresses and routes before, and restores them at the end.\n"
	       "ip link set dev ");
	iplines_word(link->parent);
	printf(" netns \"$ns\" name nsrun0\n");
	print_name(link, "nsrun0");
}

static void print_create(const struct link_config *link)
{
	char mac[MAC_TEXT_SIZE];

	printf("\n# %s is not born under this name: older kernels look for it on the host, too.\n"
	       "ip link add",
		link->name);
	print_parent(link);
	printf(" name 'nsrun%%d' netns \"$ns\"");
	if (link->has_mac)
		printf(" address %s", mac_format(&link->mac, mac));
	if (link->mtu != 0)
		printf(" mtu %u", link->mtu);
	print_type(link);
	print_after(link);
	print_name(link, "nsrun0");
}

static void print_address(const struct link_config *link, const struct ip_prefix *prefix)
{
	struct ip_address broadcast = ip_prefix_broadcast(prefix);
	char text[PREFIX_TEXT_SIZE];

	printf("ip -n \"$ns\" address add %s", ip_prefix_format(prefix, text));
	if (prefix->address.family == AF_INET6)
		printf(" nodad");
	else if (prefix->length <= 30)
		printf(" broadcast %s", ip_format(&broadcast, text));
	printf(" dev ");
	iplines_word(link->name);
	putchar('\n');
}

static void print_addresses(const struct link_config *link)
{
	if (link->probe)
		printf("# nsrun asks the network first whether somebody has these addresses.\n");
	for (size_t i = 0; i < link->address_count; i++)
		print_address(link, &link->addresses[i]);
	if (!sysctls_have_ipv6())
		return;
	if (link->wants_link_local && link->link_local.length == 0) {
		printf("# The kernel chooses the MAC address and makes fe80:: of it; nsrun adds that "
		       "with nodad.\n");
		return;
	}
	printf("ip -n \"$ns\" link set addrgenmode none dev ");
	iplines_word(link->name);
	putchar('\n');
	if (link->wants_link_local)
		print_address(link, &link->link_local);
}

static void print_route(const struct link_config *link, const struct route *route)
{
	char text[PREFIX_TEXT_SIZE];
	bool is_ipv6 = route->destination.address.family == AF_INET6;

	printf("ip -n \"$ns\" %sroute add ", is_ipv6 ? "-6 " : "");
	printf("%s",
		route->destination.length == 0 ? "default"
					       : ip_prefix_format(&route->destination, text));
	if (route->gateway.family != AF_UNSPEC)
		printf(" via %s", ip_format(&route->gateway, text));
	printf(" dev ");
	iplines_word(link->name);
	if (route->metric != 0)
		printf(" metric %u", route->metric);
	printf("%s\n", route->onlink ? " onlink" : "");
}

void iplines_make(const struct link_config *link)
{
	print_before(link);
	if (link_kind(link->kind)->is_moved)
		print_move(link);
	else
		print_create(link);
}

/* What new links are born with these links are given, too, as far as a single link has it. */
static void print_default(const struct sysctl *sysctl, const char *link)
{
	char path[SYSCTL_PATH_SIZE];

	if (!sysctl_is_default(sysctl, link, path))
		return;
	printf("ip netns exec \"$ns\" sysctl -eqw ");
	printf("net/");
	iplines_word(path);
	putchar('=');
	iplines_word(sysctl->value);
	putchar('\n');
}

void iplines_sysctls(
	const struct sysctl_list *sysctls, const struct link_config *links, size_t count)
{
	if (sysctls->count != 0)
		printf("\n# Over what is set otherwise, and before any link is up.\n");
	for (size_t i = 0; i < sysctls->count; i++) {
		printf("ip netns exec \"$ns\" sysctl -qw ");
		iplines_word(sysctls->entries[i].text);
		putchar('\n');
		for (size_t j = 0; j < count; j++)
			print_default(&sysctls->entries[i], links[j].name);
	}
}

void iplines_raise(const struct link_config *link)
{
	putchar('\n');
	print_addresses(link);
	printf("ip -n \"$ns\" link set up dev ");
	iplines_word(link->name);
	putchar('\n');
	for (size_t i = 0; i < link->route_count; i++)
		print_route(link, &link->routes[i]);
}

static void print_way(const char *where, const char *link, const struct access_pair *pair,
	const struct mac_address *mac)
{
	char there[IP_TEXT_SIZE], here[IP_TEXT_SIZE], text[MAC_TEXT_SIZE];
	const char *family = pair->there.family == AF_INET6 ? "-6 " : "";

	ip_format(&pair->there, there);
	printf("ip %sneighbour add %s lladdr %s dev %s nud permanent\n", where, there,
		mac_format(mac, text), link);
	printf("ip %s%sroute add %s dev %s", where, family, there, link);
	if (pair->here.family != AF_UNSPEC)
		printf(" src %s", ip_format(&pair->here, here));
	putchar('\n');
}

void iplines_access(const struct host_access *access)
{
	char mac[MAC_TEXT_SIZE], host_mac[MAC_TEXT_SIZE];

	if (access->host_end[0] == '\0')
		return;
	printf("\n# The way between this host and the command.\n"
	       "ip link add name nsrun0 netns \"$ns\" address %s type veth peer name %s address "
	       "%s\n",
		mac_format(&access->mac, mac), access->host_end,
		mac_format(&access->host_mac, host_mac));
	print_raise("", access->host_end);
	print_raise("-n \"$ns\" ", "nsrun0");
	for (size_t i = 0; i < access->host_count; i++)
		print_way("", access->host_end, &access->host[i], &access->mac);
	for (size_t i = 0; i < access->count; i++)
		print_way("-n \"$ns\" ", "nsrun0", &access->inside[i], &access->host_mac);
}
