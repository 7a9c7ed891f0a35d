"""Nodes that hang, break off, talk nonsense, answer for another chain or go away cost time and nothing else."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from ledger import anchoring, indexing, sending
from ledger.chain import fees, proofs
from ledger.chain.answered import Block, NodeError
from ledger.chain.client import Chain, Finality
from ledger.chain.contracts import Contracts
from ledger.core.errors import ForeignChain, Unavailable, ZhengbenError
from ledger.local.anvil import Anvil
from ledger.local.testing import Node
from ledger.store import database, outbox
from ledger.store.database import Lock
from tests.chain.proxy import Mode, Proxy, page, saying
from tests.chain.test_anchoring import Log
from tests.chain.world import World

BLOCK = Block(1, b"\1" * 32, b"\2" * 32, 3)
ADDRESS = "0x" + "ab" * 20


@pytest.fixture
def proxy(anvil: Node) -> Iterator[Proxy]:
    anvil.mine(2)
    made = Proxy(anvil.rpc_url)
    yield made
    made.end()


def behind(world: World, proxy: Proxy, seconds: float = 5.0) -> Contracts:
    """The ledger's contracts through a proxy."""
    return Contracts(Chain(proxy.url, finality=Finality("instant"), timeout=seconds), world.deployment)


@pytest.mark.parametrize("mode", ["mute", "half", "reset", "refuse"])
def test_a_wire_that_breaks_is_told_within_its_time_and_used_again_when_it_holds(proxy: Proxy, mode: Mode) -> None:
    chain = Chain(proxy.url, timeout=0.5)
    head = chain.head()
    proxy.mode = mode
    asks: list[Callable[[], object]] = [chain.head, lambda: chain.blocks(0, 1), lambda: chain.send(b"\xc0")]
    for ask in asks:
        with pytest.raises(Unavailable) as refusal:
            ask()
        assert refusal.value.code == "NODE_AWAY"
    proxy.mode = "pass"
    assert chain.head() == head


def test_one_connection_is_kept_and_serves_every_thread(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    chain, connections = Chain(proxy.url), []
    connect = socket.socket.connect

    def counting(self: socket.socket, address: Any) -> None:
        if address[1] == proxy.port:
            connections.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", counting)
    for _ in range(5):
        thread = threading.Thread(target=chain.head)
        thread.start()
        thread.join()
        chain.blocks(0, 1)
    assert len(connections) == 1


def test_an_answer_that_does_not_end_is_cut_off() -> None:
    size = 3 << 20
    body = b'{"jsonrpc": "2.0", "id": 1, "result": "' + b"f" * size + b'"}'
    with saying(lambda _: page(body)) as url:
        with pytest.raises(Unavailable) as refusal:
            Chain(url, largest=1 << 20).head()
        assert refusal.value.code == "NODE_ANSWER_TOO_LARGE"
        assert Chain(url, largest=4 << 20).ask("any") == "f" * size


def test_an_answer_that_trickles_is_given_up_after_its_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def trickle() -> None:
            client, _ = listening.accept()
            with client:
                client.recv(65_536)
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                try:
                    while True:  # each byte well within the time that a read may take
                        client.sendall(b" ")
                        time.sleep(0.05)
                except OSError:
                    pass

        threading.Thread(target=trickle, daemon=True).start()
        with pytest.raises(Unavailable) as refusal:
            Chain(f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=0.5).head()
    assert refusal.value.code == "NODE_AWAY"


def test_no_redirection_is_followed(proxy: Proxy) -> None:
    with (
        saying(lambda _: page(b"", "307 Temporary Redirect", f"Location: {proxy.url}/")) as url,
        pytest.raises(Unavailable),
    ):
        Chain(url).head()
    assert proxy.requests == []


def readings(chain: Chain) -> dict[str, Callable[[], object]]:
    """Everything that is ever asked of a node."""
    return {
        "chain_id": chain.chain_id,
        "require": lambda: chain.require(chain_id=1, genesis=bytes(32)),
        "head": chain.head,
        "final": chain.final,
        "block": lambda: chain.block(7),
        "blocks": lambda: chain.blocks(0, 2),
        "block_at": lambda: chain.block_at(9),
        "call": lambda: chain.call(ADDRESS, b"", BLOCK),
        "codes": lambda: chain.codes([ADDRESS, ADDRESS], BLOCK),
        "sent_by": lambda: chain.sent_by(ADDRESS, BLOCK),
        "balance": lambda: chain.balance(ADDRESS, BLOCK),
        "receipts": lambda: chain.receipts([bytes(32), b"\1" * 32]),
        "calldata": lambda: chain.calldata(bytes(32)),
        "logs": lambda: chain.logs([ADDRESS], 0, 2),
        "send": lambda: chain.send(b"\xc0"),
        "market": lambda: fees.market(chain),
        "account_proof": lambda: proofs.account_proof(chain, ADDRESS, [bytes(32)], BLOCK),
        "header_rlp": lambda: proofs.header_rlp(chain, BLOCK),
    }


_WORDS = ["", "0x", "0x1", "0xzz", "0x" + "ab" * 32, "latest"]
_NAMES = (
    *("result", "error", "message", "data", "code", "id", "number", "hash", "parentHash", "timestamp", "blockHash"),
    *("blockNumber", "status", "input", "baseFeePerGas", "storageProof", "address"),
)
jsons = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(_WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=5),
    max_leaves=12,
)


