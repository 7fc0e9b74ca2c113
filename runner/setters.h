/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SETTERS_H
#define RUNNER_SETTERS_H

/*
 * One setter an option (see struct option): each checks one value and writes it into the plan.
 * Those of links are in linksetters.h.
 */
#include "option.h"

/* For a setter whose value is a time. */
int set_time(const struct option_use *use, unsigned *milliseconds, struct failure *failure);

int set_name(const struct option_use *use, struct failure *failure);
int set_detach(const struct option_use *use, struct failure *failure);
int set_interactive(const struct option_use *use, struct failure *failure);
int set_tty(const struct option_use *use, struct failure *failure);
int set_log(const struct option_use *use, struct failure *failure);
int set_rm(const struct option_use *use, struct failure *failure);
int set_hostname(const struct option_use *use, struct failure *failure);
int set_netns(const struct option_use *use, struct failure *failure);
int set_userns(const struct option_use *use, struct failure *failure);
int set_pid(const struct option_use *use, struct failure *failure);
int set_sys(const struct option_use *use, struct failure *failure);
int set_keep_fd(const struct option_use *use, struct failure *failure);
int set_ready(const struct option_use *use, struct failure *failure);
int set_ready_timeout(const struct option_use *use, struct failure *failure);
int set_test(const struct option_use *use, struct failure *failure);
int set_timeout(const struct option_use *use, struct failure *failure);
int set_grace(const struct option_use *use, struct failure *failure);
int set_status_fd(const struct option_use *use, struct failure *failure);
int set_pcap(const struct option_use *use, struct failure *failure);
int set_dry_run(const struct option_use *use, struct failure *failure);
int set_verbose(const struct option_use *use, struct failure *failure);
int set_help(const struct option_use *use, struct failure *failure);
int set_version(const struct option_use *use, struct failure *failure);

#endif
