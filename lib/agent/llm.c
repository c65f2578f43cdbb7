/* SPDX-License-Identifier: MIT */
#include "agent/llm.h"

#include <stdio.h>

#include "agent/fixer.h"
#include "agent/prompt.h"
#include "agent/report.h"
#include "agent/search.h"
#include "base/err.h"
#include "base/secret.h"

#define DEFAULT_CALLS 30
#define DEFAULT_TOKENS 200000
#define DEFAULT_SAMPLES 3
#define MAX_GROUP_ANSWERS 12
#define MAX_REJECTIONS ((size_t)8 << 10)
#define MAX_PROMPT_TOKENS 25000 /* above it models keep to no format */
#define MIN_ANSWER 256
#define MAX_ANSWER 8192

/* What became of the answers about one group, over the run. */
struct memory {
	uint64_t key;
	unsigned answers; /* since the last accepted one */
	unsigned total;
	bool asked_wide;
	int64_t tokens; /* spent since the last accepted one */
	struct rc_buf rejections;
};

struct rc_llm {
	struct rc_endpoint endpoint;
	const char *stopped;
	enum rc_reply_format format;
	unsigned malformed; /* answers in a row */
	struct memory *v;
	size_t n, cap;
};

/* One question and its answer. */
struct question {
	struct rc_run *run;
	struct rc_llm *llm;
	const struct rc_group *group;
	struct memory *memory;
	bool wide;
	struct rc_prompt prompt;
	struct rc_chat_reply reply;
	unsigned max_answer;
};

static int64_t or_default(int64_t value, int64_t def)
{
	return value ? value : def;
}

int rc_llm_open(struct rc_run *run, struct rc_err *err)
{
	struct rc_llm *llm = rc_xcalloc(1, sizeof(*llm));
	int ret = 0;

	/* '--print-prompt' needs none: it only shows. */
	llm->endpoint.context = RC_ENDPOINT_CONTEXT;
	if (run->opts->endpoint.url)
		ret = rc_endpoint_init(&llm->endpoint, &run->opts->endpoint,
				       err);
	llm->endpoint.cancel = run->opts->cancel;
	llm->endpoint.sink = &run->sink;
	run->llm = llm;
	return ret;
}

static struct memory *remember(struct rc_llm *llm, uint64_t key)
{
	for (size_t i = 0; i < llm->n; i++) {
		if (llm->v[i].key == key)
			return &llm->v[i];
	}
	RC_GROW(llm->v, llm->n, llm->cap);
	llm->v[llm->n] =
		(struct memory){ .key = key,
				 .rejections = RC_BUF_INIT(MAX_REJECTIONS) };
	return &llm->v[llm->n++];
}

static void note_rejection(struct question *q, const char *reason)
{
	rc_buf_addf(&q->memory->rejections, "- %s\n", reason);
}

static int64_t tokens_spent(const struct rc_run *run)
{
	return run->report->tokens_in + run->report->tokens_out;
}

/* What a question may cost is bounded before it is asked. */
static bool can_afford(struct question *q)
{
	const struct rc_fix_opts *opts = q->run->opts;
	int64_t left = or_default(opts->max_tokens, DEFAULT_TOKENS) -
		       tokens_spent(q->run) - q->prompt.tokens;

	if (q->llm->endpoint.calls >=
	    or_default(opts->max_calls, DEFAULT_CALLS))
		q->llm->stopped = "calls";
	else if (left < MIN_ANSWER)
		q->llm->stopped = "tokens";
	else if (left < q->max_answer)
		q->max_answer = (unsigned)left;
	return !q->llm->stopped;
}

static int make_prompt(struct question *q, struct rc_err *err)
{
	unsigned context = q->llm->endpoint.context;
	int64_t room = (int64_t)context * 7 / 10;

	q->max_answer = context / 4;
	if (q->max_answer > MAX_ANSWER)
		q->max_answer = MAX_ANSWER;
	if (room > MAX_PROMPT_TOKENS)
		room = MAX_PROMPT_TOKENS;
	struct rc_prompt_opts opts = {
		.format = q->llm->format,
		.rejections = q->memory->rejections.ptr,
		.max_tokens = room,
		.wide = q->wide,
	};

	rc_prompt_release(&q->prompt);
	return rc_prompt_make(q->run, q->group, &opts, &q->prompt, err);
}

