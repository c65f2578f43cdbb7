/* SPDX-License-Identifier: MIT */

/*
 * libgit2 allocates as we do: a small amount that is not there ends the
 * program in one line. Left to itself it would free what it never allocated.
 * A large amount, asked for by a hostile repository, may fail.
 */
#include "vcs/gitmem.h"

#include <stdlib.h>

#include <git2/sys/alloc.h>

#include "base/mem.h"

#define LARGE ((size_t)16 << 20)
#define WHERE const char *file, int line

static void *take(size_t size, WHERE)
{
	void *ptr = malloc(size ? size : 1);

	(void)file;
	(void)line;
	return ptr || size > LARGE ? ptr : rc_xmalloc(size);
}

static void *resize(void *old, size_t size, WHERE)
{
	void *ptr = realloc(old, size ? size : 1);

	(void)file;
	(void)line;
	return ptr || size > LARGE ? ptr : rc_xrealloc(old, size);
}

static void give(void *ptr)
{
	free(ptr);
}

#ifdef RC_GIT_ALLOCATOR_IS_LONG /* libgit2 1.5 has libc's whole family */

static void *take_array(size_t n, size_t size, WHERE)
{
	size_t all;

	return __builtin_mul_overflow(n, size, &all) ? NULL
						     : take(all, file, line);
}

static void *resize_array(void *old, size_t n, size_t size, WHERE)
{
	size_t all;

	return __builtin_mul_overflow(n, size, &all)
		       ? NULL
		       : resize(old, all, file, line);
}

static void *take_zeroed(size_t n, size_t size, WHERE)
{
	void *ptr = take_array(n, size, file, line);

	return ptr ? memset(ptr, 0, n * size) : NULL;
}

static char *take_bytes(const char *bytes, size_t len, WHERE)
{
	char *ptr = len < SIZE_MAX ? take(len + 1, file, line) : NULL;

	if (ptr) {
		memcpy(ptr, bytes, len);
		ptr[len] = '\0';
	}
	return ptr;
}

static char *take_string(const char *s, WHERE)
{
	return take_bytes(s, strlen(s), file, line);
}

static char *take_start(const char *s, size_t max, WHERE)
{
	return take_bytes(s, strnlen(s, max), file, line);
}

#endif

void rc_gitmem_set(void)
{
	git_allocator allocator = {
		.gmalloc = take,
		.grealloc = resize,
		.gfree = give,
#ifdef RC_GIT_ALLOCATOR_IS_LONG
		.gcalloc = take_zeroed,
		.gmallocarray = take_array,
		.greallocarray = resize_array,
		.gstrdup = take_string,
		.gstrndup = take_start,
		.gsubstrdup = take_bytes,
#endif
	};

	git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator);
}
