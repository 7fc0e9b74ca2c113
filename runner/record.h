/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_RECORD_H
#define RUNNER_RECORD_H

/*
 * What the record of a run says about it beside its identity, for list, inspect and --status-fd:
 *
 *     "state"        "starting" until it is ready, then "running", and at last "exited"
 *     "created"      when nsrun was called, as "2026-11-22T01:34:36.123456Z"; "started": the exec
 *     "pid"          of the command, in the supervisor's PID namespace; 0 while it is starting
 *     "hostname"     inside
 *     "argv"         the command, whole
 *     "detached"     whether it was started by --detach; "log": where its output is, or null
 *     "netns"        "/run/netns/NAME", or null
 *     "grace_ms"     its --grace
 *     "links"        in order: ifname, kind, mode (or null), flags (a list), parent (or null), lan
 *                    (whether that is a private Ethernet), parent_index, vlan (the tags on the wire, from the outer to the inner: a list of
 *                    id and protocol, "802.1Q" or "802.1ad"; empty without one), ifindex, mac, mtu,
 *                    addresses (as ADDRESS/LEN), gateway and gateway6 (or null), network and
 *                    network_id (or null)
 *     "microseconds" of each step of the launch
 *
 * JSON is UTF-8, and what the kernel or a user calls something need not be: such a text is null.
 */
#include "run.h"

/* Writes the record anew: the file that the key of the run's ID leads to. */
int record_write(struct run *run, const char *state, struct failure *failure);

/* A text for JSON: itself, or null where it is not UTF-8; the second also when it is NULL or empty. */
json_t *record_string(const char *text);
json_t *record_text_or_null(const char *text);

/* Parts of the record; the caller owns them. NULL when there is no memory. */
json_t *record_netns(const struct run *run);
json_t *record_links(struct run *run);
json_t *record_microseconds(const struct run *run);
json_t *record_time(const struct timespec *time);

/*
 * What the record says when the run is over: "state" is "exited", and there are "status", the exit
 * status, and "finished", the time. The caller frees the text. NULL when there is no memory.
 */
char *record_of_ended(const struct run *run, int status);

/* For who reads one: the text of a member of it or of a link, "" where there is none. */
const char *record_text(const json_t *object, const char *key);

/* Whether it is what stays of a run that is over. */
bool record_has_ended(const json_t *record);

/* The list of the links that the run has now, or NULL: one that is over has none of them any more. */
const json_t *record_live_links(const json_t *record);

#endif
