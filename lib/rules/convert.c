/* SPDX-License-Identifier: MIT */

/*
 * "expected `X`, found `Y`": conversions for which there is one method that
 * everybody writes. Where the compiler suggests it itself it needs no rule.
 */

#include "rules/chain.h"
#include "rules/place.h"
#include "rules/table.h"
#include "rules/types.h"

/* Types by how they begin; '|' between, "" is any. */
#define COLLECTION                                                           \
	"Vec<|[|str|String|HashMap<|HashSet<|BTreeMap<|BTreeSet<|VecDeque<|" \
	"BinaryHeap<|OsStr|SmallVec<"
#define ITERATOR                                                        \
	"Iter<|IterMut<|IntoIter<|Map<|Filter<|FilterMap<|Rev<|Chars<|" \
	"Bytes<|Lines<|Split<|SplitWhitespace<|Enumerate<|Zip<|Skip<|"  \
	"Take<|Chain<|Peekable<|Cloned<|Copied<|FlatMap<|Windows<|"     \
	"Chunks<|CharIndices<|TakeWhile<|SkipWhile<|StepBy<|Keys<|Values<"

static const struct {
	const char *want, *got;
	const char *method;
} conversions[] = {
	{ "usize|integer", COLLECTION, ".len()" },
	{ "[u8]", "str|String", ".as_bytes()" },
	{ "Option<", "Result<", ".ok()" },
	{ "Option<", ITERATOR, ".next()" },
	{ "Vec<|String|Box<[|HashMap<|HashSet<|BTreeMap<|BTreeSet<|VecDeque<",
	  ITERATOR, ".collect()" },
	{ "IntoIter<", "", ".into_iter()" },
	{ "Iter<", "", ".iter()" },
	{ "IterMut<", "", ".iter_mut()" },
	{ "Chars<", "str|String", ".chars()" },
	{ "Bytes<", "str|String", ".bytes()" },
	{ "Lines<", "str|String", ".lines()" },
	{ "Peekable<", ITERATOR, ".peekable()" },
	{ "Enumerate<", ITERATOR, ".enumerate()" },
	{ "Rev<", ITERATOR, ".rev()" },
	{ "Cloned<", ITERATOR, ".cloned()" },
	{ "Copied<", ITERATOR, ".copied()" },
	{ "Cow<", "str|String|[u8]|Vec<u8>", ".into()" },
};

/* The span's chain of calls; "&" in front of it goes on to refer to what is
 * added: `&v` becomes `&v.len()`. */
static bool span_chain(const struct rc_rule_at *at, bool borrowed, size_t *i,
		       size_t *end)
{
	*i = rc_lex_at(at->src, at->span->start);
	*end = rc_lex_at(at->src, at->span->end);
	*i += borrowed && rc_lex_is(at->src, *i, "&");
	return rc_chain_is(at->src, *i, *end);
}

RC_RULE(convert)
{
	const char *want, *got;
	size_t i, end;

	if (!rc_types_of(at, at->span, &want, &got) ||
	    !span_chain(at, want[0] == '&', &i, &end))
		return;
	for (size_t k = 0; k < RC_COUNT(conversions); k++) {
		const char *method = conversions[k].method;

		if (rc_type_is_any(rc_type_bare(want), conversions[k].want) &&
		    (!conversions[k].got[0] ||
		     rc_type_is_any(rc_type_bare(got), conversions[k].got)))
			rc_chain_add(at, i, end, method,
				     RC_RULE_TEXT(at, "insert `%s`", method));
	}
}

static bool is_number(const char *type)
{
	return strcmp(type, "usize") == 0 || strcmp(type, "{integer}") == 0;
}

/* The expected type is that of the left operand, which lost its method:
 * "expected `&String`, found `usize`" at n of `word >= n`. */
RC_RULE(convert_left)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start), last = i - 1;
	const char *want, *got;

	if (!rc_types_of(at, at->span, &want, &got) || !is_number(got) ||
	    !rc_type_is_any(rc_type_bare(want), COLLECTION) || i < 2 ||
	    i >= src->n || !strchr("<>=", src->text[src->v[last].start]))
		return;
	while (last > 0 && strchr("<>=!", src->text[src->v[last].start]))
		last--;
	size_t first = rc_chain_first(src, last);

	if (first <= last)
		rc_chain_add(at, first, last + 1, ".len()", "insert `.len()`");
}

