/* SPDX-License-Identifier: MIT */
#include "rust/manifest.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/path.h"

#define MAX_METADATA ((size_t)64 << 20)
#define MAX_PACKAGES 5000
#define MAX_OUTSIDE 1000

static size_t count(const struct rc_json *array)
{
	size_t n = 0;
	const struct rc_json *value = rc_json_first(array);

	for (; value; value = rc_json_next(value))
		n++;
	return n;
}

static void add_outside(struct rc_workspace *workspace, const char *dir)
{
	RC_CLEANUP(rc_freep) char *real = rc_path_real(dir);
	size_t n = 0;

	if (rc_path_below(real ? real : dir, workspace->root))
		return;
	for (; workspace->outside[n]; n++) {
		if (!strcmp(workspace->outside[n], dir))
			return;
	}
	if (n < MAX_OUTSIDE)
		workspace->outside[n] = rc_arena_strdup(&workspace->arena, dir);
}

static void read_deps(struct rc_workspace *workspace,
		      const struct rc_json *array)
{
	const struct rc_json *dep = rc_json_first(array);

	for (; dep; dep = rc_json_next(dep)) {
		const char *path = rc_json_str(dep, "path");

		if (path)
			add_outside(workspace, path);
	}
}

static void read_package(struct rc_workspace *workspace,
			 const struct rc_json *package)
{
	const char *manifest = rc_json_str(package, "manifest_path");
	RC_CLEANUP(rc_freep)
	char *dir = rc_path_dirname(manifest ? manifest : "/");

	if (manifest)
		add_outside(workspace, dir);
	read_deps(workspace, rc_json_get(package, "dependencies"));
}

static int read_folders(struct rc_workspace *out, const struct rc_json *root,
			struct rc_err *err)
{
	const char *dir = rc_json_str(root, "workspace_root");
	const char *target = rc_json_str(root, "target_directory");

	if (!dir || !target)
		return rc_err_set(err, RC_EPARSE,
				  "'cargo metadata' names no workspace");
	RC_CLEANUP(rc_freep) char *real = rc_path_real(dir);
	if (!real)
		return rc_err_sys(err, "cannot open '%s'", dir);
	out->root = rc_arena_strdup(&out->arena, real);
	out->target = rc_arena_strdup(&out->arena, target);
	return 0;
}

static int read_metadata(struct rc_workspace *out, const struct rc_json *root,
			 struct rc_err *err)
{
	const struct rc_json *array = rc_json_get(root, "packages");
	const struct rc_json *package = rc_json_first(array);
	int ret = read_folders(out, root, err);

	if (ret < 0)
		return ret;
	out->n = count(array);
	if (out->n > MAX_PACKAGES)
		return rc_err_set(err, RC_ELIMIT,
				  "more than %d packages in the workspace",
				  MAX_PACKAGES);
	out->outside =
		rc_arena_alloc(&out->arena, (MAX_OUTSIDE + 1) * sizeof(char *));
	for (; package; package = rc_json_next(package))
		read_package(out, package);
	return 0;
}

/* The caller frees *out with rc_json_free(). */
static int call_metadata(struct rc_cargo *cargo, const struct rc_crate *crate,
			 bool deps, struct rc_json **out, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release)
	struct rc_buf text = RC_BUF_INIT(MAX_METADATA);
	const char *const args[] = {
		"metadata",
		"--format-version=1",
		"--manifest-path",
		crate->manifest,
		deps || cargo->opts->offline ? "--offline" : "--no-deps",
		deps || !cargo->opts->offline ? NULL : "--no-deps",
		NULL,
	};
	int ret = rc_cargo_call(cargo, args, &text, err);

	if (ret < 0)
		return ret;
	*out = rc_json_parse(text.ptr, text.len, err);
	return *out ? 0 : rc_err_prefix(err, "reading 'cargo metadata'");
}

