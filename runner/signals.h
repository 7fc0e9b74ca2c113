/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SIGNALS_H
#define RUNNER_SIGNALS_H

/*
 * The supervisor's signals. It blocks them all and reads them from a descriptor; the command gets
 * back what nsrun was started with. So a signal that came at the wrong moment waits, and none
 * interrupts anything.
 */
#include <signal.h>
#include <stdbool.h>
#include <sys/signalfd.h>

#include "../netsetup/failure.h"

struct signals {
	int fd;                   /* a signalfd; readable when a signal is there */
	sigset_t all;             /* what is blocked now */
	sigset_t inherited;       /* the mask that nsrun was started with */
	struct sigaction sigchld; /* and what it was to do on SIGCHLD: perhaps ignore it */
};

/*
 * Blocks the signals and opens the descriptor. Until signals_read_all() it only tells of SIGCHLD and
 * of those that ask nsrun to end; the others wait, to reach the command that is not there yet.
 */
int signals_take(struct signals *signals, struct failure *failure);

/* From now on it only tells of SIGCHLD: the others are the command's, which is about to run. */
int signals_read_child(struct signals *signals, struct failure *failure);

/* From now on the descriptor tells of every signal. */
int signals_read_all(struct signals *signals, struct failure *failure);

/* In the child: everything as nsrun was started with. */
void signals_give_back(const struct signals *signals);

/* Takes the next signal without waiting. Returns whether there was one. */
bool signals_next(const struct signals *signals, struct signalfd_siginfo *info);

/*
 * Whether the signal is meant for the command and has not reached it: a process sent it to nsrun.
 * What the kernel sends because of the terminal (^C, ^Z, a closed window) goes to the whole
 * foreground group, and the command has had it already.
 */
bool signals_is_for_command(const struct signalfd_siginfo *info);

/* Whether the signal asks nsrun to end, and neither the inherited mask nor nohup(1) forbade it. */
bool signals_asks_to_end(const struct signals *signals, int signal);

/* Takes all that have come. Returns the first of them that asks nsrun to end, or 0. */
int signals_take_end(const struct signals *signals);

enum { SIGNAL_NAME_SIZE = 16 };

/* Writes the name of a signal into name, as "SIGTERM" or "SIGRTMIN+3"; returns it. */
const char *signals_name(int signal, char name[SIGNAL_NAME_SIZE]);

/* Sends the signal on, with its value when it was sent by sigqueue(3). */
void signals_forward(int pidfd, const struct signalfd_siginfo *info);

/* pidfd_send_signal(2) without more. Returns 0 or -1 (errno). */
int signals_send(int pidfd, int signal);

/*
 * Stops nsrun itself by the signal that stopped the command, as a job of the terminal's shell.
 * Returns when nsrun was continued, or at once where there is no terminal.
 */
void signals_stop(int signal);

/* waitid(2) for the child of this pidfd. Returns 0 or -1 (errno). */
int signals_wait(int pidfd, siginfo_t *info, int options);

#endif
