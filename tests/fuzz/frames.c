/* SPDX-License-Identifier: MIT */
/* Any bytes as a frame of the network that --probe hears. The first byte says which address is asked for. */
#include "../../netsetup/probe.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct ip_address addresses[] = {
		{ AF_INET, { 172, 16, 86, 2 } },
		{ AF_INET6, { 0xfd, 0x86, [15] = 2 } },
	};
	static const struct mac_address mac = { { 0x02, 0, 0, 0, 0, 1 } };
	const struct ip_address *address = &addresses[take_byte(&data, &size) & 1];
	struct mac_address holder = { { 0 } };
	uint8_t *frame = bytes_of(data, size);

	if (probe_is_answer(frame, size, address, &mac, &holder)) {
		/* It is not one's own probe that came back. */
		uint8_t own[PROBE_FRAME_SIZE];
		size_t length = probe_frame(address, &mac, own);

		must(size < length || memcmp(frame, own, length) != 0);
	}
	free(frame);
	return 0;
}
