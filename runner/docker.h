/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DOCKER_H
#define RUNNER_DOCKER_H

/*
 * A run as `docker container inspect` shows a container, for scripts that read that: Docker's keys,
 * with values of Docker's form ("" and 0 where there is none), and beside them "Nsrun", the whole
 * record (record.h).
 */
#include <jansson.h>

/* Makes it of a record. The caller owns it; NULL when there is no memory. */
json_t *docker_describe(json_t *record);

#endif
