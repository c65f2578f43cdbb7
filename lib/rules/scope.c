/* SPDX-License-Identifier: MIT */
#include "rules/scope.h"

#include "rules/extent.h"
#include "rules/list.h"

struct scope {
	struct rc_sources *sources;
	const struct rc_source *src;
	const struct rc_decl *fn;
	struct rc_bindings *out;
	size_t end; /* of what the bindings at hand are known in */
};

/* A variable: begins with a small letter, is no keyword and no path. */
static bool is_name(const struct rc_source *src, size_t i)
{
	static const char *const no_names[] = { "mut", "ref",  "box",  "if",
						"in",  "true", "false" };
	char c = rc_lex_is_word(src, i) ? src->text[src->v[i].start] : '0';

	return ((c >= 'a' && c <= 'z') || c == '_') &&
	       !RC_LEX_IS_ONE_OF(src, i, no_names) &&
	       !rc_lex_is(src, i + 1, "::") && !rc_lex_is(src, i + 1, "(") &&
	       !rc_lex_is(src, i + 1, "{") && !rc_lex_is(src, i - 1, "::");
}

static void add(struct scope *scope, size_t name, size_t type, size_t type_end)
{
	struct rc_bindings *out = scope->out;
	const struct rc_source *src = scope->src;
	char text[100];

	for (size_t k = 0; k < out->n; k++) {
		if (rc_lex_same(src, out->v[k].name, out->v[k].name + 1, src,
				name, name + 1))
			return; /* shadowed */
	}
	size_t len = src->v[name].end - src->v[name].start;

	if (len >= sizeof(text))
		return;
	memcpy(text, src->text + src->v[name].start, len);
	text[len] = '\0';
	RC_GROW(out->v, out->n, out->cap);
	out->v[out->n++] = (struct rc_binding){
		.name = name,
		.type = type,
		.type_end = type_end,
		.end = scope->end,
		.used = rc_extent_mentions(src, name + 1, scope->end, text),
	};
}

/* Is lexeme i a name with a colon behind it? */
static bool is_field(const struct rc_source *src, size_t i)
{
	return rc_lex_is_word(src, i) && rc_lex_is(src, i + 1, ":") &&
	       !rc_lex_is(src, i + 1, "::");
}

/* The names of a pattern in lexemes [i, end), which may end with a type. */
static void add_pattern(struct scope *scope, size_t i, size_t end)
{
	const struct rc_source *src = scope->src;
	size_t depth = 0;

	for (; i < end && !rc_lex_is(src, i, "if"); i++) {
		if (rc_lex_is(src, i, "(") || rc_lex_is(src, i, "[") ||
		    rc_lex_is(src, i, "{")) {
			depth++;
		} else if (rc_lex_closes(src, i)) {
			depth -= depth > 0;
		} else if (is_field(src, i) && !depth) {
			add(scope, i, i + 2, end);
			return;
		} else if (is_name(src, i) && !is_field(src, i)) {
			add(scope, i, 0, 0);
		}
	}
}

/* Behind the pattern at i: at one of these. */
static size_t until(const struct rc_source *src, size_t i, const char *mark)
{
	while (i < src->n && !rc_lex_is(src, i, mark) &&
	       !rc_lex_is(src, i, ";"))
		i++;
	return i;
}

/* Parameters of a function or closure in lexemes [i, end). */
static void add_params(struct scope *scope, size_t i, size_t end)
{
	struct rc_list list =
		rc_list_of(scope->src, i, end, &scope->sources->arena);

	for (size_t k = 0; k < list.n; k++)
		add_pattern(scope, list.v[k].from, list.v[k].to);
}

/* The opening '|' of a closure whose parameters end with the '|' at i. */
static size_t closure_open(const struct rc_source *src, size_t i)
{
	static const char *const before[] = { "(", ",", "=",	 "move",
					      "{", ";", "return" };
	size_t open = i;

	while (open > 0 && !rc_lex_is(src, --open, "|")) {
		if (rc_lex_is(src, open, ";") || rc_lex_is(src, open, "{"))
			return i;
	}
	for (size_t k = 0; k < RC_COUNT(before); k++) {
		if (rc_lex_is(src, open - 1, before[k]))
			return open;
	}
	return i;
}

