# SPDX-License-Identifier: MIT
# Budgets hold to the letter, and the best tree that was reached stays.
. "$(dirname "$0")/lib.sh"
need cargo python3
crate endpoint5
repo

# spend OPTION...: a run with these; prints why it ended
spend() {
	status 1 rustcoder fix --json "$@" >"$HOME/events"
	blameless
	json 'd[-1]["stop"]' <"$HOME/events"
	[ "$(json 'd[-1]["calls"]' <"$HOME/events")" = "$(calls 'len(d)')" ]
	[ -z "$(git status --porcelain)" ]
}

# errors become fewer run by run
serve "$FAKE/endpoint5.json"
spend --max-calls 2
calls 'len(d)'
json 'd[-1]["errors_after"] < d[-1]["errors_before"]' <"$HOME/events"

# a question about this crate costs 830 tokens or so, with its answer
cd ..
crate mean
repo
for most in 500 1200 2000; do
	serve --script wrong,wrong2 "$FAKE/mean.json"
	spend --max-tokens "$most"
	calls "[len(d), sum(c['usage']['total_tokens'] for c in d) <= $most]"
done

# what failed and was sent again counts as well
for step in drop-middle status=400//openai no-end; do
	serve --script "$step,ok" "$FAKE/mean.json"
	status 4 rustcoder fix --max-calls 1 --json >"$HOME/events"
	calls 'len(d)'
done

# a question is asked so often, and once more with more around it
for samples in 1 3; do
	serve --script wrong,wrong2 "$FAKE/mean.json"
	spend --samples "$samples"
	calls "len(d) == $samples + 1"
done

# time: an endpoint that thinks for ever does not hold us
serve --script stall "$FAKE/mean.json"
spend --max-time 2s
json 'd[-1]["wall_ms"] < 4000' <"$HOME/events"

status 2 rustcoder fix --max-calls 0
status 2 rustcoder fix --max-tokens x
