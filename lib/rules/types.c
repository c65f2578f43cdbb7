/* SPDX-License-Identifier: MIT */
#include "rules/types.h"

bool rc_types_of(struct rc_rule_at *at, const struct rc_span *span,
		 const char **want, const char **got)
{
	const char *label = span && span->label ? span->label : "";
	const char *found = strstr(label, ", found ");

	if (!found || strncmp(label, "expected ", 9) != 0)
		return false;
	*want = label[9] == '`' ? rc_rule_quoted(at, label, 0)
				: rc_arena_strndup(at->arena, label + 9,
						   (size_t)(found - label - 9));
	*got = rc_rule_quoted(at, found, 0);
	return *want && *got;
}

/* Behind a lifetime or blank at the beginning. */
static const char *skip(const char *type)
{
	while (*type == '\'' || *type == ' ')
		type += *type == '\'' ? strcspn(type, " ,>)") : 1;
	return type;
}

bool rc_type_same(const char *a, const char *b)
{
	a = skip(a);
	b = skip(b);
	while (*a && *a == *b) {
		a = skip(a + 1);
		b = skip(b + 1);
	}
	return *a == *b;
}

const char *rc_type_bare(const char *type)
{
	static const char *const before[] = { "&", "mut ", "*const ", "*mut ",
					      " " };

	for (size_t k = 0; k < RC_COUNT(before);) {
		size_t len = strlen(before[k]);

		type = skip(type);
		if (strncmp(type, before[k], len) != 0) {
			k++;
			continue;
		}
		type += len;
		k = 0;
	}
	const char *colon = memrchr(type, ':', strcspn(type, "<[( "));

	return colon ? colon + 1 : type;
}

bool rc_type_is_any(const char *type, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, "|");

		if (strncmp(type, list, len) == 0)
			return true;
		list += len + (list[len] != '\0');
	}
	return false;
}
