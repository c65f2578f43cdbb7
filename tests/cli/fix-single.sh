# SPDX-License-Identifier: MIT
# A file that belongs to no crate; one that does is refused with a hint.
. "$(dirname "$0")/lib.sh"
need cargo

cat >one.rs <<'R'
fn main() {
    let names = Vec::new();
    names.push("a");
    println!("{}", names.len());
}
R
cp one.rs start.rs
status 0 rustcoder fix one.rs >out 2>&1
has one.rs 'let mut names'
[ "$(ls)" = "$(printf 'one.rs\nout\nstart.rs')" ]
status 0 rustcoder undo >out
same start.rs one.rs

# Also with a name and an edition of its own, from elsewhere.
mkdir 'a b'
printf 'pub fn f(async: u8) -> u8 { let x = 1; x += async; x }\n' \
	>'a b/strange-name 1.rs'
status 1 rustcoder check 'a b/strange-name 1.rs' >out 2>&1
status 0 rustcoder fix --edition=2015 'a b/strange-name 1.rs' >out 2>&1
has 'a b/strange-name 1.rs' 'let mut x'

crate quickstart
status 2 rustcoder fix src/main.rs 2>../err
has ../err 'hint: '
has ../err 'src/main.rs'
status 2 rustcoder fix sample.txt 2>../err
status 2 rustcoder fix src/none.rs 2>../err
has ../err 'src/none.rs'
