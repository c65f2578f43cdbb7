/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <inttypes.h>
#include <stdio.h>

static void put_key(struct json *json, const char *key)
{
	printf("%s\"%s\":", json->comma ? "," : "", key);
	json->comma = true;
}

void json_begin(struct json *json, const char *rows)
{
	printf("{\"schema\":\"rustcoder/1\",\"%s\":[", rows);
	json->comma = false;
}

void json_end(struct json *json)
{
	puts("]}");
	json->comma = false;
}

void json_open(struct json *json)
{
	fputs(json->comma ? ",{" : "{", stdout);
	json->comma = false;
}

void json_close(struct json *json)
{
	putchar('}');
	json->comma = true;
}

void json_str(struct json *json, const char *key, const char *value)
{
	char *text = rc_text_json(value);

	put_key(json, key);
	fputs(text, stdout);
	rc_free(text);
}

void json_int(struct json *json, const char *key, int64_t value)
{
	put_key(json, key);
	printf("%" PRId64, value);
}

void json_num(struct json *json, const char *key, double value)
{
	put_key(json, key);
	printf("%.4g", value);
}

void json_bool(struct json *json, const char *key, bool value)
{
	put_key(json, key);
	fputs(value ? "true" : "false", stdout);
}
