# SPDX-License-Identifier: MIT
"""Clocks, limits on resources, memory that runs out, and settings."""
import os
import random
import subprocess

from crash import fresh, reset
from table import row
from world import (PAIR, PLAIN, PROGRAM, Failed, Skipped, expect,
                   is_sanitized, need, states_of)

PRELOAD = os.environ.get('FAILMALLOC')  # see failmalloc.c
ALLOCATIONS = 24        # of them that are made to fail


@row(68, 'files from 1969, 2038 and the future (the clock was set back)',
     'repaired; undo exact')
def odd_times(world):
    for stamp in ('1969-12-31T00:00:00Z', '2038-01-20T00:00:00Z',
                  '2106-02-08T00:00:00Z', '2300-01-01T00:00:00Z'):
        with fresh(world):
            world.make(PAIR).repo()
            start = world.state()
            for name in PAIR:
                subprocess.run(('touch', '-d', stamp, world.file(name)),
                               check=True)
            world.fix()
            world.sane()
            expect(b'mut' in world.get('src/one.rs'), f'{stamp}: no repair')
            world.run('undo')
            world.sane(start)


@row(68, 'times cut to two seconds (FAT), as old as the artefacts',
     'never "clean" by an old artefact')
def coarse_times(world):
    # Good, then bad with the good one's times: cargo believes nothing changed.
    world.make(dict(PAIR, **{'src/one.rs': '', 'src/two.rs': ''})).repo()
    world.fix()
    good = os.stat(world.file('src/one.rs'))
    world.put(world.file('src/one.rs'), PAIR['src/one.rs'])
    os.utime(world.file('src/one.rs'), (good.st_mtime + 2, good.st_mtime + 2))
    world.fix()
    expect(b'mut' in world.get('src/one.rs'), 'not repaired')
    world.sane()


@row(69, 'few file descriptors', 'works or status 5; W')
def descriptors(world):
    world.make(PAIR).repo()
    states = states_of(world)
    world.run('undo')
    worked = []
    for limit in (64, 32, 24, 20, 16, 14, 12, 11, 10, 9, 8, 7, 6, 5, 4):
        result = world.fix(status=None, prefix=(
            'sh', '-c', f'ulimit -n {limit}; exec "$@"', 'sh'))
        if result.status == 127 and 'shared' in result.err:
            break       # not even the loader could work
        expect(result.status in (0, 2, 4, 5), f'{limit}: {result.status} '
               f'{result.err}')
        world.no_processes()
        world.is_in(*states)
        if result.status == 0:
            worked.append(limit)
            world.sane(states[-1])
            world.run('undo', status=(0, 2))
    expect(64 in worked, '64 are not enough')
    world.fix('--abort', status=(0, 2))
    world.fix()
    world.sane(states[-1])
    return f'ok ({min(worked)} are enough)'


@row(69, 'little address space', 'works or status 5; W')
def address_space(world):
    if is_sanitized():
        raise Skipped('the sanitizer itself needs more')
    world.program = PLAIN
    world.make(PAIR).repo()
    start = world.state()
    # rustc is limited as well, and may report it as errors of the code.
    for megabytes in (400, 300, 200, 100, 70, 50, 40, 30, 20):
        result = world.fix(status=None, prefix=(
            'prlimit', f'--as={megabytes << 20}'))
        if result.status == 127:
            break
        expect(result.status in (0, 1, 5), f'{megabytes}: {result.text()}')
        world.undone(start)
    world.fix()
    world.sane()


@row(69, 'malloc fails at call N', 'status 5 or done; W; next run clean',
     weight=6)
