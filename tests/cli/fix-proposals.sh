# SPDX-License-Identifier: MIT
# What is one of several possible repairs is shown and told to a model, not
# made; the rank that is shown with it makes it. Warnings are not in its way.
. "$(dirname "$0")/lib.sh"
need cargo git python3
unset CARGO_NET_OFFLINE

cargo -q new --vcs none shapes
cd shapes
cat >src/main.rs <<R
mod shapes {
    pub struct Circle {
        radius: f64,
    }

    pub fn unit() -> Circle {
        Circle { radius: 1.0 }
    }
}

fn unused() {}

fn main() {
    let mut sizes = vec![shapes::unit().radius];
    let first = &sizes[0];
    sizes.push(2.0);
    println!("{first}");
}
R
cargo -q generate-lockfile --offline
repo
keep start
status 1 rustcoder fix --offline >../out 2>&1
mask <../out
kept start
status 1 rustcoder fix --offline -v >../out 2>&1
has ../out '    +        pub(crate) radius: f64,'
status 1 rustcoder -q fix --offline >../out 2>&1
lacks ../out possible
status 1 rustcoder fix --offline --no-rules >../out 2>&1
lacks ../out possible
status 1 rustcoder fix --offline --json >../out
json '[(e["cand"]["rule"], e["cand"]["rank"]) for e in d if e["event"] == "proposal"]' <../out

RUSTCODER_ENDPOINT=http://127.0.0.1:9/v1 status 1 rustcoder fix \
	--print-prompt >../out 2>/dev/null
sed -n '/^Possible repairs/,$p' ../out

# Only a crate with public fields gets as far as its borrows.
status 1 rustcoder fix --offline --rules=3.2 --only=E0616 >../out 2>&1
mask <../out
status 1 rustcoder fix --offline -v >../out 2>&1
has ../out 'clone-for-borrow, --rules=2.8'
status 0 rustcoder fix --offline --rules=2.6 >../out 2>&1
mask <../out

# what was tried in vain is told, too
cat >src/main.rs <<R
trait Tool {
    fn run(&self);
}

struct Saw;

impl Tool for Saw {
    fn run(&self) {}
    fn ran(&self) {}
}

fn main() {
    Saw.run();
    Saw.ran();
}
R
RUSTCODER_ENDPOINT=http://127.0.0.1:9/v1 status 1 rustcoder fix \
	--print-prompt >../out 2>/dev/null
sed -n '/^Possible repairs/,$p' ../out
