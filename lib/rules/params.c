/* SPDX-License-Identifier: MIT */

/* Generic parameters that nothing uses, or that stand in the wrong place. */

#include "rules/generics.h"
#include "rules/table.h"

/* A parameter of a declaration, and the diagnostic that is about it. */
struct param {
	const struct rc_decl *decl;
	struct rc_generics generics;
	size_t i; /* which of them */
	const char *name;
};

static bool find_param(struct rc_rule_at *at, unsigned kinds, struct param *out)
{
	out->decl =
		rc_decl_around(at->sources, at->src, at->span->start, kinds);
	if (!out->decl)
		return false;
	out->generics = rc_generics_of(out->decl, at->arena);
	out->i = rc_list_find(&out->generics.list,
			      rc_lex_at(at->src, at->span->start));
	if (out->i == out->generics.list.n)
		return false;
	out->name = rc_lex_text(at->src, out->generics.v[out->i].name,
				out->generics.v[out->i].name + 1, at->arena);
	return true;
}

/* Is it named in its declaration besides in its own item? */
static bool is_named(const struct param *param)
{
	const struct rc_decl *decl = param->decl;
	const struct rc_generic *own = &param->generics.v[param->i];

	return rc_lex_count(decl->src, decl->first, own->from, param->name) ||
	       rc_lex_count(decl->src, own->to, decl->end, param->name);
}

/* Item i of a list in angle brackets; the brackets when it is all of it. */
static void drop_angle(struct rc_rule_at *at, const struct rc_list *list,
		       size_t i)
{
	const struct rc_source *src = list->src;

	if (list->n > 1)
		rc_list_drop(at, list, i);
	else
		rc_rule_remove(at, src, src->v[list->from - 1].start,
			       src->v[list->to].end);
}

/* impl<T> …: a T that the impl does not name. */
RC_RULE(unused_impl_parameter)
{
	struct param param;

	if (!find_param(at, RC_DECL_IMPL, &param) || is_named(&param))
		return;
	drop_angle(at, &param.generics.list, param.i);
	rc_rule_answer(at, "remove `%s`, which this impl does not use",
		       param.name);
}

/* Only what the functions of an impl name can become theirs. */
static bool only_in_functions(struct rc_rule_at *at, const struct param *param)
{
	const struct rc_decl *impl = param->decl;
	const struct rc_generic *own = &param->generics.v[param->i];
	const struct rc_decls *decls = rc_decls_of(at->sources, impl->src);
	size_t n =
		rc_lex_count(impl->src, impl->first, impl->end, param->name) -
		rc_lex_count(impl->src, own->from, own->to, param->name);

	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *fn = &decls->v[k];

		if (fn->parent == impl && fn->kind == RC_DECL_FN)
			n -= rc_lex_count(impl->src, fn->first, fn->end,
					  param->name);
	}
	return n == 0;
}

static void add_generic(struct rc_rule_at *at, const struct rc_decl *fn,
			const char *text)
{
	struct rc_generics generics = rc_generics_of(fn, at->arena);

	if (generics.list.n)
		rc_list_insert(at, &generics.list, generics.list.n - 1, text);
	else
		rc_rule_insert(at, fn->src, fn->src->v[fn->generics - 1].end,
			       RC_RULE_TEXT(at, "<%s>", text));
}

RC_RULE(move_parameter)
{
	struct param param;

	if (!find_param(at, RC_DECL_IMPL, &param) || param.decl->trait ||
	    !is_named(&param) || !only_in_functions(at, &param) ||
	    param.generics.v[param.i].kind == RC_GENERIC_LIFETIME)
		return;
	const struct rc_decl *impl = param.decl;
	const struct rc_generic *own = &param.generics.v[param.i];
	const struct rc_decls *decls = rc_decls_of(at->sources, impl->src);
	const char *text =
		rc_lex_text(impl->src, own->from, own->to, at->arena);

	drop_angle(at, &param.generics.list, param.i);
	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *fn = &decls->v[k];

		if (fn->parent == impl && fn->kind == RC_DECL_FN &&
		    rc_lex_count(impl->src, fn->first, fn->end, param.name))
			add_generic(at, fn, text);
	}
	rc_rule_answer(at,
		       "move `%s` from the impl to the functions that use it",
		       param.name);
}

/* All places at which a type is named with arguments. */
struct uses {
	struct rc_rule_at *at;
	const struct param *param;
	bool edit;  /* adapt them, else only look */
	bool clean; /* nothing but heads of impls that pass a parameter on */
};

