/* SPDX-License-Identifier: MIT */
/* Any line as what a DHCP client says of its server's answer. */
#include "../../runner/dhcpclient.h"
#include "fuzz.h"

static void look_at(const struct lease *lease)
{
	must(lease->address.address.family == AF_INET);
	must(lease->address.length <= 32);
	must(lease->route_count <= LEASE_MAX_ROUTES);
	for (size_t i = 0; i < lease->route_count; i++) {
		const struct route *route = &lease->routes[i];

		must(route->destination.address.family == AF_INET);
		must(route->destination.length <= 32);
		must(route->gateway.family == AF_INET || route->gateway.family == AF_UNSPEC);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lease lease;
	char *line = text_of(data, size);

	if (dhcpclient_read(line, &lease) == DHCP_LEASED)
		look_at(&lease);
	free(line);
	return 0;
}
