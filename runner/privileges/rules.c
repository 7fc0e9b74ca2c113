/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"

#define BIT(number) (UINT64_C(1) << (number))

enum {
	/* The newest call that is known here; of these numbers all architectures have the same. */
	NEWEST_CALL = 469,         /* file_setattr, Linux 6.17 */
	NEVER = 0,                 /* no capability opens it */
	TIOCSTI_NUMBER = TIOCSTI,  /* types into the terminal of whoever watches */
	TIOCLINUX_NUMBER = 0x541c, /* the same by way of the console's selection */
};

/* A call that is refused, and the capabilities that open it. */
struct rule {
	const char *name;
	int number; /* of one that libseccomp may be too old to know; else 0 */
	uint64_t opened_by;
	bool is_own; /* open in a user namespace of the command's own */
};

static const struct rule rules[] = {
	/* The mount family: what is read-only or hidden stays so. */
	{ "mount", 0, BIT(CAP_SYS_ADMIN), true },
	{ "umount", 0, BIT(CAP_SYS_ADMIN), true },
	{ "umount2", 0, BIT(CAP_SYS_ADMIN), true },
	{ "pivot_root", 0, BIT(CAP_SYS_ADMIN), true },
	{ "fsopen", 430, BIT(CAP_SYS_ADMIN), true },
	{ "fsconfig", 431, BIT(CAP_SYS_ADMIN), true },
	{ "fsmount", 432, BIT(CAP_SYS_ADMIN), true },
	{ "fspick", 433, BIT(CAP_SYS_ADMIN), true },
	{ "open_tree", 428, BIT(CAP_SYS_ADMIN), true },
	{ "open_tree_attr", 467, BIT(CAP_SYS_ADMIN), true },
	{ "move_mount", 429, BIT(CAP_SYS_ADMIN), true },
	{ "mount_setattr", 442, BIT(CAP_SYS_ADMIN), true },
	{ "setns", 0, BIT(CAP_SYS_ADMIN), true },
	/* What has had holes, and is for those who look into the kernel. */
	{ "bpf", 0, BIT(CAP_SYS_ADMIN) | BIT(CAP_BPF), false },
	{ "perf_event_open", 0, BIT(CAP_SYS_ADMIN) | BIT(CAP_PERFMON), false },
	{ "fanotify_init", 0, BIT(CAP_SYS_ADMIN), false },
	{ "lookup_dcookie", 0, BIT(CAP_SYS_ADMIN), false },
	{ "quotactl", 0, BIT(CAP_SYS_ADMIN), false },
	{ "quotactl_fd", 443, BIT(CAP_SYS_ADMIN), false },
	{ "swapon", 0, BIT(CAP_SYS_ADMIN), false },
	{ "swapoff", 0, BIT(CAP_SYS_ADMIN), false },
	{ "nfsservctl", 0, NEVER, false },
	{ "userfaultfd", 0, BIT(CAP_SYS_PTRACE), false },
	{ "open_by_handle_at", 0, BIT(CAP_DAC_READ_SEARCH), false },
	{ "syslog", 0, BIT(CAP_SYSLOG), false },
	{ "acct", 0, BIT(CAP_SYS_PACCT), false },
	{ "iopl", 0, BIT(CAP_SYS_RAWIO), false },
	{ "ioperm", 0, BIT(CAP_SYS_RAWIO), false },
	/* Another kernel, and parts of this one. */
	{ "kexec_load", 0, BIT(CAP_SYS_BOOT), false },
	{ "kexec_file_load", 0, BIT(CAP_SYS_BOOT), false },
	{ "reboot", 0, BIT(CAP_SYS_BOOT), false },
	{ "init_module", 0, BIT(CAP_SYS_MODULE), false },
	{ "finit_module", 0, BIT(CAP_SYS_MODULE), false },
	{ "delete_module", 0, BIT(CAP_SYS_MODULE), false },
	/* Keys are of no namespace. */
	{ "add_key", 0, NEVER, false },
	{ "request_key", 0, NEVER, false },
	{ "keyctl", 0, NEVER, false },
	/* It does what a filter does not see. */
	{ "io_uring_setup", 425, NEVER, false },
	{ "io_uring_enter", 426, NEVER, false },
	{ "io_uring_register", 427, NEVER, false },
	/* The clock is the host's. */
	{ "settimeofday", 0, BIT(CAP_SYS_TIME), false },
	{ "clock_settime", 0, BIT(CAP_SYS_TIME), false },
	{ "clock_adjtime", 0, BIT(CAP_SYS_TIME), false },
	{ "stime", 0, BIT(CAP_SYS_TIME), false },
};

/* Each bit makes a namespace. */
static const unsigned namespaces[] = { CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
	CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET };

static const uint32_t terminal_requests[] = { TIOCSTI_NUMBER, TIOCLINUX_NUMBER };

/* Of no network namespace (vsock), or a way to code of the kernel's that few use (crypto). */
static const uint32_t socket_families[] = { AF_VSOCK, AF_ALG };

uint64_t rules_opening(void)
{
	uint64_t all = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		all |= rules[i].opened_by;
	return all;
}