def test_whatever_a_node_says_is_an_answer_or_a_refusal_by_name() -> None:
    said: list[tuple[Any, bool]] = [(None, False)]

    def answer(request: bytes) -> bytes:
        asked, (garbage, wrapped) = json.loads(request), said[-1]
        if not wrapped:
            return page(json.dumps(garbage).encode())
        many = [{"jsonrpc": "2.0", "id": one["id"], "result": garbage} for one in _listed(asked)]
        return page(json.dumps(many if isinstance(asked, list) else many[0]).encode())

    with saying(answer) as url:
        chain = Chain(url, timeout=5)

        @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
        @given(garbage=jsons, wrapped=st.booleans())
        def each(garbage: Any, wrapped: bool) -> None:
            said.append((garbage, wrapped))
            for read in readings(chain).values():
                with suppress(ZhengbenError):
                    read()

        each()


def _listed(asked: Any) -> list[Any]:
    return asked if isinstance(asked, list) else [asked]


NONSENSE = {
    "no JSON": page(b"<html>"),
    "no UTF-8": page(b"\xff\xfe\xfd"),
    "nothing": page(b""),
    "too deep": page(b"[" * 200_000),
    "an error without a message": page(b'{"jsonrpc": "2.0", "id": 1, "error": {}}'),
    "an error that is a word": page(b'{"jsonrpc": "2.0", "id": 1, "error": "no"}'),
    "neither result nor error": page(b'{"jsonrpc": "2.0", "id": 1}'),
    "an empty batch": page(b"[]"),
    "a batch of nonsense": page(b"[1, null, {}]"),
    "a gateway's page": page(b"<html>", "502 Bad Gateway"),
    "too many requests": page(b"{}", "429 Too Many Requests"),
    "no HTTP": b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_told_by_name(what: str) -> None:
    with saying(lambda _: NONSENSE[what]) as url:
        asks = readings(Chain(url, timeout=2))
        if what.startswith("an error"):
            assert Chain(url).send(b"").verdict == "refused"
            del asks["send"]
        for name, read in asks.items():
            with pytest.raises(ZhengbenError) as refusal:
                read()
            assert isinstance(refusal.value, Unavailable), name


def test_a_node_without_the_tag_finalized_is_told_with_what_to_set() -> None:
    error = b'{"jsonrpc": "2.0", "id": 1, "error": {"code": -39001, "message": "Unknown block"}}'
    for body in (error, b'{"jsonrpc": "2.0", "id": 1, "result": null}'):
        with saying(lambda _, body=body: page(body)) as url:  # type: ignore[misc]
            with pytest.raises(Unavailable) as refusal:
                Chain(url).final()
            assert refusal.value.code == "FINALITY_UNTAGGED"
            assert "ZHENGBEN_FINALITY" in refusal.value.next


def test_no_lock_is_held_while_a_node_is_silent(shared_world: World, proxy: Proxy) -> None:
    world = shared_world
    ours = Log(world)
    ours.grow(3)
    title = world.confirmed(lin="1/2", zhao="1/2")
    act = world.draft("convey", world.gift(title, "lin", "zhao", "1/8"))
    world.sign(act, "lin", "zhao", "officer")
    world.submit(act)  # something to settle and to send
    contracts = behind(world, proxy, seconds=4)

    def queue() -> None:
        with database.transaction(world.engine) as connection:
            anchoring.queue(
                connection, contracts, world.payer, world.operator, ours.read, now=0, every_seconds=1, every_entries=1
            )

    works: dict[str, Callable[[], object]] = {
        "index": lambda: indexing.catch_up(world.engine, contracts),
        "settle": lambda: sending.settle(world.engine, contracts, world.payer, now=0),
        "send": lambda: sending.send(world.engine, contracts, world.payer),
        "anchor": queue,
    }
    for name, work in works.items():
        proxy.mode = "mute"
        ended: list[str] = []
        thread = threading.Thread(target=_until_refused, args=(work, ended))
        thread.start()
        assert proxy.asked.wait(20), name
        with database.transaction(world.engine) as connection:
            free = [database.try_lock(connection, one) for one in (Lock.INDEXING, Lock.SETTLING, Lock.ANCHORING)]
        assert free == [True] * 3, name
        proxy.mode = "reset"
        thread.join(20)
        assert ended == ["NODE_AWAY"], name
    world.settle()
    world.settle()
    assert world.view(act).status == "final"


def _until_refused(work: Callable[[], object], ended: list[str]) -> None:
    with pytest.raises(ZhengbenError) as refusal:
        work()
    ended.append(refusal.value.code)


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Node]:
    """Another chain with the same id."""
    running = Anvil(tmp_path / "stranger.log", arguments=["--timestamp", "1700000000"])
    yield Node(running.url, running.chain_id)
    running.stop()


