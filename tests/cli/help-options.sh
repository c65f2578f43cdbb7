# SPDX-License-Identifier: MIT
# The names that scripts and other documents rely on.
rustcoder --list-options >list
cut -f 1-3 list
