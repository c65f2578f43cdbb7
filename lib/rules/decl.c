/* SPDX-License-Identifier: MIT */
#include "rules/decl.h"

#define NO_PARENT SIZE_MAX
/* What follows their keyword is no name. */
#define NAMELESS (RC_DECL_IMPL | RC_DECL_USE | RC_DECL_EXTERN)

/* What is found so far; parents are indices until all of it is there. */
struct scan {
	struct rc_sources *sources;
	const struct rc_source *src;
	struct rc_decl *v;
	size_t *parents;
	size_t n, cap, parents_cap;
};

/* Can a declaration begin behind lexeme i - 1? */
static bool is_item_place(const struct rc_source *src, size_t i)
{
	static const char *const before[] = { ";",	"}",	   "{",
					      "]",	")",	   "pub",
					      "unsafe", "default", "async",
					      "const",	"extern",  "safe" };

	return i == 0 || RC_LEX_IS_ONE_OF(src, i - 1, before) ||
	       src->v[i - 1].kind == RC_TOKEN_TEXT; /* extern "C" */
}

static bool has_name(const struct rc_source *src, size_t i)
{
	return rc_lex_is_word(src, i + 1);
}

static bool is_const(const struct rc_source *src, size_t i)
{
	return has_name(src, i) && rc_lex_is(src, i + 2, ":");
}

static bool is_static(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, i + 1, "mut") ? is_const(src, i + 1)
					    : is_const(src, i);
}

static bool is_union(const struct rc_source *src, size_t i)
{
	return has_name(src, i) &&
	       (rc_lex_is(src, i + 2, "{") || rc_lex_is(src, i + 2, "<"));
}

static bool is_macro(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, i + 1, "!") && rc_lex_is_word(src, i + 2);
}

static bool is_extern(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, i + 1, "crate") || rc_lex_is(src, i + 1, "{") ||
	       rc_lex_is(src, i + 2, "{");
}

static bool always(const struct rc_source *src, size_t i)
{
	return i + 1 < src->n;
}

static const struct {
	const char *word;
	enum rc_decl_kind kind;
	bool (*is_one)(const struct rc_source *src, size_t i);
} keywords[] = {
	{ "fn", RC_DECL_FN, has_name },
	{ "struct", RC_DECL_STRUCT, has_name },
	{ "enum", RC_DECL_ENUM, has_name },
	{ "union", RC_DECL_UNION, is_union },
	{ "trait", RC_DECL_TRAIT, has_name },
	{ "impl", RC_DECL_IMPL, always },
	{ "mod", RC_DECL_MOD, has_name },
	{ "const", RC_DECL_CONST, is_const },
	{ "static", RC_DECL_STATIC, is_static },
	{ "type", RC_DECL_TYPE, has_name },
	{ "use", RC_DECL_USE, always },
	{ "macro_rules", RC_DECL_MACRO, is_macro },
	{ "extern", RC_DECL_EXTERN, is_extern },
};

/* What begins at lexeme i, 0: nothing. */
static enum rc_decl_kind kind_at(const struct rc_source *src, size_t i)
{
	if (src->v[i].kind != RC_TOKEN_WORD)
		return 0;
	for (size_t k = 0; k < RC_COUNT(keywords); k++) {
		if (rc_lex_is(src, i, keywords[k].word))
			return keywords[k].is_one(src, i) &&
					       is_item_place(src, i)
				       ? keywords[k].kind
				       : 0;
	}
	return 0;
}

/* Back over visibility, qualifiers and attributes. */
static size_t first_of(const struct rc_source *src, size_t i)
{
	static const char *const qualifiers[] = { "pub",    "unsafe", "async",
						  "const",  "extern", "safe",
						  "default" };

	while (i > 0) {
		if (RC_LEX_IS_ONE_OF(src, i - 1, qualifiers) ||
		    (src->v[i - 1].kind == RC_TOKEN_TEXT && i > 1 &&
		     rc_lex_is(src, i - 2, "extern"))) {
			i--;
			continue;
		}
		bool paren = rc_lex_is(src, i - 1, ")");
		size_t open = paren || rc_lex_is(src, i - 1, "]")
				      ? rc_lex_open(src, i - 1)
				      : src->n;

		if (open == src->n || open == 0 ||
		    !rc_lex_is(src, open - 1, paren ? "pub" : "#"))
			return i;
		i = open - 1;
	}
	return i;
}

