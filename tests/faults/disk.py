# SPDX-License-Identifier: MIT
"""Files, disks and descriptors that are full, closed, read-only, or changed
by somebody else in the meantime."""
import os
import shutil
import subprocess
import time
import unicodedata

from crash import Trace, fresh, reset, strace
from table import row
from world import (PAIR, Failed, Skipped, expect, mounts, states_of,
                   wait_until)

SMALL = '''mount -t tmpfs -o size=$1 small "$2"
cp -a "$3/." "$2"
head -c 100M /dev/zero >"$2/ballast" 2>/dev/null || :
truncate -s "-$4" "$2/ballast"
cd "$2"
shift 4'''


@row(15, 'ENOSPC on the disk with sources and .git',
     'W, nothing left behind, status 5 names file or journal', weight=4)
def no_space(world):
    """On a disk with so many free pages; what happened there is copied out
    before the namespace goes."""
    world.make(PAIR).repo()
    states = states_of(world)
    world.git('reset', '-q', '--hard', world.git(
        'rev-list', '--max-parents=0', 'HEAD'))
    world.git('update-ref', '-d', 'refs/rustcoder/' + world.git(
        'for-each-ref', '--format=%(refname:lstrip=2)', 'refs/rustcoder'))
    shutil.rmtree(world.file('target'))
    shutil.rmtree(world.file('.git/rustcoder'))
    whole = world.root
    place = world.path('small')
    os.mkdir(place)
    failed = 0
    for pages in (0, 1, 2, 3, 4, 6, 9, 13, 18, 30):
        after = world.path('after')
        prefix = mounts(SMALL, '512k', place, whole, str(4096 * pages)) + (
            'sh', '-c', f'"$@"; status=$?; cp -a "{place}" "{after}"; '
            'exit $status', 'sh')
        result = world.fix(status=(0, 5), prefix=prefix, cwd=whole, env={
            'CARGO_TARGET_DIR': world.path('target' + str(pages))})
        world.root = after
        os.unlink(world.file('ballast'))
        world.sane(*states)
        if result.status:
            failed += 1
            result.has('No space left')
        shutil.rmtree(after)
        world.root = whole
    expect(failed >= 3, 'there was always enough space')
    return f'ok ({failed} of 10 sizes too small)'


@row(16, 'ENOSPC in the target folder', 'said to be the disk, status 5; W')
def target_full(world):
    world.make(PAIR).repo()
    states = states_of(world)
    world.run('undo')
    place = world.path('small')
    os.mkdir(place)
    for size in ('16k', '64k', '200k'):
        prefix = mounts('mount -t tmpfs -o size=$1 small "$2"; shift 2', size,
                        place)
        world.fix(status=5, prefix=prefix, env={
            'CARGO_TARGET_DIR': place}).has('no space left', 'target folder')
        world.sane(*states)
        world.run('undo', status=(0, 2))


@row(18, 'EDQUOT at each write of a trial', 'as ENOSPC')
def over_quota(world):
    trace = Trace(world)
    writes = [c for c in trace.calls if c[0] == 'write' and
              ('rustcoder-plan' in c[2] or 'use std' in c[2])]
    expect(len(writes) >= 6, 'the trace lacks the writes of trials')
    for _, number, _ in writes[:3]:
        reset(world)
        world.fix(status=5, prefix=strace(
            world, '-e', f'inject=write:error=EDQUOT:when={number}')
            ).has('quota exceeded')
        world.sane(trace.states[0])


@row(15, 'EIO at each fsync', 'W or after an iteration, status 0 or 5',
     weight=3)
