# SPDX-License-Identifier: MIT
#
# One-slip edits of Rust source: what a human's hand gets wrong. Each kind
# looks at the tokens of a file and offers places, a place being
# (start, end, text): put `text` where start..end was. A kind may sort its
# places into classes, so that what is frequent in the language does not crowd
# out the rest.
import bisect
import re

import benchlib as b

KEYWORDS = frozenset(
    'as async await break const continue crate dyn else enum extern false fn '
    'for if impl in let loop match mod move mut pub ref return self Self '
    'static struct super trait true type unsafe use where while'.split())
# Macros whose arguments are ordinary expressions.
PLAIN_MACROS = frozenset(
    'assert assert_eq assert_ne debug_assert debug_assert_eq eprintln format '
    'matches panic print println unreachable vec write writeln'.split())
PAIRS = {'(': ')', '[': ']', '{': '}'}


class Source:
    """A lexed file: who is whose bracket, and where slips may be made."""

    def __init__(self, src):
        self.src = src
        self.toks = list(b.lex(src))
        self.text = [src[i:j] for _, i, j in self.toks]
        self.n = len(self.toks)
        self.match, self.encl = {}, [-1] * self.n
        stack = []
        for i, t in enumerate(self.text):
            if t in (')', ']', '}') and stack:
                self.match[i] = stack[-1]
                self.match[stack.pop()] = i
            self.encl[i] = stack[-1] if stack else -1
            if t in PAIRS and self.kind(i) == 'punct':
                stack.append(i)
        self.open = [True] * self.n
        self._close_off()

    def kind(self, i):
        return self.toks[i][0] if 0 <= i < self.n else ''

    def at(self, i):
        return self.text[i] if 0 <= i < self.n else ''

    def start(self, i):
        return self.toks[i][1]

    def end(self, i):
        return self.toks[i][2]

    def ident(self, i):
        return self.kind(i) == 'ident' and self.text[i] not in KEYWORDS

    def glued(self, i, text):
        """Do the tokens from i on spell `text`, without space between?"""
        return self.src.startswith(text, self.start(i)) and \
            self.at(i + len(text) - 1) == text[-1] if i < self.n else False

    def _skip(self, i, j):
        for k in range(max(i, 0), min(j + 1, self.n)):
            self.open[k] = False

    def _item_end(self, i):
        """The last token of the item that begins at i."""
        while i < self.n and self.text[i] not in ('{', ';'):
            i = self.match.get(i, i) + 1 if self.text[i] in '([' else i + 1
        return self.match.get(i, i)

    def _close_off(self):
        """Tests, attributes, and macros of unknown grammar are left alone."""
        for i, t in enumerate(self.text):
            if t == '#' and '[' in (self.at(i + 1), self.at(i + 2)):
                o = i + 1 if self.at(i + 1) == '[' else i + 2
                end = self.match.get(o, o)
                inside = self.text[o:end]
                self._skip(i, end)
                if o == i + 1 and 'test' in inside and (
                        'cfg' in inside or len(inside) == 2) and \
                        'not' not in inside:
                    after = end + 1
                    while self.at(after) == '#':
                        after = self.match.get(after + 1, after + 1) + 1
                    self._skip(i, self._item_end(after))
            elif t == '!' and self.kind(i - 1) == 'ident':
                name, o = self.text[i - 1], i + 1
                if name == 'macro_rules':
                    o = i + 2
                if self.at(o) in PAIRS and name not in PLAIN_MACROS:
                    self._skip(i - 1, self.match.get(o, o))

    def derives(self, i):
        """Does the attribute around i belong to an item that is open? An
        attribute itself never is."""
        while i < self.n and self.text[i] != ']':
            i += 1
        while self.at(i + 1) == '#':
            i = self.match.get(i + 2, i + 2)
        return i + 1 < self.n and self.open[i + 1]

    # ---- shapes ----

    def call(self, i):
        """Is the `(` at i the argument list of a function or method?"""
        return self.at(i) == '(' and i in self.match and self.open[i] and \
            self.ident(i - 1) and self.start(i) == self.end(i - 1) and \
            self.at(i - 2) not in ('fn', '!') and \
            not self.text[i - 1][0].isupper()

    def arguments(self, i):
        """(first token, last token) of each argument of the list at i; None
        where its commas may belong to a closure or to generics."""
        end = self.match[i]
        if end == i + 1:
            return []
        found, first, j = [], i + 1, i + 1
        while j < end:
            t = self.text[j]
            if t in ('|', '<', '>') and self.kind(j) == 'punct':
                return None
            if t == ',':
                found.append((first, j - 1))
                first = j + 1
            j = self.match.get(j, j) + 1 if t in PAIRS else j + 1
        if first < end:
            found.append((first, end - 1))
        return found

    def drop(self, i, j=None):
        """The place that removes the tokens i..j and the space after them."""
        stop = self.end(i if j is None else j)
        while self.src[stop:stop + 1] == ' ':
            stop += 1
        return self.start(i), stop, ''

    def drop_line(self, i, j=None):
        """The same, with the whole line where nothing else is on it."""
        start, stop = self.start(i), self.end(i if j is None else j)
        left = self.src.rfind('\n', 0, start) + 1
        right = self.src.find('\n', stop)
        right = len(self.src) if right < 0 else right + 1
        if not self.src[left:start].strip() and \
           not self.src[stop:right].strip():
            return left, right, ''
        return start, stop, ''

    def expression_before(self, i):
        """Does an operand end before token i?"""
        t = self.at(i - 1)
        return self.kind(i - 1) in ('num', 'str', 'raw', 'char') or \
            t in (')', ']', '}', '?') or \
            self.kind(i - 1) == 'ident' and (t not in KEYWORDS or t in (
                'self', 'true', 'false'))

    def pattern(self, i, end):
        """Are the tokens i..end a pattern, or part of one?"""
        while True:
            if self.at(i - 1) in ('let', '|', 'for', 'ref', '&') or \
               self.at(end + 1) in ('|', 'if') or \
               self.at(end + 1) == '=' and self.at(end + 2) != '=':
                return True
            i = self.encl[i]
            if i < 0 or self.text[i] == '{' or i not in self.match:
                return False
            end = self.match[i]
            if self.kind(i - 1) == 'ident' or self.at(i - 1) == '&':
                i -= 1

    def type_end(self, i):
        """The token after the type that begins at i."""
        depth = 0
        while i < self.n:
            t = self.text[i]
            if t in '([':
                i = self.match.get(i, i)
            elif t == '<':
                depth += 1
            elif t == '>' and self.at(i - 1) != '-':
                if not depth:
                    return i
                depth -= 1
            elif not depth and t in ('=', ';', ',', ')', '{', '}', '|', ']',
                                     'where'):
                return i
            i += 1
        return i


