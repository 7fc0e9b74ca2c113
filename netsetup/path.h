/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_PATH_H
#define NETSETUP_PATH_H

#include <stdbool.h>

/*
 * Whether something is there, a dead symbolic link not counted. What cannot be told for another reason than that it is
 * missing, or out of the caller's reach, is taken to be there: then whoever goes on with it meets the error and says so,
 * and nothing is left out that would have been needed.
 */
bool path_exists(const char *path);

#endif
