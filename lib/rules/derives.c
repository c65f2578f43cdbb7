/* SPDX-License-Identifier: MIT */
#include "rules/derives.h"

/* The customary order, and what a trait needs. */
static const struct {
	const char *name;
	const char *needs; /* names of this table, with ' ' between */
} derivable[] = {
	{ "Debug", "" },
	{ "Clone", "" },
	{ "Copy", "Clone" },
	{ "PartialEq", "" },
	{ "Eq", "PartialEq" },
	{ "PartialOrd", "PartialEq" },
	{ "Ord", "PartialEq Eq PartialOrd" },
	{ "Hash", "" },
	{ "Default", "" },
};

static size_t place_of(const char *name)
{
	size_t i = 0;

	while (i < RC_COUNT(derivable) && strcmp(derivable[i].name, name) != 0)
		i++;
	return i;
}

static bool is_derive(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, i, "derive") && rc_lex_is(src, i + 1, "(") &&
	       rc_lex_is(src, i - 1, "[") && rc_lex_is(src, i - 2, "#");
}

size_t rc_derive_find(const struct rc_decl *type, const char *name)
{
	for (size_t i = type->first; i < type->keyword; i++) {
		size_t close = is_derive(type->src, i)
				       ? rc_lex_close(type->src, i + 1)
				       : i;

		for (; i < close; i++) {
			if (rc_lex_is(type->src, i, name))
				return i;
		}
	}
	return SIZE_MAX;
}

struct found {
	const char *type, *trait;
	bool yes;
};

static bool is_impl(const struct rc_decl *impl, void *data)
{
	struct found *found = data;

	found->yes = impl->trait && strcmp(impl->trait, found->trait) == 0;
	return !found->yes;
}

static bool has_trait(struct rc_rule_at *at, const struct rc_decl *type,
		      const char *name)
{
	struct found found = { type->name, name, false };

	rc_decl_each(at->sources, RC_DECL_IMPL, type->name, is_impl, &found);
	return found.yes || rc_derive_find(type, name) != SIZE_MAX;
}

static void want(struct rc_derives *derives, const char *name)
{
	size_t place = place_of(name);

	for (size_t i = 0; i < derives->n; i++) {
		if (strcmp(derives->wanted[i], name) == 0)
			return;
	}
	if (derives->n == RC_MAX_DERIVES || place == RC_COUNT(derivable) ||
	    has_trait(derives->at, derives->type, name))
		return;
	derives->wanted[derives->n++] = derivable[place].name;
	rc_derives_want(derives, derivable[place].needs);
}

void rc_derives_want(struct rc_derives *derives, const char *names)
{
	while (*names) {
		size_t len = strcspn(names, ", ");

		if (len)
			want(derives,
			     rc_arena_strndup(derives->at->arena, names, len));
		names += len + strspn(names + len, ", ");
	}
}

/* Which of two names the crate's lists have in front: a before b, less b
 * before a. */
struct habit {
	int more[RC_COUNT(derivable)][RC_COUNT(derivable)];
	bool by_name; /* the list is in the order of the alphabet */
};

static void learn_from(struct habit *habit, const struct rc_source *src,
		       size_t open)
{
	size_t seen[RC_COUNT(derivable)], n = 0;
	size_t close = rc_lex_close(src, open);

	for (size_t i = open; i < close && n < RC_COUNT(seen); i++) {
		size_t now = 0;

		while (now < RC_COUNT(derivable) &&
		       !rc_lex_is(src, i, derivable[now].name))
			now++;
		for (size_t k = 0; k < n && now < RC_COUNT(derivable); k++) {
			habit->more[seen[k]][now]++;
			habit->more[now][seen[k]]--;
		}
		if (now < RC_COUNT(derivable))
			seen[n++] = now;
	}
}

/* Who writes Eq before PartialEq writes Ord before PartialOrd. */
static void transfer(struct habit *habit, const char *const pair[2],
		     const char *const like[2])
{
	int known = habit->more[place_of(like[0])][place_of(like[1])];
	int *more = &habit->more[place_of(pair[0])][place_of(pair[1])];

	if (*more)
		return;
	*more = known;
	habit->more[place_of(pair[1])][place_of(pair[0])] = -known;
}

static void learn(struct rc_rule_at *at, struct habit *habit)
{
	static const char *const eq[] = { "Eq", "PartialEq" };
	static const char *const ord[] = { "Ord", "PartialOrd" };
	size_t n;
	const char *const *files = rc_source_files(at->sources, &n);

	for (size_t f = 0; f < n; f++) {
		const struct rc_source *src =
			rc_source_get(at->sources, files[f]);

		for (size_t i = 0; src && i < src->n; i++) {
			if (is_derive(src, i))
				learn_from(habit, src, i + 1);
		}
	}
	transfer(habit, eq, ord);
	transfer(habit, ord, eq);
}

