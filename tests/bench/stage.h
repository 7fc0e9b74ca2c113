/* SPDX-License-Identifier: MIT */
/*
 * The host that the benchmark runs on: namespaces of its own, never the machine's network.
 *
 *	namespace     interfaces
 *	the stage     eth0 172.16.0.1/16 (a veth), default route via GATEWAY; own /sys and /run
 *	a neighbour   eth0 GATEWAY/16, the veth's other end
 *	the crowd     macvlans on the stage's eth0, up, without IPv6
 *
 * The last two are kept by processes, which end with this one, whatever ends it.
 */
#ifndef BENCH_STAGE_H
#define BENCH_STAGE_H

#define GATEWAY "172.16.0.2"

/* Once, and before anything else: from here on this process is on the stage. */
void enter_stage(void);

/* Makes the number of macvlans in the crowd `wanted`, 60000 at most; it only ever grows. */
void grow_crowd(unsigned int wanted);

/* How many interfaces the parent hears all-hosts for: itself and each macvlan that is up on it. */
unsigned int parent_listeners(void);

/* Waits until there are no more than `listeners` of them and the kernel has had the time for the
 * rest of its clearing up. */
void wait_until_gone(unsigned int listeners);

#endif
