"""A refusal tells all that is wrong and nothing more: once each, in order, and to the day."""

from typing import Any

import pytest

from ledger.core.docket import spelling
from ledger.core.docket.reading import read, shapes
from ledger.core.errors import Malformed
from tests.core.docket import story as told
from tests.core.docket.replaying import FILES, load
from tests.core.docket.story import Story, begun
from tests.core.docket.worlds import move, table


def test_a_table_that_is_not_exact_is_not_also_called_no_whole() -> None:
    inexact = begun(told.filed).good("ownership_grant_applied", owners=table(U=(1, 2), P1=(1, 17)))
    assert "SHARE_NOT_EXACT" in inexact.all_codes
    assert "SHARES_NOT_WHOLE" not in inexact.all_codes
    short = begun(told.filed).good("ownership_grant_applied", owners=table(U=(1, 2), P1=(1, 3)))
    assert "SHARES_NOT_WHOLE" in short.all_codes


def test_strangers_are_named_once_each_in_order() -> None:
    story = begun(told.nothing)
    world = story.docket.world
    names = sorted(name for name in (*world.people, *world.organisations) if name not in story.docket.parties)
    assert story.no("UNKNOWN_PARTY", "relation_declared", ["U"], a=names[1], b=names[0]) == {"parties": names[:2]}


def test_a_contract_is_received_on_the_day_of_its_signing_and_not_before() -> None:
    def begin(story: Story) -> None:
        told.held(story)
        story.on("2026-03-20")

    begun(begin).ok("contract_registered", signed_on="2026-03-20", accepted_on="2026-03-20")
    begun(begin).no("CONTRACT_NOT_VALID", "contract_registered", signed_on="2026-03-20", accepted_on="2026-03-19")


def test_those_who_give_too_much_are_named_in_order() -> None:
    moves = [move("P2", "P1", (1, 2)), move("P1", "P2", (1, 2))]
    found = begun(told.held).good("share_conveyed", movements=moves)
    assert (found.code, found.values) == ("INSUFFICIENT_SHARE", {"parties": ["P1", "P2"]})


def test_another_right_of_a_pledged_achievement_is_not_called_pledged() -> None:
    other = begun(told.pledged).good("pledge_registered", pledge="PL2", ip=["I1"])
    assert "ALREADY_PLEDGED" not in other.all_codes
    assert "ALREADY_PLEDGED" in begun(told.pledged).good("pledge_registered", pledge="PL2").all_codes


def test_the_first_day_counts_as_a_day() -> None:
    story = begun(told.filed)
    story.ok("ip_granted", granted_on="2026-03-02")
    story.ok("award_paid", paid_on="2026-03-02")
    story.ok("officer_granted", to="2026-03-02")


def test_income_that_its_costs_use_up_is_income() -> None:
    story = begun(told.held).on("2026-03-20")
    story.ok("proceeds_received", gross_fen=100, deductions={"taxes_fen": 100})
    story.no("NET_NEGATIVE", "proceeds_received", statement="S2", gross_fen=100, deductions={"taxes_fen": 101})


def test_on_a_day_on_which_the_title_moves_those_before_and_those_after_may_sell() -> None:
    for sellers, sign in ((["U", "P1", "P2"], "U P1 P2 OF"), (["U", "P2"], "U P2 OF")):
        story = begun(told.held).on("2026-03-20")
        story.ok("share_conveyed", movements=[move("P1", "P2", (3, 10))])
        story.ok("contract_registered", sign.split(), sellers=sellers, signed_on="2026-03-20")
    story = begun(told.held).on("2026-03-20")
    story.ok("share_conveyed", movements=[move("P1", "P2", (3, 10))])
    story.no("SELLER_OWNER_MISMATCH", "contract_registered", ["U", "P2", "OF"], sellers=["U", "P2"])


@pytest.mark.parametrize(
    "shape",
    [
        {"$ref": "#/$defs/date"},
        {"$ref": "#/$defs/named"},
        {"anyOf": [{"$ref": "#/$defs/date"}, {"type": "null"}]},
    ],
)
def test_a_day_that_is_none_is_refused_wherever_its_shape_is_named(shape: dict[str, Any]) -> None:
    named = {**shapes()["$defs"], "named": {"$ref": "#/$defs/date"}}
    spelling.check_days(shape, "2026-02-28", named, "/x")
    with pytest.raises(Malformed):
        spelling.check_days(shape, "2026-02-30", named, "/x")


@pytest.mark.parametrize("member", ["node", "officer"])
def test_an_appointment_of_somebody_or_somewhere_that_is_not_described_is_refused(member: str) -> None:
    source = load(FILES[0])
    source["genesis"]["officer_grants"][0][member] = "NOBODY-HERE"
    with pytest.raises(Malformed) as refused:
        read(source)
    assert refused.value.code == "DOSSIER_MALFORMED"
