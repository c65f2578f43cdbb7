# SPDX-License-Identifier: MIT
"""The model's endpoint is not there, slow, broken, hostile, or lies. It is
tests/fake/endpoint, told what to do with every request."""
import contextlib
import json
import os
import signal
import socket
import subprocess
import time

from table import row
from world import DATA, expect, need, wait_until

FAKE = os.path.join(DATA, '../fake')
ONLINE = ('CARGO_NET_OFFLINE',)         # not set
NOWHERE = 'http://127.0.0.1:9/v1'       # discard: nobody listens


class Endpoint:
    """A server with a script, and what it was asked."""
    count = 0

    def __init__(self, world, script, *options):
        Endpoint.count += 1
        self.log = world.path(f'calls{Endpoint.count}')
        self.failures = self.log + '.failures'
        for path in (self.log, self.failures):
            world.put(path, '')
        world.env['RUSTCODER_API_KEY'] = world.key
        # Without the mark of the world: it is no process of the program's.
        self.process = subprocess.Popen(
            (os.path.join(FAKE, 'endpoint'), '--script', script, '--log',
             self.log, '--failures', self.failures, '--key-file',
             world.key_file) + options +
            (os.path.join(FAKE, 'mean.json'),),
            stdout=subprocess.PIPE, text=True)
        port = self.process.stdout.readline().strip()
        expect(port, 'the endpoint does not start')
        scheme = 'https' if '--tls' in options else 'http'
        self.url = f'{scheme}://127.0.0.1:{port}/v1'

    def requests(self):
        with open(self.log, encoding='utf-8') as f:
            return [json.loads(line) for line in f]

    def calls(self):
        return [c for c in self.requests() if 'call' in c]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def blameless(self):
        with open(self.failures, encoding='utf-8') as f:
            said = f.read()
        expect(not said, f'the questions are not as they should be: {said}')


@contextlib.contextmanager
def serving(world, script, *options):
    endpoint = Endpoint(world, script, *options)
    try:
        yield endpoint
        endpoint.blameless()
    finally:
        endpoint.close()


def mean(world):
    world.copy('mean').repo()
    return world.state()


def ask(world, url, *args, status, **kwargs):
    kwargs.setdefault('drop', ONLINE)
    return world.fix('--endpoint', url, *args, status=status, **kwargs)


def fails(world, script, *texts, calls=None, args=(), options=(), most=30):
    """Status 4 with these words, nothing changed, asked so often."""
    start = world.state()
    with serving(world, script, *options) as endpoint:
        result = ask(world, endpoint.url, *args, status=None)
        expect(result.status == 4, f'{script} {options}: status '
               f'{result.status}, not 4: {result.err}')
        result.has(*texts).took(most)
        count = len(endpoint.calls())
    world.sane(start)
    expect(calls in (None, count), f'{script}: asked {count} times')
    return result


def succeeds(world, script, calls, options=(), most=30):
    """Repaired after so many requests; the crate is as before afterwards."""
    start = world.state()
    with serving(world, script, *options) as endpoint:
        result = ask(world, endpoint.url, status=None).took(most)
        expect(not result.status, f'{script} {options}: status '
               f'{result.status}: {result.err}')
        count = len(endpoint.calls())
    expect(b'as f64' in world.get('src/lib.rs'), f'{script}: not repaired')
    expect(count == calls, f'{script} {options}: asked {count} times')
    world.run('undo')
    world.sane(start)


def nothing_usable(world, script, *texts, options=()):
    """Answers that are none: status 1 or 4, told as such; W."""
    start = world.state()
    with serving(world, script, *options) as endpoint:
        ask(world, endpoint.url, '-v', status=(1, 4)).has(*texts).took(30)
    world.sane(start)


# Servers that can stream, and that cannot: one more request finds out.
STREAMED = ()
WHOLE = ('--rejects', 'stream')


@row(2, 'kill -9 while the model streams', 'W; the next run ends clean')
def killed_in_answer(world):
    start = mean(world)
    with serving(world, 'stall-middle') as endpoint:
        process = world.start('fix', '--endpoint', endpoint.url, drop=ONLINE)
        wait_until(endpoint.calls, what='nobody was asked')
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    world.sane(start)
    succeeds(world, 'ok', 1)