# ---- the kinds ----

def drop_mut(s):
    for i in range(s.n):
        if s.text[i] == 'mut' and s.at(i - 1) not in ('&', '*') and \
           s.kind(i - 1) != 'life' and s.kind(i + 1) == 'ident':
            yield '', s.drop(i)


def drop_use(s):
    for i in range(s.n):
        if s.text[i] == 'use' and s.at(i - 1) in ('', ';', '}', '{'):
            end = i
            while end < s.n - 1 and s.text[end] != ';':
                end += 1
            yield '', s.drop_line(i, end)


DECLARES = frozenset('fn let struct enum trait mod type const static mut'
                     .split())


def typo(s):
    """Where a name is used: two letters swapped, one lost, one doubled."""
    for i in range(s.n):
        word = s.text[i]
        if not s.ident(i) or len(word) < 4 or word.startswith('r#') or \
           s.at(i - 1) in DECLARES:
            continue
        at = 1 + (s.start(i) * 7 + len(word)) % (len(word) - 2)
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2:]
        for how, new in (('swap', swapped),
                         ('lose', word[:at] + word[at + 1:]),
                         ('double', word[:at] + word[at] + word[at:])):
            if new != word:
                yield how, (s.start(i), s.end(i), new)


def drop_semicolon(s):
    for i in range(s.n):
        if s.text[i] == ';' and s.at(s.encl[i]) in ('', '{'):
            yield '', (s.start(i), s.end(i), '')


def drop_lifetime(s):
    """`<'a>` or one lifetime of a list, where it is declared."""
    for i in range(s.n):
        if s.text[i] != '<' or s.kind(i + 1) != 'life':
            continue
        if s.at(i - 1) != 'impl' and s.at(i - 2) not in (
                'fn', 'struct', 'enum', 'trait', 'type'):
            continue
        if s.at(i + 2) == '>':
            yield '', (s.start(i), s.end(i + 2), '')
        elif s.at(i + 2) == ',':
            yield '', s.drop(i + 1, i + 2)


def extra_argument(s):
    for i in range(s.n):
        args = s.arguments(i) if s.call(i) else None
        if args is None:
            continue
        end = s.match[i]
        if not args:
            yield 'first', (s.start(end), s.start(end), '0')
            continue
        at = s.end(args[-1][1])
        a, z = args[-1]
        if z - a < 4:
            yield 'again', (at, at, ', ' + s.src[s.start(a):s.end(z)])
        for more in ('0', 'true', 'None', '""'):
            yield 'other', (at, at, ', ' + more)


