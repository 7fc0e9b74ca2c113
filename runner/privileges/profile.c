/* SPDX-License-Identifier: MIT */
#include "profile.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "../../netsetup/cleanup.h"
#include "../state.h"
#include "capabilities.h"

struct reading {
	const char *path;
	uint64_t capabilities;
	scmp_filter_ctx context;
	uint32_t default_action;
	struct failure *failure;
};

static int wrong(const struct reading *reading, const char *what, const char *value)
{
	return fail(reading->failure, 0, "--seccomp %s: \"%s\" %s: not known", reading->path, what,
		value != NULL ? value : "");
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* An action by its name; errors without a number are EPERM, as the specification says. */
static int read_action(const struct reading *reading, const json_t *object, const char *action_key,
	const char *errno_key, uint32_t *action)
{
	const char *name = text_of(object, action_key);
	const json_t *number = json_object_get(object, errno_key);
	unsigned code = number != NULL ? (unsigned)json_integer_value(number) : EPERM;
	const struct {
		const char *name;
		uint32_t action;
	} actions[] = {
		{ "SCMP_ACT_ALLOW", SCMP_ACT_ALLOW },
		{ "SCMP_ACT_ERRNO", SCMP_ACT_ERRNO(code & SECCOMP_RET_DATA) },
		{ "SCMP_ACT_KILL", SCMP_ACT_KILL },
		{ "SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD },
		{ "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS },
		{ "SCMP_ACT_TRAP", SCMP_ACT_TRAP },
		{ "SCMP_ACT_LOG", SCMP_ACT_LOG },
		{ "SCMP_ACT_TRACE", SCMP_ACT_TRACE(code & SECCOMP_RET_DATA) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		if (strcmp(actions[i].name, name) == 0) {
			*action = actions[i].action;
			return 0;
		}
	}
	return wrong(reading, action_key, name);
}

/* What is no list would be read as an empty one: a rule without its conditions. */
static int check_list(const struct reading *reading, const json_t *object, const char *key)
{
	const json_t *list = json_object_get(object, key);

	if (list == NULL || json_is_null(list) || json_is_array(list))
		return 0;
	return fail(reading->failure, 0, "--seccomp %s: \"%s\": must be a list, [...]",
		reading->path, key);
}

/* "includes" or "excludes" of a rule. */
static int check_condition(const struct reading *reading, const json_t *rule, const char *key)
{
	const json_t *condition = json_object_get(rule, key);
	const json_t *kernel = json_object_get(condition, "minKernel");
	unsigned version[2];

	if (condition != NULL && !json_is_null(condition) && !json_is_object(condition))
		return fail(reading->failure, 0, "--seccomp %s: \"%s\": must be an object, {...}",
			reading->path, key);
	if (kernel != NULL &&
		(!json_is_string(kernel) ||
			sscanf(json_string_value(kernel), "%u.%u", &version[0], &version[1]) != 2))
		return fail(reading->failure, 0,
			"--seccomp %s: \"minKernel\": must be a version, as \"4.8\"",
			reading->path);
	if (check_list(reading, condition, "caps") < 0)
		return -1;
	return check_list(reading, condition, "arches");
}

static int check_rule(const struct reading *reading, const json_t *rule)
{
	if (check_condition(reading, rule, "includes") < 0 ||
		check_condition(reading, rule, "excludes") < 0 ||
		check_list(reading, rule, "names") < 0)
		return -1;
	return check_list(reading, rule, "args");
}

static bool has_capability(const struct reading *reading, const json_t *names)
{
	size_t index;
	json_t *name;

	json_array_foreach(names, index, name) {
		const char *text = json_string_value(name);

		if (text != NULL && (capability_by_name(text) & reading->capabilities) != 0)
			return true;
	}
	return false;
}

/* In Go's words, as Docker writes them. */
static bool is_own_architecture(const json_t *names)
{
	static const struct {
		const char *name;
		uint32_t number;
	} architectures[] = {
		{ "amd64", SCMP_ARCH_X86_64 },
		{ "arm64", SCMP_ARCH_AARCH64 },
		{ "riscv64", SCMP_ARCH_RISCV64 },
	};
	size_t index;
	json_t *name;

	json_array_foreach(names, index, name) {
		for (size_t i = 0; i < ARRAY_SIZE(architectures); i++) {
			if (architectures[i].number == seccomp_arch_native() &&
				json_string_value(name) != NULL &&
				strcmp(json_string_value(name), architectures[i].name) == 0)
				return true;
		}
	}
	return false;
}

static bool is_new_enough(const char *least)
{
	unsigned wanted[2] = { 0 }, own[2] = { 0 };
	struct utsname system;

	if (sscanf(least, "%u.%u", &wanted[0], &wanted[1]) != 2 || uname(&system) < 0 ||
		sscanf(system.release, "%u.%u", &own[0], &own[1]) != 2)
		return false;
	return own[0] != wanted[0] ? own[0] > wanted[0] : own[1] >= wanted[1];
}

/* Docker's conditions: all of "includes" hold, and none of "excludes". */
static bool applies(const struct reading *reading, const json_t *rule)
{
	const json_t *includes = json_object_get(rule, "includes");
	const json_t *excludes = json_object_get(rule, "excludes");
	const json_t *capabilities = json_object_get(includes, "caps");
	const json_t *architectures = json_object_get(includes, "arches");
	const json_t *kernel = json_object_get(includes, "minKernel");

	if (json_array_size(capabilities) != 0 && !has_capability(reading, capabilities))
		return false;
	if (json_array_size(architectures) != 0 && !is_own_architecture(architectures))
		return false;
	if (kernel != NULL && !is_new_enough(json_string_value(kernel)))
		return false;
	kernel = json_object_get(excludes, "minKernel");
	return !has_capability(reading, json_object_get(excludes, "caps")) &&
		!is_own_architecture(json_object_get(excludes, "arches")) &&
		(kernel == NULL || !is_new_enough(json_string_value(kernel)));
}

static int read_comparison(
	const struct reading *reading, const json_t *object, struct scmp_arg_cmp *comparison)
{
	static const struct {
		const char *name;
		enum scmp_compare operation;
	} operations[] = {
		{ "SCMP_CMP_NE", SCMP_CMP_NE },
		{ "SCMP_CMP_LT", SCMP_CMP_LT },
		{ "SCMP_CMP_LE", SCMP_CMP_LE },
		{ "SCMP_CMP_EQ", SCMP_CMP_EQ },
		{ "SCMP_CMP_GE", SCMP_CMP_GE },
		{ "SCMP_CMP_GT", SCMP_CMP_GT },
		{ "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
	};
	const char *name = text_of(object, "op");

	comparison->arg = (unsigned)json_integer_value(json_object_get(object, "index"));
	comparison->datum_a = (scmp_datum_t)json_integer_value(json_object_get(object, "value"));
	comparison->datum_b = (scmp_datum_t)json_integer_value(json_object_get(object, "valueTwo"));
	for (size_t i = 0; i < ARRAY_SIZE(operations); i++) {
		if (strcmp(operations[i].name, name) == 0) {
			comparison->op = operations[i].operation;
			return 0;
		}
	}
	return wrong(reading, "op", name);
}

enum { MOST_ARGUMENTS = 6 };

static int read_comparisons(const struct reading *reading, const json_t *list,
	struct scmp_arg_cmp comparisons[MOST_ARGUMENTS])
{
	size_t index;
	json_t *object;

	if (json_array_size(list) > MOST_ARGUMENTS)
		return wrong(reading, "args", "more than six");
	json_array_foreach(list, index, object) {
		if (read_comparison(reading, object, &comparisons[index]) < 0)
			return -1;
	}
	return 0;
}

/* A name that libseccomp does not know is passed over, as all who read such profiles do. */
static int add_rule(const struct reading *reading, const json_t *rule)
{
	struct scmp_arg_cmp comparisons[MOST_ARGUMENTS];
	const json_t *arguments = json_object_get(rule, "args");
	uint32_t action;
	size_t index;
	json_t *name;

	if (read_action(reading, rule, "action", "errnoRet", &action) < 0 ||
		read_comparisons(reading, arguments, comparisons) < 0)
		return -1;
	if (action == reading->default_action)
		return 0;
	json_array_foreach(json_object_get(rule, "names"), index, name) {
		const char *text = json_string_value(name);
		int number = text != NULL ? seccomp_syscall_resolve_name(text) : __NR_SCMP_ERROR;
		int result;

		if (number < 0)
			continue;
		result = seccomp_rule_add_array(reading->context, action, number,
			(unsigned)json_array_size(arguments), comparisons);
		if (result < 0)
			return fail(reading->failure, -result, "--seccomp %s: rule for %s",
				reading->path, text);
	}
	return 0;
}

static int read_rules(struct reading *reading, const json_t *root)
{
	size_t index;
	json_t *rule;

	reading->context = seccomp_init(reading->default_action);
	if (reading->context == NULL)
		return fail(reading->failure, ENOMEM, "system call filter");
	seccomp_attr_set(reading->context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	json_array_foreach(json_object_get(root, "syscalls"), index, rule) {
		if (check_rule(reading, rule) < 0 ||
			(applies(reading, rule) && add_rule(reading, rule) < 0))
			return -1;
	}
	return 0;
}

static int read_profile(struct reading *reading, const json_t *root, struct filter_program *program)
{
	int result;

	if (!json_is_array(json_object_get(root, "syscalls")))
		return fail(reading->failure, 0,
			"--seccomp %s: \"syscalls\" is missing: it must be a profile of the OCI's",
			reading->path);
	if (read_action(reading, root, "defaultAction", "defaultErrnoRet",
		    &reading->default_action) < 0)
		return -1;
	result = read_rules(reading, root);
	if (result == 0)
		result = rules_export(reading->context, program, reading->failure);
	seccomp_release(reading->context);
	return result;
}

int profile_read(const char *path, uint64_t capabilities, struct filter_program *program,
	struct failure *failure)
{
	struct reading reading = { path, capabilities, .failure = failure };
	AUTO_CLOSE int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	AUTO_FREE char *text = file >= 0 ? state_read_file(file) : NULL;
	json_error_t error;
	json_t *root;
	int result;

	if (text == NULL)
		return fail(failure, errno, "--seccomp %s", path);
	root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL)
		return fail(failure, 0, "--seccomp %s: line %d: this is no JSON: %s", path,
			error.line, error.text);
	result = read_profile(&reading, root, program);
	json_decref(root);
	return result;
}
