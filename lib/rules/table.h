/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Every rule there is, in three tables. A rank below the apply line says: the
 * author of the code would have written the same. From there up to the
 * proposal line a rule makes one of several sensible repairs, which is for a
 * person or a model to choose. Rules of the same rank are tried in the order
 * in which they stand here.
 *
 * Further down the functions behind them, by family, as in the files.
 */

#include "rules/rule.h"

/* Each ends with an entry that has no function. */
extern const struct rc_rule rc_rules_text[], rc_rules_item[], rc_rules_body[];
extern const struct rc_rule *const rc_rule_tables[]; /* ends with NULL */

/* Counted over all of them; NULL behind the last one. */
const struct rc_rule *rc_rule_get(size_t index);

/* comments.c */
RC_RULE(close_comment);
RC_RULE(plain_comment);
/* literal.c */
RC_RULE(whole_number);
/* marks.c */
RC_RULE(comma_or_dot);
RC_RULE(logical_operator);
RC_RULE(macro_semicolon);
RC_RULE(missing_comma);
RC_RULE(missing_semicolon);
RC_RULE(wrong_mark);
/* quotes.c */
RC_RULE(close_char);
RC_RULE(close_raw_string);
RC_RULE(close_string);
/* structure.c */
RC_RULE(close_brace);
RC_RULE(close_paren);
RC_RULE(extra_closer);
RC_RULE(wrong_closer);
/* words.c */
RC_RULE(keyword_case);
RC_RULE(missing_as);
RC_RULE(missing_else);
RC_RULE(missing_fn);
RC_RULE(missing_impl);
RC_RULE(missing_let);
RC_RULE(missing_match);
RC_RULE(missing_return);
RC_RULE(missing_struct);
RC_RULE(missing_where);

/* choices.c */
RC_RULE(rename_duplicate);
RC_RULE(drop_either_field);
RC_RULE(drop_either_repr);

/* moves.c */
RC_RULE(move_statement);
RC_RULE(clone_for_borrow);

/* owned.c */
RC_RULE(return_owned);

/* patterns.c */
RC_RULE(slice_rest);
RC_RULE(swap_range);
RC_RULE(leave_closure);

/* trait_item.c */
RC_RULE(add_to_trait);

/* visibility.c */
RC_RULE(open_item);
RC_RULE(open_field);

/* arguments.c */
RC_RULE(argument_order);

/* async.c */
RC_RULE(add_async);
RC_RULE(box_recursion);
RC_RULE(drop_async_main);

/* attribute.c */
RC_RULE(drop_lint_value);
RC_RULE(list_attribute);
RC_RULE(recursion_limit);
RC_RULE(plain_align);
RC_RULE(repr_case);
RC_RULE(round_align);
RC_RULE(unquote_name);
RC_RULE(value_attribute);

/* borrow.c */
RC_RULE(copy_packed_field);
RC_RULE(derive_clone);
RC_RULE(drop_deref);
RC_RULE(hoist_let);
RC_RULE(name_temporary);

/* expression.c */
RC_RULE(drop_return);
RC_RULE(label_loop);
RC_RULE(missing_in);
RC_RULE(plain_parameter);

/* lifetime.c */
RC_RULE(bound_from_notes);
RC_RULE(bound_lifetime);
RC_RULE(declare_lifetime);
RC_RULE(drop_late_bound);
RC_RULE(rename_lifetime);

/* declare.c */
RC_RULE(drop_bound);
RC_RULE(drop_generic);
RC_RULE(reexport_public);
RC_RULE(public_type);
RC_RULE(const_to_static);
RC_RULE(repr_for_values);
RC_RULE(wrapped_value);

/* derive.c */
RC_RULE(derive_list);
RC_RULE(derive_method);
RC_RULE(derive_for_field);
RC_RULE(derive_trait);
RC_RULE(drop_copy);
RC_RULE(duplicate_derive);

/* duplicate.c */
RC_RULE(duplicate_definition);
RC_RULE(duplicate_entry);
RC_RULE(duplicate_bound);

/* import.c */
RC_RULE(import);

/* params.c */
RC_RULE(unused_impl_parameter);
RC_RULE(move_parameter);
RC_RULE(unused_parameter);
RC_RULE(forward_default);
RC_RULE(trailing_default);

/* trait.c */
RC_RULE(trait_receiver);
RC_RULE(trait_bound);
RC_RULE(trait_qualifiers);
RC_RULE(trait_async);
RC_RULE(safe_impl);

/* trait_sig.c */
RC_RULE(trait_parameters);
RC_RULE(trait_generics);
RC_RULE(trait_lifetimes);
RC_RULE(trait_signature);

/* argument.c */
RC_RULE(argument_as_elsewhere);
RC_RULE(argument_by_name);
RC_RULE(argument_by_type);
RC_RULE(unused_argument);

/* question.c */
RC_RULE(discard_error);
RC_RULE(try_operand);
RC_RULE(try_right_operand);
RC_RULE(try_statement);
RC_RULE(try_value);

/* convert.c */
RC_RULE(convert);
RC_RULE(convert_by_method);
RC_RULE(convert_left);
RC_RULE(convert_operand);
RC_RULE(convert_parameter);
RC_RULE(convert_place);
RC_RULE(convert_text);
RC_RULE(raw_pointer);

/* method.c */
RC_RULE(collect_owned);
RC_RULE(enumerate);
RC_RULE(index_bytes);
RC_RULE(iterate);
RC_RULE(own_value);
RC_RULE(yield_owned);

/* deref.c */
RC_RULE(bind_by_ref);
RC_RULE(deref_assign);
RC_RULE(deref_conversion);
RC_RULE(deref_pointer);
RC_RULE(deref_range);
RC_RULE(deref_reference);

/* wrapper.c */
RC_RULE(plain_wrapper);
RC_RULE(return_arm);
RC_RULE(wrap_conversion);
RC_RULE(wrap_unit);

/* boxed.c */
RC_RULE(box_dyn);

/* declared.c */
RC_RULE(borrowed_parameter);
RC_RULE(declared_type);
RC_RULE(predicate_type);

/* field.c */
RC_RULE(only_field);
RC_RULE(similar_field);
RC_RULE(unit_struct);

/* result.c */
RC_RULE(result_type);
RC_RULE(return_self);