/* The first lexeme of the arm whose "=>" is at i. */
static size_t arm_first(const struct rc_source *src, size_t i)
{
	while (i > 0 && !rc_lex_is(src, i - 1, ",") &&
	       !rc_lex_is(src, i - 1, "{") && !rc_lex_is(src, i - 1, "}")) {
		i--;
		if (rc_lex_is(src, i, ")") || rc_lex_is(src, i, "]"))
			i = rc_lex_open(src, i);
		if (i == src->n)
			break;
	}
	return i;
}

/* Behind the arm that lexeme i is part of. */
static size_t arm_end(const struct rc_source *src, size_t i)
{
	while (i < src->n && !rc_lex_is(src, i, "=>"))
		i++;
	for (i += 2;
	     i < src->n && !rc_lex_is(src, i, ",") && !rc_lex_closes(src, i);
	     i++) {
		bool block = rc_lex_is(src, i, "{") &&
			     rc_lex_is(src, i - 2, "=>");

		if (rc_lex_is(src, i, "(") || rc_lex_is(src, i, "[") ||
		    rc_lex_is(src, i, "{"))
			i = rc_lex_close(src, i);
		if (block)
			break;
	}
	return i;
}

/* How far from what was left behind the walk outwards is. */
struct level {
	bool heads; /* `for` and `if let` head the block that was left */
	bool arm;   /* "=>" leads to here */
	bool ended; /* the statement at hand has ended before this one */
};

/* Is the `if` at i the guard of a match arm? */
static bool is_guard(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, i - 1, ")") || rc_lex_is(src, i - 1, "]") ||
	       (rc_lex_is_word(src, i - 1) && !rc_lex_is(src, i - 1, "else") &&
		!rc_lex_is(src, i - 1, "return"));
}

static void look_at(struct scope *scope, size_t i, const struct level *level)
{
	const struct rc_source *src = scope->src;
	bool conditional = rc_lex_is(src, i - 1, "if") ||
			   rc_lex_is(src, i - 1, "while");

	scope->end = rc_lex_close(src, rc_lex_open(src, i));
	if (rc_lex_is(src, i, "let") &&
	    (conditional ? level->heads : level->ended)) {
		add_pattern(scope, i + 1, until(src, i, "="));
	} else if (rc_lex_is(src, i, "for") && level->heads) {
		add_pattern(scope, i + 1, until(src, i, "in"));
	} else if (level->arm &&
		   (rc_lex_is(src, i, "=>") ||
		    (rc_lex_is(src, i, "if") && is_guard(src, i)))) {
		scope->end = arm_end(src, i);
		add_pattern(scope, arm_first(src, i), i);
	} else if (rc_lex_is(src, i, "|") && level->arm) {
		size_t open = closure_open(src, i);

		add_params(scope, open < i ? open + 1 : i, i);
	}
}

void rc_bindings_at(struct rc_sources *sources, const struct rc_source *src,
		    size_t i, struct rc_bindings *out)
{
	struct scope scope = { .sources = sources, .src = src, .out = out };
	struct level level = { false, true, false };

	scope.fn = i < src->n ? rc_decl_around(sources, src, src->v[i].start,
					       RC_DECL_FN)
			      : NULL;
	if (!scope.fn || !scope.fn->body)
		return;
	for (size_t k = i; k-- > scope.fn->body + 1;) {
		if (rc_lex_closes(src, k)) {
			level.heads &= !rc_lex_is(src, k, "}");
			k = rc_lex_open(src, k);
			if (k == src->n)
				return;
		} else if (rc_lex_is(src, k, "{") || rc_lex_is(src, k, "(") ||
			   rc_lex_is(src, k, "[")) {
			level = (struct level){ rc_lex_is(src, k, "{"), true,
						false };
		} else {
			look_at(&scope, k, &level);
			level.heads &= !rc_lex_is(src, k, ";");
			level.ended |= rc_lex_is(src, k, ";");
			level.arm &= !rc_lex_is(src, k, ",") &&
				     !rc_lex_is(src, k, ";") &&
				     !rc_lex_is(src, k, "=>");
		}
	}
	scope.end = scope.fn->end;
	if (scope.fn->params)
		add_params(&scope, scope.fn->params + 1,
			   scope.fn->params_end - 1);
}
