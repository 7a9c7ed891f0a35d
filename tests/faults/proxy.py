"""A TCP proxy on loopback before a server, with which a path to it breaks in the ways in which paths break."""

import socket
import threading
import time
from contextlib import suppress
from typing import Literal

Manner = Literal["pass", "refuse", "silent", "commit unheard", "commit unsaid"]
_CHUNK = 1 << 16
_TIME_TO_COMMIT = 0.3


class Proxy:
    """Passes bytes on, until it is told otherwise.

    `refuse` ends every connection at once; `silent` takes everything and passes on nothing, as a machine does that
    hangs; `commit unheard` ends a connection at the commit of a filing, which the server still carries out; `commit
    unsaid` before the server hears of it.
    """

    def __init__(self, port: int) -> None:
        """:param port: of the server on loopback."""
        self._server = port
        self._manner: Manner = "pass"
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def become(self, manner: Manner) -> None:
        """From now on behave like that. What passed so far is cut, unless the path falls silent, or opens again."""
        cut = manner not in ("silent", "pass") or self._manner == "silent"
        self._manner = manner
        if cut:
            pairs, self._pairs = self._pairs, []
            for pair in pairs:
                _cut(*pair)

    def stop(self) -> None:
        """End everything."""
        _cut(self._listening)
        self.become("refuse")

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            try:
                if self._manner == "refuse":
                    raise ConnectionRefusedError
                server = socket.create_connection(("127.0.0.1", self._server))
            except OSError:
                _cut(client)
                continue
            self._pairs.append((client, server))
            for pump in (self._outward, self._homeward):
                threading.Thread(target=pump, args=(client, server), daemon=True).start()

    def _outward(self, client: socket.socket, server: socket.socket) -> None:
        filing = False
        with suppress(OSError):
            while chunk := client.recv(_CHUNK):
                self._hold()
                filing |= b"INSERT INTO filings" in chunk
                if filing and b"COMMIT" in chunk and self._manner in ("commit unheard", "commit unsaid"):
                    _cut(client)
                    if self._manner == "commit unheard":
                        server.sendall(chunk)
                        time.sleep(_TIME_TO_COMMIT)
                    break
                server.sendall(chunk)
        _cut(client, server)

    def _homeward(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while chunk := server.recv(_CHUNK):
                self._hold()
                client.sendall(chunk)
        _cut(client, server)

    def _hold(self) -> None:
        while self._manner == "silent":
            time.sleep(0.02)


def _cut(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
