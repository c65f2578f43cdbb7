# SPDX-License-Identifier: MIT
"""cargo, rustc and rustup are missing, hang, crash, or say strange things."""
import json
import os
import pty
import shutil
import threading
import time

from crash import fresh
from table import row
from world import PAIR, expect, locked


def diagnostic(message, path, start, end, replacement, **more):
    """An error of rustc with one machine-applicable suggestion."""
    span = {
        'file_name': path, 'byte_start': start, 'byte_end': end,
        'line_start': 1, 'line_end': 1, 'column_start': 1, 'column_end': 2,
        'is_primary': True, 'text': [], 'label': None, 'expansion': None,
        'suggested_replacement': None, 'suggestion_applicability': None}
    better = dict(span, suggested_replacement=replacement,
                  suggestion_applicability='MachineApplicable')
    return dict({
        '$message_type': 'diagnostic', 'message': message,
        'code': {'code': 'E0308', 'explanation': None}, 'level': 'error',
        'spans': [span], 'rendered': f'error[E0308]: {message}\n',
        'children': [{'message': 'do this', 'code': None, 'level': 'help',
                      'spans': [better], 'children': [], 'rendered': None}],
    }, **more)


def fake_rustc(world, *diagnostics, before=b'', when='true'):
    """For the crate 'pair', rustc prints this and fails."""
    lines = [d if isinstance(d, bytes) else json.dumps(d).encode()
             for d in diagnostics]
    path = world.put('said', before + b'\n'.join(lines) + b'\n')
    world.wrapper('pair', f'if {when}; then cat {path} >&2; exit 1; fi')


def on_terminal(world, *args, status):
    """The program in a terminal; what arrived there."""
    leader, follower = pty.openpty()
    since = time.monotonic()
    process = world.start(*args, stdout=follower, stderr=follower,
                          env={'TERM': 'xterm'})
    os.close(follower)
    seen = []

    def read():
        while True:
            try:
                seen.append(os.read(leader, 4096))
            except OSError:
                return
            if not seen[-1]:
                return

    reader = threading.Thread(target=read)
    reader.start()
    world.end(process, since, status)
    reader.join(5)
    os.close(leader)
    return b''.join(seen)


@row(43, 'terminal escapes in compiler text and sources',
     'neutralised on a terminal')
def escapes(world):
    evil = '\x1b]0;title\x07\x1b[2J\x9b31m\u202e\rowned'
    world.make(PAIR).repo()
    for format_ in 'human', 'short':
        fake_rustc(world, diagnostic(evil, 'src/lib.rs', 0, 0, '// x\n'))
        said = on_terminal(world, 'fix', f'--format={format_}', status=1)
        for bad in (b'\x1b]', b'\x1b[2J', b'\x9b31m', b'\x07',
                    '\u202e'.encode(), b'\r\x1b[Kowned'):
            expect(bad not in said.replace('�'.encode(), b''),
                   f'{bad} got through in {said}')
        expect(b'31m' in said, f'not shown at all: {said}')
    # What is real: a source line, and the name of a crate in a build script.
    del world.env['RUSTC_WRAPPER']
    world.put(world.file('src/lib.rs'),
              'pub fn f() -> u8 { "\x1b[2J\x1b]0;owned\x07" }\n')
    said = on_terminal(world, 'fix', '--no-vcs', status=1)
    expect(b'\x1b[2J' not in said and b'\x1b]' not in said, f'{said}')
    world.put(world.file('build.rs'),
              'fn main() { eprintln!("\\u{1b}[2J\\u{1b}]0;owned\\u{7}");'
              ' std::process::exit(1); }\n')
    said = on_terminal(world, 'fix', '--no-vcs', status=5)
    expect(b'\x1b[2J' not in said and b'\x1b]' not in said, f'{said}')


@row(44, 'edits outside the project, in .git, through a link, absolute',
     'rejected; nothing is written')
