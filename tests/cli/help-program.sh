# SPDX-License-Identifier: MIT
rustcoder --help
