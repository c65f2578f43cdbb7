/* SPDX-License-Identifier: MIT */

/* A lost `*`, `ref` or `mut` that the compiler sees only where it hurts. */

#include "rules/chain.h"
#include "rules/place.h"
#include "rules/scope.h"
#include "rules/table.h"
#include "rules/types.h"

/* Does a help of the diagnostic, or a label in one, hold this text? */
static bool is_helped(const struct rc_rule_at *at, const char *text)
{
	for (size_t i = 0; i < at->diag->n_children; i++) {
		const struct rc_subdiag *child = &at->diag->children[i];

		if (strstr(child->message, text))
			return true;
		for (size_t k = 0; k < child->n_spans; k++) {
			if (child->spans[k].label &&
			    strstr(child->spans[k].label, text))
				return true;
		}
	}
	return false;
}

/* "`u64: From<&u16>` is not satisfied", but From<u16> there is. */
RC_RULE(deref_conversion)
{
	const struct rc_source *src = at->src;
	const char *bound = rc_rule_quoted(at, at->diag->message, 0);
	const char *from = bound ? strstr(bound, ": From<&") : NULL;
	size_t i = rc_lex_at(src, at->span->start);

	if (!from || !is_helped(at, RC_RULE_TEXT(at, "From<%s", from + 8)))
		return;
	if (!rc_lex_is(src, i + 1, "::") || !rc_lex_is(src, i + 3, "from") ||
	    !rc_lex_is(src, i + 4, "("))
		return;
	rc_rule_insert(at, src, src->v[i + 4].end, "*");
	rc_rule_answer(at, "read what the reference refers to");
}

/* `v[at..]` with a reference: "cannot be indexed by `RangeFrom<&usize>`". */
RC_RULE(deref_range)
{
	const struct rc_source *src = at->src;
	const char *range = rc_rule_quoted(at, at->diag->message, 1);

	if (!src || !range || !strstr(range, "Range") || !strstr(range, "<&"))
		return;
	size_t end = rc_lex_at(src, at->span->end);

	for (size_t i = rc_lex_at(src, at->span->start); i < end; i++) {
		if (!rc_lex_is_word(src, i) || rc_chain_end(src, i) != i + 1)
			continue;
		rc_rule_insert(at, src, src->v[i].start, "*");
		rc_rule_answer(at, "read the number with `*`");
	}
}

/* The only `&` or `&mut` in [i, end) that is not followed by a `*`, or what
 * `unsafe { … }` holds; its operand. end: none, or several. */
static size_t borrowed(const struct rc_source *src, size_t i, size_t end)
{
	size_t found = end;

	for (; i < end; i++) {
		if (!rc_lex_is(src, i, "&"))
			continue;
		size_t operand = i + (rc_lex_is(src, i + 1, "mut") ? 2 : 1);

		if (rc_lex_is(src, operand, "*"))
			continue;
		if (found != end)
			return end;
		found = operand;
	}
	return found;
}

static void deref_in(struct rc_rule_at *at, size_t i, size_t end, bool by_ref)
{
	const struct rc_source *src = at->src;
	size_t operand = by_ref ? borrowed(src, i, end) : i;

	if (!by_ref && rc_lex_is(src, i, "unsafe") &&
	    rc_lex_is(src, i + 1, "{"))
		operand = i + 2;
	if (operand >= end)
		return;
	rc_rule_insert(at, src, src->v[operand].start, "*");
	rc_rule_answer(at, "take what the pointer points to in line %u",
		       rc_line_number(src, src->v[operand].start));
}

/* "&mut *mut T", "*const T": is there a pointer, and behind a reference? */
static bool is_pointer(const char *type, bool *by_ref)
{
	const char *star = type ? strchr(type, '*') : NULL;

	if (!star || (strncmp(star, "*mut ", 5) && strncmp(star, "*const ", 7)))
		return false;
	*by_ref = star > type &&
		  (star[-1] == '&' ||
		   (star - type >= 5 && memcmp(star - 5, "&mut ", 5) == 0));
	return *by_ref || star == type;
}

/* "no field `x` on type `&mut *mut Node`": of a local variable. */
static void deref_receiver(struct rc_rule_at *at)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	struct rc_local local;
	bool by_ref;

	for (unsigned k = 0; k < 3; k++) {
		const char *type = rc_rule_quoted(at, at->diag->message, k);

		if (!is_pointer(type, &by_ref) || !rc_lex_is(src, i - 1, ".") ||
		    !rc_local_of(src, i - 2, &local))
			continue;
		deref_in(at, local.value, local.end, by_ref);
		return;
	}
}

/* A pointer has no fields, and no pattern matches it: what it points to was
 * meant where the variable got it, or where it is matched. */