static int check_secrets(const struct question *q, struct rc_err *err)
{
	const char *what = NULL;
	unsigned line = 0;

	if (q->run->opts->allow_secrets ||
	    !rc_secret_find(q->prompt.user, strlen(q->prompt.user), &what,
			    &line))
		return 0;
	rc_err_set(err, RC_ESAFETY,
		   "the question to the model would hold %s (line %u of it)",
		   what, line);
	rc_err_hint(err, "'--print-prompt' shows it; '--allow-secrets' sends "
			 "it all the same");
	return RC_ESAFETY;
}

static void show_prompt(const struct question *q)
{
	RC_CLEANUP(rc_freep)
	char *text = rc_xasprintf("%s\n\n%s", q->prompt.system, q->prompt.user);
	struct rc_event event = { .kind = RC_EV_PROMPT,
				  .text = text,
				  .iteration = q->llm->endpoint.calls + 1 };

	rc_emit(&q->run->sink, &event);
}

static const char *finish_name(enum rc_chat_finish finish)
{
	static const char *const names[] = { "stop", "truncated", "refused",
					     "empty", "repeating" };

	return names[finish];
}

/* Also of an answer that was of no use: it was paid for. */
static void account(struct question *q)
{
	struct rc_fix_report *report = q->run->report;

	report->tokens_in += q->reply.tokens_in;
	report->tokens_out += q->reply.tokens_out;
	q->memory->tokens += q->reply.tokens_in + q->reply.tokens_out;
}

static void show_reply(const struct question *q)
{
	const struct rc_chat_reply *reply = &q->reply;
	struct rc_event event = { .kind = RC_EV_REPLY,
				  .text = reply->text,
				  .hint = finish_name(reply->finish),
				  .iteration = q->llm->endpoint.calls,
				  .ms = reply->ms };

	rc_emit(&q->run->sink, &event);
}

static int send(struct question *q, struct rc_err *err)
{
	struct rc_chat_message messages[] = {
		{ "system", q->prompt.system },
		{ "user", q->prompt.user },
	};
	/* The first answer is to be the likeliest, later ones others. */
	double temperature = q->memory->answers ? 0.6 : 0.2;
	struct rc_chat chat = {
		.messages = messages,
		.n_messages = RC_COUNT(messages),
		.max_tokens = q->max_answer,
		.temperature = temperature,
		.seed = -1,
	};

	show_prompt(q);
	return rc_chat_send(&q->llm->endpoint, &chat, &q->reply, err);
}

/* An endpoint that fails ends the stage, not the run. */
static int give_up_endpoint(struct question *q, int ret, struct rc_err *err)
{
	struct rc_fix_report *report = q->run->report;

	if (ret == RC_ECANCELLED || ret == RC_ESTATE || ret == RC_ESAFETY ||
	    ret == RC_EIO)
		return ret;
	/* Our own time ran out while it was thinking: not its failure. */
	if (ret == RC_ETIMEOUT && rc_run_spent(q->run)) {
		q->llm->stopped = rc_run_spent(q->run);
		return 0;
	}
	snprintf(report->endpoint_error, sizeof(report->endpoint_error),
		 "%.239s", err->msg);
	if (err->hint[0])
		rc_emit_note(&q->run->sink, err->hint, "the endpoint failed");
	q->llm->stopped = "endpoint";
	return 0;
}

/* Asks; a question that is too long for the model is asked again, shorter. */
static int ask(struct question *q, struct rc_err *err)
{
	int ret = 0;

	for (int round = 0; round < 2; round++) {
		ret = make_prompt(q, err);
		if (ret == 0)
			ret = check_secrets(q, err);
		if (ret < 0 || !can_afford(q))
			return ret;
		if (q->run->opts->print_prompt) {
			show_prompt(q);
			q->llm->stopped = "prompt";
			return 0;
		}
		ret = send(q, err);
		account(q);
		if (ret == 0)
			show_reply(q);
		else
			rc_chat_reply_release(&q->reply);
		if (ret != RC_ELIMIT)
			break;
	}
	return ret;
}

