/* SPDX-License-Identifier: MIT */

/* Rules about declarations: what is said twice, or has to agree. */

#include "rules/table.h"

const struct rc_rule rc_rules_item[] = {
	/* Traits. */
	{
		.info = { "add-to-trait", "E0407 E0437 E0438",
			  "adds to a trait what its only implementation has besides",
			  "the implementation writes it down; the trait is the place where it is missing, unless it belongs in an impl of its own",
			  3.5 },
		.propose = rc_rule_add_to_trait,
	},

	/* Visibility. */
	{
		.info = { "open-field", "E0451 E0616",
			  "makes a private field pub(crate)",
			  "the crate's own code uses it; its author may have hidden it on purpose",
			  3.2 },
		.propose = rc_rule_open_field,
	},
	{
		.info = { "open-item", "E0603 E0624",
			  "makes a private item pub(crate)",
			  "the crate's own code uses it; its author may have hidden it on purpose",
			  3.0 },
		.propose = rc_rule_open_item,
	},

	/* Attributes. */
	{
		.info = { "drop-lint-value", "E0452",
			  "names a lint without a value",
			  "a lint's name takes none", 1.6 },
		.propose = rc_rule_drop_lint_value,
	},
	{
		.info = { "list-attribute", "E0539",
			  "writes `attribute = \"x\"` as `attribute(x)`",
			  "the compiler says that it has to be a list, and the string is what it lists",
			  1.3 },
		.propose = rc_rule_list_attribute,
	},
	{
		.info = { "plain-align", "E0589",
			  "writes an alignment as a plain number",
			  "the number is there, and only its quotes or its suffix are refused",
			  1.3 },
		.propose = rc_rule_plain_align,
	},
	{
		.info = { "recursion-limit", "E0055",
			  "raises the recursion limit to what the compiler names",
			  "the help gives the attribute as it has to be", 1.6 },
		.message = "recursion limit",
		.uncoded = true,
		.anywhere = true,
		.propose = rc_rule_recursion_limit,
	},
	{
		.info = { "repr-case", "E0552",
			  "corrects the case of a representation hint",
			  "the list of valid ones has just one that differs in nothing else",
			  1.2 },
		.propose = rc_rule_repr_case,
	},
	{
		.info = { "round-align", "E0589",
			  "rounds an alignment up to a power of two",
			  "it aligns at least as far as was asked; the number may be a slip of another kind",
			  2.7 },
		.propose = rc_rule_round_align,
	},
	{
		.info = { "unquote-name", "E0452 E0539 E0565 E0777",
			  "writes a name in an attribute without quotes",
			  "the compiler expects an identifier, and the string is one",
			  1.2 },
		.propose = rc_rule_unquote_name,
	},
	{
		.info = { "value-attribute", "E0539",
			  "writes `note(\"x\")` as `note = \"x\"`",
			  "the compiler says of what form it has to be", 1.2 },
		.propose = rc_rule_value_attribute,
	},

	/* Declarations that agree with another. */
	{
		.info = { "const-to-static", "E0492",
			  "makes a borrowed constant with interior mutability a static",
			  "every use of a constant is a new value, so what borrows one value needs a static, as the help says",
			  2.1 },
		.propose = rc_rule_const_to_static,
	},
	{
		.info = { "drop-bound", "E0367",
			  "requires of a type what its Drop requires",
			  "a destructor must be there for every value of the type, as the note says",
			  1.4 },
		.propose = rc_rule_drop_bound,
	},
	{
		.info = { "drop-generic", "E0366",
			  "implements Drop for a type with any arguments",
			  "a destructor must be there for every value of the type, and the note asks for its own parameters",
			  1.6 },
		.propose = rc_rule_drop_generic,
	},
	{
		.info = { "public-type", "E0446",
			  "makes a type public that a public trait's item names",
			  "who may use the item has to see the type, unless the trait should be private",
			  2.6 },
		.propose = rc_rule_public_type,
	},
	{
		.info = { "reexport-public", "E0364 E0365",
			  "makes public what a `pub use` exports",
			  "the export says that it is public, and the only item of the name is not",
			  1.7 },
		.propose = rc_rule_reexport_public,
	},
	{
		.info = { "repr-for-values", "E0732",
			  "gives an enum with values and fields an integer representation",
			  "its values need one, and it is the smallest that holds them",
			  2.2 },
		.propose = rc_rule_repr_for_values,
	},
	{
		.info = { "wrapped-value", "E0370",
			  "writes the value out to which an enum's value wraps",
			  "the note names it; a larger representation may have been meant",
			  2.7 },
		.propose = rc_rule_wrapped_value,
	},

	/* Derived traits. */
	{
		.info = { "derive-for-field", "E0204",
			  "derives Copy for the types of the fields of a Copy type",
			  "they are of this crate, derive Clone, and are all that is in the way",
			  1.6 },
		.anywhere = true,
		.propose = rc_rule_derive_for_field,
	},
	{
		.info = { "derive-list", "E0277 E0308 E0369 E0382 E0507 E0599",
			  "adds traits to the derives of a type",
			  "the compiler names type and traits; they go where the crate's other types have them, with those they need",
			  1.15 },
		.anywhere = true,
		.propose = rc_rule_derive_list,
	},
	{
		.info = { "derive-method", "E0599",
			  "derives the trait whose method is called on a type of this crate",
			  "only this trait has the method, and the type can derive it",
			  1.5 },
		.anywhere = true,
		.propose = rc_rule_derive_method,
	},
	{
		.info = { "derive-trait", "E0277 E0369",
			  "derives a trait that a type does not implement",
			  "the compiler leads to the type, which is of this crate and can derive it",
			  1.6 },
		.anywhere = true,
		.propose = rc_rule_derive_trait,
	},
	{
		.info = { "drop-copy", "E0184 E0204",
			  "derives no Copy for what cannot be copied",
			  "what has a destructor, or a field that is not Copy, cannot be",
			  2.2 },
		.anywhere = true,
		.propose = rc_rule_drop_copy,
	},
	{
		.info = { "duplicate-derive", "E0119",
			  "removes a trait that is derived twice",
			  "it says nothing that the first does not", 1.1 },
		.anywhere = true,
		.propose = rc_rule_duplicate_derive,
	},

	/* Of two that are the same, one goes. */
	{
		.info = { "duplicate-bound", "E0203",
			  "removes the second of two `?Sized`",
			  "it says nothing that the first does not", 1.1 },
		.propose = rc_rule_duplicate_bound,
	},
	{
		.info = { "duplicate-definition", "E0119 E0201 E0428 E0592",
			  "removes the second of two identical definitions",
			  "they are the same to the last lexeme and comment",
			  1.3 },
		.propose = rc_rule_duplicate_definition,
	},
	{
		.info = { "duplicate-entry", "E0025 E0062 E0124 E0403 E0428",
			  "removes the second of two identical fields, variants or parameters",
			  "they are the same to the last lexeme and comment",
			  1.4 },
		.propose = rc_rule_duplicate_entry,
	},

	/* Imports. */
	{
		.info = { "import",
			  "E0107 E0404 E0405 E0412 E0422 E0425 E0433 E0531 E0532 E0574 E0599",
			  "imports a name as other files of the crate do",
			  "the path is the one by which they import it, or the compiler's only one, and it stands where it belongs",
			  1.15 },
		.anywhere = true,
		.propose = rc_rule_import,
	},

	/* Generic parameters and arguments. */
	{
		.info = { "argument-order", "E0747",
			  "gives generic arguments in the declared order",
			  "each fits only where its kind is wanted", 1.2 },
		.propose = rc_rule_argument_order,
	},
	{
		.info = { "forward-default", "E0128",
			  "moves a parameter behind the one its default names",
			  "a default can name only what is declared, and no code gives these arguments by place",
			  1.9 },
		.propose = rc_rule_forward_default,
	},
	{
		.info = { "move-parameter", "E0207",
			  "moves a parameter of an impl to the functions that use it",
			  "nothing but they can say what it is", 2.1 },
		.propose = rc_rule_move_parameter,
	},
	{
		.info = { "trailing-default", "",
			  "moves a parameter with a default behind those without",
			  "defaults have to be last, and no code gives these arguments by place",
			  1.9 },
		.message = "generic parameters with a default must be trailing",
		.propose = rc_rule_trailing_default,
	},
	{
		.info = { "unused-impl-parameter", "E0207",
			  "removes a parameter of an impl that it does not use",
			  "nothing names it", 1.5 },
		.propose = rc_rule_unused_impl_parameter,
	},
	{
		.info = { "unused-parameter", "E0091 E0392",
			  "removes a type's parameter that it does not use",
			  "nothing names it, and no code gives it an argument",
			  2.2 },
		.propose = rc_rule_unused_parameter,
	},

	/* Members of an impl, as the trait declares them. */
	{
		.info = { "safe-impl", "E0197 E0199",
			  "removes `unsafe` of an impl that is not",
			  "there is nothing it could promise", 1.1 },
		.propose = rc_rule_safe_impl,
	},
	{
		.info = { "trait-async", "",
			  "makes a function async that is so in its trait",
			  "the trait's declaration says so", 1.3 },
		.message = "method should be `async`",
		.propose = rc_rule_trait_async,
	},
	{
		.info = { "trait-bound", "E0276",
			  "removes a bound that the trait's function lacks",
			  "who calls it by the trait need not fulfil it", 1.5 },
		.propose = rc_rule_trait_bound,
	},
	{
		.info = { "trait-generics", "E0049",
			  "gives a function the generics of the trait's",
			  "the trait declares how many there are, and what they are for",
			  1.3 },
		.propose = rc_rule_trait_generics,
	},
	{
		.info = { "trait-lifetimes", "E0195 E0308",
			  "gives a function the lifetimes of the trait's",
			  "the trait declares which of them are the same",
			  1.4 },
		.message =
			"lifetime parameters|method not compatible with trait",
		.propose = rc_rule_trait_lifetimes,
	},
	{
		.info = { "trait-parameters", "E0050",
			  "adds or removes parameters as the trait has them",
			  "the trait declares them; what both have stays as it is",
			  1.3 },
		.propose = rc_rule_trait_parameters,
	},
	{
		.info = { "trait-qualifiers", "E0053",
			  "removes `async` or `unsafe`, or sets the calling convention, as in the trait",
			  "the trait's declaration says so", 1.3 },
		.anywhere = true, /* an async fn is an expansion */
		.propose = rc_rule_trait_qualifiers,
	},
	{
		.info = { "trait-receiver", "E0185 E0186",
			  "adds or removes `self` as the trait has it",
			  "the trait declares whether there is one, and which",
			  1.2 },
		.propose = rc_rule_trait_receiver,
	},
	{
		.info = { "trait-signature", "",
			  "gives a function the signature of the trait's",
			  "the trait declares which lifetimes are the same",
			  1.4 },
		.message = "`impl` item signature doesn't match",
		.propose = rc_rule_trait_signature,
	},

	/* Declared types. */
	{
		.info = { "borrowed-parameter", "E0106",
			  "declares a parameter as &str that callers give a &str",
			  "the result borrows from it, which it could not from a String of its own",
			  1.1 },
		.propose = rc_rule_borrowed_parameter,
	},
	{
		.info = { "box-dyn", "E0308",
			  "declares a box of the trait that the boxed types have in common",
			  "they differ, and there is one trait of the crate that both implement",
			  2.0 },
		.propose = rc_rule_box_dyn,
	},
	{
		.info = { "declared-type", "E0308",
			  "declares the type that a function's body and its callers agree on",
			  "both contradict the declaration in the same way",
			  0.0 },
		.propose = rc_rule_declared_type,
	},
	{
		.info = { "predicate-type", "E0308",
			  "lets a function that is named like a question return bool",
			  "its value is a bool, and so is the answer to what it is called",
			  2.2 },
		.propose = rc_rule_predicate_type,
	},
	{
		.info = { "result-type", "E0308",
			  "declares the result of a function that is there for its value",
			  "the compiler names the type, and a semicolon instead would leave a function that does nothing",
			  0.0 },
		.propose = rc_rule_result_type,
	},
	{
		.info = { "return-self", "E0308 E0053",
			  "writes a suggested result type as Self",
			  "it is the impl's own type, and the functions beside it call it Self",
			  0.0 },
		.propose = rc_rule_return_self,
	},

	/* Fields. */
	{
		.info = { "only-field", "E0559 E0560 E0609",
			  "names the only field there is",
			  "there is no other, but the names have nothing in common",
			  3.2 },
		.propose = rc_rule_only_field,
	},
	{
		.info = { "similar-field", "E0026",
			  "names the field that differs in one letter",
			  "the pattern's type has one such field", 1.7 },
		.propose = rc_rule_similar_field,
	},
	{
		.info = { "unit-struct", "",
			  "inserts the `;` of a struct without fields",
			  "the next item begins behind its name, so it has no fields",
			  1.0 },
		.message =
			"after struct name, found keyword|after struct name, found `#`",
		.propose = rc_rule_unit_struct,
	},
	{ .propose = NULL },
};
