/* SPDX-License-Identifier: MIT */
#include "diagnosis.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "../../netsetup/cleanup.h"

static const struct {
	const char *name;
	bool is_needed; /* by the plainest run that there is: a macvlan */
} checks[] = {
	[CHECK_CAPABILITIES] = { "capabilities", true },
	[CHECK_POLICY] = { "policy", true },
	[CHECK_USER_NAMESPACES] = { "user-namespaces", false },
	[CHECK_LEFTOVERS] = { "leftovers", true },
	[CHECK_NAMESPACES] = { "namespaces", true },
	[CHECK_SYS] = { "sys", true },
	[CHECK_IPV6] = { "ipv6", false },
	[CHECK_MACVLAN] = { "macvlan", true },
	[CHECK_IPVLAN] = { "ipvlan", false },
	[CHECK_VLAN] = { "vlan", false },
	[CHECK_VETH] = { "veth", false },
	[CHECK_DUMMY] = { "dummy", false },
	[CHECK_BRIDGE] = { "bridge", false },
	[CHECK_NETEM] = { "netem", false },
	[CHECK_BR_NETFILTER] = { "br-netfilter", false },
	[CHECK_PARENT] = { "parent", true },
	[CHECK_UP] = { "up", true },
	[CHECK_CARRIER] = { "carrier", false },
	[CHECK_MTU] = { "mtu", false },
	[CHECK_PORT] = { "port", true },
	[CHECK_WIRELESS] = { "wireless", true },
	[CHECK_HYPERVISOR] = { "hypervisor", false },
	[CHECK_CHILDREN] = { "children", true },
	[CHECK_RP_FILTER] = { "rp-filter", false },
};
static_assert(ARRAY_SIZE(checks) == CHECK_COUNT, "a check is missing here");

static const char *const verdicts[] = {
	[VERDICT_NONE] = "",
	[VERDICT_OK] = "ok",
	[VERDICT_WARN] = "warn",
	[VERDICT_NO] = "no",
};
static_assert(ARRAY_SIZE(verdicts) == VERDICT_COUNT, "a verdict is missing here");

void diagnosis_find(
	struct diagnosis *diagnosis, enum check check, enum verdict verdict, const char *text, ...)
{
	struct finding *finding = &diagnosis->findings[check];
	va_list arguments;

	*finding = (struct finding){ .verdict = verdict };
	va_start(arguments, text);
	vsnprintf(finding->text, sizeof(finding->text), text, arguments);
	va_end(arguments);
}

void diagnosis_advise(struct diagnosis *diagnosis, enum check check, const char *remedy, ...)
{
	struct finding *finding = &diagnosis->findings[check];
	va_list arguments;

	va_start(arguments, remedy);
	vsnprintf(finding->remedy, sizeof(finding->remedy), remedy, arguments);
	va_end(arguments);
}

bool diagnosis_is_sound(const struct diagnosis *diagnosis)
{
	for (enum check check = 0; check < CHECK_COUNT; check++) {
		if (checks[check].is_needed && diagnosis->findings[check].verdict == VERDICT_NO)
			return false;
	}
	return true;
}

const char *check_name(enum check check)
{
	return checks[check].name;
}

const char *verdict_name(enum verdict verdict)
{
	return verdicts[verdict];
}

/* A name that is no UTF-8, as an interface may have, is not put in: its line is left out of no list. */
static json_t *text_to_json(const char *text)
{
	json_t *value = json_string(text);

	return value != NULL ? value : json_string("?");
}

json_t *diagnosis_to_json(const struct diagnosis *diagnosis)
{
	json_t *list = json_array();

	for (enum check check = 0; list != NULL && check < CHECK_COUNT; check++) {
		const struct finding *finding = &diagnosis->findings[check];
		json_t *object;

		if (finding->verdict == VERDICT_NONE)
			continue;
		object = json_pack("{s:s, s:s, s:o, s:o}", "check", check_name(check), "state",
			verdict_name(finding->verdict), "text", text_to_json(finding->text),
			"remedy",
			finding->remedy[0] != '\0' ? text_to_json(finding->remedy) : json_null());
		if (json_array_append_new(list, object) < 0) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}
