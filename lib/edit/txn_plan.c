/* SPDX-License-Identifier: MIT */
#include "edit/txn_plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/json.h"
#include "edit/validate.h"

#define SCHEMA "rustcoder-plan/1"
#define PLAN "plan"
#define NEW_PLAN "plan.new"
/* Whatever the caller allowed itself, it has to be what an edit may touch. */
#define ALLOW_ALL (RC_ALLOW_DEPS | RC_ALLOW_BUILD_SCRIPTS | RC_ALLOW_CREATE)

static void add_file(struct rc_json_out *out, const struct rc_change *change)
{
	rc_jw_open(out, NULL, '{');
	rc_jw_str(out, "path", change->path);
	rc_jw_bool(out, "created", change->created);
	rc_jw_int(out, "before", (int64_t)change->before_len);
	rc_jw_int(out, "after", (int64_t)change->after_len);
	rc_jw_close(out, '}');
}

static void serialise(const struct rc_txn_plan *plan, struct rc_buf *buf)
{
	const struct rc_changes *changes = &plan->changes;
	struct rc_json_out out = { buf, false };

	rc_jw_open(&out, NULL, '{');
	rc_jw_str(&out, "schema", SCHEMA);
	rc_jw_str(&out, "run", plan->run);
	rc_jw_int(&out, "iteration", plan->iteration);
	rc_jw_str(&out, "root", plan->root);
	rc_jw_open(&out, "files", '[');
	for (size_t i = 0; i < changes->n; i++)
		add_file(&out, &changes->v[i]);
	rc_jw_close(&out, ']');
	rc_jw_close(&out, '}');
	rc_buf_addc(buf, '\n');
	for (size_t i = 0; i < changes->n; i++) {
		const struct rc_change *change = &changes->v[i];

		rc_buf_add(buf, change->before, change->before_len);
		rc_buf_add(buf, change->after, change->after_len);
	}
}

static int check_paths(const struct rc_changes *changes, struct rc_err *err)
{
	for (size_t i = 0; i < changes->n; i++) {
		int ret = rc_validate_path(changes->v[i].path, ALLOW_ALL, err);

		if (ret < 0)
			return ret;
	}
	return 0;
}

static int sync_journal(int journal, struct rc_err *err)
{
	if (fsync(journal) < 0 && errno != EINVAL && errno != ENOSYS)
		return rc_err_sys(err, "cannot sync the journal folder");
	return 0;
}

int rc_txn_plan_write(int journal, const struct rc_txn_plan *plan,
		      struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(RC_BUF_MAX);
	int ret = check_paths(&plan->changes, err);

	if (ret < 0)
		return ret;
	serialise(plan, &buf);
	if (buf.overflow)
		return rc_err_set(err, RC_ELIMIT, "a trial over %zu bytes",
				  RC_BUF_MAX);
	unlinkat(journal, NEW_PLAN, 0);
	ret = rc_fs_create_at(journal, NEW_PLAN, buf.ptr, buf.len, NULL, err);
	if (ret < 0) {
		rc_err_prefix(err, "cannot write the journal");
		return ret;
	}
	if (renameat(journal, NEW_PLAN, journal, PLAN) < 0)
		return rc_err_sys(err, "cannot write the journal");
	return sync_journal(journal, err);
}

/* Takes len bytes off *rest; NULL when there are not as many. */
static char *take(const char **rest, size_t *left, int64_t len)
{
	if (len < 0 || (uint64_t)len > *left)
		return NULL;
	char *copy = rc_xmemdup(*rest, (size_t)len);

	*rest += len;
	*left -= (size_t)len;
	return copy;
}

static bool parse_file(const struct rc_json *json, const char **rest,
		       size_t *left, struct rc_changes *changes)
{
	int64_t before = rc_json_int(json, "before", -1);
	int64_t after = rc_json_int(json, "after", -1);

	RC_GROW(changes->v, changes->n, changes->cap);
	struct rc_change *change = &changes->v[changes->n++];
	*change = (struct rc_change){
		.path = rc_xstrdup(rc_json_str(json, "path")),
		.before = take(rest, left, before),
		.after = take(rest, left, after),
		.created = rc_json_bool(json, "created"),
	};
	if (!change->path || !change->before || !change->after)
		return false;
	change->before_len = (size_t)before;
	change->after_len = (size_t)after;
	return true;
}

/* Fills plan as far as it goes; false when something is missing or over. */
static bool parse(const struct rc_json *json, const char *rest, size_t left,
		  struct rc_txn_plan *plan)
{
	const char *schema = rc_json_str(json, "schema");
	const char *run = rc_json_str(json, "run");
	const struct rc_json *files = rc_json_get(json, "files");
	int64_t iteration = rc_json_int(json, "iteration", -1);

	plan->root = rc_xstrdup(rc_json_str(json, "root"));
	if (!schema || strcmp(schema, SCHEMA) != 0 || !run || !plan->root)
		return false;
	if (strlen(run) >= sizeof(plan->run) || iteration < 0 ||
	    iteration > UINT32_MAX)
		return false;
	snprintf(plan->run, sizeof(plan->run), "%s", run);
	plan->iteration = (unsigned)iteration;
	for (files = rc_json_first(files); files; files = rc_json_next(files))
		if (!parse_file(files, &rest, &left, &plan->changes))
			return false;
	return left == 0;
}

int rc_txn_plan_read(int journal, struct rc_txn_plan *plan, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(RC_BUF_MAX);
	RC_CLEANUP(rc_txn_plan_release)
	struct rc_txn_plan read = RC_TXN_PLAN_INIT;
	struct stat st;
	int ret = rc_fs_read_at(journal, PLAN, &buf, &st, err);

	if (ret < 0)
		return ret;
	const char *line = memchr(buf.ptr, '\n', buf.len);
	const char *rest = line ? line + 1 : buf.ptr + buf.len;
	size_t len = (size_t)(rest - buf.ptr);
	RC_CLEANUP(rc_json_freep)
	struct rc_json *json = rc_json_parse(buf.ptr, len, NULL);

	if (!json || !parse(json, rest, buf.len - len, &read))
		return rc_err_set(err, RC_EPARSE, "the plan is damaged");
	ret = check_paths(&read.changes, err);
	if (ret < 0)
		return ret;
	*plan = read;
	read = (struct rc_txn_plan)RC_TXN_PLAN_INIT;
	return 0;
}

bool rc_txn_plan_exists(int journal)
{
	return faccessat(journal, PLAN, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int rc_txn_plan_remove(int journal, struct rc_err *err)
{
	unlinkat(journal, NEW_PLAN, 0);
	if (unlinkat(journal, PLAN, 0) < 0 && errno != ENOENT)
		return rc_err_sys(err, "cannot remove the journal's plan");
	return 0;
}

void rc_txn_plan_release(struct rc_txn_plan *plan)
{
	rc_changes_release(&plan->changes);
	rc_free(plan->root);
	*plan = (struct rc_txn_plan)RC_TXN_PLAN_INIT;
}
