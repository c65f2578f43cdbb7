/* SPDX-License-Identifier: MIT */

/*
 * Where in a file an import goes: into the group of its module, or among the
 * lines of its kind in the order they have.
 */

#include "rules/uses.h"

/* A private use of the module, and the block of lines it stands in. */
struct line {
	const struct rc_decl *use;
	const char *key;
	unsigned block;
};

struct lines {
	struct rc_sources *sources;
	const struct rc_source *src;
	struct line *v;
	size_t n, cap;
};

static void read_lines(struct lines *lines, const struct rc_decl *module)
{
	const struct rc_decls *decls = rc_decls_of(lines->sources, lines->src);
	const struct rc_decl *last = NULL;
	unsigned block = 0;

	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *use = &decls->v[k];

		if (use->kind != RC_DECL_USE || use->parent != module)
			continue;
		if (last && !rc_uses_joined(last, use))
			block++;
		last = use;
		if (!rc_use_is_plain(use))
			continue;
		RC_GROW(lines->v, lines->n, lines->cap);
		lines->v[lines->n++] = (struct line){
			use, rc_use_key(use, &lines->sources->arena), block
		};
	}
}

/* The block with the most lines that are like the path. */
static bool find_block(const struct lines *lines, const char *path,
		       unsigned *block)
{
	unsigned best = 0;

	for (size_t i = 0; i < lines->n; i++) {
		unsigned score = 0;

		for (size_t k = 0; k < lines->n; k++) {
			const char *key = lines->v[k].key;

			if (lines->v[k].block == lines->v[i].block)
				score += 1000 * rc_use_same_root(key, path) +
					 (rc_use_class(key) ==
					  rc_use_class(path));
		}
		if (score > best) {
			best = score;
			*block = lines->v[i].block;
		}
	}
	return best > 0;
}

static const char *indent_of(const struct lines *lines,
			     const struct rc_decl *use)
{
	size_t start = lines->src->v[use->first].start;

	return rc_arena_strndup(&lines->sources->arena,
				lines->src->text +
					rc_line_start(lines->src, start),
				rc_line_indent(lines->src, start));
}

/* Before or behind a line, with blank lines between when gap. */
static void put_before(const struct lines *lines, const struct rc_decl *use,
		       bool gap, struct rc_use_place *out)
{
	out->byte = lines->src->v[use->first].start;
	out->before = "";
	out->after = rc_arena_printf(&lines->sources->arena, "%s%s",
				     gap ? "\n\n" : "\n",
				     indent_of(lines, use));
}

static void put_behind(const struct lines *lines, const struct rc_decl *use,
		       bool gap, struct rc_use_place *out)
{
	const struct rc_source *src = lines->src;
	size_t end = src->v[use->end - 1].end;
	size_t line = rc_line_end(src, end);

	/* A comment behind it is its own, code is not. */
	out->byte = use->end < src->n && src->v[use->end].start < line ? end
								       : line;
	out->before = rc_arena_printf(&lines->sources->arena, "%s%s",
				      gap ? "\n\n" : "\n",
				      indent_of(lines, use));
	out->after = "";
}

/* But for the order of classes. */
static bool is_sorted(const struct lines *lines, unsigned block)
{
	for (size_t i = 1; i < lines->n; i++) {
		const struct line *a = &lines->v[i - 1], *b = &lines->v[i];

		if (a->block == block && b->block == block &&
		    rc_use_class(a->key) == rc_use_class(b->key) &&
		    rc_use_compare(a->key, b->key) > 0)
			return false;
	}
	return true;
}

/* Names two paths begin with, both. */
static size_t in_common(const char *a, const char *b)
{
	size_t n = 0;

	while (*a && *b) {
		size_t x = strcspn(a, ":"), y = strcspn(b, ":");

		if (x != y || strncmp(a, b, x) != 0)
			break;
		n++;
		a += x + strspn(a + x, ":");
		b += y + strspn(b + y, ":");
	}
	return n;
}

/* As the crate's other blocks have it, else as rustfmt does. */
static int compare_lines(int order[RC_USE_CLASSES][RC_USE_CLASSES],
			 const char *a, const char *b)
{
	int x = rc_use_class(a), y = rc_use_class(b);

	return order[x][y] ? -order[x][y] : rc_use_compare(a, b);
}

static void put_in_block(const struct lines *lines, unsigned block,
			 const char *path, struct rc_use_place *out)
{
	bool sorted = is_sorted(lines, block);
	const struct line *last = NULL;
	int order[RC_USE_CLASSES][RC_USE_CLASSES] = { { 0 } };

	rc_uses_order(lines->sources, order);
	for (size_t i = 0; i < lines->n; i++) {
		const struct line *line = &lines->v[i];

		if (line->block != block)
			continue;
		if (sorted && compare_lines(order, line->key, path) > 0) {
			if (!last)
				put_before(lines, line->use, false, out);
			break;
		}
		if (sorted || !last ||
		    in_common(line->key, path) >= in_common(last->key, path))
			last = line;
	}
	if (last)
		put_behind(lines, last->use, false, out);
}

/* A block of its own, between those of other kinds. */
static void put_apart(const struct lines *lines, const char *path,
		      struct rc_use_place *out)
{
	for (size_t i = 0; i < lines->n; i++) {
		if (rc_use_class(lines->v[i].key) > rc_use_class(path)) {
			put_before(lines, lines->v[i].use, true, out);
			return;
		}
	}
	put_behind(lines, lines->v[lines->n - 1].use, true, out);
}