def test_a_node_swapped_underneath_gets_nothing_and_adds_nothing(
    engine: Engine, anvil: Node, stranger: Node, proxy: Proxy
) -> None:
    world = World.found(engine, anvil)
    title = world.confirmed(lin="1/2", zhao="1/2")
    act = world.draft("convey", world.gift(title, "lin", "zhao", "1/8"))
    world.sign(act, "lin", "zhao", "officer")
    ours = Log(world)
    ours.grow(3)
    contracts = behind(world, proxy)
    indexing.catch_up(engine, contracts)
    world.submit(act)
    before, now = world.sighted(), world.clock()
    proxy.lay(stranger.rpc_url)
    proxy.requests.clear()
    block = stranger.block

    def queue() -> object:
        with database.transaction(engine) as connection:
            return anchoring.queue(
                connection, contracts, world.payer, world.operator, ours.read, now=now, every_seconds=1, every_entries=1
            )

    attempts: list[Callable[[], object]] = [
        lambda: indexing.catch_up(engine, contracts),
        lambda: sending.settle(engine, contracts, world.payer, now=now + 10**6),
        lambda: sending.send(engine, contracts, world.payer),
        queue,
    ]
    for attempt in attempts:
        with pytest.raises(ForeignChain) as refusal:
            attempt()
        assert refusal.value.code == "FOREIGN_GENESIS"
    assert not {"eth_sendRawTransaction", "evm_mine"} & set(proxy.requests)
    assert (stranger.block, world.sighted()) == (block, before)
    proxy.lay(anvil.rpc_url)
    assert queue() is not None
    for _ in range(3):
        indexing.catch_up(engine, contracts)
        sending.settle(engine, contracts, world.payer, now=now)
        world.wait()
    assert world.view(act).status == "final"
    assert ours.anchored() == (3, 1)


def test_other_code_at_our_addresses_gets_nothing(engine: Engine, anvil: Node, proxy: Proxy) -> None:
    world = World.found(engine, anvil)
    act = world.draft("register", _registration(world))
    world.sign(act, "university", "officer")
    world.submit(act)
    contracts = behind(world, proxy)
    address = world.deployment.contracts["TitleRegistry"].address
    code = anvil.call("eth_getCode", address, "latest")
    anvil.call("anvil_setCode", address, "0x6000")
    try:
        for attempt in (
            lambda: sending.send(engine, contracts, world.payer),
            lambda: sending.settle(engine, contracts, world.payer, now=0),
        ):
            with pytest.raises(ForeignChain) as refusal:
                attempt()
            assert refusal.value.code == "FOREIGN_CODE"
        assert "eth_sendRawTransaction" not in proxy.requests
    finally:
        anvil.call("anvil_setCode", address, code)
    world.settle()
    world.settle()
    assert world.view(act).status == "final"


def _registration(world: World) -> dict[str, Any]:
    return {
        "node": 1,
        "filing": world.filing(),
        "filer": world.number("university"),
        "claimed": world.table(university="100%"),
        "appointment": world.net.appointments["core desk"],
    }


def test_an_index_gets_on_behind_a_node_that_takes_longer_than_a_transaction_may_rest(
    shared_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = shared_world
    world.node.mine(3)
    monkeypatch.setitem(database._SESSION, "idle_in_transaction_session_timeout", "100ms")
    impatient = database.engine(world.engine.url.render_as_string(hide_password=False))
    blocks = Chain.blocks

    def slow(self: Chain, first: int, last: int) -> list[Block]:
        time.sleep(0.5)
        return blocks(self, first, last)

    monkeypatch.setattr(Chain, "blocks", slow)
    assert indexing.catch_up(impatient, world.contracts) >= 3
    impatient.dispose()


def test_a_node_that_keeps_only_its_newest_states_settles_what_it_has_receipts_of(
    engine: Engine, anvil: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World.found(engine, anvil, finality=Finality("depth", 3))
    act = world.draft("register", registration(world))
    world.sign(act, "university", "officer")
    world.submit(act)
    world.send()
    anvil.mine(4)
    ask = Chain.ask

    def pruned(self: Chain, method: str, *params: Any) -> Any:
        if method == "eth_getTransactionCount" and int(params[1], 16) < anvil.block:
            raise NodeError("NODE_ERROR", "the node refused eth_getTransactionCount: missing trie node")
        return ask(self, method, *params)

    monkeypatch.setattr(Chain, "ask", pruned)
    world.settle()
    assert world.view(act).status == "final"
    with database.transaction(engine) as connection:
        assert outbox.open_rows(connection, world.payer.address) == []


def registration(world: World) -> dict[str, Any]:
    return {
        "node": 1,
        "filing": world.filing(),
        "filer": world.number("university"),
        "claimed": world.table(university="100%"),
        "appointment": world.net.appointments["core desk"],
    }
