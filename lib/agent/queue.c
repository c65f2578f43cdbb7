/* SPDX-License-Identifier: MIT */
#include "agent/queue.h"

static const struct rc_fixer *const fixers[] = { &rc_fixer_rustc,
						 &rc_fixer_rules };

/* Whose texts the sources are. */
struct rc_queue_tree {
	struct rc_run *run;
	const struct rc_node *node;
};

static const char *read_text(void *data, const char *path, size_t *len)
{
	const struct rc_queue_tree *tree = data;
	const char *text;

	if (rc_tree_text(&tree->run->tree, &tree->node->changes, path, &text,
			 len, NULL) < 0)
		return NULL;
	return text;
}

/* Asked of cargo once a run, by the first rule that needs it. */
static const char *const *dependencies(void *data)
{
	const struct rc_queue_tree *tree = data;
	struct rc_run *run = tree->run;

	if (!run->dependencies)
		run->dependencies = rc_workspace_dependencies(
			&run->workspace, &run->cargo, &run->crate);
	return run->dependencies;
}

static void append(struct rc_proposals *list, struct rc_proposal *proposal)
{
	RC_GROW(list->v, list->n, list->cap);
	list->v[list->n++] = proposal;
}

static bool is_machine(const struct rc_proposal *proposal)
{
	return strcmp(proposal->cand.stage, "machine") == 0;
}

/*
 * What the batches are made of. machine and first take one proposal of a
 * diagnostic, since several are often exclusive; every takes the first
 * alternative of each suggestion, since some repair only together (two
 * derives for one failing comparison).
 */
struct batches {
	struct rc_proposals machine, first, every;
};

static void add_batch(struct rc_queue *queue, const struct rc_proposals *parts,
		      double rank, const char *stage, const char *title)
{
	struct rc_proposal *batch = rc_proposal_batch(
		parts->v, parts->n, rank, stage, title, &queue->arena);

	if (batch)
		append(&queue->list, batch);
}

/* Of all proposals for one diagnostic, [from, to) of the list. */
static void sort_into(struct batches *batches, struct rc_queue *queue,
		      size_t from, size_t to, double line)
{
	struct rc_proposals together = RC_PROPOSALS_INIT;
	struct rc_proposal *machine = NULL, *first = NULL;

	for (size_t i = from; i < to; i++) {
		struct rc_proposal *one = queue->list.v[i];

		if (one->cand.rank > line)
			continue;
		if (!first || one->cand.rank < first->cand.rank)
			first = one;
		if (!machine && is_machine(one))
			machine = one;
		if (one->first_alternative) {
			append(&batches->every, one);
			append(&together, one);
		}
	}
	if (machine)
		append(&batches->machine, machine);
	if (first)
		append(&batches->first, first);
	if (together.n > 1)
		add_batch(queue, &together, RC_RANK_TOGETHER, "maybe",
			  first->diag->message);
	rc_proposals_release(&together);
}

static void add_batches(struct rc_queue *queue, const struct batches *batches)
{
	add_batch(queue, &batches->machine, RC_RANK_MACHINE_BATCH, "machine",
		  "all machine-applicable suggestions");
	add_batch(queue, &batches->first, RC_RANK_FIRST_BATCH, "maybe",
		  "the first proposal for every diagnostic");
	add_batch(queue, &batches->every, RC_RANK_EVERY_BATCH, "maybe",
		  "every suggestion at once");
}

void rc_queue_fill(struct rc_queue *queue, struct rc_run *run,
		   const struct rc_node *from)
{
	struct batches batches = { RC_PROPOSALS_INIT, RC_PROPOSALS_INIT,
				   RC_PROPOSALS_INIT };
	const struct rc_diags *diags = &from->build.diags;
	struct rc_queue_tree *tree;

	*queue = (struct rc_queue){ .list = RC_PROPOSALS_INIT };
	tree = rc_arena_alloc(&queue->arena, sizeof(*tree));
	*tree = (struct rc_queue_tree){ run, from };
	struct rc_source_reader reader = { .text = read_text,
					   .outside = dependencies,
					   .data = tree,
					   .root = run->root,
					   .skip = run->workspace.target };

	rc_sources_init(&queue->sources, &reader);
	for (size_t i = 0; i < diags->n; i++) {
		size_t before = queue->list.n;

		if (!rc_fixer_wants(run->opts, &diags->v[i]))
			continue;
		for (size_t k = 0; k < RC_COUNT(fixers); k++)
			fixers[k]->propose(diags, &diags->v[i], run->opts,
					   &queue->sources, &queue->arena,
					   &queue->list);
		sort_into(&batches, queue, before, queue->list.n,
			  rc_apply_line(run->opts));
	}
	add_batches(queue, &batches);
	rc_proposals_sort(&queue->list);
	rc_proposals_release(&batches.machine);
	rc_proposals_release(&batches.first);
	rc_proposals_release(&batches.every);
}

void rc_queue_release(struct rc_queue *queue)
{
	rc_proposals_release(&queue->list);
	rc_sources_release(&queue->sources);
	rc_arena_release(&queue->arena);
}
