/* SPDX-License-Identifier: MIT */
#include "rules/generics.h"

#include "base/buf.h"

static size_t find_sign(const struct rc_source *src, size_t from, size_t to,
			const char *sign)
{
	for (size_t i = from; i < to; i++) {
		if (rc_lex_is(src, i, sign))
			return i;
		if (rc_lex_is(src, i, "<") || rc_lex_is(src, i, "(") ||
		    rc_lex_is(src, i, "[") || rc_lex_is(src, i, "{"))
			i = rc_lex_close(src, i);
	}
	return 0;
}

static struct rc_generic read_generic(const struct rc_source *src,
				      const struct rc_list_item *item)
{
	struct rc_generic out = { .kind = RC_GENERIC_TYPE,
				  .name = item->from,
				  .from = item->from,
				  .to = item->to };

	while (rc_lex_is(src, out.name, "#") && out.name < item->to)
		out.name = rc_lex_close(src, out.name + 1) + 1;
	if (rc_lex_is(src, out.name, "const")) {
		out.kind = RC_GENERIC_CONST;
		out.name++;
	} else if (rc_lex_is_lifetime(src, out.name)) {
		out.kind = RC_GENERIC_LIFETIME;
	}
	if (out.name >= item->to)
		out.name = item->from;
	out.bounds = find_sign(src, out.name, item->to, ":");
	out.fallback = find_sign(src, out.name, item->to, "=");
	return out;
}

struct rc_generics rc_generics_of(const struct rc_decl *decl,
				  struct rc_arena *arena)
{
	struct rc_generics out = { .v = NULL };

	if (decl->generics == decl->generics_end) {
		out.list = rc_list_of(decl->src, decl->generics, decl->generics,
				      arena);
		return out;
	}
	out.list = rc_list_in(decl->src, decl->generics, arena);
	struct rc_generic *v =
		rc_arena_alloc(arena, out.list.n * sizeof(*v) + 1);

	for (size_t i = 0; i < out.list.n; i++)
		v[i] = read_generic(decl->src, &out.list.v[i]);
	out.v = v;
	return out;
}

struct rc_list rc_where_of(const struct rc_decl *decl, struct rc_arena *arena)
{
	size_t end = decl->body > decl->where ? decl->body : decl->end - 1;

	return decl->where && decl->where < end
		       ? rc_list_of(decl->src, decl->where + 1, end, arena)
		       : rc_list_of(decl->src, decl->end, decl->end, arena);
}

/* The last "<" of a path between lexemes [i, end), and where it ended. */
static size_t path_args(const struct rc_source *src, size_t *i,
			const char *stop, size_t end)
{
	size_t found = src->n;

	while (*i < end && !rc_lex_is(src, *i, stop)) {
		bool angle = rc_lex_is(src, *i, "<");

		if (angle)
			found = *i;
		*i = angle || rc_lex_is(src, *i, "(") || rc_lex_is(src, *i, "[")
			     ? rc_lex_close(src, *i) + 1
			     : *i + 1;
	}
	return found;
}

static size_t head_end(const struct rc_decl *impl)
{
	return impl->where ? impl->where : impl->body ? impl->body : impl->end;
}

size_t rc_impl_trait_args(const struct rc_decl *impl)
{
	size_t i = impl->generics_end;

	return impl->trait ? path_args(impl->src, &i, "for", head_end(impl))
			   : impl->src->n;
}

size_t rc_impl_type_args(const struct rc_decl *impl)
{
	size_t i = impl->generics_end;

	if (impl->trait) {
		path_args(impl->src, &i, "for", head_end(impl));
		i++;
	}
	return path_args(impl->src, &i, "{", head_end(impl));
}

size_t rc_lex_count(const struct rc_source *src, size_t from, size_t to,
		    const char *name)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += rc_lex_is(src, i, name) &&
		     src->v[i].kind != RC_TOKEN_PUNCT;
	return n;
}

size_t rc_bound_end(const struct rc_source *src, size_t i)
{
	static const char *const ends[] = { "+", ",", ">", "=", "{",
					    ";", ")", "]", "}" };

	while (i < src->n) {
		for (size_t k = 0; k < RC_COUNT(ends); k++) {
			if (rc_lex_is(src, i, ends[k]))
				return i;
		}
		if (rc_lex_is(src, i, "where"))
			return i;
		if (rc_lex_is(src, i, "-") && rc_lex_is(src, i + 1, ">"))
			i += 2; /* Fn() -> T */
		else if (rc_lex_is(src, i, "<") || rc_lex_is(src, i, "(") ||
			 rc_lex_is(src, i, "["))
			i = rc_lex_close(src, i) + 1;
		else
			i++;
	}
	return src->n;
}

/* The predicate of the where clause, and the clause when there is no other. */
static void drop_predicate(struct rc_rule_at *at, const struct rc_decl *decl,
			   size_t lexeme)
{
	struct rc_list where = rc_where_of(decl, at->arena);
	size_t i = rc_list_find(&where, lexeme);

	if (i == where.n)
		return;
	if (where.n > 1)
		rc_list_drop(at, &where, i);
	else
		rc_rule_remove(at, decl->src, decl->src->v[decl->where - 1].end,
			       decl->src->v[where.to - 1].end);
}

void rc_bound_drop(struct rc_rule_at *at, const struct rc_decl *decl, size_t i)
{
	const struct rc_source *src = decl->src;
	size_t end = rc_bound_end(src, i);

	if (i < 2 || end >= src->n || end <= i)
		return;
	if (rc_lex_is(src, i - 1, "+"))
		rc_rule_remove(at, src, src->v[i - 2].end, src->v[end - 1].end);
	else if (!rc_lex_is(src, i - 1, ":"))
		return;
	else if (rc_lex_is(src, end, "+") && end + 1 < src->n)
		rc_rule_remove(at, src, src->v[i].start, src->v[end + 1].start);
	else if (decl->where && i > decl->where)
		drop_predicate(at, decl, i);
	else
		rc_rule_remove(at, src, src->v[i - 2].end, src->v[end - 1].end);
}

void rc_subst_add(struct rc_subst *subst, const char *name, const char *by)
{
	if (subst->n < RC_COUNT(subst->v) && strcmp(name, by) != 0)
		subst->v[subst->n++] = (struct rc_subst_name){ name, by };
}

/* Behind "::" and "." stands a name of something else. */
static bool is_member(const struct rc_source *src, size_t i)
{
	return i > 0 && (rc_lex_is(src, i - 1, ".") ||
			 (i > 1 && rc_lex_is(src, i - 2, "::")));
}

static const char *replacement(const struct rc_subst *subst,
			       const struct rc_source *src, size_t i)
{
	for (size_t k = 0; k < subst->n && !is_member(src, i); k++) {
		if (rc_lex_is(src, i, subst->v[k].name))
			return subst->v[k].by;
	}
	return NULL;
}

const char *rc_subst_text(const struct rc_subst *subst,
			  const struct rc_source *src, size_t i, size_t end,
			  struct rc_arena *arena)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(1 << 16);

	for (size_t at = i; at < end && at < src->n; at++) {
		const struct rc_lexeme *lex = &src->v[at];
		const char *by = replacement(subst, src, at);

		if (at > i)
			rc_buf_add(&out, src->text + src->v[at - 1].end,
				   lex->start - src->v[at - 1].end);
		if (by)
			rc_buf_adds(&out, by);
		else
			rc_buf_add(&out, src->text + lex->start,
				   lex->end - lex->start);
	}
	return rc_arena_strndup(arena, out.ptr, out.len);
}
