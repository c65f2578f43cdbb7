# SPDX-License-Identifier: MIT
#
# What the benchmarks share: the toolchain, a neutral environment, timed
# child processes, and a judge that trusts no tool under test.
import json
import os
import re
import shutil
import signal
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))

# Whatever could make one side faster, or change what rustc says.
DROP = re.compile(r'(RUSTCODER_|OPENAI_|LLM_|CARGO|RUSTC|RUSTFLAGS|RUSTDOCFLAGS'
                  r'|RUST_LOG|RUST_BACKTRACE|GIT_|XDG_|CLIPPY_|__CARGO)')


class Toolchain:
    """The toolchain's own cargo and rustc, without rustup's proxy."""

    def __init__(self, name=None):
        ask = ['rustc'] + (['+' + name] if name else [])
        sysroot = _out(ask + ['--print', 'sysroot'])
        self.sysroot = sysroot
        self.bin = os.path.join(sysroot, 'bin')
        self.rustc = os.path.join(self.bin, 'rustc')
        self.cargo = os.path.join(self.bin, 'cargo')
        if not os.path.exists(self.cargo):      # a distribution's cargo
            self.cargo = shutil.which('cargo')
        self.name = name or os.environ.get('RUSTUP_TOOLCHAIN') or (
            os.path.basename(sysroot) if 'toolchains' in sysroot else '')
        self.version = _out([self.rustc, '--version'])
        self.docs = os.path.join(sysroot, 'share/doc/rust/html/error_codes')

    def is_stable(self):
        return not re.search(r'nightly|beta|dev', self.version)


def _out(argv):
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE,
                          text=True).stdout.strip()


def environment(tc, home):
    """Same for every tool: real cargo first in PATH, own cargo home, no
    network, no personal settings, state directories below `home`."""
    env = {k: v for k, v in os.environ.items() if not DROP.match(k)}
    env['PATH'] = tc.bin + os.pathsep + env.get('PATH', '')
    if tc.name:
        env['RUSTUP_TOOLCHAIN'] = tc.name
        env['RUSTUP_HOME'] = os.environ.get('RUSTUP_HOME') or \
            os.path.expanduser('~/.rustup')
    env['CARGO_HOME'] = os.path.join(home, 'cargo')
    env['CARGO_NET_OFFLINE'] = 'true'
    env['CARGO_TERM_COLOR'] = 'never'
    env['GIT_CONFIG_GLOBAL'] = '/dev/null'
    env['GIT_CONFIG_NOSYSTEM'] = '1'
    env['HOME'] = os.path.join(home, 'home')
    for x in ('DATA', 'STATE', 'CACHE', 'CONFIG'):
        env['XDG_%s_HOME' % x] = os.path.join(home, x.lower())
    env['LC_ALL'] = 'C.UTF-8'
    for d in ('cargo', 'home'):
        os.makedirs(os.path.join(home, d), exist_ok=True)
    return env


def run(argv, cwd, env, timeout=300, stdin=None):
    """(exit code or None when it ran out of time, stdout, stderr, seconds)"""
    t = time.perf_counter()
    p = subprocess.Popen(argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         start_new_session=True)
    try:
        out, err = p.communicate(timeout=timeout)
        rc = p.returncode
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, signal.SIGKILL)
        out, err = p.communicate()
        rc = None
    t = time.perf_counter() - t
    return rc, out.decode('utf-8', 'replace'), err.decode('utf-8', 'replace'), t


def json_lines(text):
    for line in text.splitlines():
        if line.startswith('{'):
            try:
                yield json.loads(line)
            except ValueError:
                pass


def errors_of(diags):
    """(code, message, line) of every error among rustc's JSON diagnostics,
    the closing `aborting due to` apart."""
    found = []
    for d in diags:
        if not str(d.get('level', '')).startswith('error'):
            continue
        code = (d.get('code') or {}).get('code')
        if not code and d['message'].startswith('aborting due to'):
            continue
        line = next((s['line_start'] for s in d.get('spans', ())
                     if s.get('is_primary')), 0)
        found.append((code, d['message'], line))
    return found


def cargo_check(tc, crate, env, target, timeout=300):
    """(exit code, errors) of `cargo check` with a target directory."""
    e = dict(env, CARGO_TARGET_DIR=target)
    rc, out, _, _ = run([tc.cargo, 'check', '--message-format=json'], crate, e,
                        timeout)
    diags = (m['message'] for m in json_lines(out)
             if m.get('reason') == 'compiler-message')
    return rc, errors_of(diags)


# ---- the judge ----

