/* SPDX-License-Identifier: MIT */

/*
 * A method that what it is called on has not, but one call away it has: a
 * lost `.iter()`, `.chars()`, `.to_owned()`, `.enumerate()`.
 */

#include "rules/chain.h"
#include "rules/place.h"
#include "rules/table.h"
#include "rules/types.h"

static bool is_one_of(const char *name, const char *words)
{
	size_t len = strlen(name);
	const char *found = words;

	while ((found = strstr(found, name))) {
		if ((found == words || found[-1] == ' ') &&
		    (found[len] == ' ' || found[len] == '\0'))
			return true;
		found += len;
	}
	return false;
}

static const char iterator_methods[] =
	"all any by_ref chain cloned collect copied count cycle enumerate "
	"filter filter_map find find_map flat_map fold for_each last map "
	"map_while max max_by max_by_key min min_by min_by_key next nth "
	"partition peek peekable position product reduce rev scan size_hint "
	"skip skip_while step_by sum take take_while try_fold zip";
static const char string_methods[] =
	"clear drain extend insert insert_str into_bytes pop push push_str "
	"remove reserve retain truncate write_char write_str";
static const char vec_methods[] =
	"append clear dedup drain extend extend_from_slice insert pop push "
	"remove reserve resize retain truncate";

/* The type the message or the label says the method is not in. */
static const char *receiver_type(struct rc_rule_at *at)
{
	const char *message = at->diag->message;
	const char *of = strstr(message, " found for ");

	if (of)
		return rc_rule_quoted(at, of, 0);
	return strstr(message, "is not an iterator")
		       ? rc_rule_quoted(at, message, 0)
		       : NULL;
}

static const char *without_reference(const char *type)
{
	type += *type == '&';
	return strncmp(type, "mut ", 4) == 0 ? type + 4 : type;
}

static bool is_text(const char *type)
{
	type = without_reference(type);
	return strcmp(type, "str") == 0 || strcmp(type, "String") == 0;
}

/* In front of the ".name" at lexeme i. */
static void call_before(struct rc_rule_at *at, size_t i, const char *text)
{
	rc_rule_insert(at, at->src, at->src->v[i - 2].end, text);
	rc_rule_answer(at, "insert `%s` before `.%s`", text,
		       rc_lex_text(at->src, i, i + 1, at->arena));
}

/* Is the name bounded by IntoIterator in this file? */
static bool is_iterable(const struct rc_source *src, const char *name)
{
	for (size_t i = 0; i < src->n; i++) {
		if (rc_lex_is(src, i, name) && rc_lex_is(src, i + 1, ":") &&
		    rc_lex_is(src, i + 2, "IntoIterator"))
			return true;
	}
	return false;
}

RC_RULE(iterate)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	const char *type = receiver_type(at);

	if (!type || i < 3 || !rc_lex_is(src, i - 1, ".") ||
	    !is_one_of(rc_lex_text(src, i, i + 1, at->arena), iterator_methods))
		return;
	const char *of = without_reference(type);

	if (is_text(type)) {
		call_before(at, i, ".chars()");
		call_before(at, i, ".bytes()");
	} else if (strchr(of, '<') || *of == '[') {
		call_before(at, i, ".iter()");
		call_before(at, i, ".iter_mut()");
	} else if (is_iterable(src, of)) {
		rc_chain_add(at, rc_chain_first(src, i - 2), i - 1,
			     ".into_iter()", "insert `.into_iter()`");
	}
}

/* How the file makes an owned value of a borrowed one. */
static const char *owning(const struct rc_source *src, const char *or_else)
{
	size_t owned = 0, other = 0;

	for (size_t i = 0; i < src->n; i++) {
		owned += rc_lex_is(src, i, "to_owned");
		other += rc_lex_is(src, i, or_else);
	}
	return owned > other ? "to_owned" : or_else;
}

/* Something is added to a borrowed text or slice: where the variable got it,
 * it had to be made the variable's own. */
RC_RULE(own_value)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	const char *type = receiver_type(at);
	const char *of = type ? without_reference(type) : "";
	const char *name = rc_lex_text(src, i, i + 1, at->arena);
	struct rc_local local;

	if (i < 2 || !rc_lex_is(src, i - 1, ".") ||
	    !rc_local_of(src, i - 2, &local) ||
	    !rc_chain_is(src, local.value, local.end))
		return;
	const char *how = strcmp(of, "str") == 0 &&
					  is_one_of(name, string_methods)
				  ? owning(src, "to_string")
			  : *of == '[' && is_one_of(name, vec_methods)
				  ? owning(src, "to_vec")
				  : NULL;

	if (!how)
		return;
	rc_rule_insert(at, src, src->v[local.end - 1].end,
		       RC_RULE_TEXT(at, ".%s()", how));
	rc_rule_answer(at, "insert `.%s()` in line %u", how,
		       rc_line_number(src, src->v[local.let].start));
}