@row(2, 'Ctrl-C while the model streams, or does not', 'W, at once, E130')
def cancelled_in_answer(world):
    start = mean(world)
    for script in ('stall-middle', 'stall', 'status=429/50', 'keep-alive'):
        with serving(world, script) as endpoint:
            since = time.monotonic()
            process = world.start('fix', '--endpoint', endpoint.url,
                                  drop=ONLINE)
            wait_until(endpoint.calls, what='nobody was asked')
            time.sleep(0.2)
            sent = time.monotonic()
            os.kill(process.pid, signal.SIGINT)
            world.end(process, since, -signal.SIGINT)
            expect(time.monotonic() - sent < 10, f'{script}: not at once')
        world.sane(start)


@row(28, 'connection refused', 'E4 with the URL, without its password; W')
def refused(world):
    start = mean(world)
    ask(world, NOWHERE, status=4).has('connection refused', NOWHERE)
    ask(world, 'http://me:hunter2@127.0.0.1:9/v1', status=(2, 4)).lacks(
        'hunter2')
    world.sane(start)


@row(28, 'the port is taken by something that is not HTTP', 'E4; W')
def no_http(world):
    start = mean(world)
    with socket.create_server(('127.0.0.1', 0)) as listener:
        listener.settimeout(2)
        url = f'http://127.0.0.1:{listener.getsockname()[1]}/v1'
        since = time.monotonic()
        process = world.start('fix', '--endpoint', url, drop=ONLINE)
        while process.poll() is None:
            with contextlib.suppress(socket.timeout, ConnectionError):
                connection, _ = listener.accept()
                connection.sendall(b'220 mail.example.com ESMTP\r\n')
                connection.close()
        world.end(process, since, 4)
    world.sane(start)


@row(29, 'no such host; certificates that are untrusted, expired, for '
     'another host; no TLS at all', 'each with its words, E4, nothing sent')
def no_trust(world):
    start = mean(world)
    ask(world, 'https://endpoint.invalid/v1', status=4).has('no such host')
    need('openssl')
    authority = world.path('ca.pem')
    for kind, text in (('untrusted', 'not trusted'), ('expired', 'expired'),
                       ('other-name', 'certificate')):
        trust = () if kind == 'untrusted' else ('--ca-file', authority)
        with serving(world, 'ok', '--tls', kind, '--ca',
                     authority) as endpoint:
            ask(world, endpoint.url, *trust, status=4).has(text)
            expect(not endpoint.requests(), f'{kind}: asked all the same')
    with serving(world, 'ok') as endpoint:
        ask(world, endpoint.url.replace('http:', 'https:'), status=4).has(
            'TLS')
    world.sane(start)
    with serving(world, 'ok', '--tls', 'good', '--ca', authority) as endpoint:
        ask(world, endpoint.url, '--ca-file', world.path('none'),
            status=(2, 4))
        expect(not endpoint.requests(), 'asked all the same')
        ask(world, endpoint.url, '--ca-file', authority, status=0)


@row(29, 'a remote endpoint without TLS, with a key', 'refused, nothing sent')
def in_the_clear(world):
    start = mean(world)
    ask(world, 'http://192.0.2.1/v1', status=(2, 4), env={
        'RUSTCODER_API_KEY': world.key}).has('in the clear').took(5)
    world.sane(start)


@row(29, 'a proxy in the environment', 'not for this machine; its password '
     'is not shown')
def proxied(world):
    mean(world)
    with serving(world, 'ok') as proxy:
        env = {name: proxy.url.replace('//', '//me:hunter2@')
               for name in ('http_proxy', 'https_proxy', 'all_proxy')}
        ask(world, NOWHERE, status=4, env=env).lacks('hunter2')
        ask(world, 'https://endpoint.invalid/v1', status=4,
            env=env).lacks('hunter2')
        expect(not proxy.calls(), 'the proxy got a question')


