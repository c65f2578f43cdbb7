/* SPDX-License-Identifier: MIT */

/*
 * Preloaded into the program: the FAILMALLOC_AT-th allocation of the process
 * fails, and FAILMALLOC_FOR - 1 after it. Without the first it writes how many
 * there were to FAILMALLOC_COUNT. Children are spared.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_ulong calls;
static unsigned long at, last;

/* dlsym(3) may allocate before it has told us what to allocate with. */
static char early[8192];
static atomic_size_t used;

static void *early_alloc(size_t size)
{
	size_t start = atomic_fetch_add(&used, (size + 15) & ~(size_t)15);

	return start + size <= sizeof(early) ? early + start : NULL;
}

static int is_early(const void *ptr)
{
	return (const char *)ptr >= early &&
	       (const char *)ptr < early + sizeof(early);
}

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static void (*next_free)(void *);

static void find_next(void)
{
	static atomic_int state;
	int none = 0;

	if (!atomic_compare_exchange_strong(&state, &none, 1))
		return;
	*(void **)&next_calloc = dlsym(RTLD_NEXT, "calloc");
	*(void **)&next_realloc = dlsym(RTLD_NEXT, "realloc");
	*(void **)&next_free = dlsym(RTLD_NEXT, "free");
	*(void **)&next_malloc = dlsym(RTLD_NEXT, "malloc");
}

static int fails(void)
{
	unsigned long call = atomic_fetch_add(&calls, 1) + 1;

	if (!at || call < at || call > last)
		return 0;
	errno = ENOMEM;
	return 1;
}

__attribute__((constructor)) static void set_up(void)
{
	const char *first = getenv("FAILMALLOC_AT");
	const char *many = getenv("FAILMALLOC_FOR");

	find_next();
	unsetenv("LD_PRELOAD");
	atomic_store(&calls, 0);
	last = first ? strtoul(first, NULL, 10) : 0;
	last += many ? strtoul(many, NULL, 10) - 1 : 0;
	at = first ? strtoul(first, NULL, 10) : 0;
}

__attribute__((destructor)) static void report(void)
{
	const char *path = getenv("FAILMALLOC_COUNT");
	char text[32];

	if (!path)
		return;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int len = snprintf(text, sizeof(text), "%lu\n", atomic_load(&calls));
	if (fd >= 0 && write(fd, text, (size_t)len) != len)
		abort();
	close(fd);
}

void *malloc(size_t size)
{
	find_next();
	if (!next_malloc)
		return early_alloc(size);
	return fails() ? NULL : next_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	find_next();
	if (!next_calloc)
		return early_alloc(n * size);
	return fails() ? NULL : next_calloc(n, size);
}

void *realloc(void *ptr, size_t size)
{
	find_next();
	if (is_early(ptr)) {
		void *copy = malloc(size);

		return copy ? memcpy(copy, ptr, size) : NULL;
	}
	return fails() ? NULL : next_realloc(ptr, size);
}

void free(void *ptr)
{
	if (!is_early(ptr) && next_free)
		next_free(ptr);
}