def no_memory(world):
    if not PRELOAD:
        raise Skipped('needs tests/faults/failmalloc.c: run by meson')
    if is_sanitized():
        raise Skipped('the sanitizer itself needs memory')
    world.program = PLAIN
    world.make(PAIR).repo()
    subprocess.run(('cp', '-a', world.root, world.path('fresh')), check=True)
    states = states_of(world)
    reset(world)
    env = {'LD_PRELOAD': PRELOAD}
    probe = world.fix(env=dict(env, FAILMALLOC_COUNT=world.path('count')),
                      status=None)
    if probe.status or not os.path.exists(world.path('count')):
        raise Skipped(f'cannot be preloaded: {probe.text()[-200:]}')
    with open(world.path('count'), encoding='ascii') as f:
        total = int(f.read())
    failed = 0
    for i in range(ALLOCATIONS):
        at = random.randrange(total * i // ALLOCATIONS + 1,
                              total * (i + 1) // ALLOCATIONS + 1)
        reset(world)
        result = world.fix(status=None, env=dict(
            env, FAILMALLOC_AT=str(at),
            FAILMALLOC_FOR=random.choice(('1', '1000000'))))
        try:
            expect(result.status in (0, 5),
                   f'status {result.status}: {result.text()[-300:]}')
            failed += result.status == 5
            world.no_processes()
            index_lock = world.file('.git/index.lock')
            if os.path.exists(index_lock):
                os.unlink(index_lock)
            world.recovers(*states)
        except Failed as why:
            raise Failed(f'at {at} of {total}: {why}') from None
    expect(failed > ALLOCATIONS // 3, f'only {failed} failed')
    return f'ok ({failed} of {ALLOCATIONS} failed, {total} calls)'


@row(69, 'no more processes (RLIMIT_NPROC)', 'status 5; W')
def no_fork(world):
    need('setpriv', 'prlimit')
    if os.geteuid():
        raise Skipped('takes root to become a user without processes')
    world.make(PAIR).repo()
    start = world.state()
    for folder, names, files in os.walk(world.top):
        for name in names + files:
            os.lchown(os.path.join(folder, name), 54321, 54321)
    os.chmod(world.top, 0o755)
    os.lchown(world.top, 54321, 54321)
    who = ('setpriv', '--reuid=54321', '--clear-groups')
    probe = subprocess.run(who + ('cargo', '--version'), check=False,
                           env=world.env, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
    readable = subprocess.run(who + ('test', '-x', PROGRAM),
                              check=False)
    if probe.returncode or readable.returncode:
        raise Skipped('cargo or the program is not for other users here')
    world.env['ASAN_OPTIONS'] += ':detect_leaks=0'
    world.fix(status=5, prefix=('prlimit', '--nproc=1') + who)
    world.is_in(start)
    world.no_processes()


def settings_case(world, where, text, status, *words):
    with fresh(world):
        world.make(PAIR).repo()
        start = world.state()
        path = world.file('.git/config') if where == 'local' else \
            world.path('home/.gitconfig')
        with open(path, encoding='utf-8') as f:
            old = f.read()
        world.put(path, old + text)
        result = world.fix(status=status)
        world.put(path, old)
        result.has(*words)
        world.sane(*[start] if status else ())


@row(70, 'settings: syntax error, wrong value, unknown key',
     'file and line, status 2; unknown key: a warning')
def settings(world):
    settings_case(world, 'global', '[rustcoder\n', 2, '.gitconfig')
    settings_case(world, 'local', '[rustcoder "fix"]\n\tgoal = win\n', 2,
                  'goal', 'win')
    settings_case(world, 'local', '[rustcoder]\n\tnoSuchKey = 1\n', 0,
                  'warning', 'nosuchkey')
    settings_case(world, 'local', '[rustcoder "fix"]\n\tmaxTime = -5\n', 2,
                  'maxTime')
    settings_case(world, 'local',
                  '[rustcoder "fix"]\n\tmaxCompiles = 99999999999\n', 2,
                  'maxCompiles')


@row(70, 'settings unreadable', 'named, status 2')
def unreadable(world):
    world.make(PAIR).repo()
    start = world.state()
    os.unlink(world.path('home/.gitconfig'))
    os.mkdir(world.path('home/.gitconfig'))
    result = world.fix(status=(0, 2, 5))
    if result.status:
        result.has('.gitconfig')
        world.sane(start)
    return f'ok (status {result.status})'
