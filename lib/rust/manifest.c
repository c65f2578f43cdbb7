/* SPDX-License-Identifier: MIT */
#include "rust/manifest.h"

#include "base/err.h"
#include "base/json.h"
#include "base/path.h"

#define MAX_METADATA ((size_t)64 << 20)
#define MAX_PACKAGES 5000
#define MAX_DEPS 1000 /* of one package */
#define MAX_OUTSIDE 1000

static size_t count(const struct rc_json *array)
{
	size_t n = 0;
	const struct rc_json *value = rc_json_first(array);

	for (; value; value = rc_json_next(value))
		n++;
	return n;
}

static const char *text_of(struct rc_arena *arena, const struct rc_json *object,
			   const char *key)
{
	const char *text = rc_json_str(object, key);

	return rc_arena_strdup(arena, text ? text : "");
}

static void read_package(struct rc_package *out, struct rc_arena *arena,
			 const struct rc_json *package)
{
	out->id = text_of(arena, package, "id");
	out->name = text_of(arena, package, "name");
	out->version = text_of(arena, package, "version");
	out->manifest = text_of(arena, package, "manifest_path");
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(out->manifest);
	out->dir = rc_arena_strdup(arena, dir);
}

static size_t find_dir(const struct rc_workspace *workspace, const char *dir)
{
	for (size_t i = 0; i < workspace->n; i++) {
		if (!strcmp(workspace->packages[i].dir, dir))
			return i;
	}
	return SIZE_MAX;
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
		      struct rc_package *package, const struct rc_json *array)
{
	const struct rc_json *dep = rc_json_first(array);
	size_t max = count(array);

	if (max > MAX_DEPS)
		max = MAX_DEPS;
	package->deps =
		rc_arena_alloc(&workspace->arena, max * sizeof(*package->deps));
	for (; dep && package->n_deps < max; dep = rc_json_next(dep)) {
		const char *path = rc_json_str(dep, "path");
		const char *kind = rc_json_str(dep, "kind");

		if (!path)
			continue;
		add_outside(workspace, path);
		size_t index = find_dir(workspace, path);
		if (index != SIZE_MAX && !(kind && !strcmp(kind, "dev")))
			package->deps[package->n_deps++] = index;
	}
}

/* Until nothing changes, or long enough for any graph without a circle. */
static void set_depths(struct rc_workspace *workspace)
{
	bool changed = true;

	for (size_t round = 0; changed && round < workspace->n; round++) {
		changed = false;
		for (size_t i = 0; i < workspace->n; i++) {
			struct rc_package *package = &workspace->packages[i];

			for (size_t j = 0; j < package->n_deps; j++) {
				size_t dep = package->deps[j];
				unsigned depth =
					workspace->packages[dep].depth + 1;

				if (dep == i || depth <= package->depth ||
				    depth >= workspace->n)
					continue;
				package->depth = depth;
				changed = true;
			}
		}
	}
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
	out->packages =
		rc_arena_alloc(&out->arena, out->n * sizeof(*out->packages));
	out->outside =
		rc_arena_alloc(&out->arena, (MAX_OUTSIDE + 1) * sizeof(char *));
	for (size_t i = 0; i < out->n; i++, package = rc_json_next(package)) {
		read_package(&out->packages[i], &out->arena, package);
		add_outside(out, out->packages[i].dir);
	}
	package = rc_json_first(array);
	for (size_t i = 0; i < out->n; i++, package = rc_json_next(package))
		read_deps(out, &out->packages[i],
			  rc_json_get(package, "dependencies"));
	set_depths(out);
	return 0;
}

static int ask_cargo(struct rc_workspace *out, struct rc_cargo *cargo,
		     const struct rc_crate *crate, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release)
	struct rc_buf text = RC_BUF_INIT(MAX_METADATA);
	RC_CLEANUP(rc_json_freep) struct rc_json *json = NULL;
	const char *const args[] = {
		"metadata",
		"--no-deps",
		"--format-version=1",
		"--manifest-path",
		crate->manifest,
		cargo->opts->offline ? "--offline" : NULL,
		NULL,
	};
	int ret = rc_cargo_call(cargo, args, &text, err);

	if (ret < 0)
		return ret;
	json = rc_json_parse(text.ptr, text.len, err);
	if (!json)
		return rc_err_prefix(err, "reading 'cargo metadata'");
	return read_metadata(out, json, err);
}

/* What cargo would say of the private manifest, but root is the file's own. */
static void describe_single(struct rc_workspace *out,
			    const struct rc_crate *crate)
{
	struct rc_arena *arena = &out->arena;
	RC_CLEANUP(rc_freep) char *root = rc_path_dirname(crate->single);
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(crate->manifest);
	static const char *none[] = { NULL };

	out->root = rc_arena_strdup(arena, root);
	out->target = rc_arena_printf(arena, "%s/target", dir);
	out->packages = rc_arena_alloc(arena, sizeof(*out->packages));
	out->packages[0] = (struct rc_package){
		.id = "",
		.name = "single",
		.version = "0.0.0",
		.manifest = rc_arena_strdup(arena, crate->manifest),
		.dir = rc_arena_strdup(arena, dir),
	};
	out->n = 1;
	out->outside = none;
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

unsigned rc_workspace_depth(const struct rc_workspace *workspace,
			    const struct rc_unit *unit)
{
	for (size_t i = 0; i < workspace->n; i++) {
		if (!strcmp(workspace->packages[i].manifest, unit->manifest))
			return workspace->packages[i].depth;
	}
	return 0;
}
