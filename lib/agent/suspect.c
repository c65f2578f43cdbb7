/* SPDX-License-Identifier: MIT */
#include "agent/suspect.h"

#include <stdlib.h>

#include "base/path.h"
#include "vcs/merge.h"

#define MODEL_DOUBT 10
#define MACHINE_RANK 1.0

static double doubt_of(const struct rc_repair *repair)
{
	return strcmp(repair->part.stage, "llm") == 0 ? MODEL_DOUBT
						      : repair->part.rank;
}

static const char *manifest_of(const struct rc_tests *tests, const char *label)
{
	for (size_t i = 0; label && i < tests->n_programs; i++) {
		if (!strcmp(tests->programs[i].label, label))
			return tests->programs[i].manifest;
	}
	return NULL;
}

static bool is_near(const struct rc_run *run, const struct rc_repair *repair,
		    const struct rc_test_diffs *red)
{
	RC_CLEANUP(rc_freep)
	char *path = rc_path_join(run->root, repair->part.file);
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(path);
	RC_CLEANUP(rc_freep) char *own = rc_crate_lookup(dir);

	for (size_t i = 0; own && i < red->n; i++) {
		const char *manifest = manifest_of(&run->tester->last.tests,
						   red->v[i].program);

		if (manifest && !strcmp(manifest, own))
			return true;
	}
	return false;
}

/* The lines of one file that a repair changed, as the tree has them now. */
static void find_regions(const struct rc_change *out, struct rc_text now,
			 struct rc_hunks *regions)
{
	RC_CLEANUP(rc_hunks_release) struct rc_hunks later = RC_HUNKS_INIT;
	struct rc_text with = { out->before, out->before_len };
	struct rc_text without = { out->after, out->after_len };

	rc_hunks_make(regions, with, without);
	rc_hunks_make(&later, with, now);
	for (size_t i = 0; i < regions->n; i++) {
		struct rc_hunk *region = &regions->v[i];

		region->old_start = rc_hunks_map(&later, region->old_start);
		region->old_end = rc_hunks_map(&later, region->old_end);
	}
}

static bool touches(const struct rc_hunk *hunk, const struct rc_hunks *regions)
{
	for (size_t i = 0; i < regions->n; i++) {
		if (hunk->new_start <= regions->v[i].old_end &&
		    regions->v[i].old_start <= hunk->new_end)
			return true;
	}
	return false;
}

static size_t skip_lines(struct rc_text text, size_t at, size_t lines)
{
	while (lines-- && at < text.len) {
		const char *end = memchr(text.ptr + at, '\n', text.len - at);

		at = end ? (size_t)(end - text.ptr) + 1 : text.len;
	}
	return at;
}

static void put_lines(struct rc_buf *out, struct rc_text text, size_t start,
		      size_t end)
{
	size_t from = skip_lines(text, 0, start);
	size_t to = skip_lines(text, from, end - start);

	rc_buf_add(out, text.ptr + from, to - from);
}

/* The text as it is now, but for what differs in the regions. */
static bool put_back(struct rc_text before, struct rc_text now,
		     const struct rc_hunks *regions, struct rc_buf *out)
{
	RC_CLEANUP(rc_hunks_release) struct rc_hunks hunks = RC_HUNKS_INIT;
	size_t line = 0;
	bool any = false;

	rc_hunks_make(&hunks, before, now);
	for (size_t i = 0; i < hunks.n; i++) {
		const struct rc_hunk *hunk = &hunks.v[i];

		if (!touches(hunk, regions))
			continue;
		put_lines(out, now, line, hunk->new_start);
		put_lines(out, before, hunk->old_start, hunk->old_end);
		line = hunk->new_end;
		any = true;
	}
	put_lines(out, now, line, SIZE_MAX);
	return any;
}

enum version { UNKNOWN, EQUAL, DIFFERENT };

