/* SPDX-License-Identifier: MIT */

/*
 * The signature of a function in an impl, as the trait declares it. Names
 * that the impl gave to its parameters stay, since its body uses them.
 */

#include "rules/table.h"
#include "rules/trait.h"

#define MAX_PARAMS 32
#define NONE SIZE_MAX

struct param {
	size_t from, colon, to; /* colon: behind the pattern, or from */
	bool receiver;
};

struct params {
	struct rc_list list;
	struct param v[MAX_PARAMS];
};

/* &'a mut self */
static bool is_receiver(const struct rc_source *src, size_t i)
{
	if (rc_lex_is(src, i, "&"))
		i++;
	if (rc_lex_is_lifetime(src, i))
		i++;
	if (rc_lex_is(src, i, "mut"))
		i++;
	return rc_lex_is(src, i, "self");
}

static struct param read_param(const struct rc_source *src,
			       const struct rc_list_item *item)
{
	struct param out = { item->from, item->from, item->to, false };
	size_t i = item->from;

	while (rc_lex_is(src, i, "#") && i < item->to)
		i = rc_lex_close(src, i + 1) + 1;
	out.receiver = is_receiver(src, i);
	for (; i < item->to && out.colon == item->from; i++) {
		if (rc_lex_is(src, i, "::"))
			i++;
		else if (rc_lex_is(src, i, ":"))
			out.colon = i;
		else if (rc_lex_is(src, i, "(") || rc_lex_is(src, i, "[") ||
			 rc_lex_is(src, i, "{") || rc_lex_is(src, i, "<"))
			i = rc_lex_close(src, i);
	}
	return out;
}

static bool read_params(const struct rc_rule_at *at, const struct rc_decl *fn,
			struct params *out)
{
	if (fn->kind != RC_DECL_FN || !fn->params)
		return false;
	out->list = rc_list_in(fn->src, fn->params, at->arena);
	if (out->list.n > MAX_PARAMS)
		return false;
	for (size_t i = 0; i < out->list.n; i++)
		out->v[i] = read_param(fn->src, &out->list.v[i]);
	return true;
}

/* Both functions, and which parameter is which. */
struct match {
	const struct rc_pair *pair;
	struct params own, theirs;
	size_t of[MAX_PARAMS]; /* own parameter of each of theirs, or NONE */
	size_t used;	       /* own ones that are one of theirs */
};

/* Type of a parameter of the trait's, or of a receiver all of it. */
static const char *their_type(const struct rc_rule_at *at,
			      const struct match *match, size_t i)
{
	const struct param *param = &match->theirs.v[i];
	bool all = param->receiver || param->colon == param->from;

	return rc_pair_text(at, match->pair,
			    all ? param->from : param->colon + 1, param->to);
}

static size_t own_type_from(const struct param *param)
{
	return param->receiver || param->colon == param->from
		       ? param->from
		       : param->colon + 1;
}

static const char *own_type(const struct rc_rule_at *at,
			    const struct match *match, size_t i)
{
	const struct param *param = &match->own.v[i];

	return rc_lex_text(match->pair->own->src, own_type_from(param),
			   param->to, at->arena);
}

static bool same_name(const struct match *match, const struct param *theirs,
		      const struct param *own)
{
	const struct rc_decl *a = match->pair->theirs, *b = match->pair->own;

	return theirs->colon > theirs->from && own->colon > own->from &&
	       rc_lex_same(a->src, theirs->from, theirs->colon, b->src,
			   own->from, own->colon);
}

static unsigned likeness(const struct rc_rule_at *at, const struct match *match,
			 size_t theirs, size_t own)
{
	const struct param *a = &match->theirs.v[theirs];
	const struct param *b = &match->own.v[own];

	if (a->receiver != b->receiver)
		return 0;
	return 4 * a->receiver + 2 * same_name(match, a, b) +
	       2 * rc_same_but_blanks(their_type(at, match, theirs),
				      own_type(at, match, own));
}

