# SPDX-License-Identifier: MIT
#
# Crates that compile and have tests: where they come from, copies of them that
# are broken and restored again and again, and the slips drawn from them.
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

import benchlib as b
import sliplib

# Well-known crates whose tests need no other crate, as published: version,
# SHA-256 of the package.
REGISTRY = {
    'bit-vec': ('0.8.0',
        '5e764a1d40d510daf35e07be9eb06e75770908c27d411ee6c92109c9840eaaf7'),
    'either': ('1.19.0',
        '0e9c71c2167ca323c882b99918929403426e2373ea17242ff5653e0d5e1058be'),
    'heck': ('0.5.0',
        '2304e00983f87ffb38b55b444b5e3b60a884b5d30c0fca7d82fe33449bbe55ea'),
    'json': ('0.12.4',
        '078e285eafdfb6c4b434e0d31e8cfcb5115b651496faca5749b88fafd4f23bfd'),
    'lexopt': ('0.3.2',
        '803ec87c9cfb29b9d2633f20cba1f488db3fd53f2158b1024cbefb47ba05d413'),
    'minimal-lexical': ('0.2.1',
        '68354c5c6bd36d73ff3feceb05efa59b6acb7626617f4962be322a825e61f79a'),
    'percent-encoding': ('2.3.2',
        '9b4f627cb1b25917193a259e49bdad08f671f8d9708acfd5fe0a8c1455d87220'),
    'pico-args': ('0.5.0',
        '5be167a7af36ee22fe3115051bc51f6e6c7054c9348e28deb4f49bd6f705a315'),
    'semver': ('1.0.28',
        '8a7852d02fc848982e0c167ef163aaff9cd91dc640ba85e263cb1ce46fae51cd'),
    'shlex': ('1.3.0',
        '0fda2ff0d084019ba4d7c6f371c95d8fd75ce3524c3cb8fb653a3023f6323e64'),
    'slab': ('0.4.12',
        '0c790de23124f9ab44544d7ac05d60440adc586479ce501c1d6d7da3cd8c9cf5'),
    'smallvec': ('1.16.6',
        '3244542535d5de959d90ec55d1b5ff0fd2bb7b1310223907d5f11932847f7b59'),
    'strsim': ('0.11.1',
        '7da8b5736845d9f2fcb837ea5d9e2628564b3b043a70948a3f0b778838c5fb4f'),
    'xmlparser': ('0.13.6',
        '66fee0b777b0f5ac1c69bb06d361268faafa61cd4682ae064a171c16c433e9e4'),
}
# Ours, from tests/data: which repairs make them compile.
OURS = {
    'quickstart': ('tests/bench/repaired.json', 'quickstart'),
    'workspace5': ('tests/bench/repaired.json', 'workspace5'),
    'endpoint5': ('tests/fake/endpoint5.json', 'repairs'),
}
# Rules are made while looking at the tuning half; the held half is for
# measuring only. By the hash of the name, so a crate stays where it is;
# ours, which everybody has looked at, cannot be held.
TUNING = ('either', 'endpoint5', 'json', 'lexopt', 'percent-encoding',
          'quickstart', 'semver', 'slab', 'workspace5')
HELD = ('bit-vec', 'heck', 'minimal-lexical', 'pico-args', 'shlex',
        'smallvec', 'strsim', 'xmlparser')
HALVES = {'tuning': TUNING, 'held': HELD}
TEST_MEMORY = 8 << 20   # KiB: a mutant may never stop to allocate


def half_of(name):
    if name in OURS:
        return 'tuning'
    return ('tuning', 'held')[hashlib.sha256(name.encode()).digest()[0] & 1]


# ---- the crates ----

def fetch(tc, folder, env):
    """Download through cargo, check against the table, make ready."""
    vendored = os.path.join(folder, 'vendor')
    with tempfile.TemporaryDirectory(prefix='rustcoder-bench-') as tmp:
        b.write_crate(tmp, 'scratch', '')
        with open(os.path.join(tmp, 'Cargo.toml'), 'a') as f:
            f.write('\n[dependencies]\n')
            for name, (version, _) in sorted(REGISTRY.items()):
                f.write('%s = { version = "=%s", default-features = false }\n'
                        % (name, version))
        # The caller's own cargo home: that is where a registry is set up.
        subprocess.run([tc.cargo, 'vendor', '-q', vendored], cwd=tmp,
                       check=True, stdout=subprocess.DEVNULL)
    ready = {}
    for name in sorted(REGISTRY) + sorted(OURS):
        crate = os.path.join(folder, 'crates', name)
        shutil.rmtree(crate, ignore_errors=True)
        if name in REGISTRY:
            take_registry(tc, name, os.path.join(vendored, name), crate, env)
        else:
            take_ours(name, crate)
        ready[name] = baseline(tc, name, crate, env)
        print('%-18s %-7s %3d tests pass, %5d lines' % (
            name, half_of(name), len(ready[name]['tests']),
            ready[name]['lines']))
    with open(os.path.join(folder, 'ready.json'), 'w') as f:
        json.dump({'rustc': tc.version, 'crates': ready}, f, indent=1)


