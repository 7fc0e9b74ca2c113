/* SPDX-License-Identifier: MIT */
#include "filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "profile.h"

/* Made by generate.c: usual_filter, and own_filter of a user namespace of the command's own. */
#include "usualfilters.h"

const struct filter_program *filter_choose(
	const char *profile, uint64_t capabilities, bool owns_namespaces, struct failure *failure)
{
	static struct filter_program program;

	if (profile != NULL)
		return profile_read(profile, capabilities, &program, failure) < 0 ? NULL : &program;
	if (owns_namespaces)
		return &own_filter;
	if ((capabilities & rules_opening()) == 0)
		return &usual_filter;
	return rules_build(capabilities, false, &program, failure) < 0 ? NULL : &program;
}

int filter_load(const struct filter_program *program, struct failure *failure)
{
	struct sock_fprog loaded = {
		.len = (unsigned short)program->count,
		.filter = (struct sock_filter *)program->code, /* the kernel only reads it */
	};

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &loaded) == 0)
		return 0;
	fail(failure, errno, "load the system call filter");
	return fail_advise(failure, "where there is none, as under some emulators, --seccomp none");
}

int filter_write(const struct filter_program *program)
{
	AUTO_CLOSE int file = memfd_create("filter", MFD_CLOEXEC);
	size_t size = program->count * sizeof(program->code[0]);

	if (file < 0 || pwrite(file, program->code, size, 0) != (ssize_t)size)
		return -1;
	return take_fd(&file);
}

int filter_read(int file, struct filter_program *program)
{
	ssize_t size = pread(file, program->code, sizeof(program->code), 0);

	if (size <= 0 || (size_t)size % sizeof(program->code[0]) != 0)
		return -1;
	program->count = (size_t)size / sizeof(program->code[0]);
	return 0;
}