/* The operands' types stand in their labels: `rows < n`. */
RC_RULE(convert_operand)
{
	const struct rc_diag *diag = at->diag;
	const struct rc_span *list = NULL, *number = NULL;

	for (size_t k = 0; k < diag->n_spans; k++) {
		const struct rc_span *span = &diag->spans[k];

		if (span->primary || !span->label)
			continue;
		if (is_number(span->label))
			number = span;
		else if (rc_type_is_any(rc_type_bare(span->label), COLLECTION))
			list = span;
	}
	if (list && number && list->path &&
	    strcmp(list->path, at->src->path) == 0)
		rc_chain_add(at, rc_lex_at(at->src, list->start),
			     rc_lex_at(at->src, list->end), ".len()",
			     "insert `.len()`");
}

/* "expected `T`, found `&mut T`" of a variable that got but a place: where
 * the compiler knows no better, it lost its `.clone()`. */
RC_RULE(convert_place)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	struct rc_local local;
	const char *want, *got;

	if (!rc_types_of(at, at->span, &want, &got) || got[0] != '&' ||
	    rc_lex_at(src, at->span->end) != i + 1 ||
	    !rc_local_of(src, i, &local) ||
	    !rc_chain_is(src, local.value, local.end) ||
	    rc_lex_is(src, local.end - 1, ")"))
		return;
	got += strncmp(got, "&mut ", 5) == 0 ? 5 : 1;
	if (strcmp(want, got) != 0)
		return;
	rc_rule_insert(at, src, src->v[local.end - 1].end, ".clone()");
	rc_rule_answer(at, "insert `.clone()` in line %u",
		       rc_line_number(src, src->v[local.let].start));
}

/* A method of the workspace's type that gives the expected one. */
struct giving {
	struct rc_rule_at *at;
	const char *type, *want;
	const char *method;
	size_t n;
};

/* Has it `(&self) -> WANT`, or self, and nothing more? */
static bool gives(const struct giving *giving, const struct rc_decl *fn)
{
	const struct rc_source *src = fn->src;
	size_t end = fn->where ? fn->where : fn->body;

	return fn->kind == RC_DECL_FN && fn->params &&
	       rc_lex_is(src, fn->params_end - 2, "self") &&
	       !rc_lex_is(src, fn->params + 1, "&mut") &&
	       rc_lex_is(src, fn->params_end, "->") &&
	       rc_type_same(rc_lex_text(src, fn->params_end + 2, end,
					giving->at->arena),
			    giving->want);
}

static bool look_at_method(const struct rc_decl *fn, void *data)
{
	struct giving *giving = data;

	if (fn->parent && fn->parent->kind == RC_DECL_IMPL &&
	    !fn->parent->trait && strcmp(fn->parent->name, giving->type) == 0 &&
	    gives(giving, fn)) {
		giving->method = fn->name;
		giving->n++;
	}
	return giving->n < 2;
}

/* The only method of the found type that returns the expected one. */
RC_RULE(convert_by_method)
{
	struct giving giving = { .at = at };
	const char *got;
	size_t i, end;

	if (!rc_types_of(at, at->span, &giving.want, &got) ||
	    !span_chain(at, false, &i, &end))
		return;
	got = rc_type_bare(got);
	giving.type = rc_arena_strndup(at->arena, got, strcspn(got, "<"));
	if (!rc_decl_only(at->sources, RC_DECL_ADT, giving.type))
		return;
	rc_decl_each(at->sources, RC_DECL_FN, NULL, look_at_method, &giving);
	if (giving.n == 1)
		rc_chain_add(at, i, end,
			     RC_RULE_TEXT(at, ".%s()", giving.method),
			     RC_RULE_TEXT(at, "insert `.%s()`", giving.method));
}

/* Bounds of a type parameter, and what they are there for; the compiler knows
 * Into and ToString itself. */
static const struct {
	const char *trait, *want, *method;
} bounds[] = {
	{ "AsRef", "&", ".as_ref()" },
	{ "AsMut", "&mut ", ".as_mut()" },
	{ "Borrow", "&", ".borrow()" },
};

