# SPDX-License-Identifier: MIT
# --print-prompt: the question alone on stdout, and nobody is asked; an
# endpoint that is asked and cannot be reached is status 4.
. "$(dirname "$0")/lib.sh"
need cargo python3
unset CARGO_NET_OFFLINE
export RUSTCODER_ENDPOINT=http://127.0.0.1:9/v1

crate unrepairable
repo
status 1 rustcoder fix --print-prompt >prompt 2>stderr
has prompt "6 |     rect.corner"
has prompt "expected \`u32\`, found \`(u32, u32)\`"
lacks prompt "1 error remains"
has stderr "nothing was sent"
lacks stderr "127.0.0.1"
status 1 rustcoder fix --print-prompt --format=short >short 2>stderr
same prompt short
status 1 rustcoder fix --print-prompt --dry-run >dry 2>stderr
same prompt dry
status 1 rustcoder fix --print-prompt --json >events
json '[e["call"] for e in d if e["event"] == "prompt"]' <events
json 'd[-1]["calls"]' <events

status 4 rustcoder fix --json >events
json 'd[-1]["stop"]' <events
json 'd[-1]["endpoint_error"]' <events
status 4 rustcoder fix >stdout 2>stderr
has stdout "the endpoint failed"
has stderr "the endpoint was given up: cannot reach"

# nothing was left to ask about
cd ..
crate warn-only
rustcoder fix >stdout 2>stderr
lacks stderr endpoint
