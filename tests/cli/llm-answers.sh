# SPDX-License-Identifier: MIT
# The same right answer, as different models write it and different servers
# send it: each repairs the crate.
. "$(dirname "$0")/lib.sh"
need cargo python3
crate mean
repo
start=$(git rev-parse HEAD)

# repaired WHAT: from the start, with a commit
repaired() {
	git reset -q --hard "$start"
	rustcoder fix --json >"$HOME/events" ||
		die "$*: $(tail -n 1 "$HOME/events")"
	blameless
	has src/lib.rs 'sum / values.len() as f64'
	[ "$(git rev-list --count HEAD)" = 2 ]
}

steps="plain fenced fence-each think gutter outdented backslash bold heading
	dot-slash preamble crlf escapes
	split chunked slow=0.5 array reasoning null-finish no-done no-usage
	other-model crlf-lines cr-lines comments fields bom one-chunk
	big-numbers crlf-lines+split unstreamed"
# shellcheck disable=SC2086 # to be split
script=$(echo $steps | tr ' ' ,)
serve --script "$script" "$FAKE/mean.json"
for step in $steps; do
	repaired "$step"
done
# one question each
calls "','.join(c['step'] for c in d) == '$script' or d[-1]['call']"

# what would move a terminal's cursor is shown as something else
git reset -q --hard "$start"
serve --script escapes "$FAKE/mean.json"
rustcoder fix -v --color=always >"$HOME/shown" 2>&1
has "$HOME/shown" "Repairs E0277."
sed 's/\x1b\[[0-9;]*m//g' "$HOME/shown" |
	grep -n -P '[\x00-\x08\x0b-\x1f\x7f]|\x{202e}' && die "not neutralised"

# what a server has or has not
for server in openai llamaedge gaia llamacpp vllm; do
	serve --like "$server" "$FAKE/mean.json"
	repaired "$server"
	calls "len(d) == 1 or '$server'"
done

# a field it refuses is left out from then on
for field in max_tokens max_completion_tokens stream stream_options; do
	serve --rejects "$field" "$FAKE/mean.json"
	repaired "$field"
	calls "[c['status'] for c in d] == [400, 200] and '$field' not in
		{k for k, v in d[-1]['body'].items() if v} or '$field'"
done
serve --rejects stream,max_tokens "$FAKE/mean.json"
repaired both
calls "[c['status'] for c in d]"

# and one that is not wanted from the start
serve "$FAKE/mean.json"
git config --global rustcoder.stream false
repaired unstreamed
git config --global --unset rustcoder.stream
calls '[[c["body"]["stream"], "stream_options" in c["body"]] for c in d]'

# a model is taken from what there is, embedders passed over, or as set
serve --models nomic-embed-text,coder-7b,chat "$FAKE/mean.json"
repaired models
RUSTCODER_MODEL=chat repaired model
calls '[c["body"]["model"] for c in d]'
