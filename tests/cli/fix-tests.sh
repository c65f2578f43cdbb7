# SPDX-License-Identifier: MIT
# With --goal=test a repair that turns a test red makes room for another one,
# or is taken back and named.
. "$(dirname "$0")/lib.sh"
need cargo git python3

# Without its import: rustc suggests two, the wrong one first.
package units <<'EOF'
pub mod imperial {
    pub fn length(steps: u32) -> u32 {
        steps * 3
    }
}

pub mod metric {
    pub fn length(steps: u32) -> u32 {
        steps * 75
    }
}

pub mod walk {
    use crate::metric::length;

    pub fn way(steps: u32) -> u32 {
        length(steps)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn way_is_metric() {
        assert_eq!(super::walk::way(2), 150);
    }

    #[test]
    fn feet() {
        assert_eq!(super::imperial::length(2), 6);
    }
}
EOF
repo
sed '/use crate/,+1d' src/lib.rs >lib.rs
mv lib.rs src/lib.rs
git commit -q -a -m broken
base=$(git rev-parse --short=10 HEAD~1)
keep start
status 0 rustcoder fix >../out 2>&1
has src/lib.rs 'use crate::imperial::length;'
has ../out 'compiled, not tested: src/lib.rs:14'
status 0 rustcoder undo >/dev/null
kept start

status 0 rustcoder fix --goal=test >../out 2>&1
has src/lib.rs 'use crate::metric::length;'
lacks src/lib.rs imperial::length\;
has ../out 'taken back  src/lib.rs:14'
has ../out "with it, tests that passed at $base no longer pass: tests::way_is_metric"
has ../out 'clean: 1 problem repaired'
has ../out "tests: 2 passed, 0 failed; compared with $base"
lacks ../out 'not tested'
cargo test -q >/dev/null 2>&1
[ "$(git rev-list --count "$base"..HEAD)" = 3 ]
[ -z "$(git status --short)" ]
tidy
status 0 rustcoder undo >/dev/null
kept start

status 0 rustcoder fix --goal=test --json --commit=squash >../events 2>&1
json '[[e["cand"]["parts"][0]["file"], e["iteration"]] for e in d
	if e["event"] == "taken-back"] + [[r["tests"], r["baseline"],
	[[t["line"], t["proven"], t["tests"]] for t in r["taken_back"]],
	r["untested"], r["tests_passed"]] for r in d[-1:]]' <../events >../got
cat >../want <<EOF
[["src/lib.rs", 0], ["compared", "$base", [[14, true, ["tests::way_is_metric"]]], [], 2]]
EOF
same ../want ../got
[ "$(git rev-list --count "$base"..HEAD)" = 2 ]
cd ..

# Nothing can take its place: it goes, byte for byte, other repairs stay, and
# it is not called a success.
package twice <<'EOF'
pub fn double(number: u32) -> u32 {
    number * 2
}

pub fn doubled(number: u32) -> u32 {
    number * 2 + 1
}

pub fn twice(number: u32) -> u32 {
    double(number)
}

pub fn count() -> usize {
    let mut list = Vec::new();
    list.push(1);
    list.len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn twice_is_even() {
        assert_eq!(super::twice(2), 4);
    }

    #[test]
    fn counts() {
        assert_eq!(super::count(), 1);
    }
}
EOF
repo
sed '1,4d; s/let mut/let/' src/lib.rs >lib.rs
mv lib.rs src/lib.rs
git commit -q -a -m broken
base=$(git rev-parse --short=10 HEAD~1)
keep start
sed 's/let list/let mut list/' src/lib.rs >../repaired.rs
status 1 rustcoder fix --goal=test >../out 2>&1
same src/lib.rs ../repaired.rs
has ../out 'taken back  src/lib.rs:6'
has ../out 'maybe because of it: tests::twice_is_even'
has ../out '1 error remains (2 before): what compiled turned tests red'
has ../out 'not tested: src/lib.rs:10'
lacks ../out clean:
[ -z "$(git status --short)" ]
status 0 rustcoder log >../log
has ../log take-back
tidy
status 0 rustcoder undo >/dev/null
kept start
status 1 rustcoder fix --goal=test --json --commit=none >../events 2>&1
json '[[e["cand"]["parts"][0]["line"] for e in d if e["event"] == "taken-back"],
	[d[-1][key] for key in ("clean", "stop", "tests", "baseline")],
	[[r["line"], r["tests"], r["proven"]] for r in d[-1]["taken_back"]],
	[r["line"] for r in d[-1]["untested"]]]' <../events >../got
cat >../want <<EOF
[[6], [false, "taken-back", "not-run", "$base"], [[6, ["tests::twice_is_even"], false]], [10]]
EOF
same ../want ../got
same src/lib.rs ../repaired.rs
git checkout -q .
status 1 rustcoder fix --goal=test --format=short --dry-run >../patch 2>../out
has ../out 'src/lib.rs:6: taken back: '
kept start

# Only what was taken back: no empty commit.
cp ../repaired.rs src/lib.rs
git commit -q -a -m half
head=$(git rev-parse HEAD)
status 1 rustcoder fix --goal=test --commit=squash >../out 2>&1
has ../out 'taken back'
[ "$(git rev-parse HEAD)" = "$head" ]
[ -z "$(git status --short)" ]
tidy
cd ..

# A single file, whose place in the copy is another one.
mkdir alone
cd alone
cat >three.rs <<'EOF'
pub fn total(a: u32, b: u32) -> u32 {
    a + b
}

pub fn three(number: u32) -> u32 {
    total(number, 1)
}

#[test]
fn threes() {
    assert_eq!(three(2), 3);
}
EOF
repo
sed 's/fn total(/fn totals(/; s/a + b/a - b/' three.rs >three
mv three three.rs
cp three.rs ../three.rs
status 1 rustcoder fix --goal=test three.rs >../out 2>&1
has ../out 'taken back  three.rs:6'
same three.rs ../three.rs
cd ..

# A test that does not end any more is as good as a red one.
package down <<'EOF'
pub fn down(number: u32) -> u32 {
    number.saturating_sub(1)
}

pub fn downs(number: u32) -> u32 {
    number
}

pub fn drain(mut number: u32) -> u32 {
    while number > 0 {
        number = down(number);
    }
    number
}

#[cfg(test)]
mod tests {
    #[test]
    fn drains() {
        assert_eq!(super::drain(3), 0);
    }

    #[test]
    fn already() {
        assert_eq!(super::drain(0), 0);
    }
}
EOF
repo
sed 1,4d src/lib.rs >lib.rs
mv lib.rs src/lib.rs
keep start
status 1 rustcoder fix --goal=test --timeout=20s >../out 2>&1
has ../out 'no longer pass, maybe because of it: tests::drains'
lacks ../out tests::already
kept start
