# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
need python3 cargo

crate clean
repo
rustcoder doctor --json >"$HOME/doctor.json"
json 'd["schema"]' <"$HOME/doctor.json"
json 'sorted(d["rows"][0])' <"$HOME/doctor.json"
json '[r["what"] for r in d["rows"]]' <"$HOME/doctor.json"
json '[r["what"] for r in d["rows"] if r["health"] == "bad"]' <"$HOME/doctor.json"

# nothing was made or changed by looking
[ -z "$(git status --porcelain --ignored)" ]
[ ! -e "$HOME/.local/state/rustcoder" ]

# also where the repository is one that cannot be used
cp .git/config "$HOME/config"
git config core.repositoryformatversion 99
rustcoder doctor >stdout
has stdout "$HOME/.local/state/rustcoder/history.git"
[ ! -e "$HOME/.local/state/rustcoder" ]
mv "$HOME/config" .git/config

# nobody is asked anything
RUSTCODER_ENDPOINT=http://127.0.0.1:9/v1 rustcoder doctor --offline >stdout
has stdout "not asked: offline"

# bad is status 1, and says so
TMPDIR=/nonexistent status 1 rustcoder doctor >stdout
has stdout "'/nonexistent' does not exist"
has stdout TMPDIR
RUSTCODER_FIX_GOAL=x status 1 rustcoder doctor >stdout
has stdout "bad   settings"
status 2 rustcoder doctor nowhere
