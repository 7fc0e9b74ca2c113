/* SPDX-License-Identifier: MIT */
/*
 * nsrun: run a command as its own host on the network.
 *
 * A map of the house. What is called by what is above it:
 *
 *   runner/main.c         which subcommand it is; the one place that prints errors
 *   runner/commands/      the table of subcommands, and one file each; run.c is the life of a run
 *                         from here to its end
 *
 *   runner/options.c      the table of options, and the parser that it makes
 *   runner/option.h         what an entry of it is
 *   runner/value.h          and what can be its value
 *   runner/setters.c        what each option writes into the plan
 *   runner/kindsetters.c    each option that begins a link,
 *   runner/linksetters.c    and each of those behind it,
 *   runner/shapingsetters.c     about what leaves it,
 *   runner/privilegesetters.c   those about privileges,
 *   runner/namesetters.c        about names,
 *   runner/surroundingsetters.c and about files, environment, settings
 *   runner/numbers.c        numbers and times as users write them
 *   runner/plan.c           what the user asked for, as plain data
 *   runner/dockerwords.c    Docker's words for them, answered
 *   runner/help.c           --help, out of the same table
 *   runner/describe/        what make writes out of it when nsrun is built:
 *     describe.c              the program that does,
 *     tables.c                what it knows of options and subcommands,
 *     template.c              put into a text at its markers:
 *     completion.c            the completions, and zsh.c, fish.c these shells' own words for it,
 *     manual.c                and the manual page
 *   runner/resolve.c      plan + host = what is to be made (netsetup/link.h)
 *   runner/place.c          the part of it about what a link is on
 *   runner/macs.c           and about its MAC address, and the IPv6 address made of it
 *   runner/dryrun.c         the same as a script,
 *   runner/iplines.c        of ip commands,
 *   runner/tclines.c        and of tc's
 *
 *   runner/run.h          one run, as its supervisor knows it
 *   runner/launch.c       the supervisor's side of a launch: clone, claims, links, exec
 *   runner/parents.c        what the links are on, shared with other runs
 *   runner/attach.c         the links, put into the child's namespace, and taken back
 *   runner/child.c          the child's side: the table of stages
 *   runner/forgo.c          when it gives up which privileges
 *   runner/channel.c        what they say to each other,
 *   runner/hearing.c        and how the supervisor waits for it
 *   runner/passing.c          and how descriptors travel with it
 *   runner/environment.c    the variables that the command has
 *   runner/program.c        where it begins, and the exec
 *   runner/clone.c          children in new namespaces
 *   runner/nsfile.c           which are held for who joins them
 *   runner/processors.c       and where they begin
 *   runner/reaper.c         the first process of a PID namespace
 *   runner/usermap.c        the user of a user namespace
 *   runner/netns.c          a network namespace that was there before
 *   runner/mounts.c         /sys, /proc, /etc/netns
 *     below.c               what is mounted below a directory
 *   runner/rundir.c         the /run of a user namespace
 *   runner/files.c          --bind, --read-only,
 *   runner/tmpfs.c            and --tmpfs
 *   runner/streams.c        its standard streams where they are not nsrun's own
 *   runner/servant.c        a process that the supervisor has beside the command,
 *   runner/dhcp.c           for --ip dhcp: the supervisor's side of the leases
 *   runner/keeper.c           the process that keeps one, with a DHCP client of the system's
 *   runner/confine.c          what that client is shown, and may do
 *   runner/dhcpclient.c       which clients there are, and how each is called and understood
 *   runner/pcap.c           and for --pcap: the supervisor's side
 *   runner/recorder.c         the process that records,
 *   runner/framefile.c        the file,
 *   runner/pcapng.c           and its bytes
 *   runner/descriptors.c    which descriptors the command gets
 *   runner/detach.c       --detach: the supervisor goes on in the background
 *   runner/supervise.c    while the command runs: signals, job control, its status
 *   runner/events.c         all that is waited for meanwhile
 *   runner/control.c        what other nsruns ask of it: to join, to end, to tell
 *   runner/log.c            what a detached command writes, the last of it
 *   runner/tester.c         the test of it (--test), beside it on this host,
 *   runner/testhost.c       and the process that has the test as its child
 *   runner/userfile.c       a file that an option names, to be written to
 *   runner/ending.c       when it is over: nothing stays, its address is free
 *   runner/orphans.c        no process that it left behind,
 *   runner/ended.c          but status and log of a detached run
 *   runner/signals.c        signals as events
 *   runner/ready.c          until it is ready (--ready)
 *   runner/knock.c            whether its TCP port takes connections
 *   runner/statuslines.c    what --status-fd tells,
 *   runner/statusfd.c       and how it is written
 *   runner/steps.c          --verbose
 *   runner/say.c            warnings, and whether stdout took what was printed
 *
 *   runner/runs.c         the runs of this host, for the subcommands that name them
 *   runner/ask.c            what they ask of a live one
 *   runner/stops.c          and of several at once: their end
 *   runner/join.c           nsrun exec
 *   runner/brief.c          as lines for people
 *   runner/table.c          in columns,
 *   runner/tree.c           by what their links are on,
 *   runner/dot.c              also for Graphviz,
 *   runner/docker.c         and as Docker shows containers and networks,
 *   runner/format.c         whole or by a template
 *   runner/leftovers.c      what dead and ended ones left, removed
 *
 *   runner/doctor/        what this host and a parent can do: nsrun doctor
 *     diagnosis.c           the table of checks, and what each has found
 *     machine.c             the caller, and the settings of this host
 *     kernel.c              what the kernel makes, tried
 *     leftovers.c           what killed runs left
 *     parent.c              the parent: its state,
 *     siblings.c              what is on it already,
 *     hypervisors.c           and the virtual switch behind it
 *
 *   runner/topology/      nsrun up and down: several runs that a file says
 *     topology.c            what it says, as plain data
 *     yamltree.c            YAML, with its lines,
 *     reader.c              read as a topology
 *     words.c               a host of it on nsrun's command line,
 *     lift.c                where it is begun
 *     trial.c               the test
 *     standing.c            which of its runs are there, and their end
 *
 *   runner/networks/      named networks, and the addresses that they give
 *     store.c               their files
 *     definition.c          what one says, subnet.c of each of its subnets,
 *     reader.c              read as what a person may have written
 *     membership.c          what --network stands for in a plan
 *     pool.c                the next free address
 *     members.c             the runs that are on one
 *
 *   runner/names/         how a run looks up names
 *     request.h             what was asked for
 *     text.c                the texts of resolv.conf and hosts
 *     covers.c              what stands over this host's files, and over its daemons' sockets
 *     mounting.c            how it comes there,
 *     watch.c               and back, when this host has replaced what is below
 *
 *   runner/privileges/    what a command may do
 *     privileges.c          all of it, decided before the clone and given up before the exec
 *     capabilities.c        which of root's powers it has
 *     account.c             which user it is
 *     filter.c              which system calls it can make: one of the filters that were made of
 *     rules.c                 these rules, when nsrun was built,
 *     generate.c              by this program,
 *     profile.c               or one of a file
 *
 *   runner/userdb.c       the users and groups of this machine
 *   runner/caller.c       what the one who calls can have
 *   runner/home.c         where the runs of a plain user are who takes nothing from the host
 *   runner/grants/        what a plain user may take from it
 *     policy.c              /etc/nsrun/policy
 *     grants.c              whether it allows what a run asks for
 *     tokens.c              what one run can have, of all users' runs
 *     mark.c                by what a network that was made with it is known
 *
 *   runner/claims.c       which run has which address on a parent
 *   runner/shared.c       what runs have together: made by the first, removed with the last
 *   runner/hostlinks.c      VLAN sub-interfaces and private Ethernets
 *   runner/portmode.c       the mode of an ipvlan parent
 *   runner/identity.c       which run that is
 *   runner/record.c         and all there is to say of it
 *   runner/nsname.c         its name in /run/netns
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
 *     children.c            which links are on a parent, wherever they are
 *     driver.c              of which driver an interface is
 *     trial.c               which kinds this kernel has, by making one of each
 *     hostend.c             links that nsrun makes on the host: subinterface.c, lan.c
 *     physical.c            hardware, moved in and given back
 *     hostaccess.c          how the host and a command reach each other
 *     lease.c, announce.c   what a DHCP server gave, on a link
 *     slaac.c               addresses that are made of router advertisements
 *     shaping.c             what leaves a link: delayed, lost, no faster than a rate
 *     links.c, addresses.c, routes.c, neighbours.c, netconf.c, sysctls.c, namespace.c   one kind of request each
 *     netlink.c             the socket, and the kernel's own words
 *     probe.c               whether somebody on the network has an address
 *     tap.c                 all frames of a link
 *     holder.c              whether somebody on this host has an ipvlan with it
 *     address.c, ifname.c   addresses and names of interfaces, as text and bytes
 *     path.c                whether something is there
 *     power.c               what a plain user is lent, effective where it is needed
 *     failure.c, cleanup.h, clock.c, patience.c, suggest.c   what all of them use
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../netsetup/power.h"
#include "commands/commands.h"
#include "help.h"

static bool asks_for_help(const char *word)
{
	return word != NULL && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0);
}

/* A subcommand is only the first word; with an option there it is "run". */
static int dispatch(char **words, struct failure *failure)
{
	const struct command *command;

	if (words[0] == NULL) {
		help_print_short();
		return STATUS_NSRUN_FAILED;
	}
	if (words[0][0] == '-')
		return command_run(words, failure);
	/* Docker has it for each; here it need not be an option of each. */
	if (asks_for_help(words[1]) && command_group_find(&subcommands, words[0]) != NULL)
		return help_print_group(words[0], failure);
	command = command_find(&subcommands, &words, failure);
	if (command == NULL)
		return -1;
	return asks_for_help(words[0]) ? help_print_command(command, failure)
				       : command->run(words, failure);
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

/* What such a program does by mistake it does as root. A loan of two capabilities is enough. */
static int refuse_set_id(struct failure *failure)
{
	if (getuid() == geteuid() && getgid() == getegid())
		return 0;
	return fail(failure, 0,
		"this program is set-user-ID or set-group-ID, and is not made for that: chmod ug-s, "
		"and see POLICY in nsrun(1)");
}

int main(int argc, char **argv)
{
	struct failure failure = { .status = STATUS_NSRUN_FAILED };
	int status;

	power_start();
	status = refuse_set_id(&failure);
	if (status == 0)
		status = argc > 0 ? dispatch(argv + 1, &failure) : STATUS_NSRUN_FAILED;
	if (status >= 0)
		return status;
	print_failure(&failure);
	return failure.status;
}