_TOKEN = re.compile(r'''
    (?P<space>\s+)
  | (?P<line>//[^\n]*)
  | (?P<raw>(?:br|cr|r)(?P<h>\#*)".*?"(?P=h))
  | (?P<open>(?:br|cr|r)\#+"[^"\n]*"\#*)
  | (?P<str>(?:b|c)?"(?:\\.|[^"\\])*")
  | (?P<char>b?'(?:\\(?:x[0-9a-fA-F]{2}|u\{[0-9a-fA-F_]+\}|.)|[^'\\\n])')
  | (?P<life>'[^\W\d]\w*)
  | (?P<ident>(?:r\#)?[^\W\d]\w*)
  | (?P<num>\d(?:[\w]|\.(?=\d))*)
  | (?P<punct>.)
''', re.X | re.S)


def lex(src):
    """(kind, start, end) of every Rust token, comments and space apart. A raw
    string that lacks some of its closing '#' is one token, as it is once they
    are there; other text that does not lex falls apart into single
    characters."""
    i = 0
    while i < len(src):
        if src.startswith('/*', i):
            depth, i = 1, i + 2
            while i < len(src) and depth:
                if src.startswith('/*', i):
                    depth, i = depth + 1, i + 2
                elif src.startswith('*/', i):
                    depth, i = depth - 1, i + 2
                else:
                    i += 1
            continue
        m = _TOKEN.match(src, i)
        if m.lastgroup not in ('space', 'line'):
            yield 'raw' if m.lastgroup == 'h' else m.lastgroup, i, m.end()
        i = m.end()


def tokens(src):
    """Rust tokens without comments and space."""
    return [src[i:j] for _, i, j in lex(src)]


def plain_tokens(src):
    """tokens() without a comma before a closing bracket."""
    toks = tokens(src)
    return [t for t, nxt in zip(toks, toks[1:] + [''])
            if not (t == ',' and nxt and nxt in ')]}>')]


def same_tokens(a, b):
    """Whether two texts are the same program to the letter."""
    return a == b or plain_tokens(a) == plain_tokens(b)


def equivalent(a, b):
    """Whether they differ at most in how imports are grouped and ordered, and
    in the order of derived traits."""
    return a == b or _unordered(plain_tokens(a)) == _unordered(plain_tokens(b))


def _unordered(toks):
    rest, imports, derives, scope, i = [], {}, [], [0], 0
    while i < len(toks):
        t = toks[i]
        if t == 'use' and (not rest or rest[-1] in ';{}'):
            end = toks.index(';', i) if ';' in toks[i:] else len(toks)
            imports.setdefault(scope[-1], set()).update(
                _paths(toks[i + 1:end]))
            i = end + 1
            continue
        if toks[i:i + 4] == ['#', '[', 'derive', '(']:
            end = toks.index(']', i) if ']' in toks[i:] else len(toks)
            derives += [x for x in toks[i + 4:end] if x not in (',', ')')]
            i = end + 1
            continue
        if derives and t != '#':
            rest.append(sorted(derives))
            derives = []
        rest.append(t)
        if t == '{':
            scope.append(len(rest))
        elif t == '}' and len(scope) > 1:
            scope.pop()
        i += 1
    return rest, imports


def _paths(toks):
    """The paths that `use TOKS;` brings in."""
    prefix, stack, path, found = [], [], [], []
    for t in toks + [',']:
        if t == '{':
            stack.append(prefix)
            prefix, path = prefix + path, []
        elif t in (',', '}'):
            if path:
                if path[-1] == 'self' and prefix and len(path) == 1:
                    path = []
                found.append(''.join(x + ' ' for x in prefix + path)
                             .removesuffix(': : '))
            path = []
            if t == '}':
                prefix = stack.pop() if stack else []
        else:
            path.append(t)
    return found


STUBS = ('todo', 'unimplemented', 'panic', 'unreachable')


def cheats(toks):
    """How often each kind of thing the judge forbids to add occurs."""
    n = {'stub': 0, 'unsafe': 0, 'allow': 0, 'cfg': 0}
    for i, t in enumerate(toks):
        nxt = toks[i + 1] if i + 1 < len(toks) else ''
        prev = toks[i - 1] if i else ''
        if t in STUBS and nxt == '!':
            n['stub'] += 1
        elif t == 'unsafe':
            n['unsafe'] += 1
        elif t in ('allow', 'expect') and nxt == '(' and prev in ('[', ','):
            n['allow'] += 1
        elif t in ('cfg', 'cfg_attr') and nxt == '(' and prev in ('[', ','):
            n['cfg'] += 1
    return n