/* Sorted, but not as is customary; Eq before PartialEq is not enough. */
static bool is_by_name(const char *const *names, size_t n)
{
	bool unusual = false;

	for (size_t i = 1; i < n; i++) {
		const char *a = names[i - 1], *b = names[i];

		if (strcmp(a, b) > 0)
			return false;
		unusual |= place_of(a) > place_of(b) && !strstr(b, a);
	}
	return unusual && n > 2;
}

/* Positive: a stands before b. Names of others come last. */
static int before(const struct habit *habit, const char *a, const char *b)
{
	size_t x = place_of(a), y = place_of(b);

	if (habit->by_name)
		return strcmp(a, b) < 0 ? 1 : -1;
	if (x < RC_COUNT(derivable) && y < RC_COUNT(derivable) &&
	    habit->more[x][y])
		return habit->more[x][y] > 0 ? 2 : -2;
	return x < y ? 1 : -1;
}

/* Where in names a further one fits best; the last such place. */
static size_t best_place(const struct habit *habit, const char *const *names,
			 size_t n, const char *name)
{
	size_t best = 0;
	int score = 0, best_score = 0;

	/* From in front of all to behind all: one more is passed each time. */
	for (size_t i = 0; i < n; i++) {
		score += before(habit, names[i], name);
		if (score >= best_score) {
			best_score = score;
			best = i + 1;
		}
	}
	return best;
}

/* The first derive list of a type; open 0: it has none. */
struct slot {
	size_t open;
	struct rc_list list;
};

static struct slot find_slot(const struct rc_derives *derives)
{
	const struct rc_decl *type = derives->type;
	struct slot slot = { .open = 0 };

	for (size_t i = type->first; i < type->keyword && !slot.open; i++) {
		if (!is_derive(type->src, i))
			continue;
		slot.open = i + 1;
		slot.list = rc_list_in(type->src, i + 1, derives->at->arena);
	}
	return slot;
}

/* The names that will be there. */
struct names {
	const char *v[3 * RC_MAX_DERIVES];
	bool is_new[3 * RC_MAX_DERIVES];
	size_t n;
};

static void arrange(const struct rc_derives *derives,
		    const struct rc_list *list, struct names *out)
{
	struct habit habit = { .by_name = false };

	learn(derives->at, &habit);
	for (; out->n < list->n && out->n < RC_MAX_DERIVES; out->n++)
		out->v[out->n] = rc_lex_text(list->src, list->v[out->n].to - 1,
					     list->v[out->n].to,
					     derives->at->arena);
	habit.by_name = is_by_name(out->v, out->n);
	for (size_t i = 0; i < derives->n; i++) {
		size_t place =
			best_place(&habit, out->v, out->n, derives->wanted[i]);
		size_t behind = out->n++ - place;

		memmove(&out->v[place + 1], &out->v[place],
			behind * sizeof(*out->v));
		memmove(&out->is_new[place + 1], &out->is_new[place],
			behind * sizeof(*out->is_new));
		out->v[place] = derives->wanted[i];
		out->is_new[place] = true;
	}
}

/* Behind so many of the old names, or as a list of its own. */
static void insert(const struct rc_derives *derives, const struct slot *slot,
		   size_t old, const char *text)
{
	struct rc_rule_at *at = derives->at;
	const struct rc_source *src = derives->type->src;
	size_t start = src->v[derives->type->first].start;

	if (slot->open)
		rc_list_insert(at, &slot->list, old ? old - 1 : SIZE_MAX, text);
	else
		rc_rule_insert(
			at, src, start,
			RC_RULE_TEXT(at, "#[derive(%s)]\n%.*s", text,
				     (int)rc_line_indent(src, start),
				     src->text + rc_line_start(src, start)));
}

void rc_derives_write(struct rc_derives *derives)
{
	struct slot slot = find_slot(derives);
	struct names names = { .n = 0 };
	const char *text = NULL;
	size_t old = 0;

	arrange(derives, &slot.list, &names);
	for (size_t i = 0; i < names.n; i++) {
		if (!names.is_new[i]) {
			old++;
			continue;
		}
		text = text ? RC_RULE_TEXT(derives->at, "%s, %s", text,
					   names.v[i])
			    : names.v[i];
		if (i + 1 < names.n && names.is_new[i + 1])
			continue;
		insert(derives, &slot, old, text);
		text = NULL;
	}
}
