/* SPDX-License-Identifier: MIT */
#include "below.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

/*
 * The kernel can be asked for them since Linux 6.8 (statmount(2), listmount(2); include/uapi/linux/mount.h), whose
 * names older headers lack. Of mountinfo it prints, and one reads, a line for every mount there is.
 */
enum {
	SYS_STATMOUNT = 457,
	SYS_LISTMOUNT = 458,
	STATX_UNIQUE_MOUNT = 0x4000,
	ASK_BASIC = 0x2,
	ASK_POINT = 0x10,
	MOST_LISTED = 256,
};

struct mount_question {
	uint32_t size;
	uint32_t spare;
	uint64_t id;
	uint64_t wanted;
};

struct mount_answer {
	uint32_t size, options;
	uint64_t given;
	uint32_t device[2];
	uint64_t magic;
	uint32_t flags, type;
	uint64_t id, parent;
	uint32_t old_ids[2];
	uint64_t attributes, propagation, peers[3];
	uint32_t root, point; /* where in text */
	uint64_t spare[50];
	char text[MOUNT_PATH_SIZE];
};
_Static_assert(offsetof(struct mount_answer, text) == 512, "not the kernel's struct statmount");

/* Since then an id is not given again to another mount, and is known by this bit. */
static int find_id(const char *directory, uint64_t *id)
{
	struct statx status;

	if (statx(AT_FDCWD, directory, 0, STATX_UNIQUE_MOUNT, &status) < 0 ||
		!(status.stx_mask & STATX_UNIQUE_MOUNT))
		return -1;
	*id = status.stx_mnt_id;
	return 0;
}

static void add(struct below *below, const char *path)
{
	if (below->count < BELOW_MOST)
		memcpy(below->paths[below->count++], path, strlen(path) + 1);
}

/* 0, also when it is gone again, or its path is too long. */
static int ask_about(uint64_t id, uint64_t wanted, struct mount_answer *answer)
{
	const struct mount_question question = {
		.size = sizeof(question),
		.id = id,
		.wanted = wanted,
	};

	answer->given = 0;
	if (syscall(SYS_STATMOUNT, &question, answer, sizeof(*answer), 0) == 0)
		return 0;
	return errno == ENOENT || errno == EOVERFLOW ? 0 : -1;
}

/* Most are further down, and their paths would be put together in vain. */
static int ask_one(uint64_t id, uint64_t parent, struct below *below)
{
	struct mount_answer answer;

	if (ask_about(id, ASK_BASIC, &answer) < 0)
		return -1;
	if (!(answer.given & ASK_BASIC) || answer.parent != parent)
		return 0;
	if (ask_about(id, ASK_POINT, &answer) < 0)
		return -1;
	if (answer.given & ASK_POINT)
		add(below, answer.text + answer.point);
	return 0;
}

static int ask(const char *directory, struct below *below)
{
	struct mount_question question = { .size = sizeof(question) };
	uint64_t parent, ids[MOST_LISTED];
	long count;

	if (find_id(directory, &parent) < 0)
		return -1;
	question.id = parent;
	count = syscall(SYS_LISTMOUNT, &question, ids, MOST_LISTED, 0);
	if (count < 0 || count == MOST_LISTED)
		return -1;
	for (long i = 0; i < count; i++) {
		if (ask_one(ids[i], parent, below) < 0)
			return -1;
	}
	return 0;
}

/* One whose path is too long for it is passed over. */
static bool parse(const char *text, struct mount_line *line)
{
	char behind;

	return sscanf(text, "%d %d %*s %*s %127s%c", &line->id, &line->parent, line->path,
		       &behind) == 4 &&
		behind == ' ';
}

bool mount_line_read(FILE *file, struct mount_line *line)
{
	char text[4096];

	while (fgets(text, sizeof(text), file) != NULL) {
		bool is_whole = strchr(text, '\n') != NULL;
		bool is_read = parse(text, line);

		/* The rest of a line that is too long (an overlay's options) is passed over. */
		while (!is_whole && fgets(text, sizeof(text), file) != NULL)
			is_whole = strchr(text, '\n') != NULL;
		if (is_read)
			return true;
	}
	return false;
}

static int read_all(const char *directory, struct below *below, struct failure *failure)
{
	AUTO_FILE FILE *file = fopen("/proc/self/mountinfo", "re");
	struct mount_line line;
	int parent = -1;

	if (file == NULL)
		return fail(failure, errno, "open /proc/self/mountinfo");
	while (mount_line_read(file, &line)) {
		if (strcmp(line.path, directory) == 0) {
			/* One on top of another hides what is below that. */
			parent = line.id;
			below->count = 0;
		} else if (line.parent == parent) {
			add(below, line.path);
		}
	}
	return ferror(file) ? fail(failure, errno, "read /proc/self/mountinfo") : 0;
}

int below_find(const char *directory, struct below *below, struct failure *failure)
{
	below->count = 0;
	if (ask(directory, below) == 0)
		return 0;
	below->count = 0;
	return read_all(directory, below, failure);
}
