/* SPDX-License-Identifier: MIT */

/* Ok, Err, Some and return around a value. */

#include "rules/chain.h"
#include "rules/table.h"
#include "rules/types.h"

/* "core::prelude::v1::Ok(" is known as "Ok(" everywhere. */
static const char *short_name(const char *text)
{
	static const char *const names[] = { "Ok", "Err", "Some", "None" };
	const char *path = strstr(text, "::prelude::v1::");

	for (size_t k = 0; path && k < RC_COUNT(names); k++) {
		const char *name = path + strlen("::prelude::v1::");

		if (strncmp(name, names[k], strlen(names[k])) == 0)
			return name;
	}
	return NULL;
}

/* Where the text goes: not into an `unsafe { … }` that is all of the value. */
static size_t place_of(const struct rc_source *src, const struct rc_span *span,
		       const char *text)
{
	size_t i = rc_lex_at(src, span->start);
	size_t open = rc_lex_open(src, i);

	if (span->start != span->end || !rc_lex_is(src, open - 1, "unsafe"))
		return span->start;
	if (text[0] != ')')
		return i == open + 1 ? src->v[open - 1].start : span->start;
	return i == rc_lex_close(src, open) && i < src->n ? src->v[i].end
							  : span->start;
}

/* The suggestion's edits, better: false if they are as good. */
static bool is_short(struct rc_rule_at *at, const struct rc_subdiag *child)
{
	bool better = false;

	for (size_t i = 0; i < child->n_spans; i++) {
		const struct rc_span *span = &child->spans[i];
		const struct rc_source *src =
			span->path ? rc_source_get(at->sources, span->path)
				   : NULL;
		const char *text = span->replacement;
		const char *name = text ? short_name(text) : NULL;

		if (!src || !text)
			return false;
		size_t byte = place_of(src, span, text);

		rc_rule_replace(at, src, byte, byte + span->end - span->start,
				name ? name : text);
		better |= name || byte != span->start;
	}
	return better;
}

RC_RULE(plain_wrapper)
{
	for (size_t i = 0; i < at->diag->n_children; i++) {
		const struct rc_subdiag *child = &at->diag->children[i];

		if (strstr(child->message, "wrapping the") &&
		    is_short(at, child))
			rc_rule_answer(at, "wrap the value");
		at->n_edits = 0;
	}
}

/* `()` where a Result of it is wanted. */
RC_RULE(wrap_unit)
{
	const struct rc_source *src = at->src;
	const char *label = at->span->label ? at->span->label : "";
	size_t i = rc_lex_at(src, at->span->start);

	if (strncmp(label, "expected `Result<()", 19) != 0 ||
	    at->span->end - at->span->start != 2 || !rc_lex_is(src, i, "(") ||
	    !rc_lex_is(src, i + 1, ")"))
		return;
	rc_rule_replace(at, src, at->span->start, at->span->end, "Ok(())");
	rc_rule_answer(at, "wrap the `()` in `Ok`");
}

/* "`Result<A, B>: From<C>` is not satisfied": what is converted goes into it. */
RC_RULE(wrap_conversion)
{
	const struct rc_source *src = at->src;
	const char *bound = rc_rule_quoted(at, at->diag->message, 0);
	size_t i = rc_lex_at(src, at->span->start);
	size_t first = rc_chain_first(src, i), end = rc_chain_end(src, first);
	const char *name = !bound			       ? NULL
			   : strncmp(bound, "Result<", 7) == 0 ? "Ok"
			   : strncmp(bound, "Option<", 7) == 0 ? "Some"
							       : NULL;

	if (!name || !strstr(bound, ">: From<") || !rc_lex_is(src, i, "into") ||
	    end <= i || end >= src->n)
		return;
	rc_rule_insert(at, src, src->v[first].start,
		       RC_RULE_TEXT(at, "%s(", name));
	rc_rule_insert(at, src, src->v[end - 1].end, ")");
	rc_rule_answer(at, "wrap the value in `%s`", name);
}

/* The type a function returns, as written. */
static const char *result_of(struct rc_rule_at *at, const struct rc_decl *fn)
{
	size_t end = fn ? (fn->where ? fn->where : fn->body) : 0;

	if (!fn || !rc_lex_is(fn->src, fn->params_end, "->"))
		return NULL;
	return rc_lex_text(fn->src, fn->params_end + 2, end, at->arena);
}

/* The same as far as the compiler knows it: "Option<_>" is Option<u8>. */
static bool may_be(const char *found, const char *written)
{
	size_t name = strcspn(found, "<");

	return found[name] == '<' && strchr(found, '_')
		       ? strncmp(found, written, name + 1) == 0
		       : rc_type_same(found, written);
}

/* Is what the arm at lexeme i is part of the value of the function? */
static bool is_result(const struct rc_source *src, const struct rc_decl *fn,
		      size_t i)
{
	size_t close = rc_lex_close(src, rc_lex_open(src, i));

	return close + 2 == fn->end;
}

/* Of arms with different types the first, if it alone has the function's: it
 * was to leave it. */
RC_RULE(return_arm)
{
	const struct rc_span *first =
		rc_rule_label(at, "this is found to be of type");
	const struct rc_source *src = first ? rc_source_of(at->sources, first)
					    : NULL;
	const struct rc_decl *fn =
		src ? rc_decl_around(at->sources, src, first->start, RC_DECL_FN)
		    : NULL;
	const char *result = result_of(at, fn), *want, *got;

	if (!result || !rc_types_of(at, at->span, &want, &got))
		return;
	size_t i = rc_lex_at(src, first->start);
	const char *type = rc_rule_quoted(at, first->label, 0);

	if (!type || !may_be(type, result) || may_be(got, result) ||
	    is_result(src, fn, i) || rc_lex_is(src, i, "return"))
		return;
	rc_rule_insert(at, src, first->start, "return ");
	rc_rule_answer(at, "return the value of the arm in line %u",
		       rc_line_number(src, first->start));
}
