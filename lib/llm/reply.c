/* SPDX-License-Identifier: MIT */
#include "llm/reply.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "edit/validate.h"
#include "llm/reply_block.h"
#include "llm/reply_edits.h"
#include "llm/reply_items.h"
#include "llm/reply_path.h"
#include "llm/reply_similar.h"

#define REPLY_MAX ((size_t)2 << 20)
#define FILE_MAX ((size_t)8 << 20)
#define FILE_LINES_MAX 200000
#define SEARCH_LINES_MAX 4000
#define QUOTE_MAX 80

struct parser {
	struct rc_names names;
	bool may_create;
	struct rc_arena scratch;
	struct rc_blocks blocks;
	struct rc_shown *shown; /* one per name, then those of new files */
	size_t n_shown;
	struct rc_sink sink;
	size_t block;	   /* the one being resolved, from 1 */
	size_t failed;	   /* blocks so far; only the first is told in full */
	struct rc_buf why; /* it fails */
	struct rc_reply *out;
};

static void parser_release(struct parser *parser)
{
	for (size_t i = 0; i < parser->n_shown; i++)
		rc_shown_release(&parser->shown[i]);
	rc_arena_release(&parser->scratch);
	rc_sink_release(&parser->sink);
	rc_buf_release(&parser->why);
}

/* Copies text without what is dangerous, cut at a character's end. */
static void put_text(char *to, size_t size, const char *s, size_t len)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);

	rc_utf8_clean(&buf, s, len < 2 * size ? len : 2 * size);
	size_t n = buf.len < size ? buf.len : size - 1;
	while (n < buf.len && n > 0 &&
	       ((unsigned char)buf.ptr[n] & 0xc0) == 0x80)
		n--;
	memcpy(to, buf.ptr, n);
	to[n] = '\0';
}

/* "'the line'", shortened */
static void add_quote(struct rc_buf *buf, const struct rc_line *line)
{
	char text[QUOTE_MAX];
	size_t len = rc_line_core_len(line);

	put_text(text, sizeof(text), rc_line_core(line), len);
	rc_buf_addf(buf, "'%s%s'", text, len >= sizeof(text) ? "..." : "");
}

static bool refuse(struct parser *parser, const char *fmt, ...) RC_PRINTF(2, 3);

static bool refuse(struct parser *parser, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	rc_buf_vaddf(&parser->why, fmt, ap);
	va_end(ap);
	return false;
}

/* A file that is not there yet. */
static struct rc_shown *new_file(struct parser *parser, const char *path)
{
	struct rc_err err = RC_ERR_INIT;

	if (!parser->may_create) {
		refuse(parser, "'%s' is none of the files shown", path);
		return NULL;
	}
	if (rc_validate_path(path,
			     RC_ALLOW_CREATE | RC_ALLOW_DEPS |
				     RC_ALLOW_BUILD_SCRIPTS,
			     &err) < 0) {
		refuse(parser, "%s", err.msg);
		return NULL;
	}
	for (size_t i = parser->names.n; i < parser->n_shown; i++)
		if (strcmp(parser->shown[i].file->path, path) == 0)
			return &parser->shown[i];
	struct rc_reply_file *file =
		rc_arena_alloc(&parser->scratch, sizeof(*file));
	struct rc_shown *shown = &parser->shown[parser->n_shown++];
	*file = (struct rc_reply_file){ .path = path, .text = "" };
	rc_shown_init(shown, file, &parser->scratch);
	return shown;
}

static struct rc_shown *shown_file(struct parser *parser, size_t i)
{
	const struct rc_reply_file *file = &parser->names.v[i];
	struct rc_shown *shown = &parser->shown[i];

	if (shown->file)
		return shown;
	if (file->len <= FILE_MAX)
		rc_shown_init(shown, file, &parser->scratch);
	if (shown->file && shown->lines.n <= FILE_LINES_MAX)
		return shown;
	shown->file = NULL;
	refuse(parser, "'%s' is too large to be edited", file->path);
	return NULL;
}

