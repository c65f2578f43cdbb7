/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Memory. The rc_x family never fails: out of memory prints one line and
 * exits with 5, the journal keeps the tree. The price is a rule: anything
 * sized by outside data has a cap (struct rc_buf).
 */

#include <stdarg.h>
#include <string.h>

#include <rustcoder/common.h>

void *rc_xmalloc(size_t size);
void *rc_xcalloc(size_t n, size_t size);
void *rc_xrealloc(void *ptr, size_t size);
char *rc_xstrdup(const char *s); /* NULL stays NULL */
char *rc_xstrndup(const char *s, size_t n);
char *rc_xmemdup(const char *bytes, size_t len); /* and a NUL behind */
char *rc_xasprintf(const char *fmt, ...) RC_PRINTF(1, 2);

/* Grows an array so that it holds n + 1 items; cap is updated. */
#define RC_GROW(ptr, n, cap)                                                \
	do {                                                                \
		if ((n) >= (cap)) {                                         \
			(cap) = (cap) ? 2 * (cap) : 8;                      \
			(ptr) = rc_xrealloc((ptr), (cap) * sizeof(*(ptr))); \
		}                                                           \
	} while (0)

#define RC_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define RC_CLEANUP(fn) __attribute__((cleanup(fn)))

/* RC_CLEANUP(rc_freep) char *s = …; */
static inline void rc_freep(void *pp)
{
	void *p;

	memcpy(&p, pp, sizeof(p));
	rc_free(p);
}

/* RC_CLEANUP(rc_closep) int fd = …; keeps errno */
void rc_closep(int *fd);

/*
 * An arena: many small things that die together, such as the diagnostics of
 * one compiler run. Zeroed memory is an empty arena.
 */
struct rc_arena {
	struct rc_arena_block *head;
	size_t used; /* bytes handed out */
};

void *rc_arena_alloc(struct rc_arena *arena, size_t size); /* zeroed */
char *rc_arena_strdup(struct rc_arena *arena, const char *s);
char *rc_arena_strndup(struct rc_arena *arena, const char *s, size_t n);
char *rc_arena_printf(struct rc_arena *arena, const char *fmt, ...)
	RC_PRINTF(2, 3);
void rc_arena_release(struct rc_arena *arena);
