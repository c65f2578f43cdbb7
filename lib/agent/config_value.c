/* SPDX-License-Identifier: MIT */
#include "agent/config_keys.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

static bool parse_bool(const char *text, int64_t *out)
{
	static const char *const words[][4] = {
		{ "false", "no", "off", "0" },
		{ "true", "yes", "on", "1" },
	};

	for (size_t i = 0; i < RC_COUNT(words); i++)
		for (size_t k = 0; k < RC_COUNT(words[i]); k++)
			if (!strcasecmp(words[i][k], text)) {
				*out = (int64_t)i;
				return true;
			}
	return false;
}

/* A number of at most 12 digits, which cannot overflow even as days. */
static bool parse_digits(const char *text, const char **end, int64_t *out)
{
	size_t n = strspn(text, "0123456789");

	if (n == 0 || n > 12)
		return false;
	*out = strtoll(text, NULL, 10);
	*end = text + n;
	return true;
}

static bool parse_time(const char *text, int64_t *out)
{
	static const struct {
		const char *unit;
		int64_t ms;
	} units[] = {
		{ "s", 1000 },	{ "", 1000 },	  { "ms", 1 },
		{ "m", 60000 }, { "h", 3600000 },
	};
	const char *unit;
	int64_t n;

	if (!parse_digits(text, &unit, &n))
		return false;
	for (size_t i = 0; i < RC_COUNT(units); i++)
		if (!strcmp(units[i].unit, unit)) {
			*out = n * units[i].ms;
			return true;
		}
	return false;
}

/* At most two digits behind the point. */
static bool parse_rank(const char *text, int64_t *out)
{
	const char *point, *end;
	int64_t part = 0;

	if (!strcmp(text, "off"))
		return true;
	if (!parse_digits(text, &point, out))
		return false;
	*out *= 100;
	if (!*point)
		return true;
	if (*point != '.' || !parse_digits(point + 1, &end, &part) || *end ||
	    end - point > 3)
		return false;
	*out += end - point == 2 ? 10 * part : part;
	return true;
}

static bool parse_choice(const char *text, const char *const *choices,
			 int64_t *out)
{
	for (size_t i = 0; choices[i]; i++)
		if (!strcmp(choices[i], text)) {
			*out = (int64_t)i;
			return true;
		}
	return false;
}

bool rc_config_value_parse(const struct rc_config_key *key, const char *text,
			   int64_t *out)
{
	const char *end;

	*out = 0;
	switch (key->type) {
	case RC_KEY_BOOL:
		return parse_bool(text, out);
	case RC_KEY_INT:
		return parse_digits(text, &end, out) && !*end &&
		       *out >= key->min && *out <= key->max;
	case RC_KEY_TIME:
		return parse_time(text, out) && *out >= key->min &&
		       *out <= key->max;
	case RC_KEY_RANK:
		return parse_rank(text, out) &&
		       (!*out || (*out >= key->min && *out <= key->max));
	case RC_KEY_CHOICE:
		return parse_choice(text, key->choices, out);
	case RC_KEY_TEXT:
	case RC_KEY_PATH:
		return *text;
	}
	return false;
}

static void add_time(struct rc_buf *buf, int64_t ms)
{
	if (ms % 3600000 == 0 && ms)
		rc_buf_addf(buf, "%dh", (int)(ms / 3600000));
	else
		rc_buf_addf(buf, "%ds", (int)(ms / 1000));
}

void rc_config_value_wanted(const struct rc_config_key *key, struct rc_buf *buf)
{
	switch (key->type) {
	case RC_KEY_BOOL:
		rc_buf_adds(buf, "true or false");
		return;
	case RC_KEY_INT:
		rc_buf_addf(buf, "a number from %d to %d", (int)key->min,
			    (int)key->max);
		return;
	case RC_KEY_TIME:
		rc_buf_adds(buf, "a time such as 90s or 10m, from ");
		add_time(buf, key->min);
		rc_buf_adds(buf, " to ");
		add_time(buf, key->max);
		return;
	case RC_KEY_RANK:
		rc_buf_addf(buf, "off, or a rank from %.3g to %.3g",
			    (double)key->min / 100, (double)key->max / 100);
		return;
	case RC_KEY_CHOICE:
		rc_buf_adds(buf, "one of ");
		for (size_t i = 0; key->choices[i]; i++)
			rc_buf_addf(buf, "%s%s", i ? ", " : "",
				    key->choices[i]);
		return;
	case RC_KEY_TEXT:
		rc_buf_adds(buf, "some text");
		return;
	case RC_KEY_PATH:
		rc_buf_adds(buf, "a path");
		return;
	}
}
