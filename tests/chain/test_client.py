"""Reading nodes: named blocks, finality, times, headers and proofs, on Ganache and on Anvil alike."""

from collections.abc import Callable
from itertools import pairwise

import pytest
import rlp
from eth_abi.abi import encode
from eth_hash.auto import keccak
from trie import HexaryTrie

from ledger.chain import proofs
from ledger.chain.abi import Member
from ledger.chain.answered import NodeError, Reverted
from ledger.chain.artifacts import NAMES, artifact
from ledger.chain.client import Chain, Finality
from ledger.chain.events import TYPES
from ledger.chain.reasons import REFUSALS
from ledger.chain.refusals import code_of, refused
from ledger.core import acts, powers
from ledger.core.errors import Malformed, NotFound, Unavailable
from ledger.local.testing import Node
from tests.chain.world import World


@pytest.fixture(params=["anvil", "ganache"])
def node(request: pytest.FixtureRequest) -> Node:
    """Each of the two nodes."""
    found: Node = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def founded(engine, node: Node) -> World:  # type: ignore[no-untyped-def]
    """A ledger on each of the two nodes."""
    return World.found(engine, node)


def test_a_headers_rlp_hashes_to_the_blocks_hash(node: Node) -> None:
    chain = Chain(node.rpc_url)
    node.mine(2)
    for number in range(chain.head().number + 1):
        block = chain.block(number)
        assert keccak(proofs.header_rlp(chain, block)) == block.hash


def test_storage_proofs_lead_from_the_header_to_the_slot(founded: World) -> None:
    achievement = founded.register(lin="1/2", zhao="1/2")
    chain, titles = founded.chain, founded.contracts.titles
    block = chain.head()
    slots = [proofs.mapping_slot(achievement, 0, offset) for offset in (0, 1, 2, 3)]
    proof = proofs.account_proof(chain, titles.address, slots, block)
    state_root = rlp.decode(proofs.header_rlp(chain, block))[3]
    account = rlp.decode(_from_trie(state_root, bytes.fromhex(titles.address[2:]), proof.nodes))
    assert account[2:] == [proof.storage_root, proof.code_hash]
    assert proof.code_hash == founded.deployment.contracts["TitleRegistry"].code_hash
    for slot in proof.slots:
        raw = _from_trie(proof.storage_root, slot.slot, slot.nodes)
        assert (rlp.decode(raw) if raw else b"").rjust(32, b"\0") == slot.value
    head, trail, words, empty = (slot.value for slot in proof.slots)
    assert (head[31], head[29], int.from_bytes(head[25:29], "big")) == (1, 2, 1)
    assert trail == titles.trail(achievement, block)
    assert int.from_bytes(words, "big") == titles.words(achievement, block)[0]
    assert empty == bytes(32)


def _from_trie(root: bytes, key: bytes, nodes: tuple[bytes, ...]) -> bytes:
    return bytes(HexaryTrie.get_from_proof(root, keccak(key), [rlp.decode(node) for node in nodes]))


def test_the_block_at_a_time_is_the_last_one_not_after_it(node: Node) -> None:
    chain = Chain(node.rpc_url)
    for seconds in (10, 1000, 3):
        node.advance(seconds)
    blocks = chain.blocks(0, chain.head().number)
    for block in blocks:
        for time in (block.time, block.time + 1):
            assert chain.block_at(time) == max((b for b in blocks if b.time <= time), key=lambda b: b.number)
    with pytest.raises(NotFound):
        chain.block_at(blocks[0].time - 1)


@pytest.mark.parametrize(
    ("text", "behind"), [("instant", 0), ("depth:0", 0), ("depth:2", 2), ("depth:1000000", None), ("finalized", None)]
)
def test_finality_is_instant_by_depth_or_by_tag(anvil: Node, text: str, behind: int | None) -> None:
    anvil.mine(3)
    chain = Chain(anvil.rpc_url, finality=Finality.parse(text))
    assert chain.final().number == (0 if behind is None else chain.head().number - behind)


@pytest.mark.parametrize("text", ["", "soon", "depth", "depth:", "depth:-1", "instant:3"])
def test_an_unknown_finality_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Finality.parse(text)