RC_RULE(deref_pointer)
{
	const struct rc_source *src = at->src;
	const struct rc_diag *diag = at->diag;
	struct rc_local local;
	bool by_ref;

	deref_receiver(at);
	for (size_t k = 0; k < diag->n_spans; k++) {
		const struct rc_span *span = &diag->spans[k];

		if (span->primary || !span->label || !span->path ||
		    strcmp(span->path, src->path) != 0 ||
		    !is_pointer(rc_rule_quoted(at, span->label, 0), &by_ref))
			continue;
		size_t i = rc_lex_at(src, span->start);

		if (strstr(span->label, "this expression has type"))
			deref_in(at, i, rc_lex_at(src, span->end), by_ref);
		else if (rc_local_of(src, i, &local))
			deref_in(at, local.value, local.end, by_ref);
	}
}

/* "expected `&mut T`, found `&mut *mut T`": a reference to the pointer. */
RC_RULE(deref_reference)
{
	const struct rc_source *src = at->src;
	const char *want, *got;
	bool by_ref;

	if (!rc_types_of(at, at->span, &want, &got) ||
	    !is_pointer(got, &by_ref) || !by_ref)
		return;
	const char *to = strchr(got, '*') + 1;

	to += strcspn(to, " ");
	to += *to == ' ';
	want += strncmp(want, "&mut ", 5) == 0 ? 5 : want[0] == '&';
	if (strcmp(want, to) == 0)
		deref_in(at, rc_lex_at(src, at->span->start),
			 rc_lex_at(src, at->span->end), true);
}

/* label: cannot assign to this expression; to what it points to one can. */
RC_RULE(deref_assign)
{
	const struct rc_source *src = at->src;
	const struct rc_span *label =
		rc_rule_label(at, "cannot assign to this expression");
	size_t i = label ? rc_lex_at(src, label->start) : 0;
	size_t end = label ? rc_lex_at(src, label->end) : 0;

	if (!label || !label->path || strcmp(label->path, src->path) != 0 ||
	    !rc_chain_is(src, i, end) || !rc_lex_is(src, end - 1, ")"))
		return;
	rc_rule_insert(at, src, src->v[i].start, "*");
	rc_rule_answer(at, "assign to what the call points to");
}

/* Are other names of this file bound by ref? It is a habit of its time. */
static bool has_ref(const struct rc_source *src, size_t i)
{
	for (size_t k = 0; k < src->n; k++) {
		if (k != i - 1 && rc_lex_is(src, k, "ref") &&
		    rc_lex_is_word(src, k + 1))
			return true;
	}
	return false;
}

/* The lexeme at which a pattern, which is more than a name, binds the name at
 * lexeme i; src->n: none does. */
static size_t bound_at(struct rc_rule_at *at, size_t i)
{
	const struct rc_source *src = at->src;
	struct rc_bindings in = { NULL, 0, 0 };
	size_t name = src->n, k = 0;

	rc_bindings_at(at->sources, src, i, &in);
	while (k < in.n &&
	       !rc_lex_same(src, in.v[k].name, in.v[k].name + 1, src, i, i + 1))
		k++;
	if (k < in.n && in.v[k].type == in.v[k].type_end)
		name = in.v[k].name;
	rc_free(in.v);
	size_t before = name - (rc_lex_is(src, name - 1, "mut") ? 2 : 1);

	return rc_lex_is(src, before, "let") ? src->n : name;
}

/* Where `ref ` or `mut ` belongs before the binding at lexeme name, if the
 * use wants a reference of this kind; NULL: nowhere. */
static const char *lacking(const struct rc_source *src, size_t *name, bool mut,
			   bool only_mut)
{
	bool mutable = rc_lex_is(src, *name - 1, "mut");

	if (rc_lex_is(src, *name - 1, "ref"))
		return mut ? "mut " : NULL;
	if (only_mut || mut != mutable || !has_ref(src, *name))
		return NULL;
	*name -= mutable;
	return "ref ";
}

/* "expected `&mut T`, found `T`" of a name that a pattern binds: by ref, as
 * other patterns do. */
RC_RULE(bind_by_ref)
{
	const struct rc_source *src = at->src;
	const char *label = at->span->label ? at->span->label : "";
	bool differ = strcmp(label, "types differ in mutability") == 0;
	bool mut = differ || strncmp(label, "expected `&mut ", 15) == 0;
	size_t i = rc_lex_at(src, at->span->start);

	if ((!differ && strncmp(label, "expected `&", 11) != 0) ||
	    rc_lex_at(src, at->span->end) != i + 1 || !rc_lex_is_word(src, i))
		return;
	size_t name = bound_at(at, i);
	const char *word = name < src->n ? lacking(src, &name, mut, differ)
					 : NULL;

	if (!word)
		return;
	rc_rule_insert(at, src, src->v[name].start, word);
	rc_rule_answer(at, "bind `%s` by reference",
		       rc_lex_text(src, i, i + 1, at->arena));
}
