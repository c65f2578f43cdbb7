/* SPDX-License-Identifier: MIT */

/* Rules that look at the text: what does not even parse. */

#include "rules/table.h"

#define BRACKETS                                                      \
	"unclosed delimiter|mismatched closing delimiter|unexpected " \
	"closing delimiter"

const struct rc_rule rc_rules_text[] = {
	/* The text's own layout. */
	{
		.info = { "close-char", "E0762 E0763",
			  "ends a character or byte behind its one character",
			  "a character holds one, so its quote can stand in one place only",
			  1.1 },
		.propose = rc_rule_close_char,
	},
	{
		.info = { "close-comment", "E0758",
			  "ends a block comment before the code that follows it",
			  "the first blank line, or the first that looks like code, shows where it was to end",
			  1.7 },
		.propose = rc_rule_close_comment,
	},
	{
		.info = { "close-raw-string", "E0748",
			  "ends a raw string on its line",
			  "the number of `#` is given, and the code behind the string shows where it ends",
			  1.1 },
		.propose = rc_rule_close_raw_string,
	},
	{
		.info = { "close-string",
			  "E0748 E0758 E0762 E0763 E0765 E0766 E0768",
			  "inserts the missing quote of a string on the line it begins on",
			  "with a quote there fewer strings run on over the end of a line; all the compiler says of lines behind it is a consequence",
			  0.0 },
		.uncoded = true,
		.propose = rc_rule_close_string,
	},
	{
		.info = { "plain-comment", "E0584 E0585",
			  "makes a comment of documentation that documents nothing",
			  "nothing follows it that could be documented, and its text stays",
			  1.2 },
		.message =
			"doesn't document anything|expected item after doc comment",
		.uncoded = true,
		.propose = rc_rule_plain_comment,
	},
	{
		.info = { "close-brace", "",
			  "inserts the missing `}` of a block",
			  "lines that are indented like the block's first show where it ended",
			  1.4 },
		.message = BRACKETS,
		.propose = rc_rule_close_brace,
	},
	{
		.info = { "close-paren", "", "inserts a missing `)` or `]`",
			  "the bracket ends with its line, or before what cannot stand in it",
			  1.5 },
		.message = BRACKETS,
		.propose = rc_rule_close_paren,
	},
	{
		.info = { "extra-closer", "",
			  "removes a closing bracket that closes nothing",
			  "the indentation shows which one is too many, and without it all others match",
			  1.6 },
		.message = BRACKETS,
		.propose = rc_rule_extra_closer,
	},
	{
		.info = { "whole-number", "E0277 E0308 E0369 E0600 E0606",
			  "writes `1.0` as `1` where an integer is wanted",
			  "the types around it are integers, and the fraction is zero: the number stays the same",
			  1.4 },
		.propose = rc_rule_whole_number,
	},
	{
		.info = { "wrong-closer", "",
			  "closes a bracket with its own kind",
			  "with this one exchanged, all brackets match", 1.3 },
		.message = BRACKETS,
		.propose = rc_rule_wrong_closer,
	},

	/* Punctuation. */
	{
		.info = { "comma-or-dot",
			  "E0057 E0061 E0277 E0425 E0599 E0609 E0610 E0615 E0616",
			  "writes a comma for a dot, or a dot for a comma",
			  "a blank stands behind a comma and none around a dot; here it is the other way round",
			  1.0 },
		.uncoded = true,
		.propose = rc_rule_comma_or_dot,
	},
	{
		.info = { "logical-operator", "E0277 E0369",
			  "writes `&&` for `&` and `||` for `|` between conditions",
			  "one side is a bool that the operator cannot be applied to, or the comparisons beside it would be chained",
			  1.1 },
		.message = "bool`|cannot be chained",
		.uncoded = true,
		.propose = rc_rule_logical_operator,
	},
	{
		.info = { "macro-semicolon", "",
			  "inserts the `;` behind a macro that stands for items",
			  "the brackets it was written with need one", 1.1 },
		.message =
			"must be delimited with braces or followed by a semicolon",
		.propose = rc_rule_macro_semicolon,
	},
	{
		.info = { "missing-comma", "E0277 E0369",
			  "inserts a missing comma",
			  "the parser expects one between what stands there",
			  1.1 },
		.uncoded = true,
		.propose = rc_rule_missing_comma,
	},
	{
		.info = { "missing-semicolon", "",
			  "inserts the `;` of the last item, or before documentation",
			  "an item ends where the documentation of the next one begins, and with the file",
			  1.1 },
		.message = "found doc comment|found `<eof>`",
		.propose = rc_rule_missing_semicolon,
	},
	{
		.info = { "wrong-mark", "",
			  "exchanges a punctuation mark for the one that can stand there",
			  "the parser says what it expects, the blanks around it which of them was meant",
			  1.1 },
		.message = "expected|unexpected token|missing type for",
		.propose = rc_rule_wrong_mark,
	},

	/* Keywords. */
	{
		.info = { "keyword-case", "", "writes a keyword in lower case",
			  "in another case it is a name, and none can stand there",
			  1.1 },
		.message = "expected",
		.propose = rc_rule_keyword_case,
	},
	{
		.info = { "missing-as", "E0423",
			  "inserts `as` between a value and a primitive type",
			  "the type is written there, and it is no value",
			  1.1 },
		.uncoded = true,
		.propose = rc_rule_missing_as,
	},
	{
		.info = { "missing-else", "E0308 E0317",
			  "inserts `else` between the block of an `if` and a second one",
			  "nobody begins a block on the line that ends another",
			  0.0 },
		.message = "mismatched types|else|expected one of",
		.uncoded = true,
		.propose = rc_rule_missing_else,
	},
	{
		.info = { "missing-fn", "",
			  "inserts `fn` before a function's name",
			  "qualifiers, a name, parameters and a body make a function",
			  1.1 },
		.message =
			"expected item|is not followed by an item|non-item in item list",
		.propose = rc_rule_missing_fn,
	},
	{
		.info = { "missing-impl", "",
			  "inserts `impl` before a trait and its type, or before functions in braces",
			  "nothing else than an impl looks like this", 1.1 },
		.message =
			"found keyword `for`|missing `fn` or `struct`|missing `enum`|missing `struct`|expected identifier, found `<`|expected item",
		.propose = rc_rule_missing_impl,
	},
	{
		.info = { "missing-let", "E0425",
			  "inserts `let` before the first value of a name",
			  "the name is not known, and the statement gives it a value",
			  1.0 },
		.propose = rc_rule_missing_let,
	},
	{
		.info = { "missing-match", "",
			  "inserts `match` before a value and a block of arms",
			  "only a match has arms", 1.1 },
		.message = "expected",
		.propose = rc_rule_missing_match,
	},
	{
		.info = { "missing-return", "E0282",
			  "inserts `return` before a value that nothing becomes of",
			  "as a statement of its own it does nothing, and only what the function returns gives it a type",
			  1.0 },
		.propose = rc_rule_missing_return,
	},
	{
		.info = { "missing-struct", "",
			  "inserts `struct` before a name and fields",
			  "only a struct is declared like this", 1.1 },
		.message =
			"missing `fn` or `struct`|missing `enum`|is not followed by an item",
		.propose = rc_rule_missing_struct,
	},
	{
		.info = { "missing-where", "",
			  "inserts `where` before the bounds behind a signature",
			  "the parser expects it, and bounds follow", 1.1 },
		.message = "`where`",
		.propose = rc_rule_missing_where,
	},
	{ .propose = NULL },
};