/* The file a block is for; NULL: refused. */
static struct rc_shown *find_file(struct parser *parser,
				  const struct rc_block *block)
{
	const char *path = NULL;
	size_t i;

	switch (rc_path_meant(block->path, &parser->names, &parser->scratch, &i,
			      &path)) {
	case RC_MEANT_SHOWN:
		return shown_file(parser, i);
	case RC_MEANT_NEW:
		return new_file(parser, path);
	case RC_MEANT_AMBIGUOUS:
		refuse(parser,
		       "'%s' may be several of the files shown: write the whole path",
		       path);
		break;
	case RC_MEANT_NONE:
		refuse(parser,
		       "no line with the path of a file stands before it");
		break;
	}
	return NULL;
}

static bool has_line(struct rc_lines lines, const struct rc_line *line)
{
	for (size_t i = 0; i < lines.n; i++)
		if (rc_line_same_core(&lines.v[i], line))
			return true;
	return false;
}

/* Lines that stand for code the model did not write, and are not of the file
 * either. */
static bool is_lazy(struct parser *parser, const struct rc_shown *shown,
		    struct rc_lines lines)
{
	for (size_t i = 0; i < lines.n; i++) {
		if (!rc_marker_elides(&lines.v[i]) ||
		    has_line(shown->lines, &lines.v[i]))
			continue;
		refuse(parser, "it leaves code out: ");
		add_quote(&parser->why, &lines.v[i]);
		return true;
	}
	return false;
}

static bool add_piece(struct parser *parser, const struct rc_shown *shown,
		      const struct rc_piece *piece)
{
	size_t other = rc_sink_add(&parser->sink, shown, piece, parser->block);

	if (!other)
		return true;
	if (other == parser->block)
		return refuse(parser, "it changes a place twice");
	return refuse(parser, "it changes the same lines as block %zu", other);
}

static bool refuse_missing(struct parser *parser, const struct rc_shown *shown,
			   struct rc_lines before)
{
	struct rc_lines lines = rc_lines_trim(before);
	struct rc_closest closest;

	if (parser->failed)
		return false;
	refuse(parser, "its SEARCH lines, from ");
	add_quote(&parser->why, &lines.v[0]);
	refuse(parser, " on, are not in '%s'", shown->file->path);
	for (size_t i = 0; i < lines.n; i++)
		if (rc_marker_elides(&lines.v[i]))
			return refuse(
				parser,
				"; write every line instead of leaving some out");
	if (!rc_similar_closest(shown, lines, &closest))
		return false;
	refuse(parser, "; closest: line %zu is ", closest.number);
	add_quote(&parser->why, closest.found);
	if (closest.wanted == &lines.v[0])
		return false;
	refuse(parser, ", not ");
	add_quote(&parser->why, closest.wanted);
	return false;
}

/* No SEARCH lines: all of a file that has none. */
static bool resolve_empty(struct parser *parser, struct rc_shown *shown,
			  const struct rc_block *block)
{
	struct rc_piece all = { 0, shown->lines.n, block->after };

	if (shown->n_solid > 0)
		return refuse(parser, "its SEARCH is empty, but '%s' is not",
			      shown->file->path);
	return add_piece(parser, shown, &all);
}

static bool resolve_edit(struct parser *parser, struct rc_shown *shown,
			 const struct rc_block *block)
{
	struct rc_wanted wanted = { block->before, block->after, block->hint };
	struct rc_match match;

	if (!rc_lines_solid(block->before))
		return resolve_empty(parser, shown, block);
	if (block->before.n > SEARCH_LINES_MAX)
		return refuse(parser, "its SEARCH is longer than %d lines",
			      SEARCH_LINES_MAX);
	if (rc_lines_same(block->before, block->after))
		return true;
	if (!rc_match_find(shown, &wanted, &parser->scratch, &match)) {
		if (!match.places)
			return refuse_missing(parser, shown, block->before);
		return refuse(
			parser,
			"its SEARCH matches %zu places of '%s': add lines around it, or @ and its line after the path",
			match.places, shown->file->path);
	}
	if (match.rung > parser->out->worst)
		parser->out->worst = match.rung;
	if (match.rung != RC_RUNG_ELLIPSIS &&
	    is_lazy(parser, shown, block->after))
		return false;
	for (size_t i = 0; i < match.n; i++)
		if (!add_piece(parser, shown, &match.v[i]))
			return false;
	return true;
}

