/* SPDX-License-Identifier: MIT */

/*
 * Which files of a set of diagnostics are the user's own: below the workspace
 * root, on disk, neither generated nor somebody else's package.
 */

#include "base/fs.h"
#include "base/hash.h"
#include "base/path.h"
#include "rust/diag.h"

/* Cargo's marks in the folder of an unpacked or vendored package, and git's
 * in that of a submodule or another repository. */
static const char *const foreign_marks[] = { ".cargo-ok",
					     ".cargo-checksum.json", ".git" };

struct known {
	uint64_t hash;
	const char *file;
	const char *path; /* NULL: not ours */
};

struct resolver {
	struct rc_arena *arena;
	const char *root, *original;
	char *real_root, *real_target;
	struct known *v;
	size_t n, cap;
};

static bool has_mark(const char *dir)
{
	for (size_t i = 0; i < RC_COUNT(foreign_marks); i++) {
		RC_CLEANUP(rc_freep)
		char *mark = rc_path_join(dir, foreign_marks[i]);

		if (rc_fs_exists(mark))
			return true;
	}
	return false;
}

/* Does any folder from file up to (without) root belong to somebody else? */
static bool is_foreign(const char *root, const char *file)
{
	RC_CLEANUP(rc_freep) char *path = rc_path_join(root, file);
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(path);

	for (;;) {
		const char *rel = rc_path_below(dir, root);

		if (!rel || !*rel)
			return false;
		if (has_mark(dir))
			return true;
		char *up = rc_path_dirname(dir);
		rc_free(dir);
		dir = up;
	}
}

static bool is_regular(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static const char *resolve(const struct resolver *resolver, const char *file)
{
	if (!file[0] || file[0] == '<')
		return NULL;
	RC_CLEANUP(rc_freep) char *path = rc_path_join(resolver->root, file);
	RC_CLEANUP(rc_freep) char *real = rc_path_real(path);
	if (!real)
		return NULL;
	const char *rel = rc_path_below(real, resolver->real_root);
	if (!rel || !*rel || !is_regular(real))
		return NULL;
	if (resolver->real_target && rc_path_below(real, resolver->real_target))
		return NULL;
	if (is_foreign(resolver->original, rel))
		return NULL;
	return rc_arena_strdup(resolver->arena, rel);
}

/* The names are few, even where the spans are many. */
static const char *look_up(struct resolver *resolver, const char *file)
{
	uint64_t hash = rc_hash_str(RC_HASH_SEED, file);

	for (size_t i = resolver->n; i-- > 0;) {
		if (resolver->v[i].hash == hash &&
		    !strcmp(resolver->v[i].file, file))
			return resolver->v[i].path;
	}
	RC_GROW(resolver->v, resolver->n, resolver->cap);
	struct known *known = &resolver->v[resolver->n++];
	*known = (struct known){ hash, file, resolve(resolver, file) };
	return known->path;
}

/* Spans are constant for everybody else; they lie in our own arena. */
static void resolve_spans(struct resolver *resolver,
			  const struct rc_span *spans, size_t n)
{
	struct rc_span *own = (struct rc_span *)spans;

	for (size_t i = 0; i < n; i++)
		own[i].path = look_up(resolver, own[i].file);
}

static void resolve_diag(struct resolver *resolver, const struct rc_diag *diag)
{
	resolve_spans(resolver, diag->spans, diag->n_spans);
	for (size_t i = 0; i < diag->n_children; i++)
		resolve_spans(resolver, diag->children[i].spans,
			      diag->children[i].n_spans);
}

void rc_diags_resolve(struct rc_diags *diags, const char *root,
		      const char *original, const char *target)
{
	struct resolver resolver = {
		.arena = &diags->arena,
		.root = root,
		.original = original,
		.real_root = rc_path_real(root),
		.real_target = target ? rc_path_real(target) : NULL,
	};

	for (size_t i = 0; i < diags->n && resolver.real_root; i++)
		resolve_diag(&resolver, &diags->v[i]);
	rc_free(resolver.real_root);
	rc_free(resolver.real_target);
	rc_free(resolver.v);
}
