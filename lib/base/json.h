/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * JSON: typed, forgiving reads of parsed text (a missing or mistyped member
 * reads as absent), and a writer that always produces valid UTF-8.
 */

#include "base/buf.h"
#include <rustcoder/error.h>

struct rc_json; /* a value inside a parsed document; borrowed */

struct rc_json *rc_json_parse(const char *text, size_t len, struct rc_err *err);
void rc_json_free(struct rc_json *root);
void rc_json_freep(struct rc_json **root);

const struct rc_json *rc_json_get(const struct rc_json *object,
				  const char *key);
const char *rc_json_str(const struct rc_json *object, const char *key);
int64_t rc_json_int(const struct rc_json *object, const char *key, int64_t def);
bool rc_json_bool(const struct rc_json *object, const char *key);
/* Array walk: for (v = rc_json_first(a); v; v = rc_json_next(v)) */
const struct rc_json *rc_json_first(const struct rc_json *array);
const struct rc_json *rc_json_next(const struct rc_json *value);
const char *rc_json_text(const struct rc_json *value); /* NULL: no string */
/* The same for arrays and objects alike; the name of a member, or NULL. */
const struct rc_json *rc_json_child(const struct rc_json *value);
const char *rc_json_key(const struct rc_json *value);

/* The writer. Commas are its business; key NULL inside arrays. */
struct rc_json_out {
	struct rc_buf *buf;
	bool comma;
};

void rc_jw_open(struct rc_json_out *out, const char *key, char bracket);
void rc_jw_close(struct rc_json_out *out, char bracket);
void rc_jw_str(struct rc_json_out *out, const char *key, const char *value);
void rc_jw_opt(struct rc_json_out *out, const char *key, const char *value);
void rc_jw_int(struct rc_json_out *out, const char *key, int64_t value);
void rc_jw_num(struct rc_json_out *out, const char *key, double value);
void rc_jw_bool(struct rc_json_out *out, const char *key, bool value);
