/* SPDX-License-Identifier: MIT */
/* covers: P2 */
#include "own.h"

#include <sys/stat.h>

#include "../../runner/below.h"

/* On Linux 6.8 and newer the kernel is asked, on older ones mountinfo is read: the answer is the same. */

static void make(const char *path)
{
	if (mkdir(path, 0755) < 0 || mount("tmpfs", path, "tmpfs", 0, "mode=755") < 0)
		_exit(1);
}

static void expect(bool is_so, int number)
{
	if (!is_so)
		_exit(number);
}

static bool is_at(const struct below *below, size_t number, const char *path)
{
	return number < below->count && strcmp(below->paths[number], path) == 0;
}

static void mounts_below_a_mount(void *context)
{
	char far[2 * MOUNT_PATH_SIZE] = "/run/top/far";
	struct below below;
	struct failure failure;

	(void)context;
	enter_own_run();
	make("/run/beside");
	make("/run/top");
	expect(below_find("/run/top", &below, &failure) == 0 && below.count == 0, 2);
	make("/run/top/a");
	make("/run/top/a/further-down");
	make("/run/top/b");
	/* One on another is that one's. */
	expect(mount("tmpfs", "/run/top/b", "tmpfs", 0, NULL) == 0, 3);
	mkdir("/run/top/c", 0755);
	make("/run/top/c/d");
	expect(below_find("/run/top", &below, &failure) == 0, 4);
	expect(below.count == 3 && is_at(&below, 0, "/run/top/a") &&
			is_at(&below, 1, "/run/top/b") && is_at(&below, 2, "/run/top/c/d"),
		5);
	/* What another one hides is not there. */
	expect(mount("tmpfs", "/run/top", "tmpfs", 0, "mode=755") == 0, 6);
	make("/run/top/e");
	expect(below_find("/run/top", &below, &failure) == 0, 7);
	expect(below.count == 1 && is_at(&below, 0, "/run/top/e"), 8);
	/* What is too long is passed over. */
	memset(far + strlen(far), 'r', MOUNT_PATH_SIZE);
	make(far);
	expect(below_find("/run/top", &below, &failure) == 0 && below.count == 1, 9);
	_exit(0);
}

static void those_right_below(void **state)
{
	int status = in_child(mounts_below_a_mount, NULL);

	(void)state;
	need(status != NO_RUN, "no mount namespace may be made here");
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_right_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
