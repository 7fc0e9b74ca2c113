/* SPDX-License-Identifier: MIT */
/*
 * Any words behind a link: what they say of its addresses, routes and shaping, and the lines of the script of
 * --dry-run that are made of them, which root is to run: none may say anything else.
 */
#include "../../runner/iplines.h"
#include "../../runner/numbers.h"
#include "../../runner/tclines.h"
#include "words.h"

static void look_at_route(const struct route *route)
{
	struct ip_address network = ip_prefix_network(&route->destination);

	must(route->destination.length != 0);
	must(ip_equal(&network, &route->destination.address));
	if (route->gateway.family != AF_UNSPEC)
		must(route->gateway.family == network.family);
}

/* What is printed for tc is read as the same. */
static void look_at_shaping(const struct shaping *shaping)
{
	const double shares[] = { shaping->loss, shaping->duplicate, shaping->reorder,
		shaping->corrupt };
	char text[MEASURE_TEXT_SIZE];
	uint64_t read;
	double share;

	must(rate_parse(rate_format(shaping->rate, text), &read) == 0 && read == shaping->rate);
	must(duration_parse(duration_format(shaping->delay, text), &read) == 0);
	must(read == shaping->delay);
	for (size_t i = 0; i < ARRAY_SIZE(shares); i++) {
		must(shares[i] >= 0 && shares[i] <= 100);
		/* Some times smaller than the kernel's smallest share. */
		must(percent_parse(percent_format(shares[i], text), &share) == 0);
		must(share - shares[i] < 1e-9 && shares[i] - share < 1e-9);
	}
}

static void copy(const struct plan *plan, struct link_config *link)
{
	const struct link_request *request = &plan->links[0];

	memset(link, 0, sizeof(*link));
	link->kind = LINK_DUMMY;
	plan_link_name(plan, 0, link->name);
	link->mtu = request->mtu;
	link->has_mac = request->mac_choice == MAC_GIVEN;
	link->mac = request->mac;
	link->macvlan = request->macvlan;
	look_at_shaping(&request->shaping);
	link->shaping = request->shaping;
	shaping_settle(&link->shaping, link->mtu);
	for (size_t i = 0; i < request->address_count; i++) {
		if (request->addresses[i].length != 0)
			link->addresses[link->address_count++] = request->addresses[i];
	}
	for (size_t i = 0; i < request->route_count; i++) {
		look_at_route(&request->routes[i]);
		link->routes[link->route_count++] = request->routes[i];
	}
}

/* Each line is a comment, empty, or a command of ip's or tc's with nothing behind it. */
static void look_at_script(char *script)
{
	char *line;

	while ((line = strsep(&script, "\n")) != NULL) {
		bool is_quoted = false;

		if (line[0] == '\0' || line[0] == '#')
			continue;
		must(strncmp(line, "ip ", strlen("ip ")) == 0 ||
			strncmp(line, "tc ", strlen("tc ")) == 0);
		for (; *line != '\0'; line++) {
			must((unsigned char)*line >= ' ');
			is_quoted ^= *line == '\'';
			must(is_quoted || strchr(";&|`<>()", *line) == NULL);
		}
		must(!is_quoted);
	}
}

static void print(const struct plan *plan)
{
	static struct link_config link;
	FILE *standard = stdout;
	char *script = NULL;
	size_t size;
	FILE *memory = open_memstream(&script, &size);

	must(memory != NULL);
	copy(plan, &link);
	stdout = memory;
	iplines_make(&link);
	iplines_sysctls(&plan->sysctls, &link, 1);
	iplines_raise(&link);
	tclines_print(&link);
	stdout = standard;
	must(fclose(memory) == 0);
	/* What is set of the network is a command within it, whose words are quoted. */
	if (plan->sysctls.count == 0)
		look_at_script(script);
	free(script);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t first[] = "--dummy\n";
	static struct plan plan;
	const size_t front = sizeof(first) - 1;
	uint8_t *line = malloc(front + size);
	struct words words;
	struct failure failure;

	must(line != NULL);
	memcpy(line, first, front);
	if (size != 0)
		memcpy(line + front, data, size);
	words_read(&words, line, front + size);
	if (words_parse(&words, &plan, &failure) == 0 && plan.link_count != 0)
		print(&plan);
	words_free(&words);
	free(line);
	return 0;
}