/* Too long for the model, or nothing in it may be sent: others may do. */
static bool skips_group(struct question *q, int ret, const struct rc_err *err)
{
	if (ret != RC_ELIMIT && ret != RC_ENOTFOUND)
		return false;
	q->memory->total = MAX_GROUP_ANSWERS;
	rc_emit_note(&q->run->sink, err->hint, "not asked about %s: %s",
		     q->group->diags[0]->title, err->msg);
	return true;
}

/* Two answers in a row that cannot be read: ask for another format. */
static void count_malformed(struct rc_llm *llm)
{
	if (++llm->malformed < 2)
		return;
	llm->malformed = 0;
	if (llm->format < RC_REPLY_FILES)
		llm->format++;
}

static void describe(const struct question *q, const struct rc_reply *reply,
		     struct rc_proposal *proposal)
{
	const struct rc_diag *diag = q->group->diags[0];
	struct rc_candidate *cand = &proposal->cand;

	proposal->diag = diag;
	cand->fixer = "llm";
	cand->stage = "llm";
	cand->title = reply->rationale[0] ? reply->rationale
					  : "an answer of the model";
	cand->model = q->reply.model;
	cand->tokens = q->memory->tokens;
	cand->edits = reply->edits;
	cand->n_edits = reply->n_edits;
}

/* A file is no place for a key, not even for the endpoint's own. */
static bool writes_key(const struct rc_reply *reply)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf masked = RC_BUF_INIT(0);

	for (size_t i = 0; i < reply->n_edits; i++)
		if (rc_secret_mask(&masked, reply->edits[i].text,
				   reply->edits[i].len))
			return true;
	return false;
}

static const char *unusable(const struct question *q,
			    const struct rc_reply *reply)
{
	switch (q->reply.finish) {
	case RC_CHAT_TRUNCATED:
		return "the answer was cut off: answer shorter";
	case RC_CHAT_REFUSED:
		return "the model refused";
	case RC_CHAT_EMPTY:
		return "the answer was empty";
	case RC_CHAT_LOOPING:
		return "the answer repeated itself";
	case RC_CHAT_STOP:
		break;
	}
	if (reply->failure[0])
		return reply->failure;
	if (!q->run->opts->allow_secrets && writes_key(reply))
		return "the answer writes a key into a file";
	return NULL;
}

/* Which errors a rejected answer left or made: two are enough to learn. */
static void add_errors(const struct rc_node *judged, struct rc_buf *why)
{
	const struct rc_diags *diags = &judged->build.diags;
	unsigned n = 0;

	for (size_t i = 0; i < diags->n && n < 2; i++) {
		const struct rc_span *span = rc_diag_primary(&diags->v[i]);

		if (diags->v[i].level != RC_LEVEL_ERROR)
			continue;
		rc_buf_addf(why, "%s error[%s] %s:%u: %s",
			    n++ ? ";" : "; the compiler said:",
			    diags->v[i].code ? diags->v[i].code : "-",
			    span && span->path ? span->path : "-",
			    span ? span->line : 0, diags->v[i].title);
	}
}

static int try_reply(struct question *q, const struct rc_reply *reply,
		     bool *accepted, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf why = RC_BUF_INIT(1024);
	struct rc_node judged = RC_NODE_INIT;
	struct rc_proposal proposal = { .diag = NULL };

	describe(q, reply, &proposal);
	int ret =
		rc_search_try(q->run, &proposal, &judged, &why, accepted, err);
	if (ret == 0 && !*accepted) {
		add_errors(&judged, &why);
		note_rejection(q, why.ptr);
	}
	rc_node_release(&judged);
	return ret;
}

static int use_reply(struct question *q, bool *accepted, struct rc_err *err)
{
	RC_CLEANUP(rc_arena_release) struct rc_arena arena = { 0 };
	struct rc_reply reply = { .edits = NULL };

	if (q->reply.finish == RC_CHAT_STOP)
		rc_reply_parse(q->reply.text, q->prompt.files,
			       q->prompt.n_files, false, &arena, &reply);
	const char *reason = unusable(q, &reply);

	if (!reason) {
		q->llm->malformed = 0;
		return try_reply(q, &reply, accepted, err);
	}
	struct rc_proposal proposal = { .diag = NULL };

	describe(q, &reply, &proposal);
	q->run->report->rejected++;
	rc_report_candidate(q->run, RC_EV_REJECTED, &proposal, reason);
	note_rejection(q, reason);
	count_malformed(q->llm);
	return 0;
}

