/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PASSING_H
#define RUNNER_PASSING_H

/* Messages between processes that descriptors travel with, over a SOCK_SEQPACKET socket (unix(7)). */
#include <stddef.h>

enum { MOST_PASSED = 8 };

/* Sends the message, and duplicates of the count descriptors. Returns 0 or -1 (errno). */
int passing_send(int socket, const void *message, size_t size, const int *fds, size_t count);

/*
 * Waits for a message of this size. fds has room for most descriptors; *count is how many came,
 * close-on-exec, and the caller owns them. Returns 1, 0 at the end of file, or -1 (errno; EPROTO
 * when the message has another size, or more descriptors came).
 */
int passing_receive(int socket, void *message, size_t size, int *fds, size_t most, size_t *count);

/* The same for a message that no descriptor travels with, nor may. */
int passing_send_plain(int socket, const void *message, size_t size);
int passing_receive_plain(int socket, void *message, size_t size);

#endif
