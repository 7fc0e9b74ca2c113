/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DOCKERWORDS_H
#define RUNNER_DOCKERWORDS_H

/*
 * Words of Docker's command line that nsrun does not have, or has by another name: each with what to
 * write instead. They are looked for where a word is not known otherwise, so one that nsrun gets is
 * to be taken out here (tests/unit/dockerwords.c says so).
 */
#include <stdbool.h>

#include "../netsetup/failure.h"

/*
 * An option, as "--volume" or "-p": true with the failure that answers it, or false when it is none of
 * these.
 */
bool dockerwords_answer(const char *option, struct failure *failure);

/*
 * Whether the -v among the letters of "-itv" is Docker's, which has a value, behind it or in the
 * next word (or NULL): SRC:/DST. The one of nsrun has none.
 */
bool dockerwords_is_volume(const char *letters, const char *next);

/* What a subcommand of Docker's is called here, or NULL. */
const char *dockerwords_subcommand(const char *word);

/* Whether a word that should be a command has the form of an image: NAME:TAG, REGISTRY/NAME:TAG. */
bool dockerwords_is_image(const char *word);

#endif
