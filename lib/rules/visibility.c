/* SPDX-License-Identifier: MIT */

/*
 * Opens to the rest of its crate what the crate uses from elsewhere. Never
 * further: what a crate shows to others is for its author to say.
 */

#include "rules/table.h"

#include <stdlib.h>

#include "base/path.h"
#include "rules/extent.h"
#include "rules/list.h"

/* The folder of the package being built, below the root; "": all of it. */
static const char *package_dir(const struct rc_rule_at *at)
{
	const struct rc_unit *unit = &at->diags->units[at->diag->unit];
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(unit->manifest);
	const char *below = rc_path_below(dir, at->sources->reader.root);

	return rc_arena_strdup(at->arena, below ? below : "");
}

/*
 * Is it of the crate that could not use it? A program of a package that also
 * has a library may see either's files, so its own file only is sure.
 */
static bool is_own(const struct rc_rule_at *at, const struct rc_source *src)
{
	const char *kind = at->diags->units[at->diag->unit].kind;
	const char *dir = package_dir(at);
	size_t len = strlen(dir);

	if (src == at->src)
		return true;
	if (strncmp(src->path, dir, len) != 0 || (len && src->path[len] != '/'))
		return false;
	return strcmp(kind, "lib") == 0 || strcmp(kind, "proc-macro") == 0 ||
	       !rc_source_get(at->sources,
			      len ? RC_RULE_TEXT(at, "%s/src/lib.rs", dir)
				  : "src/lib.rs");
}

/* i: the first word of an item or field, its attributes left out. */
static bool open_to_crate(struct rc_rule_at *at, const struct rc_source *src,
			  size_t i)
{
	if (i >= src->n || !is_own(at, src))
		return false;
	if (!rc_lex_is(src, i, "pub")) {
		rc_rule_insert(at, src, src->v[i].start, "pub(crate) ");
		return true;
	}
	size_t close = rc_lex_is(src, i + 1, "(") ? rc_lex_close(src, i + 1)
						  : src->n;

	if (close == src->n || rc_lex_is(src, i + 2, "crate"))
		return false;
	rc_rule_replace(at, src, src->v[i].start, src->v[close].end,
			"pub(crate)");
	return true;
}

/* A tuple struct's constructor is as private as its fields. */
static bool has_private_field(const struct rc_rule_at *at)
{
	const struct rc_subdiag *child =
		rc_rule_child(at, "publicly accessible");

	for (size_t i = 0; child && i < child->n_spans; i++) {
		if (child->spans[i].start == child->spans[i].end)
			return true;
	}
	return false;
}

/* Where the compiler says that the item stands, or NULL. */
static const struct rc_span *definition(const struct rc_rule_at *at)
{
	const struct rc_span *label = rc_rule_label(at, "defined here");
	const struct rc_subdiag *child = rc_rule_child(at, " is defined here");

	if (!label && child && child->n_spans &&
	    !strstr(child->message, "import") && !has_private_field(at))
		label = &child->spans[0];
	return label && label->path && !label->expanded ? label : NULL;
}

RC_RULE(open_item)
{
	const struct rc_span *span = definition(at);
	const struct rc_source *src = span ? rc_source_of(at->sources, span)
					   : NULL;
	const char *name = rc_rule_quoted(at, at->diag->message, 0);

	if (src && name && open_to_crate(at, src, rc_lex_at(src, span->start)))
		rc_rule_answer(at, "open `%s` to the crate", name);
}

static size_t behind_visibility(const struct rc_source *src, size_t i)
{
	if (!rc_lex_is(src, i, "pub"))
		return i;
	return rc_lex_is(src, i + 1, "(") ? rc_lex_close(src, i + 1) + 1
					  : i + 1;
}

/* The field's first word; src->n: there is none of this name or number. */
static size_t find_field(const struct rc_rule_at *at,
			 const struct rc_decl *decl, const char *name)
{
	const struct rc_source *src = decl->src;
	bool tuple = rc_lex_is(src, decl->body, "(");
	struct rc_list fields = rc_list_in(src, decl->body, at->arena);

	for (size_t n = 0; decl->body && n < fields.n; n++) {
		size_t field = rc_extent_attributes(src, fields.v[n].from);
		size_t word = behind_visibility(src, field);

		if (tuple ? n == strtoul(name, NULL, 10)
			  : rc_lex_is(src, word, name) &&
				    rc_lex_is(src, word + 1, ":"))
			return field;
	}
	return src->n;
}

/* "fields `a` and `b` of struct `Foo` are private" */
RC_RULE(open_field)
{
	const char *message = at->diag->message;
	const char *of = strstr(message, " of ");
	const char *type = rc_rule_quoted(at, of, 0);
	const struct rc_decl *decl =
		type ? rc_decl_only(at->sources, RC_DECL_STRUCT | RC_DECL_UNION,
				    type)
		     : NULL;
	const char *field;

	for (unsigned n = 0; decl; n++) {
		field = rc_rule_quoted(at, message, n);
		if (!field || strcmp(field, type) == 0)
			break;
		if (!open_to_crate(at, decl->src, find_field(at, decl, field)))
			return;
	}
	rc_rule_answer(at, "open the private fields of `%s` to the crate",
		       type ? type : "");
}
