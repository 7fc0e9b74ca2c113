/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_CLEANUP_H
#define NETSETUP_CLEANUP_H

/*
 * Cleanup at the end of a scope. The destructors keep errno, so that a caller may still read it.
 * An unset descriptor is -1; ownership leaves a scope by take_fd().
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Closes *fd when it is set, and marks it unset. */
static inline void close_fd(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

/* Hands the descriptor over to the caller: *fd no longer owns it. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/* The same for memory. */
static inline char *take_pointer(char **pointer)
{
	char *taken = *pointer;

	*pointer = NULL;
	return taken;
}

static inline void free_pointer(void *pointer)
{
	int saved = errno;

	free(*(void **)pointer);
	errno = saved;
}

static inline void close_file(FILE **file)
{
	int saved = errno;

	if (*file != NULL)
		fclose(*file);
	errno = saved;
}

#define AUTO_CLOSE __attribute__((cleanup(close_fd)))
#define AUTO_FREE  __attribute__((cleanup(free_pointer)))
#define AUTO_FILE  __attribute__((cleanup(close_file)))

#endif