/* The last name of a type's or trait's path: "fmt::Display", "&'a Set<T>",
 * the first of several bounds. */
static const char *last_name(struct scan *scan, size_t i, size_t end)
{
	static const char *const no_names[] = { "dyn", "mut",	"const",
						"for", "where", "unsafe" };
	const struct rc_source *src = scan->src;
	const char *name = "";

	for (; i < end && !rc_lex_is(src, i, "+"); i++) {
		if (rc_lex_is(src, i, "<") || rc_lex_is(src, i, "(") ||
		    rc_lex_is(src, i, "["))
			i = rc_lex_close(src, i);
		else if (rc_lex_is_word(src, i) &&
			 !RC_LEX_IS_ONE_OF(src, i, no_names))
			name = rc_lex_text(src, i, i + 1,
					   &scan->sources->arena);
	}
	return name;
}

/* impl<…> Trait<…> for Type<…> */
static void name_impl(struct scan *scan, struct rc_decl *decl, size_t end)
{
	const struct rc_source *src = scan->src;
	size_t from = decl->generics_end, at = from;

	while (at < end && !rc_lex_is(src, at, "for")) {
		bool open = rc_lex_is(src, at, "<") || rc_lex_is(src, at, "(");

		at = open ? rc_lex_close(src, at) + 1 : at + 1;
	}
	if (at < end) {
		decl->trait = last_name(scan, from, at);
		from = at + 1;
	}
	decl->name = last_name(scan, from, end);
}

/* Behind what is in brackets at lexeme i, else behind i. A "<" that nothing
 * closes is a sign of its own. */
static size_t skip(const struct rc_source *src, size_t i)
{
	static const char *const brackets[] = { "(", "[", "{", "<" };
	size_t close = RC_LEX_IS_ONE_OF(src, i, brackets) ? rc_lex_close(src, i)
							  : i;

	if (close >= src->n)
		return rc_lex_is(src, i, "<") ? i + 1 : src->n;
	return close + 1;
}

/* On from lexeme i to the body or the end. */
static void find_end(const struct rc_source *src, struct rc_decl *decl,
		     size_t i)
{
	bool braces = decl->kind & ~(RC_DECL_CONST | RC_DECL_STATIC |
				     RC_DECL_TYPE | RC_DECL_USE);

	while (i < src->n && !rc_lex_is(src, i, ";")) {
		if (rc_lex_is(src, i, "}")) { /* its parent's: it is broken */
			decl->end = i;
			return;
		}
		if (rc_lex_is(src, i, "where"))
			decl->where = i;
		if (braces && rc_lex_is(src, i, "{")) {
			decl->body = i;
			decl->end = skip(src, i);
			return;
		}
		/* Of a value "<" may be a comparison. */
		i = !braces && rc_lex_is(src, i, "<") ? i + 1 : skip(src, i);
	}
	decl->end = i < src->n ? i + 1 : src->n;
}

static void find_generics(const struct rc_source *src, struct rc_decl *decl,
			  size_t i)
{
	size_t close = rc_lex_is(src, i, "<") ? rc_lex_close(src, i) : src->n;

	decl->generics = i;
	decl->generics_end = close < src->n ? close + 1 : i;
	if (!rc_lex_is(src, decl->generics_end, "(") ||
	    !(decl->kind & (RC_DECL_FN | RC_DECL_STRUCT)))
		return;
	close = rc_lex_close(src, decl->generics_end);
	decl->params = decl->generics_end;
	decl->params_end = close < src->n ? close + 1 : src->n;
}

static struct rc_decl read_decl(struct scan *scan, enum rc_decl_kind kind,
				size_t i)
{
	const struct rc_source *src = scan->src;
	struct rc_decl decl = { .kind = kind, .src = src, .name = "" };
	size_t name = i + 1;

	if (kind == RC_DECL_MACRO ||
	    (kind == RC_DECL_STATIC && rc_lex_is(src, name, "mut")))
		name++;
	decl.keyword = i;
	decl.first = first_of(src, i);
	find_generics(src, &decl, kind & NAMELESS ? name : name + 1);
	find_end(src, &decl,
		 decl.params_end ? decl.params_end : decl.generics_end);
	if (kind == RC_DECL_STRUCT && decl.params)
		decl.body = decl.params;
	if (kind == RC_DECL_IMPL)
		name_impl(scan, &decl,
			  decl.where  ? decl.where
			  : decl.body ? decl.body
				      : decl.end);
	else if (!(kind & NAMELESS))
		decl.name =
			rc_lex_text(src, name, name + 1, &scan->sources->arena);
	return decl;
}

