# SPDX-License-Identifier: MIT
# Two answers in a row that nobody can read: the next question asks for whole
# items, then for whole files.
. "$(dirname "$0")/lib.sh"
need cargo python3
crate mean
repo
start=$(git rev-parse HEAD)

# asked SCRIPT: which format each question of a good run asked for
asked() {
	git reset -q --hard "$start"
	serve --script "$1" "$FAKE/mean.json"
	rustcoder fix --samples 6 >"$HOME/stdout"
	blameless
	has src/lib.rs 'sum / values.len() as f64'
	calls '[("items" if "every item" in s else "files" if "every file" in s
		else "edits") for s in (c["body"]["messages"][0]["content"]
		for c in d)]'
}

asked no-match,no-match,ok
asked no-match,prose,no-divider,elision,ok
# a readable answer in between, though wrong, and the count begins again
asked no-match,wrong,no-match,ok