def test_batches_answer_in_order_and_beyond_the_end_is_told(node: Node) -> None:
    chain = Chain(node.rpc_url)
    node.mine(130)
    last = chain.head().number
    blocks = chain.blocks(0, last)
    assert [block.number for block in blocks] == list(range(last + 1))
    assert all(child.parent == block.hash for block, child in pairwise(blocks))
    with pytest.raises(NotFound):
        chain.blocks(last, last + 1)
    with pytest.raises(NotFound):
        chain.block(b"\x12" * 32)
    with pytest.raises(NodeError):
        chain.ask("eth_noSuchMethod")


def test_a_node_that_answers_nonsense_is_unavailable() -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Nonsense(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Nonsense)
    Thread(target=server.serve_forever, daemon=True).start()
    chain = Chain(f"http://127.0.0.1:{server.server_port}")
    readings: list[Callable[[], object]] = [chain.head, chain.chain_id, lambda: chain.blocks(0, 3)]
    for read in readings:
        with pytest.raises(Unavailable):
            read()
    server.shutdown()
    server.server_close()


def test_every_refusal_of_the_contracts_is_explained_in_both_languages() -> None:
    errors = {member.name: member for name in NAMES for member in artifact(name).interface.errors.values()}
    assert set(REFUSALS) == set(errors), "explain exactly these in ledger/chain/reasons"
    for name in errors:
        assert code_of(name).replace("_", "").lower() == name.lower()


_OTHERS = {"address": "0x" + "5b" * 20, "bytes": b"\x7e" * 20, "bytes32": b"\x3d" * 32}
_ERRORS = sorted({(m.name, m) for n in NAMES for m in artifact(n).interface.errors.values()}, key=lambda pair: pair[0])


@pytest.mark.parametrize(("name", "member"), _ERRORS, ids=[name for name, _ in _ERRORS])
def test_a_refusal_says_its_values_in_both_languages(name: str, member: Member) -> None:
    values = [_OTHERS.get(kind, 1_800_000_000 if kind == "uint40" else 3) for kind in member.types]
    error = refused(Reverted("reverted", member.hash[:4] + encode(member.types, values)))
    assert error.code == code_of(name)
    assert set(error.values) == {*member.names, "zh", "zhNext"}
    for said, words in ((error.message, REFUSALS[name].en), (error.values["zh"], REFUSALS[name].zh)):
        assert "{" not in said
        assert said != error.code
        for kind, stated, value in zip(member.types, member.names, values, strict=True):
            if f"{{{stated}}}" in words and kind == "uint40" and name != "TermBelowMinimum":
                assert "2027-01-15 16:00:00 +08:00" in said
            if f"{{{stated}}}" in words and kind.startswith("bytes"):
                assert isinstance(value, bytes)
                assert value.hex() in said
    assert bool(error.next) == bool(error.values["zhNext"])
    for said in filter(None, (error.values["zh"], error.values["zhNext"])):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said)


def test_a_refusal_says_statuses_and_powers_by_name() -> None:
    titles, beside = artifact("TitleRegistry").interface, artifact("Proceedings").interface
    member = next(m for m in titles.errors.values() if m.name == "WrongStatus")
    status = refused(Reverted("", member.hash[:4] + encode(member.types, [bytes(32), 2])))
    assert "on notice" in status.message
    assert "公示中" in status.values["zh"]
    member = next(m for m in beside.errors.values() if m.name == "NotCompetent")
    power = refused(Reverted("", member.hash[:4] + encode(member.types, [4, 1, powers.BIT["freeze"], 1_800_000_000])))
    assert "freeze" in power.message


def test_a_revert_of_nobody_we_know_is_answered_as_such() -> None:
    for data in (b"", b"\x01", b"\xde\xad\xbe\xef", artifact_error("NotEnough")[:4] + b"\x00"):
        assert refused(Reverted("no words", data)).code == "CALL_REVERTED"


def artifact_error(name: str) -> bytes:
    return next(m.hash for n in NAMES for m in artifact(n).interface.errors.values() if m.name == name)


def test_every_event_of_the_contracts_is_decoded_and_no_other_is_known() -> None:
    emitted = {(name, event.name) for name in NAMES for event in artifact(name).interface.events.values()}
    assert emitted == set(TYPES)


def test_the_contracts_compute_the_digests_that_wallets_are_shown(world: World) -> None:
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    act = world.draft("convey", world.gift(achievement, "lin", "zhao", "1/4"))
    kind = acts.kind("convey")
    told = world.contracts.digest(kind, act.drafted.message, world.chain.head())
    assert told == act.drafted.digest
    opened = world.contracts.opened(world.contracts.calldata(kind, act.drafted.message, b"seals"))
    assert opened == (kind, act.drafted.message, b"seals")
