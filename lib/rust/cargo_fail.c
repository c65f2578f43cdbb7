/* SPDX-License-Identifier: MIT */
#include "rust/cargo_fail.h"

#include <string.h>

#include "base/err.h"

/*
 * Cargo has no machine-readable failures: it prints "error: …", indented
 * causes, and exits with 101 for nearly everything. So this goes by its words
 * (of 1.63 to 1.95), which change rarely.
 */
enum reason {
	ICE,
	KILLED,
	CRASHED,
	DISK_FULL,
	NO_TEMP,
	SCRIPT,
	LINKER,
	NO_STD,
	NO_TARGET,
	NO_CLIPPY,
	NO_COMPONENT,
	NO_TOOLCHAIN,
	LOCKED,
	OLD,
	OFFLINE,
	NETWORK,
	WRONG,
	PROTECTED,
};

struct verdict {
	enum rc_code code;
	bool fatal; /* counts even beside compile errors */
	/* What to say; NULL: cargo's own words. With name, the package that
	 * is quoted after the rule's text is added, and then tail. */
	const char *say;
	bool name;
	const char *tail;
	const char *hint;
};

static const struct verdict verdicts[] = {
	[ICE] = {
		.code = RC_ECHILD,
		.fatal = true,
		.say = "rustc crashed (internal compiler error)",
		.hint = "a bug in rustc: try another toolchain and report it",
	},
	[KILLED] = {
		.code = RC_ECHILD,
		.fatal = true,
		.say = "rustc was killed while it compiled",
		.name = true,
		.hint = "memory may have run out: try CARGO_BUILD_JOBS=1",
	},
	[CRASHED] = {
		.code = RC_ECHILD,
		.fatal = true,
		.say = "rustc crashed while it compiled",
		.name = true,
		.hint = "a bug in rustc: try another toolchain and report it",
	},
	[DISK_FULL] = {
		.code = RC_EIO,
		.fatal = true,
		.say = "no space left for cargo's output",
		.hint = "make room on the disk that holds the target folder",
	},
	[NO_TEMP] = {
		.code = RC_EIO,
		.hint = "TMPDIR has to name a folder that can be written to",
	},
	[SCRIPT] = {
		.code = RC_ECHILD,
		.say = "build script of",
		.name = true,
		.tail = "failed",
	},
	[LINKER] = {
		.code = RC_ECHILD,
		.hint = "install a C compiler, such as the package 'gcc'",
	},
	[NO_STD] = {
		.code = RC_ECHILD,
		.say = "the standard library for the target is not installed",
		.hint = "install it: rustup target add TARGET",
	},
	[NO_TARGET] = {
		.code = RC_EINVAL,
		.say = "rustc knows no such target",
		.hint = "for a list: rustc --print target-list",
	},
	[NO_CLIPPY] = {
		.code = RC_ECHILD,
		.say = "clippy is not installed",
		.hint = "install it: rustup component add clippy",
	},
	[NO_COMPONENT] = {
		.code = RC_ECHILD,
		.hint = "install it: rustup component add NAME",
	},
	[NO_TOOLCHAIN] = {
		.code = RC_ECHILD,
		.hint = "install it: rustup toolchain install NAME",
	},
	[LOCKED] = {
		.code = RC_EINVAL,
		.hint = "bring Cargo.lock up to date, or leave --locked out",
	},
	[OLD] = { .code = RC_EINVAL, .hint = "it needs a newer toolchain" },
	[OFFLINE] = {
		.code = RC_ENET,
		.hint = "fetch the dependencies first: cargo fetch",
	},
	[NETWORK] = {
		.code = RC_ENET,
		.hint = "check the network, or use --offline with what was fetched",
	},
	[WRONG] = { .code = RC_EINVAL },
	[PROTECTED] = {
		.code = RC_EIO,
		.hint = "cargo cannot write to the target folder or to its home",
	},
};

