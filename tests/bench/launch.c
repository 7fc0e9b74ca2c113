/* SPDX-License-Identifier: MIT */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stage.h"
#include "util.h"

enum {
	MAX_WORDS = 32, /* of one command */
	MAX_WORD = 256,
	HOSTS = 250, /* of each third byte of an address, and third bytes */
};

struct placeholder {
	const char *name, *value;
};

/* Copies the first word of `text` to `word`, placeholders replaced; returns what follows it. */
static const char *expand_word(
	const char *text, char word[MAX_WORD], const struct placeholder placeholders[])
{
	size_t length = 0;

	while (*text && *text != ' ') {
		const char *value = NULL;

		for (size_t i = 0; placeholders[i].name && !value; i++) {
			if (strncmp(text, placeholders[i].name, strlen(placeholders[i].name)) != 0)
				continue;
			value = placeholders[i].value;
			text += strlen(placeholders[i].name);
		}
		if (length + (value ? strlen(value) : 1) >= MAX_WORD)
			die("a word of a command is too long");
		if (value)
			length = (size_t)(stpcpy(word + length, value) - word);
		else
			word[length++] = *text++;
	}
	word[length] = '\0';
	return text + strspn(text, " ");
}

/* argv and its words; static, as launches do not nest. */
static char **arguments_of(const struct contestant *contestant, unsigned int number)
{
	static char words[MAX_WORDS][MAX_WORD], *argv[MAX_WORDS + 1];
	const char *rest = contestant->command;
	char address[sizeof("172.16.255.255")], digits[sizeof("4294967295")];
	const struct placeholder placeholders[] = {
		{ "{address}", address },
		{ "{number}", digits },
		{ "{gateway}", GATEWAY },
		{ "{build}", contestant->build },
		{ NULL, NULL },
	};
	size_t count = 0;

	snprintf(digits, sizeof(digits), "%u", number);
	snprintf(address, sizeof(address), "172.16.%u.%u", 1 + number / HOSTS % HOSTS,
		1 + number % HOSTS);
	do {
		if (count == MAX_WORDS)
			die("%s: more than %d words", contestant->name, MAX_WORDS);
		rest = expand_word(rest, words[count], placeholders);
		argv[count] = words[count];
		count++;
	} while (*rest);
	argv[count] = NULL;
	return argv;
}

double launch(const struct contestant *contestant, unsigned int number)
{
	char **argv = arguments_of(contestant, number);
	double start, end;
	int error, status;
	pid_t pid;

	start = now();
	error = posix_spawn(&pid, argv[0], NULL, NULL, argv, environ);
	if (error)
		die("%s: %s: %s", contestant->name, argv[0], strerror(error));
	if (waitpid(pid, &status, 0) != pid)
		die("%s: wait: %s", contestant->name, strerror(errno));
	end = now();
	if (status != 0)
		die("%s failed (wait status 0x%x) in launch %u", contestant->name,
			(unsigned int)status, number);
	return end - start;
}

void check_contestant(const struct contestant *contestant)
{
	const char *program = arguments_of(contestant, 0)[0];

	if (access(program, X_OK) < 0)
		die("%s: %s: %s", contestant->name, program, strerror(errno));
}

FILE *silence_contestants(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	FILE *report;

	if (null < 0 || out < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
		die("/dev/null: %s", strerror(errno));
	close(null);
	report = fdopen(out, "w");
	if (!report)
		die("standard output: %s", strerror(errno));
	setvbuf(report, NULL, _IOLBF, 0);
	return report;
}
