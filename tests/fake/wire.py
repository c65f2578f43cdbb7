# SPDX-License-Identifier: MIT
"""How an answer travels: the shapes servers give it, and what can happen to
it on the way. SHAPES and WIRES say what each word of a script does."""
import gzip
import json
import socket
import struct
import time

SENTINEL = '<|WASMEDGE-GGML-CONTEXT-FULL|>'
HTML = ('<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body>'
        'Please \x1b[1mlog in\x1b[0m to the network.</body></html>')
FOREVER = 600       # seconds; the client has gone long before


class Gone(Exception):
    """The client closed the connection."""


class Exchange:
    """One chat request and what is to become of it."""

    def __init__(self, handler, body, text, limits):
        self.handler, self.body, self.text = handler, body, text
        self.like = limits.like
        self.stream = bool(body.get('stream'))
        self.finish = None if self.like == 'llamaedge' else 'stop'
        self.done = True            # [DONE] at the end of a stream
        self.content = 'text'       # or 'null', 'array', 'none', 'refusal'
        self.thoughts = ''          # reasoning_content before the text
        self.model = str(body.get('model') or limits.models[-1])
        self.eol, self.between, self.first = '\n', '', ''
        self.raw = {}               # replacements in what is sent
        self.with_usage = True
        self.piece = 24
        self.limit(limits)

    def limit(self, limits):
        """Counts, and stops where max_tokens says."""
        most = self.body.get('max_completion_tokens')
        if most is None and self.like != 'llamaedge':
            most = self.body.get('max_tokens')
        if most is not None and tokens(self.text) > most:
            self.text = self.text.encode()[:4 * most].decode(errors='ignore')
            self.finish = 'length'
        self.usage = {'prompt_tokens': limits.prompt_tokens(self.body),
                      'completion_tokens': tokens(self.text)}
        self.usage['total_tokens'] = sum(self.usage.values())

    # What is sent

    def message(self, text):
        if self.content == 'null':
            return None
        if self.content == 'array':
            return [{'type': 'text', 'text': text}]
        return text

    def whole(self):
        message = {'role': 'assistant', 'content': self.message(self.text)}
        if self.content == 'refusal':
            message = {'role': 'assistant', 'content': None,
                       'refusal': "I can't help with that."}
        if self.thoughts:
            message['reasoning_content'] = self.thoughts
        choices = [{'index': 0, 'message': message,
                    'finish_reason': self.finish or 'stop'}]
        reply = {'id': 'chatcmpl-1', 'object': 'chat.completion',
                 'created': 1, 'model': self.model,
                 'choices': [] if self.content == 'none' else choices}
        if self.with_usage:
            reply['usage'] = self.usage
        return self.encode(reply)

    def encode(self, value):
        text = json.dumps(value, ensure_ascii=False)
        for old, new in self.raw.items():
            text = text.replace(old, new)
        return text

    def deltas(self):
        each = self.like == 'llamaedge'
        if not each:
            yield {'role': 'assistant', 'content': ''}
        role = {'role': 'assistant'} if each else {}
        for at in range(0, len(self.thoughts), self.piece):
            yield dict(role, reasoning_content=self.thoughts[
                at:at + self.piece])
        if self.content == 'refusal':
            yield {'refusal': "I can't help with that."}
            return
        if self.content == 'null':
            yield {'content': None}
            return
        for at in range(0, len(self.text), self.piece):
            yield dict(role, content=self.message(
                self.text[at:at + self.piece]))

    def events(self):
        """Every event of the stream, as bytes."""
        base = {'id': '' if self.like == 'llamaedge' else 'chatcmpl-1',
                'object': 'chat.completion.chunk', 'created': 1,
                'model': self.model}
        if self.content == 'none':
            yield self.event(dict(base, choices=[]))
        else:
            for delta in self.deltas():
                yield self.event(dict(base, choices=[
                    {'index': 0, 'delta': delta, 'finish_reason': None}]))
            yield self.event(dict(base, choices=[
                {'index': 0, 'delta': {}, 'finish_reason': self.finish}]))
        asked = (self.body.get('stream_options') or {}).get('include_usage')
        if self.with_usage and asked:
            yield self.event(dict(base, choices=[], usage=self.usage))
        if self.done:
            yield f'data: [DONE]{self.eol}{self.eol}'.encode()

    def event(self, value):
        text = self.first + self.between
        self.first = ''
        return (f'{text}data: {self.encode(value)}'
                f'{self.eol}{self.eol}').encode('utf-8', 'surrogatepass')

    # Sending

    def start(self, kind, status=200, headers=(), length=None):
        handler = self.handler
        handler.send_response(status)
        handler.send_header('Content-Type', kind)
        for name, value in headers:
            handler.send_header(name, value)
        if length is not None:
            handler.send_header('Content-Length', str(length))
        else:
            handler.send_header('Connection', 'close')
            handler.close_connection = True
        self.guarded(handler.end_headers)
        self.guarded(handler.wfile.flush)

    def start_stream(self, headers=()):
        self.start('text/event-stream', headers=headers)

    def start_any(self):
        """As a server begins a good answer, and what it would then send."""
        if self.stream:
            self.start_stream()
            return b''.join(self.events())
        data = self.whole().encode('utf-8', 'surrogatepass')
        self.start('application/json', length=len(data))
        return data

    def write(self, data):
        self.guarded(self.handler.wfile.write, data)
        self.guarded(self.handler.wfile.flush)

    def send(self, kind, data, status=200, headers=()):
        data = data if isinstance(data, bytes) else data.encode()
        self.start(kind, status, headers, len(data))
        self.write(data)

    @staticmethod
    def guarded(call, *args):
        try:
            call(*args)
        except (BrokenPipeError, ConnectionError, OSError) as error:
            raise Gone from error

    def wait(self, seconds=FOREVER):
        """Until the client goes, or so long."""
        self.handler.connection.settimeout(seconds)
        try:
            if not self.handler.connection.recv(1):
                raise Gone
        except socket.timeout:
            return
        except OSError as error:
            raise Gone from error

    def cut(self, reset=False):
        connection = self.handler.connection
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                  struct.pack('ii', 1, 0))
        else:
            connection.shutdown(socket.SHUT_RDWR)
        self.handler.close_connection = True
        connection.close()
        raise Gone


