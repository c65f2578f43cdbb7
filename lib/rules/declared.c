/* SPDX-License-Identifier: MIT */

/*
 * A declared type that is the slip itself: the function's own body and those
 * who call it agree on another one.
 */

#include "rules/result.h"

#include "rules/list.h"
#include "rules/table.h"
#include "rules/types.h"

/* A type as declared; from == to: it is not, and means `()`. */
struct declared {
	const struct rc_decl *fn;
	size_t from, to;   /* lexemes */
	size_t name;	   /* of the parameter; 0: the result */
	const char *was;   /* what is declared */
	const char *other; /* what it has to be */
};

static bool has_result(const struct rc_decl *fn)
{
	return rc_lex_is(fn->src, fn->params_end, "->");
}

static void find_result(struct rc_rule_at *at, struct declared *out)
{
	const struct rc_decl *fn = out->fn;

	out->name = 0;
	out->from = fn->params_end + (has_result(fn) ? 2 : 0);
	out->to = has_result(fn) ? (fn->where ? fn->where : fn->body)
				 : out->from;
	out->was = out->from < out->to
			   ? rc_lex_text(fn->src, out->from, out->to, at->arena)
			   : "()";
}

/* The parameter with the name at lexeme i. */
static bool find_parameter(struct rc_rule_at *at, size_t i,
			   struct declared *out)
{
	const struct rc_source *src = out->fn->src;
	struct rc_list list = rc_list_in(src, out->fn->params, at->arena);

	for (size_t k = 0; k < list.n; k++) {
		size_t name = list.v[k].from;

		name += rc_lex_is(src, name, "mut");
		if (!rc_lex_is(src, name + 1, ":") ||
		    !rc_lex_same(src, name, name + 1, src, i, i + 1))
			continue;
		out->name = list.v[k].from;
		out->from = name + 2;
		out->to = list.v[k].to;
		out->was = rc_lex_text(src, out->from, out->to, at->arena);
		return true;
	}
	return false;
}

/* Is the diagnostic about a call of the function whose result had to be of
 * the other type? */
static bool is_caller(struct rc_rule_at *at, const struct rc_diag *diag,
		      const struct declared *decl)
{
	const struct rc_span *span = rc_diag_primary(diag);
	const struct rc_source *src =
		span && span->path ? rc_source_get(at->sources, span->path)
				   : NULL;
	const char *want, *got;

	if (!src || !rc_types_of(at, span, &want, &got) ||
	    strcmp(want, decl->other) != 0 || strcmp(got, decl->was) != 0)
		return false;
	size_t open = rc_lex_open(src, rc_lex_at(src, span->end - 1));

	return rc_lex_is(src, open, "(") &&
	       rc_lex_is(src, open - 1, decl->fn->name);
}

/* Or about an argument that is of the other type? */
static bool is_argument(struct rc_rule_at *at, const struct rc_diag *diag,
			const struct declared *decl)
{
	const char *want, *got;
	size_t place = decl->fn->src->v[decl->name].start;

	if (!rc_types_of(at, rc_diag_primary(diag), &want, &got) ||
	    strcmp(got, decl->other) != 0 || strcmp(want, decl->was) != 0)
		return false;
	for (size_t i = 0; i < diag->n_children; i++) {
		for (size_t k = 0; k < diag->children[i].n_spans; k++) {
			const struct rc_span *span =
				&diag->children[i].spans[k];

			if (span->path && span->start == place &&
			    strcmp(span->path, decl->fn->src->path) == 0)
				return true;
		}
	}
	return false;
}

/* Where two types differ: in this word, or nowhere else. */
static bool differ_in(struct rc_rule_at *at, const char *a, const char *b,
		      const char **in_a, const char **in_b)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	size_t same = 0;

	while (a[same] && a[same] == b[same])
		same++;
	while (same > 0 && strchr(word, a[same - 1]))
		same--;
	size_t la = strspn(a + same, word), lb = strspn(b + same, word);

	*in_a = rc_arena_strndup(at->arena, a + same, la);
	*in_b = rc_arena_strndup(at->arena, b + same, lb);
	return la && lb && strcmp(a + same + la, b + same + lb) == 0;
}

/* Does somebody who uses a part of the result want the other type? */
static bool is_user(struct rc_rule_at *at, const struct rc_diag *diag,
		    const struct declared *decl)
{
	const char *want, *got, *was, *other;

	return decl->from < decl->to && strchr(decl->was, '<') &&
	       rc_types_of(at, rc_diag_primary(diag), &want, &got) &&
	       differ_in(at, decl->was, decl->other, &was, &other) &&
	       strcmp(want, other) == 0 && strcmp(got, was) == 0;
}

