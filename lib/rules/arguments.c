/* SPDX-License-Identifier: MIT */

/* Generic arguments in another order than that of the parameters. */

#include "rules/generics.h"
#include "rules/table.h"

#define MAX_ORDER 16
#define GENERIC (RC_DECL_ADT | RC_DECL_TYPE | RC_DECL_TRAIT)

/* The "<" of the arguments that lexeme i is one of. */
static size_t angle_around(const struct rc_source *src, size_t i)
{
	for (size_t at = i; at-- > 0 && i - at < 200;) {
		if (rc_lex_is(src, at, ";") || rc_lex_is(src, at, "{") ||
		    rc_lex_is(src, at, "}"))
			break;
		if (!rc_lex_is(src, at, "<"))
			continue;
		size_t close = rc_lex_close(src, at);

		if (close < src->n && close > i)
			return at;
	}
	return src->n;
}

static enum rc_generic_kind kind_of_arg(const struct rc_source *src, size_t i)
{
	if (rc_lex_is_lifetime(src, i))
		return RC_GENERIC_LIFETIME;
	char c = i < src->n ? src->text[src->v[i].start] : 0;

	return (c >= '0' && c <= '9') || c == '{' || c == '-' || c == '\'' ||
			       rc_lex_is(src, i, "true") ||
			       rc_lex_is(src, i, "false")
		       ? RC_GENERIC_CONST
		       : RC_GENERIC_TYPE;
}

/* Of the kind that slot wants, the first argument that has no slot yet. */
static size_t next_arg(const struct rc_list *args, const bool *taken,
		       enum rc_generic_kind kind)
{
	for (size_t i = 0; i < args->n; i++) {
		if (!taken[i] &&
		    kind_of_arg(args->src, args->v[i].from) == kind)
			return i;
	}
	return args->n;
}

static size_t count_lifetimes(const struct rc_list *args)
{
	size_t n = 0;

	for (size_t i = 0; i < args->n; i++)
		n += rc_lex_is_lifetime(args->src, args->v[i].from);
	return n;
}

/* As the declaration wants them, which may leave out all lifetimes; these
 * first and the rest as it is when there is no declaration. */
static bool order_of(const struct rc_list *args,
		     const struct rc_generics *generics, size_t *order)
{
	bool taken[MAX_ORDER] = { false }, moved = false;
	size_t lifetimes = count_lifetimes(args), slot = lifetimes;

	while (!lifetimes && slot < generics->list.n &&
	       generics->v[slot].kind == RC_GENERIC_LIFETIME)
		slot++;
	for (size_t n = 0; n < args->n; n++) {
		enum rc_generic_kind kind = RC_GENERIC_LIFETIME;
		size_t arg = 0;

		if (n >= lifetimes && slot < generics->list.n)
			kind = generics->v[slot++].kind;
		if (n >= lifetimes && !generics->list.n)
			while (arg < args->n && taken[arg])
				arg++;
		else
			arg = next_arg(args, taken, kind);
		if (arg >= args->n)
			return false;
		taken[arg] = true;
		order[n] = arg;
		moved |= arg != n;
	}
	return moved;
}

RC_RULE(argument_order)
{
	const struct rc_source *src = at->src;
	size_t open = angle_around(src, rc_lex_at(src, at->span->start));
	size_t name = rc_lex_is(src, open - 2, "::") ? open - 3 : open - 1;
	size_t order[MAX_ORDER];

	if (open == src->n || !rc_lex_is_word(src, name))
		return;
	struct rc_list args = rc_list_in(src, open, at->arena);
	const char *type = rc_lex_text(src, name, name + 1, at->arena);
	const struct rc_decl *decl =
		rc_decl_only(at->sources, GENERIC | RC_DECL_FN, type);
	struct rc_generics generics = { .v = NULL };

	if (decl)
		generics = rc_generics_of(decl, at->arena);
	if (args.n > MAX_ORDER || !order_of(&args, &generics, order))
		return;
	rc_list_reorder(at, &args, order);
	rc_rule_answer(at, "give the arguments of `%s` in the declared order",
		       type);
}
