"""A wire to a node that a test can cut, stall, garble or lay to another node, on loopback only."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Literal
from urllib.parse import urlsplit

Mode = Literal["pass", "mute", "half", "reset", "refuse"]
"""
pass    everything goes through
mute    connections are taken and nothing is ever answered
half    an answer stops in the middle of its body, the connection stays open
reset   an answer is a reset of the connection
refuse  nobody listens
"""


class Proxy:
    """Forwards to the node behind `url` as `mode` says; `requests` are the methods that were asked so far."""

    def __init__(self, url: str) -> None:
        self.target = url
        self.requests: list[str] = []
        self.asked = threading.Event()
        self._mode: Mode = "pass"
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._ended = False
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def mode(self) -> Mode:
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        """Change what happens; connections that are open are dropped, so that none is left from before."""
        self._mode = mode
        self.asked.clear()
        self._drop()

    def lay(self, url: str) -> None:
        """Another node answers from now on."""
        self.target = url
        self._drop()

    def end(self) -> None:
        self._ended = True
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._drop()

    def _drop(self) -> None:
        with self._lock:
            doomed, self._open = self._open, set()
        for one in doomed:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _serve(self) -> None:
        while not self._ended:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            with self._lock:
                self._open.add(client)
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        if self._mode == "refuse":
            _reset(client)
            return
        with suppress(OSError, ValueError):
            while (request := _message(client)) is not None:
                self._note(request)
                if self._mode == "mute":
                    threading.Event().wait(30)
                    return
                if self._mode == "reset":
                    _reset(client)
                    return
                answer = self._forwarded(request)
                if self._mode == "half":
                    client.sendall(answer[: len(answer) - 9])
                    threading.Event().wait(30)
                    return
                client.sendall(answer)

    def _note(self, request: bytes) -> None:
        body = json.loads(request.partition(b"\r\n\r\n")[2])
        for one in body if isinstance(body, list) else [body]:
            self.requests.append(one["method"])
        self.asked.set()

    def _forwarded(self, request: bytes) -> bytes:
        parts = urlsplit(self.target)
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as node:
            node.sendall(request)
            return _message(node) or b""


def _message(source: socket.socket) -> bytes | None:
    """One HTTP message with its body, None at the end."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = source.recv(65_536)
        if not more:
            return None
        read += more
    head, _, body = read.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
    length = int(fields.get(b"content-length", b"0"))
    while len(body) < length:
        more = source.recv(65_536)
        if not more:
            return None
        body += more
    return head + b"\r\n\r\n" + body


def _reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


@contextmanager
def saying(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """The URL of a server that answers each request body with these bytes, head and all."""
    listening = socket.create_server(("127.0.0.1", 0))
    clients: list[socket.socket] = []

    def talk(client: socket.socket) -> None:
        clients.append(client)
        with suppress(OSError, ValueError), client:
            while (request := _message(client)) is not None:
                client.sendall(answer(request.partition(b"\r\n\r\n")[2]))

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=talk, args=(client,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        for one in (listening, *clients):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def page(body: bytes, status: str = "200 OK", *more: str) -> bytes:
    """An HTTP answer."""
    fields = (f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *more)
    return "\r\n".join(fields).encode() + b"\r\n\r\n" + body
