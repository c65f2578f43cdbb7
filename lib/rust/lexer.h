/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Just enough of Rust's lexer for code that need not compile: strings,
 * comments and lifetimes are told apart, nothing is understood.
 */

#include <rustcoder/common.h>

enum rc_token {
	RC_TOKEN_BLANK,
	RC_TOKEN_COMMENT,
	RC_TOKEN_DOC,	/* outer: ///, or a block of that kind */
	RC_TOKEN_TEXT,	/* string, character, lifetime */
	RC_TOKEN_WORD,	/* identifier, keyword, number */
	RC_TOKEN_PUNCT, /* one byte */
};

/* Bytes of the token at s, at least 1; len is not 0. */
size_t rc_scan_token(const char *s, size_t len, enum rc_token *kind);