static bool resolve_item(struct parser *parser, struct rc_shown *shown,
			 const struct rc_block *block)
{
	struct rc_piece piece;

	return !is_lazy(parser, shown, block->after) &&
	       rc_items_resolve(shown, block, &parser->scratch, &piece,
				&parser->why) &&
	       add_piece(parser, shown, &piece);
}

static bool same_path(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Whole enough to be the file, as opposed to one item of it. */
static bool is_most(const struct rc_shown *shown, const struct rc_block *block)
{
	return block->kind == RC_BLOCK_FILE &&
	       2 * rc_lines_solid(block->after) >= shown->n_solid;
}

/* Of a file that is given twice the last one counts. */
static bool is_superseded(const struct parser *parser,
			  const struct rc_shown *shown,
			  const struct rc_block *block)
{
	const struct rc_block *end = parser->blocks.v + parser->blocks.n;

	for (const struct rc_block *b = block + 1; b < end; b++)
		if (same_path(b->path, block->path) && is_most(shown, b))
			return true;
	return false;
}

static bool resolve_whole(struct parser *parser, struct rc_shown *shown,
			  const struct rc_block *block)
{
	struct rc_piece all = { 0, shown->lines.n, block->after };

	if (is_most(shown, block))
		return is_superseded(parser, shown, block) ||
		       (!is_lazy(parser, shown, block->after) &&
			add_piece(parser, shown, &all));
	/* Most likely it is one item, without its name. */
	if (resolve_item(parser, shown, block))
		return true;
	rc_buf_clear(&parser->why);
	return refuse(
		parser,
		"it has %zu lines for the %zu of '%s': give the whole file",
		rc_lines_solid(block->after), shown->n_solid,
		shown->file->path);
}

/* A file is given whole or in parts: one of them would be out of date. */
static bool is_mixed(struct parser *parser, const struct rc_shown *shown,
		     const struct rc_block *block)
{
	bool whole = is_most(shown, block);

	for (const struct rc_block *b = parser->blocks.v; b < block; b++) {
		if (!same_path(b->path, block->path) ||
		    is_most(shown, b) == whole)
			continue;
		refuse(parser, "'%s' is given both whole and in parts",
		       shown->file->path);
		return true;
	}
	return false;
}

static bool resolve(struct parser *parser, const struct rc_block *block)
{
	static bool (*const resolvers[])(struct parser * parser,
					 struct rc_shown * shown,
					 const struct rc_block *block) = {
		[RC_BLOCK_EDIT] = resolve_edit,
		[RC_BLOCK_ITEM] = resolve_item,
		[RC_BLOCK_FILE] = resolve_whole,
	};

	if (block->broken)
		return refuse(parser, "%s", block->broken);
	struct rc_shown *shown = find_file(parser, block);
	if (!shown)
		return false;
	bool new = shown >= parser->shown + parser->names.n;
	if (new &&rc_lines_solid(block->before))
		return refuse(parser, "'%s' is none of the files shown",
			      shown->file->path);
	return !is_mixed(parser, shown, block) &&
	       resolvers[block->kind](parser, shown, block);
}

/* Code without a place is an example where other code has one. */
static void choose_blocks(struct rc_blocks *blocks)
{
	bool placed = false;
	size_t n = 0;

	for (size_t i = 0; i < blocks->n; i++)
		placed = placed || !blocks->v[i].loose;
	for (size_t i = 0; i < blocks->n; i++)
		if (!placed || !blocks->v[i].loose)
			blocks->v[n++] = blocks->v[i];
	blocks->n = n;
}

/* The first failure is told in full, with how the others went. */
static bool resolve_all(struct parser *parser)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf first = RC_BUF_INIT(0);
	struct rc_reply *out = parser->out;
	size_t n = parser->blocks.n, failed;

	for (size_t i = 0; i < n; i++) {
		rc_buf_clear(&parser->why);
		parser->block = i + 1;
		if (resolve(parser, &parser->blocks.v[i]))
			continue;
		if (parser->failed++)
			continue;
		out->failed_block = i + 1;
		rc_buf_addf(&first, "block %zu: %s", i + 1, parser->why.ptr);
	}
	failed = parser->failed;
	if (!failed)
		return true;
	if (n > failed)
		rc_buf_addf(&first, "; the other %zu matched", n - failed);
	if (failed > 1)
		rc_buf_addf(&first, "; %zu more failed", failed - 1);
	rc_buf_clear(&parser->why);
	rc_buf_add(&parser->why, first.ptr, first.len);
	return false;
}

