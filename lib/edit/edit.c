/* SPDX-License-Identifier: MIT */
#include "edit/edit.h"

#include "base/err.h"
#include "edit/splice.h"

#define MAX_SOURCE ((size_t)8 << 20)

/* What lines of a text end in, mostly. */
enum eol { EOL_NONE, EOL_LF, EOL_CRLF };

static enum eol dominant_eol(const char *text, size_t len)
{
	size_t lf = 0, crlf = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] != '\n')
			continue;
		if (i > 0 && text[i - 1] == '\r')
			crlf++;
		else
			lf++;
	}
	if (!lf && !crlf)
		return EOL_NONE;
	return crlf > lf ? EOL_CRLF : EOL_LF;
}

static void add_converted(struct rc_buf *buf, const char *text, size_t len,
			  enum eol eol)
{
	for (size_t i = 0; i < len; i++) {
		bool crlf = text[i] == '\r' && i + 1 < len &&
			    text[i + 1] == '\n';

		if (eol != EOL_NONE && crlf)
			continue;
		if (eol == EOL_CRLF && text[i] == '\n')
			rc_buf_addc(buf, '\r');
		rc_buf_addc(buf, text[i]);
	}
}

static int add_edit(struct rc_splice *splice, const struct rc_edit *edit,
		    enum eol eol, size_t len, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release)
	struct rc_buf text = RC_BUF_INIT(2 * MAX_SOURCE);

	add_converted(&text, edit->text, edit->len, eol);
	if (text.overflow)
		return rc_err_set(err, RC_ELIMIT,
				  "an edit of '%s' inserts %zu bytes",
				  edit->path, edit->len);
	switch (rc_splice_replace(splice, edit->start, edit->end, text.ptr,
				  text.len)) {
	case RC_SPLICE_OK:
	case RC_SPLICE_IDENTICAL:
		return 0;
	case RC_SPLICE_CONFLICT:
		return rc_err_set(err, RC_EINVAL,
				  "edits of '%s' overlap at bytes %zu to %zu",
				  edit->path, edit->start, edit->end);
	case RC_SPLICE_RANGE:
		break;
	}
	return rc_err_set(
		err, RC_EINVAL,
		"an edit of '%s' at bytes %zu to %zu is outside its %zu bytes",
		edit->path, edit->start, edit->end, len);
}

int rc_edits_apply(const char *path, const char *text, size_t len,
		   const struct rc_edit *edits, size_t n, struct rc_buf *out,
		   struct rc_err *err)
{
	RC_CLEANUP(rc_splice_freep)
	struct rc_splice *splice = rc_splice_new(text, len);
	enum eol eol = dominant_eol(text, len);

	rc_buf_clear(out);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(edits[i].path, path) != 0)
			continue;
		int ret = add_edit(splice, &edits[i], eol, len, err);

		if (ret < 0)
			return ret;
	}
	rc_splice_finish(splice, out);
	if (!out->overflow)
		return 0;
	rc_buf_clear(out);
	return rc_err_set(err, RC_ELIMIT, "'%s' would grow too large", path);
}

void rc_changes_add(struct rc_changes *changes, const struct rc_change *change)
{
	RC_GROW(changes->v, changes->n, changes->cap);
	changes->v[changes->n++] = (struct rc_change){
		.path = rc_xstrdup(change->path),
		.before = rc_xmemdup(change->before, change->before_len),
		.before_len = change->before_len,
		.after = rc_xmemdup(change->after, change->after_len),
		.after_len = change->after_len,
		.created = change->created,
	};
}

void rc_changes_release(struct rc_changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		rc_free(changes->v[i].path);
		rc_free(changes->v[i].before);
		rc_free(changes->v[i].after);
	}
	rc_free(changes->v);
	*changes = (struct rc_changes)RC_CHANGES_INIT;
}
