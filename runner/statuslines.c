/* SPDX-License-Identifier: MIT */
#include "statuslines.h"

#include <string.h>

#include "record.h"

/* Takes the line. */
static void say(struct run *run, json_t *line)
{
	AUTO_FREE char *text = NULL;
	AUTO_FREE char *whole = NULL;

	if (line != NULL)
		text = json_dumps(line, JSON_COMPACT);
	json_decref(line);
	if (text != NULL && asprintf(&whole, "%s\n", text) >= 0)
		statusfd_write(&run->statusfd, whole);
}

/* An event begins with its name and its time. */
static json_t *begin(const char *event)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return json_pack("{ss so}", "event", event, "time", record_time(&now));
}

void statuslines_started(struct run *run)
{
	json_t *line;

	if (run->statusfd.fd < 0)
		return;
	line = begin("started");
	json_object_set_new(line, "id", json_string(run->identity.id));
	json_object_set_new(line, "name", record_text_or_null(run->identity.name));
	json_object_set_new(line, "pid", json_integer(run->job.pid));
	json_object_set_new(line, "netns", record_netns(run));
	json_object_set_new(line, "cookie", json_integer((json_int_t)run->namespace.cookie));
	json_object_set_new(line, "links", record_links(run));
	json_object_set_new(line, "microseconds", record_microseconds(run));
	say(run, line);
}

void statuslines_ready(struct run *run)
{
	if (run->statusfd.fd >= 0 && run->plan->ready.kind != READY_NOT_ASKED)
		say(run, begin("ready"));
}

void statuslines_tested(struct run *run, int status)
{
	json_t *line;

	if (run->statusfd.fd < 0)
		return;
	line = begin("tested");
	json_object_set_new(line, "status", json_integer(status));
	say(run, line);
}

static json_t *describe_end(const struct job *job)
{
	char name[SIGNAL_NAME_SIZE];
	json_t *line = begin(job->signal != 0 ? "signalled" : "exited");

	if (job->signal != 0) {
		json_object_set_new(line, "signal", json_integer(job->signal));
		json_object_set_new(line, "name", json_string(signals_name(job->signal, name)));
	} else {
		json_object_set_new(line, "status", json_integer(job->status));
	}
	json_object_set_new(line, "timeout", json_boolean(job->is_over_limit));
	return line;
}

/* What a user typed may be no UTF-8, which JSON is. */
static json_t *describe_message(const char *text)
{
	json_t *message = json_string(text);
	char plain[sizeof(((struct failure *)NULL)->text)];
	size_t length = strlen(text);

	if (message != NULL)
		return message;
	for (size_t i = 0; i <= length; i++)
		plain[i] = (char)((unsigned char)text[i] < 0x80 ? text[i] : '?');
	return json_string(plain);
}

static json_t *describe_failure(const struct failure *failure)
{
	json_t *line = begin("failed");

	json_object_set_new(line, "stage", record_text_or_null(failure->stage));
	json_object_set_new(
		line, "errno", failure->code != 0 ? json_integer(failure->code) : json_null());
	json_object_set_new(line, "status", json_integer(failure->status));
	json_object_set_new(line, "message", describe_message(failure->text));
	return line;
}

void statuslines_over(struct run *run, const struct failure *failure)
{
	if (run->statusfd.fd < 0)
		return;
	say(run, failure != NULL ? describe_failure(failure) : describe_end(&run->job));
	statusfd_close(&run->statusfd);
}
