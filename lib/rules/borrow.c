/* SPDX-License-Identifier: MIT */

/* Values that are moved, or gone, while they are still needed. */

#include "rules/extent.h"
#include "rules/list.h"
#include "rules/place.h"
#include "rules/table.h"

#define MAX_DERIVES 12

struct is_clone {
	bool found;
};

static bool look_for_impl(const struct rc_decl *decl, void *data)
{
	struct is_clone *is = data;

	is->found |= decl->trait && strcmp(decl->trait, "Clone") == 0;
	return !is->found;
}

static bool has_clone(struct rc_rule_at *at, const struct rc_decl *decl)
{
	struct is_clone is = { rc_extent_mentions(decl->src, decl->first,
						  decl->keyword, "Clone") };

	if (!is.found)
		rc_decl_each(at->sources, RC_DECL_IMPL, decl->name,
			     look_for_impl, &is);
	return is.found;
}

/* Is the type at lexeme i only pointed to? Such a field clones without. */
static bool is_shared(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, i - 1, "&") || rc_lex_is_lifetime(src, i - 1) ||
	       rc_lex_is(src, i - 2, "Rc") || rc_lex_is(src, i - 2, "Arc");
}

/* #[derive(Clone)], into the list there is, or above the declaration. */
static void derive(struct rc_rule_at *at, const struct rc_decl *decl)
{
	const struct rc_source *src = decl->src;

	for (size_t i = decl->first; i < decl->keyword; i++) {
		if (!rc_lex_is(src, i, "derive") || !rc_lex_is(src, i + 1, "("))
			continue;
		struct rc_list list = rc_list_in(src, i + 1, at->arena);

		rc_list_insert(at, &list, list.n - 1, "Clone");
		return;
	}
	size_t start = src->v[decl->first].start;
	size_t line = rc_line_start(src, start);

	rc_rule_insert(at, src, start,
		       RC_RULE_TEXT(at, "#[derive(Clone)]\n%.*s",
				    (int)rc_line_indent(src, start),
				    src->text + line));
}

/* The type and those of its fields in the workspace that cannot be cloned. */
static size_t find_types(struct rc_rule_at *at, const struct rc_decl *decl,
			 const struct rc_decl **v)
{
	size_t n = 0;

	v[n++] = decl;
	for (size_t k = 0; k < n; k++) {
		const struct rc_source *src = v[k]->src;

		for (size_t i = v[k]->body; v[k]->body && i < v[k]->end; i++) {
			bool known = !rc_lex_is_word(src, i) ||
				     is_shared(src, i);
			const struct rc_decl *field =
				known ? NULL
				      : rc_decl_only(at->sources, RC_DECL_ADT,
						     rc_lex_text(src, i, i + 1,
								 at->arena));

			for (size_t m = 0; m < n && field; m++)
				field = v[m] == field ? NULL : field;
			if (field && n < MAX_DERIVES && !has_clone(at, field))
				v[n++] = field;
		}
	}
	return n;
}

static void clone_at(struct rc_rule_at *at, const struct rc_span *span)
{
	const struct rc_source *src = rc_source_of(at->sources, span);

	if (!src || span->end > src->len || span->start >= span->end)
		return;
	if (strchr("*&-!", src->text[span->start])) {
		rc_rule_insert(at, src, span->start, "(");
		rc_rule_insert(at, src, span->end, ").clone()");
	} else {
		rc_rule_insert(at, src, span->end, ".clone()");
	}
}

/* note: if `T` implemented `Clone`, you could clone the value */
RC_RULE(derive_clone)
{
	const struct rc_decl *types[MAX_DERIVES];
	const struct rc_subdiag *note =
		rc_rule_child(at, "implemented `Clone`, you could clone");
	const struct rc_decl *decl = NULL;

	for (size_t i = 0; note && i < note->n_spans; i++) {
		const struct rc_span *span = &note->spans[i];
		const struct rc_source *src = rc_source_of(at->sources, span);

		if (src && span->primary)
			decl = rc_decl_around(at->sources, src, span->start,
					      RC_DECL_ADT);
		else if (span->label && strstr(span->label, "could clone this"))
			clone_at(at, span);
	}
	if (!decl || !at->n_edits || has_clone(at, decl))
		return;
	size_t n = find_types(at, decl, types);

	for (size_t i = 0; i < n; i++)
		derive(at, types[i]);
	rc_rule_answer(at, "derive Clone for `%s` and clone the value",
		       decl->name);
}

/* Is nothing of this name known in the function but in [from, to)? */
static bool is_free(struct rc_rule_at *at, const char *name, size_t from,
		    size_t to)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *fn =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_FN);

	return fn && !rc_extent_mentions(src, fn->first, from, name) &&
	       !rc_extent_mentions(src, to, fn->end, name);
}

