# SPDX-License-Identifier: MIT
# 20 mistakes in 5 packages, of which rustc repairs 5: with a model all of
# them, each answer a commit that says what it cost.
. "$(dirname "$0")/lib.sh"
need cargo python3
crate endpoint5
repo
serve "$FAKE/endpoint5.json"

rustcoder fix --json >"$HOME/events"
blameless
[ -z "$(git status --porcelain)" ]
cargo test -q --offline >"$HOME/tests" 2>&1 || die "$(cat "$HOME/tests")"
lacks "$HOME/tests" warning

# stages, models and tokens of all commits, the newest first
git log --format='%(trailers:key=Rustcoder-Stage,valueonly,separator=)%x09%(trailers:key=Rustcoder-Model,valueonly,separator=)%x09%(trailers:key=Rustcoder-Tokens,valueonly,separator=)' HEAD~1 HEAD --not \
	"$(git rev-list --max-parents=0 HEAD)" >"$HOME/trailers"
cut -f 1,2 "$HOME/trailers" | sort | uniq -c |
	awk '$2 == "llm" { print "llm by", $3; next } { rustc += $1 }
	     END { print "rustc:", (rustc > 0 && rustc <= 6 ? "1 to 6" : rustc) }'

# what the report says is what the endpoint counted, to the token
python3 - "$HOME/events" "$HOME/calls" "$HOME/trailers" <<'EOF'
import json, sys
events, calls = ([json.loads(l) for l in open(p)] for p in sys.argv[1:3])
report = events[-1]
calls = [c for c in calls if 'call' in c]
accepted = [e for e in events if e['event'] == 'accepted']
commits = [l.rstrip('\n').split('\t') for l in open(sys.argv[3])]
spent = sum(c['usage']['total_tokens'] for c in calls)
assert report['calls'] == len(calls), report
assert report['tokens_in'] == sum(c['usage']['prompt_tokens'] for c in calls)
assert report['tokens_in'] + report['tokens_out'] == spent
assert report['iterations'] == len(accepted) == len(commits), commits
assert sum(int(c[2]) for c in commits if c[0] == 'llm') == spent, commits
assert all(not c[1] and not c[2] for c in commits if c[0] != 'llm'), commits
assert report['stop'] == 'clean' and not report['endpoint_error']
EOF

# undo takes the whole of it back
rustcoder undo >"$HOME/undone"
same "$DATA/endpoint5/crates" crates
