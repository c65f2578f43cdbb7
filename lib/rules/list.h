/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Lists with commas: generics, parameters, arguments, fields, derived names,
 * where clauses; and how one of their parts goes or comes so that the rest
 * keeps its layout.
 */

#include "rules/rule.h"

/* Lexemes [from, to), without the comma. */
struct rc_list_item {
	size_t from, to;
};

struct rc_list {
	const struct rc_source *src;
	size_t from, to; /* the lexemes between the brackets */
	const struct rc_list_item *v;
	size_t n;
};

/* The list in the bracket at lexeme open; empty when nothing closes it. Angle
 * brackets inside are taken for those of types. */
struct rc_list rc_list_in(const struct rc_source *src, size_t open,
			  struct rc_arena *arena);
/* The list that lexemes [from, to) are. */
struct rc_list rc_list_of(const struct rc_source *src, size_t from, size_t to,
			  struct rc_arena *arena);
/* The item that holds a lexeme; list->n: none. */
size_t rc_list_find(const struct rc_list *list, size_t lexeme);

/* Removes item i, its comma, and what documents it. */
void rc_list_drop(struct rc_rule_at *at, const struct rc_list *list, size_t i);
/* Inserts text behind item i, or as the first with i = ~0; several at one
 * place belong into one text, with ", " between. */
void rc_list_insert(struct rc_rule_at *at, const struct rc_list *list, size_t i,
		    const char *text);
/* Puts the items, of which there is one, in another order. */
void rc_list_reorder(struct rc_rule_at *at, const struct rc_list *list,
		     const size_t *order);

/* Byte at which the doc comments of the item begin whose first lexeme is i;
 * its own start when it has none. */
size_t rc_doc_start(const struct rc_source *src, size_t i);
