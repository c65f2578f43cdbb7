/* SPDX-License-Identifier: MIT */
#pragma once

/* The items of Rust code that need not compile. */

#include "rust/lexer.h"

struct rc_item {
	const char *kind; /* "fn", "impl", …; static */
	/* As in the text; for impl and use all up to the body. */
	const char *name;
	size_t name_len;
	size_t start; /* with documentation and attributes */
	size_t attrs; /* behind the documentation at its start */
	size_t code;  /* behind the attributes as well */
	size_t end;
	size_t parent; /* the item around it, or RC_NO_ITEM */
	bool closed;   /* its end was found */
};

#define RC_NO_ITEM ((size_t)-1)

struct rc_items {
	struct rc_item *v;
	size_t n, cap;
	bool stray; /* there is code outside of items */
};

#define RC_ITEMS_INIT             \
	{                         \
		NULL, 0, 0, false \
	}

/* Also those inside mod, impl, trait and extern blocks. */
void rc_items_scan(struct rc_items *items, const char *text, size_t len);
void rc_items_release(struct rc_items *items);
