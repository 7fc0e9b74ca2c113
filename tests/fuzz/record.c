/* SPDX-License-Identifier: MIT */
/*
 * Any text as the record of a live run, in a directory of its own: found as the subcommands find it,
 * and shown as they show it. Bytes in the place of "HOST" and "BOOT" are not needed to be one of here.
 */
#include <fcntl.h>
#include <sys/file.h>

#include "../../runner/brief.h"
#include "../../runner/docker.h"
#include "../../runner/dot.h"
#include "../../runner/format.h"
#include "../../runner/record.h"
#include "../../runner/runs.h"
#include "../../runner/tree.h"
#include "json.h"

#define RUN "run-1-0123456789ab"

static char place[256];
static int directory = -1;
static int record = -1;

static void leave(void)
{
	unlinkat(directory, RUN, 0);
	rmdir(place);
}

/* The record is locked as a live run's is. */
static void enter(void)
{
	const char *parent = getenv("TMPDIR");

	snprintf(place, sizeof(place), "%s/nsrun-fuzz-XXXXXX", parent != NULL ? parent : "/tmp");
	must(mkdtemp(place) != NULL);
	directory = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(directory >= 0);
	record = openat(directory, RUN, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	must(record >= 0 && flock(record, LOCK_EX | LOCK_NB) == 0);
	atexit(leave);
}

static void look_at_identity(const struct identity *identity)
{
	const char *const names[] = { identity->id, identity->name };
	struct ip_address address;
	struct mac_address mac;
	char *again;

	must(identity->key_count <= MOST_CLAIMS);
	must(identity->supervisor >= 0 && identity->namespace_id >= -1);
	/* Each is made part of the path of a file. */
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		must(strchr(names[i], '/') == NULL && names[i][0] != '.');
	for (size_t i = 0; i < identity->key_count; i++) {
		must(identity->keys[i][0] != '\0' && identity->keys[i][0] != '.');
		must(strchr(identity->keys[i], '/') == NULL);
		identity_key_address(identity->keys[i], &address);
		identity_key_mac(identity->keys[i], &mac);
	}
	again = identity_to_json(identity);
	must(again != NULL);
	free(again);
}

static void show(const struct found_run *run, void *context)
{
	json_t *shown = docker_describe(run->record);
	json_t *members = json_object();
	json_t *list = json_array();
	struct failure failure;
	char *text = NULL;

	*(int *)context += 1;
	look_at_identity(&run->identity);
	record_has_ended(run->record);
	docker_add_member(members, run->record, "0123");
	json_array_append(list, run->record);
	if (shown != NULL)
		json_array_append_new(list, shown);
	must(brief_print(list, false, &failure) == 0);
	must(tree_print(list, false, &failure) == 0);
	must(dot_print(list, &failure) == 0);
	must(format_list(list, NULL, &text, &failure) == 0);
	free(text);
	json_decref(members);
	json_decref(list);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t largest, unsigned seed)
{
	return json_mutate(data, size, largest, seed, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct runs runs = { .host.host = 1 };
	struct failure failure = { 0 };
	struct found_run found;
	int count = 0;

	if (directory < 0)
		enter();
	runs.directory = directory;
	must(ftruncate(record, 0) == 0 && pwrite(record, data, size, 0) == (ssize_t)size);
	must(runs_each(&runs, true, show, &count, &failure) == 0);
	if (runs_find(&runs, "0123", &found, &failure) == 0) {
		must(count == 1);
		json_decref(found.record);
	} else {
		must_be_refusal(&failure);
	}
	/* And as a list reads it, without its last part. */
	count = 0;
	runs.wants_no_times = true;
	must(runs_each(&runs, false, show, &count, &failure) == 0);
	return 0;
}
