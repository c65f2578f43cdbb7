/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Files. Writes are atomic: a temporary beside the target, fsync, rename, and
 * fsync of the folder where durability was asked for.
 */

#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

#include "base/buf.h"
#include <rustcoder/error.h>

/* Real time in one number, to compare a clock with a file's mtime. */
static inline int64_t rc_time_ns(struct timespec time)
{
	int64_t ns;

	/* A file may claim any date: that of 2262 and later is the last. */
	if (__builtin_mul_overflow((int64_t)time.tv_sec, 1000000000, &ns) ||
	    __builtin_add_overflow(ns, (int64_t)time.tv_nsec, &ns))
		return time.tv_sec < 0 ? INT64_MIN : INT64_MAX;
	return ns;
}

/* Whole file, regular files only; RC_ELIMIT when larger than buf->max. */
int rc_fs_read(const char *path, struct rc_buf *buf,
	       struct rc_err *err) RC_MUST_CHECK;

/*
 * Replaces or creates path with exactly these bytes. An existing file keeps
 * its mode (and owner where possible); a new one gets mode (0: 0666 & ~umask).
 */
int rc_fs_write(const char *path, const void *data, size_t len, mode_t mode,
		struct rc_err *err) RC_MUST_CHECK;

/*
 * In an open folder of a tree that may be hostile: a name that is a link is
 * refused (RC_ESAFETY), not followed. dirfd is the folder of path.
 */
int rc_fs_read_at(int dirfd, const char *path, struct rc_buf *buf,
		  struct stat *st, struct rc_err *err) RC_MUST_CHECK;
/* name must not exist; owner and mode are those of like (NULL: by umask). The
 * bytes are durable on return, the name is not: that takes an fsync of dirfd. */
int rc_fs_create_at(int dirfd, const char *name, const void *data, size_t len,
		    const struct stat *like, struct rc_err *err) RC_MUST_CHECK;

int rc_fs_mkdirs(const char *path, mode_t mode,
		 struct rc_err *err) RC_MUST_CHECK;
bool rc_fs_exists(const char *path);
bool rc_fs_is_dir(const char *path);
/* Removes a tree without following links; a missing path is fine. */
int rc_fs_remove_tree(const char *path, struct rc_err *err);

/* An exclusive flock(2), released by close or by the death of the process. */
int rc_fs_lock(const char *path, int64_t wait_ms, int *fd,
	       struct rc_err *err) RC_MUST_CHECK; /* RC_ELOCKED */

/* Base folders of the user, made absolute; NULL when HOME is unset. XDG. */
char *rc_fs_cache_dir(void);  /* $XDG_CACHE_HOME/rustcoder */
char *rc_fs_state_dir(void);  /* $XDG_STATE_HOME/rustcoder */
char *rc_fs_config_dir(void); /* $XDG_CONFIG_HOME/rustcoder */
