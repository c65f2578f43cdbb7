/* SPDX-License-Identifier: MIT */

/*
 * A call that lacks one argument. The compiler says which; what is taken for
 * it is a local variable that says itself that it is meant.
 */

#include "rules/generics.h"
#include "rules/scope.h"
#include "rules/table.h"
#include "rules/types.h"

/* What is missing where. */
struct missing {
	struct rc_list args;   /* of the call */
	struct rc_list params; /* of the function, if it is the workspace's and
				  no argument more is missing */
	size_t before;	       /* arguments in front of it */
	const char *type;      /* or the name of the parameter */
	const char *name;      /* of the parameter, or NULL */
};

static const struct rc_span *placeholder(const struct rc_rule_at *at)
{
	const struct rc_subdiag *help =
		rc_rule_child(at, "provide the argument");
	const struct rc_span *span =
		help && help->n_spans == 1 ? &help->spans[0] : NULL;
	const char *text = span ? span->replacement : NULL;
	const char *mark = text ? strstr(text, "/* ") : NULL;

	return mark && !strstr(mark + 1, "/* ") && span->path &&
			       strcmp(span->path, at->src->path) == 0
		       ? span
		       : NULL;
}

/* The only parameter the note shows. */
static const char *parameter(struct rc_rule_at *at)
{
	const struct rc_subdiag *note = rc_rule_child(at, "defined here");
	const char *name = NULL;

	for (size_t i = 0; note && i < note->n_spans; i++) {
		const struct rc_source *src =
			note->spans[i].primary
				? NULL
				: rc_source_of(at->sources, &note->spans[i]);
		size_t k = src ? rc_lex_at(src, note->spans[i].start) : 0;

		if (!src)
			continue;
		k += rc_lex_is(src, k, "mut");
		if (name || !rc_lex_is_word(src, k))
			return NULL;
		name = rc_lex_text(src, k, k + 1, at->arena);
	}
	return name;
}

/* The parameters of the function the note shows, but for self. */
static struct rc_list parameters(struct rc_rule_at *at)
{
	const struct rc_subdiag *note = rc_rule_child(at, "defined here");
	struct rc_list list = { .n = 0 };

	for (size_t i = 0; note && i < note->n_spans; i++) {
		const struct rc_span *span = &note->spans[i];
		const struct rc_source *src =
			span->primary ? rc_source_of(at->sources, span) : NULL;
		const struct rc_decl *fn =
			src ? rc_decl_around(at->sources, src, span->start,
					     RC_DECL_FN)
			    : NULL;

		if (!fn || !fn->params ||
		    fn->keyword + 1 != rc_lex_at(src, span->start))
			continue;
		list = rc_list_in(src, fn->params, at->arena);
		if (list.n &&
		    rc_lex_count(src, list.v[0].from, list.v[0].to, "self")) {
			list.v++;
			list.n--;
		}
	}
	return list;
}

static bool find_missing(struct rc_rule_at *at, struct missing *out)
{
	const struct rc_span *span = placeholder(at);
	size_t open = span ? rc_lex_at(at->src, span->start) : 0;

	if (!span || !rc_lex_is(at->src, open, "("))
		return false;
	struct rc_source text = { .text = span->replacement,
				  .len = span->replacement_len };
	const char *mark = strstr(text.text, "/* ") + 3;
	size_t at_mark = (size_t)(mark - text.text);

	rc_source_lex(&text, at->arena);
	struct rc_list list = rc_list_in(&text, 0, at->arena);

	out->args = rc_list_in(at->src, open, at->arena);
	while (out->before < list.n &&
	       text.v[list.v[out->before].from].start < at_mark)
		out->before++;
	const char *end = strstr(mark, " */");

	out->type = rc_arena_strndup(at->arena, mark,
				     end ? (size_t)(end - mark) : 0);
	out->name = parameter(at);
	out->params = parameters(at);
	if (out->params.n != out->args.n + 1)
		out->params.n = 0;
	return true;
}

/* Of parameters of the same type the compiler cannot tell which one lacks:
 * the variable's namesake does. */
static size_t place_of(const struct missing *missing, const char *name)
{
	const struct rc_list *params = &missing->params;

	for (size_t i = 0; i < params->n; i++) {
		if (rc_lex_is(params->src, params->v[i].from, name))
			return i;
	}
	return missing->before;
}

static void pass(struct rc_rule_at *at, const struct missing *missing,
		 const char *how, const char *name)
{
	const char *text = RC_RULE_TEXT(at, "%s%s", how, name);

	rc_list_insert(at, &missing->args, place_of(missing, name) - 1, text);
	rc_rule_answer(at, "pass `%s`, the argument that is missing", text);
}

/* Is the variable itself handed to somebody as a reference elsewhere? */
static bool is_lent(const struct rc_rule_at *at, const struct rc_binding *one)
{
	const struct rc_source *src = at->src;

	for (size_t i = one->name + 1; i < one->end; i++) {
		bool lent = rc_lex_is(src, i - 1, "&") ||
			    (rc_lex_is(src, i - 1, "mut") &&
			     rc_lex_is(src, i - 2, "&"));

		if (lent &&
		    rc_lex_same(src, i, i + 1, src, one->name, one->name + 1) &&
		    (rc_lex_is(src, i + 1, ",") || rc_lex_is(src, i + 1, ")")))
			return true;
	}
	return false;
}

