/* SPDX-License-Identifier: MIT */

/* Comments that do not end, and documentation of nothing. */

#include "rules/table.h"

/* Words that begin a line of code and hardly one of prose. */
static bool is_code(const struct rc_source *src, size_t byte)
{
	static const char *const starts[] = {
		"pub ",		"pub(",	   "fn ",     "struct ",   "enum ",
		"impl ",	"impl<",   "trait ",  "mod ",	   "const ",
		"use ",		"static ", "unsafe ", "async fn",  "let ",
		"#[",		"#![",	   "//",      "extern \"", "type ",
		"macro_rules!", "return ", "}",
	};

	for (size_t i = 0; i < RC_COUNT(starts); i++) {
		size_t len = strlen(starts[i]);

		if (src->len - byte >= len &&
		    memcmp(src->text + byte, starts[i], len) == 0)
			return true;
	}
	return false;
}

/*
 * The comment ends with the line before the first blank one, or before the
 * first that looks like code; one in which every line begins with a star ends
 * with a line of its own.
 */
RC_RULE(close_comment)
{
	const struct rc_source *src = at->src;
	size_t start = at->span->start, end = rc_line_end(src, start);
	bool stars = false;

	if (src->len - start < 2 || memcmp(src->text + start, "/*", 2) != 0)
		return;
	for (size_t line = end; line < src->len;) {
		line += (src->text[line] == '\r') + 1;
		size_t first = line + rc_line_indent(src, line);
		bool star = first < src->len && src->text[first] == '*';

		line = rc_line_end(src, line);
		if (line <= end || first >= line || is_code(src, first) ||
		    (stars && !star))
			break;
		stars |= star;
		end = line;
	}
	if (stars)
		rc_rule_insert(
			at, src, end,
			RC_RULE_TEXT(at, "\n%.*s */",
				     (int)rc_line_indent(src, start),
				     src->text + rc_line_start(src, start)));
	else
		rc_rule_insert(at, src, end,
			       src->text[end - 1] == ' ' ? "*/" : " */");
	rc_rule_answer(at, "end the comment of line %u",
		       rc_line_number(src, start));
}

static bool is_doc_line(const struct rc_source *src, size_t byte)
{
	return src->len - byte > 3 && memcmp(src->text + byte, "///", 3) == 0 &&
	       src->text[byte + 3] != '/';
}

/* The lines before it that say the same are documentation of nothing, too. */
RC_RULE(plain_comment)
{
	const struct rc_source *src = at->src;
	size_t byte = at->span->start;

	if (src->len - byte > 3 && memcmp(src->text + byte, "/**", 3) == 0)
		rc_rule_replace(at, src, byte + 2, byte + 3, "");
	while (is_doc_line(src, byte)) {
		size_t line = rc_line_start(src, byte);

		rc_rule_replace(at, src, byte + 2, byte + 3, "");
		if (line == 0 || rc_line_indent(src, byte) != byte - line)
			break;
		byte = rc_line_start(src, line - 1);
		byte += rc_line_indent(src, byte);
	}
	rc_rule_answer(at, "make the documentation of nothing a comment");
}
