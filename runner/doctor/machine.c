/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <linux/capability.h>
#include <stdlib.h>
#include <sys/capability.h>

#include "../../netsetup/power.h"
#include "../../netsetup/sysctls.h"
#include "../clone.h"
#include "../grants/policy.h"
#include "../home.h"
#include "../privileges/capabilities.h"

/* Root of a user namespace has the capabilities, but not over a network that is of another one. */
static bool is_over_host(void)
{
	AUTO_CLOSE int way_back = clone_way_back(-1);

	return way_back >= 0;
}

static void examine_capabilities(struct diagnosis *diagnosis)
{
	diagnosis->has_power = capabilities_has(CAP_SYS_ADMIN) && capabilities_has(CAP_NET_ADMIN) &&
		is_over_host();
	if (!diagnosis->has_power) {
		diagnosis_find(diagnosis, CHECK_CAPABILITIES, VERDICT_NO,
			"without CAP_SYS_ADMIN and CAP_NET_ADMIN on this host there are --lan, "
			"--dummy and no link");
		diagnosis_advise(diagnosis, CHECK_CAPABILITIES, "use sudo");
	} else if (power_is_lent()) {
		diagnosis_find(diagnosis, CHECK_CAPABILITIES, VERDICT_OK,
			"this nsrun has file capabilities, for what %s grants", POLICY_PATH);
	} else {
		diagnosis_find(diagnosis, CHECK_CAPABILITIES, VERDICT_OK,
			"CAP_SYS_ADMIN and CAP_NET_ADMIN on this host");
	}
}

static bool can_lend(void)
{
	cap_t lent = cap_get_file("/proc/self/exe");

	cap_free(lent);
	return lent != NULL;
}

/* Who calls as root does not need it. */
static void examine_policy(struct diagnosis *diagnosis)
{
	static struct policy policy;
	enum verdict bad = power_is_lent() ? VERDICT_NO : VERDICT_WARN;
	struct failure failure;
	int result = policy_read(&policy, &failure);

	if (result < 0) {
		diagnosis_find(diagnosis, CHECK_POLICY, bad, "%s", failure.text);
	} else if (result > 0 && !can_lend()) {
		diagnosis_find(diagnosis, CHECK_POLICY, VERDICT_WARN,
			"grants in %s: %zu, but this nsrun has no file capabilities to lend",
			POLICY_PATH, policy.count);
		diagnosis_advise(diagnosis, CHECK_POLICY,
			"setcap cap_net_admin,cap_sys_admin=p, as POLICY in nsrun(1) says");
	} else if (result > 0) {
		diagnosis_find(diagnosis, CHECK_POLICY, VERDICT_OK, "grants in %s: %zu",
			POLICY_PATH, policy.count);
	} else if (power_is_lent()) {
		diagnosis_find(diagnosis, CHECK_POLICY, VERDICT_NO,
			"there is no %s, so nothing is granted", POLICY_PATH);
		diagnosis_advise(diagnosis, CHECK_POLICY, "root can write it: POLICY in nsrun(1)");
	} else {
		diagnosis_find(diagnosis, CHECK_POLICY, VERDICT_OK,
			"there is no %s: plain users take nothing from this host", POLICY_PATH);
	}
}

static void examine_user_namespaces(struct diagnosis *diagnosis)
{
	const char *refusal = home_refusal();

	if (refusal == NULL) {
		diagnosis_find(diagnosis, CHECK_USER_NAMESPACES, VERDICT_OK,
			"no setting keeps plain users from one, for --lan and --dummy without "
			"sudo");
		return;
	}
	diagnosis_find(diagnosis, CHECK_USER_NAMESPACES, VERDICT_WARN,
		"plain users have none, and so neither --lan nor --dummy without sudo");
	diagnosis_advise(diagnosis, CHECK_USER_NAMESPACES, "%s", refusal);
}

static void examine_ipv6(struct diagnosis *diagnosis)
{
	if (sysctls_have_ipv6())
		diagnosis_find(diagnosis, CHECK_IPV6, VERDICT_OK, "this kernel has it");
	else
		diagnosis_find(diagnosis, CHECK_IPV6, VERDICT_WARN,
			"this kernel has none, or was booted with ipv6.disable=1: runs have "
			"IPv4 alone");
}

/* br_netfilter shows frames between the ports of a bridge to iptables, whose FORWARD Docker sets to DROP. */
static void examine_br_netfilter(struct diagnosis *diagnosis)
{
	if (!sysctls_begin_with("net/bridge/bridge-nf-call-iptables", '1') &&
		!sysctls_begin_with("net/bridge/bridge-nf-call-ip6tables", '1')) {
		diagnosis_find(diagnosis, CHECK_BR_NETFILTER, VERDICT_OK,
			"frames between the ports of a bridge do not go through iptables");
		return;
	}
	diagnosis_find(diagnosis, CHECK_BR_NETFILTER, VERDICT_WARN,
		"frames between the ports of a bridge go through this host's iptables, which may "
		"drop those of --bridge");
	diagnosis_advise(diagnosis, CHECK_BR_NETFILTER,
		"accept them in FORWARD, or sysctl net.bridge.bridge-nf-call-iptables=0");
}

void machine_examine(struct diagnosis *diagnosis)
{
	examine_capabilities(diagnosis);
	examine_policy(diagnosis);
	examine_user_namespaces(diagnosis);
	examine_ipv6(diagnosis);
	examine_br_netfilter(diagnosis);
}
