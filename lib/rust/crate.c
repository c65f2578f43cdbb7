/* SPDX-License-Identifier: MIT */

/* From what the user pointed at to a manifest cargo can be given. */

#include "rust/manifest.h"

#include <inttypes.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/utf8.h"

#define MAX_SOURCE ((size_t)16 << 20)
#define MAX_MANIFEST ((size_t)64 << 10)
#define DEFAULT_EDITION "2021"

char *rc_crate_lookup(const char *dir)
{
	RC_CLEANUP(rc_freep) char *at = rc_xstrdup(dir);

	for (;;) {
		char *manifest = rc_path_join(at, "Cargo.toml");

		if (rc_fs_exists(manifest))
			return manifest;
		rc_free(manifest);
		if (!strcmp(at, "/") || !strcmp(at, "."))
			return NULL;
		char *up = rc_path_dirname(at);
		rc_free(at);
		at = up;
	}
}

static int find_in_dir(struct rc_crate *out, const char *dir,
		       struct rc_err *err)
{
	out->manifest = rc_crate_lookup(dir);
	if (!out->manifest) {
		rc_err_set(err, RC_ENOTFOUND,
			   "no Cargo.toml in '%s' or a folder above it", dir);
		return rc_err_hint(
			err,
			"name the folder of a crate, or a single .rs file");
	}
	out->dir = rc_xstrdup(dir);
	return 0;
}

/* Is rel (below the package's folder) where cargo looks for targets? */
static bool is_target_source(const char *rel)
{
	static const char *const places[] = { "src/", "tests/", "examples/",
					      "benches/" };

	for (size_t i = 0; i < RC_COUNT(places); i++) {
		if (!strncmp(rel, places[i], strlen(places[i])))
			return true;
	}
	return !strcmp(rel, "build.rs");
}

static int check_alone(const char *file, const char *dir, struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *manifest = rc_crate_lookup(dir);

	if (!manifest)
		return 0;
	RC_CLEANUP(rc_freep) char *package = rc_path_dirname(manifest);
	const char *rel = rc_path_below(file, package);
	if (!rel || !is_target_source(rel))
		return 0;
	rc_err_set(err, RC_EINVAL, "'%s' is part of the package in '%s'", rel,
		   package);
	return rc_err_hint(
		err,
		"name the package: alone the file would not mean the same");
}

/* A broken program may have no other sign of being one; unindented only, as
 * main stands at the top level. */
static bool has_main(const char *text)
{
	for (const char *at = strstr(text, "fn main"); at;
	     at = strstr(at + 1, "fn main")) {
		const char *line = at;
		char next = at[strlen("fn main")];

		while (line > text && line[-1] != '\n')
			line--;
		if (line[0] != ' ' && line[0] != '\t' && line[0] != '/' &&
		    (next == '(' || next == ' ' || next == '<'))
			return true;
	}
	return false;
}

static void add_toml_string(struct rc_buf *out, const char *s)
{
	rc_buf_addc(out, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7f)
			rc_buf_addf(out, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			rc_buf_addf(out, "\\%c", c);
		else
			rc_buf_addc(out, *s);
	}
	rc_buf_addc(out, '"');
}

static void add_manifest(struct rc_buf *out, const char *file,
			 const char *edition, bool program)
{
	rc_buf_adds(
		out,
		"[package]\nname = \"single\"\nversion = \"0.0.0\"\nedition = ");
	add_toml_string(out, edition ? edition : DEFAULT_EDITION);
	rc_buf_adds(out, program ? "\n\n[[bin]]" : "\n\n[lib]");
	rc_buf_adds(out, "\nname = \"single\"\npath = ");
	add_toml_string(out, file);
	/* Its own workspace, whatever lies above the cache folder. */
	rc_buf_adds(out, "\n\n[workspace]\n");
}

static int make_manifest(const char *path, const char *file,
			 const char *edition, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release)
	struct rc_buf source = RC_BUF_INIT(MAX_SOURCE);
	RC_CLEANUP(rc_buf_release)
	struct rc_buf old = RC_BUF_INIT(MAX_MANIFEST);
	RC_CLEANUP(rc_buf_release)
	struct rc_buf text = RC_BUF_INIT(MAX_MANIFEST);
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(path);
	int ret = rc_fs_read(file, &source, err);

	if (ret < 0)
		return ret;
	add_manifest(&text, file, edition, has_main(source.ptr));
	/* Writing the same again would cost a rebuild. */
	if (rc_fs_read(path, &old, NULL) == 0 && !strcmp(old.ptr, text.ptr))
		return 0;
	ret = rc_fs_mkdirs(dir, 0700, err);
	if (ret < 0)
		return ret;
	return rc_fs_write(path, text.ptr, text.len, 0600, err);
}

static int find_single(struct rc_crate *out, const char *file,
		       const char *edition, struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(file);
	RC_CLEANUP(rc_freep) char *cache = rc_fs_cache_dir();
	int ret = check_alone(file, dir, err);

	if (ret < 0)
		return ret;
	if (!rc_utf8_valid(file, strlen(file)))
		return rc_err_set(err, RC_EINVAL,
				  "the path '%s' is no valid UTF-8", file);
	if (!cache)
		return rc_err_set(err, RC_EINVAL,
				  "no cache folder: HOME is not set");
	RC_CLEANUP(rc_freep)
	char *manifest = rc_xasprintf("%s/single/%016" PRIx64 "/Cargo.toml",
				      cache, rc_hash_str(RC_HASH_SEED, file));
	ret = make_manifest(manifest, file, edition, err);
	if (ret < 0)
		return ret;
	/* As cargo will name it in its messages. */
	out->manifest = rc_path_real(manifest);
	if (!out->manifest)
		return rc_err_sys(err, "cannot open '%s'", manifest);
	out->dir = rc_xstrdup(dir);
	out->single = rc_xstrdup(file);
	return 0;
}

static int find(struct rc_crate *out, const char *path, const char *edition,
		struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *real = rc_path_real(path);

	if (!real)
		return rc_err_sys(err, "cannot open '%s'", path);
	if (rc_fs_is_dir(real))
		return find_in_dir(out, real, err);
	if (!strcmp(rc_path_basename(path), "Cargo.toml")) {
		/* Not the file's own real path: cargo follows no link there. */
		RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(path);

		out->dir = rc_path_real(dir);
		if (!out->dir)
			return rc_err_sys(err, "cannot open '%s'", dir);
		out->manifest = rc_path_join(out->dir, "Cargo.toml");
		return 0;
	}
	if (rc_path_has_suffix(real, ".rs"))
		return find_single(out, real, edition, err);
	return rc_err_set(err, RC_EINVAL,
			  "'%s' is no folder, Cargo.toml or .rs file", path);
}

int rc_crate_find(struct rc_crate *out, const char *path, const char *edition,
		  struct rc_err *err)
{
	struct rc_crate found = RC_CRATE_INIT;
	int ret = find(&found, path ? path : ".", edition, err);

	if (ret < 0)
		rc_crate_release(&found);
	else
		*out = found;
	return ret;
}

void rc_crate_release(struct rc_crate *crate)
{
	rc_free(crate->manifest);
	rc_free(crate->dir);
	rc_free(crate->single);
	*crate = (struct rc_crate)RC_CRATE_INIT;
}
