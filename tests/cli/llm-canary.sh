# SPDX-License-Identifier: MIT
# A key, wherever it comes from, and though the endpoint repeats it: nothing
# that is printed, written, committed, sent or given to a build script has it.
. "$(dirname "$0")/lib.sh"
need cargo python3
canary=sk-canary-4f7Kq2ZbT7wLm4VdR8s
crate mean
cat >build.rs <<'EOF'
use std::{env, fs};
fn main() {
    let all: Vec<String> = env::vars().map(|v| format!("{:?}", v)).collect();
    fs::write(env::var("OUT_DIR").unwrap() + "/environment", all.join("\n")).unwrap();
}
EOF
repo
start=$(git rev-parse HEAD)

# Where keys are, and only they.
keys=$HOME/keys
mkdir -p "$keys" "$HOME/shown"
(
	umask 077
	echo "$canary" >"$keys/file"
	printf 'username=me\npassword=%s\n' "$canary" >"$keys/git"
	echo "$canary" >"$keys/credentials"
)

n=0
# shown COMMAND...: keeps what it prints
shown() {
	n=$((n + 1))
	"$@" >"$HOME/shown/$n.out" 2>"$HOME/shown/$n.err" || :
}

# sent: keeps what was sent, but for the header with the key, without answers
sent() {
	json '[{**c, "answer": ""} for c in d]' <"$HOME/calls" \
		>"$HOME/shown/$n.calls"
	rm "$HOME/calls"
}

# uses WHERE: with the key that the environment or the settings name
uses() {
	where=$1
	shift
	git reset -q --hard "$start"
	serve --key "$canary" --script tell-key,unsafe+tell-key,tell-key \
		"$FAKE/mean.json"
	shown env "$@" rustcoder fix -v
	grep -q "as f64" src/lib.rs || die "$where: $(cat "$HOME/shown/$n.err")"
	calls "{c['authorization'] for c in d} == {'right'} or '$where'"
	git reset -q --hard "$start"
	shown env "$@" rustcoder fix --json
	shown env "$@" rustcoder fix --dry-run -v
	shown env "$@" rustcoder doctor
	shown env "$@" rustcoder doctor --json
	shown env "$@" rustcoder config list --show-origin
	shown env "$@" rustcoder log -v
	sent
	# it is another one now, and says which one it got
	serve --key other "$FAKE/mean.json"
	git reset -q --hard "$start"
	shown env "$@" rustcoder fix -v
	shown env "$@" rustcoder fix --json
	shown env "$@" rustcoder doctor
	sent
}

uses environment RUSTCODER_API_KEY="$canary"
git config --global rustcoder.apiKeyFile "$keys/file"
uses file
git config --global --unset rustcoder.apiKeyFile
git config --global rustcoder.apiKeyCommand "cat $keys/file"
uses command
git config --global --unset rustcoder.apiKeyCommand

# what was not set for this endpoint does not go to it
git config --global credential.helper "!cat $keys/git #"
mkdir -p "$HOME/.config/rustcoder"
ln "$keys/credentials" "$HOME/.config/rustcoder/credentials"
git reset -q --hard "$start"
serve --key "$canary" "$FAKE/mean.json"
shown rustcoder fix -v
json 'sorted({c["authorization"] for c in d})' <"$HOME/calls"
sent
rm "$HOME/.config/rustcoder/credentials"

# git packs what it keeps
git cat-file --batch --batch-all-objects >"$HOME/shown/objects"
git for-each-ref >"$HOME/shown/refs"
[ "$(ls "$HOME/shown" | wc -l)" -gt 60 ]
[ -n "$(find . -name environment)" ]
if grep -r -l -a --exclude-dir=keys "$canary" "$HOME" . >&2; then
	die "the key is in these"
fi
# cut off at a width, it would still be the key
if grep -r -l -a --exclude-dir=keys sk-canary-4f7Kq2 "$HOME" . >&2; then
	die "a part of the key is in these"
fi
