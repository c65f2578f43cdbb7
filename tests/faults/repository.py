# SPDX-License-Identifier: MIT
"""Repositories in every state and of every kind."""
import os
import shutil
import subprocess
import time

from crash import fresh
from table import row
from world import PAIR, Skipped, expect, states_of


def worked(world, committed):
    """Repaired, and nothing but that: the branch has grown or not."""
    world.sane()
    for name in 'src/one.rs', 'src/two.rs':
        expect(b'use std' in world.get(name), f'{name} is not repaired')
    expect(world.git('log', '--format=%s').count('fix(') == committed,
           f"not {committed} commits: {world.git('log', '--oneline')}")


def refused(world, *words):
    """Nothing at all has changed."""
    start, refs = world.state(), world.git('for-each-ref', status=None)
    index = world.index() if os.path.exists(world.file('.git')) else ''
    world.fix(status=2).has(*words)
    world.sane(start)
    expect(world.git('for-each-ref', status=None) == refs, 'refs changed')
    if index:
        expect(world.index() == index, 'the index changed')


@row(55, 'no repository', 'repaired; undo and log work')
def no_repository(world):
    world.make(PAIR)
    start = world.state()
    world.fix().has('git init')
    world.sane()
    expect(not os.path.exists(world.file('.git')), 'made a repository')
    world.run('log').has('run ')
    world.run('undo')
    world.sane(start)


@row(55, "somebody else's repository (safe.directory)",
     "repaired without it; git's own hint")
def unsafe_repository(world):
    if os.geteuid():
        raise Skipped('takes root to give a file away')
    world.make(PAIR).repo()
    world.git('config', '--global', '--unset-all', 'safe.directory')
    for folder, _, names in os.walk(world.root):
        for path in [folder] + [os.path.join(folder, n) for n in names]:
            os.lchown(path, 12345, 12345)
    world.fix().has('safe.directory')
    world.no_processes()
    expect(b'use std' in world.get('src/one.rs'), 'not repaired')
    expect(not os.path.exists(world.file('.git/refs/rustcoder')), 'used it')
    expect(os.stat(world.file('src/one.rs')).st_uid == 12345,
           'the file has another owner')


@row(56, 'unborn branch', 'repaired, nothing committed; undo works')
def unborn(world):
    world.make(PAIR)
    start = world.state()
    world.git('init', '-q', '.')
    world.git('add', 'src/lib.rs')
    index = world.index()
    world.fix().has('no commit yet')
    world.sane()
    expect(world.index() == index, 'the index changed')
    world.git('rev-parse', 'HEAD', status=128)
    world.run('undo')
    world.sane(start)


@row(56, 'detached HEAD', 'repaired, nothing committed; undo works')
def detached(world):
    world.make(PAIR).repo()
    start, head = world.state(), world.git('rev-parse', 'HEAD')
    world.git('checkout', '-q', '--detach')
    world.fix().has('detached')
    worked(world, 0)
    expect(world.git('rev-parse', 'HEAD', 'main').split() == [head, head],
           'HEAD moved')
    world.run('undo')
    world.sane(start)


@row(57, 'bare repository', 'refused, status 2')
def bare(world):
    world.make(PAIR)
    world.git('init', '-q', '--bare', '.')
    refused(world, 'bare')
    world.fix('--no-vcs')


IN_PROGRESS = {
    'merge': 'git merge -q side || :',
    'merge without conflict': 'git reset -q --hard HEAD~1 && '
                              'git merge -q --no-ff --no-commit side || :',
    'rebase': 'git rebase -q side || :',
    'interactive rebase': 'GIT_SEQUENCE_EDITOR="sed -i s/pick/edit/" '
                          'git rebase -q -i HEAD~1 || :',
    'cherry-pick': 'git cherry-pick side || :',
    'revert': 'git revert --no-edit HEAD~1 || :',
    'bisect': 'git bisect start HEAD HEAD~1',
    'am': 'git format-patch -q -1 side && git am -q 0001*.patch || :',
}


@row(58, 'merge, rebase, cherry-pick, revert, bisect, am in progress',
     'refused, status 2, says how to end it')
def in_progress(world):
    for name, script in IN_PROGRESS.items():
        with fresh(world):
            world.make(dict(PAIR, note='a\n')).repo()
            subprocess.run(('sh', '-ec', f'''exec >/dev/null 2>&1
git checkout -q -b side; echo b >note; git commit -q -a -m b
git checkout -q main; echo c >note; git commit -q -a -m c
echo d >note; git commit -q -a -m d
{script}'''), cwd=world.root, env=world.env, check=True)
            refused(world, 'in progress' if name != 'am' else '', 'git ')