/* As a reference where one is wanted and the variable is none. */
static void pass_binding(struct rc_rule_at *at, const struct missing *missing,
			 const struct rc_binding *one)
{
	const struct rc_source *src = at->src;
	const char *name =
		rc_lex_text(src, one->name, one->name + 1, at->arena);
	const char *how = missing->type[0] != '&'		    ? ""
			  : strncmp(missing->type, "&mut ", 5) == 0 ? "&mut "
								    : "&";
	bool typed = one->type < one->type_end;

	if (typed && (!*how || rc_lex_is(src, one->type, "&"))) {
		pass(at, missing, "", name);
	} else if (!*how) {
		pass(at, missing, "", name);
		pass(at, missing, "*", name);
	} else if (typed) {
		pass(at, missing, how, name);
	} else {
		bool lent = is_lent(at, one);

		pass(at, missing, lent ? how : "", name);
		pass(at, missing, lent ? "" : how, name);
	}
}

/* Does this variable say that it is meant? */
typedef bool is_meant(struct rc_rule_at *at, const struct missing *missing,
		      const struct rc_binding *one);

static bool is_passed(const struct rc_rule_at *at,
		      const struct missing *missing,
		      const struct rc_binding *one)
{
	for (size_t i = missing->args.from; i < missing->args.to; i++) {
		if (rc_lex_same(at->src, i, i + 1, at->src, one->name,
				one->name + 1))
			return true;
	}
	return false;
}

/* Passes the only variable that does. */
static void pass_only(struct rc_rule_at *at, is_meant *meant)
{
	struct missing missing = { .before = 0 };
	struct rc_bindings in = { NULL, 0, 0 };
	const struct rc_binding *only = NULL;
	size_t n = 0;

	if (!find_missing(at, &missing))
		return;
	rc_bindings_at(at->sources, at->src, missing.args.from - 1, &in);
	for (size_t i = 0; i < in.n; i++) {
		if (!meant(at, &missing, &in.v[i]) ||
		    is_passed(at, &missing, &in.v[i]))
			continue;
		only = &in.v[i];
		n++;
	}
	if (n == 1)
		pass_binding(at, &missing, only);
	rc_free(in.v);
}

static bool is_unused(struct rc_rule_at *at, const struct missing *missing,
		      const struct rc_binding *one)
{
	(void)missing;
	return !one->used && at->src->text[at->src->v[one->name].start] != '_';
}

RC_RULE(unused_argument)
{
	pass_only(at, is_unused);
}

/* The argument at this place of another call of the same function in the
 * function around, whose others are like those of the call at hand; like
 * NULL: whatever they are. 0: there is none. */
static size_t elsewhere(struct rc_rule_at *at, const struct missing *missing,
			size_t place, const struct rc_list *like)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *fn =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_FN);
	size_t name = missing->args.from - 2;

	for (size_t i = fn ? fn->body : src->n; i < fn->end; i++) {
		if (i == name ||
		    !rc_lex_same(src, i, i + 1, src, name, name + 1) ||
		    !rc_lex_is(src, i + 1, "("))
			continue;
		struct rc_list args = rc_list_in(src, i + 1, at->arena);
		bool same = args.n == missing->args.n + 1 && place < args.n &&
			    args.v[place].to == args.v[place].from + 1 &&
			    rc_lex_is_word(src, args.v[place].from);

		for (size_t k = 0; same && like && k < like->n; k++) {
			const struct rc_list_item *a = &like->v[k];
			const struct rc_list_item *b =
				&args.v[k < place ? k : k + 1];

			same = rc_lex_same(src, a->from, a->to, src, b->from,
					   b->to);
		}
		if (same)
			return args.v[place].from;
	}
	return 0;
}

static bool is_passed_elsewhere(struct rc_rule_at *at,
				const struct missing *missing,
				const struct rc_binding *one)
{
	size_t i = missing->args.n ? elsewhere(at, missing, missing->before,
					       &missing->args)
				   : 0;

	return i && rc_lex_same(at->src, i, i + 1, at->src, one->name,
				one->name + 1);
}

RC_RULE(argument_as_elsewhere)
{
	pass_only(at, is_passed_elsewhere);
}

static bool is_namesake(struct rc_rule_at *at, const struct missing *missing,
			const struct rc_binding *one)
{
	const char *name = missing->name ? missing->name : missing->type;
	size_t other = elsewhere(at, missing, missing->before, NULL);

	/* Another call that is given something else says that it is not. */
	return rc_lex_is(at->src, one->name, name + (name[0] == '_')) &&
	       (!other || rc_lex_same(at->src, other, other + 1, at->src,
				      one->name, one->name + 1));
}

RC_RULE(argument_by_name)
{
	pass_only(at, is_namesake);
}

/* A reference in front is no difference: it can be taken, or there is one. */
static const char *referred(const char *type)
{
	return type + (*type == '&');
}

/* A number or a text says little, unless the workspace's own function or
 * closure wants it. */
static bool is_telling(const struct rc_rule_at *at,
		       const struct missing *missing)
{
	return missing->params.n || strcmp(at->diag->code, "E0057") == 0 ||
	       strpbrk(missing->type, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static bool is_of_type(struct rc_rule_at *at, const struct missing *missing,
		       const struct rc_binding *one)
{
	return is_telling(at, missing) && one->type < one->type_end &&
	       rc_type_same(referred(missing->type),
			    referred(rc_lex_text(at->src, one->type,
						 one->type_end, at->arena)));
}

RC_RULE(argument_by_type)
{
	pass_only(at, is_of_type);
}