@row(30, 'connections are never made', '10 s, one retry, E4; W', weight=20)
def hangs(world):
    start = mean(world)
    with serving(world, 'ok', '--hang') as endpoint:
        result = ask(world, endpoint.url, status=4).has(
            'nobody answered').took(40)
        expect(result.seconds > 9, 'it did not wait')
        ask(world, endpoint.url, '--max-time', '2s', status=(1, 4)).took(10)
    world.sane(start)


@row(31, 'accepts, and never answers; stops in the middle; is very slow',
     'ended by the time that is left; W', weight=4)
def silent(world):
    start = mean(world)
    for script in ('stall', 'stall-middle', 'slow=60'):
        with serving(world, script) as endpoint:
            ask(world, endpoint.url, '--max-time', '2s', status=(1, 4)
                ).took(10)
        world.sane(start)


@row(32, '429 with Retry-After in seconds, as a date, for an hour',
     'waited for, up to a cap', weight=5)
def told_to_wait(world):
    mean(world)
    for script in ('status=429/1,ok', 'status=429/date:2,ok',
                   'status=503/1,ok'):
        since = time.monotonic()
        succeeds(world, script, 2)
        expect(time.monotonic() - since > 1, f'{script}: did not wait')
    fails(world, 'status=429/3600', '3600', calls=1, most=10)
    fails(world, 'status=429/99999999999999999999')
    fails(world, 'status=429/30', args=('--max-time', '3s'), calls=1, most=10)
    succeeds(world, 'status=429/-7,status=429/soon,ok', 3)


@row(33, '429 without a header; 529', 'backoff, 5 tries', weight=5)
def overloaded(world):
    mean(world)
    succeeds(world, 'status=429*2,ok', 3)
    succeeds(world, 'status=529*2,ok', 3)
    fails(world, 'status=529', '529', calls=5)


@row(34, '500, 502, 503, 504', '3 tries, E4; W', weight=5)
def server_errors(world):
    mean(world)
    succeeds(world, 'status=500,status=503//html,ok', 3)
    succeeds(world, 'status=502//text,status=504//none,ok', 3)
    for code in (500, 502, 503, 504):
        fails(world, f'status={code}', str(code), calls=3)


@row(35, '400, 401, 403, 404, 422 in every shape of body',
     'no retry, E4 with what it says; 401 names the key', weight=5)
def refusals(world):
    mean(world)
    for code in (400, 401, 403, 404, 422):
        fails(world, f'status={code}/-/none', str(code), calls=1)
    for code, shape in ((400, 'openai'), (401, 'text'), (403, 'string'),
                        (404, 'detail'), (422, 'html'), (400, 'text'),
                        (404, 'html'), (401, 'openai')):
        fails(world, f'status={code}/-/{shape}', str(code),
              'it is not meant to be', calls=1)
    fails(world, 'status=401', 'key')
    other = world.put('home/keys/other', 'sk-other-0123456789abcdef')
    fails(world, 'ok', '401', 'key', options=('--key-file', other), calls=0)


@row(36, '301, 302, 303, 307, 308', 'not followed; E4 shows where to')
def redirected(world):
    mean(world)
    for code in (301, 302, 303, 307, 308):
        fails(world, f'redirect={code}', 'elsewhere.invalid',
              calls=1).lacks('key=k')
    # It may name anything; nothing of it is asked.
    with serving(world, 'ok') as other:
        fails(world, f'redirect=307/{other.url}/chat/completions', other.url)
        expect(not other.requests(), 'the redirect was followed')
    fails(world, 'redirect=301/file:///etc/passwd', '301').lacks('root:')


@row(37, 'cut before, in and after the head, in an event, in a character, '
     'without [DONE]', 'discarded; asked again; E4 when it goes on; W',
     weight=6)
def cut(world):
    mean(world)
    for script in ('drop', 'reset', 'drop-middle', 'drop-utf8', 'no-end'):
        succeeds(world, script + ',ok', 2)
    # A refusal of the stream is what the first step is spent on.
    for script in ('drop', 'drop-middle', 'drop-utf8'):
        succeeds(world, f'ok,{script},ok', 3, WHOLE)
    for options in (STREAMED, WHOLE):
        fails(world, 'drop-middle', options=options)
        fails(world, 'drop', options=options)


