/* SPDX-License-Identifier: MIT */
/* covers: P7 */
#include "unit.h"

#include "../../netsetup/suggest.h"

/* Each word, what was typed, and whether the one is named for the other. */
static const struct {
	const char *typed;
	const char *known;
	bool is_near;
} pairs[] = {
	{ "--macvlna", "--macvlan", true }, /* two neighbours exchanged */
	{ "--macvlan", "--macvlan", true },
	{ "--macvlann", "--macvlan", true },
	{ "--macvln", "--macvlan", true },
	{ "--mocvlan", "--macvlan", true },
	{ "--mocvlon", "--macvlan", true }, /* two edits in a long word */
	{ "--mocvlonx", "--macvlan", false },
	{ "-macvlan", "--macvlan", true },
	{ "--mut", "--mtu", true }, /* one edit in a short word */
	{ "eht0", "eth0", true },
	{ "eth1", "eth0", true },
	{ "eht1", "eth0", false },
	{ "etho", "eth0", true },
	{ "et", "eth", false }, /* two letters resemble too much */
	{ "lo", "lo", true },
	{ "", "a", false },
	{ "eth0", "wlp2s0", false },
	{ "ETH0", "eth0", false },
	{ "ca", "abc", false },
	{ "rnu", "run", true },
};

static void near_words_are_named(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct suggestion suggestion = suggest_for(pairs[i].typed);
		const char *expected = pairs[i].is_near ? pairs[i].known : "";

		suggest_offer(&suggestion, pairs[i].known);
		if (strcmp(suggestion.word, expected) == 0)
			continue;
		print_error("'%s' for '%s': got '%s'\n", pairs[i].known, pairs[i].typed,
			suggestion.word);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void the_nearest_word_stays(void **state)
{
	struct suggestion suggestion = suggest_for("enp3s0");

	(void)state;
	suggest_offer(&suggestion, "enp5s1");
	assert_string_equal(suggestion.word, "enp5s1");
	suggest_offer(&suggestion, "enp4s0");
	assert_string_equal(suggestion.word, "enp4s0");
	suggest_offer(&suggestion, "enp3s1"); /* as near: the first stays */
	assert_string_equal(suggestion.word, "enp4s0");
	suggest_offer(&suggestion, "wlan0");
	assert_string_equal(suggestion.word, "enp4s0");
}

static void a_word_of_any_length_does_no_harm(void **state)
{
	char longest[4096];
	struct suggestion suggestion;

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	suggestion = suggest_for(longest);
	suggest_offer(&suggestion, longest);
	suggest_offer(&suggestion, "eth0");
	suggestion = suggest_for("eth0");
	suggest_offer(&suggestion, longest);
	assert_string_equal(suggestion.word, "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(near_words_are_named),
		cmocka_unit_test(the_nearest_word_stays),
		cmocka_unit_test(a_word_of_any_length_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
