# SPDX-License-Identifier: MIT
# A model that lies, cheats, errs, repeats itself, changes its mind or writes
# what nobody can read: no byte changes, each rejection is told, to the user
# and in the next question, and it ends.
. "$(dirname "$0")/lib.sh"
need cargo python3
crate mean
repo
mkdir "$HOME/before"
cp -R . "$HOME/before/mean"

cheats="stub unimplemented unsafe allow cfg untest ignore key other-file new-file
	outside absolute git git-hook manifest cargo-config same no-match
	no-divider half elision prose empty code-only repetition length
	context-full refusal filter no-choices null"

# Three samples, and one answer more with more around the place.
script=
for word in $cheats; do
	script="$script$word*4,"
done
serve --script "${script}wrong*4,wrong,wrong2,wrong,wrong2" "$FAKE/mean.json"

for word in $cheats wrong oscillate; do
	status 1 rustcoder fix --json >"$HOME/events"
	blameless
	python3 - "$word" "$HOME/events" "$HOME/calls" <<'EOF'
import json, sys
events, calls = ([json.loads(l) for l in open(p)] for p in sys.argv[2:])
calls = [c for c in calls if 'call' in c][-4:]
why = [e['text'] for e in events if e['event'] == 'rejected']
assert len(why) == events[-1]['calls'] == events[-1]['rejected'] == 4, why
for reason, call in zip(why, calls[1:]):
    assert reason in call['body']['messages'][-1]['content'], reason
print(f'{sys.argv[1]}: {why[0].splitlines()[0]}')
EOF
	same "$HOME/before/mean/src" src
	same "$HOME/before/mean/.git/config" .git/config
	[ -z "$(git status --porcelain)" ]
	[ "$(git rev-list --count --all)" = 1 ]
	[ ! -e ../outside.rs ]
	[ ! -e /tmp/rustcoder-fake-was-here.rs ]
done
calls 'len(d) % 4 or d[-1]["step"]'