static enum version add_file(struct rc_run *run, const struct rc_change *out,
			     const struct rc_changes *under,
			     struct rc_changes *changes)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf before = RC_BUF_INIT(0);
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(0);
	RC_CLEANUP(rc_hunks_release) struct rc_hunks regions = RC_HUNKS_INIT;
	struct rc_text now;

	if (!rc_baseline_text(&run->tester->baseline, out->path, &before) ||
	    rc_tree_text(&run->tree, under, out->path, &now.ptr, &now.len,
			 NULL) < 0)
		return UNKNOWN;
	find_regions(out, now, &regions);
	if (!put_back((struct rc_text){ before.ptr, before.len }, now, &regions,
		      &text))
		return EQUAL;
	rc_changes_add(changes, &(struct rc_change){ .path = out->path,
						     .before = (char *)now.ptr,
						     .before_len = now.len,
						     .after = text.ptr,
						     .after_len = text.len });
	return text.overflow ? UNKNOWN : DIFFERENT;
}

static enum version compare(struct rc_run *run, const struct rc_repair *repair,
			    const struct rc_changes *under,
			    struct rc_changes *changes)
{
	enum version all = repair->out.n ? EQUAL : UNKNOWN;

	for (size_t i = 0; i < repair->out.n; i++) {
		enum version one =
			add_file(run, &repair->out.v[i], under, changes);

		if (one == UNKNOWN)
			return UNKNOWN;
		if (one == DIFFERENT)
			all = DIFFERENT;
	}
	return all;
}

void rc_suspect_before(struct rc_run *run, const struct rc_repair *repair,
		       const struct rc_changes *under, struct rc_changes *out)
{
	static const struct rc_changes nothing = RC_CHANGES_INIT;
	RC_CLEANUP(rc_changes_release)
	struct rc_changes step = RC_CHANGES_INIT;
	bool known = compare(run, repair, under, &step) == DIFFERENT;

	rc_changes_compose(under ? under : &nothing, known ? &step : &nothing,
			   out);
}

/* Its lines are what they were when the tests passed. */
static bool is_innocent(struct rc_run *run, const struct rc_repair *repair)
{
	RC_CLEANUP(rc_changes_release)
	struct rc_changes changes = RC_CHANGES_INIT;

	return compare(run, repair, NULL, &changes) == EQUAL;
}

static int by_doubt(const void *left, const void *right)
{
	const struct rc_suspect *a = left, *b = right;

	if (a->machine != b->machine)
		return a->machine ? 1 : -1;
	if (a->near != b->near)
		return a->near ? -1 : 1;
	if (a->doubt < b->doubt || a->doubt > b->doubt)
		return a->doubt < b->doubt ? 1 : -1;
	if (a->repair->iteration != b->repair->iteration)
		return a->repair->iteration < b->repair->iteration ? 1 : -1;
	return a->repair < b->repair ? 1 : a->repair > b->repair ? -1 : 0;
}

void rc_suspects_make(struct rc_run *run, const struct rc_test_diffs *red,
		      struct rc_suspects *out)
{
	for (size_t i = 0; run->repairs && i < run->repairs->n; i++) {
		struct rc_repair *repair = &run->repairs->v[i];

		if (repair->taken_back || !repair->out.n ||
		    is_innocent(run, repair))
			continue;
		RC_GROW(out->v, out->n, out->cap);
		out->v[out->n++] = (struct rc_suspect){
			.repair = repair,
			.machine = doubt_of(repair) < MACHINE_RANK,
			.near = is_near(run, repair, red),
			.doubt = doubt_of(repair),
		};
	}
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_doubt);
}

size_t rc_suspects_equal(const struct rc_suspects *suspects)
{
	const struct rc_suspect *first = &suspects->v[0];
	size_t n = suspects->n > 0;

	while (n < suspects->n && suspects->v[n].machine == first->machine &&
	       suspects->v[n].near == first->near &&
	       suspects->v[n].doubt <= first->doubt &&
	       suspects->v[n].doubt >= first->doubt &&
	       suspects->v[n].repair->iteration == first->repair->iteration)
		n++;
	return n;
}

void rc_suspects_release(struct rc_suspects *suspects)
{
	rc_free(suspects->v);
	*suspects = (struct rc_suspects)RC_SUSPECTS_INIT;
}
