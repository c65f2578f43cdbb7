/* SPDX-License-Identifier: MIT */

/* Rules about what functions do: values, borrows, lifetimes. */

#include "rules/table.h"

const struct rc_rule rc_rules_body[] = {
	/* One of two. */
	{
		.info = { "drop-either-field", "E0062 E0124",
			  "keeps one of two fields of the same name",
			  "only one can stay, and nothing says which of the two is the newer",
			  3.4 },
		.propose = rc_rule_drop_either_field,
	},
	{
		.info = { "drop-either-repr", "E0566 E0587 E0692",
			  "leaves out one of two representation hints that exclude each other",
			  "only one can stay; the layout changes with the choice",
			  3.4 },
		.propose = rc_rule_drop_either_repr,
	},
	{
		.info = { "rename-duplicate", "E0415 E0416",
			  "gives the second of two bindings of a name another one",
			  "both are bound, so each needs a name; which one later code means is not known",
			  3.3 },
		.propose = rc_rule_rename_duplicate,
	},

	/* The order of borrows. */
	{
		.info = { "clone-for-borrow", "E0500 E0502 E0506",
			  "clones what is borrowed while it is changed",
			  "the borrow is used after the change: a clone keeps the old value, which may be what was meant, and costs a copy",
			  2.8 },
		.propose = rc_rule_clone_for_borrow,
	},
	{
		.info = { "move-statement", "E0499 E0502 E0503 E0505 E0506",
			  "moves a statement out of a borrow, or the borrow's last use ahead of it",
			  "nothing but the order is in the way; moving code changes what happens first",
			  2.6 },
		.propose = rc_rule_move_statement,
	},

	/* References to what is gone. */
	{
		.info = { "return-owned", "E0515",
			  "returns a String or Vec instead of a reference to a local",
			  "what is made in the function can only leave it owned; the signature changes for every caller",
			  2.7 },
		.propose = rc_rule_return_owned,
	},

	/* Patterns and closures. */
	{
		.info = { "leave-closure", "E0267",
			  "turns break or continue in a closure into return",
			  "return is what ends one call of the closure; a loop around it goes on",
			  2.8 },
		.propose = rc_rule_leave_closure,
	},
	{
		.info = { "slice-rest", "E0527",
			  "matches the rest of an array with `..`",
			  "the pattern names fewer elements than there are; another length may have been meant",
			  2.7 },
		.propose = rc_rule_slice_rest,
	},
	{
		.info = { "swap-range", "E0030 E0579",
			  "swaps the ends of an empty range",
			  "a range is written from low to high; one of the numbers may be the slip instead",
			  2.6 },
		.propose = rc_rule_swap_range,
	},

	/* Async functions. */
	{
		.info = { "add-async", "E0728",
			  "makes a function that awaits async",
			  "only async code can await, and all that call it await it already",
			  2.0 },
		.propose = rc_rule_add_async,
	},
	{
		.info = { "box-recursion", "E0733",
			  "boxes the future of a recursive call",
			  "the compiler names the call and asks for Box::pin",
			  1.3 },
		.propose = rc_rule_box_recursion,
	},
	{
		.info = { "drop-async-main", "E0752",
			  "makes main a plain function",
			  "main cannot be async, and this one awaits nothing",
			  2.2 },
		.propose = rc_rule_drop_async_main,
	},

	/* Moves and borrows. */
	{
		.info = { "copy-packed-field", "E0793",
			  "borrows a copy of a packed field",
			  "a packed field cannot be borrowed, and what only reads it may as well read a copy",
			  1.8 },
		.propose = rc_rule_copy_packed_field,
	},
	{
		.info = { "derive-clone", "E0382 E0505 E0507 E0508",
			  "derives Clone and clones what is moved and still needed",
			  "the compiler names the type that could be cloned and the place",
			  2.4 },
		.anywhere = true,
		.propose = rc_rule_derive_clone,
	},
	{
		.info = { "drop-deref", "E0614",
			  "leaves out a `*` before what is no pointer",
			  "the compiler says that the type cannot be dereferenced",
			  2.3 },
		.propose = rc_rule_drop_deref,
	},
	{
		.info = { "hoist-let", "E0597",
			  "moves a `let` out of the block that ends too early",
			  "what borrows it lives longer than the block", 2.3 },
		.propose = rc_rule_hoist_let,
	},
	{
		.info = { "name-temporary", "E0745",
			  "gives a temporary a name before its address is taken",
			  "only what has a name has an address", 2.0 },
		.propose = rc_rule_name_temporary,
	},

	/* Expressions and statements. */
	{
		.info = { "drop-return", "E0572",
			  "leaves out `return` in a constant",
			  "there is no function to return from, and the value follows",
			  1.3 },
		.propose = rc_rule_drop_return,
	},
	{
		.info = { "label-loop", "E0426",
			  "gives a loop the label that a break or continue names",
			  "of the loops around it is the only one it can mean",
			  2.0 },
		.propose = rc_rule_label_loop,
	},
	{
		.info = { "missing-in", "",
			  "inserts the `in` of a for loop behind its pattern",
			  "there is a pattern, what follows it is what the loop is over",
			  1.0 },
		.message = "missing `in` in `for` loop",
		.propose = rc_rule_missing_in,
	},
	{
		.info = { "plain-parameter", "E0130 E0642",
			  "names a parameter of a function without a body plainly",
			  "only its type counts there, and a pattern is not allowed",
			  1.5 },
		.propose = rc_rule_plain_parameter,
	},

	/* Lifetimes. */
	{
		.info = { "bound-from-notes", "E0478 E0491",
			  "adds the lifetime bound that the notes describe",
			  "they name both lifetimes, and which has to outlive which",
			  1.5 },
		.propose = rc_rule_bound_from_notes,
	},
	{
		.info = { "bound-lifetime", "",
			  "adds the lifetime bound that the help names",
			  "the body needs it, and the compiler writes it out",
			  1.6 },
		.message = "lifetime may not live long enough",
		.propose = rc_rule_bound_lifetime,
	},
	{
		.info = { "declare-lifetime", "E0261",
			  "declares a lifetime once, where a type or an impl needs it",
			  "its other uses are right as they stand", 0.4 },
		.propose = rc_rule_declare_lifetime,
	},
	{
		.info = { "drop-late-bound", "E0794",
			  "leaves lifetime arguments of a call out",
			  "such lifetimes cannot be given: each call chooses its own",
			  1.5 },
		.propose = rc_rule_drop_late_bound,
	},
	{
		.info = { "rename-lifetime", "E0262 E0496",
			  "renames a lifetime whose name is taken",
			  "within its item every use of the name means it, and all are renamed",
			  2.2 },
		.propose = rc_rule_rename_lifetime,
	},

	/* Arguments. */
	{
		.info = { "argument-as-elsewhere", "E0061 E0057",
			  "passes the variable that another call passes beside the same arguments",
			  "both calls are in one function, and differ in nothing else",
			  2.0 },
		.propose = rc_rule_argument_as_elsewhere,
	},
	{
		.info = { "argument-by-name", "E0061 E0057",
			  "passes the variable that is called like the missing parameter",
			  "it is in scope, has the parameter's name, and the compiler approves its type",
			  2.1 },
		.propose = rc_rule_argument_by_name,
	},
	{
		.info = { "argument-by-type", "E0061 E0057",
			  "passes the only variable of the missing argument's type",
			  "nothing else in scope is declared with this type",
			  2.4 },
		.propose = rc_rule_argument_by_type,
	},
	{
		.info = { "unused-argument", "E0061 E0057",
			  "passes the variable that nothing uses as the missing argument",
			  "it was made for something, and only this place lacks a value",
			  1.9 },
		.propose = rc_rule_unused_argument,
	},

	/* Values that may be missing. */
	{
		.info = { "discard-error", "E0277",
			  "inserts `.ok()` before a `?` in a function that returns Option",
			  "the compiler names it: of a Result only the value can be handed on",
			  1.3 },
		.message = "used on `Option`s, not `Result`s",
		.propose = rc_rule_discard_error,
	},
	{
		.info = { "try-operand", "E0599 E0605 E0608 E0609 E0614 E0624",
			  "adds the `?` that a Result or Option lacks where it got its name",
			  "what is done with it its value can do, and the function hands failures on",
			  0.0 },
		.propose = rc_rule_try_operand,
	},
	{
		.info = { "try-right-operand", "E0277",
			  "adds the `?` that the right operand lacks",
			  "the operator knows its value only, and the function hands failures on",
			  1.05 },
		.message =
			"no implementation for|cannot add|cannot subtract|cannot multiply|cannot divide|can't compare",
		.propose = rc_rule_try_right_operand,
	},
	{
		.info = { "try-statement", "E0308",
			  "adds `?` to a call whose failure would be forgotten",
			  "the place wants `()`, which is in the Result, and the function hands failures on",
			  0.0 },
		.propose = rc_rule_try_statement,
	},
	{
		.info = { "try-value", "E0277 E0308 E0369",
			  "adds the `?` that a Result or Option lacks where it got its name",
			  "its value is what is wanted, and the function hands failures on",
			  1.05 },
		.propose = rc_rule_try_value,
	},

	/* Conversions. */
	{
		.info = { "convert", "E0308",
			  "inserts the method that makes the expected type of what was found",
			  "both types are named, and there is one method that leads from one to the other",
			  1.9 },
		.propose = rc_rule_convert,
	},
	{
		.info = { "convert-by-method", "E0308",
			  "calls the only method of the found type that gives the expected one",
			  "the type has one such method, and nothing else leads there",
			  2.2 },
		.propose = rc_rule_convert_by_method,
	},
	{
		.info = { "convert-left", "E0308",
			  "compares a length with a number",
			  "a list or text is no number, its length is", 1.9 },
		.propose = rc_rule_convert_left,
	},
	{
		.info = { "convert-operand", "E0369",
			  "compares or adds a length and a number",
			  "a list or text is no number, its length is", 1.15 },
		.propose = rc_rule_convert_operand,
	},
	{
		.info = { "convert-parameter", "E0308",
			  "inserts the conversion that a type parameter's bound provides",
			  "the bound is there for nothing but this", 1.9 },
		.propose = rc_rule_convert_parameter,
	},
	{
		.info = { "convert-place", "E0308",
			  "clones what a variable got by reference",
			  "the value is wanted, and where the variable got it nothing is done with it",
			  2.0 },
		.propose = rc_rule_convert_place,
	},
	{
		.info = { "convert-text", "E0308",
			  "makes a String as the rest of the file makes it",
			  "there are several ways, and the author has one",
			  1.15 },
		.propose = rc_rule_convert_text,
	},
	{
		.info = { "raw-pointer", "E0308",
			  "takes the address, or reads what a pointer points to",
			  "the types are the same but for the pointer", 1.8 },
		.propose = rc_rule_raw_pointer,
	},

	/* Methods. */
	{
		.info = { "collect-owned", "E0277",
			  "makes owned items of borrowed ones before they are collected",
			  "the compiler says which items the collection wants and which it gets",
			  1.9 },
		.message = "cannot be built from an iterator",
		.propose = rc_rule_collect_owned,
	},
	{
		.info = { "enumerate", "E0308",
			  "inserts `.enumerate()` in a loop over pairs",
			  "the pattern is a pair with a plain name in front, the items are none",
			  2.0 },
		.propose = rc_rule_enumerate,
	},
	{
		.info = { "index-bytes", "E0277", "indexes the bytes of a text",
			  "a text has no characters at numbers, its bytes have, and only they are that cheap",
			  2.3 },
		.message = "cannot be indexed by",
		.propose = rc_rule_index_bytes,
	},
	{
		.info = { "iterate", "E0599",
			  "inserts `.iter()` or `.chars()` before an iterator's method",
			  "the method is one of iterators, and the receiver lends one",
			  1.15 },
		.propose = rc_rule_iterate,
	},
	{
		.info = { "own-value", "E0599",
			  "makes a borrowed value the variable's own where it got it",
			  "what is called on it only owned values have", 0.0 },
		.propose = rc_rule_own_value,
	},
	{
		.info = { "yield-owned", "E0271",
			  "makes owned items of borrowed ones that an iterator yields",
			  "they are wanted, and the types differ in nothing else",
			  1.9 },
		.propose = rc_rule_yield_owned,
	},

	/* Pointers and references. */
	{
		.info = { "bind-by-ref", "E0308",
			  "binds a name of a pattern by `ref` or `ref mut`",
			  "its use wants a reference, and other patterns of the file bind so",
			  0.0 },
		.propose = rc_rule_bind_by_ref,
	},
	{
		.info = { "deref-assign", "E0070",
			  "assigns to what a call's pointer points to",
			  "to the call's value nothing can be assigned", 1.6 },
		.propose = rc_rule_deref_assign,
	},
	{
		.info = { "deref-conversion", "E0277",
			  "inserts the `*` that `T::from(…)` lacks",
			  "the compiler lists the conversion from what the reference refers to",
			  1.3 },
		.message = "From<&",
		.propose = rc_rule_deref_conversion,
	},
	{
		.info = { "deref-pointer", "E0308 E0369 E0609",
			  "inserts the `*` that a raw pointer lacks where it got its name",
			  "what is done with it only what it points to can do",
			  1.05 },
		.propose = rc_rule_deref_pointer,
	},
	{
		.info = { "deref-range", "E0277",
			  "inserts the `*` that the end of a range lacks",
			  "a range of numbers is wanted, and this is one of references to them",
			  1.3 },
		.message = "cannot be indexed by",
		.anywhere = true,
		.propose = rc_rule_deref_range,
	},
	{
		.info = { "deref-reference", "E0308",
			  "refers to what a pointer points to",
			  "the reference is one to the pointer, and one to what it points to is wanted",
			  1.3 },
		.propose = rc_rule_deref_reference,
	},

	/* Wrapped values. */
	{
		.info = { "plain-wrapper", "E0308",
			  "wraps a value in Ok, Err or Some as it is written by hand",
			  "the compiler names the wrapper; its path is not needed, and the unsafe block is no place for it",
			  1.15 },
		.propose = rc_rule_plain_wrapper,
	},
	{
		.info = { "return-arm", "E0308",
			  "returns the value of an arm that has the function's type",
			  "the other arms have another type, and this one has what the function returns",
			  1.1 },
		.message = "arms have incompatible types",
		.anywhere = true,
		.propose = rc_rule_return_arm,
	},
	{
		.info = { "wrap-conversion", "E0277",
			  "wraps a converted value in Ok or Some",
			  "the conversion leads to what is in the Result, not to the Result",
			  1.8 },
		.message = "From<",
		.propose = rc_rule_wrap_conversion,
	},
	{
		.info = { "wrap-unit", "E0308", "wraps `()` in Ok",
			  "a Result of `()` is wanted, and `()` is there",
			  1.1 },
		.propose = rc_rule_wrap_unit,
	},
	{ .propose = NULL },
};
