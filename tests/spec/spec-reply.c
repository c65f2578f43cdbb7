/* SPDX-License-Identifier: MIT */

/* Runs reply.test; its first lines say what a case looks like. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/mem.h"
#include "llm/reply.h"

#define MAX_FILES 8
#define MAX_SHARED 16

static const char *const rungs[] = {
	[RC_RUNG_EXACT] = "exact",	 [RC_RUNG_GUTTER] = "gutter",
	[RC_RUNG_TRAILING] = "trailing", [RC_RUNG_INDENT] = "indent",
	[RC_RUNG_STRIPPED] = "stripped", [RC_RUNG_BLANKS] = "blanks",
	[RC_RUNG_ELLIPSIS] = "ellipsis", [RC_RUNG_FUZZY] = "fuzzy",
	[RC_RUNG_DONE] = "done",
};

struct text {
	char *path;
	struct rc_buf buf;
	unsigned near;
	bool crlf, bare, bom;
};

/* Texts that several cases use. */
static struct text shared[MAX_SHARED];
static size_t n_shared;

struct spec {
	char *title;
	unsigned line;
	struct text files[MAX_FILES], expect[MAX_FILES];
	size_t n_files, n_expect;
	struct rc_buf reply, old;
	bool create, has_old;
	unsigned long times; /* the answer is repeated; 0: it is not */
	char *rung, *rationale;
	char *fail; /* words of the failure; NULL: it is to succeed */
};

static void texts_release(struct text *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		rc_buf_release(&texts[i].buf);
		free(texts[i].path);
	}
}

static void release(struct spec *spec)
{
	texts_release(spec->files, spec->n_files);
	texts_release(spec->expect, spec->n_expect);
	rc_buf_release(&spec->reply);
	rc_buf_release(&spec->old);
	free(spec->title);
	free(spec->rung);
	free(spec->rationale);
	free(spec->fail);
	*spec = (struct spec){ .reply = RC_BUF_INIT(0), .old = RC_BUF_INIT(0) };
}

static _Noreturn void bad_line(unsigned number, const char *line)
{
	printf("%u: not understood: %s\n", number, line);
	exit(2);
}

/* · is a blank, → a tab. */
static void add_line(struct rc_buf *buf, const char *line)
{
	while (*line) {
		if (strncmp(line, "·", strlen("·")) == 0) {
			rc_buf_addc(buf, ' ');
			line += strlen("·");
		} else if (strncmp(line, "→", strlen("→")) == 0) {
			rc_buf_addc(buf, '\t');
			line += strlen("→");
		} else {
			rc_buf_addc(buf, *line++);
		}
	}
	rc_buf_addc(buf, '\n');
}

static const struct rc_buf *find_shared(unsigned number, const char *name)
{
	for (size_t i = 0; i < n_shared; i++)
		if (strcmp(shared[i].path, name) == 0)
			return &shared[i].buf;
	bad_line(number, name);
}

/* path [text=NAME] [near=N] [crlf] [bare] [bom] */
static struct text parse_text(unsigned number, char *line)
{
	struct text text = { .buf = RC_BUF_INIT(0) };
	char *word = strsep(&line, " ");

	text.path = rc_xstrdup(word);
	while ((word = strsep(&line, " "))) {
		if (strncmp(word, "text=", 5) == 0)
			rc_buf_adds(&text.buf,
				    find_shared(number, word + 5)->ptr);
		else if (strncmp(word, "near=", 5) == 0)
			text.near = (unsigned)strtoul(word + 5, NULL, 10);
		else if (strcmp(word, "crlf") == 0)
			text.crlf = true;
		else if (strcmp(word, "bare") == 0)
			text.bare = true;
		else if (strcmp(word, "bom") == 0)
			text.bom = true;
		else
			bad_line(number, word);
	}
	return text;
}

static char *with_crlf(const char *s)
{
	struct rc_buf buf = RC_BUF_INIT(0);

	for (; *s; s++) {
		if (*s == '\n')
			rc_buf_addc(&buf, '\r');
		rc_buf_addc(&buf, *s);
	}
	return rc_buf_take(&buf);
}

/* As the file is on disk, which how tells. */
static char *encoded(const struct text *text, const struct text *how)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);

	if (how->bom)
		rc_buf_adds(&buf, "\xef\xbb\xbf");
	rc_buf_add(&buf, text->buf.ptr,
		   text->buf.len - (how->bare && text->buf.len > 0));
	return how->crlf ? with_crlf(buf.ptr) : rc_buf_take(&buf);
}