def io_error(world):
    trace = Trace(world)
    syncs = [c for c in trace.calls if c[0] == 'fsync']
    for _, number, _ in syncs[::max(1, len(syncs) // 12)]:
        reset(world)
        world.fix(status=(0, 5), prefix=strace(
            world, '-e', f'inject=fsync:error=EIO:when={number}'))
        world.no_processes()
        world.recovers(*trace.states)


@row(19, 'project on a read-only filesystem',
     'check works; fix refuses, status 5')
def read_only(world):
    world.make(PAIR).repo()
    start = world.state()
    prefix = mounts('mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; '
                    'shift', world.root)
    env = {'CARGO_TARGET_DIR': world.path('target')}
    world.run('check', status=1, prefix=prefix, env=env).has('HashMap')
    world.fix(status=5, prefix=prefix, env=env).has('Read-only file system')
    world.sane(start)


@row(20, 'HOME unset', 'repaired, in a repository and without')
def no_home(world):
    env = {'CARGO_HOME': world.path('home/.cargo'),
           'GIT_CONFIG_GLOBAL': world.path('home/.gitconfig')}
    for repository in (True, False):
        with fresh(world):
            world.make(PAIR)
            if repository:
                world.repo()
            world.fix(drop=('HOME',), env=env)
            world.sane()


@row(20, 'state directory cannot be made', 'repaired, one warning')
def no_state(world):
    env = {'XDG_STATE_HOME': '/dev/null/state',
           'XDG_CACHE_HOME': '/dev/null/cache'}
    for repository in (True, False):
        with fresh(world):
            world.make(PAIR)
            if repository:
                world.repo()
            result = world.fix(env=env)
            if not repository:
                result.has('no state directory')
                world.run('undo', env=env)
            world.sane()


@row(21, 'TMPDIR missing', 'works, or an error that names it')
def no_tmpdir(world):
    world.copy('buildrs').repo()
    start = world.state()
    result = world.fix(status=(0, 5), env={'TMPDIR': '/nonexistent/tmp'})
    if result.status:
        result.has('/nonexistent/tmp')
    world.sane(start)
    return f'ok (status {result.status})'


@row(21, 'TMPDIR noexec', 'works: build scripts run from target')
def tmp_noexec(world):
    world.copy('buildrs').repo()
    prefix = mounts('mount -t tmpfs -o noexec small "$1"; shift', world.tmp)
    world.fix(prefix=prefix)
    world.sane()


@row(22, 'broken pipe on stdout', 'quiet, compiler ended, W, status 141')
def broken_pipe(world):
    world.make(PAIR).repo()
    states = states_of(world)
    world.run('undo')
    reader, writer = os.pipe()
    os.close(reader)
    since = time.monotonic()
    process = world.start('fix', stdout=writer)
    os.close(writer)
    result = world.end(process, since, 141)
    expect('Broken pipe' not in result.err, 'not quiet')
    world.sane(*states)


@row(22, 'stdout closed', 'works; nothing lands in a source file')
def stdout_closed(world):
    world.make(PAIR).repo()
    states = states_of(world)
    world.run('undo')
    world.fix(prefix=('sh', '-c', 'exec "$@" >&-', 'sh'))
    world.sane(states[-1])


@row(22, 'stdout on a full disk', 'status 5, W')
def stdout_full(world):
    world.make(PAIR).repo()
    states = states_of(world)
    world.run('undo')
    with open('/dev/full', 'wb') as full:
        since = time.monotonic()
        world.end(world.start('fix', stdout=full), since, 5).has(
            'No space left')
    world.sane(*states)


@row(23, 'stderr closed', 'works')
def stderr_closed(world):
    world.make(PAIR).repo()
    states = states_of(world)
    world.run('undo')
    world.fix(prefix=('sh', '-c', 'exec "$@" 2>&-', 'sh'))
    world.sane(states[-1])
    world.run('undo')
    world.fix(prefix=('sh', '-c', 'exec "$@" <&- >&- 2>&-', 'sh'))
    world.sane(states[-1])


EDIT = 'sleep 0.02; echo "// mine" >>src/one.rs'


@row(24, 'editor changes a file during the first check',
     "checked again; the user's words stay")
def edited_in_check(world):
    world.make(PAIR).repo()
    world.pause(how=EDIT)
    world.fix().has('changed')
    world.sane()
    expect(world.get('src/one.rs').endswith(b'// mine\n'), 'edit is gone')
    expect(b'use std' in world.get('src/one.rs'), 'not repaired')


@row(24, 'editor changes a file of the trial that is compiled',
     "the user's words stay, are not committed, and survive undo")
def edited_in_trial(world):
    world.make(PAIR).repo()
    world.pause(when='grep -q "use std" src/one.rs', how=EDIT)
    world.fix().has('src/one.rs', 'stay uncommitted')
    world.sane()
    expect(world.get('src/one.rs').endswith(b'// mine\n'), 'edit is gone')
    world.run('undo', status=2).has('left alone', 'src/one.rs')
    expect(world.get('src/one.rs').endswith(b'// mine\n'), 'edit is gone')
    expect(world.get('src/two.rs') == PAIR['src/two.rs'].encode(),
           'the other file is not restored')


@row(24, 'editor changes a file of a trial that is taken back',
     "refused with what to do; the user's words stay")
def edited_in_bad_trial(world):
    world.copy('alternatives').repo()
    before = {f: world.get(f) for f in world.git('ls-files').split()}
    world.wrapper('alternatives', """
if ! git diff --quiet HEAD && [ ! -e $world/here ]; then
	: >$world/here
	sleep 0.02; echo "// mine" >>$(git diff --name-only HEAD)
fi""")
    world.fix(status=2).has('changed by somebody else')
    world.no_processes()
    name = world.git('diff', '--name-only', 'HEAD')
    for args in (), ('--abort',), ():
        expect(world.get(name).endswith(b'// mine\n'), 'edit is gone')
        result = world.fix(*args, status=(0, 1, 2))
        if not args and result.status == 2:
            result.has('--continue', '--abort')
    expect(world.get(name).endswith(b'// mine\n'), 'edit is gone')
    expect({f: world.get(f) for f in before if f != name} ==
           {f: t for f, t in before.items() if f != name}, 'others changed')
    world.sane()


@row(24, 'editor changes another file during a trial',
     "its words stay, also after undo")
def edited_beside(world):
    world.make(PAIR).repo()
    start = world.state()
    world.pause(when='grep -q "use std" src/one.rs',
                how='echo "// mine" >>src/lib.rs')
    world.fix()
    world.sane()
    expect(world.get('src/lib.rs').endswith(b'// mine\n'), 'edit is gone')
    world.run('undo')
    start['src/lib.rs'] = (start['src/lib.rs'][0], world.get('src/lib.rs'))
    expect(world.get('src/lib.rs').endswith(b'// mine\n'), 'edit is gone')
    world.sane(start)


@row(25, 'file removed during the check, and during a trial',
     'refused or checked again; stays removed')
def removed(world):
    for when in ('true', 'grep -q "use std" src/one.rs'):
        with fresh(world):
            world.make(PAIR).repo()
            world.pause(when=when, how='rm src/two.rs')
            world.fix(status=(1, 2))
            world.no_processes()
            expect(not os.path.exists(world.file('src/two.rs')), 'is back')
            world.fix('--abort', status=(0, 2))
            expect(not os.path.exists(world.file('src/two.rs')), 'is back')


@row(25, 'file turned into a symlink during check and trial',
     'refused; its target is untouched')
def turned_to_link(world):
    secret = world.put('outside.rs', PAIR['src/one.rs'])
    for when in ('true', 'grep -q "use std" src/one.rs'):
        with fresh(world):
            world.make(PAIR).repo()
            world.pause(when=when, how=f'ln -sf {secret} src/one.rs')
            world.fix(status=(1, 2))
            world.no_processes()
            for _ in range(2):
                expect(os.readlink(world.file('src/one.rs')) == secret,
                       'the link was replaced')
                with open(secret, encoding='utf-8') as f:
                    expect(f.read() == PAIR['src/one.rs'], 'target written')
                world.fix('--abort', status=(0, 2))


@row(25, 'folder turned into a symlink during a trial',
     'refused; nothing is written through it')
def folder_to_link(world):
    world.make(PAIR).repo()
    world.pause(when='grep -q "use std" src/one.rs',
                how='mv src ../moved; ln -s ../moved src')
    world.fix(status=(1, 2))
    world.no_processes()
    with open(world.path('moved/one.rs'), encoding='utf-8') as f:
        expect('use std' in f.read(), 'written through the link')


@row(26, 'names in NFC and NFD side by side', 'the right one; no new file')
def normal_forms(world):
    nfc = unicodedata.normalize('NFC', 'stück.rs')
    nfd = unicodedata.normalize('NFD', 'stück.rs')
    text = 'pub fn f() {\n    let v = Vec::new();\n    v.push(1);\n}\n'
    world.make(dict(PAIR, **{
        'src/lib.rs': f'#[path = "{nfd}"]\npub mod a;\n',
        'src/' + nfc: text, 'src/' + nfd: text}))
    names = set(os.listdir(world.file('src')))
    world.repo()
    world.fix()
    expect(set(os.listdir(world.file('src'))) == names, 'names changed')
    expect(b'mut v' in world.get('src/' + nfd), 'not repaired')
    expect(world.get('src/' + nfc) == text.encode(), 'the wrong one')
    world.sane()


@row(26, 'filesystem that ignores case', 'no duplicate file; git stays clean')
def ignores_case(world):
    place = world.path('fold')
    os.mkdir(place)
    mounts('mount -t tmpfs -o casefold fold /mnt', 'true')
    script = '''mount -t tmpfs -o casefold fold "$1" 2>/dev/null || exit 77
mkdir "$1/c"; chattr +F "$1/c" 2>/dev/null || exit 77
cp -r "$2/." "$1/c"; cd "$1/c"
shift 2'''
    world.make(dict(PAIR, **{'src/lib.rs': '#[path = "ONE.rs"]\npub mod one;\n'
                             'pub mod two;\n'}))
    whole = world.root
    result = world.fix(status=None, prefix=mounts(
        script, place, whole) + ('sh', '-c', '"$@" && git init -q . && '
                                 'ls src', 'sh'), cwd=whole)
    if result.status == 77:
        raise Skipped('no such filesystem here')
    expect(result.status == 0, result.text())
    expect(result.out.split()[-3:] == ['lib.rs', 'one.rs', 'two.rs'],
           result.text())


@row(27, 'CRLF, BOM, no newline at the end', 'kept byte for byte')
def odd_text(world):
    before = '\ufefffn main() {\r\n    let v = Vec::new();\r\n' \
             '    v.push("ä");\r\n}'.encode()
    world.make(dict(PAIR, **{'src/lib.rs': '', 'src/main.rs': ''}))
    world.put(world.file('src/main.rs'), before, 0o755)
    world.repo()
    world.fix()
    expect(world.get('src/main.rs') == before.replace(b'let v', b'let mut v'),
           'other bytes changed')
    expect(os.stat(world.file('src/main.rs')).st_mode & 0o777 == 0o755,
           'mode changed')
    world.run('undo')
    expect(world.get('src/main.rs') == before, 'not undone')
    world.sane()


@row(27, 'a file that is not UTF-8', 'untouched, status 1')
def not_utf8(world):
    world.make(dict(PAIR, **{'src/two.rs': ''}))
    world.put(world.file('src/two.rs'), b'// caf\xe9\npub fn f() {}\n')
    world.repo()
    start = world.state()
    world.fix(status=1).has('UTF-8')
    world.sane(start)