/* The first that matches counts: special before general. */
static const struct rule {
	const char *text;
	enum reason reason;
	const char *also; /* must follow text in the same error, or NULL */
} rules[] = {
	{ "the compiler unexpectedly panicked", ICE, NULL },
	{ "error: internal compiler error", ICE, NULL },
	{ "could not compile `", KILLED, "(signal: 9" },
	{ "could not compile `", CRASHED, "(signal: " },
	{ "No space left on device", DISK_FULL, NULL },
	{ "(os error 28)", DISK_FULL, NULL },
	{ "Disk quota exceeded", DISK_FULL, NULL },

	{ "couldn't create a temp dir", NO_TEMP, NULL },
	{ "failed to run custom build command for `", SCRIPT, NULL },
	{ "linker `", LINKER, "not found" },
	{ "target may not be installed", NO_STD, NULL },
	{ "find specification for target", NO_TARGET, NULL },
	{ "'cargo-clippy' is not installed", NO_CLIPPY, NULL },
	{ "no such command: `clippy`", NO_CLIPPY, NULL },
	{ "no such subcommand: `clippy`", NO_CLIPPY, NULL },
	{ "is not installed for the toolchain", NO_COMPONENT, NULL },
	{ "toolchain '", NO_TOOLCHAIN, "is not installed" },

	{ "--locked was passed", LOCKED, NULL },
	{ "lock file version", OLD, NULL },
	{ "Znext-lockfile-bump", OLD, NULL },
	{ "offline mode (--offline)", OFFLINE, NULL },
	{ "--offline was specified", OFFLINE, NULL },
	{ "without the offline flag", OFFLINE, NULL },
	{ "network failure", NETWORK, NULL },
	{ "failed to download", NETWORK, NULL },
	{ "failed to connect", NETWORK, NULL },
	{ "connect to server", NETWORK, NULL },
	{ "resolve host", NETWORK, NULL },
	{ "failed to clone into", NETWORK, NULL },
	{ "class=Net", NETWORK, NULL },

	{ "is not supported by the following package", OLD, NULL },
	{ "because it requires rustc", OLD, NULL },
	{ "this version of Cargo is older than", OLD, NULL },
	{ "failed to parse manifest", WRONG, NULL },
	{ "failed to load manifest", WRONG, NULL },
	{ "failed to read `", WRONG, "Cargo.toml`" },
	{ "--> ", WRONG, "Cargo.toml:" },
	{ "could not parse input as TOML", WRONG, NULL },
	{ "failed to parse lock file", WRONG, NULL },
	{ "failed to load source for dependency", WRONG, NULL },
	{ "failed to select a version", WRONG, NULL },
	{ "no matching package", WRONG, NULL },
	{ "believes it's in a workspace", WRONG, NULL },
	{ "virtual manifest", WRONG, NULL },
	{ "cyclic package dependency", WRONG, NULL },
	{ "could not find `Cargo.toml`", WRONG, NULL },
	{ "did not match any packages", WRONG, NULL },
	{ "does not contain th", WRONG, NULL }, /* this feature, these … */
	{ "none of the selected packages", WRONG, NULL },
	{ "try '--help'", WRONG, NULL },
	{ "Permission denied (os error 13)", PROTECTED, NULL },
	{ "Read-only file system", PROTECTED, NULL },
};

/* One error or warning with all its lines, or what stands before the first. */
struct block {
	const char *at, *end;
};