static int fail_rule(int code, const char *name, struct failure *failure)
{
	return fail(failure, -code, "system call filter: rule for %s", name);
}

/* Calls that this architecture does not have get negative numbers. */
static int number_of(const struct rule *rule)
{
	int number = seccomp_syscall_resolve_name(rule->name);

	return number == __NR_SCMP_ERROR && rule->number != 0 ? rule->number : number;
}

static int refuse(scmp_filter_ctx context, const struct rule *rule, struct failure *failure)
{
	int number = number_of(rule);
	int result;

	if (number == __NR_SCMP_ERROR)
		return fail(failure, 0, "system call filter: %s is not known", rule->name);
	if (number < 0)
		return 0;
	result = seccomp_rule_add_exact_array(context, SCMP_ACT_ERRNO(EPERM), number, 0, NULL);
	return result < 0 ? fail_rule(result, rule->name, failure) : 0;
}

/* Refuses a call by the bits of an argument. The kernel takes the low 32 bits of these alone. */
static int refuse_masked(scmp_filter_ctx context, const char *name, unsigned argument,
	uint64_t mask, uint64_t value, struct failure *failure)
{
	const struct scmp_arg_cmp comparison = {
		.arg = argument,
		.op = SCMP_CMP_MASKED_EQ,
		.datum_a = mask,
		.datum_b = value,
	};
	int result = seccomp_rule_add_exact_array(
		context, SCMP_ACT_ERRNO(EPERM), seccomp_syscall_resolve_name(name), 1, &comparison);

	return result < 0 ? fail_rule(result, name, failure) : 0;
}

/* clone's flags are its first argument but on s390, which nsrun does not support. */
static int refuse_namespaces(scmp_filter_ctx context, struct failure *failure)
{
	int result = seccomp_rule_add_exact_array(
		context, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL);

	if (result < 0)
		return fail_rule(result, "clone3", failure);
	for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++) {
		if (refuse_masked(context, "clone", 0, namespaces[i], namespaces[i], failure) < 0 ||
			refuse_masked(
				context, "unshare", 0, namespaces[i], namespaces[i], failure) < 0)
			return -1;
	}
	/* Of clone() its bit is part of the signal's number. */
	return refuse_masked(context, "unshare", 0, CLONE_NEWTIME, CLONE_NEWTIME, failure);
}

static int refuse_arguments(scmp_filter_ctx context, struct failure *failure)
{
	for (size_t i = 0; i < ARRAY_SIZE(terminal_requests); i++) {
		if (refuse_masked(context, "ioctl", 1, UINT32_MAX, terminal_requests[i], failure) <
			0)
			return -1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(socket_families); i++) {
		if (refuse_masked(context, "socket", 0, UINT32_MAX, socket_families[i], failure) <
			0)
			return -1;
	}
	return 0;
}

static int add_rules(scmp_filter_ctx context, uint64_t capabilities, bool owns_namespaces,
	struct failure *failure)
{
	bool may_have_namespaces = owns_namespaces || (capabilities & BIT(CAP_SYS_ADMIN)) != 0;

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		if ((rules[i].opened_by & capabilities) != 0 ||
			(rules[i].is_own && owns_namespaces))
			continue;
		if (refuse(context, &rules[i], failure) < 0)
			return -1;
	}
	if (!may_have_namespaces && refuse_namespaces(context, failure) < 0)
		return -1;
	return refuse_arguments(context, failure);
}

/* Reads what libseccomp has written, behind what is there already. */
static int append(int file, struct filter_program *program, struct failure *failure)
{
	size_t room = sizeof(program->code) - program->count * sizeof(program->code[0]);
	ssize_t size = pread(file, program->code + program->count, room, 0);

	if (size <= 0 || (size_t)size == room || (size_t)size % sizeof(program->code[0]) != 0)
		return fail(failure, size < 0 ? errno : E2BIG, "system call filter: read it");
	program->count += (size_t)size / sizeof(program->code[0]);
	return 0;
}

int rules_export(void *context, struct filter_program *program, struct failure *failure)
{
	/* libseccomp has no rule for "all others"; the numbers of x32 are beyond the newest, too. */
	const struct sock_filter prologue[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, NEWEST_CALL, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
	};
	AUTO_CLOSE int file = memfd_create("filter", MFD_CLOEXEC);
	int result;

	if (file < 0)
		return fail(failure, errno, "system call filter: memory");
	result = seccomp_export_bpf(context, file);
	if (result < 0)
		return fail(failure, -result, "system call filter: make it");
	memcpy(program->code, prologue, sizeof(prologue));
	program->count = ARRAY_SIZE(prologue);
	return append(file, program, failure);
}

int rules_build(uint64_t capabilities, bool owns_namespaces, struct filter_program *program,
	struct failure *failure)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
	int result = -1;

	if (context == NULL)
		return fail(failure, ENOMEM, "system call filter");
	seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));
	seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (add_rules(context, capabilities, owns_namespaces, failure) == 0)
		result = rules_export(context, program, failure);
	seccomp_release(context);
	return result;
}