/* What encloses a declaration encloses or is the one before it. */
static void add(struct scan *scan, const struct rc_decl *decl)
{
	size_t parent = scan->n ? scan->n - 1 : NO_PARENT;

	while (parent != NO_PARENT && scan->v[parent].end <= decl->keyword)
		parent = scan->parents[parent];
	RC_GROW(scan->v, scan->n, scan->cap);
	RC_GROW(scan->parents, scan->n, scan->parents_cap);
	scan->parents[scan->n] = parent;
	scan->v[scan->n++] = *decl;
}

static const struct rc_decls *finish(struct scan *scan)
{
	struct rc_arena *arena = &scan->sources->arena;
	struct rc_decls *decls = rc_arena_alloc(arena, sizeof(*decls));
	struct rc_decl *v =
		rc_arena_alloc(arena, scan->n * sizeof(*v) + sizeof(*v));

	for (size_t k = 0; k < scan->n; k++) {
		v[k] = scan->v[k];
		if (scan->parents[k] != NO_PARENT)
			v[k].parent = &v[scan->parents[k]];
	}
	decls->v = v;
	decls->n = scan->n;
	rc_free(scan->v);
	rc_free(scan->parents);
	return decls;
}

const struct rc_decls *rc_decls_of(struct rc_sources *sources,
				   const struct rc_source *src)
{
	struct scan scan = { .sources = sources, .src = src };

	if (src->decls)
		return src->decls;
	for (size_t i = 0; i < src->n;) {
		enum rc_decl_kind kind = kind_at(src, i);

		if (!kind) {
			i++;
			continue;
		}
		struct rc_decl decl = read_decl(&scan, kind, i);

		add(&scan, &decl);
		/* What a macro's rules hold is no declaration of the crate. */
		i = kind == RC_DECL_MACRO ? decl.end
		    : decl.body		  ? decl.body + 1
					  : decl.end;
	}
	const struct rc_decls *decls = finish(&scan);

	rc_source_set_decls(sources, src, decls);
	return decls;
}

const struct rc_decl *rc_decl_around(struct rc_sources *sources,
				     const struct rc_source *src, size_t byte,
				     unsigned kinds)
{
	const struct rc_decls *decls = rc_decls_of(sources, src);
	const struct rc_decl *found = NULL;

	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *decl = &decls->v[k];

		if ((decl->kind & kinds) && src->v[decl->first].start <= byte &&
		    byte < src->v[decl->end - 1].end)
			found = decl;
	}
	return found;
}

void rc_decl_each(struct rc_sources *sources, unsigned kinds, const char *name,
		  bool (*fn)(const struct rc_decl *decl, void *data),
		  void *data)
{
	size_t n;
	const char *const *files = rc_source_files(sources, &n);

	for (size_t i = 0; i < n; i++) {
		const struct rc_source *src = rc_source_get(sources, files[i]);

		if (!src)
			continue;
		const struct rc_decls *decls = rc_decls_of(sources, src);

		for (size_t k = 0; k < decls->n; k++) {
			const struct rc_decl *decl = &decls->v[k];

			if ((decl->kind & kinds) &&
			    (!name || strcmp(decl->name, name) == 0) &&
			    !fn(decl, data))
				return;
		}
	}
}

struct only {
	const struct rc_decl *decl;
	unsigned n;
};

static bool take(const struct rc_decl *decl, void *data)
{
	struct only *only = data;

	only->decl = decl;
	return ++only->n < 2;
}

const struct rc_decl *rc_decl_only(struct rc_sources *sources, unsigned kinds,
				   const char *name)
{
	struct only only = { NULL, 0 };

	rc_decl_each(sources, kinds, name, take, &only);
	return only.n == 1 ? only.decl : NULL;
}

const struct rc_decl *rc_decl_member(struct rc_sources *sources,
				     const struct rc_decl *of, unsigned kinds,
				     const char *name)
{
	const struct rc_decls *decls = rc_decls_of(sources, of->src);

	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *decl = &decls->v[k];

		if (decl->parent == of && (decl->kind & kinds) &&
		    strcmp(decl->name, name) == 0)
			return decl;
	}
	return NULL;
}
