/* SPDX-License-Identifier: MIT */
#include "rules/table.h"

const struct rc_rule *const rc_rule_tables[] = { rc_rules_text, rc_rules_item,
						 rc_rules_body, NULL };

const struct rc_rule *rc_rule_get(size_t index)
{
	for (size_t i = 0; rc_rule_tables[i]; i++) {
		for (const struct rc_rule *rule = rc_rule_tables[i];
		     rule->propose; rule++) {
			if (!index--)
				return rule;
		}
	}
	return NULL;
}

const struct rc_rule_info *rc_rule_info(size_t index)
{
	const struct rc_rule *rule = rc_rule_get(index);

	return rule ? &rule->info : NULL;
}