def tokens(text):
    """As the program estimates it: nobody's tokenizer, but the same sum."""
    return (len(text.encode('utf-8', 'surrogatepass')) + 3) // 4


# Shapes: what servers do to a good answer, told apart or not.

def setting(**values):
    def change(exchange, _):
        for name, value in values.items():
            setattr(exchange, name, value)
    return change


def shorten(exchange, _):
    exchange.text = exchange.text[:len(exchange.text) // 2]
    exchange.finish = 'length'


def context_full(exchange, _):
    shorten(exchange, _)
    exchange.text += SENTINEL


def silent(exchange, _):
    exchange.text, exchange.finish = '', 'content_filter'


def surrogates(exchange, _):
    exchange.text += ' SURROGATE'
    exchange.raw['SURROGATE'] = '\\ud800 and \\udc00\\ud800'


def big_numbers(exchange, _):
    exchange.raw[f'"total_tokens": {exchange.usage["total_tokens"]}'] = (
        '"total_tokens": ' + '9' * 400)
    exchange.raw[f'"prompt_tokens": {exchange.usage["prompt_tokens"]}'] = (
        '"prompt_tokens": 1e400')


def duplicate_keys(exchange, _):
    exchange.raw['"choices": ['] = '"choices": [], "choices": ['


def key_as_model(exchange, _):
    exchange.model = exchange.handler.state.options.key


SHAPES = {
    'length': shorten,
    'context-full': context_full,
    'refusal': setting(content='refusal'),
    'filter': silent,
    'no-choices': setting(content='none'),
    'null': setting(content='null'),
    'array': setting(content='array'),
    'reasoning': setting(thoughts='Perhaps todo!() would do? No.'),
    'null-finish': setting(finish=None),
    'no-done': setting(done=False),
    'no-end': setting(done=False, finish=None),
    'no-usage': setting(with_usage=False),
    'other-model': setting(model='somebody-else'),
    'key-as-model': key_as_model,
    'crlf-lines': setting(eol='\r\n'),
    'cr-lines': setting(eol='\r'),
    'comments': setting(between=': ping\n\n'),
    'fields': setting(between='event: delta\nid: 7\nretry: 1\nother\n'),
    'bom': setting(first='\ufeff'),
    'one-chunk': setting(piece=1 << 30),
    'unstreamed': setting(stream=False),
    'surrogates': surrogates,
    'big-numbers': big_numbers,
    'duplicate-keys': duplicate_keys,
}

# After these the answer is thrown away and asked for once more.
UNREADABLE = {'no-end', 'surrogates'}


# Wires: how it is sent, or not.

def whole(exchange, _):
    exchange.write(exchange.start_any())


def split(exchange, _):
    """Every byte by itself."""
    for byte in exchange.start_any():
        exchange.write(bytes((byte,)))


def chunked(exchange, _):
    exchange.start_stream([('Transfer-Encoding', 'chunked')])
    for event in exchange.events():
        for part in (event[:5], event[5:]):
            exchange.write(b'%x\r\n%s\r\n' % (len(part), part))
    exchange.write(b'0\r\n\r\n')


def slow(exchange, seconds):
    """So many seconds from begin to end."""
    data = exchange.start_any()
    step = max(1, len(data) // 10)
    for at in range(0, len(data), step):
        time.sleep(float(seconds or 1) / 10)
        exchange.write(data[at:at + step])


def late(exchange, seconds):
    exchange.wait(float(seconds or 1))
    whole(exchange, None)


def stall(exchange, _):
    exchange.wait()


def stall_middle(exchange, _):
    data = exchange.start_any()
    exchange.write(data[:len(data) // 2])
    exchange.wait()


def drop(exchange, _):
    exchange.cut()


def reset(exchange, _):
    exchange.cut(reset=True)


def drop_middle(exchange, _):
    data = exchange.start_any()
    middle = len(data) // 2
    while data[middle - 2:middle] == b'\n\n':
        middle += 1
    exchange.write(data[:middle])
    exchange.cut()


def drop_utf8(exchange, _):
    exchange.text = 'Grüße\n\n' + exchange.text
    data = exchange.start_any()
    exchange.write(data[:data.index('ü'.encode()) + 1])
    exchange.cut()


def status(exchange, arg):
    """status=429/7, status=503/date:2, status=500/-/html"""
    code, after, shape, *_ = ((arg or '500') + '//').split('/')
    headers = []
    if after.startswith('date:'):
        at = time.gmtime(time.time() + float(after[5:]))
        headers = [('Retry-After',
                    time.strftime('%a, %d %b %Y %H:%M:%S GMT', at))]
    elif after not in ('', '-'):
        headers = [('Retry-After', after)]
    send_error(exchange, int(code), 'it is not meant to be', shape, headers)


ERRORS = {
    'openai': ('application/json', lambda code, text: json.dumps(
        {'error': {'message': text, 'type': 'fake', 'param': None,
                   'code': None}})),
    'text': ('text/plain', lambda code, text: f'{code} Oh: {text}'),
    'string': ('application/json', lambda code, text: json.dumps(text)),
    'detail': ('application/json', lambda code, text: json.dumps(
        {'detail': text})),
    'html': ('text/html', lambda code, text: f'<h1>{code}</h1>{text}'),
    'none': ('text/plain', lambda code, text: ''),
}


def send_error(exchange, code, text, shape='', headers=()):
    kind, make = ERRORS[shape or (
        'text' if exchange.like == 'llamaedge' else 'openai')]
    exchange.send(kind, make(code, text), code, headers)


def redirect(exchange, arg):
    code, _, where = (arg or '301').partition('/')
    exchange.send('text/plain', '', int(code), [
        ('Location', where or 'https://elsewhere.invalid/v1?key=k')])


def captive(exchange, _):
    exchange.send('text/html; charset=utf-8', HTML)


def body(data):
    """200, and this as if it were JSON, in a stream as its only event."""
    def send(exchange, _):
        if exchange.stream:
            exchange.start_stream()
            exchange.write(b'data: ' + data + b'\n\ndata: [DONE]\n\n')
        else:
            exchange.send('application/json', data)
    return send


def flood(piece, kind='application/json', first=b'', headers=()):
    """Without an end."""
    def send(exchange, _):
        exchange.start('text/event-stream' if exchange.stream else kind,
                       headers=headers)
        exchange.write(b'data: ' + first if exchange.stream else first)
        while True:
            exchange.write(piece)
    return send


def bomb(exchange, _):
    """A gigabyte of blanks, packed; unpacked by nobody who did not ask."""
    packed = gzip.compress(b' ' * (1 << 20))
    flood(packed, headers=[('Content-Encoding', 'gzip')])(exchange, None)


def long_line(exchange, _):
    exchange.start_stream()
    exchange.write(b'data: ' + b'x' * (1 << 20) + b'\n\n')
    exchange.write(b''.join(exchange.events()))


def keep_alive(exchange, _):
    exchange.start_stream()
    while True:
        exchange.write(b': still thinking\n\n')
        exchange.wait(0.05)


def down(exchange, _):
    """The server goes away for good."""
    exchange.handler.server.go_away()
    exchange.cut()


WIRES = {
    'whole': whole,
    'split': split,
    'chunked': chunked,
    'slow': slow,
    'late': late,
    'stall': stall,
    'stall-middle': stall_middle,
    'drop': drop,
    'drop-middle': drop_middle,
    'drop-utf8': drop_utf8,
    'reset': reset,
    'down': down,
    'status': status,
    'redirect': redirect,
    'captive': captive,
    'garbage': body(b'{"choices": [{"delta": oh'),
    'not-json': body(b'\xff\xfe\x00no'),
    'deep': body(b'[' * 100000 + b']' * 100000),
    'deep-object': body(b'{"choices":' * 50000),
    'big-number': body(b'{"choices":[{"index":1e999999999}],"usage":'
                       + b'9' * 60000 + b'}'),
    'wrong-types': body(b'{"choices":{"0":"x"},"usage":[],"model":{}}'),
    'null-body': body(b'null'),
    'huge': flood(b'x' * 65536, first=b'{"id": "'),
    'blanks': flood(b' ' * 65536),
    'bomb': bomb,
    'long-line': long_line,
    'keep-alive': keep_alive,
}
ARRIVES = (whole, split, chunked, slow, late)
