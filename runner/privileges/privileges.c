/* SPDX-License-Identifier: MIT */
#include "privileges.h"

#include <errno.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../../netsetup/power.h"

/* Which filter that is: as asked for, or as it was. */
static enum filter_sort choose_sort(const struct privilege_request *request, enum filter_sort usual)
{
	if (request->profile != NULL)
		return FILTER_PROFILE;
	if (request->own_filter)
		return FILTER_OWN;
	return request->no_filter || request->is_all ? FILTER_NONE : usual;
}

static int choose_filter(const struct privilege_request *request,
	const struct privileges *privileges, const struct filter_program **filter,
	struct failure *failure)
{
	if (privileges->filter == FILTER_NONE) {
		*filter = NULL;
		return 0;
	}
	/* A profile that is there already is that of the run. */
	if (privileges->filter == FILTER_PROFILE && request->profile == NULL)
		return 0;
	*filter = filter_choose(
		request->profile, privileges->sets.kept, privileges->owns_users, failure);
	return *filter == NULL ? -1 : 0;
}

/* Whether the command is another user than root. */
static bool is_plain(const struct privileges *privileges)
{
	if (privileges->account.is_set)
		return privileges->account.uid != 0;
	return geteuid() != 0 && !privileges->owns_users;
}

/* A plain user is the caller already, and can be nobody else. */
static int choose_plain_account(const struct privilege_request *request,
	struct privileges *privileges, struct failure *failure)
{
	if (request->user == NULL)
		return 0;
	if (account_find("--user", request->user, &privileges->account, failure) < 0)
		return -1;
	if (privileges->account.uid != geteuid() || privileges->account.gid != getegid()) {
		fail(failure, EPERM, "--user %s", request->user);
		return fail_advise(failure, "only root can become another user; use sudo");
	}
	privileges->account.is_set = false;
	return 0;
}

static int choose_account(const struct privilege_request *request, struct privileges *privileges,
	struct failure *failure)
{
	if (geteuid() != 0 && choose_plain_account(request, privileges, failure) < 0)
		return -1;
	if (geteuid() == 0 && request->user != NULL &&
		account_find("--user", request->user, &privileges->account, failure) < 0)
		return -1;
	if (geteuid() == 0 && request->is_me &&
		account_find_caller("--me", &privileges->account, failure) < 0)
		return -1;
	if (is_plain(privileges))
		capabilities_of_user(&request->capabilities, &privileges->sets);
	return 0;
}

/* What a plain user starts gains nothing, whatever is asked for: all is all of a user namespace. */
static struct privilege_request limit(const struct privilege_request *request)
{
	struct privilege_request limited = *request;

	if (geteuid() != 0) {
		limited.may_gain = false;
		limited.capabilities.adds_all = request->capabilities.adds_all || request->is_all;
		limited.no_filter = request->no_filter || request->is_all;
		limited.is_all = false;
	}
	return limited;
}

int privileges_decide(const struct privilege_request *asked, struct privileges *privileges,
	const struct filter_program **filter, struct failure *failure)
{
	const struct privilege_request request = limit(asked);

	privileges->may_gain = request.may_gain || request.is_all;
	privileges->keeps_all = request.is_all;
	privileges->owns_users = request.owns_users;
	privileges->sets = capabilities_choose(&request.capabilities,
		privileges->owns_users ? CAPABILITIES_ALL : capabilities_usual(),
		privileges->may_gain);
	if (choose_account(&request, privileges, failure) < 0)
		return -1;
	privileges->filter = choose_sort(&request, FILTER_OWN);
	return choose_filter(&request, privileges, filter, failure);
}

int privileges_change(const struct privilege_request *asked, struct privileges *privileges,
	const struct filter_program **filter, struct failure *failure)
{
	const struct privilege_request request = limit(asked);

	privileges->may_gain = privileges->may_gain || request.may_gain || request.is_all;
	privileges->keeps_all = privileges->keeps_all || request.is_all;
	capabilities_change(&request.capabilities, &privileges->sets);
	if (choose_account(&request, privileges, failure) < 0)
		return -1;
	privileges->filter = choose_sort(&request, privileges->filter);
	return choose_filter(&request, privileges, filter, failure);
}

int privileges_bound(const struct privileges *privileges, struct failure *failure)
{
	if (!privileges->may_gain && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail(failure, errno, "gain no privileges by exec");
	return privileges->keeps_all
		? 0
		: capabilities_reduce_bounding(privileges->sets.bounding, failure);
}

int privileges_filter(const struct filter_program *filter, struct failure *failure)
{
	return filter != NULL ? filter_load(filter, failure) : 0;
}

/* To become a user takes capabilities; those that are kept have to outlive it. */
int privileges_drop(const struct privileges *privileges, struct failure *failure)
{
	const struct account *account = &privileges->account;

	/* What is lent is never a command's: whoever comes here has given it back. */
	if (power_is_lent())
		return fail(failure, EPERM, "give up what is lent");
	if (account->is_set && account_become(account, !privileges->keeps_all, failure) < 0)
		return -1;
	return privileges->keeps_all ? 0 : capabilities_reduce(&privileges->sets, failure);
}
