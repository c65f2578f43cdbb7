/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* meson gives it; the fallback is for builds by hand. */
#ifndef RC_VERSION
#define RC_VERSION "0.1.0"
#endif

#define ARENA_BLOCK ((size_t)16 << 10)
#define ARENA_ALIGN _Alignof(max_align_t)

struct rc_arena_block {
	struct rc_arena_block *next;
	size_t len, cap;
	_Alignas(max_align_t) unsigned char data[];
};

const char *rc_version(void)
{
	return RC_VERSION;
}

void rc_free(void *ptr)
{
	free(ptr);
}

/* No stdio, no atexit handlers: neither may allocate now. */
static _Noreturn void out_of_memory(void)
{
	static const char line[] = "rustcoder: out of memory\n";
	ssize_t ignored = write(STDERR_FILENO, line, sizeof(line) - 1);

	(void)ignored;
	_exit(5);
}

void *rc_xmalloc(size_t size)
{
	void *ptr = malloc(size ? size : 1);

	if (!ptr)
		out_of_memory();
	return ptr;
}

void *rc_xcalloc(size_t n, size_t size)
{
	void *ptr = calloc(n ? n : 1, size ? size : 1);

	if (!ptr)
		out_of_memory();
	return ptr;
}

void *rc_xrealloc(void *ptr, size_t size)
{
	void *bigger = realloc(ptr, size ? size : 1);

	if (!bigger)
		out_of_memory();
	return bigger;
}

char *rc_xstrdup(const char *s)
{
	return s ? rc_xstrndup(s, strlen(s)) : NULL;
}

char *rc_xstrndup(const char *s, size_t n)
{
	return rc_xmemdup(s, strnlen(s, n));
}

char *rc_xmemdup(const char *bytes, size_t len)
{
	char *copy = rc_xmalloc(len + 1);

	memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

char *rc_xasprintf(const char *fmt, ...)
{
	char *s;
	va_list ap;

	va_start(ap, fmt);
	int len = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (len < 0)
		out_of_memory();
	return s;
}

void rc_closep(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

static struct rc_arena_block *add_block(struct rc_arena *arena, size_t size)
{
	size_t cap = size > ARENA_BLOCK ? size : ARENA_BLOCK;
	struct rc_arena_block *block = rc_xcalloc(1, sizeof(*block) + cap);

	block->cap = cap;
	block->next = arena->head;
	arena->head = block;
	return block;
}

void *rc_arena_alloc(struct rc_arena *arena, size_t size)
{
	struct rc_arena_block *block = arena->head;

	if (size > SIZE_MAX / 2)
		out_of_memory();
	size = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	if (!block || block->cap - block->len < size)
		block = add_block(arena, size);
	void *ptr = block->data + block->len;
	block->len += size;
	arena->used += size;
	return ptr;
}

char *rc_arena_strdup(struct rc_arena *arena, const char *s)
{
	return s ? rc_arena_strndup(arena, s, strlen(s)) : NULL;
}

char *rc_arena_strndup(struct rc_arena *arena, const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = rc_arena_alloc(arena, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *rc_arena_printf(struct rc_arena *arena, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	size_t size = len < 0 ? 1 : (size_t)len + 1;
	char *s = rc_arena_alloc(arena, size);
	vsnprintf(s, size, fmt, again);
	va_end(again);
	return s;
}

void rc_arena_release(struct rc_arena *arena)
{
	struct rc_arena_block *block = arena->head;

	while (block) {
		struct rc_arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena->head = NULL;
	arena->used = 0;
}
