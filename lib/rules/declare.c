/* SPDX-License-Identifier: MIT */

/* Declarations that have to agree with another one. */

#include "rules/table.h"
#include "rules/trait.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* A child whose message has part, and the declaration its span leads to. */
static const struct rc_decl *decl_of_child(struct rc_rule_at *at,
					   const char *part, unsigned kinds)
{
	const struct rc_subdiag *child = rc_rule_child(at, part);
	const struct rc_source *src =
		child && child->n_spans
			? rc_source_of(at->sources, &child->spans[0])
			: NULL;

	return src ? rc_decl_around(at->sources, src, child->spans[0].start,
				    kinds)
		   : NULL;
}

/* What "T" of "T: Bound" is, when it is one of the impl's generics. */
static size_t subject_of(const struct rc_decl *impl, size_t bound,
			 const struct rc_generics *generics)
{
	size_t i = bound;

	while (i > impl->first && !rc_lex_is(impl->src, i - 1, ":"))
		i--;
	for (size_t k = 0; i > 1 && k < generics->list.n; k++) {
		size_t name = generics->v[k].name;

		if (rc_lex_same(impl->src, i - 2, i - 1, impl->src, name,
				name + 1))
			return k;
	}
	return generics->list.n;
}

/* Which parameter of the type the impl's generic k stands for. */
static size_t place_of(struct rc_rule_at *at, const struct rc_decl *impl,
		       size_t name)
{
	struct rc_list args =
		rc_list_in(impl->src, rc_impl_type_args(impl), at->arena);

	for (size_t i = 0; i < args.n; i++) {
		if (rc_lex_same(impl->src, args.v[i].from, args.v[i].to,
				impl->src, name, name + 1))
			return i;
	}
	return SIZE_MAX;
}

RC_RULE(drop_bound)
{
	const struct rc_decl *impl = rc_decl_around(
		at->sources, at->src, at->span->start, RC_DECL_IMPL);
	const struct rc_decl *adt =
		decl_of_child(at, "the same requirement", RC_DECL_ADT);

	if (!impl || !adt)
		return;
	struct rc_generics generics = rc_generics_of(impl, at->arena);
	struct rc_generics own = rc_generics_of(adt, at->arena);
	size_t bound = rc_lex_at(at->src, at->span->start);
	size_t k = subject_of(impl, bound, &generics);
	size_t i = k < generics.list.n ? place_of(at, impl, generics.v[k].name)
				       : SIZE_MAX;

	if (i >= own.list.n)
		return;
	const struct rc_generic *param = &own.v[i];
	size_t end = param->fallback ? param->fallback : param->to;
	const char *text = rc_lex_text(at->src, bound,
				       rc_bound_end(at->src, bound), at->arena);

	rc_rule_insert(at, adt->src, adt->src->v[end - 1].end,
		       RC_RULE_TEXT(at, "%s%s", param->bounds ? " + " : ": ",
				    text));
	rc_rule_answer(at, "require `%s` of `%s`, as its `Drop` does", text,
		       adt->name);
}

/* The generics of a declaration for an impl: without defaults, or, as
 * arguments, names only. */
static const char *generics_text(struct rc_rule_at *at,
				 const struct rc_decl *decl, bool names)
{
	struct rc_generics generics = rc_generics_of(decl, at->arena);
	const char *text = "";

	for (size_t i = 0; i < generics.list.n; i++) {
		const struct rc_generic *one = &generics.v[i];
		size_t from = names ? one->name : one->from;
		size_t to = names	    ? one->name + 1
			    : one->fallback ? one->fallback
					    : one->to;

		text = RC_RULE_TEXT(at, "%s%s%s", text, i ? ", " : "",
				    rc_lex_text(decl->src, from, to,
						at->arena));
	}
	return RC_RULE_TEXT(at, "<%s>", text);
}

