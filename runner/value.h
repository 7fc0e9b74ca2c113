/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_VALUE_H
#define RUNNER_VALUE_H

/*
 * What a word of the command line stands for: of what the completions can offer some, each shell in
 * its own way (runner/describe/). How it is read is its setter's and its subcommand's affair.
 */
enum value {
	VALUE_TEXT, /* nobody but the user knows it */
	VALUE_NONE, /* there is none */
	VALUE_INTERFACE,
	VALUE_BRIDGE,
	VALUE_MODE, /* of a link */
	VALUE_FLAG, /* of a link */
	VALUE_NETWORK,
	VALUE_NETNS,
	VALUE_USER,
	VALUE_CAPABILITIES, /* with commas between them */
	VALUE_VARIABLE,     /* of the environment */
	VALUE_SYSCTL,
	VALUE_FILE,
	VALUE_DIRECTORY,
	VALUE_PATHS, /* with colons between them */
	VALUE_RUN,
	VALUE_RUN_OR_NETWORK,
	VALUE_RUN_AND_COMMAND, /* a live run, and behind it as the next */
	VALUE_COMMAND,         /* and its arguments */
	VALUE_TOPIC,           /* of nsrun help */
	VALUE_COUNT,
};

#endif