static bool refuse_blockless(struct parser *parser, const char *text)
{
	const struct rc_blocks *blocks = &parser->blocks;

	if (blocks->thinking)
		return refuse(parser,
			      "the answer is truncated in its thoughts");
	if (!text[strspn(text, " \t\r\n")])
		return refuse(parser, "the answer is empty");
	refuse(parser, "the answer holds no edit");
	if (!blocks->prose.end)
		return false;
	refuse(parser, "; it begins with ");
	add_quote(&parser->why, &blocks->prose);
	return false;
}

static bool parse(struct parser *parser, const char *text, size_t len)
{
	struct rc_blocks *blocks = &parser->blocks;

	if (len > REPLY_MAX)
		return refuse(parser, "the answer is longer than %zu bytes",
			      REPLY_MAX);
	rc_blocks_scan(text, len, &parser->names, &parser->scratch, blocks);
	if (blocks->flood)
		return refuse(parser, "the answer has more than %d blocks",
			      RC_BLOCKS_MAX);
	choose_blocks(blocks);
	if (!blocks->n)
		return refuse_blockless(parser, text);
	parser->shown = rc_arena_alloc(&parser->scratch,
				       (parser->names.n + blocks->n) *
					       sizeof(*parser->shown));
	parser->n_shown = parser->names.n;
	if (!resolve_all(parser))
		return false;
	return parser->sink.n > 0 ||
	       refuse(parser, "the answer changes nothing");
}

static void take_edits(struct parser *parser, struct rc_arena *arena)
{
	struct rc_reply *out = parser->out;

	out->n_edits = parser->sink.n;
	out->edits = rc_arena_alloc(arena, out->n_edits * sizeof(*out->edits));
	for (size_t i = 0; i < out->n_edits; i++)
		out->edits[i] = parser->sink.v[i].edit;
}

bool rc_reply_parse(const char *text, const struct rc_reply_file *files,
		    size_t n_files, bool may_create, struct rc_arena *arena,
		    struct rc_reply *out)
{
	RC_CLEANUP(parser_release)
	struct parser parser = {
		.names = { files, n_files },
		.may_create = may_create,
		.sink = { .arena = arena },
		.why = RC_BUF_INIT(0),
		.out = out,
	};

	*out = (struct rc_reply){ .worst = RC_RUNG_EXACT };
	bool good = parse(&parser, text, strlen(text));
	const struct rc_line *prose = &parser.blocks.prose;
	if (prose->end)
		put_text(out->rationale, sizeof(out->rationale),
			 rc_line_core(prose), rc_line_core_len(prose));
	if (good)
		take_edits(&parser, arena);
	else
		put_text(out->failure, sizeof(out->failure), parser.why.ptr,
			 parser.why.len);
	return good;
}
