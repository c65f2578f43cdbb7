/* SPDX-License-Identifier: MIT */

/* Adds to a trait what its only implementation has in excess. */

#include "rules/table.h"

#include "rules/extent.h"
#include "rules/generics.h"

#define MEMBER (RC_DECL_FN | RC_DECL_CONST | RC_DECL_TYPE)

struct count {
	const char *trait;
	unsigned n;
};

static bool count_impl(const struct rc_decl *decl, void *data)
{
	struct count *count = data;

	count->n += decl->trait && strcmp(decl->trait, count->trait) == 0;
	return count->n < 2;
}

/* Others would miss what is added. */
static bool is_only_impl(const struct rc_rule_at *at, const char *trait)
{
	struct count count = { trait, 0 };

	rc_decl_each(at->sources, RC_DECL_IMPL, NULL, count_impl, &count);
	return count.n == 1;
}

/* Parameters of the impl block mean nothing in the trait. */
static bool is_free(const struct rc_decl *impl, size_t i, size_t end,
		    struct rc_arena *arena)
{
	const struct rc_source *src = impl->src;
	struct rc_generics generics = rc_generics_of(impl, arena);

	for (size_t k = 0; k < generics.list.n; k++) {
		size_t name = generics.v[k].name;

		if (rc_lex_count(src, i, end,
				 rc_lex_text(src, name, name + 1, arena)))
			return false;
	}
	return true;
}

/* A pattern as a parameter needs a body: "mut n: u8", "(a, b): (u8, u8)". */
static bool has_plain_params(const struct rc_decl *fn, struct rc_arena *arena)
{
	struct rc_list params = rc_list_in(fn->src, fn->params, arena);

	for (size_t i = 0; i < params.n; i++) {
		size_t first = params.v[i].from;

		if (rc_lex_is(fn->src, first, "mut") ||
		    rc_lex_is(fn->src, first, "(") ||
		    rc_lex_is(fn->src, first, "["))
			return false;
	}
	return true;
}

/* On one line, whatever lines it had; NULL: it has a comment. */
static const char *join_lines(char *text)
{
	char *to = text;

	if (strstr(text, "//"))
		return NULL;
	for (const char *from = text; *from; from++) {
		bool eol = *from == '\r' || *from == '\n';

		if (eol)
			from += strspn(from, " \t\r\n") - 1;
		*to++ = eol ? ' ' : *from;
	}
	*to = '\0';
	return text;
}

/* "fn area(&self) -> f64;", "const SIDES: u32;", "type Unit;", or NULL */
static const char *signature(const struct rc_rule_at *at,
			     const struct rc_decl *impl,
			     const struct rc_decl *member)
{
	const struct rc_source *src = member->src;
	size_t i = rc_extent_attributes(src, member->first);
	size_t end = member->body ? member->body : member->keyword + 2;

	if (member->kind == RC_DECL_FN &&
	    (!member->body || !member->params_end ||
	     !has_plain_params(member, at->arena)))
		return NULL;
	while (member->kind == RC_DECL_CONST && end < member->end &&
	       !rc_lex_is(src, end, "="))
		end++;
	end -= rc_lex_is(src, end - 1, ",");
	if (end > member->end || !is_free(impl, i, end, at->arena) ||
	    (member->kind == RC_DECL_TYPE && rc_lex_is(src, end, "<")))
		return NULL;
	return join_lines(
		RC_RULE_TEXT(at, "%s;", rc_lex_text(src, i, end, at->arena)));
}

static const char *indent_of(const struct rc_rule_at *at,
			     const struct rc_source *src, size_t i)
{
	size_t byte = src->v[i].start;

	return rc_arena_strndup(at->arena, src->text + rc_line_start(src, byte),
				rc_line_indent(src, byte));
}

/* Behind the last member, or as the first one. */
static void add_member(struct rc_rule_at *at, const struct rc_decl *trait,
		       const char *text)
{
	const struct rc_source *src = trait->src;
	size_t close = trait->end - 1, last = close - 1;
	const char *outer = indent_of(at, src, trait->keyword);

	if (last == trait->body)
		rc_rule_replace(at, src, src->v[last].end, src->v[close].start,
				RC_RULE_TEXT(at, "\n%s    %s\n%s", outer, text,
					     outer));
	else if (rc_line_end(src, src->v[last].end) > src->v[close].start)
		rc_rule_insert(at, src, src->v[last].end,
			       RC_RULE_TEXT(at, " %s", text));
	else
		rc_rule_insert(at, src, rc_line_end(src, src->v[last].end),
			       RC_RULE_TEXT(at, "\n%s%s",
					    indent_of(at, src, trait->body + 1),
					    text));
}

/* A name the trait nearly has was misspelt, unless both are there. */
static bool is_misspelt(const struct rc_rule_at *at, const struct rc_decl *impl)
{
	const struct rc_diag *diag = at->diag;

	for (size_t i = 0; i < diag->n_children; i++) {
		const char *name =
			diag->children[i].n_spans
				? diag->children[i].spans->replacement
				: NULL;

		if (name && !rc_decl_member(at->sources, impl, MEMBER, name))
			return true;
	}
	return false;
}

RC_RULE(add_to_trait)
{
	const char *name = rc_rule_quoted(at, at->diag->message, 0);
	const char *path = rc_rule_quoted(at, at->diag->message, 1);
	const char *colon = path ? strrchr(path, ':') : NULL;
	const char *of = colon ? colon + 1 : path;
	const struct rc_decl *impl = rc_decl_around(
		at->sources, at->src, at->span->start, RC_DECL_IMPL);
	const struct rc_decl *trait =
		of ? rc_decl_only(at->sources, RC_DECL_TRAIT, of) : NULL;

	if (!impl || !trait || !trait->body || is_misspelt(at, impl) ||
	    !rc_lex_is(trait->src, trait->end - 1, "}") ||
	    !is_only_impl(at, of))
		return;
	const struct rc_decl *member =
		rc_decl_member(at->sources, impl, MEMBER, name);
	const char *text = member ? signature(at, impl, member) : NULL;

	if (!text)
		return;
	add_member(at, trait, text);
	rc_rule_answer(at, "add `%s` to trait `%s`", name, of);
}
