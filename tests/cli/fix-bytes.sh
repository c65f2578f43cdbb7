# SPDX-License-Identifier: MIT
# Line endings, byte order mark and mode stay what they are.
. "$(dirname "$0")/lib.sh"
need cargo git

crate crlf
chmod 755 src/lib.rs
repo
keep start
status 0 rustcoder fix -q >/dev/null
# Every line ends as before.
[ "$(grep -c "$(printf '\r')\$" src/lib.rs)" = "$(wc -l <src/lib.rs)" ]
[ "$(stat -c %a src/lib.rs)" = 755 ]
[ -z "$(git status --porcelain)" ]
status 0 rustcoder undo >/dev/null
kept start
cd ..

crate bom
repo
keep start
status 0 rustcoder fix -q >/dev/null
[ "$(head -c 3 src/*.rs | od -An -tx1 | tr -d ' \n')" = efbbbf ]
[ "$(git diff --numstat HEAD~1 | cut -f 1,2)" = "$(printf '1\t1')" ]
status 0 rustcoder undo >/dev/null
kept start
