/* SPDX-License-Identifier: MIT */

/* In what order and in what blocks a crate's `use` declarations stand. */

#include "rules/uses.h"

#include <ctype.h>

/* Modules, then types, then constants. */
static int rank_of(const char *name, size_t len)
{
	static const char *const first[] = { "self", "super", "crate" };
	bool lower = false;

	for (size_t i = 0; i < RC_COUNT(first); i++) {
		if (strlen(first[i]) == len && !strncmp(first[i], name, len))
			return (int)i;
	}
	if (*name == '*' || *name == '{')
		return *name == '*' ? 6 : 7;
	for (size_t i = 0; i < len; i++)
		lower |= islower((unsigned char)name[i]) != 0;
	return islower((unsigned char)*name) ? 3 : lower ? 4 : 5;
}

int rc_use_compare(const char *a, const char *b)
{
	while (*a && *b) {
		size_t x = strcspn(a, ":"), y = strcspn(b, ":");
		int order = rank_of(a, x) - rank_of(b, y);

		if (!order)
			order = strncmp(a, b, x < y ? x : y);
		if (!order)
			order = (x > y) - (x < y);
		if (order)
			return order;
		a += x + strspn(a + x, ":");
		b += y + strspn(b + y, ":");
	}
	return (*a != '\0') - (*b != '\0');
}

bool rc_use_is_plain(const struct rc_decl *use)
{
	return use->first == use->keyword;
}

const char *rc_use_key(const struct rc_decl *use, struct rc_arena *arena)
{
	const char *key = "";
	size_t i = use->keyword + 1;

	for (; i < use->end && !rc_lex_is(use->src, i, ";"); i++) {
		if (rc_lex_is(use->src, i, "as"))
			break;
		key = rc_arena_printf(arena, "%s%s", key,
				      rc_lex_text(use->src, i, i + 1, arena));
		if (rc_lex_is(use->src, i, "{"))
			break;
	}
	return strncmp(key, "::", 2) == 0 ? key + 2 : key;
}

bool rc_uses_joined(const struct rc_decl *a, const struct rc_decl *b)
{
	const struct rc_source *src = a->src;
	size_t from = src->v[a->end - 1].end, lines = 0;

	if (b->first != a->end)
		return false;
	for (size_t i = from; i < src->v[b->first].start; i++) {
		if (src->text[i] == '\n')
			lines++;
		else if (!strchr(" \t\r", src->text[i]))
			lines = 0;
		if (lines > 1)
			return false;
	}
	return true;
}

bool rc_use_same_root(const char *a, const char *b)
{
	size_t len = strcspn(a, ":");

	return len == strcspn(b, ":") && strncmp(a, b, len) == 0;
}

enum rc_use_class rc_use_class(const char *path)
{
	static const struct {
		const char *root;
		enum rc_use_class class;
	} roots[] = {
		{ "std", RC_USE_STD },	 { "core", RC_USE_STD },
		{ "alloc", RC_USE_STD }, { "crate", RC_USE_OWN },
		{ "super", RC_USE_OWN }, { "self", RC_USE_OWN },
	};

	for (size_t i = 0; i < RC_COUNT(roots); i++) {
		if (rc_use_same_root(roots[i].root, path))
			return roots[i].class;
	}
	return RC_USE_OTHER;
}

/* How often lines of two classes are in one block, less how often not. */
static int mixing_in(struct rc_sources *sources, const struct rc_source *src)
{
	const struct rc_decls *decls = rc_decls_of(sources, src);
	const struct rc_decl *last = NULL;
	int mixed = 0;

	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *use = &decls->v[k];

		if (use->kind != RC_DECL_USE || !rc_use_is_plain(use))
			continue;
		if (last && last->parent == use->parent &&
		    last->end == use->first &&
		    rc_use_class(rc_use_key(last, &sources->arena)) !=
			    rc_use_class(rc_use_key(use, &sources->arena)))
			mixed += rc_uses_joined(last, use) ? 1 : -1;
		last = use;
	}
	return mixed;
}

bool rc_uses_apart(struct rc_sources *sources)
{
	size_t n;
	const char *const *files = rc_source_files(sources, &n);
	int mixed = 0;

	for (size_t f = 0; f < n; f++) {
		const struct rc_source *src = rc_source_get(sources, files[f]);

		mixed += src ? mixing_in(sources, src) : 0;
	}
	return mixed < 0;
}

void rc_uses_order(struct rc_sources *sources,
		   int order[RC_USE_CLASSES][RC_USE_CLASSES])
{
	const struct rc_imports *all = rc_imports_all(sources);

	for (size_t i = 1; i < all->n; i++) {
		const struct rc_decl *a = all->v[i - 1].use;
		const struct rc_decl *b = all->v[i].use;
		int x = rc_use_class(all->v[i - 1].path);
		int y = rc_use_class(all->v[i].path);

		if (a->src != b->src || a->parent != b->parent || x == y ||
		    !rc_uses_joined(a, b))
			continue;
		order[x][y]++;
		order[y][x]--;
	}
}

/* Are both in one module? That of all, std, is none. */
static bool are_siblings(const char *a, const char *b)
{
	size_t x = (size_t)(rc_use_last(a) - a);

	return x == (size_t)(rc_use_last(b) - b) && strncmp(a, b, x) == 0 &&
	       (rc_use_class(a) != RC_USE_STD || x > strcspn(a, ":") + 2);
}

bool rc_uses_groups(struct rc_sources *sources)
{
	const struct rc_imports *all = rc_imports_all(sources);
	size_t grouped = 0, pairs = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct rc_import *one = &all->v[i];

		grouped += one->group != 0;
		for (size_t k = i + 1; k < all->n && !one->group; k++) {
			const struct rc_import *two = &all->v[k];

			if (two->use->src != one->use->src)
				break;
			pairs += !two->group &&
				 two->use->parent == one->use->parent &&
				 are_siblings(one->path, two->path);
		}
	}
	return grouped >= 2 * pairs;
}
