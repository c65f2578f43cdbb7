/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Where git keeps its things, found as git finds it but by stat(2) alone:
 * a few microseconds, so that the path of a clean crate can afford it.
 */

#include <rustcoder/common.h>

struct rc_gitdir {
	char *top;    /* the folder with .git in it */
	char *dir;    /* of this work tree: HEAD and index are here */
	char *common; /* of all work trees: config, hooks, objects */
	bool bare;    /* top itself is a repository */
};

/*
 * Looks for a repository in dir and above, up to the filesystem's boundary.
 * GIT_DIR and its like are ignored: they are set in hooks, where they point
 * to the repository of the outer command.
 */
bool rc_gitdir_find(struct rc_gitdir *out, const char *dir);
void rc_gitdir_release(struct rc_gitdir *gitdir);
