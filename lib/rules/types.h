/* SPDX-License-Identifier: MIT */
#pragma once

/* Types as the compiler writes them in its messages. */

#include "rules/rule.h"

/* Of a label "expected `X`, found `Y`", where X may be a word without quotes
 * ("integer"). False: it is no such label. */
bool rc_types_of(struct rc_rule_at *at, const struct rc_span *span,
		 const char **want, const char **got);
/* Are they the same but for lifetimes and blanks? */
bool rc_type_same(const char *a, const char *b);
/* Without references, pointers and its path: "IntoIter<T>" of
 * "&mut std::vec::IntoIter<T>". */
const char *rc_type_bare(const char *type);
/* Does it begin with one of the texts in list, '|' between? */
bool rc_type_is_any(const char *type, const char *list);
