/* SPDX-License-Identifier: MIT */

/* Members of an impl that are not as the trait wants them: what is small. */

#include "rules/trait.h"

#include "rules/table.h"

/* Removes lexeme i and the blanks behind it. */
static void remove_word(struct rc_rule_at *at, const struct rc_source *src,
			size_t i)
{
	if (i + 1 < src->n)
		rc_rule_remove(at, src, src->v[i].start, src->v[i + 1].start);
}

RC_RULE(trait_receiver)
{
	const struct rc_decl *own = rc_decl_around(at->sources, at->src,
						   at->span->start, RC_DECL_FN);
	const char *receiver = rc_rule_quoted(at, at->diag->message, 1);

	if (!own || !own->params || !receiver)
		return;
	struct rc_list list = rc_list_in(own->src, own->params, at->arena);

	if (strcmp(at->diag->code, "E0186") == 0)
		rc_list_insert(at, &list, SIZE_MAX, receiver);
	else if (list.n)
		rc_list_drop(at, &list, 0);
	rc_rule_answer(at, "%s `%s`: the trait's `%s` has %s",
		       strcmp(at->diag->code, "E0186") == 0 ? "add" : "remove",
		       receiver, own->name,
		       strcmp(at->diag->code, "E0186") == 0 ? "it" : "none");
}

RC_RULE(trait_bound)
{
	const struct rc_decl *own = rc_decl_around(at->sources, at->src,
						   at->span->start, RC_DECL_FN);
	const char *bound =
		rc_rule_quoted(at, at->span->label ? at->span->label : "", 0);

	if (!own || !bound)
		return;
	rc_bound_drop(at, own, rc_lex_at(at->src, at->span->start));
	rc_rule_answer(at,
		       "remove the bound `%s`, which the trait's `%s` lacks",
		       bound, own->name);
}

static size_t find_word(const struct rc_decl *decl, const char *word)
{
	for (size_t i = decl->first; i < decl->keyword; i++) {
		if (rc_lex_is(decl->src, i, word))
			return i;
	}
	return decl->src->n;
}

/* extern "C", as it stands before a function; "": nothing */
static const char *abi_of(const struct rc_rule_at *at,
			  const struct rc_decl *decl)
{
	size_t i = find_word(decl, "extern");

	return i < decl->src->n
		       ? rc_lex_text(decl->src, i, decl->keyword, at->arena)
		       : "";
}

static void copy_abi(struct rc_rule_at *at, const struct rc_pair *pair)
{
	const struct rc_source *src = pair->own->src;
	const char *abi = abi_of(at, pair->theirs);
	size_t i = find_word(pair->own, "extern");
	size_t fn = src->v[pair->own->keyword].start;
	size_t start = i < src->n ? src->v[i].start : fn;

	rc_rule_replace(at, src, start, fn,
			*abi ? RC_RULE_TEXT(at, "%s ", abi) : "");
	rc_rule_answer(at, "give `%s` the calling convention of the trait's",
		       pair->own->name);
}

RC_RULE(trait_qualifiers)
{
	struct rc_pair pair;

	if (!rc_pair_find(at, &pair) || pair.own->kind != RC_DECL_FN)
		return;
	const char *label = at->span->label ? at->span->label : "";
	bool async = strstr(label, "found future") != NULL;

	if (strstr(label, "fn, found \"")) {
		copy_abi(at, &pair);
		return;
	}
	if (!async && !strstr(label, "expected safe fn"))
		return;
	const char *word = async ? "async" : "unsafe";
	size_t i = find_word(pair.own, word);

	if (i == pair.own->src->n ||
	    find_word(pair.theirs, word) < pair.theirs->src->n)
		return;
	remove_word(at, pair.own->src, i);
	rc_rule_answer(at, "remove `%s`, which the trait's `%s` is not", word,
		       pair.own->name);
}

RC_RULE(trait_async)
{
	struct rc_pair pair;

	if (!rc_pair_find(at, &pair) || pair.own->kind != RC_DECL_FN ||
	    find_word(pair.theirs, "async") == pair.theirs->src->n)
		return;
	const struct rc_source *src = pair.own->src;
	size_t word = find_word(pair.own, "unsafe");

	if (word == src->n)
		word = find_word(pair.own, "extern");
	if (word == src->n)
		word = pair.own->keyword;
	rc_rule_insert(at, src, src->v[word].start, "async ");
	rc_rule_answer(at, "make `%s` `async`, as in the trait",
		       pair.own->name);
}

RC_RULE(safe_impl)
{
	const struct rc_decl *impl = rc_decl_around(
		at->sources, at->src, at->span->start, RC_DECL_IMPL);
	size_t i = impl ? find_word(impl, "unsafe") : at->src->n;

	if (i == at->src->n)
		return;
	remove_word(at, at->src, i);
	rc_rule_answer(at, "remove `unsafe`, which this impl needs not");
}
