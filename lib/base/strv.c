/* SPDX-License-Identifier: MIT */
#include "base/strv.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

void rc_strv_take(struct rc_strv *strv, char *s)
{
	RC_GROW(strv->v, strv->n + 1, strv->cap);
	strv->v[strv->n++] = s;
	strv->v[strv->n] = NULL;
}

void rc_strv_add(struct rc_strv *strv, const char *s)
{
	rc_strv_take(strv, rc_xstrdup(s));
}

void rc_strv_addf(struct rc_strv *strv, const char *fmt, ...)
{
	struct rc_buf buf = RC_BUF_INIT(0);
	va_list ap;

	va_start(ap, fmt);
	rc_buf_vaddf(&buf, fmt, ap);
	va_end(ap);
	rc_strv_take(strv, rc_buf_take(&buf));
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void rc_strv_sort(struct rc_strv *strv)
{
	if (strv->n > 1)
		qsort(strv->v, strv->n, sizeof(*strv->v), compare);
}

void rc_strv_release(struct rc_strv *strv)
{
	for (size_t i = 0; i < strv->n; i++)
		free(strv->v[i]);
	free(strv->v);
	*strv = (struct rc_strv)RC_STRV_INIT;
}

bool rc_list_has(const char *const *list, const char *s)
{
	for (; list && *list; list++)
		if (!strcmp(*list, s))
			return true;
	return false;
}
