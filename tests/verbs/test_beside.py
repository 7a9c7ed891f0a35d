"""What stands beside a title, from the events alone, as of any block and second."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from ledger import beside, indexing, queries, standing
from ledger.chain.events import Place, Sighted, Unknown
from ledger.chain.events import authority as a
from ledger.chain.events import proceedings as p
from ledger.chain.events import titles as t
from ledger.chain.events import uses as u
from ledger.core.errors import NotFound, Unavailable
from ledger.core.shares import WHOLE, Movement, Share
from ledger.store import database, sightings
from ledger.store.sightings import SeenBlock

TITLE, FILING = b"t" * 32, b"f" * 32
OFFERS = ["none", "open", "taken", "waived", "lapsed", "sold", "settled", "withdrawn"]


def hashed(name: str) -> bytes:
    """32 bytes that stand for a digest."""
    return name.encode().rjust(32, b"\0")


def words(*table: tuple[int, int], pledged: tuple[int, ...] = ()) -> tuple[int, ...]:
    """A packed table of at most four holders."""
    rows = [party | (party in pledged) << 32 | units << 34 for party, units in table]
    return (sum(row << 64 * i for i, row in enumerate(rows)),)


@dataclass
class Teller:
    """An index that is told events, a block each; the block's time is ten times its number."""

    connection: Connection
    number: int = 0
    versions: dict[bytes, int] = field(default_factory=dict)

    def tell(self, *events: Any, upto: int | None = None) -> int:
        """These events in one transaction of the next block (or that one); returns its number."""
        self.number = upto or self.number + 1
        block = SeenBlock(self.number, self.number.to_bytes(32, "big"), bytes(32), 10 * self.number)
        sightings.add_blocks(self.connection, [block])
        found = [
            Sighted(event, Place(self.number, block.hash, b"x" + block.hash[1:], i)) for i, event in enumerate(events)
        ]
        indexing.write(self.connection, found, {self.number: block.time})
        return self.number

    def registered(self) -> None:
        """A title with two claimants, 1 and 2."""
        claimed = words((1, WHOLE // 2), (2, WHOLE // 2))
        self.tell(t.Registered(TITLE, 1, 1, hashed("register"), claimed, FILING))

    def proposed(self, round: int, until: int, version: int = 1) -> int:
        """A proposal of that round."""
        digest = hashed(f"propose {round}")
        return self.tell(t.Proposed(TITLE, version, digest, hashed("terms"), round, until, FILING))

    def confirmed(self, version: int = 2) -> int:
        """The title confirmed by the rule of two thirds."""
        table = words((1, WHOLE // 2), (2, WHOLE // 2))
        return self.tell(t.Confirmed(TITLE, version, hashed("confirm"), 2, 0, table, bytes(32), FILING))


@pytest.fixture
def teller(engine: Engine) -> Iterator[Teller]:
    """An index that knows a registered title."""
    with database.transaction(engine) as connection:
        teller = Teller(connection)
        teller.registered()
        yield teller


def _objected(party: int, open_now: int, round: int = 1, *, again: str = "") -> p.Objected:
    digest = hashed(f"objection {party}")
    return p.Objected(TITLE, party, digest, round, 1, open_now, hashed(again) if again else digest, FILING)


def _statuses(teller: Teller) -> list[str]:
    at = [teller.number]
    return [queries.holdings(teller.connection, TITLE, block=number).status_name for number in range(1, at[0] + 1)]


def test_a_notice_with_its_objections_is_told_as_of_every_block(teller: Teller) -> None:
    teller.proposed(1, until=900)
    teller.tell(_objected(7, 1))
    teller.tell(_objected(8, 2))
    teller.tell(_objected(7, 2, again="more"))
    teller.tell(p.Prolonged(TITLE, 1, 950, hashed("prolong"), FILING))
    teller.tell(p.Retracted(TITLE, 7, hashed("objection 7"), 1, hashed("retract"), FILING))
    amended = hashed("decide")
    teller.tell(
        t.ProposalVoided(TITLE, 2, amended, False),
        p.ObjectionDecided(TITLE, 8, hashed("objection 8"), 2, 1, 0, amended, FILING),
    )
    teller.tell(_objected(9, 1))
    teller.proposed(2, until=990, version=2)
    closed = hashed("close")
    teller.tell(
        t.ProposalVoided(TITLE, 3, closed, True),
        p.ObjectionDecided(TITLE, 9, hashed("objection 9"), 3, 2, 0, closed, FILING),
    )
    assert _statuses(teller) == ["registered"] + ["notice"] * 6 + ["contested"] * 2 + ["notice", "registered"]
    told = [queries.holdings(teller.connection, TITLE, block=number) for number in range(1, teller.number + 1)]
    assert [one.objections for one in told] == [0, 0, 1, 2, 2, 2, 1, 0, 1, 1, 0]
    assert [one.notice_until for one in told] == [0, 900, 900, 900, 900, 950, 950, 950, 950, 990, 0]
    assert [one.notice.round if one.notice else None for one in told] == [None, *[1] * 6, None, None, 2, None]
    assert [one.version for one in told] == [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3]
    assert told[7].filing == FILING

    def seen(block: int) -> list[tuple[int, str, int, int | None]]:
        found = beside.objections(teller.connection, TITLE, at=10 * block)
        return [(one.party, one.status, one.supplements, one.effect) for one in found.items]

    assert seen(2) == []
    assert seen(4) == [(7, "open", 0, None), (8, "open", 0, None)]
    assert seen(5) == [(7, "open", 1, None), (8, "open", 0, None)]
    assert seen(7) == [(7, "retracted", 1, None), (8, "open", 0, None)]
    assert seen(9)[1:] == [(8, "decided", 0, 1), (9, "open", 0, None)]
    assert seen(11)[2:] == [(9, "decided", 0, 2)]


def test_a_decision_that_closes_makes_every_other_objection_void(teller: Teller) -> None:
    teller.proposed(1, until=900)
    teller.tell(_objected(7, 1))
    teller.tell(_objected(8, 2))
    closed = hashed("close")
    teller.tell(
        t.ProposalVoided(TITLE, 2, closed, True),
        p.ObjectionDecided(TITLE, 8, hashed("objection 8"), 3, 2, 0, closed, FILING),
    )
    teller.proposed(2, until=990, version=2)
    teller.tell(p.Objected(TITLE, 7, hashed("later"), 2, 1, 1, hashed("later"), FILING))
    found = beside.objections(teller.connection, TITLE).items
    assert [(one.party, one.status) for one in found] == [(7, "void"), (8, "decided"), (7, "open")]


def test_a_freeze_ends_by_itself_and_is_told_for_the_second(teller: Teller) -> None:
    teller.confirmed()
    teller.tell(p.Frozen(TITLE, 1, 105, 1, 1, 105, hashed("one"), FILING))
    teller.tell(p.Frozen(TITLE, 2, 205, 4, 1, 205, hashed("two"), FILING))
    teller.tell(p.Lifted(TITLE, 2, 105, hashed("lift"), FILING))
    assert queries.holdings(teller.connection, TITLE, block=4).frozen_until == 205
    for at, frozen in ((29, False), (30, True), (45, True), (104, True), (105, False)):
        assert queries.holdings(teller.connection, TITLE, at=at).frozen is frozen, at
    stand = [[one.stands for one in beside.freezes(teller.connection, TITLE, at=at).items] for at in (30, 49, 50, 105)]
    assert stand == [[True], [True, True], [True, False], [False, False]]


def _offered(name: str, *entitled: int) -> p.Offered:
    return p.Offered(TITLE, hashed(name), 1, 100, hashed("secret"), entitled, 100, 200, FILING)


def _answer(kind: Any, name: str, party: int) -> Any:
    return kind(TITLE, hashed(name), party, hashed(f"{kind.__name__} {party}"), FILING)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], {30: "open", 99: "open", 100: "lapsed", 300: "lapsed"}),
        ([(p.Waived, 2)], {99: "open", 100: "lapsed"}),
        ([(p.Waived, 2), (p.Waived, 3)], {49: "open", 50: "waived", 150: "waived"}),
        ([(p.Taken, 2)], {40: "open", 99: "open", 100: "taken", 199: "taken", 200: "lapsed"}),
        ([(p.Taken, 2), (p.Waived, 3)], {49: "open", 50: "taken", 199: "taken", 200: "lapsed"}),
    ],
)
def test_an_offers_status_is_what_answers_and_time_make_of_it(
    teller: Teller, answers: list[tuple[Any, int]], expected: dict[int, str]
) -> None:
    teller.confirmed()
    teller.tell(_offered("offer", 2, 3))
    for kind, party in answers:
        teller.tell(_answer(kind, "offer", party))
    for at, status in expected.items():
        found, _ = beside.offer(teller.connection, hashed("offer"), at=at)
        assert OFFERS[found.status] == status, at
    assert [(one.party, one.took) for one in found.answers] == [(party, kind is p.Taken) for kind, party in answers]