RC_RULE(drop_generic)
{
	const struct rc_decl *impl = rc_decl_around(
		at->sources, at->src, at->span->start, RC_DECL_IMPL);
	const struct rc_decl *adt =
		decl_of_child(at, "the same sequence", RC_DECL_ADT);
	size_t open = impl ? rc_impl_type_args(impl) : at->src->n;
	size_t close = rc_lex_close(at->src, open);

	if (!adt || close == at->src->n || adt->where ||
	    adt->generics == adt->generics_end)
		return;
	const struct rc_source *src = at->src;

	rc_rule_replace(at, src, src->v[impl->keyword].end,
			src->v[impl->generics_end - 1].end,
			generics_text(at, adt, false));
	rc_rule_replace(at, src, src->v[open].start, src->v[close].end,
			generics_text(at, adt, true));
	rc_rule_answer(at, "implement `Drop` for every `%s`", adt->name);
}

/* The last name of a use path, in front of "as". */
static size_t used_name(const struct rc_source *src, size_t i, size_t end)
{
	while (i + 1 < end && !rc_lex_is(src, i + 1, "as"))
		i++;
	return i;
}

struct hidden {
	const struct rc_decl *one;
	unsigned n;
};

static size_t visibility_of(const struct rc_decl *decl)
{
	size_t i = decl->first;

	while (rc_lex_is(decl->src, i, "#") && i < decl->keyword)
		i = rc_lex_close(decl->src, i + 1) + 1;
	return i;
}

static bool is_public(const struct rc_decl *decl)
{
	size_t i = visibility_of(decl);

	return rc_lex_is(decl->src, i, "pub") &&
	       !rc_lex_is(decl->src, i + 1, "(");
}

static bool add_hidden(const struct rc_decl *decl, void *data)
{
	struct hidden *hidden = data;
	bool member = decl->parent && decl->parent->kind != RC_DECL_MOD;

	if (member || is_public(decl))
		return true;
	hidden->one = decl;
	hidden->n++;
	return true;
}

static void make_public(struct rc_rule_at *at, const struct rc_decl *decl)
{
	const struct rc_source *src = decl->src;
	size_t i = visibility_of(decl);
	size_t close = rc_lex_is(src, i, "pub") ? rc_lex_close(src, i + 1)
						: src->n;

	if (rc_lex_is(src, i + 1, "(") && close < decl->keyword)
		rc_rule_replace(at, src, src->v[i].start, src->v[close].end,
				"pub");
	else
		rc_rule_insert(at, src, src->v[i].start, "pub ");
}

RC_RULE(reexport_public)
{
	const unsigned kinds = RC_DECL_ANY &
			       ~(RC_DECL_IMPL | RC_DECL_USE | RC_DECL_EXTERN);
	const struct rc_source *src = at->src;
	size_t end = rc_lex_at(src, at->span->end);
	size_t i = used_name(src, rc_lex_at(src, at->span->start), end);
	const char *name = rc_lex_text(src, i, i + 1, at->arena);
	struct hidden hidden = { NULL, 0 };

	rc_decl_each(at->sources, kinds, name, add_hidden, &hidden);
	if (hidden.n != 1)
		return;
	make_public(at, hidden.one);
	rc_rule_answer(at, "make `%s` public, as it is exported", name);
}

RC_RULE(public_type)
{
	const struct rc_span *span = rc_rule_label(at, "declared as private");
	const struct rc_source *src = span ? rc_source_of(at->sources, span)
					   : NULL;
	const struct rc_decl *decl =
		src ? rc_decl_around(at->sources, src, span->start,
				     RC_DECL_ADT | RC_DECL_TRAIT | RC_DECL_TYPE)
		    : NULL;

	if (!decl || is_public(decl))
		return;
	make_public(at, decl);
	rc_rule_answer(at, "make `%s` public, as what names it is", decl->name);
}

static bool is_free(const struct rc_decl *decl)
{
	return !decl->parent || (decl->parent->kind != RC_DECL_IMPL &&
				 decl->parent->kind != RC_DECL_TRAIT);
}