/* The pairs of the greatest likeness in order; on a tie the first ones. */
static void align(const struct rc_rule_at *at, struct match *match)
{
	unsigned best[MAX_PARAMS + 1][MAX_PARAMS + 1] = { { 0 } };
	size_t n = match->theirs.list.n, m = match->own.list.n, i, j;

	for (i = n; i-- > 0;) {
		for (j = m; j-- > 0;) {
			unsigned like = likeness(at, match, i, j);
			unsigned both = like ? like + best[i + 1][j + 1] : 0;

			best[i][j] = best[i + 1][j];
			if (best[i][j + 1] > best[i][j])
				best[i][j] = best[i][j + 1];
			if (both > best[i][j])
				best[i][j] = both;
		}
	}
	for (i = 0, j = 0; i < n && j < m;) {
		unsigned like = likeness(at, match, i, j);

		if (like && best[i][j] == like + best[i + 1][j + 1])
			match->of[i++] = j++;
		else if (best[i][j] == best[i + 1][j])
			i++;
		else
			j++;
	}
}

static bool find_match(struct rc_rule_at *at, const struct rc_pair *pair,
		       struct match *match)
{
	match->pair = pair;
	match->used = 0;
	if (!read_params(at, pair->own, &match->own) ||
	    !read_params(at, pair->theirs, &match->theirs))
		return false;
	for (size_t i = 0; i < MAX_PARAMS; i++)
		match->of[i] = NONE;
	if (match->own.list.n != match->theirs.list.n)
		align(at, match);
	for (size_t i = 0; i < match->theirs.list.n; i++) {
		if (match->own.list.n == match->theirs.list.n)
			match->of[i] = i;
		match->used += match->of[i] != NONE;
	}
	return true;
}

/* A parameter as the trait writes it; without a name it gets "_". */
static const char *their_param(struct rc_rule_at *at, const struct match *match,
			       size_t i)
{
	const struct param *param = &match->theirs.v[i];

	if (!param->receiver && param->colon == param->from)
		return RC_RULE_TEXT(at, "_: %s", their_type(at, match, i));
	return rc_pair_text(at, match->pair, param->from, param->to);
}

static void add_missing(struct rc_rule_at *at, const struct match *match)
{
	size_t after = NONE;

	for (size_t i = 0; i < match->theirs.list.n; i++) {
		const char *text = NULL;

		for (; i < match->theirs.list.n && match->of[i] == NONE; i++)
			text = text ? RC_RULE_TEXT(at, "%s, %s", text,
						   their_param(at, match, i))
				    : their_param(at, match, i);
		if (text)
			rc_list_insert(at, &match->own.list, after, text);
		if (i < match->theirs.list.n)
			after = match->of[i];
	}
}

static bool is_used(const struct match *match, size_t own)
{
	for (size_t i = 0; i < match->theirs.list.n; i++) {
		if (match->of[i] == own)
			return true;
	}
	return false;
}

static void drop_extra(struct rc_rule_at *at, const struct match *match)
{
	for (size_t i = 0; i < match->own.list.n; i++) {
		if (!is_used(match, i))
			rc_list_drop(at, &match->own.list, i);
	}
}

RC_RULE(trait_parameters)
{
	struct rc_pair pair;
	struct match match;

	if (!rc_pair_find(at, &pair) || !find_match(at, &pair, &match))
		return;
	bool missing = match.used < match.theirs.list.n;

	/* What was one and is another cannot be told by counting. */
	if (missing && match.used < match.own.list.n)
		return;
	if (missing)
		add_missing(at, &match);
	else
		drop_extra(at, &match);
	rc_rule_answer(at, "%s the parameters of `%s` that the trait %s",
		       missing ? "add" : "remove", pair.own->name,
		       missing ? "has" : "has not");
}

/* The names the impl gave to its types and constants, since its body uses
 * them; lifetimes are seldom named there. */
