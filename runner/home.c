/* SPDX-License-Identifier: MIT */
#include "home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/power.h"
#include "../netsetup/sysctls.h"
#include "netns.h"
#include "privileges/capabilities.h"
#include "state.h"
#include "usermap.h"

struct home home_none(void)
{
	return (struct home){ .note = -1, .users = -1 };
}

static bool has_lan(const struct plan *plan)
{
	for (size_t i = 0; i < plan->link_count; i++) {
		if (plan->links[i].is_lan)
			return true;
	}
	return false;
}

bool home_is_needed(const struct plan *plan)
{
	for (size_t i = 0; i < plan->link_count; i++) {
		if (!plan->links[i].is_lan && plan->links[i].kind != LINK_DUMMY)
			return false;
	}
	return !capabilities_has(CAP_SYS_ADMIN) || power_is_lent();
}

const char *home_refusal(void)
{
	static const struct {
		const char *path;
		char refusing;
		const char *advice;
	} settings[] = {
		{ "kernel/unprivileged_userns_clone", '0',
			"root can allow it: sysctl kernel.unprivileged_userns_clone=1" },
		{ "kernel/apparmor_restrict_unprivileged_userns", '1',
			"root can allow it: sysctl kernel.apparmor_restrict_unprivileged_userns=0" },
		{ "user/max_user_namespaces", '0',
			"root can allow it: sysctl user.max_user_namespaces=10000" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		if (sysctls_begin_with(settings[i].path, settings[i].refusing))
			return settings[i].advice;
	}
	return NULL;
}

static int explain(struct failure *failure)
{
	const char *refusal = home_refusal();

	return fail_advise(failure, "%s",
		refusal != NULL ? refusal
				: "this host does not let plain users have one; use sudo");
}

static int make(struct failure *failure)
{
	const struct usermap map = usermap_of_caller();

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		fail(failure, errno, "new user namespace");
		return explain(failure);
	}
	return usermap_write_own(&map, failure) < 0 ? explain(failure) : 0;
}

static int open_namespace(const char *pid, const char *sort)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%s/ns/%s", pid, sort);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* Goes where that supervisor is. False: it has ended meanwhile, or is another process. */
static bool follow(const char *pid)
{
	AUTO_CLOSE int users = open_namespace(pid, "user");
	AUTO_CLOSE int network = open_namespace(pid, "net");

	if (users < 0 || network < 0 || setns(users, CLONE_NEWUSER) < 0)
		return false;
	power_give_back();
	return setns(network, CLONE_NEWNET) == 0 && prctl(PR_SET_DUMPABLE, 1) == 0;
}

static bool is_live(int directory, const char *key)
{
	AUTO_CLOSE int file = -1;
	AUTO_FREE char *text = NULL;
	struct failure ignored;

	return state_examine(directory, key, &file, &text, &ignored) == HOLDER_LIVES;
}

/* Goes where any of the live ones of this host is. */
static bool follow_any(int directory, const struct identity *identity)
{
	char start[CLAIM_KEY_SIZE];
	struct dirent **entries;
	int count = scandirat(directory, ".", &entries, NULL, NULL);
	bool is_there = false;

	identity_key(identity, HOME_KEY, "", start);
	for (int i = 0; i < count; i++) {
		const char *key = entries[i]->d_name;

		if (!is_there && strncmp(key, start, strlen(start)) == 0)
			is_there = is_live(directory, key) && follow(key + strlen(start));
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return is_there;
}

static int leave_note(
	struct home *home, const struct identity *identity, int directory, struct failure *failure)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)identity->supervisor);
	identity_key(identity, HOME_KEY, pid, home->key);
	home_sweep(directory, home->key);
	home->note = state_write(directory, LOCK_EX, "", failure);
	if (home->note < 0)
		return -1;
	if (state_name(directory, home->note, home->key) < 0)
		return fail(failure, errno, "note %s", home->key);
	return 0;
}

/* Two that begin at once must not each make a place of its own. */
static int share(
	struct home *home, const struct identity *identity, int directory, struct failure *failure)
{
	AUTO_CLOSE int lock = state_lock(directory, failure);

	if (lock < 0 || (!follow_any(directory, identity) && make(failure) < 0))
		return -1;
	return leave_note(home, identity, directory, failure);
}

static int check_access(const struct plan *plan, struct failure *failure)
{
	for (size_t i = 0; i < plan->link_count; i++) {
		if (plan->links[i].host_access)
			return fail(failure, 0,
				"--host-access: the links of a plain user's runs are apart from this "
				"host: use sudo");
	}
	return 0;
}

/* Where a namespace is that was there before, there is its owner. */
static int enter_owner(const struct plan *plan, int netns, struct failure *failure)
{
	AUTO_CLOSE int users = netns_open_owner(netns, plan->netns, failure);

	if (users < 0)
		return -1;
	if (setns(users, CLONE_NEWUSER) < 0)
		return fail(failure, errno, "--netns %s", plan->netns);
	power_give_back();
	return prctl(PR_SET_DUMPABLE, 1) < 0 ? fail(failure, errno, "be seen in /proc") : 0;
}

int home_enter(struct home *home, const struct plan *plan, int netns,
	const struct identity *identity, int directory, struct failure *failure)
{
	int result = check_access(plan, failure);

	if (result == 0 && netns >= 0)
		result = enter_owner(plan, netns, failure);
	else if (result == 0)
		result = has_lan(plan) ? share(home, identity, directory, failure) : make(failure);
	if (result < 0)
		return -1;
	home->users = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
	return home->users < 0 ? fail(failure, errno, "open the user namespace") : 0;
}

void home_leave(struct home *home, int directory)
{
	if (home->note >= 0)
		state_remove(directory, home->note, home->key);
	close_fd(&home->note);
	close_fd(&home->users);
}

void home_sweep(int directory, const char *key)
{
	AUTO_CLOSE int file = -1;
	AUTO_FREE char *text = NULL;
	struct failure ignored;

	if (strncmp(key, HOME_KEY, strlen(HOME_KEY)) == 0 &&
		state_examine(directory, key, &file, &text, &ignored) == HOLDER_DEAD)
		state_remove(directory, file, key);
}
