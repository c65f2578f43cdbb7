/* SPDX-License-Identifier: MIT */

/* Runs score.test, see there: argv[1] is its path. */

#include <stdio.h>
#include <stdlib.h>

#include "agent/score.h"
#include "base/mem.h"

#define MAX_UNITS 8

struct spec {
	char name[120];
	bool stops_early;
	struct rc_score side[2]; /* before, after */
	struct rc_score *now;
};

static enum rc_phase phase_of(const char *word)
{
	static const char *const names[] = { "built", "parse",	"resolve",
					     "types", "borrow", "lint" };

	for (size_t i = 0; i < RC_COUNT(names); i++) {
		if (strcmp(names[i], word) == 0)
			return (enum rc_phase)i;
	}
	fprintf(stderr, "unknown phase '%s'\n", word);
	exit(2);
}

static unsigned number(const char *line, const char *key, unsigned def)
{
	const char *at = strstr(line, key);

	return at ? (unsigned)strtoul(at + strlen(key), NULL, 10) : def;
}

static void add_unit(struct spec *spec, char *line)
{
	char name[40], phase[40], file[40] = "";
	const char *at = strstr(line, " file=");
	struct rc_unit_score *unit = &spec->now->v[spec->now->n++];

	if (sscanf(line, "%39s %39s", name, phase) != 2)
		exit(2);
	if (at)
		sscanf(at, " file=%39s", file);
	unit->key = rc_xstrdup(name);
	unit->phase = phase_of(phase);
	unit->errors = number(line, " errors=", 0);
	unit->identities = number(line, " ids=", unit->errors);
	unit->warnings = number(line, " warnings=", 0);
	unit->behind = number(line, " behind=", 0);
	unit->file = file[0] ? rc_xstrdup(file) : NULL;
}

static void start(struct spec *spec, const char *name)
{
	for (int side = 0; side < 2; side++) {
		for (size_t i = 0; i < spec->side[side].n; i++) {
			struct rc_unit_score *unit = &spec->side[side].v[i];

			free((char *)unit->key);
			free((char *)unit->file);
		}
		rc_score_release(&spec->side[side]);
		spec->side[side].v =
			rc_xcalloc(MAX_UNITS, sizeof(struct rc_unit_score));
	}
	snprintf(spec->name, sizeof(spec->name), "%.100s", name);
	spec->stops_early = false;
}

static unsigned expect(const struct spec *spec, const char *word)
{
	static const char *const words[] = { "worse", "same", "better" };
	enum rc_verdict verdict = rc_score_compare(
		&spec->side[0], &spec->side[1], !spec->stops_early);

	if (strcmp(words[verdict + 1], word) == 0)
		return 0;
	printf("%s: expected %s, is %s\n", spec->name, word,
	       words[verdict + 1]);
	return 1;
}

int main(int argc, char **argv)
{
	FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
	struct spec spec = { .name = "" };
	unsigned cases = 0, failed = 0;
	char line[256];

	if (!file)
		return 2;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "@CASE ", 6) == 0)
			start(&spec, line + 6);
		else if (strcmp(line, "@STOPS-EARLY") == 0)
			spec.stops_early = true;
		else if (strcmp(line, "@BEFORE") == 0)
			spec.now = &spec.side[0];
		else if (strcmp(line, "@AFTER") == 0)
			spec.now = &spec.side[1];
		else if (strncmp(line, "@EXPECT ", 8) == 0)
			cases++, failed += expect(&spec, line + 8);
		else if (line[0] && line[0] != '#')
			add_unit(&spec, line);
	}
	start(&spec, "");
	rc_score_release(&spec.side[0]);
	rc_score_release(&spec.side[1]);
	fclose(file);
	printf("%u cases, %u failed\n", cases, failed);
	return failed || !cases;
}
