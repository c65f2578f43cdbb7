#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A manual page with a section for each repair rule, in scdoc.
usage: rules.py PAGE.scd.in TABLE.json SPECS PAGE.scd PAGE.d
PAGE.scd.in has a line @RULES@, TABLE is the output of 'rustcoder fix
--list-rules --json', SPECS the folder of the rules' spec files, whose first
case is the example. PAGE.d tells ninja which of them were read."""

import difflib
import glob
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../tests/rules'))
from specfile import APPLY_LINE, Malformed, Spec  # noqa: E402

MARKUP = re.compile(r'([\\*_`#<>\[\]~|.-])')


def plain(text):
    return MARKUP.sub(r'\\\1', text)


def prose(text):
    """As a sentence; `code` becomes bold."""
    parts = re.split(r'`([^`]+)`', text[:1].upper() + text[1:].rstrip('.'))
    return ''.join(f'*{plain(part)}*' if i % 2 else plain(part)
                   for i, part in enumerate(parts)) + '.'


def change(case):
    """Every file of the example, in full, with what changes marked."""
    for path, before in case.files.items():
        if len(case.files) > 1:
            yield f'  // {path}'
        marked = difflib.ndiff(before.splitlines(),
                               case.after()[path].splitlines())
        yield from (line.rstrip() for line in marked if line[0] != '?')


def section(rule, spec):
    codes = rule['codes'].replace(' ', ', ') or 'syntax errors'
    yield f"## {plain(rule['rule'])}\n"
    yield f"{prose(rule['summary'])} For {codes}; rank {rule['rank']}.\n"
    yield f"{prose(rule['reason'])}\n"
    if spec:
        yield '```'
        yield from change(spec.cases[0])
        yield '```\n'


def chapters(rules, specs):
    for title, applied in (('RULES THAT ARE APPLIED', True),
                           ('RULES THAT ONLY PROPOSE', False)):
        some = [r for r in rules if (r['rank'] < APPLY_LINE) == applied]
        if some:
            yield f'# {title}\n'
        for rule in some:
            yield from section(rule, specs.get(rule['rule']))


def read_specs(folder):
    specs = {}
    for path in sorted(glob.glob(os.path.join(folder, '*.test'))):
        try:
            spec = Spec(path)
        except Malformed as why:        # the suite fails, the build need not
            print(why, file=sys.stderr)
            continue
        specs[spec.name] = spec
    return specs


def main(template, table, folder, page, depfile):
    specs = read_specs(folder)
    with open(table, encoding='utf-8') as f:
        rules = json.load(f)['rules']
    with open(template, encoding='utf-8') as f:
        head, tail = f.read().split('@RULES@\n')
    with open(page, 'w', encoding='utf-8') as f:
        f.write(head + '\n'.join(chapters(rules, specs)) + tail)
    with open(depfile, 'w', encoding='utf-8') as f:
        f.write(f"{page}: {' '.join([folder, *(s.path for s in specs.values())])}\n")


main(*sys.argv[1:])
