/* SPDX-License-Identifier: MIT */
#include "edit/copy.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/path.h"
#include "edit/copy_tree.h"

#define LOCK_WAIT_MS 5000

/* What cargo, rustup and clippy look for in parent folders; a Cargo.toml
 * there may be the workspace of a package that is outside of ours. */
static const char *const settings[] = {
	".cargo",     "rust-toolchain", "rust-toolchain.toml",
	"Cargo.toml", "clippy.toml",	".clippy.toml",
};

/* Where things of the original are found in the copy. */
struct place {
	const char *base; /* <cache>/<kind>/<hash>, a real path */
	const char *tree; /* base/tree; the original's path follows */
	const char *root; /* the original */
};

static bool is_below(const char *path, const char *dir)
{
	return rc_path_below(path, dir) != NULL;
}

/*
 * Makes the folders of tree + dir. A link from an earlier run in their place
 * goes: we would write to the original through it.
 */
static int make_folders(const struct place *place, const char *dir,
			struct rc_err *err)
{
	RC_CLEANUP(rc_freep)
	char *path = rc_xasprintf("%s%s/", place->tree, dir);
	struct stat st;

	for (char *p = path + strlen(place->tree); *p; p++) {
		if (*p != '/' || p[1] == '/')
			continue;
		*p = '\0';
		if (lstat(path, &st) == 0 && !S_ISDIR(st.st_mode))
			unlink(path);
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return rc_err_sys(err, "cannot create folder '%s'",
					  path);
		*p = '/';
	}
	return 0;
}

/* Makes tree + original a link to the original, or nothing if that is gone.
 * What leads to root stays a folder. */
static int link_original(const struct place *place, const char *original,
			 struct rc_err *err)
{
	RC_CLEANUP(rc_freep)
	char *path = rc_xasprintf("%s%s", place->tree, original);
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(original);
	char old[PATH_MAX] = "";
	bool wanted = rc_fs_exists(original);

	if (is_below(place->root, original))
		return 0;
	int ret = make_folders(place, dir, err);
	if (ret < 0)
		return ret;
	if (wanted && readlink(path, old, sizeof(old) - 1) > 0 &&
	    !strcmp(old, original))
		return 0;
	ret = rc_fs_remove_tree(path, err);
	if (ret == 0 && wanted && symlink(original, path) < 0)
		return rc_err_sys(err, "cannot link '%s'", path);
	return ret;
}

/*
 * In the parents of folder. From one that is a parent of the cache as well
 * they are found without us.
 */
static int link_settings(const struct place *place, const char *folder,
			 struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(folder);

	while (!is_below(place->base, dir)) {
		for (size_t i = 0; i < RC_COUNT(settings); i++) {
			RC_CLEANUP(rc_freep)
			char *path = rc_path_join(dir, settings[i]);
			int ret = link_original(place, path, err);

			if (ret < 0)
				return ret;
		}
		char *up = rc_path_dirname(dir);
		rc_free(dir);
		dir = up;
	}
	return 0;
}

static void closedirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* A package in a parent folder of root: everything in it but the way down. */
static int link_around(const struct place *place, const char *folder,
		       struct rc_err *err)
{
	RC_CLEANUP(closedirp) DIR *dir = opendir(folder);
	const struct dirent *entry;

	if (!dir)
		return rc_err_sys(err, "cannot open folder '%s'", folder);
	for (entry = readdir(dir); entry; entry = readdir(dir)) {
		RC_CLEANUP(rc_freep)
		char *path = rc_path_join(folder, entry->d_name);

		if (!strcmp(entry->d_name, ".") ||
		    !strcmp(entry->d_name, "..") ||
		    !strcmp(entry->d_name, ".git"))
			continue;
		int ret = link_original(place, path, err);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/* Is a folder reached through the link of another one of the list? */
static bool is_covered(const char *const *list, size_t i)
{
	for (size_t j = 0; list[j]; j++)
		if (j != i && is_below(list[i], list[j]) &&
		    (j < i || strcmp(list[i], list[j]) != 0))
			return true;
	return false;
}

static int link_outside(const struct place *place, const char *const *outside,
			struct rc_err *err)
{
	for (size_t i = 0; outside && outside[i]; i++) {
		const char *folder = outside[i];

		if (is_covered(outside, i) || is_below(folder, place->root))
			continue;
		int ret = link_settings(place, folder, err);
		if (ret == 0)
			ret = is_below(place->root, folder)
				      ? link_around(place, folder, err)
				      : link_original(place, folder, err);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/* <cache>/<kind>/<hash of root>, made and real. */
static int make_base(const char *kind, const char *root, char **base,
		     struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *cache = rc_fs_cache_dir();

	if (!cache) {
		rc_err_set(err, RC_EINVAL, "there is no cache folder");
		rc_err_hint(err, "set HOME or XDG_CACHE_HOME");
		return RC_EINVAL;
	}
	RC_CLEANUP(rc_freep)
	char *dir = rc_xasprintf("%s/%s/%016" PRIx64, cache, kind,
				 rc_hash_str(RC_HASH_SEED, root));
	int ret = rc_fs_mkdirs(dir, 0700, err);
	if (ret < 0)
		return ret;
	*base = rc_path_real(dir);
	return *base ? 0 : rc_err_sys(err, "cannot open folder '%s'", dir);
}

static int prepare(struct rc_copy *copy, const char *base, const char *root,
		   const char *const *outside, struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *lock = rc_path_join(base, "lock");
	RC_CLEANUP(rc_freep) char *tree = rc_path_join(base, "tree");
	const struct place place = { base, tree, root };
	int ret = rc_fs_lock(lock, LOCK_WAIT_MS, &copy->lock, err);

	if (ret < 0) {
		rc_err_prefix(err, "the copy of '%s'", root);
		return ret;
	}
	copy->root = rc_xasprintf("%s%s", tree, root);
	copy->target = rc_path_join(base, "target");
	ret = link_settings(&place, root, err);
	if (ret == 0)
		ret = link_outside(&place, outside, err);
	/* Last: now nothing on the way to the copy is a link. */
	return ret < 0 ? ret : make_folders(&place, root, err);
}

int rc_copy_open_empty(struct rc_copy *copy, const char *kind, const char *root,
		       const char *const *outside, struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *base = NULL;
	int ret = make_base(kind, root, &base, err);

	if (ret < 0)
		return ret;
	*copy = (struct rc_copy)RC_COPY_INIT;
	ret = prepare(copy, base, root, outside, err);
	if (ret < 0)
		rc_copy_release(copy);
	return ret;
}

int rc_copy_open(struct rc_copy *copy, const char *root,
		 const char *const *outside, struct rc_err *err)
{
	int ret = rc_copy_open_empty(copy, "trial", root, outside, err);

	if (ret < 0)
		return ret;
	RC_CLEANUP(rc_freep) char *base = rc_path_dirname(copy->target);
	RC_CLEANUP(rc_freep) char *trials = rc_path_dirname(base);

	ret = rc_copy_tree(root, copy->root, trials, err);
	if (ret < 0)
		rc_copy_release(copy);
	return ret;
}

void rc_copy_release(struct rc_copy *copy)
{
	rc_free(copy->root);
	rc_free(copy->target);
	rc_closep(&copy->lock);
	*copy = (struct rc_copy)RC_COPY_INIT;
}
