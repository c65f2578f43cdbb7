/* SPDX-License-Identifier: MIT */

/* What the compiler wants a type of this crate to derive, or not to. */

#include "rules/derives.h"
#include "rules/table.h"

/* "consider annotating `Point` with `#[derive(Debug)]`" */
static const struct rc_decl *
annotated(struct rc_rule_at *at, const struct rc_diag *diag, const char **names)
{
	for (size_t i = 0; i < diag->n_children; i++) {
		const struct rc_subdiag *child = &diag->children[i];
		const char *text = strstr(child->message, "`#[derive(");
		const struct rc_span *span = child->spans;

		if (!strstr(child->message, "consider annotating") || !text ||
		    !child->n_spans || !span->path)
			continue;
		const struct rc_source *src = rc_source_of(at->sources, span);

		text += strlen("`#[derive(");
		*names = rc_arena_strndup(at->arena, text, strcspn(text, ")"));
		return src ? rc_decl_around(at->sources, src, span->start,
					    RC_DECL_ADT)
			   : NULL;
	}
	return NULL;
}

/* "Key" of a type as messages give it: `&a::Key<_>`. */
static const char *bare_name(struct rc_rule_at *at, const char *type)
{
	size_t end, start;

	type += strspn(type, "&");
	if (strncmp(type, "mut ", 4) == 0)
		type += 4;
	start = end = strcspn(type, "<");
	while (start > 0 && type[start - 1] != ':')
		start--;
	return rc_arena_strndup(at->arena, type + start, end - start);
}

/* The type of that name where the span leads, else the only one there is. */
static const struct rc_decl *type_named(struct rc_rule_at *at, const char *type,
					const struct rc_span *span)
{
	const char *name = bare_name(at, type);
	const struct rc_source *src =
		span && span->path ? rc_source_of(at->sources, span) : NULL;
	const struct rc_decl *decl =
		src ? rc_decl_around(at->sources, src, span->start, RC_DECL_ADT)
		    : NULL;

	return decl && strcmp(decl->name, name) == 0
		       ? decl
		       : rc_decl_only(at->sources, RC_DECL_ADT, name);
}

/* "the trait `Eq` is not implemented for `Key<_>`", "`Key` does not implement
 * `Eq`"; the span, if there is one, leads to the type. */
static const struct rc_decl *unsatisfied_by(struct rc_rule_at *at,
					    const char *text,
					    const struct rc_span *span,
					    const char **names)
{
	bool not_for = strstr(text, "` is not implemented for `") != NULL;
	const char *a = rc_rule_quoted(at, text, 0);
	const char *b = rc_rule_quoted(at, text, 1);

	if (!b || (!not_for && !strstr(text, "` does not implement `")))
		return NULL;
	*names = not_for ? a : b;
	return type_named(at, not_for ? b : a, span);
}

static const struct rc_decl *unsatisfied(struct rc_rule_at *at,
					 const struct rc_diag *diag,
					 const char **names)
{
	const struct rc_span *span = rc_diag_primary(diag);
	const struct rc_decl *type = NULL;

	for (size_t i = 0; i < diag->n_children && !type; i++) {
		const struct rc_subdiag *child = &diag->children[i];

		type = unsatisfied_by(at, child->message,
				      child->n_spans ? child->spans : NULL,
				      names);
	}
	if (!type && span && span->label)
		type = unsatisfied_by(at, span->label, NULL, names);
	return type;
}

/* The trait whose method is called, of those a type can derive. */
static const char *trait_of(const char *method)
{
	static const char *const methods[][2] = {
		{ "clone", "Clone" },  { "clone_from", "Clone" },
		{ "cmp", "Ord" },      { "default", "Default" },
		{ "eq", "PartialEq" }, { "hash", "Hash" },
		{ "ne", "PartialEq" }, { "partial_cmp", "PartialOrd" },
	};

	for (size_t i = 0; i < RC_COUNT(methods); i++) {
		if (strcmp(methods[i][0], method) == 0)
			return methods[i][1];
	}
	return NULL;
}

static const struct rc_span *label_of(const struct rc_diag *diag,
				      const char *part)
{
	for (size_t i = 0; i < diag->n_spans; i++) {
		if (diag->spans[i].label && strstr(diag->spans[i].label, part))
			return &diag->spans[i];
	}
	return NULL;
}

/* "no method named `clone` found for struct `Key<T>`" */
static const struct rc_decl *
lacking(struct rc_rule_at *at, const struct rc_diag *diag, const char **names)
{
	const char *method = rc_rule_quoted(at, diag->message, 0);
	const char *type = rc_rule_quoted(at, diag->message, 1);

	if (!type || !strstr(diag->message, " named `"))
		return NULL;
	*names = trait_of(method);
	if (!*names)
		return NULL;
	return type_named(at, type, label_of(diag, "not found for this"));
}

