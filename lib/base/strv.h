/* SPDX-License-Identifier: MIT */
#pragma once

/* A vector of owned strings; v is NULL-terminated once anything was added. */

#include <ctype.h>

#include <rustcoder/common.h>

struct rc_strv {
	char **v;
	size_t n, cap;
};

#define RC_STRV_INIT       \
	{                  \
		NULL, 0, 0 \
	}

void rc_strv_add(struct rc_strv *strv, const char *s);
void rc_strv_addf(struct rc_strv *strv, const char *fmt, ...) RC_PRINTF(2, 3);
void rc_strv_take(struct rc_strv *strv, char *s); /* takes ownership */
void rc_strv_sort(struct rc_strv *strv);
void rc_strv_release(struct rc_strv *strv);

/* Is s in a NULL-terminated list? A NULL list holds nothing. */
bool rc_list_has(const char *const *list, const char *s);

/* Part of an ASCII identifier or number? */
static inline bool rc_is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}
