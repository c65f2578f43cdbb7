# SPDX-License-Identifier: MIT
# A key, wherever it comes from, and though the endpoint repeats it: nothing
# that is printed, written, committed, sent, given to a build script or left by
# a crash has it. The runner searches what is left here.
. "$(dirname "$0")/lib.sh"
need cargo python3
canary=$RUSTCODER_API_KEY
keyless
crate mean
# Its environment, and the arguments of all that led to it.
cat >build.rs <<'EOF'
use std::{env, fs};
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let all: Vec<String> = env::vars().map(|v| format!("{:?}", v)).collect();
    fs::write(out.clone() + "/environment", all.join("\n")).unwrap();
    let (mut process, mut arguments) = (String::from("self"), Vec::new());
    while process != "0" {
        let dir = format!("/proc/{}/", process);
        arguments.extend(fs::read(dir.clone() + "cmdline").unwrap_or_default());
        let status = fs::read_to_string(dir + "status").unwrap_or_default();
        process = status.lines().find_map(|l| l.strip_prefix("PPid:"))
            .unwrap_or("0").trim().to_string();
    }
    fs::write(out + "/arguments", arguments).unwrap();
}
EOF
repo
start=$(git rev-parse HEAD)
keys=$HOME/keys
mkdir "$HOME/shown"
echo sk-other-0123456789abcdef >"$keys/other"

n=0
# shown COMMAND...: keeps what it prints
shown() {
	n=$((n + 1))
	"$@" >"$HOME/shown/$n.out" 2>"$HOME/shown/$n.err" || :
}

# sent: keeps what was sent, but for the header with the key
sent() {
	mv "$HOME/calls" "$HOME/shown/$n.calls"
}

# uses WHERE: with the key that the environment or the settings name
uses() {
	where=$1
	shift
	git reset -q --hard "$start"
	serve --script tell-key+key-as-model,unsafe+tell-key,tell-key \
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
	serve --key-file "$keys/other" "$FAKE/mean.json"
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

# what was not set for this endpoint does not go to it: git's helpers, and the
# file of credentials
git reset -q --hard "$start"
serve "$FAKE/mean.json"
shown rustcoder fix -v
json 'sorted({c["authorization"] for c in d})' <"$HOME/calls"
sent

# a crash leaves no memory behind, and nobody can look at it before
serve --script stall "$FAKE/mean.json"
(
	# shellcheck disable=SC3045 # where there is such a limit
	ulimit -c unlimited 2>/dev/null || :
	RUSTCODER_API_KEY=$canary exec rustcoder fix >/dev/null 2>&1
) &
process=$!
until grep -q '"call"' "$HOME/calls"; do
	kill -0 "$process" || die "it ends before it asks"
	sleep 0.05
done
has "/proc/$process/limits" 'Max core file size        0'
cat "/proc/$process/environ" "/proc/$process/cmdline" \
	>"$HOME/shown/process" 2>/dev/null || :
kill -ABRT "$process"
wait "$process" 2>/dev/null || :
[ -z "$(find . -name 'core*' -type f)" ]
sent

git for-each-ref >"$HOME/shown/refs"
[ "$(ls "$HOME/shown" | wc -l)" -gt 60 ]
[ -n "$(find . -name environment)" ]
grep -q -a "rustcoder" "$(find . -name arguments | head -n 1)"
