"""Titles replayed from instruments that a whole bundle here does not carry; pledges followed on chance movements."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import pledgereplay
from ledger.core.acts import ContractDomain
from ledger.core.checks import Status, Undecided
from ledger.core.errors import Malformed, ProofInvalid
from ledger.core.evidence import Instrument
from ledger.core.instruments import digest, known_kind
from ledger.core.meanings import CLOSED, CONTESTED, REGISTERED
from ledger.core.pledgereplay import MaybePledge
from ledger.core.shares import WHOLE, Movement, Share, apply_movements
from ledger.core.titlereplay import replay
from ledger.core.titleseats import Appointee, seats

ZERO = "0x" + "00" * 32
HALF = WHOLE // 2
ACT = {"achievement": ZERO, "version": 1, "appointment": 1, "draftedAt": 1, "deadline": 2, "filing": ZERO}
MATTER = {name: value for name, value in ACT.items() if name != "version"}


def instrument(kind: str, **members: Any) -> Instrument:
    begins = {"matter": MATTER} if kind == "decide" else {"act": ACT}
    return Instrument(kind, begins | members, b"", 1)


def table(*rows: tuple[int, int]) -> list[dict[str, int]]:
    return [{"party": party, "units": units} for party, units in rows]


def terms(*rows: tuple[int, int], rule: int = 3) -> dict[str, Any]:
    return {"rule": rule, "delegate": 0, "table": table(*rows), "useGrant": ZERO}


def move(giver: int, receiver: int, units: int) -> dict[str, int]:
    return {"from": giver, "to": receiver, "units": units}


def convey(*movements: dict[str, int], after: int = 0) -> Instrument:
    return instrument(
        "convey", basis=3, price=ZERO, movements=list(movements), offers=[], openings=[], pledgeAfter=after
    )


def decide(effect: int) -> Instrument:
    return instrument("decide", party=9, objection=ZERO, outcome=3, effect=effect)


REGISTER = instrument("register", node=1, filer=3, claimed=table((3, WHOLE)))
CONFIRM = instrument("confirm", terms=terms((3, HALF), (4, HALF)))
PLEDGE = instrument("pledge", pledgee=8, parts=table((3, HALF)))
AMEND = instrument("amendRule", rule=1, delegate=0)
CANCEL = instrument("cancel", ground=1)
MIGRATE = instrument("migrate", successor="0x" + "11" * 20)


def enforce(ground: int, *movements: dict[str, int]) -> Instrument:
    return instrument("enforce", judge=2, terms={"ground": ground, "movements": list(movements)})


@pytest.mark.parametrize(
    ("effect", "status"), [(1, CONTESTED), (2, REGISTERED)], ids=["a new notice is asked for", "the proposal is closed"]
)
def test_a_decision_with_effect_moves_an_unconfirmed_title_alone(effect: int, status: int) -> None:
    assert replay([REGISTER, decide(effect)]).end.status == status
    assert replay([REGISTER, CONFIRM, decide(effect)]).end == replay([REGISTER, CONFIRM]).end


def test_the_rule_changes_and_nothing_else() -> None:
    before, after = replay([REGISTER, CONFIRM]).end, replay([REGISTER, CONFIRM, AMEND]).end
    assert (before.rule, after.rule, after.table) == (3, 1, before.table)


@pytest.mark.parametrize(
    ("acts", "closed_by"),
    [
        ([CANCEL], "cancel"),
        ([CONFIRM, MIGRATE], "migrate"),
        ([enforce(5)], "enforce"),
        ([CONFIRM, enforce(6)], "enforce"),
    ],
)
def test_a_closed_title_is_held_by_nobody_and_stays_closed(acts: list[Instrument], closed_by: str) -> None:
    end = replay([REGISTER, *acts]).end
    assert (end.status, end.holders()["holders"], end.holders()["closedBy"]) == (CLOSED, [], closed_by)
    with pytest.raises(ProofInvalid, match="closed"):
        _ = replay([REGISTER, *acts, AMEND]).end


@pytest.mark.parametrize(
    "acts",
    [
        [decide(0)],
        [AMEND],
        [PLEDGE],
        [MIGRATE],
        [enforce(3, move(3, 4, 1))],
        [CONFIRM, CANCEL],
        [CONFIRM, enforce(3)],
        [CONFIRM, instrument("pledge", pledgee=8, parts=[])],
        [CONFIRM, instrument("pledge", pledgee=8, parts=table((3, HALF + 1)))],
        [CONFIRM, instrument("pledge", pledgee=8, parts=table((3, 1), (3, 1)))],
        [CONFIRM, instrument("pledge", pledgee=8, parts=table((7, 1)))],
    ],
)
def test_what_no_contract_would_have_taken_does_not_follow(acts: list[Instrument]) -> None:
    with pytest.raises(ProofInvalid):
        _ = replay([REGISTER, *acts]).end


def test_an_order_moves_units_and_the_pledge_follows_them() -> None:
    end = replay([REGISTER, CONFIRM, PLEDGE, enforce(3, move(3, 5, 10))]).end
    assert [dict(pledge.parts) for pledge in end.pledges] == [{3: HALF - 10, 5: 10}]
    assert pledgereplay.marked(end.pledges) == {3, 5}


def test_an_act_that_moves_no_pledged_unit_shows_what_was_released() -> None:
    assert replay([REGISTER, CONFIRM, PLEDGE, convey(move(3, 4, 1))]).end.pledges == ()
    assert len(replay([REGISTER, CONFIRM, PLEDGE, convey(move(4, 3, 1))]).end.pledges) == 1
    kept = instrument("confirm", terms=terms((3, HALF), (5, HALF)))
    assert len(replay([REGISTER, CONFIRM, PLEDGE, kept]).end.pledges) == 1
    less = instrument("confirm", terms=terms((3, 1), (5, WHOLE - 1)))
    assert replay([REGISTER, CONFIRM, PLEDGE, less]).end.pledges == ()


def seats_of(*acts: Instrument) -> Any:
    return seats(replay([REGISTER, *acts]).steps[-1])


def test_officer_judge_and_receivers_sign_an_order_but_no_receiver_by_judgment() -> None:
    officer, judge = Appointee(1), Appointee(2)
    assert seats_of(CONFIRM, enforce(1, move(3, 5, HALF))).parties == (officer, judge, 5)
    assert seats_of(CONFIRM, enforce(3, move(3, 5, 1))).parties == (officer, judge)
    assert seats_of(enforce(4)).must == {0, 1}


def test_pledgees_sit_behind_all_others_where_their_units_move() -> None:
    touching = seats_of(CONFIRM, PLEDGE, convey(move(3, 5, 1), after=2))
    assert (touching.parties, touching.pledgees) == ((Appointee(1), 3, 4, 5), (8,))
    assert seats_of(CONFIRM, PLEDGE, convey(move(4, 5, 1))).pledgees == ()


def test_of_a_pledge_pledgors_and_pledgee_must_sign_whatever_the_flag_says() -> None:
    free = instrument("confirm", terms=terms((3, HALF), (4, HALF), rule=0x81))
    pledge = seats_of(free, PLEDGE)
    assert (pledge.parties, pledge.must) == ((Appointee(1), 3, 4, 8), {0, 1, 2, 3})  # unanimous all the same


@pytest.mark.parametrize("kind", ["adopt", "partition"])
def test_what_cannot_be_known_here_is_unknown(kind: str) -> None:
    with pytest.raises(Undecided) as caught:
        known_kind(Instrument(kind, {}, b"", 1))
    assert caught.value.status is Status.UNKNOWN


@pytest.mark.parametrize("kind", ["propose", "freeze", "release", "grant", "registerContract", "enrol"])
def test_acts_that_raise_no_version_are_no_instruments(kind: str) -> None:
    with pytest.raises(ProofInvalid, match="raises no version"):
        known_kind(Instrument(kind, {}, b"", 1))


def test_conveyances_of_the_first_ledgers_have_a_digest_of_their_own() -> None:
    domain = ContractDomain(1, "0x" + "22" * 20, bytes(32))
    now = convey(move(3, 4, 1))
    then = Instrument("convey", {k: v for k, v in now.message.items() if k not in ("price", "openings")}, b"", 1)
    assert digest(now, domain) != digest(then, domain)
    with pytest.raises(Malformed):
        digest(Instrument("convey", then.message | {"basis": 256}, b"", 1), domain)
    with pytest.raises(Malformed):
        digest(Instrument("convey", then.message | {"openings": []}, b"", 1), domain)


# ---- pledges follow

PARTIES = st.integers(1, 6)


@given(
    st.lists(st.tuples(PARTIES, PARTIES, st.floats(0, 1)), min_size=1, max_size=8),
    st.dictionaries(st.integers(1, 3), st.floats(0.01, 1), min_size=1),
)
def test_no_part_ever_exceeds_its_holders_units_and_none_is_lost(
    wishes: list[tuple[int, int, float]], pledged: dict[int, float]
) -> None:
    before = [Share(1, WHOLE // 2), Share(2, WHOLE // 3), Share(3, WHOLE - WHOLE // 2 - WHOLE // 3)]
    held = {share.party: share.units for share in before}
    parts = {party: max(1, int(held[party] * part)) for party, part in pledged.items()}
    movements = []
    for giver, receiver, part in wishes:
        units = int(held.get(giver, 0) * part)
        if giver == receiver or not units:
            continue
        movements.append(Movement(giver, receiver, units))
        held[giver] -= units
        held[receiver] = held.get(receiver, 0) + units
    left = {share.party: share.units for share in apply_movements(before, movements)}
    for (pledge,) in [pledgereplay.follow([MaybePledge(8, parts)], movements, pledgereplay.FOLLOWS, left)]:
        assert sum(pledge.parts.values()) == sum(parts.values())
        assert all(0 < units <= left.get(holder, 0) for holder, units in pledge.parts.items())
    for pledge in pledgereplay.follow([MaybePledge(8, parts)], movements, pledgereplay.RELEASED, left):
        assert all(parts[holder] == units <= left[holder] for holder, units in pledge.parts.items())


def test_a_pledge_of_which_nothing_stays_is_over() -> None:
    moved = [Movement(3, 4, HALF)]
    assert pledgereplay.follow([MaybePledge(8, {3: HALF})], moved, pledgereplay.RELEASED, {4: WHOLE}) == ()
