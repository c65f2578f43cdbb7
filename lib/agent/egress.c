/* SPDX-License-Identifier: MIT */
#include "agent/egress.h"

#include <fnmatch.h>

#include "base/path.h"

/* Any component of the path; matched without regard to case. */
static const char *const kept_here[] = {
	".*", "*.pem", "*.key", "id_*", "credentials*",
};

static bool is_kept(const char *component)
{
	for (size_t i = 0; i < RC_COUNT(kept_here); i++) {
		if (fnmatch(kept_here[i], component, FNM_CASEFOLD) == 0)
			return true;
	}
	return false;
}

bool rc_egress_allows(const struct rc_run *run, const char *path)
{
	RC_CLEANUP(rc_freep) char *copy = rc_xstrdup(path);
	char *rest = copy, *component;

	while ((component = strsep(&rest, "/"))) {
		if (is_kept(component))
			return false;
	}
	return rc_path_has_suffix(path, ".rs") &&
	       !(run->history && rc_history_ignores(run->history, path));
}

/* The standard library's own source is everybody's. */
static bool may_quote(const struct rc_run *run, const struct rc_span *spans,
		      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (spans[i].path ? !rc_egress_allows(run, spans[i].path)
				  : strncmp(spans[i].file, "/rustc/", 7) != 0)
			return false;
	}
	return true;
}

bool rc_egress_quotes(const struct rc_run *run, const struct rc_diag *diag)
{
	if (!may_quote(run, diag->spans, diag->n_spans))
		return true;
	for (size_t i = 0; i < diag->n_children; i++) {
		const struct rc_subdiag *child = &diag->children[i];

		if (!may_quote(run, child->spans, child->n_spans))
			return true;
	}
	return false;
}
