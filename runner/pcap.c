/* SPDX-License-Identifier: MIT */
#include "pcap.h"

#include <signal.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "recorder.h"
#include "say.h"

enum { LONGEST_END_MS = RECORDER_END_MS + 2000 };

int pcap_start(struct run *run, char (*created)[IFNAMSIZ], struct failure *failure)
{
	const pid_t supervisor = getpid();
	int report;
	pid_t pid = servant_start(&run->recording.recorder, &report, "--pcap", failure);

	if (pid == 0)
		recorder_run(run, created, supervisor, report);
	return pid < 0 ? -1 : 0;
}

static bool take(const struct run *run, struct recorder_report *report)
{
	return read(run->recording.recorder.report, report, sizeof(*report)) ==
		(ssize_t)sizeof(*report);
}

int pcap_take(struct run *run, struct failure *failure)
{
	struct recorder_report report;

	if (!take(run, &report))
		return fail(failure, 0, "--pcap %s: the process that records was ended",
			run->plan->pcap);
	run->recording.listens = report.state == RECORDER_LISTENS;
	if (run->recording.listens)
		return 0;
	*failure = report.failure;
	return -1;
}

static void warn(const struct run *run)
{
	say_warning("--pcap %s: the process that records was ended: what came later is not in it",
		run->plan->pcap);
}

void pcap_end(struct run *run)
{
	struct recording *recording = &run->recording;
	struct recorder_report report;

	servant_signal(&recording->recorder, SIGTERM);
	if (!servant_end(&recording->recorder, LONGEST_END_MS))
		return;
	if (recording->listens && !take(run, &report))
		warn(run);
	close_fd(&recording->recorder.report);
}