/* `for (i, x) in v.iter()`: a pair is what enumerate() gives. */
RC_RULE(enumerate)
{
	const struct rc_source *src = at->src;
	const struct rc_span *items =
		rc_rule_label(at, "this is an iterator with items of type");
	size_t i = rc_lex_at(src, at->span->start);

	if (!items || !items->path || strcmp(items->path, src->path) != 0 ||
	    !rc_lex_is(src, i, "(") || !rc_lex_is_word(src, i + 1) ||
	    !rc_lex_is(src, i + 2, ","))
		return;
	size_t from = rc_lex_at(src, items->start);
	size_t end = rc_lex_at(src, items->end);

	if (!rc_chain_is(src, from, end) || !rc_lex_is(src, end - 1, ")"))
		return;
	rc_rule_insert(at, src, src->v[end - 1].end, ".enumerate()");
	rc_rule_answer(at, "insert `.enumerate()`");
}

/* Behind the value of the closure that the call ending at lexeme close is
 * given; 0: it is given another thing. */
static size_t closure_value(const struct rc_source *src, size_t close)
{
	size_t open = rc_lex_open(src, close), bar = close;

	if (!rc_lex_is(src, close, ")") || open == src->n)
		return 0;
	while (bar > open && !rc_lex_is(src, bar, "|"))
		bar--;
	return bar > open && rc_chain_is(src, bar + 1, close)
		       ? src->v[close - 1].end
		       : 0;
}

/* help: for that trait implementation, expected `String`, found `&str` */
RC_RULE(collect_owned)
{
	const struct rc_source *src = at->src;
	const struct rc_subdiag *help =
		rc_rule_child(at, "for that trait implementation, expected");
	const char *want = help ? rc_rule_quoted(at, help->message, 0) : NULL;
	const char *got = help ? rc_rule_quoted(at, help->message, 1) : NULL;
	size_t i = rc_lex_at(src, at->span->start);

	if (!want || !got || got[0] != '&' || i < 3 ||
	    !rc_lex_is(src, i, "collect") || !rc_lex_is(src, i - 1, "."))
		return;
	if (strcmp(got + 1, want) == 0)
		call_before(at, i, ".cloned()");
	if (strcmp(want, "String") != 0 || strcmp(got, "&str") != 0)
		return;
	const char *how = owning(src, "to_string");
	size_t end = closure_value(src, i - 2);

	if (!end)
		return;
	rc_rule_insert(at, src, end, RC_RULE_TEXT(at, ".%s()", how));
	rc_rule_answer(at, "insert `.%s()`", how);
}

/* "expected `u16`, found `&u16`" of what an iterator yields. */
RC_RULE(yield_owned)
{
	static const char primitive[] =
		"u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize char bool "
		"f32 f64";
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	size_t end = rc_lex_at(src, at->span->end);
	const char *want, *got;

	if (!rc_types_of(at, at->span, &want, &got) || got[0] != '&' ||
	    !rc_chain_is(src, i, end) || !rc_lex_is(src, end - 1, ")"))
		return;
	bool copies = is_one_of(want, primitive);

	if (strcmp(got + 1, want) != 0 && !(copies && got[1] == '{'))
		return;
	const char *how = copies ? ".copied()" : ".cloned()";

	rc_rule_insert(at, src, src->v[end - 1].end, how);
	rc_rule_answer(at, "insert `%s`", how);
}

/* The type `str` cannot be indexed by an integer, its bytes can. */
RC_RULE(index_bytes)
{
	const struct rc_source *src = at->src;
	const char *type = rc_rule_quoted(at, at->diag->message, 0);
	const char *by = rc_rule_quoted(at, at->diag->message, 1);
	size_t open = rc_lex_open(src, rc_lex_at(src, at->span->start));
	size_t before = open;

	if (!type || !by || !is_text(type) || open == src->n || open < 3 ||
	    (strcmp(by, "{integer}") != 0 && strcmp(by, "usize") != 0))
		return;
	if (rc_lex_is(src, open, "(") && rc_lex_is(src, open - 2, "."))
		before = open - 2;
	else if (!rc_lex_is(src, open, "["))
		return;
	rc_chain_add(at, rc_chain_first(src, before - 1), before, ".as_bytes()",
		     "insert `.as_bytes()`");
}
