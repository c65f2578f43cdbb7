# SPDX-License-Identifier: MIT
# Nobody is asked: offline, to show a question, where nothing is broken, and
# where rustc repairs it all.
. "$(dirname "$0")/lib.sh"
need cargo python3
crate mean
repo
serve "$FAKE/mean.json"

status 1 rustcoder fix --offline >stdout
CARGO_NET_OFFLINE=true status 1 rustcoder fix >stdout
git config --global rustcoder.offline true
status 1 rustcoder fix >stdout
git config --global --unset rustcoder.offline
status 1 rustcoder fix --print-prompt >prompt 2>stderr
status 1 rustcoder check >stdout
rm stdout stderr prompt
cd ..
crate clean
rustcoder fix >stdout
cd ..
crate bom
rustcoder fix >stdout
[ ! -s "$HOME/calls" ] || die "somebody was asked: $(cat "$HOME/calls")"

# a repository chooses neither an endpoint nor a model's key
cd ../mean
unset RUSTCODER_ENDPOINT
git config rustcoder.endpoint "http://127.0.0.1:$(cat "$HOME/port")/v1"
git config rustcoder.apiKeyCommand "touch $HOME/ran"
status 1 rustcoder fix >stdout 2>stderr
printf '[rustcoder]\n\tendpoint = http://127.0.0.1:%s/v1\n' \
	"$(cat "$HOME/port")" >.rustcoder
status 1 rustcoder fix >stdout 2>stderr
[ ! -e "$HOME/ran" ]
[ ! -s "$HOME/calls" ] || die "somebody was asked: $(cat "$HOME/calls")"