static bool starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool is_error(const char *line)
{
	return starts(line, "error: ") || starts(line, "error[");
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

/* The block that begins at `at`; everything after it is the next one's. */
static struct block block_at(const char *at)
{
	const char *end = next_line(at);

	while (*end && !is_error(end) && !starts(end, "warning: "))
		end = next_line(end);
	return (struct block){ at, end };
}

static const char *find(const char *at, const char *end, const char *text)
{
	return memmem(at, (size_t)(end - at), text, strlen(text));
}

static bool matches(const struct rule *rule, const struct block *block)
{
	const char *at = find(block->at, block->end, rule->text);

	return at && (!rule->also || find(at, block->end, rule->also));
}

/* Only a fatal reason may go by what others than cargo printed. */
static bool match_text(const struct rule *rule, const char *text,
		       struct block *out)
{
	for (*out = block_at(text); *out->at; *out = block_at(out->end)) {
		if ((verdicts[rule->reason].fatal || is_error(out->at)) &&
		    matches(rule, out))
			return true;
	}
	return false;
}

static bool is_missing_crate(const struct rc_diag *diag)
{
	return diag->code && !strcmp(diag->code, "E0463");
}

/*
 * Errors about no place in the code may come from the tools: a linker that is
 * missing, a full disk. So does a missing standard library.
 */
static bool is_placed_error(const struct rc_diag *diag)
{
	return diag->level == RC_LEVEL_ERROR && diag->n_spans &&
	       !is_missing_crate(diag);
}

static bool match_diags(const struct rule *rule, const struct rc_diags *diags,
			struct block *out)
{
	for (size_t i = 0; diags && i < diags->n; i++) {
		const struct rc_diag *diag = &diags->v[i];

		if (diag->level == RC_LEVEL_ERROR && !is_placed_error(diag) &&
		    match_text(rule, diag->rendered, out))
			return true;
	}
	return false;
}

static void add_line(struct rc_buf *out, const char *between, const char *line)
{
	line += strspn(line, " \t");
	rc_buf_adds(out, between);
	rc_buf_add(out, line, strcspn(line, "\r\n"));
}

static bool is_blank(const char *line)
{
	line += strspn(line, " \t\r");
	return *line == '\n' || !*line;
}

/* The error's first line, where it is, and its causes, in one line. */
static void add_words(struct rc_buf *out, const struct block *error)
{
	const char *colon = is_error(error->at) ? strstr(error->at, ": ")
						: NULL;

	add_line(out, "", colon ? colon + 2 : error->at);
	bool wanted = out->len && out->ptr[out->len - 1] == ':';
	if (wanted)
		rc_buf_truncate(out, out->len - 1);
	for (const char *line = next_line(error->at); line < error->end;
	     line = next_line(line)) {
		const char *text = line + strspn(line, " ");

		if (starts(text, "--- std"))
			break;
		if (starts(text, "--> "))
			add_line(out, " at ", text + strlen("--> "));
		if (is_blank(line))
			continue;
		if (wanted)
			add_line(out, ": ", text);
		wanted = starts(line, "Caused by:");
	}
}

/* The first line of a panic's message, or the last line that was printed. */
static const char *script_words(const struct block *error)
{
	const char *line = find(error->at, error->end, "--- stderr\n");
	const char *last = NULL;

	line = line ? next_line(line) : error->end;
	for (; line < error->end; line = next_line(line)) {
		const char *next = next_line(line);

		if (is_blank(line))
			continue;
		last = line;
		if (!find(line, next, "panicked at "))
			continue;
		/* Since 1.73 the message has a line of its own. */
		if (find(line, next, ":\n") && next < error->end)
			last = next;
		break;
	}
	return last;
}

static void add_name(struct rc_buf *out, const struct rule *rule,
		     const struct block *error)
{
	const char *at = find(error->at, error->end, rule->text);

	if (!at)
		return;
	at += strlen(rule->text);
	rc_buf_addf(out, " '%.*s'", (int)strcspn(at, " `\n"), at);
}

static void add_tail(struct rc_buf *out, const char *tail,
		     const struct block *error)
{
	const char *words = script_words(error);

	rc_buf_addf(out, " %s", tail);
	if (words)
		add_line(out, ": ", words);
}

static int report(const struct rule *rule, const struct block *error,
		  struct rc_err *err)
{
	const struct verdict *verdict = &verdicts[rule->reason];
	RC_CLEANUP(rc_buf_release) struct rc_buf msg = RC_BUF_INIT(0);

	if (verdict->say)
		rc_buf_adds(&msg, verdict->say);
	else
		add_words(&msg, error);
	if (verdict->name)
		add_name(&msg, rule, error);
	if (verdict->tail)
		add_tail(&msg, verdict->tail, error);
	if (msg.len && msg.ptr[msg.len - 1] == '.')
		rc_buf_truncate(&msg, msg.len - 1);
	rc_err_set(err, verdict->code, "%s", msg.ptr);
	if (verdict->hint)
		rc_err_hint(err, "%s", verdict->hint);
	return verdict->code;
}

/* 0 when no rule of this sort applies. */
static int apply_rules(const struct rc_cargo_exit *call, bool fatal,
		       struct rc_err *err)
{
	const char *text = call->proc->err.ptr;
	struct block block = block_at(text);

	if (fatal && call->diags && call->diags->ice)
		return report(&rules[0], &block, err);
	for (size_t i = 0; i < RC_COUNT(rules); i++) {
		if (verdicts[rules[i].reason].fatal == fatal &&
		    (match_text(&rules[i], text, &block) ||
		     match_diags(&rules[i], call->diags, &block)))
			return report(&rules[i], &block, err);
	}
	return 0;
}

static bool tests_failed(const struct rc_cargo_exit *call)
{
	const char *text = call->proc->err.ptr;

	return call->tests && call->diags->finished && !call->diags->errors &&
	       (strstr(text, " failed, to rerun pass") ||
		strstr(text, " failed:\n"));
}

static bool has_placed_error(const struct rc_diags *diags)
{
	for (size_t i = 0; diags && i < diags->n; i++) {
		if (is_placed_error(&diags->v[i]))
			return true;
	}
	return false;
}

/* Whatever cargo says, if it is nothing we know. */
static int report_unknown(const struct rc_cargo_exit *call, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf msg = RC_BUF_INIT(0);
	struct block block = block_at(call->proc->err.ptr);

	while (*block.at && !is_error(block.at))
		block = block_at(block.end);
	if (!*block.at)
		return rc_err_set(err, RC_ECHILD, "'%s' ended with status %d",
				  call->what, call->proc->status);
	add_words(&msg, &block);
	return rc_err_set(err, RC_ECHILD, "'%s' failed: %s", call->what,
			  msg.ptr);
}

static int judge_exit(const struct rc_cargo_exit *call, struct rc_err *err)
{
	/* From here on stderr is the tests' own, too. */
	if (tests_failed(call))
		return 0;
	int ret = apply_rules(call, true, err);
	if (ret || has_placed_error(call->diags))
		return ret;
	ret = apply_rules(call, false, err);
	if (ret || (call->diags && call->diags->errors))
		return ret;
	return report_unknown(call, err);
}

static int timed_out(const struct rc_cargo_exit *call, struct rc_err *err)
{
	rc_err_set(err, RC_ETIMEOUT, "'%s' did not end in time", call->what);
	if (strstr(call->proc->err.ptr, "waiting for file lock"))
		rc_err_hint(
			err,
			"another cargo may hold the lock of the target folder");
	return RC_ETIMEOUT;
}

int rc_cargo_judge(const struct rc_cargo_exit *call, struct rc_err *err)
{
	const struct rc_proc_result *proc = call->proc;

	switch (proc->end) {
	case RC_PROC_EXITED:
		return proc->status ? judge_exit(call, err) : 0;
	case RC_PROC_SIGNALED:
		return rc_err_set(err, RC_ECHILD, "'%s' was ended by signal %d",
				  call->what, proc->status);
	case RC_PROC_TIMEOUT:
		return timed_out(call, err);
	case RC_PROC_CANCELLED:
		return rc_err_set(err, RC_ECANCELLED, "'%s' was cancelled",
				  call->what);
	case RC_PROC_FLOODED:
		break;
	}
	return rc_err_set(err, RC_ELIMIT, "'%s' printed too much", call->what);
}
