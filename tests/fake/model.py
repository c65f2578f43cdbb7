# SPDX-License-Identifier: MIT
"""What the stand-in for a model answers.

It reads the question as a model would have to: source with line numbers, the
compiler's words, what was rejected before. It knows a table of repairs, and
gives one only where the broken lines stand in the question; a question that
lacks what a model needs is a failure of the program under test.
"""
import collections
import re

HEADER = re.compile(r'^--- (\S+) \((\d+) lines\)$')
NUMBERED = re.compile(r'^ *(\d+) \| ?(.*)$')
ERROR = re.compile(r'^error(?:\[(E\d+|[a-z_:]+|-)\])?'
                   r'(?: at (\S+?):(\d+))?: (.+)$')
ARROW = re.compile(r'^ *--> (\S+?):(\d+):\d+')
COMPILER = 'What the compiler says:'
REJECTED = 'Tried before and rejected'

Diag = collections.namedtuple('Diag', 'code message path line')


class Question:
    """The prompt of a request, taken apart."""

    def __init__(self, body):
        messages = body.get('messages') or []
        self.system = ''.join(text_of(m) for m in messages
                              if m.get('role') in ('system', 'developer'))
        self.user = '\n'.join(text_of(m) for m in messages
                              if m.get('role') == 'user')
        self.files = {}         # path: {line number: text}
        self.whole = set()      # paths that are shown from end to end
        source, _, rest = self.user.partition(COMPILER)
        words, _, tail = rest.partition(REJECTED)
        self.rejections = [line[2:] for line in tail.splitlines()
                           if line.startswith('- ')]
        self.read_source(source)
        self.diags = list(read_errors(words))

    def read_source(self, source):
        lines, count, path = {}, 0, None
        for line in source.splitlines():
            header, numbered = HEADER.match(line), NUMBERED.match(line)
            if header:
                path, count = header.group(1), int(header.group(2))
                lines = self.files.setdefault(path, {})
            elif numbered and path:
                lines[int(numbered.group(1))] = numbered.group(2)
                if len(lines) == count:
                    self.whole.add(path)

    def find(self, path, wanted):
        """The number of the first of these lines in a file, or None."""
        lines = self.files.get(path, {})
        for number in lines:
            if all(lines.get(number + i) == text
                   for i, text in enumerate(wanted)):
                return number
        return None

    def text(self, path):
        lines = self.files[path]
        return [lines[number] for number in sorted(lines)]

    def key(self):
        """What is asked, without what was rejected."""
        first = self.diags[0] if self.diags else None
        files = {path: tuple(sorted(lines.items()))
                 for path, lines in self.files.items()}
        shown = files.get(first.path) if first else None
        return first and (first.code, first.message, first.path, shown)


def text_of(message):
    content = message.get('content')
    if isinstance(content, list):
        return ''.join(part.get('text', '') for part in content)
    return content or ''


def read_errors(text):
    code = message = None
    for line in text.splitlines():
        error, arrow = ERROR.match(line), ARROW.match(line)
        if error:
            code, path, at, message = error.groups()
            if path:
                yield Diag(code, message, path, int(at))
                message = None
        elif arrow and message:
            yield Diag(code, message, arrow.group(1), int(arrow.group(2)))
            message = None


class Repair:
    """One entry of a table of repairs."""

    def __init__(self, entry):
        self.file, self.codes = entry['file'], entry['codes']
        self.find, self.replace = entry['find'], entry['replace']
        self.wrong = entry.get('wrong', [])

    def place(self, question):
        """Where it fits: the path as shown, and the line."""
        for path in question.files:
            if not ('/' + path).endswith('/' + self.file):
                continue
            asked = any(d.code in self.codes and d.path == path
                        for d in question.diags)
            line = asked and question.find(path, self.find)
            if line:
                return path, line
        return None


