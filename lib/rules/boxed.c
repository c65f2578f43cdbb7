/* SPDX-License-Identifier: MIT */

/* Boxes of different types where one of any type with a trait was meant. */

#include "rules/place.h"
#include "rules/table.h"
#include "rules/types.h"

/* `Box<A>` beside `Box<B>`: the one trait of the workspace both implement. */
struct common {
	const char *a, *b; /* types */
	const char *trait;
	struct rc_rule_at *at;
	size_t n;
};

static bool implements(struct rc_rule_at *at, const char *type,
		       const char *trait);

static bool look_at_impl(const struct rc_decl *impl, void *data)
{
	struct common *common = data;

	if (impl->trait && strcmp(impl->name, common->a) == 0 &&
	    rc_decl_only(common->at->sources, RC_DECL_TRAIT, impl->trait) &&
	    implements(common->at, common->b, impl->trait)) {
		common->trait = impl->trait;
		common->n++;
	}
	return true;
}

static bool look_for_trait(const struct rc_decl *impl, void *data)
{
	struct common *common = data;

	if (impl->trait && strcmp(impl->trait, common->trait) == 0 &&
	    strcmp(impl->name, common->b) == 0)
		common->n++;
	return common->n == 0;
}

static bool implements(struct rc_rule_at *at, const char *type,
		       const char *trait)
{
	struct common common = { .b = type, .trait = trait, .at = at };

	rc_decl_each(at->sources, RC_DECL_IMPL, NULL, look_for_trait, &common);
	return common.n > 0;
}

/* "A" of "Box<A>", or of `Box::new(…)` around lexeme i; NULL: neither. */
static const char *boxed(struct rc_rule_at *at, size_t i, const char *type)
{
	size_t len = strlen(type), open = rc_lex_open(at->src, i);

	if (strncmp(type, "Box<", 4) == 0 && type[len - 1] == '>' &&
	    !strpbrk(type + 4, "<{( "))
		return rc_arena_strndup(at->arena, type + 4, len - 5);
	return open > 3 && rc_lex_is(at->src, open - 1, "new") &&
			       rc_lex_is(at->src, open - 4, "Box") &&
			       !strpbrk(type, "<{( ")
		       ? type
		       : NULL;
}

/* The arms of a variable's value have different types in their boxes. */
RC_RULE(box_dyn)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	struct common common = { .at = at };
	struct rc_local local;
	const char *want, *got;

	if (!rc_types_of(at, at->span, &want, &got))
		return;
	common.a = boxed(at, i, want);
	common.b = boxed(at, i, got);
	if (!common.a || !common.b)
		return;
	for (size_t open = rc_lex_open(src, i); open < src->n;
	     open = rc_lex_open(src, open)) {
		size_t first = rc_statement_first(src, open);

		if (first == src->n || !rc_local_at(src, first, &local))
			continue;
		rc_decl_each(at->sources, RC_DECL_IMPL, NULL, look_at_impl,
			     &common);
		if (common.n != 1 || local.type < local.type_end ||
		    local.end < i)
			return;
		bool vec = rc_lex_is(src, local.value, "vec");

		rc_rule_insert(at, src, src->v[local.name].end,
			       RC_RULE_TEXT(at,
					    vec ? ": Vec<Box<dyn %s>>"
						: ": Box<dyn %s>",
					    common.trait));
		rc_rule_answer(at, "declare a box of any `%s`", common.trait);
		return;
	}
}
