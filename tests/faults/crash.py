# SPDX-License-Identifier: MIT
"""The program dies or is told to end: kill -9 at calls chosen with strace,
signals while the compiler runs."""
import contextlib
import fcntl
import os
import pty
import random
import re
import shutil
import signal
import subprocess
import termios
import time

from table import row
from world import PAIR, Failed, Skipped, expect, need, states_of, wait_until

EVERY = False

# The calls that change what is on a disk.
CALLS = ('renameat2', 'renameat', 'rename', 'linkat', 'link', 'unlinkat',
         'unlink', 'mkdir', 'fsync', 'fchmod', 'write', 'pwrite64',
         'ftruncate', 'utimensat')


def strace(world, *options):
    need('strace')
    world.env['ASAN_OPTIONS'] += ':detect_leaks=0'
    return ('strace', '-o', world.path('trace'), '-e',
            'trace=' + ','.join(CALLS)) + options


def can_trace(world):
    need('strace')
    done = subprocess.run(('strace', '-o', '/dev/null', 'true'),
                          stderr=subprocess.PIPE, check=False, env=world.env)
    if done.returncode:
        raise Skipped('strace may not trace here')


class Trace:
    """The calls of one undisturbed run, and the trees it went through. kind:
    'clean'; 'dirty', with work of the user's; 'none', without repository."""

    def __init__(self, world, kind='clean', args=('fix',)):
        can_trace(world)
        world.make(PAIR).repo()
        self.kind, self.args = kind, args
        self.states = states_of(world)
        world.run('undo')
        shutil.rmtree(world.file('.git/rustcoder'))
        shutil.rmtree(world.file('target'))
        if kind == 'none':
            shutil.rmtree(world.file('.git'))
        elif kind == 'dirty':
            self.make_dirty(world)
        if args == ('undo',):
            world.fix()
            shutil.rmtree(world.file('target'))
        shutil.copytree(world.root, world.path('fresh'), symlinks=True)
        self.index = world.index() if kind == 'dirty' else None
        world.run(*args, prefix=strace(world))
        self.calls = read_trace(world.path('trace'))

    def make_dirty(self, world):
        """Something staged, more on top of it, and an untracked source."""
        mine = {'src/lib.rs': PAIR['src/lib.rs'] + '// staged\n// not\n',
                'src/more.rs': '// mine\n'}
        world.put(world.file('src/lib.rs'), PAIR['src/lib.rs'] +
                  '// staged\n')
        world.git('add', 'src/lib.rs')
        for name, text in mine.items():
            world.put(world.file(name), text)
        now = world.state()
        for state in self.states:
            state.update({name: now[name] for name in mine})

    def changes(self):
        """The calls at which there may be something to tear apart."""
        return [c for c in self.calls
                if not (c[0] == 'write' and c[2].startswith(('1,', '2,')))]

    def find(self, name, text, nth=0):
        """The nth call of this name whose arguments contain the text."""
        found = [c for c in self.calls if c[0] == name and text in c[2]]
        expect(len(found) > nth, f'no {name} with "{text}" in the trace')
        return found[nth]

    def after(self, call):
        return self.calls[self.calls.index(call) + 1]


def read_trace(path):
    """Each call with its number among those of the same name."""
    calls, seen = [], {}
    with open(path, encoding='utf-8', errors='replace') as f:
        for line in f:
            match = re.match(r'(\w+)\((.*)', line)
            if match:
                seen[match[1]] = seen.get(match[1], 0) + 1
                calls.append((match[1], seen[match[1]], match[2]))
    return calls


def reset(world):
    """As it was before the trace, and no runs in the state directory."""
    shutil.rmtree(world.root)
    shutil.copytree(world.path('fresh'), world.root, symlinks=True)
    shutil.rmtree(world.path('home/.local'), ignore_errors=True)


def kill_at(world, call, args=('fix',), status=-signal.SIGKILL):
    """A run that is killed when it is about to make this call."""
    name, number, _ = call
    return world.run(*args, status=status, prefix=strace(
        world, '-e', f'inject={name}:signal=SIGKILL:when={number}'))


def git_locks(world):
    """git, too, leaves these behind when it is killed, and has the user
    remove them."""
    for folder, _, names in os.walk(world.file('.git')):
        for name in names:
            if name.endswith('.lock') and 'refs/rustcoder' not in folder:
                os.unlink(os.path.join(folder, name))


