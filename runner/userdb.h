/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_USERDB_H
#define RUNNER_USERDB_H

/*
 * The users and groups of this machine: those of passwd(5) and group(5), and for root all others that
 * it knows (LDAP, systemd-homed ...), asked of getent(1).
 *
 * The C library would load its name services into nsrun, which has power that they need not have, and
 * into a static program only those of its own version. A user is not asked for others: getent is
 * that user's own process, and so would be its answers.
 *
 * What is returned is good until the next call; NULL: there is none.
 */
#include <grp.h>
#include <pwd.h>
#include <stddef.h>
#include <sys/types.h>

const struct passwd *userdb_user(const char *name);
const struct passwd *userdb_user_of(uid_t uid);
const struct group *userdb_group(const char *name);

/*
 * Finds the groups of a user, the first of which is gid: at most as many as groups has room for, and
 * each once. Returns how many, or -1 when there are more.
 */
int userdb_groups_of(const char *user, gid_t gid, gid_t *groups, size_t most);

#endif
