/* SPDX-License-Identifier: MIT */
#pragma once

/* Paths as text; nothing here touches the disk but rc_path_real(). */

#include <rustcoder/error.h>

/* name alone when it is absolute */
char *rc_path_join(const char *dir, const char *name);
char *rc_path_dirname(const char *path);	/* "." when there is none */
const char *rc_path_basename(const char *path); /* "" for "a/" */
/* Removes ".", "..", "//" as text: "/a/b/../c" is "/a/c". */
char *rc_path_normal(const char *path);
/* path made absolute against the working directory, then normalised */
char *rc_path_absolute(const char *path);
/* realpath(3); NULL with errno when it does not exist */
char *rc_path_real(const char *path);
/*
 * The part of path below dir, borrowed from path ("src/main.rs"), "" when they
 * are equal, NULL when path is not below dir. Both absolute and normalised.
 */
const char *rc_path_below(const char *path, const char *dir);
bool rc_path_has_suffix(const char *path, const char *suffix);
