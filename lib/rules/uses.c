/* SPDX-License-Identifier: MIT */
#include "rules/uses.h"

#define MAX_DEPTH 16

struct reader {
	struct rc_arena *arena;
	const struct rc_decl *use;
	struct rc_imports *out;
};

static void emit(struct reader *reader, const char *path, const char *name,
		 size_t group)
{
	struct rc_imports *out = reader->out;

	RC_GROW(out->v, out->n, out->cap);
	out->v[out->n++] = (struct rc_import){
		.use = reader->use, .path = path, .name = name, .group = group
	};
}

const char *rc_use_last(const char *path)
{
	for (const char *at = strstr(path, "::"); at; at = strstr(path, "::"))
		path = at + 2;
	return path;
}

const char *rc_use_parent(const char *path, struct rc_arena *arena)
{
	size_t len = (size_t)(rc_use_last(path) - path);

	return rc_arena_strndup(arena, path, len > 2 ? len - 2 : 0);
}

bool rc_use_below(const char *path, const char *module)
{
	size_t len = strlen(module);

	return strncmp(path, module, len) == 0 &&
	       (!path[len] || strncmp(path + len, "::", 2) == 0);
}

/* The name of the leaf whose last word is at lexeme i. */
static const char *leaf_name(struct reader *reader, size_t i, const char *path)
{
	const struct rc_source *src = reader->use->src;

	if (rc_lex_is(src, i + 1, "as"))
		return rc_lex_text(src, i + 2, i + 3, reader->arena);
	return rc_use_last(path);
}

static void read_tree(struct reader *reader, size_t i, const char *prefix,
		      size_t group, unsigned depth)
{
	const struct rc_source *src = reader->use->src;
	const char *path = prefix;

	if (rc_lex_is(src, i, "::"))
		i += 2;
	for (; rc_lex_is_word(src, i); i += 3) {
		const char *name = rc_lex_text(src, i, i + 1, reader->arena);
		bool module = *prefix && strcmp(name, "self") == 0;

		if (!module)
			path = rc_arena_printf(reader->arena, "%s%s%s", path,
					       *path ? "::" : "", name);
		if (rc_lex_is(src, i + 1, "::"))
			continue;
		emit(reader, path, leaf_name(reader, i, path), group);
		return;
	}
	if (rc_lex_is(src, i, "*"))
		emit(reader, path, "*", group);
	if (!rc_lex_is(src, i, "{") || depth == MAX_DEPTH)
		return;
	struct rc_list list = rc_list_in(src, i, reader->arena);

	emit(reader, path, NULL, i);
	for (size_t k = 0; k < list.n; k++)
		read_tree(reader, list.v[k].from, path, i, depth + 1);
}

void rc_imports_read(struct rc_sources *sources, const struct rc_source *src,
		     struct rc_imports *out)
{
	const struct rc_decls *decls = rc_decls_of(sources, src);

	for (size_t k = 0; k < decls->n; k++) {
		struct reader reader = { &sources->arena, &decls->v[k], out };

		if (decls->v[k].kind == RC_DECL_USE)
			read_tree(&reader, decls->v[k].keyword + 1, "", 0, 0);
	}
}

void rc_imports_release(struct rc_imports *imports)
{
	rc_free(imports->v);
	*imports = (struct rc_imports){ .v = NULL };
}

/* "src/a/b.rs" is crate::a::b; a binary's or test's file is a crate. */
static const char *file_module(struct rc_arena *arena, const char *path)
{
	const char *src = strstr(path, "src/");
	const char *below = src ? src + 4 : "";
	const char *module = "crate";

	if (strncmp(below, "bin/", 4) == 0)
		return module;
	while (*below) {
		size_t len = strcspn(below, "/.");
		const char *name = rc_arena_strndup(arena, below, len);
		bool root = strcmp(name, "lib") == 0 ||
			    strcmp(name, "main") == 0 ||
			    strcmp(name, "mod") == 0;

		if (below[len] == '/' || !root)
			module = rc_arena_printf(arena, "%s::%s", module, name);
		if (below[len] != '/')
			break;
		below += len + 1;
	}
	return module;
}

const char *rc_module_path(const struct rc_source *src,
			   const struct rc_decl *module, struct rc_arena *arena)
{
	if (!module)
		return file_module(arena, src->path);
	return rc_arena_printf(arena, "%s::%s",
			       rc_module_path(src, module->parent, arena),
			       module->name);
}

static bool is_child(struct rc_sources *sources, const struct rc_decl *use,
		     const char *path)
{
	const struct rc_decls *decls = rc_decls_of(sources, use->src);
	size_t len = strcspn(path, ":");

	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *decl = &decls->v[k];

		if (decl->kind == RC_DECL_MOD && decl->parent == use->parent &&
		    strlen(decl->name) == len &&
		    strncmp(decl->name, path, len) == 0)
			return true;
	}
	return false;
}

/* From the crate's root, for paths that do not begin with another crate. */
static const char *absolute(struct rc_sources *sources,
			    const struct rc_import *import)
{
	const struct rc_decl *use = import->use;
	struct rc_arena *arena = &sources->arena;
	const char *path = import->path, *module = import->module;

	if (rc_use_below(path, "crate"))
		return path;
	if (rc_use_below(path, "self"))
		return rc_arena_printf(arena, "%s%s", module, path + 4);
	if (is_child(sources, use, path))
		return rc_arena_printf(arena, "%s::%s", module, path);
	if (!rc_use_below(path, "super"))
		return path;
	for (; rc_use_below(path, "super"); path += path[5] ? 7 : 5)
		module = rc_use_parent(module, arena);
	return rc_arena_printf(arena, "%s%s%s", module, *path ? "::" : "",
			       path);
}

static bool is_in_module(const struct rc_import *import)
{
	return import->name && (!import->use->parent ||
				import->use->parent->kind == RC_DECL_MOD);
}

static void read_all(struct rc_sources *sources, struct rc_imports *out)
{
	size_t n, kept = 0;
	const char *const *files = rc_source_files(sources, &n);

	for (size_t f = 0; f < n; f++) {
		const struct rc_source *src = rc_source_get(sources, files[f]);

		if (src)
			rc_imports_read(sources, src, out);
	}
	for (size_t i = 0; i < out->n; i++) {
		struct rc_import one = out->v[i];

		if (!is_in_module(&one))
			continue;
		one.module = rc_module_path(one.use->src, one.use->parent,
					    &sources->arena);
		one.absolute = absolute(sources, &one);
		out->v[kept++] = one;
	}
	out->n = kept;
}

const struct rc_imports *rc_imports_all(struct rc_sources *sources)
{
	struct rc_imports found = { .v = NULL }, *all;

	if (sources->imports)
		return sources->imports;
	read_all(sources, &found);
	all = rc_arena_alloc(&sources->arena, sizeof(*all));
	all->n = found.n;
	all->v =
		rc_arena_alloc(&sources->arena, found.n * sizeof(*found.v) + 1);
	if (found.n)
		memcpy(all->v, found.v, found.n * sizeof(*found.v));
	rc_imports_release(&found);
	sources->imports = all;
	return all;
}