def take_registry(tc, name, vendored, crate, env):
    """The published package without what needs other crates: dev-
    dependencies, optional dependencies, benchmarks, examples."""
    with open(os.path.join(vendored, '.cargo-checksum.json')) as f:
        got = json.load(f)['package']
    if got != REGISTRY[name][1]:
        sys.exit('%s %s is not what it was: %s' % (name, REGISTRY[name][0],
                                                   got))
    rc, out, err, _ = b.run([tc.cargo, 'metadata', '--no-deps',
                             '--format-version=1'], vendored, env)
    if rc != 0:
        sys.exit('%s: %s' % (name, err))
    p = json.loads(out)['packages'][0]
    shutil.copytree(vendored, crate, ignore=shutil.ignore_patterns(
        'benches', 'examples', 'Cargo.toml*', 'Cargo.lock', '.*'))
    lib = next(t for t in p['targets'] if 'lib' in t['kind'])
    gone = {d['rename'] or d['name'] for d in p['dependencies']}
    with open(os.path.join(crate, 'Cargo.toml'), 'w') as f:
        f.write('[package]\nname = "%s"\nversion = "%s"\nedition = "%s"\n'
                'build = false\nautobenches = false\nautobins = false\n'
                'autoexamples = false\n\n[lib]\nname = "%s"\npath = "%s"\n'
                '\n[features]\n' % (
                    name, p['version'], p['edition'], lib['name'],
                    os.path.relpath(lib['src_path'], vendored)))
        for k, v in sorted(p['features'].items()):
            v = [x for x in v if x in p['features'] and x not in gone]
            f.write('%s = %s\n' % (json.dumps(k), json.dumps(v)))
        f.write('\n[workspace]\n')


def take_ours(name, crate):
    shutil.copytree(os.path.join(b.ROOT, 'tests', 'data', name), crate,
                    ignore=shutil.ignore_patterns('target', '.git'))
    path, key = OURS[name]
    with open(os.path.join(b.ROOT, path)) as f:
        repairs = json.load(f)[key]
    for r in repairs:
        path = os.path.join(crate, r['file'])
        with open(path, newline='') as f:
            text = f.read()
        old, new = '\n'.join(r['find']), '\n'.join(r['replace'])
        if text.count(old) != 1:
            sys.exit('%s: %s has changed, cannot repair it at: %s' %
                     (name, r['file'], r['find'][0]))
        with open(path, 'w', newline='') as f:
            f.write(text.replace(old, new))


def baseline(tc, name, crate, env):
    with tempfile.TemporaryDirectory(prefix='rustcoder-bench-') as tmp:
        rc, errors = b.cargo_check(tc, crate, env, tmp)
        if rc != 0:
            sys.exit('%s does not compile: %s' % (name, errors))
        ok, passed = tests(tc, crate, env, tmp)
        if not ok or not passed:
            sys.exit('%s: its tests do not pass' % name)
    return {'tests': sorted(passed), 'hash': tree_hash(crate),
            'lines': sum(t.count('\n') for p, t in b.files(crate).items()
                         if p in sliplib.reachable([p]))}


def tree_hash(crate):
    h = hashlib.sha256()
    for path, text in sorted(b.files(crate).items()):
        h.update(('%s\0%s\0' % (path, text)).encode())
    return h.hexdigest()


def tests(tc, crate, env, target, timeout=60):
    """(did all pass, the names of those that did)"""
    e = dict(env, CARGO_TARGET_DIR=target)
    rc, out, _, _ = b.run(
        ['sh', '-c', 'ulimit -v %d; exec "$@"' % TEST_MEMORY, 'sh', tc.cargo,
         'test', '--workspace', '--tests', '--no-fail-fast'], crate, e,
        timeout)
    return rc == 0, set(re.findall(r'^test (.+?)(?: - should panic)? \.\.\. '
                                   r'ok$', out, re.M))


def load(folder):
    """What fetch() made ready: {name: baseline}, or None."""
    try:
        with open(os.path.join(folder, 'ready.json')) as f:
            return json.load(f)['crates']
    except OSError:
        return None


# ---- a place to work in ----