static int ask_cargo(struct rc_workspace *out, struct rc_cargo *cargo,
		     const struct rc_crate *crate, struct rc_err *err)
{
	RC_CLEANUP(rc_json_freep) struct rc_json *json = NULL;
	int ret = call_metadata(cargo, crate, false, &json, err);

	return ret < 0 ? ret : read_metadata(out, json, err);
}

const char *const *rc_workspace_dependencies(struct rc_workspace *workspace,
					     struct rc_cargo *cargo,
					     const struct rc_crate *crate)
{
	RC_CLEANUP(rc_json_freep) struct rc_json *json = NULL;
	struct rc_arena *arena = &workspace->arena;
	const char **dirs =
		rc_arena_alloc(arena, (MAX_PACKAGES + 1) * sizeof(*dirs));
	size_t n = 0;

	if (call_metadata(cargo, crate, true, &json, NULL) < 0)
		return dirs;
	const struct rc_json *package =
		rc_json_first(rc_json_get(json, "packages"));

	for (; package && n < MAX_PACKAGES; package = rc_json_next(package)) {
		const char *manifest = rc_json_str(package, "manifest_path");
		RC_CLEANUP(rc_freep)
		char *dir = rc_path_dirname(manifest ? manifest : "/");
		RC_CLEANUP(rc_freep) char *real = rc_path_real(dir);

		if (manifest && real)
			dirs[n++] = rc_arena_strdup(arena, real);
	}
	return dirs;
}

static void describe(struct rc_workspace *out, const char *root,
		     const char *dir)
{
	static const char *none[] = { NULL };

	out->root = rc_arena_strdup(&out->arena, root);
	out->target = rc_arena_printf(&out->arena, "%s/target", dir);
	out->outside = none;
	out->n = 1;
}

/* What cargo would say of the private manifest, but root is the file's own. */
static void describe_single(struct rc_workspace *out,
			    const struct rc_crate *crate)
{
	RC_CLEANUP(rc_freep) char *root = rc_path_dirname(crate->single);
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(crate->manifest);

	describe(out, root, dir);
}

static bool is_below(const char *dir, const char *file)
{
	RC_CLEANUP(rc_freep) char *path = rc_path_join(dir, file);

	return rc_fs_exists(path);
}

static bool is_plain(const char *dir, const struct rc_crate *crate,
		     const struct rc_diags *diags)
{
	for (size_t i = 0; i < diags->n_units; i++) {
		const struct rc_unit *unit = &diags->units[i];

		if (strcmp(unit->manifest, crate->manifest) != 0 ||
		    !strcmp(unit->kind, "custom-build"))
			return false;
	}
	for (size_t i = 0; i < diags->n; i++) {
		const struct rc_span *span = rc_diag_primary(&diags->v[i]);

		if (span && !is_below(dir, span->file))
			return false;
	}
	return diags->n_units && is_below(dir, "Cargo.lock");
}

bool rc_workspace_guess(struct rc_workspace *out, const struct rc_crate *crate,
			const struct rc_diags *diags)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(crate->manifest);
	RC_CLEANUP(rc_freep) char *real = rc_path_real(dir);

	if (crate->single || !real || !is_plain(dir, crate, diags))
		return false;
	describe(out, real, real);
	return true;
}

int rc_workspace_load(struct rc_workspace *out, struct rc_cargo *cargo,
		      const struct rc_crate *crate, struct rc_err *err)
{
	struct rc_workspace loaded = RC_WORKSPACE_INIT;
	int ret = 0;

	if (crate->single)
		describe_single(&loaded, crate);
	else
		ret = ask_cargo(&loaded, cargo, crate, err);
	if (ret < 0)
		rc_workspace_release(&loaded);
	else
		*out = loaded;
	return ret;
}

void rc_workspace_release(struct rc_workspace *workspace)
{
	rc_arena_release(&workspace->arena);
	*workspace = (struct rc_workspace)RC_WORKSPACE_INIT;
}