@pytest.mark.parametrize("status", [5, 6, 7])
def test_an_offer_that_ended_stays_ended(teller: Teller, status: int) -> None:
    teller.confirmed()
    teller.tell(_offered("offer", 2))
    teller.tell(p.OfferEnded(TITLE, hashed("offer"), status, hashed("end")))
    found = beside.offers(teller.connection, TITLE, at=5000).items[0]
    assert found.status == status
    assert found.ended is not None
    assert beside.offer(teller.connection, hashed("offer"), at=39)[0].status == OFFERS.index("open")


def test_an_order_that_was_carried_out_may_be_announced_again(teller: Teller) -> None:
    teller.confirmed()
    terms = hashed("terms of the order")
    moves = (Movement(1, 3, 5),)
    teller.tell(p.Announced(TITLE, terms, 3, moves, 55, hashed("first"), FILING))
    teller.tell(t.Enforced(TITLE, 3, hashed("done"), terms, 3, words((2, WHOLE // 2), (3, WHOLE // 2)), FILING))
    teller.tell(p.Announced(TITLE, terms, 3, moves, 95, hashed("second"), FILING))
    found = [[one.status for one in beside.orders(teller.connection, TITLE, at=at).items] for at in (30, 49, 94, 95)]
    assert found == [["announced"], ["enforced"], ["enforced", "announced"], ["enforced", "due"]]
    assert beside.orders(teller.connection, TITLE).items[0].movements == moves
    now = queries.holdings(teller.connection, TITLE)
    assert (now.status_name, now.ground, now.rule) == ("confirmed", 3, "two_thirds")
    teller.tell(t.Enforced(TITLE, 4, hashed("closed"), hashed("other"), 5, now_words(teller), FILING))
    assert queries.holdings(teller.connection, TITLE).status_name == "closed"


def now_words(teller: Teller) -> tuple[int, ...]:
    """The packed table that stands now."""
    return sightings.latest_titles(teller.connection, [TITLE])[TITLE].words


def test_a_pledge_follows_its_units_until_nothing_is_left_of_it(teller: Teller) -> None:
    teller.confirmed()
    first, second = hashed("pledge"), hashed("other pledge")
    table = ((1, WHOLE // 2), (2, WHOLE // 2))
    teller.tell(
        t.Charged(TITLE, 3, first, words(*table, pledged=(1,))),
        p.Pledged(TITLE, first, 9, (Share(1, 50),), FILING),
    )
    teller.tell(
        t.Charged(TITLE, 4, second, words(*table, pledged=(1, 2))),
        p.Pledged(TITLE, second, 9, (Share(1, 20), Share(2, 30)), FILING),
    )
    teller.tell(p.PartsChanged(TITLE, first, (Share(3, 50),)))
    teller.tell(
        t.Discharged(TITLE, 4, words(*table, pledged=(1,))),
        p.Released(TITLE, second, hashed("release"), FILING),
    )
    teller.tell(p.PartsChanged(TITLE, first, ()))
    told = [queries.holdings(teller.connection, TITLE, block=number) for number in range(2, teller.number + 1)]
    assert [one.encumbered for one in told] == [(), (1,), (1, 2), (1, 2), (1,), (1,)]
    assert [one.version for one in told] == [2, 3, 4, 4, 4, 4]
    assert [one.act for one in told] == ["confirm", "pledge", "pledge", "pledge", "release", "release"]
    assert (told[1].digest, told[1].filing, told[4].digest) == (first, FILING, hashed("release"))
    parts = [
        [one.parts for one in beside.pledges(teller.connection, TITLE, at=10 * block).items] for block in (3, 5, 6)
    ]
    other = (Share(1, 20), Share(2, 30))
    assert parts == [[(Share(1, 50),)], [(Share(3, 50),), other], [(Share(3, 50),), ()]]
    assert beside.pledge(teller.connection, first)[0].stands is False
    steps, _ = queries.history(teller.connection, TITLE)
    assert [step.act for step in steps] == ["register", "confirm", "pledge", "pledge", "release"]


def _granted(name: str, starts: int, until: int) -> u.Granted:
    terms = u.GrantTerms(2, 2, 1, (1,), (8,), starts, until, (1 << 256) - 1, 3)
    return u.Granted(hashed(name), TITLE, 2, terms, bytes(32), FILING)


def test_a_right_is_in_force_from_its_first_second_until_it_ends_itself_or_with_the_right_above(teller: Teller) -> None:
    teller.confirmed()
    teller.tell(_granted("right", 35, 100))
    sub = u.Sublicensed(hashed("sub"), TITLE, hashed("right"), 8, (9,), 40, 90, 3, 3, FILING)
    teller.tell(sub)
    teller.tell(u.Extended(hashed("right"), TITLE, 150, hashed("extend"), FILING))
    teller.tell(u.Ended(hashed("right"), TITLE, 2, 1, hashed("end"), FILING), upto=14)

    def in_force(name: str, *times: int) -> list[bool]:
        return [beside.right(teller.connection, hashed(name), at=at)[0].in_force for at in times]

    assert in_force("right", 30, 34, 35, 49, 99, 120, 139, 140) == [False, False, *[True] * 5, False]
    assert in_force("sub", 40, 89, 90) == [True, True, False]
    teller.tell(_granted("again", 0, 500))
    teller.tell(u.Sublicensed(hashed("sub again"), TITLE, hashed("again"), 8, (9,), 0, 400, 3, 3, FILING))
    teller.tell(u.Ended(hashed("again"), TITLE, 1, 0, hashed("end again"), FILING))
    assert in_force("sub again", 169, 170) == [True, False]
    found = beside.rights(teller.connection, TITLE).items
    assert [one.number for one in found] == [hashed(n) for n in ("right", "sub", "again", "sub again")]
    assert [one.parent for one in found] == [None, hashed("right"), None, hashed("again")]
    assert (found[1].exclusivity, found[1].licensors, found[1].title_version) == (3, (8,), None)
    assert (found[0].end_ground, found[0].ended_by, found[2].ended_by) == (2, 1, None)


def test_a_contract_keeps_what_stood_before_its_changes(teller: Teller) -> None:
    number = hashed("contract")
    made = u.ContractRegistered(number, TITLE, 1, 2, 1, 1, bytes(32), 1, (1, 2), (9,), hashed("terms"), FILING)
    teller.tell(made)
    for i in (1, 2):
        teller.tell(u.ContractChanged(number, TITLE, i, 1 + i, hashed(f"terms {i}"), hashed(f"change {i}"), FILING))
    for party, i in ((1, 1), (9, 1), (1, 2)):
        said = u.Stated(number, TITLE, party, i, 1, hashed("figure"), hashed(f"stated {party} {i}"), FILING)
        teller.tell(said)
    teller.tell(u.ContractCancelled(number, TITLE, 2, hashed("cancel"), FILING))
    told = [beside.contract(teller.connection, number, at=10 * block)[0] for block in (2, 3, 4, 8)]
    assert [one.status for one in told] == ["registered", "changed", "changed", "cancelled"]
    assert [one.terms for one in told] == [hashed(n) for n in ("terms", "terms 1", "terms 2", "terms 2")]
    assert [one.sub_kind for one in told] == [1, 2, 3, 3]
    assert [change.number for change in told[3].changes] == [1, 2]
    assert [one.statements for one in told] == [0, 0, 0, 3]
    first = beside.statements(teller.connection, number, limit=2)
    rest = beside.statements(teller.connection, number, limit=2, after=first.next)
    assert [(one.party, one.number) for one in (*first.items, *rest.items)] == [(1, 1), (9, 1), (1, 2)]
    assert rest.next is None


def test_lists_come_by_the_page_and_miss_nothing(teller: Teller) -> None:
    teller.confirmed()
    for i in range(1, 6):
        teller.tell(p.Frozen(TITLE, i, 9999, 1, 1, 9999, hashed(f"freeze {i}"), FILING))
        teller.tell(p.LegalEffect(TITLE, 2, 5, hashed(f"effect {i}"), FILING))
    for limit in range(1, 7):
        numbers: list[int] = []
        after = None
        while True:
            page = beside.freezes(teller.connection, TITLE, after=after, limit=limit)
            numbers += [one.number for one in page.items]
            if page.next is None:
                break
            after = page.next
        assert numbers == [1, 2, 3, 4, 5]
    assert len(beside.effects(teller.connection, TITLE).items) == 5


def test_what_is_not_there_is_said_to_be_unknown(teller: Teller) -> None:
    for ask, code in (
        (beside.offer, "OFFER_UNKNOWN"),
        (beside.pledge, "PLEDGE_UNKNOWN"),
        (beside.right, "RIGHT_UNKNOWN"),
        (beside.contract, "CONTRACT_UNKNOWN"),
        (beside.statements, "CONTRACT_UNKNOWN"),
        (beside.freezes, "ACHIEVEMENT_UNKNOWN"),
        (beside.contracts, "ACHIEVEMENT_UNKNOWN"),
    ):
        with pytest.raises(NotFound) as refused:
            ask(teller.connection, b"?" * 32)  # type: ignore[operator]
        assert refused.value.code == code


def test_a_title_of_which_an_unknown_event_speaks_is_not_answered_for_and_ends_nothing(teller: Teller) -> None:
    strange = Unknown("TitleRegistry", (b"\1" * 32, TITLE), b"")
    teller.confirmed()
    teller.tell(strange)
    teller.tell(t.Conveyed(TITLE, 5, hashed("convey"), 3, words((2, WHOLE)), FILING))  # versions 3 and 4 were strange
    assert queries.holdings(teller.connection, TITLE, block=2).version == 2
    with pytest.raises(Unavailable) as refused:
        queries.holdings(teller.connection, TITLE)
    assert refused.value.code == "EVENT_UNKNOWN"


def test_a_party_is_told_with_its_keys_guardian_and_recovery_as_of_any_block(teller: Teller) -> None:
    keys = [bytes([i]) * 20 for i in range(4)]
    start = teller.tell(a.Enrolled(7, 1, keys[0], hashed("id"), 1, 4, 14))
    teller.tell(a.RecoveryProposed(7, 4, keys[1], 500, 1, FILING))
    teller.tell(a.RecoveryCancelled(7, 500), a.SignerChanged(7, keys[2], 41, 1, 0))
    teller.tell(a.GuardianChanged(7, (1 << 31) + 2, 0, 51))
    teller.tell(a.RecoveryProposed(7, 3, keys[3], 600, 2, FILING))
    teller.tell(a.SignerChanged(7, keys[3], 71, 2, 40))
    teller.tell(a.Withdrawn(7, 81))
    told = [standing.party(teller.connection, 7, at=10 * block) for block in range(start, teller.number + 1)]
    assert [one.signers[0].signer for one in told] == [keys[i] for i in (0, 0, 2, 2, 2, 3, 3)]
    assert [one.guardian for one in told] == [4, 4, 4, *[(1 << 31) + 2] * 4]
    assert [one.recovery.due_at if one.recovery else None for one in told] == [None, 500, None, None, 600, None, None]
    assert [one.counts_since for one in told] == [20, 20, 41, 51, 51, 71, 81]
    assert [(one.cause, one.may_dispose) for one in told[-1].signers] == [(2, 40), (1, 0), (0, 0)]
    steps, _ = standing.party_history(teller.connection, 7)
    acts = ["enrol", "recover", "cancelRecovery", "rotate", "entrust", "recover", "settleRecovery", "withdraw"]
    assert [step.act for step in steps] == acts
    first, _ = standing.party_history(teller.connection, 7, limit=3)
    rest, _ = standing.party_history(teller.connection, 7, after=first[-1].cursor)
    assert [step.act for step in (*first, *rest)] == acts


def test_a_node_is_told_with_its_operator_and_its_closing(teller: Teller) -> None:
    start = teller.tell(a.NodeAdmitted(1, 0, 1, 1), a.NodeAdmitted(2, 1, 4, 2), a.Appointed(1, 2, 5, 16, 0, 900))
    teller.tell(a.NodeHandedOver(2, 6))
    teller.tell(a.NodeClosed(2, 10 * (start + 2)))
    told = [standing.node(teller.connection, 2, at=10 * block).row for block in (start, start + 1, start + 2)]
    assert [(one.operator, one.handed_over, one.until) for one in told] == [(4, None, None), (6, 30, None), (6, 30, 40)]
    for at, able in ((20, True), (39, True), (40, False)):
        assert standing.competent(teller.connection, 1, 16, 2, at=at)[0] is able
