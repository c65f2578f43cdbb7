/* SPDX-License-Identifier: MIT */
#pragma once

/* Statements and local variables around a place in code. */

#include "rules/source.h"

/*
 * The first lexeme of the statement that lexeme i is part of; src->n: there
 * is none (an item, a match arm without a block, a field of a literal).
 */
size_t rc_statement_first(const struct rc_source *src, size_t i);
/* Its ';', or the '}' of the block that it is the value of; src->n: none. */
size_t rc_statement_end(const struct rc_source *src, size_t i);

/* A `let` with one name. All numbers are lexemes. */
struct rc_local {
	size_t let, name;
	size_t type, type_end; /* equal: none is written */
	size_t value, end;     /* its initialiser up to the ';'; equal: none */
};

/* The statement that begins at lexeme let. */
bool rc_local_at(const struct rc_source *src, size_t let, struct rc_local *out);
/* The one that introduced the name at lexeme i: the nearest before it in the
 * blocks around it. False: a parameter, a pattern, an item, or not found. */
bool rc_local_of(const struct rc_source *src, size_t i, struct rc_local *out);
