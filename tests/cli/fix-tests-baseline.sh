# SPDX-License-Identifier: MIT
# What the tests of a repaired tree are compared with, and what that says.
. "$(dirname "$0")/lib.sh"
need cargo git python3

package pair <<'EOF'
pub fn twice(number: u32) -> u32 {
    number * 2
}

pub fn half(number: u32) -> u32 {
    number / 2
}

#[cfg(test)]
mod tests {
    #[test]
    fn doubles() {
        assert_eq!(super::twice(2), 4);
    }

    #[test]
    fn halves() {
        assert_eq!(super::half(4), 2);
    }
}
EOF
cp src/lib.rs ../good.rs
sed 's/number \* 2/numbre * 2/' ../good.rs >../typo.rs
cp ../typo.rs src/lib.rs

# No repository: tests pass, but were compared with nothing.
status 0 rustcoder fix --goal=test >../out 2>&1
same src/lib.rs ../good.rs
has ../out 'clean: 1 problem repaired'
has ../out 'compiled, not tested against a baseline: there is no repository'
cp ../typo.rs src/lib.rs
status 0 rustcoder fix --goal=test --json >../events 2>&1
json '[d[-1][key] for key in ("clean", "tests", "baseline", "no_baseline")]' \
	<../events >../got
[ "$(cat ../got)" = '[true, "no-baseline", "", "there is no repository"]' ]

# Five commits that do not build; the sixth does not count. Nor are failing
# tests anybody's fault then.
cp ../good.rs src/lib.rs
repo
for number in 1 2 3 4 5; do
	sed 's/assert_eq!(super::half(4), 2)/assert_eq!(super::half(4), 9)/' \
		../typo.rs >src/lib.rs
	echo "// $number" >>src/lib.rs
	git commit -q -a -m "broken $number"
done
status 1 rustcoder fix --goal=test --commit=none >../out 2>&1
has ../out 'not clean: it compiles, but tests fail'
has ../out 'not tested against a baseline: none of the last 5 commits builds'
lacks ../out 'taken back'
lacks src/lib.rs numbre
git checkout -q .

# Failed before, too: named, not blamed, and the goal is not met.
sed 's/half(4), 2/half(4), 9/' ../good.rs >src/lib.rs
git commit -q -a -m failing
base=$(git rev-parse --short=10 HEAD)
sed 's/half(4), 2/half(4), 9/' ../typo.rs >src/lib.rs
status 1 rustcoder fix --goal=test >../out 2>&1
has ../out 'not clean: it compiles, but tests fail'
has ../out "tests: 1 passed, 1 failed; compared with $base"
has ../out 'failed before, too: tests::halves'
lacks ../out 'taken back'
lacks src/lib.rs numbre

# What the user broke himself is not the repair's fault, which has the lines
# of the commit again, or makes no difference.
git checkout -q .
cp ../good.rs src/lib.rs
git commit -q -a -m good
sed 's|number / 2|number / 3|' ../typo.rs >src/lib.rs
status 1 rustcoder fix --goal=test >../out 2>&1
lacks ../out 'taken back'
has ../out 'no repair was found to be the reason: tests::halves'
has ../out 'not clean: it compiles, but tests fail'
sed 's|number / 2|number / 3|' ../good.rs >../wrong.rs
same src/lib.rs ../wrong.rs
sed 's|number / 2|number / 3|; s|number \* 2|2 * numbre|' ../good.rs >src/lib.rs
status 1 rustcoder fix --goal=test >../out 2>&1
lacks ../out 'taken back'
has src/lib.rs '2 * number'

# Of two repairs accepted together the one to blame goes.
sed 's|number / 2|numbre / 3|; s|number \* 2|2 * numbre|' ../good.rs >src/lib.rs
status 1 rustcoder fix --goal=test >../out 2>&1
has ../out 'taken back  src/lib.rs:6'
has ../out 'with it, tests that passed at'
has src/lib.rs '2 * number'
has src/lib.rs 'numbre / 3'
tidy

# Git ignores the lock file, and the crate is not at the top.
cd ..
mkdir deep
mv pair deep
cd deep
rm -rf pair/.git pair/target
cp ../good.rs pair/src/lib.rs
printf 'target\nCargo.lock\n' >.gitignore
repo
cp ../typo.rs pair/src/lib.rs
status 0 rustcoder fix --goal=test pair >../out 2>&1
has ../out 'tests: 2 passed, 0 failed; compared with'
[ -z "$(git status --short)" ]
cd ..

# The tree builds as it is: it is the baseline itself.
package first <<'EOF'
pub fn first(mut list: impl Iterator<Item = u32>) -> u32 {
    let mut sum = 0;
    for number in list.next() {
        sum += number;
    }
    sum
}

#[cfg(test)]
mod tests {
    #[test]
    fn takes_one() {
        assert_eq!(super::first([1, 2].into_iter()), 1);
    }
}
EOF
cp src/lib.rs ../first.rs
if cargo check 2>&1 | grep -q by_ref; then
	status 0 rustcoder fix --goal=test --lints >../out 2>&1
	has ../out 'tests that passed before the run no longer pass: tests::takes_one'
	has ../out 'compared with the tree before the run'
	same src/lib.rs ../first.rs
fi
