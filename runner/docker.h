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

/*
 * Adds to containers, an object, what docker network inspect shows of a run that is on the network of
 * this ID, under the run's ID. Docker has a container on a network once only; of a second link the
 * name is added, with a slash.
 */
void docker_add_member(json_t *containers, const json_t *record, const char *network);

/*
 * A network as docker network inspect shows it. file is what its file says (networks/definition.h);
 * containers stays the caller's. The result is the caller's; NULL when there is no memory.
 */
json_t *docker_describe_network(const json_t *file, json_t *containers);

#endif