@row(58, 'conflict markers in a source, no merge in progress',
     'nothing is made of them; status 1')
def markers(world):
    world.make(dict(PAIR, **{'src/two.rs': '<<<<<<< a\npub fn f() {}\n'
                             '=======\npub fn g() {}\n>>>>>>> b\n'})).repo()
    start = world.state()
    world.fix(status=1)
    world.sane()
    expect(world.state()['src/two.rs'] == start['src/two.rs'],
           'markers edited')


@row(59, 'index.lock present', 'waits 1 s, then refuses; lock stays')
def index_lock(world):
    world.make(PAIR).repo()
    lock = world.put(world.file('.git/index.lock'), '')
    since = time.monotonic()
    start = world.state()
    world.fix(status=2).has('index.lock')
    expect(time.monotonic() - since > 0.9, 'did not wait')
    expect(os.path.exists(lock), 'removed the lock')
    world.sane(start)
    process = world.start('fix')
    time.sleep(0.5)
    os.unlink(lock)
    world.end(process, time.monotonic(), 0)
    worked(world, 2)


@row(60, 'pre-commit hook fails', 'repaired, not committed, says so')
def hook_fails(world):
    world.make(PAIR).repo()
    start = world.state()
    world.put(world.file('.git/hooks/pre-commit'),
              '#!/bin/sh\necho "no commits today" >&2\nexit 1\n', 0o755)
    index = world.index()
    world.fix().has('no commits today')
    worked(world, 0)
    expect(world.index() == index, 'the index changed')
    world.run('undo')
    world.sane(start)


@row(60, 'hook modifies the files', 'commit has its work; undo exact')
def hook_modifies(world):
    world.make(PAIR).repo()
    start = world.state()
    world.put(world.file('.git/hooks/pre-commit'),
              '#!/bin/sh\necho "// formatted" >>src/one.rs\n'
              'git add src/one.rs\n', 0o755)
    world.fix()
    world.sane()
    expect(b'// formatted' in world.get('src/one.rs'), 'hook did not run')
    expect(not world.git('status', '--porcelain'), 'not clean afterwards: ' +
           world.git('status', '--porcelain'))
    world.run('undo')
    world.sane(start)


@row(60, 'hook never ends, Ctrl-C', 'ended; repair stays, undo works')
def hook_hangs(world):
    world.make(PAIR).repo()
    start = world.state()
    world.put(world.file('.git/hooks/pre-commit'),
              f'#!/bin/sh\n: >{world.top}/here\nsleep 60\n', 0o755)
    process = world.start('fix')
    world.until_here()
    since = time.monotonic()
    process.send_signal(2)
    world.end(process, since, None).took(8)
    world.no_processes()
    world.fsck()
    expect(not os.path.exists(world.file('.git/index.lock')), 'lock is left')
    world.run('undo')
    world.sane(start)


@row(61, 'no user.name and user.email', 'repaired, not committed; undo works')
def nobody(world):
    world.make(PAIR).repo()
    start = world.state()
    world.put('home/.gitconfig', '[safe]\n\tdirectory = *\n[user]\n'
              '\tuseConfigOnly = true\n')
    world.fix().has('uncommitted')
    worked(world, 0)
    world.run('undo')
    world.sane(start)


@row(61, 'commit.gpgsign without a key', "git's words; repair stays")
def no_key(world):
    world.make(PAIR).repo()
    start = world.state()
    world.git('config', 'commit.gpgsign', 'true')
    world.git('config', 'gpg.program', '/bin/false')
    world.fix().has('gpg')
    worked(world, 0)
    world.run('undo')
    world.sane(start)


@row(62, 'errors in a submodule', 'shown, not repaired; status 1')
def submodule(world):
    world.make({'src/lib.rs': PAIR['src/one.rs'],
                'Cargo.toml': PAIR['Cargo.toml'].replace('pair', 'sub')},
               'sub').repo()
    head = world.git('rev-parse', 'HEAD')
    world.make(dict(PAIR, **{
        'Cargo.toml': PAIR['Cargo.toml'] +
        '[workspace]\n[dependencies]\nsub = { path = "sub" }\n'})).repo()
    world.git('submodule', '--quiet', 'add', world.path('sub'), 'sub')
    world.git('add', '-A')
    world.git('commit', '-q', '-m', 'submodule')
    world.run('check', status=1)        # writes Cargo.lock
    start = world.state()
    for options in (), ('--dry-run',):
        world.fix(*options, status=1).has('HashMap').lacks('+++ b/sub')
        world.sane(start)
    inside = os.path.join(world.root, 'sub')
    expect(world.git('rev-parse', 'HEAD', cwd=inside) == head,
           'committed in the submodule')


