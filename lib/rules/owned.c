/* SPDX-License-Identifier: MIT */

/* A function that returns a reference to what dies with it. */

#include "rules/table.h"

/* What owns the type at [i, end): String, Vec<T>; NULL: neither. */
static const char *owner_of(const struct rc_rule_at *at, size_t i, size_t end)
{
	const struct rc_source *src = at->src;

	if (!rc_lex_is(src, i++, "&"))
		return NULL;
	i += rc_lex_is_lifetime(src, i);
	if (rc_lex_is(src, i, "str") && i + 1 == end)
		return "String";
	if (!rc_lex_is(src, i, "[") || rc_lex_close(src, i) + 1 != end)
		return NULL;
	for (size_t k = i; k < end; k++) {
		if (rc_lex_is(src, k, ";"))
			return NULL;
	}
	return RC_RULE_TEXT(at, "Vec<%s>",
			    rc_lex_text(src, i + 1, end - 1, at->arena));
}

/* EXPR.to_string(), without the '&' in front. */
static void make_owned(struct rc_rule_at *at, size_t i, size_t end,
		       const char *method)
{
	const struct rc_source *src = at->src;
	bool macro = rc_lex_is(src, i + 2, "!");

	if (rc_lex_is(src, i, "&"))
		rc_rule_replace(at, src, src->v[i].start, src->v[i + 1].start,
				"");
	if (!macro)
		rc_rule_insert(at, src, src->v[end - 1].end, method);
}

/* The expression the diagnostic refuses to return, of this function. */
static bool refused(const struct rc_rule_at *at, const struct rc_decl *fn,
		    const struct rc_diag *diag, size_t *i, size_t *end)
{
	const struct rc_span *span = rc_diag_primary(diag);

	if (!diag->code || strcmp(diag->code, "E0515") != 0 || !span ||
	    !span->path || strcmp(span->path, at->src->path) != 0 ||
	    span->end <= span->start || span->end > at->src->len)
		return false;
	*i = rc_lex_at(at->src, span->start);
	*end = rc_lex_at(at->src, span->end - 1) + 1;
	return *i > fn->body && *end < fn->end && !span->expanded;
}

/* Which of them begins at lexeme from, or ends at to; 0: none. */
static size_t refused_at(const struct rc_rule_at *at, const struct rc_decl *fn,
			 size_t from, size_t to, size_t *end)
{
	size_t i;

	for (size_t k = 0; k < at->diags->n; k++) {
		if (refused(at, fn, &at->diags->v[k], &i, end) &&
		    (i == from || *end == to))
			return i;
	}
	return 0;
}

/* What a function may return besides: a literal, made owned likewise. */
static bool is_literal(const struct rc_source *src, size_t i)
{
	return src->text[src->v[i].start] == '"';
}

/*
 * All that the function returns becomes owned, or the types would not agree.
 * Number of refused expressions; 0: something is returned that is neither
 * refused nor a literal.
 */
static unsigned own_returns(struct rc_rule_at *at, const struct rc_decl *fn,
			    const char *method)
{
	const struct rc_source *src = at->src;
	size_t last = fn->end - 2, end;
	unsigned n = 0;

	for (size_t i = fn->body + 1; i <= last; i++) {
		bool tail = i == last && !rc_lex_is(src, i, ";");

		if (!tail && !rc_lex_is(src, i - 1, "return"))
			continue;
		size_t from = refused_at(at, fn, tail ? 0 : i, tail ? i + 1 : 0,
					 &end);

		n += from != 0;
		if (from)
			make_owned(at, from, end, method);
		else if (is_literal(src, i))
			make_owned(at, i, i + 1, method);
		else
			return 0;
	}
	return n;
}

/* One answer for all of the function's; false: this is not the first. */
static bool is_first(const struct rc_rule_at *at, const struct rc_decl *fn,
		     unsigned *n)
{
	const struct rc_diag *first = NULL;
	size_t i, end;

	for (size_t k = 0; k < at->diags->n; k++) {
		if (!refused(at, fn, &at->diags->v[k], &i, &end))
			continue;
		first = first ? first : &at->diags->v[k];
		++*n;
	}
	return first == at->diag;
}

RC_RULE(return_owned)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *fn =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_FN);

	if (!fn || !fn->body || !fn->params_end ||
	    (fn->parent &&
	     (fn->parent->kind == RC_DECL_TRAIT || fn->parent->trait)))
		return;
	size_t type = fn->params_end + 2; /* "->" */
	size_t end = fn->where ? fn->where : fn->body;
	const char *owner =
		rc_lex_is(src, type - 2, "->") ? owner_of(at, type, end) : NULL;
	unsigned n = 0;

	if (!owner || !is_first(at, fn, &n) ||
	    own_returns(at, fn,
			owner[0] == 'S' ? ".to_string()" : ".to_vec()") != n)
		return;
	rc_rule_replace(at, src, src->v[type].start, src->v[end - 1].end,
			owner);
	rc_rule_answer(at, "let `%s` return `%s`", fn->name, owner);
}
