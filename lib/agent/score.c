/* SPDX-License-Identifier: MIT */
#include "agent/score.h"

#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/path.h"

/* Errors decide; warnings only when nothing else differs. */
enum { MINOR = 1, MAJOR = 2 };

static size_t bytes_behind(const char *root, const struct rc_span *span)
{
	RC_CLEANUP(rc_freep) char *path = rc_path_join(root, span->path);
	struct stat st;

	if (stat(path, &st) < 0 || (size_t)st.st_size < span->start)
		return 0;
	return (size_t)st.st_size - span->start;
}

static bool identity_is_new(const struct rc_diags *diags, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (diags->v[i].level == RC_LEVEL_ERROR &&
		    diags->v[i].unit == diags->v[index].unit &&
		    diags->v[i].identity == diags->v[index].identity)
			return false;
	}
	return true;
}

static void count_error(struct rc_unit_score *unit,
			const struct rc_diags *diags, size_t index,
			const char *root)
{
	const struct rc_diag *diag = &diags->v[index];
	const struct rc_span *span = rc_diag_primary(diag);

	unit->errors++;
	unit->identities += identity_is_new(diags, index);
	if (unit->phase && diag->phase >= unit->phase)
		return;
	unit->phase = diag->phase;
	if (diag->phase == RC_PHASE_PARSE && span && span->path) {
		unit->file = span->path;
		unit->behind = bytes_behind(root, span);
	}
}

void rc_score_init(struct rc_score *score, const struct rc_diags *diags,
		   const char *root)
{
	score->n = diags->n_units;
	score->v = rc_xcalloc(score->n + 1, sizeof(*score->v));
	for (size_t i = 0; i < score->n; i++)
		score->v[i].key = diags->units[i].key;
	for (size_t i = 0; i < diags->n; i++) {
		struct rc_unit_score *unit = &score->v[diags->v[i].unit];

		if (diags->v[i].level == RC_LEVEL_ERROR)
			count_error(unit, diags, i, root);
		else
			unit->warnings++;
	}
}

void rc_score_release(struct rc_score *score)
{
	rc_free(score->v);
	*score = (struct rc_score)RC_SCORE_INIT;
}

static const struct rc_unit_score *find(const struct rc_score *score,
					const char *key)
{
	for (size_t i = 0; i < score->n; i++) {
		if (strcmp(score->v[i].key, key) == 0)
			return &score->v[i];
	}
	return NULL;
}

/* The sign says whether fewer is better news; the size how much it counts. */
static int fewer(size_t before, size_t after, int weight)
{
	return after < before ? weight : after > before ? -weight : 0;
}

static int compare_errors(const struct rc_unit_score *b,
			  const struct rc_unit_score *a)
{
	int diff = 0;

	if (a->phase != b->phase)
		return a->phase > b->phase ? MAJOR : -MAJOR;
	if (a->file && b->file && strcmp(a->file, b->file) == 0)
		diff = fewer(b->behind, a->behind, MAJOR);
	if (!diff)
		diff = fewer(b->identities, a->identities, MAJOR);
	if (!diff)
		diff = fewer(b->errors, a->errors, MAJOR);
	return diff;
}

/* b before, a after; NULL: not reached */
static int compare_units(const struct rc_unit_score *b,
			 const struct rc_unit_score *a, bool keep_going)
{
	int diff = 0;

	if (!b)
		return a ? MAJOR : 0;
	if (!a)
		return keep_going ? -MAJOR : 0;
	if (!a->errors != !b->errors)
		return a->errors ? -MAJOR : MAJOR;
	if (a->errors)
		diff = compare_errors(b, a);
	return diff ? diff : fewer(b->warnings, a->warnings, MINOR);
}

static enum rc_verdict verdict_of(int diff)
{
	return diff > 0 ? RC_BETTER : diff < 0 ? RC_WORSE : RC_SAME;
}

/*
 * Any unit that was reached and got worse spoils the candidate; else any that
 * got better makes it. Warnings count in a second pass only.
 */
enum rc_verdict rc_score_compare(const struct rc_score *before,
				 const struct rc_score *after, bool keep_going)
{
	int best = 0, worst = 0;

	for (size_t i = 0; i < before->n; i++) {
		int diff = compare_units(&before->v[i],
					 find(after, before->v[i].key),
					 keep_going);

		best = diff > best ? diff : best;
		worst = diff < worst ? diff : worst;
	}
	for (size_t i = 0; i < after->n; i++) {
		if (!find(before, after->v[i].key))
			best = MAJOR;
	}
	if (worst == -MAJOR)
		return RC_WORSE;
	if (best == MAJOR)
		return RC_BETTER;
	return worst < 0 ? RC_WORSE : verdict_of(best);
}