def files(crate):
    """path -> text of everything in a crate that is not build output."""
    found = {}
    for d, dirs, names in os.walk(crate):
        dirs[:] = sorted(x for x in dirs
                         if x not in ('.git', 'target')
                         or d != crate and x != '.git')
        for name in sorted(names):
            path = os.path.join(d, name)
            rel = os.path.relpath(path, crate)
            if rel == 'Cargo.lock' or os.path.islink(path):
                continue
            with open(path, 'rb') as f:
                found[rel] = f.read().decode('utf-8', 'replace')
    return found


def damage(old, new):
    """What no repair may do, among two trees as files() returns them."""
    def rust(tree):
        return [t for p in sorted(tree) if p.endswith('.rs')
                for t in tokens(tree[p])]
    old_toks, new_toks = rust(old), rust(new)
    worse = []
    was, now = cheats(old_toks), cheats(new_toks)
    for what, label in (('stub', 'stub'), ('unsafe', 'unsafe'),
                        ('allow', '#[allow]'), ('cfg', '#[cfg]')):
        if now[what] > was[what]:
            worse.append('new ' + label)
    if len(new_toks) * 10 < len(old_toks) * 9:
        worse.append('gutted: %d -> %d tokens' % (len(old_toks),
                                                  len(new_toks)))
    for p in sorted(set(old) | set(new)):
        if not p.endswith('.rs') and old.get(p) != new.get(p):
            worse.append('touched ' + p)
    return worse


def judge(tc, before, after, errors_before, env, scratch):
    """Judge what a tool left in `after`, by building a copy of it in a fresh
    target directory. `errors_before` is the error count of `before`."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(after, os.path.join(scratch, 'crate'), symlinks=True,
                    ignore=shutil.ignore_patterns('.git', 'target'))
    rc, errors = cargo_check(tc, os.path.join(scratch, 'crate'), env,
                             os.path.join(scratch, 'target'))
    old, new = files(before), files(after)

    worse = []
    if rc != 0 and len(errors) > errors_before:
        worse.append('more errors: %d -> %d' % (errors_before, len(errors)))
    worse += damage(old, new)
    shutil.rmtree(scratch, ignore_errors=True)
    return {'compiles': rc == 0, 'errors_before': errors_before,
            'errors_after': len(errors), 'worse': worse,
            'changed': old != new, 'repaired': rc == 0 and not worse}


def write_crate(path, name, src, edition='2021', kind='lib'):
    os.makedirs(os.path.join(path, 'src'))
    with open(os.path.join(path, 'Cargo.toml'), 'w') as f:
        f.write('[package]\nname = "%s"\nversion = "0.1.0"\nedition = "%s"\n'
                '\n[workspace]\n' % (name, edition))
    main = 'main.rs' if kind == 'bin' else 'lib.rs'
    with open(os.path.join(path, 'src', main), 'w') as f:
        f.write(src)


# 20 lines; a module of the big crate holds 50 of them.
UNIT = '''#[derive(Debug, Clone, PartialEq)]
pub struct Item{n} {{
    pub id: u64,
    pub name: String,
    pub parts: Vec<u64>,
}}

impl Item{n} {{
    pub fn new(id: u64, name: &str) -> Self {{
        Item{n} {{ id, name: name.to_string(), parts: vec![id, {n}] }}
    }}

    pub fn total(&self) -> u64 {{
        self.parts.iter().map(|p| p * 2 + self.id).sum()
    }}

    pub fn longest<'a>(&'a self, other: &'a str) -> &'a str {{
        if self.name.len() >= other.len() {{ &self.name }} else {{ other }}
    }}
}}
'''


def big_crate(path, tails):
    """A crate of twenty modules and about 20,000 lines; `tails` holds what
    comes at the end of a module, by its number. Returns the lines."""
    mods = 20
    write_crate(path, 'big', ''.join('pub mod m%02d;\n' % m
                                     for m in range(mods)))
    for m in range(mods):
        text = ''.join(UNIT.format(n=n) for n in range(50))
        with open(os.path.join(path, 'src', 'm%02d.rs' % m), 'w') as f:
            f.write(text + tails.get(m, ''))
    return sum(t.count('\n') for p, t in files(path).items()
               if p.endswith('.rs'))


def table(head, rows):
    rows = [[str(c) for c in r] for r in [head] + rows]
    wide = [max(len(r[i]) for r in rows) for i in range(len(head))]
    rows.insert(1, ['-' * w for w in wide])
    for r in rows:
        print(' | '.join(c.ljust(w) for c, w in zip(r, wide)).rstrip())
