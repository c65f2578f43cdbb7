/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Byte replacements over one text, with rustfix's rules: every offset refers
 * to the original text, and replacements never overlap.
 *
 * The rules are those of rustfix 0.9 (rust-lang/cargo, crates/rustfix,
 * replace.rs): start > end or end > length is an error; a range must not
 * start before the end of the one before it nor end after the start of the
 * next; two insertions at one point conflict even with different text;
 * insertion at p followed by a replacement that starts at p is fine.
 */

#include "base/buf.h"
#include <rustcoder/error.h>

struct rc_splice;

enum rc_splice_result {
	RC_SPLICE_OK,
	RC_SPLICE_IDENTICAL, /* the very same replacement is there already */
	RC_SPLICE_CONFLICT,  /* overlaps another one */
	RC_SPLICE_RANGE,     /* outside the text, or start > end */
};

/* text is borrowed for the life of the splice */
struct rc_splice *rc_splice_new(const char *text, size_t len);
void rc_splice_free(struct rc_splice *splice);
void rc_splice_freep(struct rc_splice **splice);

enum rc_splice_result rc_splice_replace(struct rc_splice *splice, size_t start,
					size_t end, const char *text,
					size_t len);
void rc_splice_finish(const struct rc_splice *splice, struct rc_buf *out);