static void print_text(const char *label, const char *s)
{
	printf("--- %s\n", label);
	for (; *s; s++) {
		if (*s == '\r')
			printf("\\r");
		else if (*s == '\t')
			printf("→");
		else
			putchar(*s);
	}
	printf("<\n");
}

static bool has_words(const char *text, const char *words)
{
	RC_CLEANUP(rc_freep) char *copy = rc_xstrdup(words);
	char *rest = copy, *part;

	while ((part = strsep(&rest, "|")))
		if (!strstr(text, part))
			return false;
	return true;
}

static bool check_old(const struct spec *spec, const struct rc_reply *reply,
		      const struct rc_reply_file *file)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf old = RC_BUF_INIT(0);

	for (size_t i = 0; spec->has_old && i < reply->n_edits; i++)
		rc_buf_add(&old, file->text + reply->edits[i].start,
			   reply->edits[i].end - reply->edits[i].start);
	if (!spec->has_old || strcmp(old.ptr, spec->old.ptr) == 0)
		return true;
	print_text("expected to be replaced", spec->old.ptr);
	print_text("replaced", old.ptr);
	return false;
}

static bool check_file(const struct spec *spec, const struct rc_reply *reply,
		       const char *path)
{
	static const struct text none = { .buf = RC_BUF_INIT(0) };
	const struct text *before = &none, *after = NULL;
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);
	struct rc_err err = RC_ERR_INIT;

	for (size_t i = 0; i < spec->n_files; i++)
		if (strcmp(spec->files[i].path, path) == 0)
			before = after = &spec->files[i];
	for (size_t i = 0; i < spec->n_expect; i++)
		if (strcmp(spec->expect[i].path, path) == 0)
			after = &spec->expect[i];
	RC_CLEANUP(rc_freep) char *text = encoded(before, before);
	RC_CLEANUP(rc_freep) char *want = encoded(after, before);
	int ret = rc_edits_apply(path, text, strlen(text), reply->edits,
				 reply->n_edits, &out, &err);
	if (ret == 0 && strcmp(out.ptr, want) == 0)
		return true;
	printf("%s: returned %d: %s\n", path, ret, err.msg);
	print_text("expected", want);
	print_text("got", out.ptr);
	return false;
}

static bool check_success(const struct spec *spec, const struct rc_reply *reply,
			  const struct rc_reply_file *files)
{
	bool good = !*reply->failure && reply->n_edits > 0;

	if (spec->rung && strcmp(spec->rung, rungs[reply->worst])) {
		printf("rung %s, expected %s\n", rungs[reply->worst],
		       spec->rung);
		good = false;
	}
	for (size_t i = 0; i < spec->n_files; i++)
		good = check_file(spec, reply, spec->files[i].path) && good;
	for (size_t i = 0; i < spec->n_expect; i++)
		good = check_file(spec, reply, spec->expect[i].path) && good;
	return check_old(spec, reply, &files[0]) && good;
}

static bool check(const struct spec *spec, const char *answer, const char *how)
{
	struct rc_reply_file files[MAX_FILES];
	char *texts[MAX_FILES];
	struct rc_arena arena = { 0 };
	struct rc_reply reply;

	for (size_t i = 0; i < spec->n_files; i++) {
		texts[i] = encoded(&spec->files[i], &spec->files[i]);
		files[i] = (struct rc_reply_file){ spec->files[i].path,
						   texts[i], strlen(texts[i]),
						   spec->files[i].near };
	}
	bool good = rc_reply_parse(answer, files, spec->n_files, spec->create,
				   &arena, &reply);
	bool as_wanted =
		good == !spec->fail &&
		(good ? check_success(spec, &reply, files)
		      : !reply.n_edits && has_words(reply.failure, spec->fail));
	if (spec->rationale && strcmp(spec->rationale, reply.rationale) != 0)
		as_wanted = false;
	if (!as_wanted)
		printf("FAILED %u: %s%s\nfailure: %s\nrationale: %s\n\n",
		       spec->line, spec->title, how, reply.failure,
		       reply.rationale);
	for (size_t i = 0; i < spec->n_files; i++)
		free(texts[i]);
	rc_arena_release(&arena);
	return as_wanted;
}

struct totals {
	unsigned run, failed;
};

