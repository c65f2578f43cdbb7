/* SPDX-License-Identifier: MIT */
#pragma once

/* Chains of names, calls and indices, "self.rows[2].len()?", to which another
 * call can be added without brackets. */

#include "rules/rule.h"

/* Are lexemes [i, end) one, not empty? */
bool rc_chain_is(const struct rc_source *src, size_t i, size_t end);
/* Behind the one that begins at lexeme i; i: there is none. */
size_t rc_chain_end(const struct rc_source *src, size_t i);
/* The first lexeme of the one whose last is i; i + 1: there is none. */
size_t rc_chain_first(const struct rc_source *src, size_t i);

/*
 * Adds text to the chain [i, end); where that is but the name of a local
 * variable, maybe to the value that it got. Answers once, or twice where both
 * are as likely, with title and the line.
 */
void rc_chain_add(struct rc_rule_at *at, size_t i, size_t end, const char *text,
		  const char *title);
