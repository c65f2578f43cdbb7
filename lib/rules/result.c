/* SPDX-License-Identifier: MIT */

/*
 * A function that lacks its result's type. The compiler suggests the type,
 * and beside it a semicolon that throws the value away.
 */

#include "rules/result.h"

#include "rules/chain.h"
#include "rules/table.h"
#include "rules/types.h"

/* The suggestion, " -> T", and where it goes; NULL: there is none. */
static const struct rc_span *suggested(const struct rc_rule_at *at)
{
	const struct rc_subdiag *help = rc_rule_child(at, "a return type");
	const struct rc_span *span =
		help && help->n_spans == 1 ? &help->spans[0] : NULL;

	return span && span->replacement &&
			       span->applicability == RC_APPLY_MACHINE &&
			       span->path &&
			       strcmp(span->path, at->src->path) == 0 &&
			       strstr(span->replacement, "-> ")
		       ? span
		       : NULL;
}

/* With Self for the impl's own type where the functions beside it say so;
 * NULL: it is as the compiler has it. */
static const char *with_self(struct rc_rule_at *at, const char *text)
{
	const struct rc_decl *impl = rc_decl_around(
		at->sources, at->src, at->span->start, RC_DECL_IMPL);
	const char *type = strstr(text, "-> ") + 3;

	if (!impl || !impl->name[0] ||
	    strncmp(type, impl->name, strlen(impl->name)) != 0 ||
	    !rc_returns_self(at, impl))
		return NULL;
	const char *end = type + strlen(impl->name);

	if (*end == '<')
		end += strcspn(end, ">");
	end += *end == '>';
	return RC_RULE_TEXT(at, "%.*sSelf%s", (int)(type - text), text, end);
}

/* The suggested result is the impl's own type, which its other functions
 * call Self. */
RC_RULE(return_self)
{
	const struct rc_span *span = suggested(at);
	const char *text = span ? with_self(at, span->replacement) : NULL;

	if (!text)
		return;
	rc_rule_replace(at, at->src, span->start, span->end, text);
	rc_rule_answer(at, "return `Self`, as the functions beside it");
}

/* May the function change what it was given? Then it has done something when
 * its value is thrown away. */
static bool may_change(const struct rc_source *src, const struct rc_decl *fn)
{
	for (size_t i = fn->params; i < fn->params_end; i++) {
		if (rc_lex_is(src, i, "mut"))
			return true;
	}
	return false;
}

static bool is_named_for_value(const char *name)
{
	return rc_type_is_any(name, "as_|to_|into_|is_|has_|get|len|new|with_|"
				    "from|find|count|next");
}

/* Does the statement at lexeme i have arms that are but values: `None`,
 * `Some(x)`, `(a, b)`? */
static bool has_value_arm(const struct rc_source *src, size_t i, size_t end)
{
	for (; i + 2 < end && i + 2 < src->n; i++) {
		if (!rc_lex_is(src, i, "=>"))
			continue;
		char c = src->text[src->v[i + 2].start];

		if ((c >= 'A' && c <= 'Z') || c == '(' || c == '&' ||
		    c == '"' || (c >= '0' && c <= '9'))
			return true;
	}
	return false;
}

/* Of the two suggestions the type, where the value is all the function is
 * there for. */
RC_RULE(result_type)
{
	const struct rc_source *src = at->src;
	const struct rc_span *span = suggested(at);
	const struct rc_decl *fn =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_FN);
	const char *want, *got;

	if (!span || !fn || strcmp(fn->name, "main") == 0 ||
	    !rc_rule_child(at, "consider using a semicolon here") ||
	    !rc_types_of(at, at->span, &want, &got) ||
	    rc_type_is_any(rc_type_bare(got), "Result<"))
		return;
	size_t i = rc_lex_at(src, at->span->start);
	bool arms = rc_lex_is(src, i, "match") &&
		    has_value_arm(src, i, rc_lex_at(src, at->span->end));

	if (may_change(src, fn) && !arms && !is_named_for_value(fn->name))
		return;
	const char *text = with_self(at, span->replacement);

	rc_rule_replace(at, src, span->start, span->end,
			text ? text : span->replacement);
	rc_rule_answer(at, "declare what `%s` returns", fn->name);
}
