/* SPDX-License-Identifier: MIT */
#pragma once

/* How far code reaches, with what belongs to it. */

#include "rules/source.h"

/*
 * Bytes of the whole lines of lexemes [i, end) with the comment lines right
 * above, which speak of them. False when other code shares these lines.
 */
bool rc_extent_lines(const struct rc_source *src, size_t i, size_t end,
		     size_t *from, size_t *to);
/* Behind attributes at i. */
size_t rc_extent_attributes(const struct rc_source *src, size_t i);
/* Is there this word, or this name in a format string, in [i, end)? */
bool rc_extent_mentions(const struct rc_source *src, size_t i, size_t end,
			const char *name);
/* The innermost '{' around the byte, or src->n. */
size_t rc_extent_block(const struct rc_source *src, size_t byte);