@row(38, 'keep-alive comments for ever', 'ended by the time that is left; W')
def kept_alive(world):
    start = mean(world)
    with serving(world, 'keep-alive') as endpoint:
        ask(world, endpoint.url, '--max-time', '3s', status=(1, 4)).took(10)
    world.sane(start)


@row(39, '200 with a web page', 'said to be one, without its escapes; E4')
def captive(world):
    mean(world)
    for options in (STREAMED, WHOLE):
        fails(world, 'captive', 'web page', 'log in',
              options=options).lacks('\x1b')


@row(40, 'no JSON, deep nesting, huge numbers, duplicate keys, lone '
     'surrogates, wrong types', 'asked again once, E4; W', weight=6)
def garbled(world):
    mean(world)
    for options in (STREAMED, WHOLE):
        for script in ('garbage', 'not-json', 'deep', 'deep-object',
                       'surrogates'):
            fails(world, script, options=options)
        for script in ('big-number', 'duplicate-keys', 'wrong-types',
                       'null-body'):
            nothing_usable(world, script, options=options)
    succeeds(world, 'garbage,ok', 2)
    succeeds(world, 'big-numbers', 1)


@row(41, 'a body without end, a gzip bomb, a line of 1 MB',
     'ended at a cap; W', weight=5)
def flooded(world):
    mean(world)
    for options in (STREAMED, WHOLE):
        for script in ('huge', 'blanks', 'bomb'):
            nothing_usable(world, script, options=options)
    nothing_usable(world, 'long-line')


@row(42, 'cut by length, full context, refusal, filter, no choices, null, '
     'nothing, repetition', 'each with its own words; E1; W', weight=6)
def unusable(world):
    mean(world)
    for script, text in (
            ('length', 'cut off'), ('context-full', 'cut off'),
            ('refusal', 'refused'), ('filter', 'refused'),
            ('no-choices', 'empty'), ('null', 'empty'), ('empty', 'empty'),
            ('repetition', 'repeated')):
        for options in (STREAMED, WHOLE):
            nothing_usable(world, script, text, options=options)
    # The server says how little fits.
    nothing_usable(world, 'ok', 'do not fit', options=('--context', '300'))


@row(44, 'a model edits outside, in .git, absolute, through a link, files '
     'that it was not shown', 'rejected; W', weight=4)
def elsewhere(world):
    start = mean(world)
    outside = world.put('outside.rs', 'fn outside() {}\n')
    before = world.get('.git/config')
    for script in ('outside', 'absolute', 'git', 'git-hook', 'cargo-config',
                   'manifest', 'new-file', 'other-file'):
        nothing_usable(world, script)
    world.sane(start)
    with open(outside, encoding='utf-8') as f:
        expect(f.read() == 'fn outside() {}\n', 'a file outside was changed')
    expect(world.get('.git/config') == before, '.git/config was changed')
    # The file with the error is a link to another place.
    os.rename(world.file('src/lib.rs'), world.path('lib.rs'))
    os.symlink('../../lib.rs', world.file('src/lib.rs'))
    with serving(world, 'ok', '--lenient') as endpoint:
        ask(world, endpoint.url, status=(1, 2, 3))
        expect(not any('values.len()' in json.dumps(c['body'])
                       for c in endpoint.calls()), 'it was sent')
    with open(world.path('lib.rs'), encoding='utf-8') as f:
        expect('as f64' not in f.read(), 'a file outside was changed')


@row(45, 'answers that repeat, or oscillate', 'rejected as such, and ended')
def again(world):
    start = mean(world)
    for script in ('wrong', 'wrong,wrong2,wrong,wrong2', 'stub'):
        with serving(world, script) as endpoint:
            result = ask(world, endpoint.url, '--json', status=1).has(
                'tried before').took(30)
            report = json.loads(result.out.splitlines()[-1])
            expect(report['calls'] == len(endpoint.calls()) <= 4 and
                   report['cargo_calls'] <= 4, f'{script}: {report}')
        world.sane(start)
