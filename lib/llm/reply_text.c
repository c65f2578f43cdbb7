/* SPDX-License-Identifier: MIT */

/* How a model is to answer. Short on purpose: small models follow what they
 * can see in an example. */

#include "llm/reply.h"

static const char edits[] =
	"Answer with one line that says what is wrong, then with edits. An edit is the path of a file with @ and the number of the first line it changes, then the old lines and the new ones between three markers:\n"
	"\n"
	"The parenthesis of the call is not closed.\n"
	"\n"
	"src/main.rs @12\n"
	"<<<<<<< SEARCH\n"
	"    let total = add(1, 2;\n"
	"=======\n"
	"    let total = add(1, 2);\n"
	">>>>>>> REPLACE\n"
	"\n"
	"- SEARCH repeats lines of the file exactly, with their indentation, without line numbers. Take as few whole lines as tell the place apart.\n"
	"- REPLACE stands for all of these lines; leave it empty to delete them. Never write \"...\" for code.\n"
	"- Make several small edits rather than one large one. Each repeats the path. They must not overlap, and all of them refer to the files as shown.\n"
	"- Change only files that are shown.\n";

static const char items[] =
	"Answer with one line that says what is wrong, then with every item (function, impl, struct, ...) that has to change, whole: the path of the file and the item's name on one line, then its new text in a fence:\n"
	"\n"
	"The function returns an i32, but its sum is a u64.\n"
	"\n"
	"src/stats.rs fn Stats::total\n"
	"```rust\n"
	"    pub fn total(&self) -> u64 {\n"
	"        self.values.iter().sum()\n"
	"    }\n"
	"```\n"
	"\n"
	"- Names are as in: fn parse, fn Type::method, struct Name, enum Name, impl Type, impl Trait for Type, const NAME, use std::fmt.\n"
	"- The new text replaces the old item from its attributes to its end. Write all of it, never \"...\" or \"unchanged\", without line numbers.\n"
	"- A new function or import goes into the fence of an item beside it.\n"
	"- Change only files that are shown.\n";

static const char files[] =
	"Answer with one line that says what is wrong, then with every file that has to change, whole: its path on one line, then its new text in a fence:\n"
	"\n"
	"The parenthesis of the call is not closed.\n"
	"\n"
	"src/main.rs\n"
	"```rust\n"
	"fn add(a: i32, b: i32) -> i32 {\n"
	"    a + b\n"
	"}\n"
	"\n"
	"fn main() {\n"
	"    println!(\"{}\", add(1, 2));\n"
	"}\n"
	"```\n"
	"\n"
	"- Write the file from its first line to its last, never \"...\" or \"unchanged\", without line numbers.\n"
	"- Change nothing but what the errors need.\n"
	"- Change only files that are shown.\n";

const char *rc_reply_instructions(enum rc_reply_format format)
{
	switch (format) {
	case RC_REPLY_EDITS:
		return edits;
	case RC_REPLY_ITEMS:
		return items;
	case RC_REPLY_FILES:
		return files;
	}
	return edits;
}
