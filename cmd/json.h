/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Small JSON documents on stdout, one per command:
 * {"schema":"rustcoder/1","rows":[{…},{…}]}
 */

#include <rustcoder.h>

struct json {
	bool comma;
};

void json_begin(struct json *json, const char *rows); /* name of the array */
void json_end(struct json *json);

void json_open(struct json *json); /* a row */
void json_close(struct json *json);
void json_str(struct json *json, const char *key, const char *value);
void json_int(struct json *json, const char *key, int64_t value);
void json_num(struct json *json, const char *key, double value);
void json_bool(struct json *json, const char *key, bool value);
