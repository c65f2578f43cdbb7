# SPDX-License-Identifier: MIT
# Wrong usage: status 2, one line and a hint on stderr, nothing on stdout.
. "$(dirname "$0")/lib.sh"

status 2 rustcoder fxi
status 2 rustcoder bogus
status 2 rustcoder --bogus
status 2 rustcoder rustcoder
status 2 rustcoder fix --offlin
status 2 rustcoder fix --featurs=a
status 2 rustcoder fix --al
status 2 rustcoder fix -x
status 2 rustcoder fix --json=yes
status 2 rustcoder fix --goal
status 2 rustcoder fix -p
status 2 rustcoder fix a b
status 2 rustcoder fix --goal=build
status 2 rustcoder fix --format=xml
status 2 rustcoder fix --max-time=soon
status 2 rustcoder fix --max-compiles=0
status 2 rustcoder fix --max-calls=0
status 2 rustcoder fix --max-tokens=lots
status 2 rustcoder fix --samples=-1
status 2 rustcoder fix --context=4k
status 2 rustcoder fix --endpoint=
status 2 rustcoder fix --model
CARGO_NET_OFFLINE=false status 2 rustcoder fix --print-prompt
status 2 rustcoder fix --offline --endpoint http://127.0.0.1/v1 --print-prompt
status 2 rustcoder fix --continue --abort
status 2 rustcoder fix --manifest-path=Cargo.toml .
status 2 rustcoder check --dry-run
status 2 rustcoder check --endpoint http://127.0.0.1/v1
status 2 rustcoder log -n 0
status 2 rustcoder log here
status 2 rustcoder config
status 2 rustcoder config set
status 2 rustcoder config get
status 2 rustcoder config list fix.goal
status 2 rustcoder help bogus