def recovery(world, states, index=None):
    """After a kill: back in a known state, then on to the end, then undone."""
    if os.path.exists(world.file('.git/index.lock')):
        world.fix(status=2).has('index.lock')
    git_locks(world)
    world.fix('--abort', status=(0, 2))
    world.sane(*states)
    world.fix()
    world.sane(states[-1])
    # Every run that changed something, newest first.
    for _ in range(2):
        if world.state() != states[0]:
            world.run('undo')
    world.sane(states[0])
    expect(index is None or world.index() == index, 'the index changed')


def sample(calls, most):
    """Other ones each time, all over the run."""
    step = 1 if EVERY else max(1, len(calls) // most)
    return calls[random.randrange(step)::step]


def kill_everywhere(world, trace, most, check):
    """How many folders git's objects need differs from run to run with their
    ids, so the last calls of a kind may not come: such a run is just done."""
    chosen, killed = sample(trace.changes(), most), 0
    for call in chosen:
        reset(world)
        try:
            if kill_at(world, call, trace.args,
                       (-signal.SIGKILL, 0)).status == 0:
                continue
            killed += 1
            check()
        except Failed as why:
            raise Failed(f'at {call[0]} number {call[1]}, {call[2][:90]}: '
                         f'{why}') from None
    expect(killed * 10 >= len(chosen) * 8,
           f'only {killed} of {len(chosen)} kills happened')
    return f'ok ({killed} of {len(trace.changes())} calls)'


@row(1, 'kill -9 before any edit', 'W; the next run ends clean')
def before_edit(world):
    world.make(PAIR).repo()
    start = world.state()
    world.pause(how='sleep 2')
    process = world.start('fix')
    world.until_here()
    process.kill()
    process.communicate()
    world.is_in(start)
    world.fsck()
    world.env.pop('RUSTC_WRAPPER')
    world.fix()
    world.sane()


@row(3, 'kill -9 between plan and first rename', 'next run drops it; W')
def after_plan(world):
    trace = Trace(world)
    for name in ('.rustcoder-0.new', '.rustcoder-1.new'):
        reset(world)
        kill_at(world, trace.find('unlinkat', name))
        world.is_in(trace.states[0])
        recovery(world, trace.states[:1] + trace.states[-1:])
    reset(world)
    kill_at(world, trace.find('renameat', '.rustcoder-0.new'))
    world.is_in(trace.states[0])
    recovery(world, trace.states[:1] + trace.states[-1:])


@row(4, 'kill -9 between two renames', 'next run rolls back; W')
def between_renames(world):
    trace = Trace(world)
    for nth in (0, 1):
        reset(world)
        kill_at(world, trace.find('renameat', '.rustcoder-1.new', nth))
        world.fix('--abort').has('taken back')
        world.sane(trace.states[nth])
        recovery(world, trace.states[nth:])


@row(5, 'kill -9 after last rename, before the plan goes',
     'not recorded: rolled back; recorded: kept')
def after_renames(world):
    trace = Trace(world)
    kept = trace.find('unlinkat', '"plan", 0')
    for call, words, state in (
            (trace.after(trace.find('renameat', '.rustcoder-1.new')),
             'taken back', trace.states[0]),
            (kept, 'kept', trace.states[1])):
        reset(world)
        kill_at(world, call)
        world.fix('--abort').has(words)
        world.sane(state)
        world.fix()
        world.sane(trace.states[-1])


@row(5, 'kill -9 at any call that changes a file',
     'a state before or after an iteration; next run clean; undo exact',
     weight=9)
def anywhere(world):
    trace = Trace(world)
    return kill_everywhere(world, trace, 30,
                           lambda: recovery(world, trace.states))


@row(5, "the same, with the user's staged, unstaged and untracked work",
     'as above; work and index untouched', weight=8)
def anywhere_dirty(world):
    trace = Trace(world, 'dirty')
    return kill_everywhere(world, trace, 20, lambda: recovery(
        world, trace.states, trace.index))


@row(5, 'the same, without a repository', 'as above', weight=8)
def anywhere_private(world):
    trace = Trace(world, 'none')
    return kill_everywhere(world, trace, 20,
                           lambda: recovery(world, trace.states))


@row(5, 'kill -9 at any call of undo', 'a second undo ends it', weight=7)
def undo_anywhere(world):
    trace = Trace(world, args=('undo',))

    def check():
        if os.path.exists(world.file('.git/index.lock')):
            world.run('undo', status=2).has('index.lock')
        git_locks(world)
        world.run('undo', status=(0, 2))
        world.sane(trace.states[0])
        expect(not world.git('status', '--porcelain'), 'not clean: ' +
               world.git('status', '--porcelain'))
        expect(world.git('rev-list', '--count', 'HEAD') == '1',
               'commits are left')

    return kill_everywhere(world, trace, 16, check)


@row(5, 'kill -9 at random times, five times in a row',
     'every next run goes on from there; clean at the end', weight=5)
def at_random(world):
    world.copy('workspace5').repo()
    start = world.state()
    for _ in range(5):
        process = world.start('fix', stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0.05, 0.5))
        process.kill()
        process.communicate()
        git_locks(world)
    world.fix()
    world.sane()
    done = world.state()
    runs = world.run('log', status=0).out.count('run ')
    for _ in range(runs):
        if world.state() != start:
            world.run('undo')
    world.sane(start)
    expect(done != start, 'nothing was repaired')


