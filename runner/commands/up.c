/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <poll.h>

#include "../../netsetup/cleanup.h"
#include "../options.h"
#include "../say.h"
#include "../signals.h"
#include "../topology/lift.h"
#include "../topology/reader.h"
#include "../topology/standing.h"
#include "../topology/trial.h"

struct request {
	bool detach;
};

static int set_up_detach(const struct option_use *use, struct failure *failure)
{
	struct request *request = use->target;

	(void)failure;
	request->detach = true;
	return 0;
}

static const struct option options[] = {
	{ "detach", 'd', NULL, GROUP_LIFE, "return when all hosts are ready, and run no test",
		set_up_detach },
};
const struct option_list up_options = { options, ARRAY_SIZE(options), "help up", false };

static int print_names(const struct topology *topology, struct failure *failure)
{
	for (size_t i = 0; i < topology->host_count; i++) {
		char name[RUN_NAME_SIZE];

		topology_run_name(topology, &topology->hosts[i], name);
		printf("%s\n", name);
	}
	return say_flush(failure);
}

/* Until a signal asks for the end, which is what was to be waited for. */
static void wait_for_signal(const struct signals *signals)
{
	struct signalfd_siginfo info = { 0 };

	while (!signals_asks_to_end(signals, (int)info.ssi_signo)) {
		struct pollfd ready = { .fd = signals->fd, .events = POLLIN };

		poll(&ready, 1, -1);
		signals_next(signals, &info);
	}
}

/* While all hosts are up. */
static int use(const struct topology *topology, const struct request *request,
	const struct signals *signals, struct failure *failure)
{
	if (topology->test != NULL && !request->detach)
		return trial_run(topology, signals, failure);
	if (print_names(topology, failure) < 0)
		return -1;
	if (!request->detach)
		wait_for_signal(signals);
	return 0;
}

static int take_down(const struct lifted *lifted, int status, struct failure *failure)
{
	struct failure second;

	/* The first failure is the one to tell. */
	if (standing_end_ids(lifted->ids, lifted->count, &second) == 0 || status < 0)
		return status;
	*failure = second;
	return -1;
}

static int live(
	const struct topology *topology, const struct request *request, struct failure *failure)
{
	struct signals signals;
	struct lifted lifted = { .count = 0 };
	int status;

	if (standing_refuse(topology, failure) < 0 || signals_take(&signals, failure) < 0)
		return -1;
	status = lift_hosts(topology, &signals, &lifted, failure);
	if (status == 0)
		status = use(topology, request, &signals, failure);
	if (status < 0 || !request->detach)
		status = take_down(&lifted, status, failure);
	lift_release(&lifted);
	return status;
}

int command_up(char **words, struct failure *failure)
{
	struct request request = { .detach = false };
	struct topology topology;
	int status;

	if (options_parse_names(words, &up_options, &request, failure) < 0)
		return -1;
	if (words[0] == NULL || words[1] != NULL)
		return fail(failure, 0, "up: name one file: nsrun up FILE");
	status = reader_open(words[0], &topology, failure);
	if (status == 0)
		status = live(&topology, &request, failure);
	topology_release(&topology);
	return status;
}
