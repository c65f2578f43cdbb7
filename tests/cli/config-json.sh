# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
need python3
unset CARGO_NET_OFFLINE

git config --global rustcoder.fix.commit squash
rustcoder config list --json >list.json
json 'd["schema"]' <list.json
json '[s["value"] for s in d["settings"] if s["key"] == "fix.commit"]' <list.json
json '[s["effective"] for s in d["settings"] if s["key"] == "fix.commit"]' <list.json
json 'sorted(d["settings"][0])' <list.json
