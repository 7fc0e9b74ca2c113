/* SPDX-License-Identifier: MIT */
/* Any text as the file of --seccomp; the first byte says for whom. */
#include <sys/mman.h>

#include "../../runner/privileges/capabilities.h"
#include "../../runner/privileges/profile.h"
#include "json.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t largest, unsigned seed)
{
	return json_mutate(data, size, largest, seed, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint64_t choices[] = { 0, capabilities_usual(), CAPABILITIES_ALL };
	uint64_t capabilities = choices[take_byte(&data, &size) % ARRAY_SIZE(choices)];
	AUTO_CLOSE int file = memfd_create("profile", MFD_CLOEXEC);
	static struct filter_program program;
	struct failure failure = { 0 };
	char path[32];

	must(file >= 0 && write(file, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	program.count = 0;
	if (profile_read(path, capabilities, &program, &failure) < 0)
		must_be_refusal(&failure);
	else
		must(program.count != 0 && program.count <= RULES_MOST_INSTRUCTIONS);
	return 0;
}
