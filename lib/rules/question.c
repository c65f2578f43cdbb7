/* SPDX-License-Identifier: MIT */

/*
 * A value is a Result or an Option where what is in it is wanted, in a
 * function that could hand the failure on: a lost `?`. Where the value has a
 * name, the `?` belongs where it got it.
 */

#include "rules/chain.h"
#include "rules/place.h"
#include "rules/table.h"

/* "Result<u16, E>", "Option<&u8>", with or without a path, borrowed or not:
 * which of the two; NULL: neither. */
static const char *failing(const char *type)
{
	static const char *const names[] = { "Result", "Option" };

	for (size_t i = 0; type && i < RC_COUNT(names); i++) {
		const char *found = strstr(type, names[i]);
		const char *angle = strchr(type, '<');

		if (found && angle == found + strlen(names[i]) &&
		    (found == type || found[-1] == ':'))
			return names[i];
	}
	return NULL;
}

/* Can the function around hand on a failure of this kind? */
static bool hands_on(struct rc_rule_at *at, size_t i, const char *kind)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *fn =
		rc_decl_around(at->sources, src, src->v[i].start, RC_DECL_FN);

	for (size_t k = fn ? fn->params_end : 0; fn && k < fn->body; k++) {
		if (rc_lex_is_word(src, k) &&
		    strstr(rc_lex_text(src, k, k + 1, at->arena), kind))
			return true;
	}
	return false;
}

/* The value of lexemes [i, end) is of the kind. */
static void hand_on(struct rc_rule_at *at, size_t i, size_t end,
		    const char *kind)
{
	const struct rc_source *src = at->src;
	struct rc_local local;

	if (!kind || end <= i || end > src->n || !hands_on(at, i, kind))
		return;
	if (end == i + 1 && rc_local_of(src, i, &local)) {
		i = local.value;
		end = local.end;
	}
	if (end <= i || !rc_chain_is(src, i, end))
		return;
	rc_rule_insert(at, src, src->v[end - 1].end, "?");
	rc_rule_answer(at, "hand the failure of line %u on with `?`",
		       rc_line_number(src, src->v[end - 1].start));
}

static void hand_on_span(struct rc_rule_at *at, const struct rc_span *span,
			 const char *kind)
{
	if (span->path && strcmp(span->path, at->src->path) == 0)
		hand_on(at, rc_lex_at(at->src, span->start),
			rc_lex_at(at->src, span->end), kind);
}

/* What stands before the `.name` or `[…]` at lexeme i, if it is a name, or a
 * call that gives what has no such thing. */
static void hand_on_receiver(struct rc_rule_at *at, size_t i, const char *kind)
{
	const struct rc_source *src = at->src;
	size_t last = rc_lex_is(src, i - 1, ".") ? i - 2 : i - 1;
	bool call = rc_lex_is(src, last, ")") &&
		    strcmp(at->diag->code, "E0599") != 0;

	if (call && kind && hands_on(at, last, kind)) {
		rc_rule_insert(at, src, src->v[last].end, "?");
		rc_rule_answer(at, "hand the failure of line %u on with `?`",
			       rc_line_number(src, src->v[last].start));
	} else if (rc_lex_is_word(src, last) &&
		   !rc_lex_is(src, last - 1, ".")) {
		hand_on(at, last, last + 1, kind);
	}
}

/* A cast, a `*`, a field, a method, an index: the message names the type. */
RC_RULE(try_operand)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	size_t end = rc_lex_at(src, at->span->end);
	const char *code = at->diag->code;
	const char *kind = NULL;

	for (unsigned k = 0; !kind && k < 3; k++)
		kind = failing(rc_rule_quoted(at, at->diag->message, k));
	if (strcmp(code, "E0605") == 0) {
		while (end > i && !rc_lex_is(src, end, "as"))
			end--;
		hand_on(at, i, end, kind);
	} else if (strcmp(code, "E0614") == 0) {
		hand_on(at, i + 1, end, kind);
	} else {
		hand_on_receiver(at, i, kind);
	}
}

/* label at the operator: no implementation for `u16 | Result<u16, E>` */
RC_RULE(try_right_operand)
{
	size_t i = rc_lex_at(at->src, at->span->end);
	const char *label = at->span->label ? at->span->label : "";
	const char *types = rc_rule_quoted(at, label, 0);
	const char *type = types ? strpbrk(types, "+-*/%|&^<>=") : NULL;

	type = type ? type + strspn(type, "+-*/%|&^<>= ") : NULL;
	if (strncmp(label, "no implementation for", 21) == 0)
		hand_on(at, i, rc_chain_end(at->src, i), failing(type));
}

/* Expected is `()`: without the `?` the failure would be forgotten. */
RC_RULE(try_statement)
{
	const char *label = at->span->label ? at->span->label : "";
	const char *found = strstr(label, "found `Result<()");

	if (found && strncmp(label, "expected `()`", 13) == 0)
		hand_on_span(at, at->span, "Result");
}

/* The type is in a label: of an operand, or of what a pattern takes apart. */
RC_RULE(try_value)
{
	const struct rc_diag *diag = at->diag;
	const char *label = at->span->label ? at->span->label : "";
	const char *found = strstr(label, "found ");

	if (found && !failing(rc_rule_quoted(at, label, 0)))
		hand_on_span(at, at->span,
			     failing(rc_rule_quoted(at, found, 0)));
	for (size_t k = 0; k < diag->n_spans; k++) {
		const struct rc_span *span = &diag->spans[k];
		const char *type = span->primary || !span->label ? NULL
				   : strncmp(span->label,
					     "this expression has type",
					     24) == 0
					   ? rc_rule_quoted(at, span->label, 0)
					   : span->label;

		if (type)
			hand_on_span(at, span, failing(type));
	}
}

/* label: use `.ok()?` if you want to discard the `Result<…>` error … */
RC_RULE(discard_error)
{
	const struct rc_source *src = at->src;
	const char *label = at->span->label;
	size_t i = rc_lex_at(src, at->span->start);

	if (!label || !strstr(label, "use `.ok()?`") || !rc_lex_is(src, i, "?"))
		return;
	rc_rule_insert(at, src, src->v[i].start, ".ok()");
	rc_rule_answer(at, "discard the error with `.ok()`");
}