static bool may_ask(const struct question *q)
{
	unsigned samples =
		(unsigned)or_default(q->run->opts->samples, DEFAULT_SAMPLES);

	if (q->llm->stopped || rc_run_spent(q->run) ||
	    q->memory->total >= MAX_GROUP_ANSWERS)
		return false;
	return q->wide ? !q->memory->asked_wide : q->memory->answers < samples;
}

/* Questions about one group until an answer is accepted or none is left. */
static int work_on(struct question *q, struct rc_err *err)
{
	while (may_ask(q)) {
		bool accepted = false;
		int ret = ask(q, err);

		if (skips_group(q, ret, err))
			return 0;
		if (ret < 0)
			return give_up_endpoint(q, ret, err);
		if (q->llm->stopped)
			return 0;
		ret = use_reply(q, &accepted, err);
		rc_chat_reply_release(&q->reply);
		q->memory->answers++;
		q->memory->total++;
		q->memory->asked_wide |= q->wide;
		if (ret < 0)
			return ret;
		if (accepted) {
			q->memory->answers = 0;
			q->memory->tokens = 0;
			rc_buf_clear(&q->memory->rejections);
			return 1;
		}
	}
	return 0;
}

/* Every group with its surroundings, then, should none help, once more with
 * whole files. */
static int work_on_groups(struct rc_run *run, const struct rc_groups *groups,
			  struct rc_err *err)
{
	int ret = 0;

	for (int wide = 0; wide < 2 && ret == 0; wide++) {
		for (size_t i = 0; i < groups->n && ret == 0; i++) {
			struct question q = {
				.run = run,
				.llm = run->llm,
				.group = &groups->v[i],
				.memory = remember(run->llm, groups->v[i].key),
				.wide = wide,
				.prompt = RC_PROMPT_INIT,
			};

			ret = work_on(&q, err);
			rc_prompt_release(&q.prompt);
		}
	}
	return ret;
}

static int prepare(struct rc_run *run, struct rc_err *err)
{
	struct question q = { .run = run, .llm = run->llm };

	if (run->opts->print_prompt)
		return 0;
	run->llm->endpoint.deadline_ms = run->deadline;
	run->llm->endpoint.max_calls =
		(unsigned)or_default(run->opts->max_calls, DEFAULT_CALLS);
	int ret = rc_endpoint_ready(&run->llm->endpoint, err);

	return ret < 0 ? give_up_endpoint(&q, ret, err) : 0;
}

int rc_llm_step(struct rc_run *run, struct rc_err *err)
{
	RC_CLEANUP(rc_groups_release)
	struct rc_groups groups = RC_GROUPS_INIT;

	if (!run->llm || rc_llm_stopped(run) || rc_run_spent(run))
		return 0;
	int ret = prepare(run, err);

	if (ret == 0 && !run->llm->stopped) {
		rc_groups_make(run, &groups);
		ret = work_on_groups(run, &groups, err);
	}
	run->report->calls = run->llm->endpoint.calls;
	run->report->endpoint_ms = run->llm->endpoint.ms;
	return ret;
}

const char *rc_llm_stopped(const struct rc_run *run)
{
	return run->llm ? run->llm->stopped : NULL;
}

void rc_llm_note(struct rc_run *run, const char *text)
{
	struct rc_llm *llm = run->llm;

	for (size_t i = 0; llm && i < llm->n; i++)
		rc_buf_addf(&llm->v[i].rejections, "- %s\n", text);
}

void rc_llm_release(struct rc_llm *llm)
{
	if (!llm)
		return;
	for (size_t i = 0; i < llm->n; i++)
		rc_buf_release(&llm->v[i].rejections);
	rc_endpoint_release(&llm->endpoint);
	rc_free(llm->v);
	rc_free(llm);
}
