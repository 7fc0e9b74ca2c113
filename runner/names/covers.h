/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NAMES_COVERS_H
#define RUNNER_NAMES_COVERS_H

/*
 * What stands over files and directories of this host's in a run, so that names are looked up as the
 * run should: its resolv.conf and hosts, and nothing in the place of the sockets of nscd and
 * systemd-resolved, which would answer for this host's network.
 */
#include "../plan.h"

/* What systemd-resolved writes for those that cannot ask it: the servers that it asks itself. */
#define COVERS_UPLINK "/run/systemd/resolve/resolv.conf"

enum cover {
	COVER_RESOLV_CONF,
	COVER_HOSTS,
	COVER_NSCD,
	COVER_OLD_NSCD, /* where /var/run is no other name of /run */
	COVER_RESOLVED,
	COVER_COUNT,
};

/* What is put there. */
enum cover_content {
	CONTENT_NONE,   /* this host's own stays */
	CONTENT_TEXT,   /* a file that is made */
	CONTENT_UPLINK, /* a symbolic link to the resolv.conf with the servers that resolved asks */
	CONTENT_EMPTY,  /* a directory without anything */
	CONTENT_FILES,  /* a directory with resolved's files, and without its sockets */
};

struct covers {
	const struct plan *plan;
	const struct link_config *links;
	size_t link_count;
	bool is_base_uplink; /* what --search does not say is taken from that file, too */
	enum cover_content contents[COVER_COUNT];
	/* Below it the file of /etc/netns/NAME, which mounts_bind_etc() puts there. */
	bool has_netns_file[COVER_COUNT];
};

/* Decides by the plan and by what this host has. Says with --verbose where it can do nothing. */
void covers_decide(struct covers *covers, const struct plan *plan, const struct link_config *links,
	size_t link_count);

/* Whether anything stands over this path, or over any. */
bool covers_has(const struct covers *covers, enum cover cover);
bool covers_any(const struct covers *covers);

/* As if nothing was to stand there. */
void covers_leave_out(struct covers *covers, enum cover cover);

/* Whether the user asked for it, so that it is a failure when it cannot be. */
bool covers_is_asked(const struct covers *covers, enum cover cover);

/* The path that it stands over: not what a symbolic link there leads to. */
const char *covers_path(enum cover cover);

/* And the last part of it. */
const char *covers_name(enum cover cover);

/* The text of a cover with CONTENT_TEXT, of what its path leads to now. The caller frees it. */
int covers_text(
	const struct covers *covers, enum cover cover, char **text, struct failure *failure);

#endif
