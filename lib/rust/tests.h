/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What `cargo test` says of each test, read from three streams: cargo's JSON
 * messages (which programs there are), its status lines on stderr (which of
 * them run, in which order) and libtest's lines on stdout. libtest captures
 * what tests print only in part, so any of these lines may be a test's own.
 * Only lines of the exact shape count, and where the numbers do not add up
 * the set says so: it is then compared by names alone.
 *
 * The same test has the same name in every run: a documentation test loses
 * its line number, and the programs are named after their package.
 */

#include "base/mem.h"

enum rc_test_verdict { RC_TEST_OK, RC_TEST_FAILED, RC_TEST_OTHER };

struct rc_test {
	const char *name;
	size_t program; /* index; SIZE_MAX: not known */
	enum rc_test_verdict verdict;
};

/* A test program, or the documentation of a package. */
struct rc_test_program {
	const char *label;    /* "core unittests src/lib.rs" */
	const char *manifest; /* Cargo.toml of its package, absolute */
	bool documentation;
	bool whole;   /* as many results as it announced */
	bool crashed; /* it began and did not end */
};

struct rc_tests {
	struct rc_arena arena;
	struct rc_test *v;
	size_t n, cap;
	struct rc_test_program *programs; /* in the order they ran */
	size_t n_programs, programs_cap;
	unsigned passed, failed;
	/* After rc_tests_end(): */
	bool by_program; /* which program a test belongs to is known */
	bool whole;	 /* no result is missing or one too many */
	bool crashed;	 /* a program did not end */
	struct rc_test_artifact *artifacts;
	size_t n_artifacts, artifacts_cap;
	struct rc_test_block *blocks; /* "running 3 tests" and what follows */
	size_t n_blocks, blocks_cap;
};

#define RC_TESTS_INIT     \
	{                 \
		.v = NULL \
	}

/* One line each; they need not be terminated. At most 100,000 tests. */
void rc_tests_add_message(struct rc_tests *tests, const char *line, size_t len);
void rc_tests_add_status(struct rc_tests *tests, const char *line, size_t len);
void rc_tests_add_output(struct rc_tests *tests, const char *line, size_t len);
/* After the last line. */
void rc_tests_end(struct rc_tests *tests);
void rc_tests_release(struct rc_tests *tests);

/* Did a test of the package with this Cargo.toml pass? False also where that
 * is not known. */
bool rc_tests_passed_in(const struct rc_tests *tests, const char *manifest);

enum rc_test_change {
	RC_TEST_BROKE,	    /* it passed, and fails now */
	RC_TEST_CRASHED,    /* it passed; its program does not end any more */
	RC_TEST_GONE,	    /* it passed, and there is no such test now */
	RC_TEST_STILL_RED,  /* it failed before, too */
	RC_TEST_NEW_FAILED, /* it fails and was not there before */
};

struct rc_test_diff {
	const char *name;    /* borrowed from one of the two */
	const char *program; /* its label; NULL: not known */
	enum rc_test_change change;
};

struct rc_test_diffs {
	struct rc_test_diff *v;
	size_t n, cap;
};

#define RC_TEST_DIFFS_INIT \
	{                  \
		NULL, 0, 0 \
	}

/*
 * How two runs differ, sorted by program and name. failed: cargo said that
 * the later one did; a program that seems to have crashed did so only then.
 */
void rc_tests_compare(const struct rc_tests *before,
		      const struct rc_tests *after, bool failed,
		      struct rc_test_diffs *out);
/* Is the test in the list, whatever became of it? */
bool rc_test_diffs_have(const struct rc_test_diffs *diffs,
			const struct rc_test_diff *test);
void rc_test_diffs_release(struct rc_test_diffs *diffs);
