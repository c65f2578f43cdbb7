/* SPDX-License-Identifier: MIT */

/* Functions that are async and should not be, or the reverse. */

#include "rules/decl.h"
#include "rules/table.h"

/* Counts calls of a function that do not await what they get. */
struct calls {
	const char *name;
	size_t bare;
};

static bool is_awaited(const struct rc_source *src, size_t paren)
{
	size_t close = rc_lex_close(src, paren);

	return rc_lex_is(src, close + 1, ".") &&
	       rc_lex_is(src, close + 2, "await");
}

static void count_calls(const struct rc_source *src, struct calls *calls)
{
	for (size_t i = 0; i < src->n; i++) {
		if (rc_lex_is_word(src, i) && rc_lex_is(src, i, calls->name) &&
		    !rc_lex_is(src, i - 1, "fn") &&
		    !(rc_lex_is(src, i + 1, "(") && is_awaited(src, i + 1)))
			calls->bare++;
	}
}

/* Does all of the workspace already await the function? A call that only
 * makes a future compiles, and does nothing. */
static bool is_always_awaited(struct rc_rule_at *at, const char *name)
{
	struct calls calls = { .name = name };
	size_t n;
	const char *const *files = rc_source_files(at->sources, &n);

	for (size_t i = 0; i < n; i++) {
		const struct rc_source *src =
			rc_source_get(at->sources, files[i]);

		if (src)
			count_calls(src, &calls);
	}
	return calls.bare == 0;
}

RC_RULE(add_async)
{
	const struct rc_source *src = at->src;
	const struct rc_span *label = rc_rule_label(at, "this is not `async`");
	const struct rc_decl *fn =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_FN);

	if (!fn || (label && src->v[fn->keyword].start > label->end) ||
	    (label && label->start > src->v[fn->keyword].start) ||
	    strcmp(fn->name, "main") == 0 || !is_always_awaited(at, fn->name))
		return;
	size_t i = fn->keyword;

	while (i > fn->first && (rc_lex_is(src, i - 1, "unsafe") ||
				 rc_lex_is(src, i - 1, "extern") ||
				 rc_lex_is(src, i - 2, "extern")))
		i--;
	rc_rule_insert(at, src, src->v[i].start, "async ");
	rc_rule_answer(at, "make the function `%s` async", fn->name);
}

RC_RULE(drop_async_main)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *fn =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_FN);

	for (size_t i = fn ? fn->first : 0; fn && i < fn->keyword; i++) {
		if (!rc_lex_is(src, i, "async"))
			continue;
		rc_rule_remove(at, src, src->v[i].start, src->v[i + 1].start);
		rc_rule_answer(at, "let `main` be a plain function");
		return;
	}
}

/* `f(n).await` of f in itself becomes `Box::pin(f(n)).await`. */
static void box_call(struct rc_rule_at *at, const struct rc_span *span)
{
	const struct rc_source *src = rc_source_of(at->sources, span);
	size_t end = src ? rc_lex_at(src, span->end) : 0;

	if (!src || end < 3 || !rc_lex_is(src, end - 1, "await") ||
	    !rc_lex_is(src, end - 2, ".") ||
	    src->v[end - 2].start <= span->start)
		return;
	rc_rule_insert(at, src, span->start, "Box::pin(");
	rc_rule_insert(at, src, src->v[end - 3].end, ")");
}

RC_RULE(box_recursion)
{
	const struct rc_diag *diag = at->diag;

	for (size_t i = 0; i < diag->n_spans; i++) {
		const struct rc_span *span = &diag->spans[i];

		if (span->label && strstr(span->label, "recursive call here"))
			box_call(at, span);
	}
	rc_rule_answer(at, "box the future of the recursive call");
}
