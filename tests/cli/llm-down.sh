# SPDX-License-Identifier: MIT
# An endpoint that is not there, or goes: what was repaired until then stays,
# and what remains is status 4.
. "$(dirname "$0")/lib.sh"
need cargo python3
crate endpoint5
repo
start=$(git rev-parse HEAD)

# left: what the report says, and that the tree is as the last commit
left() {
	[ -z "$(git status --porcelain)" ]
	[ "$(git rev-list --count "$start..HEAD")" = \
		"$(json 'd[-1]["iterations"]' <"$HOME/events")" ]
	json 'd[-1]["errors_after"] < d[-1]["errors_before"]' <"$HOME/events"
	json 'd[-1]["stop"]' <"$HOME/events"
	json 'd[-1]["endpoint_error"] != ""' <"$HOME/events"
}

unset CARGO_NET_OFFLINE
status 4 rustcoder fix --endpoint http://127.0.0.1:9/v1 --json >"$HOME/events"
left

# two answers, and it is gone
git reset -q --hard "$start"
serve --script ok,ok,down "$FAKE/endpoint5.json"
status 4 rustcoder fix --json >"$HOME/events"
blameless
left
git log --format='%(trailers:key=Rustcoder-Stage,valueonly,separator=)' \
	"$start..HEAD" | grep -c llm
