# SPDX-License-Identifier: MIT
# The ways to name a crate.
. "$(dirname "$0")/lib.sh"
need cargo git

pair
repo
keep start
cd ..
here=$(pwd -P)
mkdir elsewhere
ln -s pair link
try() {
	status 0 rustcoder fix -q "$@" >"$here/out" 2>&1
	(cd "$here/pair" && [ "$(commits)" -ge 2 ] &&
		rustcoder undo >/dev/null && kept start)
}
try pair
try pair/Cargo.toml
try --manifest-path pair/Cargo.toml
try "$here/link"
cd elsewhere
try ../pair/bom/src --workspace
status 2 rustcoder fix --manifest-path x y 2>err
status 2 rustcoder fix -p no-such-package ../pair 2>err
has err no-such-package
cd ..

# Names that need care: spaces, quotes, a dash, a comment.
crate together
repo
keep start
cd ..
for name in 'a b' "it's" '-n' 'ä$(x)' '#%s'; do
	mv together "./$name"
	status 0 rustcoder fix -q -- "$name" >out 2>&1
	(cd "./$name" && [ "$(commits)" = 1 ] && rustcoder undo >/dev/null &&
		kept start)
	mv "./$name" together
done