static void finish(struct spec *spec, struct totals *totals)
{
	if (!spec->title)
		return;
	RC_CLEANUP(rc_buf_release) struct rc_buf reply = RC_BUF_INIT(0);
	for (unsigned long i = 0; i < (spec->times ? spec->times : 1); i++)
		rc_buf_add(&reply, spec->reply.ptr, spec->reply.len);
	RC_CLEANUP(rc_freep) char *crlf = with_crlf(reply.ptr);
	bool good = check(spec, reply.ptr, "");

	good = check(spec, crlf, " (answer with CRLF)") && good;
	totals->run++;
	totals->failed += !good;
	release(spec);
}

static bool is_command(const char *line, const char *name, char **rest)
{
	size_t len = strlen(name);

	if (strncmp(line, name, len) || (line[len] && line[len] != ' '))
		return false;
	*rest = (char *)line + len + (line[len] == ' ');
	return true;
}

/* Where the lines that follow belong; NULL: nowhere. */
static struct rc_buf *text_command(struct spec *spec, unsigned number,
				   char *line)
{
	char *rest;

	if (is_command(line, "@REPLY", &rest))
		return &spec->reply;
	if (is_command(line, "@OLD", &rest)) {
		spec->has_old = true;
		return &spec->old;
	}
	if (is_command(line, "@TEXT", &rest) && n_shared < MAX_SHARED) {
		shared[n_shared] = parse_text(number, rest);
		return &shared[n_shared++].buf;
	}
	bool file = is_command(line, "@FILE", &rest);
	if (!file && !is_command(line, "@EXPECT", &rest))
		return NULL;
	size_t *n = file ? &spec->n_files : &spec->n_expect;
	if (*n == MAX_FILES)
		bad_line(number, line);
	struct text *text = (file ? spec->files : spec->expect) + (*n)++;
	*text = parse_text(number, rest);
	return &text->buf;
}

static bool word_command(struct spec *spec, char *line)
{
	char *rest;

	if (is_command(line, "@CREATE", &rest))
		spec->create = true;
	else if (is_command(line, "@PART", &rest))
		; /* a heading */
	else if (is_command(line, "@TIMES", &rest))
		spec->times = strtoul(rest, NULL, 10);
	else if (is_command(line, "@RUNG", &rest))
		spec->rung = rc_xstrdup(rest);
	else if (is_command(line, "@RATIONALE", &rest))
		spec->rationale = rc_xstrdup(rest);
	else if (is_command(line, "@FAIL", &rest))
		spec->fail = rc_xstrdup(rest);
	else
		return false;
	return true;
}

/* The blank line between a text and the next command is not of the text. */
static void end_text(struct rc_buf *buf)
{
	if (buf && buf->len > 1 && !strcmp(buf->ptr + buf->len - 2, "\n\n"))
		rc_buf_truncate(buf, buf->len - 1);
	else if (buf && !strcmp(buf->ptr, "\n"))
		rc_buf_clear(buf);
}

static void run(char *text, struct totals *totals)
{
	struct spec spec = { .reply = RC_BUF_INIT(0), .old = RC_BUF_INIT(0) };
	struct rc_buf *buf = NULL;
	unsigned number = 0;
	char *line, *rest;

	while ((line = strsep(&text, "\n"))) {
		number++;
		if (line[0] != '@' || line[1] < 'A' || line[1] > 'Z') {
			if (buf && text)
				add_line(buf, line);
			else if (*line && *line != '#')
				bad_line(number, line);
			continue;
		}
		end_text(buf);
		buf = NULL;
		if (is_command(line, "@CASE", &rest)) {
			finish(&spec, totals);
			spec.title = rc_xstrdup(rest);
			spec.line = number;
		} else if (!word_command(&spec, line)) {
			buf = text_command(&spec, number, line);
			if (!buf)
				bad_line(number, line);
		}
	}
	end_text(buf);
	finish(&spec, totals);
}

int main(int argc, char **argv)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	struct totals totals = { 0, 0 };
	struct rc_err err = RC_ERR_INIT;

	if (argc != 2 || rc_fs_read(argv[1], &buf, &err) < 0) {
		printf("usage: spec-reply reply.test\n%s\n", err.msg);
		return 2;
	}
	run(buf.ptr, &totals);
	texts_release(shared, n_shared);
	printf("%u cases, %u failed\n", totals.run, totals.failed);
	return totals.failed || !totals.run;
}