def outside(world):
    world.make(PAIR)
    secret = world.put('outside/secret.rs', '// secret\n')
    os.symlink('../../outside/secret.rs', world.file('src/link.rs'))
    os.symlink('../../outside', world.file('src/folder'))
    world.repo()
    start = world.state()
    config = world.get('.git/config')
    places = (secret, '../outside/secret.rs', 'src/../../outside/secret.rs',
              'src/link.rs', 'src/folder/secret.rs', '.git/config',
              'target/x.rs', '/proc/self/environ', 'src/\x01.rs', '',
              'Cargo.toml', 'x' * 5000)
    fake_rustc(world, *(diagnostic(f'error {i}', p, 0, 0, '// x\n')
                        for i, p in enumerate(places)))
    world.fix(status=1)
    world.sane(start)
    with open(secret, encoding='utf-8') as f:
        expect(f.read() == '// secret\n', 'written outside')
    expect(world.get('.git/config') == config, '.git was written to')


@row(44, 'edits with ranges that make no sense', 'rejected; W')
def bad_ranges(world):
    world.make(PAIR).repo()
    start = world.state()
    ranges = ((5, 2), (10 ** 6, 10 ** 6), (-1, 3), (2 ** 40, 2 ** 41),
              (0, 2 ** 63), ('a', None), (1.5, 2.5))
    fake_rustc(world, *(diagnostic(f'error {i}', 'src/lib.rs', a, b, 'x')
                        for i, (a, b) in enumerate(ranges)))
    world.fix(status=1)
    world.sane(start)


@row(45, 'suggestions that lead back and forth', 'ends soon; W')
def oscillates(world):
    world.make(PAIR).repo()
    start = world.state()
    there = world.put('there', json.dumps(diagnostic(
        'there', 'src/lib.rs', 0, 0, '// a\n')))
    back = world.put('back', json.dumps(diagnostic(
        'back', 'src/lib.rs', 0, 5, '')))
    world.wrapper('pair', f'''echo >>$world/runs
if grep -q "// a" src/lib.rs; then cat {back}; else cat {there}; fi >&2
echo >&2; exit 1''')
    world.fix(status=1)
    world.sane(start)
    with open(world.path('runs'), encoding='utf-8') as f:
        runs = len(f.readlines())
    expect(runs < 12, f'{runs} compiler runs')
    return f'ok ({runs} compiler runs)'


@row(45, 'a suggestion that is always there', 'ends soon; W')
def repeats(world):
    world.make(PAIR).repo()
    start = world.state()
    fake_rustc(world, diagnostic('same', 'src/lib.rs', 0, 0, '// a\n'))
    world.fix(status=1).took(20)
    world.sane(start)


@row(46, 'cargo missing', 'status 5, where to get it')
def no_cargo(world):
    world.make(PAIR).repo()
    start = world.state()
    os.mkdir(world.path('bin'))
    for tool in 'git', 'sh':
        os.symlink(shutil.which(tool), world.path('bin/' + tool))
    world.fix(status=5, env={'PATH': world.path('bin')}).has(
        'cargo', 'rustup')
    world.sane(start)


def fake_cargo(world, script):
    world.put('bin/cargo', f'#!/bin/sh\n{script}\n', 0o755)
    world.put('bin/rustc', f'#!/bin/sh\n{script}\n', 0o755)
    world.env['PATH'] = world.path('bin') + ':/usr/bin:/bin'


@row(47, 'rustup without the toolchain that is asked for',
     'status 5, names it; nothing is installed')
def no_toolchain(world):
    world.make(PAIR).repo()
    start = world.state()
    for text in (
            "error: toolchain 'nightly-2001-01-01' is not installed",
            'error: rustup could not choose a version of cargo to run, '
            "because one wasn't specified explicitly, and no default is "
            'configured.'):
        fake_cargo(world, f'cat >&2 <<"E"\n{text}\nE\nexit 1')
        world.fix(status=5).has(text[-30:].rstrip('.'))
    world.sane(start)
    with fresh(world):
        world.make(dict(PAIR, **{
            'rust-toolchain': 'nightly-2001-01-01\n'})).repo()
        rustup = shutil.which('rustup')
        if rustup:
            world.env['PATH'] = os.path.dirname(rustup) + ':/usr/bin:/bin'
            world.fix(status=5).has('nightly-2001-01-01').took(10)
            return 'ok (with a real rustup, too)'
    return None