def missing_argument(s):
    for i in range(s.n):
        args = s.arguments(i) if s.call(i) else None
        for k, (a, z) in enumerate(args or ()):
            if len(args) == 1:
                yield 'only', (s.start(a), s.end(z), '')
            elif k + 1 < len(args):
                yield 'one', (s.start(a), s.start(args[k + 1][0]), '')
            else:
                yield 'one', (s.end(args[k - 1][1]), s.end(z), '')


def missing_brace(s):
    for i in range(s.n):
        if s.text[i] == '}' and i in s.match:
            place = s.drop_line(i)
            yield ('line' if '\n' in s.src[place[0]:place[1]] else 'inside',
                   place)


def missing_paren(s):
    for i in range(s.n):
        if s.text[i] == ')' and i in s.match:
            yield '', (s.start(i), s.end(i), '')


def missing_quote(s):
    for i in range(s.n):
        if s.kind(i) == 'str':
            yield '', (s.end(i) - 1, s.end(i), '')


def int_to_float(s):
    for i in range(s.n):
        if s.kind(i) == 'num' and s.text[i].isdigit() and (
                s.at(i - 1) != '.' or s.glued(i - 2, '..')):
            yield '', (s.start(i), s.end(i), s.text[i] + '.0')


METHODS = frozenset(
    'as_bytes as_deref as_mut as_ref as_slice as_str bytes chars clone cloned '
    'collect copied enumerate into into_iter into_owned iter iter_mut len '
    'ok peekable rev to_owned to_string to_vec trim unwrap'.split())


def drop_method(s):
    for i in range(s.n):
        if s.text[i] == '.' and s.at(i + 1) in METHODS and \
           s.glued(i + 2, '()'):
            left = s.start(i)
            while s.src[left - 1] in ' \n\t':
                left -= 1
            yield s.text[i + 1], (left, s.end(i + 3), '')


def drop_ref(s):
    """`&` or `&mut` before an argument."""
    for i in range(s.n):
        o = s.encl[i]
        if s.text[i] != '&' or s.at(i - 1) not in ('(', ',') or \
           s.at(i + 1) == '&' or o < 0 or s.at(o) != '(':
            continue
        if not s.ident(o - 1) or s.at(o - 2) == 'fn' or \
           s.at(o - 1) in ('Fn', 'FnMut', 'FnOnce') or \
           s.kind(i + 1) == 'life':
            continue
        mut = s.at(i + 1) == 'mut'
        yield 'mut' if mut else '', s.drop(i, i + 1 if mut else i)


def drop_derive(s):
    """The only kind that works on attributes."""
    for i in range(s.n):
        if s.text[i] != 'derive' or s.at(i + 1) != '(' or \
           s.at(i - 1) != '[':
            continue
        end = s.match.get(i + 1, i + 1)
        names = [j for j in range(i + 2, end) if s.text[j] not in (',', ':')
                 and s.at(j + 1) in (',', ')') and s.at(j - 1) in (',', '(')]
        for j in names:
            if len(names) == 1 and end == j + 1:
                yield '', s.drop_line(i - 2, end + 1)
            elif s.at(j + 1) == ',':
                yield '', s.drop(j, j + 1)
            else:
                yield '', (s.start(j - 1), s.end(j), '')


TYPES = {'usize': ('u32', 'i32', 'u64'), 'u32': ('u64', 'usize', 'i32'),
         'i32': ('u32', 'i64'), 'u64': ('u32', 'i64'), 'i64': ('u64', 'i32'),
         'u8': ('char', 'u32'), 'u16': ('u8', 'u32'), 'f64': ('f32',),
         'char': ('u8',), 'bool': ('u8',), 'String': ('&str', 'str')}


def wrong_type(s):
    """An annotation dropped, or another type than it must be."""
    for i in range(s.n):
        if s.text[i] == ':' and s.at(i + 1) != ':' and s.at(i - 1) != ':' and \
           s.kind(i - 1) == 'ident':
            end = s.type_end(i + 1)
            head = s.at(i - 2) if s.at(i - 2) != 'mut' else s.at(i - 3)
            if head == 'let':
                yield 'drop', (s.start(i), s.end(end - 1), '')
            if s.at(s.encl[i]) != '{' or s.at(end) in (',', '}'):
                yield from changed(s, i + 1, end)
        elif s.glued(i, '->') and s.at(i - 1) == ')':
            end = s.type_end(i + 2)
            if s.at(end) == '{' and s.at(s.match.get(i - 1, 0) - 1) != '|':
                yield 'result', (s.start(i), s.start(end), '')
            yield from changed(s, i + 2, end)


