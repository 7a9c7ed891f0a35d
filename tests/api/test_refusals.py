"""A party refuses an act with a reason: who may, who reads it, how it is kept, and how it is taken back."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from ledger import keyring
from ledger.cli import main
from ledger.keyring import AccountSigner
from ledger.store import database
from ledger.store.refusals import act_refusals
from tests.api.world import World, hex_of, key, over_http

REASON = "份额与五月十二日的约定不符"


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, tuple[int, AccountSigner]]:
    """A party with a seat, and one without."""
    return {name: world.enrol(name) for name in ("refusing one", "bystander")}


@pytest.fixture
def act(world: World, people: dict[str, Any]) -> dict[str, Any]:
    """An act of the core in which the first party has a seat: an appointment."""
    number, _ = people["refusing one"]
    until = world.service.chain.head().time + 90 * 86_400 + uuid4().int % 1000
    return world.draft(world.core, "appoint", node=1, officer=number, powers=["read"], until=until)


def refuse(world: World, act: dict[str, Any], signer: Any, party: int, reason: str = REASON) -> Any:
    body = {"party": party, "reason": reason}
    return world.client.post(f"/v1/acts/{act['id']}/refusals", json=body, headers=world.token(signer))


def seen(world: World, act: dict[str, Any], signer: Any = None) -> Any:
    headers = {} if signer is None else world.token(signer)
    return world.client.get(f"/v1/acts/{act['id']}", headers=headers).json()["refusals"]


def test_those_with_a_seat_and_the_drafter_read_the_reason_and_nobody_else(
    world: World, people: dict[str, Any], act: dict[str, Any]
) -> None:
    (number, mine), (_, bystander) = people["refusing one"], people["bystander"]
    answer = refuse(world, act, mine, number)
    assert answer.status_code == 201, answer.text
    assert [(one["party"], one["reason"]) for one in answer.json()["refusals"]] == [(number, REASON)]
    assert answer.json()["status"] == "draft", "a refusal only tells"
    assert seen(world, act, world.core)[0]["reason"] == REASON
    assert seen(world, act, mine)[0]["reason"] == REASON
    assert seen(world, act, bystander) is None
    assert seen(world, act) is None
    with database.transaction(world.service.engine) as connection:
        stored = connection.scalar(select(act_refusals.c.sealed).where(act_refusals.c.party == number))
    assert stored is not None
    assert REASON.encode() not in stored, "sealed in the store"


def test_a_later_reason_takes_the_place_of_the_first_and_a_signature_takes_it_back(
    world: World, people: dict[str, Any], act: dict[str, Any]
) -> None:
    number, mine = people["refusing one"]
    refuse(world, act, mine, number, "first")
    assert [one["reason"] for one in refuse(world, act, mine, number, "  second ").json()["refusals"]] == ["second"]
    world.sign(act, **{f"p{number}": mine})
    assert seen(world, act, mine) == []
    answer = refuse(world, act, mine, number)
    assert (answer.status_code, answer.json()["code"]) == (409, "SIGNED_ALREADY")


def test_nobody_refuses_for_another_nor_without_a_seat_nor_without_a_session(
    world: World, people: dict[str, Any], act: dict[str, Any]
) -> None:
    (number, mine), (other, bystander) = people["refusing one"], people["bystander"]
    for signer, party, code in [(bystander, number, "NOT_YOUR_PARTY"), (bystander, other, "NO_SEAT")]:
        answer = refuse(world, act, signer, party)
        assert (answer.status_code, answer.json()["code"]) == (403, code)
    unsigned = world.client.post(f"/v1/acts/{act['id']}/refusals", json={"party": number, "reason": REASON})
    assert (unsigned.status_code, unsigned.json()["code"]) == (401, "NOT_SIGNED_IN")
    for reason in ("", "   ", "x" * 1001, "nul \x00"):
        assert refuse(world, act, mine, number, reason).status_code == 422, repr(reason)
    nowhere = {"id": str(uuid4())}
    assert refuse(world, nowhere, mine, number).status_code == 404


def test_one_who_is_to_be_enrolled_refuses_with_the_key_that_the_act_brings(world: World) -> None:
    newcomer = key("a newcomer who refuses")
    act = world.draft(
        world.core,
        "enrol",
        signer=hex_of(newcomer.signer_bytes),
        identity="0x" + "17" * 32,
        kind="person",
        voucher=1,
    )
    number = act["message"]["party"]
    assert refuse(world, act, newcomer, number).status_code == 201
    assert seen(world, act, newcomer)[0]["reason"] == REASON


def test_what_is_on_its_way_is_not_refused_any_more(world: World, people: dict[str, Any], act: dict[str, Any]) -> None:
    number, mine = people["refusing one"]
    world.submit(world.sign(act, p1=world.core, **{f"p{number}": mine}))
    answer = refuse(world, act, mine, number)
    assert (answer.status_code, answer.json()["code"]) == (409, "ACT_OVER")


def test_one_refuses_on_the_command_line(
    world: World, people: dict[str, Any], act: dict[str, Any], tmp_path: Path
) -> None:
    number, mine = people["refusing one"]
    keyring.create_account(tmp_path / "mine.json", "a word", private_key=mine.account.key, work=1 << 12)
    (tmp_path / "password").write_text("a word", "utf-8")
    asked = ["act", "refuse", act["id"], "--party", str(number), "--reason", REASON, "--key", "mine", "--json"]
    with over_http(world.client) as url:
        code = main([*asked, "--keys", str(tmp_path), "--password-file", str(tmp_path / "password"), "--url", url])
    assert code == 0
    assert [one["reason"] for one in seen(world, act, mine)] == [REASON]
