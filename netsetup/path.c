/* SPDX-License-Identifier: MIT */
#include "path.h"

#include <errno.h>
#include <unistd.h>

bool path_exists(const char *path)
{
	return access(path, F_OK) == 0 ||
		(errno != ENOENT && errno != ENOTDIR && errno != EACCES && errno != ELOOP);
}
