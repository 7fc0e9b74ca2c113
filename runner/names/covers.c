/* SPDX-License-Identifier: MIT */
#include "covers.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/path.h"
#include "text.h"

#define NETNS "/etc/netns"

static const char *const paths[] = {
	[COVER_RESOLV_CONF] = "/etc/resolv.conf",
	[COVER_HOSTS] = "/etc/hosts",
	[COVER_NSCD] = "/run/nscd",
	[COVER_OLD_NSCD] = "/var/run/nscd",
	[COVER_RESOLVED] = "/run/systemd/resolve",
};
static_assert(ARRAY_SIZE(paths) == COVER_COUNT, "a path is missing here");

const char *covers_path(enum cover cover)
{
	return paths[cover];
}

const char *covers_name(enum cover cover)
{
	return strrchr(paths[cover], '/') + 1;
}

bool covers_has(const struct covers *covers, enum cover cover)
{
	return covers->contents[cover] != CONTENT_NONE || covers->has_netns_file[cover];
}

bool covers_any(const struct covers *covers)
{
	for (int i = 0; i < COVER_COUNT; i++) {
		if (covers_has(covers, (enum cover)i))
			return true;
	}
	return false;
}

void covers_leave_out(struct covers *covers, enum cover cover)
{
	covers->contents[cover] = CONTENT_NONE;
	covers->has_netns_file[cover] = false;
}

/* --hostname was not asked for the sake of a file. */
bool covers_is_asked(const struct covers *covers, enum cover cover)
{
	return covers->contents[cover] == CONTENT_TEXT &&
		(cover == COVER_RESOLV_CONF || covers->plan->names.host_count != 0);
}

/* Opens a regular file: another one, as a FIFO, might never answer. */
static FILE *open_text(const char *path)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	FILE *file;

	if (fd < 0 || fstat(fd, &status) < 0)
		return NULL;
	if (!S_ISREG(status.st_mode)) {
		errno = EINVAL;
		return NULL;
	}
	file = fdopen(fd, "re");
	if (file != NULL)
		take_fd(&fd);
	return file;
}

/* The whole file, or an empty text where there is none. The caller frees it. */
static int read_text(const char *path, char **text, struct failure *failure)
{
	AUTO_FILE FILE *file = open_text(path);
	size_t size = 0;

	*text = NULL;
	if (file == NULL && errno != ENOENT)
		return fail(failure, errno, "read %s", path);
	if (file != NULL && getdelim(text, &size, '\0', file) >= 0)
		return 0;
	free(*text);
	*text = strdup("");
	return *text == NULL ? fail(failure, errno, "read %s", path) : 0;
}

static bool has_netns_file(const struct plan *plan, enum cover cover)
{
	char path[sizeof(NETNS) + 128];

	if (plan->name == NULL)
		return false;
	snprintf(path, sizeof(path), NETNS "/%s/%s", plan->name, covers_name(cover));
	return access(path, F_OK) == 0;
}

/* Those that this host asks; where its file cannot be read that is for another to say. */
static enum name_servers find_servers(void)
{
	struct failure ignored;
	enum name_servers servers;
	char *text;

	if (read_text(covers_path(COVER_RESOLV_CONF), &text, &ignored) < 0)
		return SERVERS_REAL;
	servers = text_servers(text);
	free(text);
	return servers;
}

/* Whether the run could ask none of the host's servers, and those that resolved asks are known. */
static bool needs_uplink(const struct covers *covers)
{
	enum name_servers servers;
	bool has_uplink;

	if (covers->plan->netns != NULL || covers->link_count == 0 ||
		covers->has_netns_file[COVER_RESOLV_CONF])
		return false;
	has_uplink = access(COVERS_UPLINK, R_OK) == 0;
	if (!has_uplink && !covers->plan->verbose)
		return false;
	servers = find_servers();
	if (servers == SERVERS_STUB && has_uplink)
		return true;
	if (covers->plan->verbose && servers != SERVERS_REAL)
		fprintf(stderr,
			"nsrun: %s: no name server there that the command can reach: name one with "
			"--dns\n",
			covers_path(COVER_RESOLV_CONF));
	return false;
}

static void decide_resolv_conf(struct covers *covers)
{
	const struct name_request *names = &covers->plan->names;
	enum cover_content *content = &covers->contents[COVER_RESOLV_CONF];

	if (names->server_count == 0 && needs_uplink(covers)) {
		covers->is_base_uplink = true;
		*content = CONTENT_UPLINK;
	}
	if (names->server_count != 0 || names->search_count != 0)
		*content = CONTENT_TEXT;
}

static void decide_hosts(struct covers *covers)
{
	if (covers->plan->names.host_count != 0 || covers->plan->hostname != NULL)
		covers->contents[COVER_HOSTS] = CONTENT_TEXT;
}

static bool is_same(const char *one, const char *other)
{
	struct stat first, second;

	return stat(one, &first) == 0 && stat(other, &second) == 0 &&
		first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static void decide_sockets(struct covers *covers)
{
	const char *nscd = covers_path(COVER_NSCD), *old = covers_path(COVER_OLD_NSCD);

	if (path_exists(nscd))
		covers->contents[COVER_NSCD] = CONTENT_EMPTY;
	if (path_exists(old) && !is_same(nscd, old))
		covers->contents[COVER_OLD_NSCD] = CONTENT_EMPTY;
	if (path_exists(covers_path(COVER_RESOLVED)))
		covers->contents[COVER_RESOLVED] = CONTENT_FILES;
}

void covers_decide(struct covers *covers, const struct plan *plan, const struct link_config *links,
	size_t link_count)
{
	*covers = (struct covers){ .plan = plan, .links = links, .link_count = link_count };
	for (int i = COVER_RESOLV_CONF; i <= COVER_HOSTS; i++)
		covers->has_netns_file[i] = has_netns_file(plan, (enum cover)i);
	decide_resolv_conf(covers);
	decide_hosts(covers);
	if (plan->netns == NULL)
		decide_sockets(covers);
}

/* The first address of each family. */
static size_t find_addresses(const struct covers *covers, struct ip_address found[FAMILY_COUNT])
{
	size_t count = 0;

	for (size_t i = 0; i < covers->link_count && count < FAMILY_COUNT; i++) {
		const struct link_config *link = &covers->links[i];

		for (size_t j = 0; j < link->address_count && count < FAMILY_COUNT; j++) {
			const struct ip_address *address = &link->addresses[j].address;

			if (!ip_is_link_local(address) &&
				(count == 0 || found[0].family != address->family))
				found[count++] = *address;
		}
	}
	return count;
}

int covers_text(const struct covers *covers, enum cover cover, char **text, struct failure *failure)
{
	const struct plan *plan = covers->plan;
	const char *path = cover == COVER_RESOLV_CONF && covers->is_base_uplink
		? COVERS_UPLINK
		: covers_path(cover);
	struct ip_address addresses[FAMILY_COUNT];
	char *base;

	if (read_text(path, &base, failure) < 0)
		return -1;
	*text = cover == COVER_RESOLV_CONF
		? text_resolv_conf(&plan->names, base)
		: text_hosts(&plan->names, plan_hostname(plan), addresses,
			  find_addresses(covers, addresses), base);
	free(base);
	return *text == NULL ? fail(failure, errno, "%s", covers_path(cover)) : 0;
}