static const char *joined(struct rc_derives *derives)
{
	const char *text = "";

	for (size_t i = 0; i < derives->n; i++)
		text = RC_RULE_TEXT(derives->at, "%s%s%s", text, i ? ", " : "",
				    derives->wanted[i]);
	return text;
}

typedef const struct rc_decl *(*reader)(struct rc_rule_at *at,
					const struct rc_diag *diag,
					const char **names);

/* What any diagnostic wants of the type that this one is about. */
static void derive(struct rc_rule_at *at, reader read)
{
	static const reader readers[] = { annotated, unsatisfied, lacking };
	struct rc_derives derives = { .at = at };
	const char *names;

	derives.type = read(at, at->diag, &names);
	if (!derives.type)
		return;
	rc_derives_want(&derives, names);
	if (!derives.n)
		return;
	for (size_t i = 0; i < at->diags->n; i++) {
		const struct rc_diag *diag = &at->diags->v[i];

		for (size_t k = 0; k < RC_COUNT(readers); k++) {
			if (diag->level == RC_LEVEL_ERROR &&
			    readers[k](at, diag, &names) == derives.type)
				rc_derives_want(&derives, names);
		}
	}
	rc_derives_write(&derives);
	rc_rule_answer(at, "derive `%s` for `%s`", joined(&derives),
		       derives.type->name);
}

RC_RULE(derive_list)
{
	derive(at, annotated);
}

RC_RULE(derive_trait)
{
	derive(at, unsatisfied);
}

RC_RULE(derive_method)
{
	derive(at, lacking);
}

/* derive(Copy) fails for fields whose types are this crate's and lack it. */
RC_RULE(derive_for_field)
{
	const struct rc_diag *diag = at->diag;

	for (size_t i = 0; i < diag->n_spans; i++) {
		const struct rc_span *span = &diag->spans[i];
		const struct rc_source *src =
			span->primary || !span->path
				? NULL
				: rc_source_get(at->sources, span->path);
		size_t last = src ? rc_lex_at(src, span->end) - 1 : 0;
		struct rc_derives derives = { .at = at };

		if (!src || !span->label ||
		    !strstr(span->label, "does not implement `Copy`"))
			continue;
		derives.type = rc_decl_only(at->sources, RC_DECL_ADT,
					    rc_lex_text(src, last, last + 1,
							at->arena));
		if (!derives.type ||
		    rc_derive_find(derives.type, "Clone") == SIZE_MAX)
			return;
		rc_derives_want(&derives, "Copy");
		rc_derives_write(&derives);
	}
	rc_rule_answer(at, "derive `Copy` for the types of its fields, too");
}

static void drop_name(struct rc_rule_at *at, const struct rc_source *src,
		      size_t i)
{
	size_t open = rc_lex_open(src, i), close = rc_lex_close(src, open) + 1;
	struct rc_list list = rc_list_in(src, open, at->arena);

	if (list.n > 1)
		rc_list_drop(at, &list, rc_list_find(&list, i));
	else if (open > 2 && rc_lex_is(src, close, "]"))
		rc_rule_remove(at, src, src->v[open - 3].start,
			       src->v[close].end);
}

RC_RULE(drop_copy)
{
	const struct rc_decl *type =
		at->src ? rc_decl_around(at->sources, at->src, at->span->start,
					 RC_DECL_ADT)
			: NULL;
	size_t i = type ? rc_derive_find(type, "Copy") : SIZE_MAX;

	if (i == SIZE_MAX)
		return;
	drop_name(at, type->src, i);
	rc_rule_answer(at, "do not derive `Copy` for `%s`: %s", type->name,
		       strcmp(at->diag->code, "E0184") == 0
			       ? "it has a destructor"
			       : "not all fields are");
}

RC_RULE(duplicate_derive)
{
	const struct rc_span *other =
		at->src ? rc_rule_label(at, "first implementation") : NULL;

	if (!other || !other->path || strcmp(other->path, at->span->path) != 0)
		return;
	size_t later = other->start > at->span->start ? other->start
						      : at->span->start;
	size_t i = rc_lex_at(at->src, other->start);
	size_t k = rc_lex_at(at->src, later);

	if (!rc_lex_is(at->src, rc_lex_open(at->src, i) - 1, "derive") ||
	    !rc_lex_is(at->src, rc_lex_open(at->src, k) - 1, "derive") ||
	    (other->start == at->span->start))
		return;
	const char *name = rc_rule_quoted(at, at->diag->message, 0);

	drop_name(at, at->src, k);
	rc_rule_answer(at, "remove `%s` from the derives: it is there twice",
		       name ? name : "it");
}