/* Behind which item of a group; the end when it is not sorted. */
static size_t item_for(const struct lines *lines, size_t group,
		       const char *name)
{
	struct rc_arena *arena = &lines->sources->arena;
	struct rc_list list = rc_list_in(lines->src, group, arena);
	const char *last = "";
	size_t item = SIZE_MAX;

	for (size_t i = 0; i < list.n; i++) {
		const char *text = rc_lex_text(lines->src, list.v[i].from,
					       list.v[i].to, arena);

		if (*last && rc_use_compare(last, text) > 0)
			return list.n - 1;
		if (rc_use_compare(text, name) < 0)
			item = i;
		last = text;
	}
	return item;
}

/* Is the group where all of the path's root is imported? */
static bool is_whole(const struct rc_imports *imports,
		     const struct rc_import *group)
{
	for (size_t i = 0; i < imports->n; i++) {
		const struct rc_import *other = &imports->v[i];

		if (other->use != group->use &&
		    other->use->parent == group->use->parent &&
		    rc_use_same_root(other->path, group->path))
			return false;
	}
	return true;
}

static bool put_in_group(const struct lines *lines,
			 const struct rc_decl *module, const char *path,
			 struct rc_use_place *out)
{
	struct rc_imports imports = { .v = NULL };
	const struct rc_import *best = NULL;

	rc_imports_read(lines->sources, lines->src, &imports);
	for (size_t i = 0; i < imports.n; i++) {
		const struct rc_import *one = &imports.v[i];

		if (one->name || one->use->parent != module || !*one->path ||
		    !rc_use_is_plain(one->use) ||
		    !rc_use_below(path, one->path))
			continue;
		size_t len = strlen(one->path);
		bool direct = !path[len] || !strstr(path + len + 2, "::");

		if ((direct || is_whole(&imports, one)) &&
		    (!best || len > strlen(best->path)))
			best = one;
	}
	if (best) {
		size_t len = strlen(best->path);

		out->group = best->group;
		out->prefix = best->path;
		out->item = item_for(lines, best->group,
				     path[len] ? path + len + 2 : "self");
	}
	rc_imports_release(&imports);
	return best != NULL;
}

static bool is_head(const struct rc_decl *decl)
{
	return (decl->kind == RC_DECL_MOD || decl->kind == RC_DECL_EXTERN) &&
	       !decl->body;
}

/* The last of the `mod x;` and `extern crate x;` a module begins with. */
static const struct rc_decl *last_head(struct rc_sources *sources,
				       const struct rc_source *src,
				       const struct rc_decl *module)
{
	const struct rc_decls *decls = rc_decls_of(sources, src);
	const struct rc_decl *last = NULL;

	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *decl = &decls->v[k];

		if (decl->parent != module)
			continue;
		if (!is_head(decl))
			break;
		last = decl;
	}
	return last;
}

/* Do more files begin with `mod x;` than with their imports? */
static bool heads_first(struct rc_sources *sources)
{
	size_t n;
	const char *const *files = rc_source_files(sources, &n);
	int more = 0;

	for (size_t f = 0; f < n; f++) {
		const struct rc_source *src = rc_source_get(sources, files[f]);
		const struct rc_decls *decls = src ? rc_decls_of(sources, src)
						   : NULL;
		bool mod = false, use = false;

		for (size_t k = 0; decls && k < decls->n; k++) {
			mod |= is_head(&decls->v[k]);
			use |= decls->v[k].kind == RC_DECL_USE;
		}
		if (mod && use)
			more += is_head(&decls->v[0]) ? 1 : -1;
	}
	return more >= 0;
}

/* A module without any: in front of its first item. */
static void put_first(const struct lines *lines, const struct rc_decl *module,
		      struct rc_use_place *out)
{
	const struct rc_source *src = lines->src;
	const struct rc_decl *head = last_head(lines->sources, src, module);
	size_t i = module ? module->body + 1 : 0;

	if (head && heads_first(lines->sources)) {
		put_behind(lines, head, true, out);
		return;
	}
	while (rc_lex_is(src, i, "#") && rc_lex_is(src, i + 1, "!"))
		i = rc_lex_close(src, i + 2) + 1;
	out->byte = rc_doc_start(src, i);
	out->before = "";
	out->after = rc_arena_printf(&lines->sources->arena, "\n\n%.*s",
				     (int)rc_line_indent(src, out->byte),
				     src->text + rc_line_start(src, out->byte));
}

void rc_use_find_place(struct rc_sources *sources, const struct rc_source *src,
		       const struct rc_decl *module, const char *path,
		       struct rc_use_place *out)
{
	struct lines lines = { .sources = sources, .src = src };
	unsigned block = 0;

	*out = (struct rc_use_place){ .prefix = "" };
	read_lines(&lines, module);
	if (!lines.n)
		put_first(&lines, module, out);
	else if (put_in_group(&lines, module, path, out))
		;
	else if (find_block(&lines, path, &block))
		put_in_block(&lines, block, path, out);
	else if (rc_uses_apart(sources))
		put_apart(&lines, path, out);
	else
		put_in_block(&lines, lines.v[0].block, path, out);
	rc_free(lines.v);
}