static bool is_agreed(struct rc_rule_at *at, const struct declared *decl)
{
	for (size_t i = 0; i < at->diags->n; i++) {
		const struct rc_diag *diag = &at->diags->v[i];

		if (diag == at->diag || !diag->code ||
		    strcmp(diag->code, "E0308") != 0)
			continue;
		if (decl->name ? is_argument(at, diag, decl)
			       : is_caller(at, diag, decl) ||
					 is_user(at, diag, decl))
			return true;
	}
	return false;
}

/* Can it be written as it stands? */
static bool is_writable(const char *type)
{
	return !strpbrk(type, "{@") && !strstr(type, "_>") &&
	       !strstr(type, "_,") && strcmp(type, "_") != 0;
}

bool rc_returns_self(struct rc_rule_at *at, const struct rc_decl *impl)
{
	const struct rc_source *src = impl->src;
	const struct rc_decls *decls = rc_decls_of(at->sources, src);

	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *fn = &decls->v[k];

		if (fn->parent == impl && fn->kind == RC_DECL_FN &&
		    has_result(fn) &&
		    rc_lex_is(src, fn->params_end + 2, "Self"))
			return true;
	}
	return false;
}

/* "Self" where that is what the functions beside it say. */
static const char *own_name(struct rc_rule_at *at, const struct declared *decl)
{
	const struct rc_decl *impl = decl->fn->parent;

	return impl && impl->kind == RC_DECL_IMPL &&
			       strcmp(impl->name, decl->other) == 0 &&
			       rc_returns_self(at, impl)
		       ? "Self"
		       : decl->other;
}

static void declare(struct rc_rule_at *at, const struct declared *decl)
{
	const struct rc_source *src = decl->fn->src;
	const char *type = own_name(at, decl);

	if (decl->from < decl->to)
		rc_rule_replace(at, src, src->v[decl->from].start,
				src->v[decl->to - 1].end, type);
	else
		rc_rule_insert(at, src, src->v[decl->from - 1].end,
			       RC_RULE_TEXT(at, " -> %s", type));
	rc_rule_answer(at, "declare `%s` instead of `%s` in `%s`", type,
		       decl->was, decl->fn->name);
}

/* Inside of the function, with callers that say the same. */
RC_RULE(declared_type)
{
	const struct rc_source *src = at->src;
	struct declared decl = { .fn = rc_decl_around(at->sources, src,
						      at->span->start,
						      RC_DECL_FN) };
	size_t i = rc_lex_at(src, at->span->start);
	const char *want, *got;

	if (!decl.fn || !decl.fn->params ||
	    !rc_types_of(at, at->span, &want, &got))
		return;
	decl.other = got;
	find_result(at, &decl);
	if (strcmp(decl.was, want) == 0 && is_writable(got) &&
	    is_agreed(at, &decl))
		declare(at, &decl);
	decl.other = want;
	if (find_parameter(at, i, &decl) && strcmp(decl.was, got) == 0 &&
	    is_writable(want) && is_agreed(at, &decl))
		declare(at, &decl);
}

/* A String parameter that callers give a &str, while the result borrows. */
RC_RULE(borrowed_parameter)
{
	const struct rc_source *src = at->src;
	struct declared decl = { .fn = rc_decl_around(at->sources, src,
						      at->span->start,
						      RC_DECL_FN),
				 .other = "&str" };
	struct rc_list list = { .n = 0 };

	if (decl.fn && decl.fn->params)
		list = rc_list_in(src, decl.fn->params, at->arena);
	for (size_t k = 0; k < list.n; k++) {
		size_t name =
			list.v[k].from + rc_lex_is(src, list.v[k].from, "mut");

		if (rc_lex_is(src, name + 2, "String") &&
		    list.v[k].to == name + 3 &&
		    find_parameter(at, name, &decl) && is_agreed(at, &decl))
			declare(at, &decl);
	}
}

/* `fn is_open(…) -> u8` with a bool in it. */
RC_RULE(predicate_type)
{
	static const char *const names[] = { "is_",	"has_",	    "can_",
					     "should_", "contains", "starts_",
					     "ends_" };
	struct declared decl = { .fn = rc_decl_around(at->sources, at->src,
						      at->span->start,
						      RC_DECL_FN) };
	const char *want, *got;

	if (!decl.fn || !decl.fn->params ||
	    !rc_types_of(at, at->span, &want, &got) || strcmp(got, "bool") != 0)
		return;
	decl.other = got;
	find_result(at, &decl);
	for (size_t k = 0; k < RC_COUNT(names); k++) {
		if (strncmp(decl.fn->name, names[k], strlen(names[k])) == 0 &&
		    strcmp(decl.was, want) == 0)
			declare(at, &decl);
	}
}
