/* SPDX-License-Identifier: MIT */
#include "vcs/gitdir.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/path.h"
#include "vcs/history.h"
#include "vcs/home.h"

static bool has(const char *dir, const char *name)
{
	RC_CLEANUP(rc_freep) char *path = rc_path_join(dir, name);
	struct stat st;

	/* HEAD was a symbolic link once, and may be one to nothing. */
	return lstat(path, &st) == 0;
}

static bool is_bare(const char *dir)
{
	return has(dir, "HEAD") && has(dir, "objects") && has(dir, "refs");
}

/* The path in a one-line file, made absolute against base; NULL: no such. */
static char *read_link(const char *file, const char *prefix, const char *base)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(8192);
	size_t skip = strlen(prefix);

	if (rc_fs_read(file, &buf, NULL) < 0)
		return NULL;
	if (strncmp(buf.ptr, prefix, skip) != 0)
		return NULL;
	buf.ptr[strcspn(buf.ptr, "\r\n")] = '\0';
	RC_CLEANUP(rc_freep) char *joined = rc_path_join(base, buf.ptr + skip);
	return rc_path_real(joined);
}

static char *find_common(const char *dir)
{
	RC_CLEANUP(rc_freep) char *file = rc_path_join(dir, "commondir");
	char *common = read_link(file, "", dir);

	return common ? common : rc_xstrdup(dir);
}

/* Is .git of top one? A folder of that name without HEAD is not. */
static bool look_at(struct rc_gitdir *out, const char *top)
{
	RC_CLEANUP(rc_freep) char *dotgit = rc_path_join(top, ".git");
	RC_CLEANUP(rc_freep) char *dir = NULL;
	struct stat st;

	if (stat(dotgit, &st) == 0)
		dir = S_ISDIR(st.st_mode) ? rc_path_real(dotgit)
					  : read_link(dotgit, "gitdir: ", top);
	bool bare = !dir && is_bare(top);
	if (!bare && (!dir || !has(dir, "HEAD")))
		return false;
	out->top = rc_xstrdup(top);
	out->dir = rc_xstrdup(bare ? top : dir);
	out->common = find_common(out->dir);
	out->bare = bare;
	return true;
}

bool rc_gitdir_find(struct rc_gitdir *out, const char *dir)
{
	RC_CLEANUP(rc_freep) char *at = rc_path_absolute(dir);
	struct stat st, first;

	*out = (struct rc_gitdir){ NULL, NULL, NULL, false };
	if (stat(at, &first) < 0)
		return false;
	while (stat(at, &st) == 0 && st.st_dev == first.st_dev) {
		if (look_at(out, at))
			return true;
		if (!strcmp(at, "/"))
			break;
		char *up = rc_path_dirname(at);
		rc_free(at);
		at = up;
	}
	return false;
}

void rc_gitdir_release(struct rc_gitdir *gitdir)
{
	rc_free(gitdir->top);
	rc_free(gitdir->dir);
	rc_free(gitdir->common);
	*gitdir = (struct rc_gitdir){ NULL, NULL, NULL, false };
}

/*
 * Without a repository a tree is known by its topmost folder with a
 * Cargo.toml: found without asking cargo, and the same from every member of a
 * workspace.
 */
static char *topmost(const char *root)
{
	char *real = rc_path_real(root);
	char *top = real ? real : rc_xstrdup(root);
	RC_CLEANUP(rc_freep) char *dir = rc_xstrdup(top);

	while (dir[0] == '/' && dir[1]) {
		char *parent = rc_path_dirname(dir);
		RC_CLEANUP(rc_freep)
		char *manifest = rc_path_join(parent, "Cargo.toml");

		rc_free(dir);
		dir = parent;
		if (!rc_fs_exists(manifest))
			continue;
		rc_free(top);
		top = rc_xstrdup(dir);
	}
	return top;
}

char *rc_history_journal_dir(const char *root, bool no_vcs)
{
	RC_CLEANUP(rc_gitdir_release)
	struct rc_gitdir gitdir = { NULL, NULL, NULL, false };

	/* Somebody else's repository may be readable only. */
	if (!no_vcs && rc_gitdir_find(&gitdir, root) && !gitdir.bare &&
	    access(gitdir.dir, W_OK | X_OK) == 0)
		return rc_path_join(gitdir.dir, "rustcoder");

	bool lasts;
	RC_CLEANUP(rc_freep) char *state = rc_home_dir(&lasts);
	if (!state)
		return NULL;
	RC_CLEANUP(rc_freep) char *top = topmost(root);

	return rc_xasprintf("%s/trees/%016" PRIx64, state,
			    rc_hash_str(RC_HASH_SEED, top));
}
