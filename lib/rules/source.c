/* SPDX-License-Identifier: MIT */
#include "rules/source.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/path.h"
#include "base/strv.h"

#define MAX_FILES 5000
#define MAX_DEPTH 32
#define MAX_OUTSIDE ((size_t)4 << 20)

void rc_sources_init(struct rc_sources *sources,
		     const struct rc_source_reader *reader)
{
	*sources = (struct rc_sources){ .reader = *reader };
}

void rc_sources_release(struct rc_sources *sources)
{
	rc_arena_release(&sources->arena);
	rc_free(sources->v);
	*sources = (struct rc_sources){ .v = NULL };
}

static size_t count(const char *text, size_t len)
{
	enum rc_token kind;
	size_t n = 0;

	for (size_t at = 0; at < len;) {
		at += rc_scan_token(text + at, len - at, &kind);
		n += kind != RC_TOKEN_BLANK && kind != RC_TOKEN_COMMENT &&
		     kind != RC_TOKEN_DOC;
	}
	return n;
}

void rc_source_lex(struct rc_source *out, struct rc_arena *arena)
{
	size_t total = count(out->text, out->len);
	struct rc_lexeme *v = rc_arena_alloc(arena, total * sizeof(*v) + 1);
	enum rc_token kind;
	size_t n = 0;

	for (size_t at = 0; at < out->len;) {
		size_t len =
			rc_scan_token(out->text + at, out->len - at, &kind);

		if (kind != RC_TOKEN_BLANK && kind != RC_TOKEN_COMMENT &&
		    kind != RC_TOKEN_DOC)
			v[n++] = (struct rc_lexeme){ (uint32_t)at,
						     (uint32_t)(at + len),
						     kind };
		at += len;
	}
	out->v = v;
	out->n = n;
}

static struct rc_source *find(const struct rc_sources *sources,
			      const char *path)
{
	for (size_t i = 0; i < sources->n; i++) {
		if (strcmp(sources->v[i]->path, path) == 0)
			return sources->v[i];
	}
	return NULL;
}

/* text NULL: remembered as unreadable. */
static struct rc_source *add(struct rc_sources *sources, const char *path,
			     const char *text, size_t len)
{
	struct rc_source *src = rc_arena_alloc(&sources->arena, sizeof(*src));

	src->path = rc_arena_strdup(&sources->arena, path);
	src->text = text;
	src->len = text ? len : 0;
	if (text)
		rc_source_lex(src, &sources->arena);
	RC_GROW(sources->v, sources->n, sources->cap);
	sources->v[sources->n++] = src;
	return src;
}

const struct rc_source *rc_source_get(struct rc_sources *sources,
				      const char *path)
{
	struct rc_source *src = find(sources, path);
	size_t len = 0;

	if (!src) {
		const char *text =
			sources->reader.text(sources->reader.data, path, &len);

		src = add(sources, path, text, len);
	}
	return src->text ? src : NULL;
}

void rc_source_set_decls(struct rc_sources *sources,
			 const struct rc_source *src,
			 const struct rc_decls *decls)
{
	struct rc_source *own = find(sources, src->path);

	if (own)
		own->decls = decls;
}

static bool is_dependency(const struct rc_sources *sources, const char *real)
{
	const char *const *dirs =
		sources->reader.outside
			? sources->reader.outside(sources->reader.data)
			: NULL;

	for (; dirs && *dirs; dirs++) {
		if (rc_path_below(real, *dirs))
			return true;
	}
	return false;
}

const struct rc_source *rc_source_outside(struct rc_sources *sources,
					  const char *file)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(MAX_OUTSIDE);
	struct rc_source *src = find(sources, file);

	if (!src) {
		RC_CLEANUP(rc_freep) char *real = rc_path_real(file);
		bool good = file[0] == '/' && real &&
			    rc_path_has_suffix(real, ".rs") &&
			    is_dependency(sources, real) &&
			    rc_fs_read(real, &buf, NULL) == 0;

		src = add(sources, file,
			  good ? rc_arena_strndup(&sources->arena, buf.ptr,
						  buf.len)
			       : NULL,
			  buf.len);
	}
	return src->text ? src : NULL;
}

const struct rc_source *rc_source_of(struct rc_sources *sources,
				     const struct rc_span *span)
{
	return span->path ? rc_source_get(sources, span->path)
			  : rc_source_outside(sources, span->file);
}

static bool is_skipped(const struct rc_sources *sources, const char *path)
{
	return sources->reader.skip && strcmp(path, sources->reader.skip) == 0;
}

/* Links are not followed: what is outside is not the workspace's. */
static void list(const struct rc_sources *sources, const char *below,
		 unsigned depth, struct rc_strv *out)
{
	RC_CLEANUP(rc_freep)
	char *path = *below ? rc_path_join(sources->reader.root, below)
			    : rc_xstrdup(sources->reader.root);
	DIR *dir = is_skipped(sources, path) ? NULL : opendir(path);
	struct dirent *entry;

	while (dir && out->n < MAX_FILES && (entry = readdir(dir))) {
		RC_CLEANUP(rc_freep)
		char *name = *below ? rc_path_join(below, entry->d_name)
				    : rc_xstrdup(entry->d_name);

		if (entry->d_name[0] == '.')
			continue;
		if (entry->d_type == DT_DIR && depth < MAX_DEPTH)
			list(sources, name, depth + 1, out);
		else if (entry->d_type == DT_REG &&
			 rc_path_has_suffix(name, ".rs"))
			rc_strv_add(out, name);
	}
	if (dir)
		closedir(dir);
}

const char *const *rc_source_files(struct rc_sources *sources, size_t *n)
{
	RC_CLEANUP(rc_strv_release) struct rc_strv found = RC_STRV_INIT;

	if (!sources->files) {
		list(sources, "", 0, &found);
		rc_strv_sort(&found);
		sources->files = rc_arena_alloc(&sources->arena,
						(found.n + 1) * sizeof(char *));
		for (size_t i = 0; i < found.n; i++)
			sources->files[i] =
				rc_arena_strdup(&sources->arena, found.v[i]);
		sources->n_files = found.n;
	}
	*n = sources->n_files;
	return sources->files;
}