/* Is there "NAME: … TRAIT<" in the generics or the where clause around? */
static bool has_bound(struct rc_rule_at *at, const char *name,
		      const char *trait)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *fn =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_FN);

	for (const struct rc_decl *decl = fn; decl; decl = decl->parent) {
		bool bounds_of_it = false;

		for (size_t i = decl->keyword; i < decl->body; i++) {
			if (rc_lex_is(src, i + 1, ":") &&
			    !rc_lex_is(src, i + 1, "::"))
				bounds_of_it = rc_lex_is(src, i, name);
			else if (bounds_of_it && rc_lex_is(src, i, trait))
				return true;
		}
	}
	return false;
}

/* "found type parameter `K`": what K is bounded by converts it. */
RC_RULE(convert_parameter)
{
	const char *want, *got;
	size_t i, end;

	if (!rc_types_of(at, at->span, &want, &got) ||
	    !span_chain(at, false, &i, &end) ||
	    !strstr(at->span->label, "found type parameter"))
		return;
	for (size_t k = 0; k < RC_COUNT(bounds); k++) {
		if (strncmp(want, bounds[k].want, strlen(bounds[k].want)) ==
			    0 &&
		    has_bound(at, got, bounds[k].trait))
			rc_chain_add(at, i, end, bounds[k].method,
				     RC_RULE_TEXT(at, "insert `%s`",
						  bounds[k].method));
	}
}

/* Which of these methods the file calls most often; NULL: none of them. */
static const char *habit(const struct rc_source *src,
			 const char *const *methods, size_t n)
{
	const char *best = NULL;
	size_t most = 0;

	for (size_t k = 0; k < n; k++) {
		size_t count = 0;

		for (size_t i = 0; i < src->n; i++)
			count += rc_lex_is(src, i, methods[k]) &&
				 rc_lex_is(src, i - 1, ".") &&
				 rc_lex_is(src, i + 1, "(");
		if (count > most) {
			most = count;
			best = methods[k];
		}
	}
	return best;
}

/* String from &str, as the file does it; a clone from &String. */
RC_RULE(convert_text)
{
	static const char *const methods[] = { "to_string", "to_owned",
					       "into" };
	const char *want, *got, *method = NULL;
	size_t i, end;

	if (!rc_types_of(at, at->span, &want, &got) ||
	    !span_chain(at, false, &i, &end) ||
	    strcmp(rc_type_bare(want), "String") != 0 || want[0] == '&')
		return;
	if (strcmp(got, "&String") == 0)
		method = "clone";
	else if (strcmp(got, "&str") == 0)
		method = habit(at->src, methods, RC_COUNT(methods));
	if (method)
		rc_chain_add(at, i, end, RC_RULE_TEXT(at, ".%s()", method),
			     RC_RULE_TEXT(at, "insert `.%s()`", method));
}

static bool is_unsafe(const struct rc_rule_at *at, size_t i)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *fn =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_FN);

	for (size_t k = fn ? fn->first : 0; fn && k < fn->keyword; k++) {
		if (rc_lex_is(src, k, "unsafe"))
			return true;
	}
	for (i = rc_lex_open(src, i); i < src->n; i = rc_lex_open(src, i)) {
		if (rc_lex_is(src, i - 1, "unsafe"))
			return true;
	}
	return false;
}

/* `*const T` wanted, a T found: its address; the reverse in unsafe code. */
RC_RULE(raw_pointer)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	const char *want, *got;

	if (!rc_types_of(at, at->span, &want, &got) || i >= src->n)
		return;
	if (strncmp(want, "*const ", 7) == 0 && strcmp(want + 7, got) == 0) {
		rc_rule_insert(at, src, src->v[i].start, "&");
		rc_rule_answer(at, "take the address with `&`");
	} else if (strncmp(want, "*mut ", 5) == 0 &&
		   strcmp(want + 5, got) == 0) {
		rc_rule_insert(at, src, src->v[i].start, "&mut ");
		rc_rule_answer(at, "take the address with `&mut`");
	} else if (is_unsafe(at, i) && ((strncmp(got, "*const ", 7) == 0 &&
					 strcmp(got + 7, want) == 0) ||
					(strncmp(got, "*mut ", 5) == 0 &&
					 strcmp(got + 5, want) == 0))) {
		rc_rule_insert(at, src, src->v[i].start, "*");
		rc_rule_answer(at, "read what the pointer points to");
	}
}