def changed(s, i, end):
    for j in range(i, end):
        if s.text[j] == 'mut':
            if s.at(j - 1) == '&' or s.kind(j - 1) == 'life':
                yield 'change', s.drop(j)
            continue
        if s.text[j] == 'str' and s.at(j - 1) == '&':
            yield 'change', (s.start(j - 1), s.end(j), 'String')
            continue
        for new in TYPES.get(s.text[j], ()):
            yield 'change', (s.start(j), s.end(j), new)


def drop_question(s):
    for i in range(s.n):
        if s.text[i] == '?' and s.at(i + 1) != 'Sized':
            yield '', (s.start(i), s.end(i), '')


SWAPS = (('::', ':'), ('==', '='), ('=>', '->'), ('->', '=>'), ('&&', '&'),
         ('=', '=='), ('.', ','), (';', ','), (',', ';'), (',', '.'),
         (':', '='))
LONG = ('::', '==', '=>', '->', '&&', '||', '!=', '<=', '>=', '+=', '-=', '*=',
        '/=', '..', '|=', '&=', '^=', '%=', '<<', '>>')


def wrong_mark(s):
    """A comma forgotten, or one mark for another."""
    for i in range(s.n):
        if s.kind(i) != 'punct':
            continue
        if s.text[i] == ',':
            yield 'drop', (s.start(i), s.end(i), '')
        for old, new in SWAPS:
            if not s.glued(i, old):
                continue
            alone = s.src[max(s.start(i) - 1, 0):s.start(i) + 2]
            if len(old) == 1 and (alone[:2] in LONG or alone[1:] in LONG):
                continue
            if old == '::' and s.at(i + 2) == '<':
                continue
            yield old + new, (s.start(i), s.start(i) + len(old), new)


def drop_deref(s):
    for i in range(s.n):
        if s.text[i] == '*' and s.at(i + 1) not in ('const', 'mut', '=', '/') \
           and not s.expression_before(i) and \
           (s.kind(i + 1) == 'ident' or s.at(i + 1) in ('(', '*')):
            yield '', (s.start(i), s.end(i), '')


WRAPPERS = {'Ok': 1, 'Err': 1, 'Some': 1, 'Box': 4, 'Rc': 4, 'RefCell': 4}


def drop_wrapper(s):
    """`Ok(x)` -> `x`, in an expression."""
    for i in range(s.n):
        o = i + WRAPPERS.get(s.text[i], s.n)
        if s.at(o) != '(' or o not in s.match or s.match[o] == o + 1 or \
           s.glued(i - 2, '::') or o == i + 4 and s.at(o - 1) != 'new' or \
           s.pattern(i, s.match[o]):
            continue
        yield s.text[i], (s.start(i), s.end(s.match[o]),
                          s.src[s.end(o):s.start(s.match[o])])


DROPPED = frozenset('pub let fn dyn move ref return impl in else match struct '
                    'as where enum'.split())


def drop_keyword(s):
    for i in range(s.n):
        word = s.text[i]
        if word not in DROPPED or s.kind(i) != 'ident':
            continue
        last = s.match.get(i + 1, i + 1) if s.at(i + 1) == '(' and \
            word == 'pub' else i
        yield word, s.drop(i, last)


KINDS = {
    'drop-mut': drop_mut, 'drop-use': drop_use, 'typo': typo,
    'drop-semicolon': drop_semicolon, 'drop-lifetime': drop_lifetime,
    'extra-argument': extra_argument, 'missing-argument': missing_argument,
    'missing-brace': missing_brace, 'missing-paren': missing_paren,
    'missing-quote': missing_quote, 'int-to-float': int_to_float,
    'drop-method': drop_method, 'drop-ref': drop_ref,
    'drop-derive': drop_derive, 'wrong-type': wrong_type,
    'drop-question': drop_question, 'wrong-mark': wrong_mark,
    'drop-deref': drop_deref, 'drop-wrapper': drop_wrapper,
    'drop-keyword': drop_keyword,
}


def places(src, kind):
    """{class: [(start, end, text)]} of a kind in a file."""
    s = Source(src)
    starts = [t[1] for t in s.toks]
    found = {}
    for cls, place in KINDS[kind](s):
        i = max(bisect.bisect_right(starts, place[0]) - 1, 0)
        if s.open[i] if kind != 'drop-derive' else s.derives(i):
            found.setdefault(cls, []).append(place)
    return found


def apply(src, place):
    start, end, text = place
    return src[:start] + text + src[end:]


def reachable(crate_files):
    """The files in which slips are made: no tests, no build scripts."""
    return [p for p in sorted(crate_files)
            if p.endswith('.rs') and
            not re.search(r'(^|/)(tests?|benches|examples)(/|\.rs$|_)|'
                          r'(^|/)build\.rs$|_test\.rs$', p)]