/* impl<T> Name<T>: both go, if T is named nowhere else. */
static bool adapt_impl(struct uses *uses, const struct rc_decl *impl,
		       size_t open)
{
	struct rc_arena *arena = uses->at->arena;
	const struct rc_source *src = impl->src;
	struct rc_list args = rc_list_in(src, open, arena);
	struct rc_generics generics = rc_generics_of(impl, arena);
	size_t i = uses->param->i, k = 0;

	if (args.n != uses->param->generics.list.n ||
	    args.v[i].to != args.v[i].from + 1)
		return false;
	const char *name =
		rc_lex_text(src, args.v[i].from, args.v[i].to, arena);

	while (k < generics.list.n && !rc_lex_is(src, generics.v[k].name, name))
		k++;
	if (k == generics.list.n ||
	    rc_lex_count(src, impl->first, impl->end, name) !=
		    1 + rc_lex_count(src, generics.v[k].from, generics.v[k].to,
				     name))
		return false;
	if (uses->edit) {
		drop_angle(uses->at, &args, i);
		drop_angle(uses->at, &generics.list, k);
	}
	return true;
}

static void look_at(struct uses *uses, const struct rc_source *src, size_t i)
{
	const struct rc_decl *decl = uses->param->decl;
	size_t open = rc_lex_is(src, i + 1, "::") ? i + 3 : i + 1;

	if (!rc_lex_is(src, i, decl->name) || !rc_lex_is(src, open, "<") ||
	    rc_lex_close(src, open) == src->n ||
	    (src == decl->src && i >= decl->first && i < decl->end))
		return;
	const struct rc_decl *impl = rc_decl_around(
		uses->at->sources, src, src->v[i].start, RC_DECL_ANY);

	if (!impl || impl->kind != RC_DECL_IMPL ||
	    (impl->body && i > impl->body) || !adapt_impl(uses, impl, open))
		uses->clean = false;
}

static bool look_at_all(struct rc_rule_at *at, const struct param *param,
			bool edit)
{
	struct uses uses = { at, param, edit, true };
	size_t n;
	const char *const *files = rc_source_files(at->sources, &n);

	for (size_t f = 0; f < n; f++) {
		const struct rc_source *src =
			rc_source_get(at->sources, files[f]);

		for (size_t i = 0; src && i < src->n && uses.clean; i++)
			look_at(&uses, src, i);
	}
	return uses.clean;
}

#define GENERIC (RC_DECL_ADT | RC_DECL_TYPE | RC_DECL_TRAIT)

static bool is_only(struct rc_rule_at *at, const struct rc_decl *decl)
{
	return rc_decl_only(at->sources, GENERIC, decl->name) == decl;
}

RC_RULE(unused_parameter)
{
	struct param param;

	if (!find_param(at, GENERIC, &param) || is_named(&param) ||
	    !is_only(at, param.decl) || !look_at_all(at, &param, false))
		return;
	drop_angle(at, &param.generics.list, param.i);
	look_at_all(at, &param, true);
	rc_rule_answer(at, "remove `%s`, which `%s` does not use", param.name,
		       param.decl->name);
}

#define MAX_ORDER 16

/* Those with a default go behind the last one without, or, of forward
 * references, behind the one they name. */
static size_t move_behind(const struct param *param)
{
	const struct rc_generic *own = &param->generics.v[param->i];
	const struct rc_source *src = param->decl->src;
	size_t behind = param->i;

	for (size_t k = param->i + 1; k < param->generics.list.n; k++) {
		const struct rc_generic *other = &param->generics.v[k];
		bool named = false;

		for (size_t i = own->fallback; i < own->to; i++)
			named |= rc_lex_same(src, i, i + 1, src, other->name,
					     other->name + 1);
		if (!other->fallback || named)
			behind = k;
	}
	return behind;
}

static void order_defaults(struct rc_rule_at *at)
{
	struct param param;
	size_t order[MAX_ORDER], n = 0;

	if (!find_param(at, GENERIC, &param) ||
	    param.generics.list.n > MAX_ORDER || !is_only(at, param.decl) ||
	    !param.generics.v[param.i].fallback ||
	    !look_at_all(at, &(struct param){ .decl = param.decl }, false))
		return;
	size_t behind = move_behind(&param);

	if (behind == param.i)
		return;
	for (size_t i = 0; i < param.generics.list.n; i++) {
		if (i != param.i)
			order[n++] = i;
		if (i == behind)
			order[n++] = param.i;
	}
	rc_list_reorder(at, &param.generics.list, order);
	rc_rule_answer(at, "move `%s` behind the parameters it has to follow",
		       param.name);
}

RC_RULE(forward_default)
{
	order_defaults(at);
}

RC_RULE(trailing_default)
{
	order_defaults(at);
}
