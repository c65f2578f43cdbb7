# SPDX-License-Identifier: MIT
"""The spec file of a rule, as tests/rules/README.md describes it."""
import os
import re

APPLY_LINE = 2.5        # RC_APPLY_LINE
KINDS = ('example', 'repairs', 'proposes', 'keeps')
HEAD = re.compile(r'== (\w+): (.*?)((?: *\[[^\]]*\])*)$')
OPTION = re.compile(r'crlf|edition=(2015|2018|2021|2024)')
MAIN = re.compile(r'\bfn\s+main\b')


class Malformed(Exception):
    """One line: where, and what is wrong."""


class Case:
    def __init__(self, line, kind, title):
        self.line, self.kind, self.title = line, kind, title
        self.crlf, self.edition = False, '2021'
        self.files = {}         # path: text before
        self.becomes = {}       # path: text after, of those that change

    def after(self):
        return {**self.files, **self.becomes}


class Spec:
    def __init__(self, path):
        self.path, self.cases = path, []
        self.name = os.path.basename(path).removesuffix('.test')
        with open(path, encoding='utf-8', newline='') as f:
            self.lines = f.read().split('\n')
        self._parse()

    def fail(self, line, text):
        raise Malformed(f'{self.path}:{line}: {text}')

    def _parse(self):
        first = self.lines[0]
        if first != f'# {self.name}':
            self.fail(1, f"'# {self.name}' must be the first line")
        at = 1
        while at < len(self.lines) and not self.lines[at].strip():
            at += 1
        if at == len(self.lines):
            self.fail(at, 'no case')
        while at < len(self.lines):
            at = self._case(at)
        self._check()

    def _case(self, at):
        case, at = self._head(at), at + 1
        text, at = self._text(at)
        if text:
            name = 'src/main.rs' if MAIN.search(text) else 'src/lib.rs'
            case.files[name] = text
        while at < len(self.lines) and self.lines[at].startswith('-- '):
            words = self.lines[at].split()[1:]
            text, end = self._text(at + 1)
            if words[:1] == ['file'] and len(words) == 2:
                self._file(at + 1, case, words[1], text)
            elif words[:1] == ['becomes'] and len(words) <= 2:
                self._becomes(at + 1, case, words[1:], text)
            else:
                self.fail(at + 1, "neither '-- file PATH' nor '-- becomes'")
            at = end
        self._check_case(case)
        self.cases.append(case)
        return at

    def _head(self, at):
        found = HEAD.fullmatch(self.lines[at])
        if not found or found[1] not in KINDS or not found[2]:
            self.fail(at + 1, "not '== example: title', nor repairs, "
                              'proposes or keeps')
        case = Case(at + 1, found[1], found[2])
        for word in re.sub(r'[\[\]]', ' ', found[3]).split():
            option = OPTION.fullmatch(word)
            if not option:
                self.fail(at + 1, f"no option: '{word}'")
            case.crlf = case.crlf or word == 'crlf'
            case.edition = option[1] or case.edition
        return case

    def _text(self, at):
        """The lines up to the next mark, without blank ones at the end."""
        start = at
        while at < len(self.lines) and \
                not self.lines[at].startswith(('== ', '-- ')):
            at += 1
        lines = self.lines[start:at]
        while lines and not lines[-1].strip():
            lines.pop()
        return ''.join(line + '\n' for line in lines), at

    def _file(self, line, case, path, text):
        if os.path.isabs(path) or '..' in path.split('/'):
            self.fail(line, f"'{path}' lies outside of the crate")
        if path in case.files:
            self.fail(line, f"'{path}' again")
        case.files[path] = text

    def _becomes(self, line, case, path, text):
        sources = [name for name in case.files if name.endswith('.rs')]
        path = path[0] if path else sources[0] if sources else ''
        if path not in case.files:
            self.fail(line, f"no file '{path}' in this case")
        if path in case.becomes:
            self.fail(line, f"'{path}' becomes two things")
        if case.files[path] == text:
            self.fail(line, f"'{path}' does not change")
        case.becomes[path] = text

    def _check_case(self, case):
        if not case.files:
            self.fail(case.line, 'a case without code')
        if case.kind == 'keeps' and case.becomes:
            self.fail(case.line, "'keeps' has nothing to become")
        if case.kind != 'keeps' and not case.becomes:
            self.fail(case.line, "'-- becomes' is missing")
        if any(case.title == other.title for other in self.cases):
            self.fail(case.line, 'this title again')

    def _check(self):
        kinds = [case.kind for case in self.cases]
        if kinds[0] != 'example' or kinds.count('example') > 1:
            self.fail(self.cases[0].line,
                      'one example, and it must come first')
        if 'keeps' not in kinds:
            self.fail(len(self.lines), "no case '== keeps: …' in which a "
                                       'careless rule would do harm')
