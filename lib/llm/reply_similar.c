/* SPDX-License-Identifier: MIT */
#include "llm/reply_similar.h"

#define REACH ((size_t)60) /* lines around the hint */
#define ALIKE 0.92
#define MARGIN 0.05
#define FUZZY_LINES 200
#define FUZZY_WEIGHT 10
/* What is compared byte by byte between what two lines begin and end with. */
#define MIDDLE 64
#define CLOSE 0.6
#define ANCHOR_LINES 40

/* The longest common subsequence of what is short. */
static size_t common_bytes(const char *a, size_t a_len, const char *b,
			   size_t b_len)
{
	uint8_t row[MIDDLE + 1] = { 0 };

	for (size_t i = 0; i < a_len; i++) {
		uint8_t diagonal = 0;

		for (size_t j = 0; j < b_len; j++) {
			uint8_t above = row[j + 1];

			if (a[i] == b[j])
				row[j + 1] = diagonal + 1;
			else if (row[j] > above)
				row[j + 1] = row[j];
			diagonal = above;
		}
	}
	return row[b_len];
}

/* Bytes the two have in common, in order. */
static size_t common(const struct rc_line *left, const struct rc_line *right)
{
	const char *a = rc_line_core(left), *b = rc_line_core(right);
	size_t a_len = rc_line_core_len(left);
	size_t b_len = rc_line_core_len(right), n = 0;

	for (; a_len > 0 && b_len > 0 && *a == *b; a_len--, b_len--, n++) {
		a++;
		b++;
	}
	for (; a_len > 0 && b_len > 0 && a[a_len - 1] == b[b_len - 1]; n++) {
		a_len--;
		b_len--;
	}
	if (a_len > MIDDLE || b_len > MIDDLE)
		return n;
	return n + common_bytes(a, a_len, b, b_len);
}

double rc_similar(const struct rc_line *a, const struct rc_line *b)
{
	size_t total = rc_line_core_len(a) + rc_line_core_len(b);

	return total ? 2.0 * (double)common(a, b) / (double)total : 1.0;
}

static double similar_lines(const struct rc_line *a, const struct rc_line *b,
			    size_t n)
{
	size_t same = 0, total = 0;

	for (size_t i = 0; i < n; i++) {
		total += rc_line_core_len(&a[i]) + rc_line_core_len(&b[i]);
		same += common(&a[i], &b[i]);
	}
	return total ? 2.0 * (double)same / (double)total : 1.0;
}

bool rc_similar_find(const struct rc_shown *shown,
		     const struct rc_wanted *wanted, size_t *from)
{
	size_t n = wanted->before.n, centre = wanted->hint;
	double best = 0, second = 0;

	if (!centre)
		centre = shown->file->near;
	if (!centre || n > shown->lines.n || n > FUZZY_LINES ||
	    rc_lines_weight(wanted->before, FUZZY_WEIGHT) < FUZZY_WEIGHT)
		return false;
	size_t last = centre - 1 + REACH;
	if (last > shown->lines.n - n)
		last = shown->lines.n - n;
	for (size_t at = centre > REACH ? centre - 1 - REACH : 0; at <= last;
	     at++) {
		double score =
			similar_lines(shown->lines.v + at, wanted->before.v, n);

		if (score > best) {
			second = best;
			best = score;
			*from = at;
		} else if (score > second) {
			second = score;
		}
	}
	return best >= ALIKE && best - second >= MARGIN;
}

/* Where most of the lines are the same. */
static bool find_anchor(struct rc_lines lines, struct rc_lines wanted,
			size_t *anchor)
{
	size_t n = wanted.n < ANCHOR_LINES ? wanted.n : ANCHOR_LINES;
	size_t most = 0;

	for (size_t at = 0; at < lines.n; at++) {
		size_t same = 0;

		for (size_t i = 0; i < n && at + i < lines.n; i++)
			if (!rc_line_is_blank(&wanted.v[i]) &&
			    rc_line_same_core(&lines.v[at + i], &wanted.v[i]))
				same += rc_line_core_len(&wanted.v[i]);
		if (same <= most)
			continue;
		most = same;
		*anchor = at;
	}
	return most >= FUZZY_WEIGHT;
}

/* The line that is most like the first one. */
static bool find_alike(struct rc_lines lines, const struct rc_line *first,
		       size_t *anchor)
{
	double best = CLOSE;

	for (size_t at = 0; at < lines.n; at++) {
		double score = rc_similar(&lines.v[at], first);

		if (score < best || rc_line_is_blank(&lines.v[at]))
			continue;
		best = score;
		*anchor = at;
	}
	return best > CLOSE;
}

bool rc_similar_closest(const struct rc_shown *shown, struct rc_lines wanted,
			struct rc_closest *out)
{
	struct rc_lines lines = shown->lines;
	size_t at;

	if (!wanted.n || (!find_anchor(lines, wanted, &at) &&
			  !find_alike(lines, &wanted.v[0], &at)))
		return false;
	for (size_t i = 0; i < wanted.n && at + i < lines.n; i++) {
		if (rc_line_same_core(&lines.v[at + i], &wanted.v[i]))
			continue;
		*out = (struct rc_closest){ &wanted.v[i], &lines.v[at + i],
					    at + i + 1 };
		return true;
	}
	return false;
}
