# SPDX-License-Identifier: MIT
# Every report says which repairs no test has covered.
. "$(dirname "$0")/lib.sh"
need cargo git python3

package tool <<'EOF'
pub fn twice(number: u32) -> u32 {
    numbre * 2
}

#[cfg(test)]
mod tests {
    #[test]
    fn doubles() {
        assert_eq!(super::twice(2), 4);
    }
}
EOF
cd ..
package bare <<'EOF'
pub fn thrice(number: u32) -> u32 {
    let result = numbre * 3;
    result
}
EOF
cd ..
mkdir both
mv tool bare both
cd both
printf '[workspace]\nmembers = ["tool", "bare"]\n' >Cargo.toml
cargo generate-lockfile -q
keep start

status 0 rustcoder fix --no-vcs >../out 2>&1
has ../out 'compiled, not tested: bare/src/lib.rs:2, tool/src/lib.rs:2'
status 0 rustcoder undo --no-vcs >/dev/null
status 0 rustcoder fix --no-vcs --json >../events 2>&1
json '[d[-1]["tests"], sorted([r["file"], r["line"], r["end_line"],
	r["iteration"], r["stage"]] for r in d[-1]["untested"]),
	d[-1]["taken_back"], d[-1]["failed_before"]]' <../events >../got
cat >../want <<'EOF'
["not-run", [["bare/src/lib.rs", 2, 2, 1, "maybe"], ["tool/src/lib.rs", 2, 2, 1, "maybe"]], [], []]
EOF
same ../want ../got

# Nothing to repair: nothing to say.
status 0 rustcoder fix --no-vcs >../out 2>&1
lacks ../out tested
status 0 rustcoder fix --no-vcs --goal=test >../out 2>&1
lacks ../out tested
status 0 rustcoder fix --no-vcs --goal=test --json >../events 2>&1
json '[d[-1][key] for key in ("tests", "tests_passed", "untested")]' \
	<../events >../got
[ "$(cat ../got)" = '["run", 1, []]' ]

# Only the package without a test is named.
status 0 rustcoder undo --no-vcs >/dev/null
kept start
status 0 rustcoder fix --no-vcs --goal=test >../out 2>&1
grep -qx 'no test of the package passed: bare/src/lib.rs:2' ../out
status 0 rustcoder undo --no-vcs >/dev/null

# A dry run whose tests fail is no repair to offer.
sed 's/twice(2), 4/twice(2), 5/' tool/src/lib.rs >lib.rs
mv lib.rs tool/src/lib.rs
status 1 rustcoder fix --no-vcs --goal=test --dry-run >../patch 2>../out
has ../out 'it compiles, but tests fail'
status 1 rustcoder fix --no-vcs --goal=test --dry-run --json >../events 2>&1
json '[d[-1]["stop"], d[-1]["would_change"]]' <../events >../got
[ "$(cat ../got)" = '["tests-fail", true]' ]