def interrupt(world, sig, during, times=1):
    """Sends a signal during the first check, or during a trial."""
    world.make(PAIR).repo()
    start = world.state()
    when = ('grep -q "use std" src/one.rs' if during == 'trial' else 'true')
    world.pause(when=when, how='trap "" TERM INT HUP; sleep 60 & wait; wait'
                if times > 1 else 'sleep 60')
    process = world.start('fix')
    world.until_here()
    if during == 'trial':
        expect(world.state() != start, 'no trial in the tree')
    since = time.monotonic()
    for _ in range(times):
        process.send_signal(sig)
        time.sleep(0.2)
    result = world.end(process, since, -sig)
    world.sane(start)
    recovered = world.fix('--abort', status=(0, 2), drop=('RUSTC_WRAPPER',))
    del recovered
    world.fix(drop=('RUSTC_WRAPPER',))
    world.sane()
    return result


def in_both(world, sig, most):
    for during in ('check', 'trial'):
        with fresh(world):
            interrupt(world, sig, during).took(most)


@contextlib.contextmanager
def fresh(world):
    """More than one case in a row."""
    yield
    shutil.rmtree(world.root)
    world.env.pop('RUSTC_WRAPPER', None)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(world.path('here'))


@row(10, 'Ctrl-C during a check and during a trial',
     'compiler ended, W, status 130')
def ctrl_c(world):
    in_both(world, signal.SIGINT, 5)


@row(11, 'Ctrl-C twice, the compiler deaf to it',
     'ends at once, W, next run clean')
def ctrl_c_twice(world):
    for during in ('check', 'trial'):
        with fresh(world):
            interrupt(world, signal.SIGINT, during, 2).took(2)


@row(12, 'SIGTERM', 'as Ctrl-C, status 143')
def sigterm(world):
    in_both(world, signal.SIGTERM, 5)


@row(13, 'SIGHUP', 'as Ctrl-C, status 129')
def sighup(world):
    in_both(world, signal.SIGHUP, 5)


@row(13, 'the terminal is closed', 'as Ctrl-C')
def terminal_closed(world):
    world.make(PAIR).repo()
    start = world.state()
    world.pause(when='grep -q "use std" src/one.rs')
    leader, follower = pty.openpty()

    def own_terminal():
        fcntl.ioctl(follower, termios.TIOCSCTTY, 0)

    process = world.start('fix', stdout=follower, stderr=follower,
                          preexec_fn=own_terminal)
    os.close(follower)
    world.until_here()
    os.close(leader)
    process.wait(timeout=10)
    expect(process.returncode in (-signal.SIGHUP, 129, 5),
           f'status {process.returncode}')
    world.sane(start)


def stopped(world):
    states = set()
    for pid in world.processes():
        with open(f'/proc/{pid}/stat', encoding='utf-8') as f:
            states.add(f.read().rsplit(') ', 1)[1][0])
    # D: between vfork and exec, waiting for a child that is stopped.
    return 'T' in states and states <= {'T', 'D'}


@row(14, 'SIGTSTP, SIGCONT', 'compiler stops, too; its time stands still')
def suspend(world):
    world.make(PAIR).repo()
    world.pause(how='sleep 1')
    # A group of its own in this session: an orphaned one is not stopped.
    since = time.monotonic()
    process = world.start('fix', '--timeout=3s', session=False,
                          preexec_fn=os.setpgrp)
    world.until_here()
    process.send_signal(signal.SIGTSTP)
    wait_until(lambda: stopped(world), 5, 'not everything stopped')
    time.sleep(3.5)
    expect(stopped(world), 'went on alone')
    process.send_signal(signal.SIGCONT)
    world.end(process, since, 0)
    world.sane()
