"""A caller who never ends his request, never begins it, or never takes the answer costs little and holds nothing."""

import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import repeat

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from api.wire import LARGEST_HEAD, Connection, most_connections

GET = b"GET / HTTP/1.1\r\nHost: here\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
PIECE = bytes(1 << 16)
SENT_AT_MOST = 64 << 20
"""Bytes after which a test gives up sending: far beyond the bound and what lies in the buffers of a connection."""


class Hasty(Connection):
    patience = 0.3


class Work:
    """An application that tells how long the body was; at `/long` it answers with more than any buffer holds."""

    def __init__(self) -> None:
        self.ended = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message.get("body", b""))
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(1024 if scope["path"] == "/long" else 0):
            await send({"type": "http.response.body", "body": PIECE, "more_body": True})
        await send({"type": "http.response.body", "body": b"<%d>" % size})
        self.ended.set()


@contextmanager
def served(work: Work, http: type[Connection] = Connection) -> Iterator[int]:
    config = uvicorn.Config(work, http=http, log_config=None, lifespan="off")  # type: ignore[arg-type]
    server, listening = uvicorn.Server(config), socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


def answers(connection: socket.socket) -> bytes:
    """Everything that comes until the other side closes."""
    got = b""
    try:
        while piece := connection.recv(1 << 16):
            got += piece
    except ConnectionError:
        pass
    return got


def send_on(connection: socket.socket, piece: bytes) -> None:
    for _ in repeat(None, SENT_AT_MOST // len(piece)):
        connection.sendall(piece)


@pytest.mark.parametrize(
    ("begun", "piece"),
    [
        (b"GET /", b"a" * 4096),
        (GET + b"X: ", b"a" * 4096),
        (GET, b"X: a\r\n" * 512),
        (b"", b"\r\n" * 2048),
        (CHUNKED + b"0\r\n", b"X: a\r\n" * 512),
        (CHUNKED + b"0\r\nX: ", b"a" * 4096),
        (CHUNKED + b"5;", b"a" * 4096),
    ],
    ids=["address", "header", "headers", "nothing", "trailers", "trailer", "extension"],
)
def test_a_head_without_end_is_cut_off(begun: bytes, piece: bytes) -> None:
    with served(Work()) as port, socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(begun)
        with pytest.raises(ConnectionError):
            send_on(connection, piece)


def test_what_is_within_the_bounds_is_answered_however_it_is_cut() -> None:
    large = GET + b"X: " + b"a" * (LARGEST_HEAD // 2) + b"\r\n\r\n"
    long = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n" + b"a" * 1_000_000
    last = GET + b"Connection: close\r\n\r\n"
    whole = large * 3 + long + CHUNKED + b"3\r\nabc\r\n0\r\nX: a\r\n\r\n" + last
    for size in (1 << 20, 50_000, 7_001):
        with served(Work()) as port, socket.create_connection(("127.0.0.1", port), 30) as connection:
            sender = threading.Thread(
                target=lambda cut=size, to=connection: [
                    to.sendall(whole[start : start + cut]) for start in range(0, len(whole), cut)
                ]
            )
            sender.start()
            got = answers(connection)
            sender.join(30)
        told = [got.count(b"<%d>" % length) for length in (0, 1_000_000, 3)]
        assert told == [4, 1, 1]


@pytest.mark.parametrize("begun", [b"", b"\r\n", b"GET", GET, GET + b"\r\n" + GET], ids=repr)
def test_a_head_that_does_not_come_is_given_up(begun: bytes) -> None:
    with served(Work(), Hasty) as port, socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(begun)
        answers(connection)  # ends, because the service closes


def test_connections_beyond_the_bound_are_closed_and_their_places_given_back() -> None:
    class Few(Connection):
        most = 2

    asked = GET + b"Connection: close\r\n\r\n"
    with served(Work(), Few) as port, ExitStack() as stack:
        first, second, beyond = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 30)) for _ in range(3)
        ]
        assert answers(beyond) == b""
        for kept in (first, second):
            kept.sendall(asked)
            assert b"<0>" in answers(kept)
        again = stack.enter_context(socket.create_connection(("127.0.0.1", port), 30))
        again.sendall(asked)
        assert b"<0>" in answers(again)


def test_some_files_are_always_left_for_the_service_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = resource.RLIM_INFINITY
    for limits, most in (((256, 256), 128), ((1024, 2048), 1920), ((1024, endless), 4096), ((endless, endless), 4096)):
        given = [limits]
        monkeypatch.setattr(resource, "getrlimit", lambda _, given=given: given[-1])
        monkeypatch.setattr(resource, "setrlimit", lambda _, wanted, given=given: given.append(wanted))
        assert most_connections() == most
        assert given[-1][1] == limits[1]


def test_an_answer_that_nobody_takes_is_given_up_and_its_work_ends() -> None:
    work = Work()
    with served(work, Hasty) as port, socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(GET.replace(b"/ ", b"/long ", 1) + b"\r\n")
        assert work.ended.wait(30)
        assert not answers(connection).endswith(b"<0>\r\n0\r\n\r\n")


def test_an_answer_that_is_taken_slowly_is_given_whole() -> None:
    work = Work()
    with served(work, Hasty) as port, socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(GET.replace(b"/ ", b"/long ", 1) + b"Connection: close\r\n\r\n")
        size, pause = 0, threading.Event()
        while piece := connection.recv(1 << 20):
            size += len(piece)
            pause.wait(0.02)
        assert size > 1024 * len(PIECE)
