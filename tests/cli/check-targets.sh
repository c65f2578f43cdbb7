# SPDX-License-Identifier: MIT
# What is built, and when that is good; no file but the compiler's is touched.
. "$(dirname "$0")/lib.sh"
need cargo git

crate hidden-test
repo
stamps >../stamps
status 0 rustcoder check >../out
has ../out clean
status 1 rustcoder check --all-targets >../out
has ../out E0596
status 1 rustcoder check --goal=test >../out 2>&1
has ../out E0596
stamps >../stamps-now
same ../stamps ../stamps-now
[ -z "$(git for-each-ref refs/rustcoder)" ]
[ -z "$(git status --porcelain)" ]
cd ..

crate warn-only
status 0 rustcoder check >../out
has ../out '2 warnings'
has ../out 'unused import'
cd ..

crate testfail
status 0 rustcoder check >../out
status 1 rustcoder check --goal=test >../out 2>&1
has ../out 'tests fail'
cd ..

pair
status 1 rustcoder check -p bom >../out
has ../out bom/src/main.rs
lacks ../out together/src/lib.rs
status 1 rustcoder check bom --workspace >../out
has ../out bom/src/main.rs
has ../out together/src/lib.rs
cd ..

printf 'fn main() {\n    let x = 1;\n    x += 1;\n}\n' >one.rs
status 1 rustcoder check one.rs >out
has out E0384