class Edit:
    """Lines of a file to be replaced."""

    def __init__(self, path, line, find, replace):
        self.path, self.line = path, line
        self.find, self.replace = find, replace

    def block(self):
        at = f' @{self.line}' if self.line else ''
        return '\n'.join([self.path + at, '<<<<<<< SEARCH', *self.find,
                          '=======', *self.replace, '>>>>>>> REPLACE', ''])


# Cheats: each makes the compiler silent or does harm. From the question and
# the true repairs to edits; next to it the word that the rejection, and so
# the next question, has to have.

def instead(lines, edits):
    first = edits[0]
    indent = first.find[0][:len(first.find[0]) - len(first.find[0].lstrip())]
    return [Edit(first.path, first.line, first.find,
                 [indent + line for line in lines])] + edits[1:]


def wrap_unsafe(_, edits):
    lines = edits[0].replace
    indent = lines[-1][:len(lines[-1]) - len(lines[-1].lstrip())]
    last = indent + 'unsafe { ' + lines[-1].strip() + ' }'
    first = edits[0]
    return [Edit(first.path, first.line, first.find,
                 lines[:-1] + [last])] + edits[1:]


def before_function(attribute):
    def cheat(question, edits):
        path = edits[0].path
        number, text = next((n, t) for n, t in sorted(
            question.files[path].items()) if re.match(r'\s*(pub )?fn ', t))
        return edits + [Edit(path, number, [text], [attribute, text])]
    return cheat


def without_test(question, edits):
    path = edits[0].path
    lines = question.files[path]
    first = next(n for n, t in sorted(lines.items()) if '#[test]' in t)
    last = next(n for n, t in sorted(lines.items())
                if n > first and t == '    }')
    return edits + [Edit(path, first, [lines[n] for n in
                                       range(first, last + 1)], [])]


def ignored_test(question, edits):
    path = edits[0].path
    number, text = next((n, t) for n, t in sorted(
        question.files[path].items()) if '#[test]' in t)
    return edits + [Edit(path, number, [text], [text, '    #[ignore]'])]


def with_key(_, edits):
    first = edits[0]
    return [Edit(first.path, first.line, first.find,
                 ['    // ' + Model.key] + first.replace)] + edits[1:]


def elsewhere(path, find, replace):
    return lambda _, edits: edits + [Edit(path, 0, find, replace)]


def wrong(number):
    def cheat(_, edits):
        texts = edits[0].repair.wrong
        first = edits[0]
        return [Edit(first.path, first.line, first.find,
                     texts[number % len(texts)])]
    return cheat


CHEATS = {
    'wrong': (wrong(0), 'error'),
    'wrong2': (wrong(1), 'error'),
    'same': (lambda _, edits: [Edit(e.path, e.line, e.find, e.find)
                               for e in edits], ''),
    'stub': (lambda _, edits: instead(['todo!()'], edits), 'todo'),
    'unimplemented': (lambda _, edits: instead(
        ['unimplemented!("later")'], edits), 'unimplemented'),
    'unsafe': (wrap_unsafe, 'unsafe'),
    'allow': (before_function('#[allow(warnings)]'), 'lint'),
    'cfg': (before_function('#[cfg(any())]'), 'off'),
    'untest': (without_test, 'test'),
    'ignore': (ignored_test, 'ignore'),
    'key': (with_key, 'a key'),
    'other-file': (elsewhere('src/secret.rs', ['fn main() {}'], ['']),
                   'src/secret.rs'),
    'new-file': (elsewhere('src/new.rs', [], ['pub fn new() {}']),
                 'src/new.rs'),
    'outside': (elsewhere('../outside.rs', [], ['fn main() {}']),
                'outside.rs'),
    'absolute': (elsewhere('/tmp/rustcoder-fake-was-here.rs', [], ['x']),
                 'rustcoder-fake-was-here'),
    'git': (elsewhere('.git/config', [], ['[core]', 'fsmonitor = x']),
            r'\.git'),
    'git-hook': (elsewhere('.GIT/hooks/post-checkout', [], ['#!/bin/sh']),
                 r'\.GIT'),
    'manifest': (elsewhere('Cargo.toml', ['edition = "2021"'],
                           ['edition = "2018"']), r'Cargo\.toml'),
    'cargo-config': (elsewhere('.cargo/config.toml', [],
                               ['[build]', 'rustc-wrapper = "/bin/false"']),
                     r'\.cargo'),
}


