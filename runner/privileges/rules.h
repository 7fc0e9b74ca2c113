/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PRIVILEGES_RULES_H
#define RUNNER_PRIVILEGES_RULES_H

/*
 * nsrun's own system call filter: what a wrapped server never needs is answered with EPERM, and what
 * this nsrun cannot know, a newer call or another architecture's, with ENOSYS, to which programs have
 * another way. So is clone3, whose flags a filter cannot see: glibc goes on with clone.
 *
 * libseccomp takes milliseconds to make a filter, more than a launch has. So the usual ones are made
 * when nsrun is built (generate.c), and at run time only those of unusual capabilities.
 */
#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../netsetup/failure.h"

enum { RULES_MOST_INSTRUCTIONS = 1024 };

struct filter_program {
	size_t count;
	struct sock_filter code[RULES_MOST_INSTRUCTIONS];
};

/*
 * Makes the filter for who keeps these capabilities, as bits: a call that needs one of them is open to
 * them. owns_namespaces: they are of a user namespace of the command's own, so that mounts and
 * namespaces are, too.
 */
int rules_build(uint64_t capabilities, bool owns_namespaces, struct filter_program *program,
	struct failure *failure);

/* The capabilities that open anything: any others make no difference to the filter. */
uint64_t rules_opening(void);

/*
 * Takes the filter that libseccomp has made, and puts before it what libseccomp cannot say. context is
 * a scmp_filter_ctx.
 */
int rules_export(void *context, struct filter_program *program, struct failure *failure);

#endif
