/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Rust source as lexemes, for rules that look at code the compiler refused:
 * blanks and comments are left out, nothing is understood. Files of the
 * workspace are read as the compiler saw them; those of a dependency only to
 * copy a declaration from. Everything lives as long as the set.
 */

#include "base/mem.h"
#include "rust/diag.h"
#include "rust/lexer.h"

/* Small, since a workspace has many of them; no source is that large. */
struct rc_lexeme {
	uint32_t start, end; /* bytes */
	enum rc_token kind;
};

struct rc_source {
	const char *path; /* relative to the root, or absolute: a dependency's */
	const char *text; /* a NUL follows */
	size_t len;
	const struct rc_lexeme *v; /* no blanks, no comments */
	size_t n;
	const struct rc_decls *decls; /* NULL until rules/decl.h is asked */
};

/* Where texts come from. */
struct rc_source_reader {
	/* The text of a file of the workspace; NULL: it cannot be had. Lives
	 * as long as the set. */
	const char *(*text)(void *data, const char *path, size_t *len);
	/* Folders of the dependencies' sources, NULL-terminated, or NULL. */
	const char *const *(*outside)(void *data);
	void *data;
	const char *root; /* of the workspace; absolute */
	const char *skip; /* a folder not to look into (target), or NULL */
};

struct rc_sources {
	struct rc_source_reader reader;
	struct rc_arena arena;
	struct rc_source **v; /* read so far */
	size_t n, cap;
	const char **files; /* of the workspace, NULL until asked */
	size_t n_files;
	const struct rc_imports *imports; /* NULL until rules/uses.h is asked */
	struct rc_import_plan *import_plans; /* of rules/import.c */
};

void rc_sources_init(struct rc_sources *sources,
		     const struct rc_source_reader *reader);
void rc_sources_release(struct rc_sources *sources);

/* A file of the workspace, by its path below the root; NULL: unreadable. */
const struct rc_source *rc_source_get(struct rc_sources *sources,
				      const char *path);
/* Of a dependency; NULL unless it lies in a folder the reader names. */
const struct rc_source *rc_source_outside(struct rc_sources *sources,
					  const char *file);
/* The file a span lies in, of the workspace or of a dependency. */
const struct rc_source *rc_source_of(struct rc_sources *sources,
				     const struct rc_span *span);
/* Every .rs file of the workspace (hidden folders and skip left out), sorted;
 * at most 5,000. */
const char *const *rc_source_files(struct rc_sources *sources, size_t *n);
/* Keeps what rules/decl.h found. */
void rc_source_set_decls(struct rc_sources *sources,
			 const struct rc_source *src,
			 const struct rc_decls *decls);
/* One text outside any set: fills v and n of out, which has text and len. */
void rc_source_lex(struct rc_source *out, struct rc_arena *arena);

/* The first lexeme that ends behind the byte; src->n when there is none. */
size_t rc_lex_at(const struct rc_source *src, size_t byte);
/* Is lexeme i this word, or do the bytes of this sign start at it ("::")?
 * False beyond the end; ~0 is beyond the end, so i - 1 is fine at 0. */
bool rc_lex_is(const struct rc_source *src, size_t i, const char *what);
/* Is it one of these? words is an array. */
bool rc_lex_is_one_of(const struct rc_source *src, size_t i,
		      const char *const *words, size_t n);
#define RC_LEX_IS_ONE_OF(src, i, words) \
	rc_lex_is_one_of(src, i, words, RC_COUNT(words))
/* Is it ( [ {, or ) ] }? */
bool rc_lex_opens(const struct rc_source *src, size_t i);
bool rc_lex_closes(const struct rc_source *src, size_t i);
bool rc_lex_is_word(const struct rc_source *src, size_t i);
bool rc_lex_is_lifetime(const struct rc_source *src, size_t i);
/* The byte that is lexeme i; 0: it is no sign, or beyond the end. */
char rc_lex_sign(const struct rc_source *src, size_t i);
/* Does a line begin with lexeme i? The end of the text counts as one. */
bool rc_lex_is_first(const struct rc_source *src, size_t i);
/* Is there nothing between lexemes i - 1 and i? */
bool rc_lex_is_glued(const struct rc_source *src, size_t i);
/* The text of lexemes [i, end) as it stands, blanks and comments included. */
const char *rc_lex_text(const struct rc_source *src, size_t i, size_t end,
			struct rc_arena *arena);
/* The bracket that closes the one at i: ( [ {, or < of generics, in which
 * "->" and ">>" are known. src->n when nothing does. */
size_t rc_lex_close(const struct rc_source *src, size_t i);
/* The bracket ( [ { that lexeme i stands in, src->n: in none. */
size_t rc_lex_open(const struct rc_source *src, size_t i);
/* Is it the same sequence of lexemes? */
bool rc_lex_same(const struct rc_source *a, size_t a_from, size_t a_to,
		 const struct rc_source *b, size_t b_from, size_t b_to);

/* Byte of the first character of the line that holds this byte. */
size_t rc_line_start(const struct rc_source *src, size_t byte);
/* Byte behind the line's last character, before its line end (CR LF too). */
size_t rc_line_end(const struct rc_source *src, size_t byte);
/* Bytes of blanks the line that holds this byte begins with. */
size_t rc_line_indent(const struct rc_source *src, size_t byte);
/* 1-based, for people. */
unsigned rc_line_number(const struct rc_source *src, size_t byte);