static void keep_names(struct rc_rule_at *at, struct rc_pair *pair)
{
	struct rc_generics own = rc_generics_of(pair->own, at->arena);
	struct rc_generics theirs = rc_generics_of(pair->theirs, at->arena);
	size_t a = 0, b = 0;

	for (;; a++, b++) {
		while (a < own.list.n && own.v[a].kind == RC_GENERIC_LIFETIME)
			a++;
		while (b < theirs.list.n &&
		       theirs.v[b].kind == RC_GENERIC_LIFETIME)
			b++;
		if (a == own.list.n || b == theirs.list.n)
			return;
		rc_subst_add(&pair->names,
			     rc_lex_text(pair->theirs->src, theirs.v[b].name,
					 theirs.v[b].name + 1, at->arena),
			     rc_lex_text(pair->own->src, own.v[a].name,
					 own.v[a].name + 1, at->arena));
	}
}

/* Replaces lexemes [from, to) of the impl, with what is before them. */
static void replace(struct rc_rule_at *at, const struct rc_pair *pair,
		    size_t from, size_t to, const char *text)
{
	const struct rc_source *src = pair->own->src;
	size_t start = from ? src->v[from - 1].end : 0;
	size_t end = from < to ? src->v[to - 1].end : start;

	if (!rc_same_but_blanks(rc_lex_text(src, from, to, at->arena), text))
		rc_rule_replace(at, src, start, end, text);
}

static void copy_generics(struct rc_rule_at *at, const struct rc_pair *pair)
{
	const struct rc_decl *own = pair->own, *theirs = pair->theirs;

	replace(at, pair, own->generics, own->generics_end,
		rc_pair_text(at, pair, theirs->generics, theirs->generics_end));
}

/* Lexeme behind the where clause, or behind where one would stand. */
static size_t head_end(const struct rc_decl *fn)
{
	return fn->body ? fn->body : fn->end - 1;
}

static const char *spaced(struct rc_rule_at *at, const char *text)
{
	return *text ? RC_RULE_TEXT(at, " %s", text) : "";
}

/* The return type, and the where clause. */
static void copy_tail(struct rc_rule_at *at, const struct rc_pair *pair)
{
	const struct rc_decl *own = pair->own, *theirs = pair->theirs;

	replace(at, pair, own->params_end, head_end(own),
		spaced(at, rc_pair_text(at, pair, theirs->params_end,
					head_end(theirs))));
}

static void copy_types(struct rc_rule_at *at, const struct match *match)
{
	const struct rc_source *src = match->pair->own->src;

	for (size_t i = 0; i < match->theirs.list.n; i++) {
		size_t own = match->of[i];
		const struct param *param = &match->own.v[own];
		const char *text = their_type(at, match, i);

		if (rc_same_but_blanks(own_type(at, match, own), text))
			continue;
		rc_rule_replace(at, src, src->v[own_type_from(param)].start,
				src->v[param->to - 1].end, text);
	}
}

static bool copy_signature(struct rc_rule_at *at, struct rc_pair *pair)
{
	struct match match;

	if (!find_match(at, pair, &match) ||
	    match.own.list.n != match.theirs.list.n)
		return false;
	keep_names(at, pair);
	copy_generics(at, pair);
	copy_types(at, &match);
	copy_tail(at, pair);
	return true;
}

/* type Item<'a> = … where …; */
static void copy_type_head(struct rc_rule_at *at, const struct rc_pair *pair)
{
	const struct rc_decl *own = pair->own, *theirs = pair->theirs;

	copy_generics(at, pair);
	if (theirs->where && !own->where)
		rc_rule_insert(at, own->src, own->src->v[own->end - 1].start,
			       spaced(at, rc_pair_text(at, pair, theirs->where,
						       theirs->end - 1)));
}

static void copy_head(struct rc_rule_at *at)
{
	struct rc_pair pair;

	if (!rc_pair_find(at, &pair))
		return;
	if (pair.own->kind == RC_DECL_TYPE)
		copy_type_head(at, &pair);
	else if (!copy_signature(at, &pair))
		return;
	rc_rule_answer(at, "declare `%s` as the trait does", pair.own->name);
}

RC_RULE(trait_generics)
{
	copy_head(at);
}

RC_RULE(trait_lifetimes)
{
	copy_head(at);
}

RC_RULE(trait_signature)
{
	copy_head(at);
}
