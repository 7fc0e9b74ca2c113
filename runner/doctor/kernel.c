/* SPDX-License-Identifier: MIT */
#include "kernel.h"

#include <assert.h>
#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "../../netsetup/power.h"
#include "../../netsetup/trial.h"
#include "../clone.h"
#include "../mounts.h"

/* What the child writes, in memory that it shares with its parent. An empty text: it could. */
struct outcome {
	struct failure all; /* why nothing could be tried */
	struct failure sys;
	struct failure kinds[TRIAL_COUNT];
};

static const struct {
	enum check check;
	const char *module;
	const char *use; /* what needs it */
} kinds[] = {
	[TRIAL_DUMMY] = { CHECK_DUMMY, "dummy", "--dummy" },
	[TRIAL_VETH] = { CHECK_VETH, "veth", "--bridge and --host-access" },
	[TRIAL_MACVLAN] = { CHECK_MACVLAN, "macvlan", "--macvlan and --lan" },
	[TRIAL_IPVLAN] = { CHECK_IPVLAN, "ipvlan", "--ipvlan" },
	[TRIAL_VLAN] = { CHECK_VLAN, "8021q", "--vlan and parents as eth0.10" },
	[TRIAL_BRIDGE] = { CHECK_BRIDGE, "bridge", "a bridge of this host that --bridge names" },
	[TRIAL_NETEM] = { CHECK_NETEM, "sch_netem", "--delay, --loss and the like" },
};
static_assert(ARRAY_SIZE(kinds) == TRIAL_COUNT, "a kind is missing here");

static void try_sys(struct failure *failure)
{
	static struct mounts_held nothing;

	if (mounts_separate(failure) == 0 && mounts_renew_sys(&nothing, failure) == 0)
		failure->text[0] = '\0';
}

static void try_each(struct outcome *outcome)
{
	if (trial_make_each(outcome->kinds, &outcome->all) < 0)
		return;
	try_sys(&outcome->sys);
	outcome->all.text[0] = '\0';
}

static int try_in_child(const struct diagnosis *diagnosis, struct outcome *outcome)
{
	POWER;
	AUTO_CLOSE int pidfd = -1;
	uint64_t users = diagnosis->has_power ? 0 : CLONE_NEWUSER;
	pid_t pid;

	fail(&outcome->all, 0, "the process that tries it was killed");
	pid = clone_into(CLONE_NEWNET | CLONE_NEWNS | users, &pidfd, &outcome->all);
	if (pid == 0) {
		try_each(outcome);
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return outcome->all.text[0] != '\0' ? -1 : 0;
}

static void tell_kind(struct diagnosis *diagnosis, enum trial trial, const struct failure *result)
{
	enum check check = kinds[trial].check;

	if (result->text[0] == '\0') {
		diagnosis_find(diagnosis, check, VERDICT_OK, "this kernel has it, for %s",
			kinds[trial].use);
		return;
	}
	/* Of a qdisc that there is none the kernel says ENOENT. */
	if (result->code == EOPNOTSUPP || result->code == ENOENT)
		diagnosis_find(diagnosis, check, VERDICT_NO, "this kernel lacks it, for %s",
			kinds[trial].use);
	else
		diagnosis_find(diagnosis, check, VERDICT_NO, "%s", result->text);
	diagnosis_advise(
		diagnosis, check, "modprobe %s, or boot a kernel that has it", kinds[trial].module);
}

static void tell_all(struct diagnosis *diagnosis, const struct outcome *outcome)
{
	diagnosis_find(diagnosis, CHECK_NAMESPACES, VERDICT_OK, "network and mount namespaces%s",
		diagnosis->has_power ? "" : ", in a user namespace");
	for (enum trial trial = 0; trial < TRIAL_COUNT; trial++)
		tell_kind(diagnosis, trial, &outcome->kinds[trial]);
	if (outcome->sys.text[0] != '\0')
		diagnosis_find(diagnosis, CHECK_SYS, VERDICT_NO, "%s", outcome->sys.text);
	else
		diagnosis_find(diagnosis, CHECK_SYS, VERDICT_OK,
			"can be mounted anew, to show a command its own links");
}

static void tell_nothing(struct diagnosis *diagnosis, const struct outcome *outcome)
{
	diagnosis_find(diagnosis, CHECK_NAMESPACES, VERDICT_NO, "%s", outcome->all.text);
	for (enum trial trial = 0; trial < TRIAL_COUNT; trial++)
		diagnosis_find(diagnosis, kinds[trial].check, VERDICT_WARN,
			"could not be tried without a network namespace");
	diagnosis_find(
		diagnosis, CHECK_SYS, VERDICT_WARN, "could not be tried without a mount namespace");
	if (!diagnosis->has_power &&
		diagnosis->findings[CHECK_USER_NAMESPACES].verdict == VERDICT_OK) {
		diagnosis_find(diagnosis, CHECK_USER_NAMESPACES, VERDICT_WARN,
			"you can have none, and so neither --lan nor --dummy");
		diagnosis_advise(diagnosis, CHECK_USER_NAMESPACES, "use sudo");
	}
}

void kernel_examine(struct diagnosis *diagnosis)
{
	struct outcome *outcome = mmap(
		NULL, sizeof(*outcome), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (outcome == MAP_FAILED) {
		diagnosis_find(diagnosis, CHECK_NAMESPACES, VERDICT_NO, "no memory to try them");
		return;
	}
	if (try_in_child(diagnosis, outcome) < 0)
		tell_nothing(diagnosis, outcome);
	else
		tell_all(diagnosis, outcome);
	munmap(outcome, sizeof(*outcome));
}
