/* SPDX-License-Identifier: MIT */

/* A bracket too few, too many or of the wrong kind, see brackets.h. */

#include "rules/brackets.h"
#include "rules/closing.h"
#include "rules/table.h"

#define MAX_TRIES 3 /* brackets that may be meant */

static bool is_named(const struct rc_rule_at *at, size_t open)
{
	const struct rc_diag *diag = at->diag;

	for (size_t i = 0; i < diag->n_spans; i++) {
		const char *label = diag->spans[i].label;

		if (label &&
		    (strstr(label, "unclosed delimiter") ||
		     strstr(label, "might not be properly closed")) &&
		    rc_lex_at(at->src, diag->spans[i].start) == open)
			return true;
	}
	return false;
}

/* 0: not what this rule repairs; what makes all brackets match is best. */
static int worth(const struct rc_rule_at *at, const struct rc_gap *gap,
		 enum rc_gap_kind kind, const char *openers)
{
	char open = rc_lex_sign(at->src, gap->open);

	if (gap->kind != kind || !open || !strchr(openers, open))
		return 0;
	return 1 + gap->fits * 2 + is_named(at, gap->open);
}

/* Answers for the gaps that fit, those the compiler points at first. */
static void answer_best(struct rc_rule_at *at, const struct rc_gaps *gaps,
			enum rc_gap_kind kind, const char *openers,
			void (*answer)(struct rc_rule_at *at,
				       const struct rc_gap *gap))
{
	unsigned tries = 0;

	for (int wanted = 4; wanted > 0; wanted--) {
		if (wanted < 3 && (gaps->any_fits || gaps->fit_together))
			return;
		for (size_t i = 0; i < gaps->n && tries < MAX_TRIES; i++) {
			if (worth(at, &gaps->v[i], kind, openers) != wanted)
				continue;
			answer(at, &gaps->v[i]);
			/* More than one is missing: the first of all. */
			tries += wanted < 3 ? MAX_TRIES : 1;
		}
	}
}

static void insert_closer(struct rc_rule_at *at, const struct rc_gap *gap)
{
	struct rc_places places;
	char open = rc_lex_sign(at->src, gap->open);
	unsigned line = rc_line_number(at->src, at->src->v[gap->open].start);

	rc_places_find(at->src, gap, at->arena, &places);
	for (size_t i = 0; i < places.n; i++) {
		rc_rule_insert(at, at->src, places.v[i].byte, places.v[i].text);
		rc_rule_answer(at, "insert the missing `%c` of line %u",
			       rc_closer_of(open), line);
	}
}

/* Several are missing, and only all of them together match. */
static void insert_closers(struct rc_rule_at *at, const struct rc_gaps *gaps)
{
	struct rc_places places;
	size_t byte = 0;
	const char *text = "";

	for (size_t i = 0; i < gaps->n; i++) {
		if (gaps->v[i].kind != RC_GAP_MISSING)
			return;
		rc_places_find(at->src, &gaps->v[i], at->arena, &places);
		if (!places.n || places.v[0].byte < byte)
			return;
		if (places.v[0].byte > byte && *text) {
			rc_rule_insert(at, at->src, byte, text);
			text = "";
		}
		byte = places.v[0].byte;
		text = RC_RULE_TEXT(at, "%s%s", text, places.v[0].text);
	}
	rc_rule_insert(at, at->src, byte, text);
	rc_rule_answer(at, "insert the %zu missing brackets", gaps->n);
}

static void close_brackets(struct rc_rule_at *at, const char *openers)
{
	RC_CLEANUP(rc_gaps_release) struct rc_gaps gaps = { .v = NULL };

	rc_gaps_find(at->src, &gaps);
	if (gaps.fit_together &&
	    strchr(openers, rc_lex_sign(at->src, gaps.v[0].open)))
		insert_closers(at, &gaps);
	else
		answer_best(at, &gaps, RC_GAP_MISSING, openers, insert_closer);
}

RC_RULE(close_brace)
{
	close_brackets(at, "{");
}

RC_RULE(close_paren)
{
	close_brackets(at, "([");
}

static void remove_closer(struct rc_rule_at *at, const struct rc_gap *gap)
{
	const struct rc_lexeme *lex = &at->src->v[gap->at];

	rc_rule_remove(at, at->src, lex->start, lex->end);
	rc_rule_answer(at, "remove the surplus `%c` of line %u",
		       rc_lex_sign(at->src, gap->at),
		       rc_line_number(at->src, lex->start));
}

/* Only what makes all brackets match: a bracket is not thrown away to see
 * what happens. */
RC_RULE(extra_closer)
{
	RC_CLEANUP(rc_gaps_release) struct rc_gaps gaps = { .v = NULL };

	rc_gaps_find(at->src, &gaps);
	for (size_t i = 0; i < gaps.n; i++) {
		if (gaps.v[i].kind == RC_GAP_EXTRA && gaps.v[i].fits) {
			remove_closer(at, &gaps.v[i]);
			return;
		}
	}
}

static void exchange_closer(struct rc_rule_at *at, const struct rc_gap *gap)
{
	const struct rc_lexeme *lex = &at->src->v[gap->at];
	char wanted = rc_closer_of(rc_lex_sign(at->src, gap->open));

	rc_rule_replace(at, at->src, lex->start, lex->end,
			RC_RULE_TEXT(at, "%c", wanted));
	rc_rule_answer(at, "close with `%c` instead of `%c`", wanted,
		       rc_lex_sign(at->src, gap->at));
}

RC_RULE(wrong_closer)
{
	RC_CLEANUP(rc_gaps_release) struct rc_gaps gaps = { .v = NULL };

	rc_gaps_find(at->src, &gaps);
	answer_best(at, &gaps, RC_GAP_WRONG, "([{", exchange_closer);
}