@row(48, 'a build script, and rustc in a trial, that never end',
     'ended after --timeout, W')
def hangs(world):
    world.copy('buildrs').repo()
    start = world.state()
    world.fix('--timeout=1s', status=5, env={
        'RC_TEST_SLEEP': '60'}).has('in time').took(8)
    world.sane(start)
    with fresh(world):
        world.make(PAIR).repo()
        start = world.state()
        world.wrapper('pair', 'if grep -q "use std" src/one.rs; then '
                      'sleep 60; fi')
        world.fix('--timeout=1s', '--max-compiles=3', status=(1, 5)).took(15)
        world.sane(start)


ICE = '''echo "error: internal compiler error: compiler/x.rs:1:1: no" >&2
echo "note: the compiler unexpectedly panicked. this is a bug." >&2
exit 101'''


@row(49, 'rustc: internal error, SIGSEGV, SIGKILL (out of memory)',
     'status 5, tool failure; W')
def crashes(world):
    for script, words in ((ICE, 'internal compiler error'),
                          ('kill -SEGV $$', 'crashed'),
                          ('kill -KILL $$', 'memory')):
        with fresh(world):
            world.make(PAIR).repo()
            start = world.state()
            world.wrapper('pair', script)
            world.fix(status=5).has(words)
            world.sane(start)


@row(49, 'the same when a trial is compiled', 'trial taken back; goes on')
def crashes_in_trial(world):
    for script in ICE, 'kill -SEGV $$', 'kill -KILL $$':
        with fresh(world):
            world.make(PAIR).repo()
            start = world.state()
            world.pause(when='grep -q "use std" src/one.rs', how=script)
            if world.fix(status=(0, 1)).status == 0:
                world.run('check')
            world.undone(start)


@row(50, 'target folder locked by another cargo',
     'waits; with --timeout says what for')
def target_locked(world):
    world.make(PAIR).repo()
    start = world.state()
    os.makedirs(world.file('target/debug'))
    # Which of the files is locked depends on the version.
    names = ('.cargo-lock', '.cargo-build-lock', '.cargo-artifact-lock')
    files = [world.file('target/debug/' + n) for n in names]
    with locked(files[0]), locked(files[1]), locked(files[2]):
        world.fix('--timeout=1s', status=5).has('lock').took(8)
        world.sane(start)
        since = time.monotonic()
        process = world.start('fix')
        time.sleep(0.7)
        expect(process.poll() is None, 'did not wait')
    world.end(process, since, 0)
    world.sane()


DEPENDENT = dict(PAIR, **{
    'Cargo.toml': PAIR['Cargo.toml'] + '[dependencies]\nserde = "1"\n'})


@row(51, 'dependencies that were never fetched, offline',
     'status 4, not an error of the code; W')
def not_fetched(world):
    world.make(DEPENDENT).repo()
    start = world.state()
    world.fix('--offline', status=4).has('serde')
    world.sane(start)


@row(51, 'registry out of reach', 'status 4; W')
def registry_down(world):
    world.make(dict(DEPENDENT, **{'.cargo/config.toml': '''
[source.crates-io]
replace-with = "dead"
[source.dead]
registry = "http://127.0.0.1:9/index"
[net]
retry = 0
'''})).repo()
    start = world.state()
    world.fix(status=4, drop=('CARGO_NET_OFFLINE',)).took(30)
    world.sane(start)


@row(52, 'Cargo.lock out of date with --locked', 'explained; lock untouched')
def stale_lock(world):
    world.make(dict(PAIR, **{
        'Cargo.lock': PAIR['Cargo.lock'].replace('0.1.0', '0.0.9')})).repo()
    start = world.state()
    world.fix('--locked', status=2).has('--locked')
    world.sane(start)


