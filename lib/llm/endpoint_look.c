/* SPDX-License-Identifier: MIT */
#include "llm/endpoint_look.h"

#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"

#define MAX_ANSWER ((size_t)1 << 20)
#define LOOK_MS (30 * 1000)
#define MAX_DEPTH 16
#define MIN_CONTEXT 256
#define MAX_CONTEXT 100000000

/* Lists mix all kinds of models and give no kind: only names tell. */
static const char *const other_kinds[] = {
	"embed",  "minilm",  "gte-", "bge-",   "e5-",
	"rerank", "whisper", "tts",  "dall-e", "moderation",
};

static bool is_chat_model(const char *name)
{
	for (size_t i = 0; i < RC_COUNT(other_kinds); i++)
		if (strcasestr(name, other_kinds[i]))
			return false;
	return *name;
}

static void set_context(struct rc_endpoint *endpoint, int64_t tokens)
{
	if (!endpoint->opts->context && tokens >= MIN_CONTEXT &&
	    tokens <= MAX_CONTEXT)
		endpoint->context = (unsigned)tokens;
}

/* Is this part of the tree about something that does not chat? */
static bool is_aside(const struct rc_json *value)
{
	const char *key = rc_json_key(value);
	const char *type = rc_json_str(value, "type");
	const char *name = rc_json_str(value, "name");

	return (key && !is_chat_model(key)) || (type && !is_chat_model(type)) ||
	       (name && !is_chat_model(name));
}

/* { chat_model: { ctx_size } }, { models: [ { type, ctx_size } ] }, or deeper
 * under servers: the first of a model that chats, 0 for none. */
static int64_t find_context(const struct rc_json *value, int depth)
{
	int64_t found = rc_json_int(value, "ctx_size", 0);
	const struct rc_json *child = rc_json_child(value);

	for (; !found && child && depth < MAX_DEPTH;
	     child = rc_json_next(child))
		if (!is_aside(child))
			found = find_context(child, depth + 1);
	return found;
}

static const char *model_name(const struct rc_json *entry)
{
	const char *name = rc_json_str(entry, "id");

	return name ? name : rc_json_str(entry, "name");
}

static int64_t model_context(const struct rc_json *entry)
{
	const struct rc_json *meta = rc_json_get(entry, "meta");
	int64_t tokens = rc_json_int(entry, "max_model_len", 0);

	if (!tokens)
		tokens = rc_json_int(entry, "context_length", 0);
	if (!tokens)
		tokens = rc_json_int(meta, "n_ctx", 0);
	return tokens ? tokens : rc_json_int(meta, "n_ctx_train", 0);
}

/* The one that is set, else the first that can chat. */
static const struct rc_json *find_model(const struct rc_json *list,
					const char *wanted)
{
	for (const struct rc_json *entry = rc_json_first(list); entry;
	     entry = rc_json_next(entry)) {
		const char *name = model_name(entry);

		if (name &&
		    (wanted ? !strcmp(name, wanted) : is_chat_model(name)))
			return entry;
	}
	return NULL;
}

static void read_models(struct rc_endpoint *endpoint,
			const struct rc_json *root)
{
	const struct rc_json *list = rc_json_get(root, "data");
	const struct rc_json *entry = find_model(
		list ? list : rc_json_get(root, "models"), endpoint->model);

	if (!entry)
		return;
	if (!endpoint->model)
		endpoint->model = rc_xstrdup(model_name(entry));
	set_context(endpoint, model_context(entry));
}

static void read_info(struct rc_endpoint *endpoint, const struct rc_json *root)
{
	set_context(endpoint, find_context(root, 0));
}

static int look_at(struct rc_endpoint *endpoint, const char *path,
		   void (*read)(struct rc_endpoint *, const struct rc_json *),
		   struct rc_err *err)
{
	struct rc_http_request request = { .max_bytes = MAX_ANSWER,
					   .total_ms = LOOK_MS };
	struct rc_http_response response = RC_HTTP_RESPONSE_INIT;
	int ret = rc_endpoint_send(endpoint, path, &request, &response, err);

	if (!ret && response.status == 200) {
		RC_CLEANUP(rc_json_freep)
		struct rc_json *root = rc_json_parse(response.body.ptr,
						     response.body.len, NULL);

		read(endpoint, root);
	}
	/* An odd answer is no reason to give up: chat may well work. */
	if (ret == RC_ELIMIT || response.failure == RC_HTTP_BROKEN ||
	    (ret == RC_ETIMEOUT && response.status))
		ret = 0;
	rc_http_response_release(&response);
	return ret;
}

int rc_endpoint_look(struct rc_endpoint *endpoint, struct rc_err *err)
{
	int ret = look_at(endpoint, "/models", read_models, err);

	/* The size it runs with, where /models has that of its training. */
	if (!ret && !endpoint->opts->context)
		ret = look_at(endpoint, "/info", read_info, err);
	return ret;
}
