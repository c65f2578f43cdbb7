# SPDX-License-Identifier: MIT
# What was written after the run is worth more than the undo: such a file is
# left alone and named, and the commits stay until all the others are back.
. "$(dirname "$0")/lib.sh"
need cargo git

crate quickstart
repo
keep start
start=$(git rev-parse HEAD)
status 0 rustcoder fix -q >/dev/null
head=$(git rev-parse HEAD)
[ "$(commits)" -ge 2 ]
git diff --name-only "$start" >../repaired
[ "$(wc -l <../repaired)" -ge 3 ]

cp src/main.rs ../main.rs
echo '// mine' >>src/main.rs
status 2 rustcoder undo >../out 2>../err
has ../out 'src/main.rs: it was changed since'
has ../err '1 of '
has src/main.rs '// mine'
[ "$(grep -c restored ../out)" = $(($(wc -l <../repaired) - 1)) ]
while read -r file; do
	[ "$file" = src/main.rs ] || same "../start/$file" "$file"
done <../repaired
[ "$(git rev-parse HEAD)" = "$head" ]

# A file that is gone is no reason to make it again.
rm src/main.rs
status 2 rustcoder undo >../out 2>../err
[ ! -e src/main.rs ]

# Out of the way, the rest follows.
cp ../main.rs src/main.rs
status 0 rustcoder undo >/dev/null
kept start
[ "$(git rev-parse HEAD)" = "$start" ]
[ -z "$(git status --porcelain)" ]
