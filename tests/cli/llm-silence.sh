# SPDX-License-Identifier: MIT
# An endpoint that falls silent is given up after the time that is set, and one
# that goes on writing is not, though it takes longer in all.
. "$(dirname "$0")/lib.sh"
need cargo python3
crate mean
repo
git config --global rustcoder.endpointTimeout 2s

for step in stall stall-middle; do
	serve --script "$step" "$FAKE/mean.json"
	status 4 rustcoder fix --json >"$HOME/events"
	blameless
	json 'd[-1]["endpoint_error"]' <"$HOME/events" |
		sed 's/:[0-9]*\/v1/:PORT\/v1/'
	[ "$(json 'd[-1]["endpoint_ms"] >= 2000' <"$HOME/events")" = true ]
	calls 'len(d)'
	[ -z "$(git status --porcelain)" ]
	[ "$(git rev-list --count --all)" = 1 ]
done
serve --script stall "$FAKE/mean.json"
RUSTCODER_ENDPOINT_TIMEOUT=1s status 4 rustcoder fix >stdout 2>stderr
has stderr 'endpointTimeout'
rm stdout stderr

serve --script slow=4 "$FAKE/mean.json"
rustcoder fix --json >"$HOME/events"
json 'd[-1]["endpoint_ms"] > 3000' <"$HOME/events"

# a repository does not decide it
git config rustcoder.endpointTimeout 1s
rustcoder config get endpointTimeout 2>/dev/null
RUSTCODER_ENDPOINT_TIMEOUT=0s status 2 rustcoder fix
