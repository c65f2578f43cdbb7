/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include <stdlib.h>

#include "json.h"

static int by_rank(const void *left, const void *right)
{
	const struct rc_rule_info *const *a = left, *const *b = right;

	if ((*a)->rank < (*b)->rank)
		return -1;
	if ((*a)->rank > (*b)->rank)
		return 1;
	/* All stand in one table. */
	return *a < *b ? -1 : *a > *b;
}

static void show_json(const struct rc_rule_info *const *rules, size_t n)
{
	struct json json = { .comma = false };

	json_begin(&json, "rules");
	for (size_t i = 0; i < n; i++) {
		json_open(&json);
		json_str(&json, "rule", rules[i]->name);
		json_num(&json, "rank", rules[i]->rank);
		json_str(&json, "codes", rules[i]->codes);
		json_str(&json, "summary", rules[i]->summary);
		json_str(&json, "reason", rules[i]->reason);
		json_close(&json);
	}
	json_end(&json);
}

static void show(const struct ui *ui, const struct rc_rule_info *const *rules,
		 size_t n)
{
	bool shown = false;

	for (size_t i = 0; i < n; i++) {
		if (!shown && rules[i]->rank > RC_APPLY_LINE) {
			ui_put(ui, stdout, UI_DIM,
			       "proposed, applied only with --rules=RANK:\n");
			shown = true;
		}
		ui_put(ui, stdout, UI_PLAIN, "%4.2f  ", rules[i]->rank);
		ui_put(ui, stdout, UI_BOLD, "%-24s", rules[i]->name);
		ui_put(ui, stdout, UI_PLAIN, " %s", rules[i]->summary);
		if (rules[i]->codes[0])
			ui_put(ui, stdout, UI_DIM, "  (%s)", rules[i]->codes);
		fputc('\n', stdout);
	}
}

void rules_list(const struct ui *ui, bool json)
{
	const struct rc_rule_info **rules;
	size_t n = 0;

	while (rc_rule_info(n))
		n++;
	rules = calloc(n + 1, sizeof(*rules));
	if (!rules)
		return;
	for (size_t i = 0; i < n; i++)
		rules[i] = rc_rule_info(i);
	qsort(rules, n, sizeof(*rules), by_rank);
	if (json)
		show_json(rules, n);
	else
		show(ui, rules, n);
	free(rules);
}