static void make_static(struct rc_rule_at *at, const struct rc_decl *decl)
{
	const struct rc_lexeme *word = &decl->src->v[decl->keyword];

	rc_rule_replace(at, decl->src, word->start, word->end, "static");
}

/* const B: &T = &A, where A is a const. */
RC_RULE(const_to_static)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start) + 1;
	const char *name = rc_lex_text(src, i, i + 1, at->arena);
	const struct rc_decl *target =
		rc_decl_only(at->sources, RC_DECL_CONST, name);
	const struct rc_decl *around =
		rc_decl_around(at->sources, src, at->span->start,
			       RC_DECL_CONST | RC_DECL_STATIC);

	if (!rc_lex_is(src, i - 1, "&") || rc_lex_is(src, i + 1, "::") ||
	    !target || !around || !is_free(target) || !is_free(around))
		return;
	make_static(at, target);
	if (around->kind == RC_DECL_CONST)
		make_static(at, around);
	rc_rule_answer(at, "make `%s` a `static`, since it is borrowed", name);
}

/* The explicit values of an enum, if all are plain numbers. */
static bool range_of(struct rc_rule_at *at, const struct rc_decl *decl,
		     int64_t *low, int64_t *high)
{
	const struct rc_source *src = decl->src;
	struct rc_list list = rc_list_in(src, decl->body, at->arena);
	int64_t next = 0;

	*low = *high = 0;
	for (size_t i = 0; i < list.n; i++, next++) {
		size_t to = list.v[i].to, number = to - 1;
		bool minus = rc_lex_is(src, to - 2, "-");
		char *end;

		if (rc_lex_is(src, to - (minus ? 3 : 2), "=")) {
			const char *text =
				rc_lex_text(src, number, to, at->arena);

			next = (minus ? -1 : 1) * strtoll(text, &end, 10);
			if (*end || end == text)
				return false;
		}
		*low = next < *low ? next : *low;
		*high = next > *high ? next : *high;
	}
	return true;
}

static const char *type_for(int64_t low, int64_t high)
{
	static const struct {
		const char *name;
		int64_t low, high;
	} types[] = {
		{ "u8", 0, UINT8_MAX },	  { "i8", INT8_MIN, INT8_MAX },
		{ "u16", 0, UINT16_MAX }, { "i16", INT16_MIN, INT16_MAX },
		{ "u32", 0, UINT32_MAX }, { "i32", INT32_MIN, INT32_MAX },
	};

	for (size_t i = 0; i < RC_COUNT(types); i++) {
		if (types[i].low <= low && high <= types[i].high)
			return types[i].name;
	}
	return "isize";
}

RC_RULE(repr_for_values)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *decl =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_ENUM);
	int64_t low, high;

	if (!decl || !decl->body)
		return;
	const char *type = range_of(at, decl, &low, &high) ? type_for(low, high)
							   : "isize";
	size_t start = src->v[visibility_of(decl)].start;

	rc_rule_insert(at, src, start,
		       RC_RULE_TEXT(at, "#[repr(%s)]\n%.*s", type,
				    (int)rc_line_indent(src, start),
				    src->text + rc_line_start(src, start)));
	rc_rule_answer(at, "give `%s` the representation its values need",
		       decl->name);
}

RC_RULE(wrapped_value)
{
	const struct rc_source *src = at->src;
	const struct rc_subdiag *note = rc_rule_child(at, "explicitly set");
	const char *text = note ? rc_rule_quoted(at, note->message, 0) : NULL;
	const char *value = text ? strstr(text, " = ") : NULL;
	size_t i = rc_lex_at(src, at->span->start);

	if (!value || !rc_lex_is_word(src, i))
		return;
	rc_rule_insert(at, src, src->v[i].end, value);
	rc_rule_answer(at, "set `%s`, the value it wraps to", text);
}