class Worker:
    """Copies of the crates that one thread breaks and restores, each use with
    a target directory of its own that stays warm. cargo goes by the time of a
    file, so whatever is written gets a new one."""

    def __init__(self, tc, folder, env, work, timeout=60):
        self.tc, self.folder, self.env = tc, folder, env
        self.work, self.timeout = work, timeout
        self.pristine = {}

    def tree(self, name):
        if name not in self.pristine:
            self.pristine[name] = raw_files(
                os.path.join(self.folder, 'crates', name))
        return self.pristine[name]

    def lay(self, use, name, changed):
        """The folder of a crate for a use, made to hold the original but for
        `changed`, {path: bytes or None}."""
        crate = os.path.join(self.work, use, name)
        want = dict(self.tree(name))
        want.update(changed)
        have = raw_files(crate) if os.path.isdir(crate) else {}
        for path in set(have) | set(want):
            full = os.path.join(crate, path)
            if want.get(path) is None:
                if path in have:
                    os.remove(full)
            elif have.get(path) != want[path]:
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, 'wb') as f:
                    f.write(want[path])
        return crate

    def check(self, name, changed):
        """(compiles, errors), by the judge's own cargo."""
        crate = self.lay('judge', name, changed)
        rc, errors = b.cargo_check(self.tc, crate, self.env,
                                   os.path.join(self.work, 'jt', name))
        if rc != 0 and not errors:
            # Not a word about the program: cargo or rustc died of something.
            rc, errors = b.cargo_check(self.tc, crate, self.env,
                                       os.path.join(self.work, 'jt', name))
        return rc == 0, errors

    def tests_pass(self, name, changed, want):
        crate = self.lay('judge', name, changed)
        ok, passed = tests(self.tc, crate, self.env,
                           os.path.join(self.work, 'tt', name),
                           self.timeout)
        return ok and passed >= set(want)

    def changes(self, use, name):
        """What differs from the original in the folder of a use."""
        old = self.tree(name)
        new = raw_files(os.path.join(self.work, use, name))
        return {p: new.get(p) for p in set(old) | set(new)
                if old.get(p) != new.get(p)}


def raw_files(crate):
    found = {}
    for d, dirs, names in os.walk(crate):
        dirs[:] = [x for x in dirs if x not in ('target', '.git')]
        for name in names:
            path = os.path.join(d, name)
            if name != 'Cargo.lock' and not os.path.islink(path):
                with open(path, 'rb') as f:
                    found[os.path.relpath(path, crate)] = f.read()
    return found


# ---- the mutants ----

def candidates(crate, name, kind, seed):
    """The places of a kind in a crate in the order in which they are tried:
    one class after the other, each in random order."""
    rnd = random.Random('%s/%s/%s' % (seed, name, kind))
    classes, seen = {}, set()
    for path in sliplib.reachable(crate):
        for cls, found in sliplib.places(crate[path].decode(), kind).items():
            classes.setdefault(cls, []).extend((path, p) for p in found)
    lists = [classes[c] for c in sorted(classes)]
    rnd.shuffle(lists)
    for x in lists:
        rnd.shuffle(x)
    order = []
    for path, place in (x[i] for i in range(max(map(len, lists), default=0))
                        for x in lists if i < len(x)):
        if (path, place[0]) not in seen:
            seen.add((path, place[0]))
            order.append((path, place))
    return order


def search(worker, half, kind, per_kind, seed):
    """The first mutants of a kind that cargo check fails on, crate by crate
    in turn."""
    found, tried = [], 0
    todo = {n: candidates(worker.tree(n), n, kind, seed)
            for n in HALVES[half]}
    turn = sorted(todo)
    random.Random('%s/%s/%s' % (seed, half, kind)).shuffle(turn)
    while turn and len(found) < per_kind:
        for name in list(turn):
            while todo[name]:
                path, place = todo[name].pop(0)
                src = worker.tree(name)[path].decode()
                tried += 1
                ok, errors = worker.check(
                    name, {path: sliplib.apply(src, place).encode()})
                if not ok and errors:
                    found.append({'id': '%s-%s%02d' % (kind, half[0],
                                                       len(found)),
                                  'kind': kind, 'half': half, 'crate': name,
                                  'file': path, 'place': place,
                                  'slip': shown(src, place),
                                  'errors': errors[:5], 'count': len(errors)})
                    break
            if not todo[name]:
                turn.remove(name)
            if len(found) == per_kind:
                break
    return found, tried


def shown(src, place):
    """The lines of a place, as they were."""
    left = src.rfind('\n', 0, place[0]) + 1
    right = src.find('\n', max(place[0], place[1] - 1))
    line = src.count('\n', 0, place[0]) + 1
    return 'line %d `%s`' % (line, src[left:right].strip())
