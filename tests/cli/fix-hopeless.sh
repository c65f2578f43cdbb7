# SPDX-License-Identifier: MIT
# Nothing can be done: the tree is as before, the status says why.
. "$(dirname "$0")/lib.sh"
need cargo git

crate unrepairable
repo
keep start
status 1 rustcoder fix >../out 2>&1
has ../out 'E0308'
has ../out 'nothing left to try'
has ../out 'note: only'
kept start
[ "$(commits)" = 0 ]
tidy
cd ..

crate bad-manifest
keep start
status 2 rustcoder fix 2>../err
has ../err 'Cargo.toml'
kept start
cd ..

# A crate that is not there to be fetched.
crate clean
printf '[dependencies]\nserde = "1"\n' >>Cargo.toml
repo
keep start
status 4 rustcoder fix --offline 2>../err
has ../err 'serde'
kept start
cd ..
rm -r clean

# An import of a crate that is no dependency.
crate clean
echo 'use no_such_crate::Thing;' >>src/lib.rs
repo
keep start
status 1 rustcoder fix >../out 2>&1
kept start
cd ..
status 2 rustcoder fix nowhere 2>err
has err "nowhere"
mkdir empty
cd empty
status 2 rustcoder fix 2>../err
has ../err 'no Cargo.toml'
