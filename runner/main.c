/* SPDX-License-Identifier: MIT */
/*
 * nsrun: run a command as its own host on the network.
 *
 * A map of the house. What is called by what is above it:
 *
 *   runner/main.c         the subcommands; the one place that prints errors
 *   runner/commands/      one file a subcommand; run.c is the life of a run from here to its end
 *
 *   runner/options.c      the table of options, and the parser that it makes
 *   runner/option.h         what an entry of it is
 *   runner/setters.c        what each option writes into the plan
 *   runner/linksetters.c    and each option of a link
 *   runner/numbers.c        numbers and times as users write them
 *   runner/plan.c           what the user asked for, as plain data
 *   runner/help.c           --help, out of the same table
 *   runner/resolve.c      plan + host = what is to be made (netsetup/link.h)
 *   runner/place.c          the part of it about what a link is on
 *   runner/dryrun.c         the same as a script,
 *   runner/iplines.c        of ip commands
 *
 *   runner/run.h          one run, as its supervisor knows it
 *   runner/launch.c       the supervisor's side of a launch: clone, claims, links, exec
 *   runner/parents.c        what the links are on, shared with other runs
 *   runner/attach.c         the links, put into the child's namespace, and taken back
 *   runner/child.c          the child's side: the table of stages
 *   runner/channel.c        what they say to each other
 *   runner/mounts.c         /sys
 *   runner/dhcp.c           --ip dhcp: the supervisor's side of the leases
 *   runner/keeper.c           the process that keeps one, with a DHCP client of the system's
 *   runner/confine.c          what that client is shown, and may do
 *   runner/dhcpclient.c       which clients there are, and how each is called and understood
 *   runner/descriptors.c    which descriptors the command gets
 *   runner/supervise.c    while the command runs: signals, job control, its status
 *   runner/ending.c       when it is over: nothing stays, its address is free
 *   runner/signals.c        signals as events
 *   runner/steps.c          --verbose
 *   runner/say.c            warnings
 *
 *   runner/claims.c       which run has which address on a parent
 *   runner/shared.c       what runs have together: made by the first, removed with the last
 *   runner/hostlinks.c      VLAN sub-interfaces and private Ethernets
 *   runner/portmode.c       the mode of an ipvlan parent
 *   runner/identity.c       which run that is
 *   runner/state.c          the files that say so, and their protocol
 *   runner/sweep.c          what a killed nsrun left, removed
 *   runner/processes.c      the processes of a network namespace
 *
 *   netsetup/             everything that speaks to the kernel about networks; knows no runs
 *     network.c             a command's network, from the inside, in the order that works
 *     host.c                parents, and why one is refused
 *     link.h                one link of a command, completely decided
 *     kinds.c, kind.c       the table of link kinds, and one file each: macvlan.c, ipvlan.c, vlan.c,
 *                           veth.c, dummy.c, hardware.c
 *     hostend.c             links that nsrun makes on the host: subinterface.c, lan.c
 *     physical.c            hardware, moved in and given back
 *     hostaccess.c          how the host and a command reach each other
 *     lease.c, announce.c   what a DHCP server gave, on a link
 *     slaac.c               addresses that are made of router advertisements
 *     links.c, addresses.c, routes.c, neighbours.c, sysctls.c, namespace.c   one kind of request each
 *     netlink.c             the socket, and the kernel's own words
 *     probe.c               whether somebody on the network has an address
 *     holder.c              whether somebody on this host has an ipvlan with it
 *     address.c, ifname.c   addresses and names of interfaces, as text and bytes
 *     failure.c, cleanup.h, clock.c, patience.c, suggest.c   what all of them use
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/suggest.h"
#include "commands/commands.h"
#include "help.h"

static const struct command {
	const char *name;
	int (*run)(char **words, struct failure *failure);
} commands[] = {
	{ "run", command_run },
	{ "help", command_help },
};

static int unknown_command(const char *word, struct failure *failure)
{
	struct suggestion suggestion = suggest_for(word);

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		suggest_offer(&suggestion, commands[i].name);
	fail(failure, 0, "'%s' is not a subcommand", word);
	if (suggestion.word[0] != '\0')
		return fail_advise(failure, "did you mean '%s'? To run a command: nsrun -- %s",
			suggestion.word, word);
	return fail_advise(failure, "to run it as a command: nsrun -- %s", word);
}

/* A subcommand is only the first word; with an option there it is "run". */
static int dispatch(char **words, struct failure *failure)
{
	if (words[0] == NULL) {
		help_print_short();
		return STATUS_NSRUN_FAILED;
	}
	if (words[0][0] == '-')
		return command_run(words, failure);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(words[0], commands[i].name) == 0)
			return commands[i].run(words + 1, failure);
	}
	return unknown_command(words[0], failure);
}

/* One line, whatever a user's words have in them. */
static void print_failure(struct failure *failure)
{
	for (char *letter = failure->text; *letter != '\0'; letter++) {
		if (iscntrl((unsigned char)*letter))
			*letter = '?';
	}
	fprintf(stderr, "nsrun: %s\n", failure->text);
}

int main(int argc, char **argv)
{
	struct failure failure = { .status = STATUS_NSRUN_FAILED };
	int status = argc > 0 ? dispatch(argv + 1, &failure) : STATUS_NSRUN_FAILED;

	if (status >= 0)
		return status;
	print_failure(&failure);
	return failure.status;
}
