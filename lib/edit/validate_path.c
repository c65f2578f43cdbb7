/* SPDX-License-Identifier: MIT */
#include "edit/validate.h"

#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/path.h"
#include "base/utf8.h"

#define MAX_PATH 4096

/* A component of a path; not terminated. */
struct component {
	const char *s;
	size_t len;
};

/* Takes the first component off *rest; false when there is none left. */
static bool next_component(const char **rest, struct component *out)
{
	if (!*rest)
		return false;
	const char *slash = strchr(*rest, '/');

	out->s = *rest;
	out->len = slash ? (size_t)(slash - *rest) : strlen(*rest);
	*rest = slash ? slash + 1 : NULL;
	return true;
}

static bool is_dots(struct component c)
{
	return c.len <= 2 && strspn(c.s, ".") >= c.len;
}

static bool has_bad_length(const char *path, unsigned allow)
{
	(void)allow;
	return !*path || strlen(path) > MAX_PATH;
}

static bool is_absolute(const char *path, unsigned allow)
{
	(void)allow;
	return path[0] == '/';
}

static bool has_bad_character(const char *path, unsigned allow)
{
	size_t len = strlen(path), n;

	(void)allow;
	for (size_t i = 0; i < len; i += n) {
		uint32_t cp;

		n = rc_utf8_next(path + i, len - i, &cp);
		if (!n || cp == '\\' || rc_utf8_hidden(cp))
			return true;
	}
	return false;
}

static bool has_odd_component(const char *path, unsigned allow)
{
	struct component c;

	(void)allow;
	while (next_component(&path, &c))
		if (is_dots(c))
			return true;
	return false;
}

/*
 * What programs other than the compiler obey: version control, editors, CI,
 * cargo's and rustup's own settings. A star stands for any ending.
 */
static const char *const protected_names[] = {
	".git",
	"git~1", /* the short name of .git on NTFS */
	".github",
	".gitlab-ci.yml",
	".gitattributes",
	".gitmodules",
	".gitignore",
	".cargo",
	".pre-commit-config.yaml",
	".vscode",
	".rustcoder*",
	"rust-toolchain*",
	"makefile",
};

/*
 * Names as the least careful filesystem takes them: in any case, with dots
 * and spaces behind them and ":stream" ignored (NTFS). The characters HFS+
 * ignores are refused before, being hidden.
 */
static bool is_name(struct component c, const char *name)
{
	size_t len = strlen(name);
	const char *colon = memchr(c.s, ':', c.len);

	if (len > 0 && name[len - 1] == '*')
		return c.len >= len - 1 && !strncasecmp(c.s, name, len - 1);
	if (colon)
		c.len = (size_t)(colon - c.s);
	while (c.len > 0 && strchr(". ", c.s[c.len - 1]))
		c.len--;
	return c.len == len && !strncasecmp(c.s, name, len);
}

static bool is_protected(const char *path, unsigned allow)
{
	struct component c;

	(void)allow;
	while (next_component(&path, &c))
		for (size_t i = 0; i < RC_COUNT(protected_names); i++)
			if (is_name(c, protected_names[i]))
				return true;
	return false;
}

static bool ends_in(const char *path, const char *name)
{
	const char *base = rc_path_basename(path);

	return is_name((struct component){ base, strlen(base) }, name);
}

static bool is_manifest(const char *path, unsigned allow)
{
	return !(allow & RC_ALLOW_DEPS) && ends_in(path, "Cargo.toml");
}

static bool is_build_script(const char *path, unsigned allow)
{
	return !(allow & RC_ALLOW_BUILD_SCRIPTS) && ends_in(path, "build.rs");
}

static bool is_not_source(const char *path, unsigned allow)
{
	size_t len = strlen(path);

	(void)allow;
	if (!strcmp(rc_path_basename(path), "Cargo.toml"))
		return false;
	return len < 3 || strcmp(path + len - 3, ".rs") != 0;
}

/* In this order: a later one relies on those before. */
static const struct {
	bool (*broken)(const char *path, unsigned allow);
	const char *why;
	const char *hint;
} path_rules[] = {
	{ has_bad_length, "it is empty or longer than 4096 bytes", NULL },
	{ is_absolute, "the path is not relative", NULL },
	{ has_bad_character, "the path holds a hidden character or backslash",
	  NULL },
	{ has_odd_component, "the path holds an empty or dots-only component",
	  NULL },
	{ is_protected, "the path is protected", NULL },
	{ is_manifest, "it is a manifest", "allow it with --allow-deps" },
	{ is_build_script, "it is a build script",
	  "allow it with --allow-build-scripts" },
	{ is_not_source, "it is not a Rust source file", NULL },
};

int rc_validate_path(const char *path, unsigned allow, struct rc_err *err)
{
	for (size_t i = 0; i < RC_COUNT(path_rules); i++) {
		if (!path_rules[i].broken(path, allow))
			continue;
		int ret = rc_err_set(err, RC_ESAFETY, "no edit of '%.256s': %s",
				     path, path_rules[i].why);
		if (path_rules[i].hint)
			rc_err_hint(err, "%s", path_rules[i].hint);
		return ret;
	}
	return 0;
}
