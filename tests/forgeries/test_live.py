"""Evidence from nodes that run now: forgeries made again, Ganache's proofs, wallets, changed signers, all rules."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.chain import proofs
from ledger.chain.artifacts import artifact
from ledger.chain.client import Chain
from ledger.core import acts
from ledger.core.checks import Status
from ledger.core.errors import Unavailable
from ledger.core.ethproof import mapping_slot
from ledger.core.evidence import Bundle, Instrument
from ledger.core.meanings import CONFIRMED
from ledger.core.shares import WHOLE, Share
from ledger.core.titlereplay import Step, TitleState
from ledger.core.titleseats import seats as seats_of
from ledger.core.verify import verify
from ledger.local import ports, programs
from tests.forgeries import make
from tests.forgeries.story import (
    GIFT,
    INSTITUTE,
    LI,
    OFFICER,
    SUN,
    WANG,
    ZHAO,
    Story,
    document_bundle,
    tell,
    title_bundle,
    trust_file,
)
from tests.forgeries.world import AccountKey, Done, TestFiling, World, anvil, file

WALLET_CODE = "0x631626ba7e60e01b60005260206000f3"  # answers every question with ERC-1271's yes


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with anvil() as chain:
        yield tell(World(chain))


def test_forgeries_made_again_are_refused_by_the_same_checks(tmp_path: Path) -> None:
    make.main(tmp_path)
    trust = (tmp_path / "trust.json").read_bytes()
    for name in ("filing.json", "title.json", "line.json", "year.json", "struck.json"):
        assert verify((tmp_path / name).read_bytes(), trust).verdict is Status.VALID
    for name, forgery in json.loads((tmp_path / "manifest.json").read_text("utf-8")).items():
        report = verify((tmp_path / name).read_bytes(), trust)
        assert [c.number for c in report.checks if c.status is Status.INVALID] == [forgery["check"]], name


@contextmanager
def ganache() -> Iterator[Chain]:
    """A fresh Ganache whose accounts sign by themselves."""
    port = ports.free()
    command = [str(programs.node()), str(programs.ganache() / "dist" / "node" / "cli.js"), "--server.port", str(port)]
    command += ["--chain.hardfork", "shanghai", "--chain.chainId", "31337", "--wallet.seed", "forgeries"]
    process = subprocess.Popen([*command, "--logging.quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    chain = Chain(f"http://127.0.0.1:{port}")
    try:
        for _ in range(300):
            try:
                chain.ask("eth_chainId")
                break
            except Unavailable:
                time.sleep(0.1)
        yield chain
    finally:
        process.terminate()
        process.wait()


@pytest.mark.slow
def test_evidence_proved_by_ganache_is_valid() -> None:
    with ganache() as chain:
        story = tell(World(chain, set_time=("evm_setTime", 1000)))
        trust = trust_file(story)
        for bundle in (document_bundle(story), title_bundle(story, at=story.confirmed_at), title_bundle(story)):
            report = verify(bundle.to_json(), trust)
            assert report.verdict is Status.VALID, report.to_dict()
            assert {check.name for check in report.checks if check.status is not Status.VALID} <= {
                "line",
                "timestamps",
                "attachments",
            }


class Wallet:
    """A contract that signs whatever it is asked about."""

    name = "wallet"
    signer = sha256(b"wallet").digest()[:20]

    def sign(self, digest: bytes) -> bytes:
        return b"as you like it, " + digest[:4]


def registered_by(story: Story, party: int) -> tuple[TestFiling, Done]:
    """An achievement that a party registers for itself, its filing anchored."""
    world = story.world
    filing = file("document/1", {"form/title": f"成果 {party}", "filer/party": party}, AccountKey("li"), world.now)
    world.log.append(filing.entry)
    world.anchor()
    message = {
        "act": world.head_of_act(acts.achievement_number(1, filing.leaf), 0, filing.leaf),
        "node": 1,
        "filer": party,
        "claimed": [{"party": party, "units": WHOLE}],
    }
    return filing, world.act("register", message, [OFFICER, party])


def evidence_now(story: Story, filing: TestFiling, history: list[Done]) -> Bundle:
    """Title evidence at a new block, which the trust file names from now on."""
    story.blocks.append(story.world.mine())
    return title_bundle(story, filing, history, block=story.blocks[-1])


def test_a_contract_wallet_is_not_judged_offline(story: Story) -> None:
    world, wallet = story.world, Wallet()
    world.chain.ask("anvil_setCode", "0x" + wallet.signer.hex(), WALLET_CODE)
    party = world.enrol(wallet, 1)  # type: ignore[arg-type]
    filing, done = registered_by(story, party)
    bundle = evidence_now(story, filing, [done])
    assert bundle.title is not None
    assert bundle.title.signers is not None
    nodes = proofs.account_proof(world.chain, "0x" + wallet.signer.hex(), [], story.blocks[-1]).nodes

    signers = bundle.title.signers
    known = tuple(replace(one, wallet=nodes if one.party == party else None) for one in signers.parties)
    with_wallet = replace(bundle, title=replace(bundle.title, signers=replace(signers, parties=known)))
    report = verify(with_wallet.to_json(), trust_file(story))
    assert report.verdict is Status.VALID
    assert report.check("signers").status is Status.VALID
    assert report.check("seals").status is Status.NOT_CHECKED
    assert "wallet" in report.check("seals").reason

    # Whoever holds such a bundle has to show that the signer is a contract: else anybody's seal would do.
    assert verify(bundle.to_json(), trust_file(story)).check("seals").status is Status.INVALID


def test_a_plain_account_cannot_be_passed_off_as_a_wallet(story: Story) -> None:
    filing, done = registered_by(story, ZHAO)
    address = "0x" + AccountKey("zhao").signer.hex()
    story.world.chain.ask("anvil_setBalance", address, "0x1")
    bundle = evidence_now(story, filing, [done])
    assert bundle.title is not None
    assert bundle.title.signers is not None
    nodes = proofs.account_proof(story.world.chain, address, [], story.blocks[-1]).nodes
    signers = bundle.title.signers
    parties = tuple(replace(one, wallet=nodes if one.party == ZHAO else None) for one in signers.parties)
    forged = replace(bundle, title=replace(bundle.title, signers=replace(signers, parties=parties)))
    report = verify(forged.to_json(), trust_file(story))
    assert [c.number for c in report.checks if c.status is Status.INVALID] == [46]


def test_a_signer_that_changed_since_is_not_judged(story: Story) -> None:
    world = story.world
    filing, done = registered_by(story, SUN)
    slot = mapping_slot(SUN, 0)
    word = int(world.chain.ask("eth_getStorageAt", world.addresses["Authority"], "0x" + slot.hex(), "latest"), 16)
    kept = word & ~(0xFFFFFFFFFF << 168) & ~((1 << 160) - 1)
    later = kept | world.now << 168 | int.from_bytes(AccountKey("sun's second").signer, "big")
    world.write_slot("Authority", slot, later.to_bytes(32, "big"))
    report = verify(evidence_now(story, filing, [done]).to_json(), trust_file(story))
    world.write_slot("Authority", slot, word.to_bytes(32, "big"))
    assert report.verdict is Status.VALID
    assert report.check("seals").status is Status.NOT_CHECKED
    assert "changed its signer since" in report.check("seals").reason


def confirmed_under(story: Story, rule: int, delegate: int) -> tuple[TestFiling, list[Done], TitleState]:
    """An achievement of three holders, confirmed under a rule."""
    world = story.world
    filing, done = registered_by(story, INSTITUTE)
    number = bytes.fromhex(done.message["act"]["achievement"][2:])
    table = [Share(INSTITUTE, WHOLE // 2), Share(LI, WHOLE // 4), Share(WANG, WHOLE // 4)]
    terms = {"rule": rule, "delegate": delegate, "table": acts.shares_message(table), "useGrant": "0x" + "00" * 32}
    notice = {"act": world.head_of_act(number, 1, filing.leaf, appointment=0), "terms": terms}
    world.act("propose", {**notice, "round": 1, "noticeUntil": world.now + 2 * 86_400}, [INSTITUTE])
    world.wait(3 * 86_400)
    message = {"act": world.head_of_act(number, 1, filing.leaf), "terms": terms}
    confirmed = world.act("confirm", message, [OFFICER, INSTITUTE, LI, WANG])
    return filing, [done, confirmed], TitleState(CONFIRMED, 1, tuple(table), rule, delegate)


def conveyance(world: World, filing: TestFiling, moves: list[tuple[int, int, int]]) -> dict[str, Any]:
    return {
        "act": world.head_of_act(acts.achievement_number(1, filing.leaf), 2, filing.leaf),
        "basis": GIFT,
        "price": "0x" + bytes(32).hex(),
        "movements": [{"from": giver, "to": receiver, "units": units} for giver, receiver, units in moves],
        "offers": [],
        "openings": [],
        "pledgeAfter": 0,
    }


@pytest.mark.parametrize("rule", [1, 2, 3, 4, 0x81, 0x82, 0x84])
@pytest.mark.parametrize("delegate", [LI, ZHAO], ids=["delegate holds", "delegate holds nothing"])
def test_the_seats_of_a_conveyance_are_those_of_the_contract(story: Story, rule: int, delegate: int) -> None:
    filing, _, before = confirmed_under(story, rule, delegate if rule & 0x7F == 4 else 0)
    for moves in (
        [(LI, WANG, 5)],
        [(LI, SUN, WHOLE // 4), (INSTITUTE, LI, 7)],
        [(WANG, ZHAO, 1), (ZHAO, SUN, 1), (INSTITUTE, WANG, 2)],
    ):
        message = conveyance(story.world, filing, moves)
        seats = seats_of(Step(Instrument("convey", message, b"", 0), before, before))
        roll_seats, must, _, units, quorum = roll_of_convey(story.world, message)
        assert [OFFICER, *seats.parties[1:]] == list(roll_seats)
        assert seats.must == {i for i in range(len(roll_seats)) if must >> i & 1}
        assert list(seats.units) == list(units)
        assert seats.quorum == quorum


def test_a_conveyance_shows_the_consent_of_the_quorum(story: Story) -> None:
    filing, history, _ = confirmed_under(story, 2, 0)
    message = conveyance(story.world, filing, [(LI, WANG, 5)])
    history.append(story.world.act("convey", message, [OFFICER, INSTITUTE, LI, WANG]))
    bundle = evidence_now(story, filing, history)
    assert verify(bundle.to_json(), trust_file(story)).check("seals").status is Status.VALID
    without = replace(history[-1], seals=story.world.seal("convey", message, [OFFICER, None, LI, WANG]))
    forged = title_bundle(story, filing, [*history[:-1], without], block=story.blocks[-1])
    report = verify(forged.to_json(), trust_file(story))
    assert [c.number for c in report.checks if c.status is Status.INVALID] == [47]
    assert "consent" in report.check("seals").reason


def roll_of_convey(world: World, message: dict[str, Any]) -> tuple[Any, ...]:
    """The roll as the contract's view says it."""
    rolls = artifact("TitleRolls").interface
    data = rolls.call("rollOfConvey", (acts.as_arguments("Conveyance", message),))
    call = {"to": world.addresses["TitleRolls"], "data": "0x" + data.hex()}
    answer: str = world.chain.ask("eth_call", call, "latest")
    (roll,) = rolls.result("rollOfConvey", bytes.fromhex(answer[2:]))
    return tuple(roll)
