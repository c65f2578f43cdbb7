/* SPDX-License-Identifier: MIT */

/*
 * Which pass of rustc an error comes from. The compiler keeps going after
 * most errors, so this tells how early the tree is broken rather than where
 * rustc stopped; only what the lexer and the parser reject hides the rest.
 *
 * The tables were made by running the example of every code in `rustc
 * --explain` (1.95 and a nightly of that time) once with -Zunpretty=expanded,
 * which stops after resolution, and once to the end. Those that appear in the
 * first run are split by hand into parser and resolver, those that appear
 * only in the second into types and what reads MIR or THIR (pattern and
 * borrow checks, lifetimes, constants). Codes that rustc no longer emits
 * stand where their successors do. Everything not listed is about types.
 */

#include "rust/diag.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const unsigned short parse_codes[] = {
	178, 583, 584, 585, 586, 704, 743, 748, 753, 754,
	758, 759, 760, 761, 762, 763, 765, 766, 768, 783,
};

/* Expansion, attributes and checks of the syntax tree are among them. */
static const unsigned short resolve_codes[] = {
	106, 128, 130, 197, 198, 201, 226, 251, 252, 253, 254, 255, 256,
	257, 258, 259, 260, 261, 262, 263, 316, 323, 324, 325, 364, 365,
	379, 380, 401, 402, 403, 404, 405, 406, 407, 408, 409, 411, 412,
	415, 416, 422, 423, 424, 425, 426, 428, 429, 430, 431, 432, 433,
	434, 435, 437, 438, 449, 452, 453, 457, 460, 461, 462, 463, 464,
	466, 468, 469, 496, 514, 516, 519, 523, 530, 531, 532, 536, 537,
	554, 556, 557, 561, 567, 568, 573, 574, 575, 576, 577, 578, 602,
	603, 637, 642, 659, 665, 666, 671, 688, 705, 710, 726, 735, 737,
	742, 767, 770, 774, 777, 778, 779, 799, 800, 802,
};

static const unsigned short borrow_codes[] = {
	4,   5,	  10,  13,  15,	 19,  30,  80,	133, 158, 161, 162, 165, 170,
	297, 298, 301, 302, 303, 309, 310, 311, 312, 373, 381, 382, 383, 384,
	386, 387, 388, 389, 471, 473, 474, 475, 477, 479, 480, 481, 482, 483,
	484, 485, 486, 487, 488, 489, 490, 492, 493, 495, 498, 499, 500, 501,
	502, 503, 504, 505, 506, 507, 508, 509, 510, 511, 515, 521, 524, 579,
	594, 595, 596, 597, 598, 621, 623, 626, 700, 712, 713, 716, 764, 793,
};

/* Errors without a code; what is not listed comes from the parser. */
static const struct {
	const char *part;
	enum rc_phase phase;
} uncoded[] = {
	{ "cannot find macro", RC_PHASE_RESOLVE },
	{ "cannot find attribute", RC_PHASE_RESOLVE },
	{ "cannot find derive macro", RC_PHASE_RESOLVE },
	{ "cannot determine resolution", RC_PHASE_RESOLVE },
	{ "macro-expanded", RC_PHASE_RESOLVE },
	{ "recursion limit reached while expanding", RC_PHASE_RESOLVE },
	{ "in format string", RC_PHASE_RESOLVE },
	{ "format argument must be", RC_PHASE_RESOLVE },
	{ "argument never used", RC_PHASE_RESOLVE },
	{ "invalid reference to positional argument", RC_PHASE_RESOLVE },
	{ "proc-macro derive", RC_PHASE_RESOLVE },
	{ "proc macro panicked", RC_PHASE_RESOLVE },
	{ "custom attribute panicked", RC_PHASE_RESOLVE },
	{ "not defined at compile time", RC_PHASE_RESOLVE }, /* env!() */
	{ "couldn't read", RC_PHASE_RESOLVE },		     /* include!() */
	{ "between threads safely", RC_PHASE_TYPES },
	{ "may not live long enough", RC_PHASE_BORROW },
	{ "is not general enough", RC_PHASE_BORROW },
	{ "higher-ranked", RC_PHASE_BORROW },
	{ "captured variable cannot escape", RC_PHASE_BORROW },
	{ "reaching this expression", RC_PHASE_BORROW },
	{ "linking with", RC_PHASE_LINT }, /* all else is done by then */
};

static bool listed(unsigned long code, const unsigned short *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i] == code)
			return true;
	}
	return false;
}

/* "E0308" gives 308; lint names give 0. */
static unsigned long code_number(const char *code)
{
	size_t digits = 0;

	if (code[0] != 'E')
		return 0;
	while (isdigit((unsigned char)code[1 + digits]))
		digits++;
	return digits == 4 && !code[5] ? strtoul(code + 1, NULL, 10) : 0;
}

static enum rc_phase uncoded_phase(const char *message)
{
	for (size_t i = 0; i < RC_COUNT(uncoded); i++) {
		if (strstr(message, uncoded[i].part))
			return uncoded[i].phase;
	}
	return RC_PHASE_PARSE;
}

enum rc_phase rc_diag_phase(const char *code, const char *message)
{
	if (!code)
		return uncoded_phase(message);
	unsigned long number = code_number(code);
	if (!number)
		return RC_PHASE_LINT;
	if (listed(number, parse_codes, RC_COUNT(parse_codes)))
		return RC_PHASE_PARSE;
	if (listed(number, resolve_codes, RC_COUNT(resolve_codes)))
		return RC_PHASE_RESOLVE;
	if (listed(number, borrow_codes, RC_COUNT(borrow_codes)))
		return RC_PHASE_BORROW;
	return RC_PHASE_TYPES;
}