/* The statement that a block is, or is the value of; src->n: the block is a
 * loop's or a function's, or something else depends on it. */
static size_t block_statement(const struct rc_source *src, size_t open)
{
	size_t first = rc_statement_first(src, open);

	if (rc_lex_is(src, open - 1, ";") || rc_lex_is(src, open - 1, "{") ||
	    rc_lex_is(src, open - 1, "}"))
		return open;
	return rc_lex_is(src, open - 1, "=") && rc_lex_is(src, first, "let")
		       ? first
		       : src->n;
}

/* Out of the block at whose end the value is gone too early. */
RC_RULE(hoist_let)
{
	const struct rc_source *src = at->src;
	const struct rc_span *binding = rc_rule_label(at, "binding `");
	const struct rc_span *gone = rc_rule_label(at, "dropped here while");
	struct rc_local local;

	if (!binding || !gone || binding->path != at->span->path)
		return;
	size_t let = rc_lex_at(src, binding->start) - 1;
	size_t open = rc_lex_open(src, let), close = rc_lex_close(src, open);
	size_t outer = block_statement(src, open);

	if (!rc_local_at(src, let, &local) || close == src->n ||
	    close != rc_lex_at(src, gone->start) || outer == src->n)
		return;
	const char *text =
		rc_lex_text(src, local.name, local.name + 1, at->arena);
	size_t start = src->v[outer].start;
	bool first = let == open + 1;
	size_t head = first ? local.end + 1 : local.value - 1;

	if (!is_free(at, text, open, close) || local.value == local.end)
		return;
	rc_rule_insert(at, src, start,
		       RC_RULE_TEXT(at, "%s%s\n%.*s",
				    rc_lex_text(src, let, head, at->arena),
				    first ? "" : ";",
				    (int)rc_line_indent(src, start),
				    src->text + rc_line_start(src, start)));
	if (first)
		rc_rule_remove(at, src, src->v[let].start,
			       src->v[local.end].end);
	else
		rc_rule_replace(at, src, src->v[let].start,
				src->v[local.value].start,
				RC_RULE_TEXT(at, "%s = ", text));
	rc_rule_answer(at, "let `%s` live outside of the block", text);
}

/* `&raw const 2`: what has an address has a name. */
RC_RULE(name_temporary)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	size_t first = rc_statement_first(src, i);
	bool mut = rc_lex_is(src, i - 1, "mut");

	if (first == src->n || !is_free(at, "binding", i, i) ||
	    !(mut || rc_lex_is(src, i - 1, "const")) ||
	    !rc_lex_is(src, i - 2, "raw"))
		return;
	size_t start = src->v[first].start;

	rc_rule_insert(at, src, start,
		       RC_RULE_TEXT(at, "let %sbinding = %.*s;\n%.*s",
				    mut ? "mut " : "",
				    (int)(at->span->end - at->span->start),
				    src->text + at->span->start,
				    (int)rc_line_indent(src, start),
				    src->text + rc_line_start(src, start)));
	rc_rule_replace(at, src, at->span->start, at->span->end, "binding");
	rc_rule_answer(at, "give the temporary a name");
}

/* Is it all of an argument of format! and the like, which only read it? */
static bool is_formatted(const struct rc_source *src, size_t i, size_t end)
{
	size_t open = rc_lex_open(src, i);

	return rc_lex_is(src, open, "(") && rc_lex_is(src, open - 1, "!") &&
	       (rc_lex_is(src, end, ",") || rc_lex_is(src, end, ")")) &&
	       (rc_lex_is(src, i - 1, ",") || rc_lex_is(src, i - 1, "=") ||
		i == open + 1);
}

/* `&p.field` of a packed struct: `&{ p.field }`, which is a copy. What is
 * written through is no copy. */
RC_RULE(copy_packed_field)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	size_t end = rc_lex_at(src, at->span->end);
	bool borrowed = rc_lex_is(src, i, "&");

	i += borrowed;
	if (!(borrowed || is_formatted(src, i, end)) ||
	    !rc_lex_is_word(src, i) || rc_lex_is(src, i, "mut") ||
	    rc_lex_is(src, i, "raw"))
		return;
	rc_rule_insert(at, src, src->v[i].start, "{ ");
	rc_rule_insert(at, src, at->span->end, " }");
	rc_rule_answer(at, "borrow a copy of the packed field");
}

/* One `*` too many, where it changes nothing else: a cast of a pointer is
 * another number than one of what it points to. */
RC_RULE(drop_deref)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	size_t after = rc_lex_at(src, at->span->end);

	if (!rc_lex_is(src, i, "*") || src->v[i].start != at->span->start ||
	    rc_lex_is(src, after, "as"))
		return;
	rc_rule_remove(at, src, src->v[i].start, src->v[i].end);
	rc_rule_answer(at, "leave out the `*`");
}