@row(53, 'virtual manifest, path dependency outside the root',
     'errors out there are shown, not repaired')
def path_outside(world):
    broken = {'Cargo.toml': '[package]\nname = "outer"\nversion = "0.1.0"\n'
              'edition = "2021"\n', 'src/lib.rs': PAIR['src/one.rs']}
    world.make(broken, 'outer')
    start = world.state()
    world.make({'Cargo.toml': '[workspace]\nmembers = ["one"]\n',
                'one/Cargo.toml': PAIR['Cargo.toml'] +
                '[dependencies]\nouter = { path = "../../outer" }\n',
                'one/src/lib.rs': 'pub fn f() {}\n'})
    world.repo()
    world.fix(status=1).has('HashMap')
    expect(world.state(world.path('outer')) == start, 'edited out there')
    world.sane()


@row(53, 'a JSON line that is not UTF-8; NUL bytes', 'line passed over')
def not_utf8_line(world):
    for junk in (b'{"reason":"\xff\xfe"}\n', b'\xff\xfe\x00\x01\n',
                 b'{"a":"\x00"}\n'):
        with fresh(world):
            world.make(PAIR).repo()
            path = world.put('junk', junk)
            world.wrapper('pair', f'cat {path}; cat {path} >&2')
            world.fix()
            world.sane()


@row(53, '100 MB of diagnostics', 'capped: ends, in little memory; W',
     weight=5)
def flood(world):
    world.make(PAIR).repo()
    start = world.state()
    line = json.dumps(diagnostic('x' * 900, 'src/lib.rs', 0, 0, 'x')).encode()
    fake_rustc(world, *[line] * (100 * 1024 * 1024 // len(line)))
    # What time(1) would say, without needing it.
    result = world.fix(status=(1, 5), prefix=(
        'python3', '-c', 'import os, resource, subprocess, sys\n'
        'p = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)\n'
        '_, s, u = os.wait4(p, 0)\n'
        'print(f"rss={u.ru_maxrss // 1024}MB", file=sys.stderr)\n'
        'sys.exit(os.waitstatus_to_exitcode(s))'))
    world.sane(start)
    rss = int(result.err.rsplit('rss=', 1)[1].split('MB')[0])
    expect(rss < 1024, f'{rss} MB of memory')
    expect(len(result.text()) < 20 << 20, 'printed all of it')
    return f'ok ({result.seconds:.1f} s, {rss} MB)'


@row(54, 'lines that are no JSON, or half of one, on stdout', 'passed over')
def half_lines(world):
    world.make(PAIR).repo()
    world.wrapper('pair', r'''echo hello; echo '{"reason":"compiler-mess'
echo '{"reason":"build-finished","success":true}'; echo '[]'; echo '{}'
echo '{"reason":1}'; echo '{"reason":"compiler-message","message":7}'
printf '{"x":'; head -c 300000 /dev/zero | tr '\0' '['; echo''')
    world.fix()
    world.sane()


@row(54, 'a procedural macro that prints', 'passed over')
def macro_prints(world):
    world.make({
        'Cargo.toml': '[workspace]\nmembers = ["mac", "use"]\n',
        'mac/Cargo.toml': '[package]\nname = "mac"\nversion = "0.1.0"\n'
                          'edition = "2021"\n[lib]\nproc-macro = true\n',
        'mac/src/lib.rs': '''use proc_macro::TokenStream;
#[proc_macro]
pub fn noisy(_: TokenStream) -> TokenStream {
    println!("{{\\"reason\\":\\"build-finished\\",\\"success\\":false}}");
    println!("{{ hello");
    eprintln!("error: hello");
    TokenStream::new()
}
''',
        'use/Cargo.toml': PAIR['Cargo.toml'] +
        '[dependencies]\nmac = { path = "../mac" }\n',
        'use/src/lib.rs': 'mac::noisy!();\n' + PAIR['src/one.rs']})
    world.repo()
    world.fix()
    world.sane()