# Styles: a right answer as models write it.

def plain(text, edits):
    return text + '\n\n' + '\n'.join(e.block() for e in edits)


def applied(question, path, edits):
    """The lines of a file as they would be, by their old numbers."""
    lines = {n: [t] for n, t in question.files[path].items()}
    for edit in edits:
        if edit.path == path:
            for i in range(len(edit.find)):
                lines[edit.line + i] = []
            lines[edit.line] = edit.replace
    return lines


def fence(name, lines, numbers):
    text = [t for n in sorted(numbers) for t in lines[n]]
    return f'{name}\n```rust\n' + '\n'.join(text) + '\n```\n'


ITEM = re.compile(r'^( *)(?:pub(?:\(\w+\))? )?((?:fn|struct|enum|trait|const|'
                  r'use) \w+|impl(?:<.*>)? .*?)(?=[ :;(<]*[{;(<:]|$)')


def item_around(question, path, line):
    """Name, first and last line of the smallest item around a line."""
    lines = question.files[path]
    deepest, first, name = 99, line, ''
    for number in range(line, 0, -1):
        match = ITEM.match(lines[number])
        if not match or len(match.group(1)) >= deepest:
            continue
        if name:
            owner = re.sub(r'^impl(<.*>)? (.* for )?', '', match.group(2))
            name = name.replace(' ', f' {owner}::', 1)
            break
        deepest, first, name = len(match.group(1)), number, match.group(2)
        if not deepest or not name.startswith('fn'):
            break
    last = first
    if '{' in lines[first]:
        last = next(n for n in range(first, max(lines) + 1)
                    if lines[n].startswith(' ' * deepest + '}'))
    return name, first, last


def items(question, text, edits):
    found = {}
    for edit in edits:
        found[(edit.path, *item_around(question, edit.path, edit.line))] = 0
    return text + '\n\n' + '\n'.join(
        fence(f'{path} {name}', applied(question, path, edits),
              range(first, last + 1)) for path, name, first, last in found)


def whole_files(question, text, edits):
    paths = dict.fromkeys(e.path for e in edits)
    return text + '\n\n' + '\n'.join(
        fence(path, applied(question, path, edits), question.files[path])
        for path in paths)


def as_asked(question, text, edits):
    """In the format that the system prompt explains."""
    whole = all(e.line and e.path in question.whole for e in edits)
    if whole and 'then with every item' in question.system:
        return items(question, text, edits)
    if whole and 'then with every file' in question.system:
        return whole_files(question, text, edits)
    return plain(text, edits)


def fenced(text, edits):
    return '```\n' + plain(text, edits) + '```\n'


def fence_each(text, edits):
    return text + '\n\n' + '\n'.join(
        '```rust\n' + e.block() + '```\nThat was it.\n' for e in edits)


def think(text, edits):
    decoy = Edit(edits[0].path, 0, edits[0].find, ['    todo!()'])
    return ('<think>\nMaybe:\n' + decoy.block() + 'No, rather not.\n</think>'
            '\n\n' + plain(text, edits))


def gutter(text, edits):
    return text + '\n\n' + '\n'.join(
        Edit(e.path, e.line, [f'{e.line + i:5} | {line}' for i, line in
                              enumerate(e.find)], e.replace).block()
        for e in edits)


def outdented(text, edits):
    return text + '\n\n' + '\n'.join(
        Edit(e.path, e.line, dedent(e.find), dedent(e.replace)).block()
        for e in edits)


def dedent(lines):
    least = min(len(t) - len(t.lstrip()) for t in lines if t.strip())
    return [t[least:] for t in lines]


def change_paths(change):
    return lambda text, edits: text + '\n\n' + '\n'.join(
        Edit(change(e.path), e.line, e.find, e.replace).block()
        for e in edits)