@row(62, 'nested repository that is ignored', 'as a submodule')
def nested(world):
    world.make(dict(PAIR, **{
        'Cargo.toml': PAIR['Cargo.toml'] +
        '[workspace]\n[dependencies]\nsub = { path = "sub" }\n',
        '.gitignore': '/target\n/sub\n',
        'sub/src/lib.rs': PAIR['src/one.rs'],
        'sub/Cargo.toml': PAIR['Cargo.toml'].replace('pair', 'sub')}))
    inside = os.path.join(world.root, 'sub')
    for args in (('init', '-q', '.'), ('add', '-A'),
                 ('commit', '-q', '-m', 'sub')):
        world.git(*args, cwd=inside)
    head = world.git('rev-parse', 'HEAD', cwd=inside)
    world.repo()
    world.run('check', status=1)        # writes Cargo.lock
    start = world.state()
    for options in (), ('--dry-run',):
        world.fix(*options, status=1).has('HashMap').lacks('+++ b/sub')
        world.sane(start)
    expect(world.git('rev-parse', 'HEAD', cwd=inside) == head,
           'committed in there')
    expect(not world.git('ls-files', 'sub'), 'tracked now')


def linked(world):
    world.git('worktree', 'add', '-q', '-b', 'topic', world.path('tree'))
    world.root = world.path('tree')


def separate(world):
    world.git('init', '-q', '--separate-git-dir', world.path('elsewhere.git'))


def elsewhere(world):
    shutil.move(world.file('.git'), world.path('elsewhere.git'))
    world.put(world.file('.git'), f'gitdir: {world.top}/elsewhere.git\n')
    world.git('config', '-f', world.path('elsewhere.git/config'),
              'core.worktree', world.root)


def linked_path(world):
    os.symlink(world.root, world.path('link'))
    world.root = world.path('link')


@row(63, 'linked worktree, .git file, core.worktree, a link to the folder',
     'commits there; undo exact')
def kinds(world):
    for change in linked, separate, elsewhere, linked_path:
        with fresh(world):
            world.make(PAIR).repo()
            main = world.root
            change(world)
            start = world.state()
            world.fix()
            worked(world, 2)
            expect(not world.git('status', '--porcelain'), 'not clean')
            if change is linked:
                expect(not world.git('status', '--porcelain', cwd=main),
                       'the other work tree is not clean')
            world.run('undo')
            world.sane(start)
            if change is linked_path:
                os.unlink(world.root)
            if change is linked:
                shutil.rmtree(world.root)
            world.root = main
        shutil.rmtree(world.path('elsewhere.git'), ignore_errors=True)


@row(63, 'GIT_DIR and GIT_INDEX_FILE point somewhere else (in a hook)',
     'other repository untouched')
def inherited(world):
    world.make({'note': 'a\n'}, 'other').repo()
    other = world.root
    refs, index = world.git('for-each-ref'), world.index()
    world.make(PAIR).repo()
    world.fix(env={'GIT_DIR': other + '/.git', 'GIT_WORK_TREE': other,
                   'GIT_INDEX_FILE': other + '/.git/index'})
    world.sane()
    world.root = other
    expect(world.git('for-each-ref') == refs, 'refs of the other changed')
    expect(world.index() == index, 'index of the other changed')


@row(64, 'sparse checkout, skip-worktree', 'missing files are no deletions')
def sparse(world):
    world.make(dict(PAIR, **{'docs/a': 'a\n', 'note': 'n\n'})).repo()
    world.git('sparse-checkout', 'set', '--no-cone', '/*', '!/docs')
    world.git('update-index', '--skip-worktree', 'note')
    os.unlink(world.file('note'))
    expect(not os.path.exists(world.file('docs/a')), 'not sparse')
    start = world.state()
    world.fix()
    worked(world, 2)
    expect('docs/a' in world.git('ls-tree', '-r', '--name-only', 'HEAD') and
           'note' in world.git('ls-tree', '-r', '--name-only', 'HEAD'),
           'deleted in a commit')
    expect(world.index().count('S ') == 2, 'skip-worktree is lost')
    expect(not world.git('status', '--porcelain'), 'not clean')
    world.run('undo')
    world.sane(start)


