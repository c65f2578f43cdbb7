# SPDX-License-Identifier: MIT
# A model's answer that compiles but turns a test red is taken back; why is
# part of the next question.
. "$(dirname "$0")/lib.sh"
need cargo git python3

crate mean
cp src/lib.rs ../broken.rs
sed 's/values.len()$/values.len() as f64/' ../broken.rs >../right.rs
cp ../right.rs src/lib.rs
repo
cp ../broken.rs src/lib.rs
git commit -q -a -m broken
sed 's/as u64/as f64 + 1.0/' "$FAKE/mean.json" >../table.json
serve --script 'wrong,ok' ../table.json
status 0 rustcoder fix --goal=test >../out 2>&1
blameless
same src/lib.rs ../right.rs
has ../out 'taken back  src/lib.rs:7'
has ../out 'with it, tests that passed at'
has ../out 'clean: 1 problem repaired'
[ "$(calls 'len(d)')" = 2 ]
calls '[line for line in d[1]["body"]["messages"][-1]["content"].splitlines()
	if "tests no longer pass" in line]' >../why
has ../why 'tests::lies_between'
tidy

# Nothing better comes: it stays as it was, and is no success.
git reset -q --hard HEAD~4
cp ../broken.rs src/lib.rs
git commit -q -a -m broken
serve --script 'wrong' ../table.json
status 1 rustcoder fix --goal=test >../out 2>&1
same src/lib.rs ../broken.rs
lacks ../out clean:
has ../out '1 error remains (1 before)'

# Tests that all pass may be fewer: their module went with the error.
cd ..
{
	for name in a b c d e f; do
		printf 'pub fn %s(number: u32) -> u32 {\n    number + 1\n}\n\n' $name
	done
	printf '#[cfg(test)]\nmod tests;\n'
} >source.rs
package some <source.rs
cat >src/tests.rs <<'EOF'
#[test]
fn adds() {
    assert_eq!(super::a(1), 2);
}
EOF
repo
git rm -q src/tests.rs
git commit -q -m broken
cp src/lib.rs ../lib.rs
cat >../table.json <<'EOF'
{"repairs": [{"file": "src/lib.rs", "codes": ["E0583"],
	"find": ["#[cfg(test)]", "mod tests;"], "replace": ["// none"]}]}
EOF
serve --script ok ../table.json
status 1 rustcoder fix --goal=test >../out 2>&1
has ../out 'taken back  src/lib.rs:25'
same src/lib.rs ../lib.rs