STYLES = {
    'plain': plain,
    'fenced': fenced,
    'fence-each': fence_each,
    'think': think,
    'gutter': gutter,
    'outdented': outdented,
    'backslash': change_paths(lambda path: path.replace('/', '\\')),
    'bold': change_paths(lambda path: f'**{path}**'),
    'heading': change_paths(lambda path: f'### {path}'),
    'dot-slash': change_paths(lambda path: './' + path),
    'preamble': lambda text, edits: 'Sure! I can help with that.\n\n'
                                    + plain(text, edits),
    'crlf': lambda text, edits: plain(text, edits).replace('\n', '\r\n'),
    'escapes': lambda text, edits: plain(
        '\x1b[31m\x1b]0;owned\x07' + text + '\u202e', edits),
    # It was given its own key, or got hold of it.
    'tell-key': lambda text, edits: plain(
        f'{text} The key is {Model.key}.', edits),
}


# Answers that are no answer, each with the word its rejection has to have.

def no_match(edits):
    return '\n'.join(Edit(e.path, e.line, ['no such line in it'],
                          e.replace).block() for e in edits)


def no_divider(edits):
    return '\n'.join(e.block().replace('=======\n', '') for e in edits)


def half(edits):
    """One block that fits and one that does not: none may be applied."""
    return plain('Two.', edits) + '\n' + no_match(edits)


def elision(edits):
    return (f'{edits[0].path}\n```rust\n// ... existing code ...\n' +
            '\n'.join(edits[0].replace) +
            '\n// ... rest of the file unchanged ...\n```\n')


MALFORMED = {
    'no-match': (no_match, 'not|no '),
    'no-divider': (no_divider, ''),
    'half': (half, 'not|no '),
    'elision': (elision, ''),
    'prose': (lambda edits: 'You should cast it. Good luck!', ''),
    'empty': (lambda edits: '', 'empty'),
    'repetition': (lambda edits: 'I will fix it now. ' * 20000, ''),
    'code-only': (lambda edits: '```rust\n' + '\n'.join(edits[0].replace) +
                  '\n```\n', ''),
}


class Model:
    """Remembers what it was asked, as the test of a question's rejections."""
    key = None

    def __init__(self, tables, failed):
        self.repairs = [Repair(entry) for entry in tables]
        self.failed = failed
        self.asked = {}         # key of a question: what its answer expects

    def check(self, question):
        """Has the question what an answer needs?"""
        if not question.diags:
            self.failed('no diagnostic with message and place')
        for diag in question.diags:
            if not question.files.get(diag.path, {}).get(diag.line):
                self.failed(f'the source lacks line {diag.line} of '
                            f'{diag.path}: {diag.message}')
        expected = self.asked.get(question.key())
        if expected is None:
            return
        if not question.rejections:
            self.failed('asked again without the last rejection')
        elif not any(re.search(expected, r) for r in question.rejections):
            self.failed(f'no rejection says "{expected}": '
                        f'{question.rejections}')

    def delivered(self, question, expected):
        """The answer arrived: what a repeated question has to say of it."""
        self.asked[question.key()] = expected

    def edits(self, question):
        found = []
        for repair in self.repairs:
            place = repair.place(question)
            if place:
                edit = Edit(*place, repair.find, repair.replace)
                edit.repair = repair
                found.append(edit)
        return found

    def answer(self, question, verbs):
        """The text, and what its rejection would have to say."""
        edits, style, expected = self.edits(question), None, 'error'
        if not edits:
            return 'I do not know this one.', ''
        what = ', '.join(sorted({d.code or 'error' for d in question.diags}))
        for verb in verbs:
            if verb in MALFORMED:
                make, expected = MALFORMED[verb]
                return make(edits), expected
            if verb in CHEATS:
                cheat, expected = CHEATS[verb]
                edits = cheat(question, edits)
            elif verb in STYLES:
                style = STYLES[verb]
        text = f'Repairs {what}.'
        if style:
            return style(text, edits), expected
        return as_asked(question, text, edits), expected