@row(64, 'partial clone', 'repaired; nothing else is fetched')
def partial(world):
    world.make(dict(PAIR, note='n\n')).repo()
    world.put(world.file('note'), 'm\n')
    world.git('commit', '-q', '-a', '-m', 'second')
    world.git('config', 'uploadpack.allowFilter', 'true')
    source = world.root
    world.git('clone', '-q', '--filter=blob:none', 'file://' + source,
              world.path('clone'))
    os.rename(source, world.path('gone'))
    world.root = world.path('clone')
    start = world.state()
    world.fix()
    world.no_processes()
    expect(b'use std' in world.get('src/one.rs'), 'not repaired')
    world.run('undo')
    world.is_in(start)


@row(64, 'shallow clone', 'repaired and committed')
def shallow(world):
    world.make(dict(PAIR, note='n\n')).repo()
    world.put(world.file('note'), 'm\n')
    world.git('commit', '-q', '-a', '-m', 'second')
    world.git('clone', '-q', '--depth=1', 'file://' + world.root,
              world.path('clone'))
    world.root = world.path('clone')
    start = world.state()
    world.fix()
    worked(world, 2)
    world.run('undo')
    world.sane(start)


@row(65, 'a clean filter on the sources, as LFS has',
     'its output is in the commit, disk has the plain bytes')
def filtered(world):
    world.make(dict(PAIR, **{'.gitattributes': '*.rs filter=case\n'}))
    world.git('init', '-q', '.')
    world.git('config', 'filter.case.clean', 'tr a-z A-Z')
    world.git('config', 'filter.case.smudge', 'tr A-Z a-z')
    world.repo()
    start = world.state()
    world.fix()
    world.sane()
    expect(b'use std' in world.get('src/one.rs'), 'not repaired')
    expect(not world.git('status', '--porcelain'), 'not clean')
    expect('USE STD' in world.git('show', 'HEAD:src/one.rs'),
           'the filter did not run')
    world.run('undo')
    world.sane(start)


@row(65, 'text=auto, eol=crlf, working-tree-encoding',
     'git sees no other change; undo exact')
def conversions(world):
    for attributes, ending in (('* text=auto eol=crlf\n', b'\r\n'),
                               ('* text=auto\n', b'\r\n'),
                               ('*.rs text working-tree-encoding=UTF-8\n',
                                b'\n')):
        with fresh(world):
            world.make(dict(PAIR, **{'.gitattributes': attributes}))
            for name in 'src/one.rs', 'src/two.rs':
                text = PAIR[name].encode().replace(b'\n', ending)
                world.put(world.file(name), text)
            world.repo()
            start = world.state()
            world.fix()
            world.sane()
            expect(not world.git('status', '--porcelain'), 'not clean')
            first = world.git('rev-list', '--max-parents=0', 'HEAD')
            counts = world.git('diff', '--numstat', first, '--',
                               'src/one.rs').split()
            expect(int(counts[0]) < 5, f'whole file changed: {counts}')
            expect(world.get('src/one.rs').count(ending) ==
                   world.get('src/one.rs').count(b'\n'), 'mixed endings')
            world.run('undo')
            world.sane(start)


@row(66, 'SHA-256 repository', 'said; repaired without it')
def sha256(world):
    world.make(PAIR)
    try:
        world.repo('--object-format=sha256')
    except Exception:
        raise Skipped('this git cannot make one') from None
    start = world.state()
    index = world.index()
    world.fix()
    worked(world, 0)
    expect(world.index() == index, 'the index changed')
    world.run('undo')
    world.sane(start)


@row(67, 'two runs at once', 'the second waits 5 s: status 75; or its turn',
     weight=3)
def at_once(world):
    world.make(PAIR).repo()
    world.pause(when='grep -q "use std" src/one.rs', how='sleep 7')
    process = world.start('fix')
    world.until_here()
    since = time.monotonic()
    result = world.fix(status=75)
    expect(4 < time.monotonic() - since < 7, f'{result.seconds:.1f} s')
    result.has('another run')
    world.run('undo', status=(2, 75))
    world.end(process, since, 0)
    worked(world, 2)


@row(67, 'lock of a run that was killed', 'taken over')
def stale(world):
    world.make(PAIR).repo()
    world.pause(when='grep -q "use std" src/one.rs', how='sleep 1')
    process = world.start('fix')
    world.until_here()
    process.kill()
    process.communicate()
    expect(os.path.exists(world.file('.git/rustcoder/lock')), 'no lock')
    world.fix().has('taken back')
    worked(world, 2)


@row(67, 'ten runs started at the same moment', 'clean; no torn state',
     weight=2)
def ten(world):
    world.make(PAIR).repo()
    states = states_of(world)
    world.run('undo')
    since = time.monotonic()
    runs = [world.start('fix') for _ in range(10)]
    for process in runs:
        world.end(process, since, (0, 75))
    worked(world, 2)
    world.is_in(states[-1])
