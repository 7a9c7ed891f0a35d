"""Beyond its bounds the service says at once that it is full, to whom it concerns, and is as before when they leave."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from api.admission import Admission
from api.edge import Edge

PATH = "/v1/filings"
EVIDENCE = "/v1/filings/00/evidence"


@dataclass
class Work:
    """An application that keeps every request until it is told to go on, and counts those it has at once."""

    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    now: int = 0
    most: int = 0

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.go_on.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})
        finally:
            self.now -= 1


@dataclass
class Answer:
    status: int
    headers: dict[bytes, bytes]
    body: dict[str, Any]


class Service:
    """The application behind its bounds."""

    def __init__(self, filings: int = 4, share: int = 4) -> None:
        self.work = Work()
        bounded = Admission(
            self.work, largest=1 << 20, filings=filings, share=share, filing_paths=frozenset({PATH, "/v1/manifests"})
        )
        self.app = Edge(bounded)

    async def ask(
        self, method: str = "POST", path: str = PATH, address: str = "192.0.2.1", length: int | None = 10
    ) -> Answer:
        said: list[Message] = []
        headers = [] if length is None else [(b"content-length", str(length).encode())]
        scope = {"type": "http", "method": method, "path": path, "headers": headers, "client": (address, 5)}

        async def receive() -> Message:
            raise AssertionError("no body is read before a request is let in")

        async def send(message: Message) -> None:
            said.append(message)

        await self.app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in said)
        return Answer(said[0]["status"], dict(said[0]["headers"]), json.loads(body))

    @asynccontextmanager
    async def busy(self, *asked: dict[str, Any]) -> AsyncIterator[list["asyncio.Task[Answer]"]]:
        """Requests that are in work for the length of a block."""
        tasks = [asyncio.create_task(self.ask(**one)) for one in asked]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        yield tasks
        self.work.go_on.set()
        for task in tasks:
            assert (await task).status == 200
        assert self.work.now == 0


def run(check: Callable[[], Any]) -> None:
    asyncio.run(check())


def test_a_full_intake_says_so_and_when_to_come_again() -> None:
    async def check() -> None:
        service = Service(filings=3)
        async with service.busy({}, {}, {"path": "/v1/manifests"}):
            refused = await service.ask(address="198.51.100.7")
            assert (refused.status, refused.body["code"]) == (503, "INTAKE_FULL")
            assert int(refused.headers[b"retry-after"]) >= 1
            assert refused.headers[b"content-type"] == b"application/problem+json"
            assert refused.body["next"]
        assert (await service.ask()).status == 200

    run(check)


def test_who_has_a_large_share_is_refused_and_others_are_not() -> None:
    async def check() -> None:
        service = Service(filings=4, share=2)
        async with service.busy({}, {}, {"address": "198.51.100.7"}):
            refused = await service.ask()
            assert (refused.status, refused.body["code"]) == (429, "TOO_MANY_AT_ONCE")
            assert int(refused.headers[b"retry-after"]) >= 1
        assert (await service.ask()).status == 200

    run(check)


def test_the_addresses_of_one_ipv6_network_share_their_places() -> None:
    async def check() -> None:
        service = Service(filings=4, share=2)
        async with service.busy({"address": "2001:db8::1"}, {"address": "2001:db8::2"}):
            assert (await service.ask(address="2001:db8::ffff:3")).status == 429
            service.work.go_on.set()
            assert (await service.ask(address="2001:db8:0:1::1")).status == 200

    run(check)


def test_what_others_ask_is_answered_while_the_intake_is_full() -> None:
    async def check() -> None:
        service = Service(filings=1)
        async with service.busy({}):
            service.work.go_on.set()
            for path in ("/v1/status", "/healthz", EVIDENCE):
                assert (await service.ask("GET", path)).status == 200

    run(check)


def test_few_bundles_are_made_at_once_some_wait_and_more_are_refused() -> None:
    async def check() -> None:
        service = Service()
        asked = [{"method": "GET", "path": EVIDENCE, "address": f"192.0.2.{i}"} for i in range(32)]
        async with service.busy(*asked):
            assert service.work.now == 4
            refused = await service.ask("GET", EVIDENCE)
            assert (refused.status, refused.body["code"]) == (503, "EXPORTS_FULL")
        assert service.work.most == 4
        assert (await service.ask("GET", EVIDENCE)).status == 200

    run(check)


@pytest.mark.parametrize("length", [1 << 20, 1 << 60, None])
def test_bodies_that_are_read_at_once_are_bounded_together(length: int | None) -> None:
    async def check() -> None:
        service = Service(filings=1000, share=1000)
        async with service.busy(*[{"length": length, "address": f"192.0.2.{i % 2}"} for i in range(64)]):
            refused = await service.ask()
            assert (refused.status, refused.body["code"]) == (503, "SERVICE_FULL")
        assert (await service.ask()).status == 200

    run(check)


@pytest.mark.parametrize("path", [PATH, "/v1/sessions", "/healthz"])
def test_one_address_alone_cannot_take_all_room_for_bodies(path: str) -> None:
    async def check() -> None:
        service = Service(filings=1000, share=1000)
        async with service.busy(*[{"length": None, "path": path}] * 32):
            refused = await service.ask(path=path)
            assert (refused.status, refused.body["code"]) == (429, "TOO_MANY_AT_ONCE")
            service.work.go_on.set()
            assert (await service.ask(address="198.51.100.7")).status == 200
        assert (await service.ask(path=path)).status == 200

    run(check)


def test_one_address_alone_cannot_take_all_places() -> None:
    async def check() -> None:
        service = Service()
        async with service.busy(*[{"path": "/v1/sessions", "length": 1}] * 512):
            refused = await service.ask("GET", "/v1/find")
            assert (refused.status, refused.body["code"]) == (429, "TOO_MANY_AT_ONCE")
            service.work.go_on.set()
            assert (await service.ask("GET", "/v1/find", "198.51.100.7")).status == 200

    run(check)


def test_health_is_told_whatever_is_in_work() -> None:
    async def check() -> None:
        service = Service()
        async with service.busy(
            *[{"method": "GET", "path": "/v1/find", "address": f"192.0.2.{i % 2}"} for i in range(1024)]
        ):
            refused = await service.ask("GET", "/v1/find")
            assert (refused.status, refused.body["code"]) == (503, "SERVICE_FULL")
            service.work.go_on.set()
            for path in ("/healthz", "/readyz", "/metrics"):
                assert (await service.ask("GET", path)).status == 200

    run(check)
