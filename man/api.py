#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The public headers as a manual page in scdoc: every comment with what it
stands on, in the order of the headers. usage: api.py HEADER... >PAGE.scd"""

import os
import re
import sys

SKIP = re.compile(r'#(?:pragma|include|ifdef|else|endif)|'
                  r'(?:#define )?RC_(?:BEGIN|END)_DECLS|'
                  r'#define RC_(?:API|MUST_CHECK|PRINTF)\b')
MARKUP = re.compile(r'([\\*_`#<>\[\]~|-])')


def blocks(text):
    """(comment, code) pairs: a comment at the margin and what follows it."""
    comment, code = '', []
    for part in re.split(r'(^/\*.*?\*/\n)', text, flags=re.M | re.S):
        if part.startswith('/*'):
            if any(line.strip() for line in code):
                yield comment, code
                comment = ''
            comment, code = comment + '\n\n' + part, []
            continue
        for group in re.split(r'\n\s*\n', part):
            lines = [l for l in group.split('\n') if not SKIP.match(l)]
            if any(l.strip() for l in lines):
                yield comment, lines
                comment = ''
    if comment.strip():
        yield comment, []


def prose(comment):
    text = re.sub(r'SPDX-License-Identifier: \S+', '', comment)
    text = re.sub(r'^/\*|\*/$|^ \*/?', '', text, flags=re.M)
    for paragraph in re.split(r'\n\s*\n', text):
        lines = paragraph.split('\n')
        if any(l.startswith(' \t') or l.startswith('\t') for l in lines):
            yield '```\n%s\n```' % '\n'.join(l.strip() for l in lines
                                             if l.strip())
        elif paragraph.strip():
            yield MARKUP.sub(r'\\\1', ' '.join(paragraph.split()))


def declarations(lines):
    text = '\n'.join(lines).strip('\n')
    text = re.sub(r'\bRC_API ', '', text)
    text = re.sub(r'\s*RC_MUST_CHECK', '', text)
    return text.replace('\t', '    ')


def main():
    print('librustcoder-api(3)\n\n# NAME\n\nlibrustcoder-api - every type and '
          'function of librustcoder\n\n# DESCRIPTION\n\nMade from the headers; '
          '*librustcoder*(3) is the overview.\n')
    for path in sys.argv[1:]:
        print('# %s\n' % os.path.basename(path).upper())
        for comment, lines in blocks(open(path, encoding='utf-8').read()):
            code = declarations(lines)
            for paragraph in prose(comment):
                print(paragraph + '\n')
            if code:
                print('```\n%s\n```\n' % code)
    print('# SEE ALSO\n\n*librustcoder*(3), *rustcoder*(1)')


main()
