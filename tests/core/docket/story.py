"""Small dockets, told event by event, and the places from which the examples begin.

A test says what is different from the good example. Every payload is held against the schema of the format first.
"""

import copy
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from ledger.core.calendar import SHANGHAI
from ledger.core.docket.asking import Asking
from ledger.core.docket.events import Event
from ledger.core.docket.judging import Outcome, apply
from ledger.core.docket.reading import Dossier, Query, read, shapes
from ledger.core.docket.things import Docket
from tests.core.docket.worlds import (
    Payload,
    ratios,
    table,
    world,
)

if TYPE_CHECKING:
    from tests.core.docket.examples import Example


@cache
def _shape(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": shapes()["$defs"]})


@cache
def _plain() -> Dossier:
    return _read({})


def _read(rules: Mapping[str, Any]) -> Dossier:
    return read(world(**rules))[0]


def snapshot(docket: Docket) -> Docket:
    """A copy that later events do not reach."""
    return copy.deepcopy(docket, {id(docket.world): docket.world})


class Story:
    """A docket to which events are told."""

    def __init__(self, **rules: Any) -> None:
        self.dossier = _read(rules) if rules else _plain()
        self.docket = self.dossier.docket()
        self.accepted: list[Event] = []
        self.at = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)

    def on(self, day: str) -> "Story":
        """Go on to a day, or an instant of it."""
        self.at = datetime.fromisoformat(day)
        if len(day) == len("YYYY-MM-DD"):
            self.at = datetime.combine(date.fromisoformat(day), time(9), SHANGHAI)
        return self

    def tell(self, kind: str, sign: Sequence[str], payload: Mapping[str, Any]) -> Outcome:
        """Judge an event. A refused one changes nothing."""
        _shape(f"payload_{kind}").validate(payload)
        event = Event(len(self.accepted) + 1, self.at, kind, payload, tuple(sign))
        before = snapshot(self.docket)
        outcome = apply(self.docket, event)
        if outcome.accepted:
            self.accepted.append(event)
            assert outcome.all_codes == ()
        else:
            assert self.docket == before, "a refused event changed the docket"
            assert outcome.code == outcome.all_codes[0]
        return outcome

    def good(self, kind: str, sign: Sequence[str] | None = None, /, **changes: Any) -> Outcome:
        """Judge the good example of a kind with changes; a change to `...` leaves a member out."""
        example = _examples()[kind]
        payload = {name: value for name, value in {**example.payload, **changes}.items() if value is not ...}
        return self.tell(kind, example.sign if sign is None else sign, payload)

    def ok(self, kind: str, sign: Sequence[str] | None = None, /, **changes: Any) -> Mapping[str, Any]:
        """The same, which has to be accepted. :return: its values."""
        outcome = self.good(kind, sign, **changes)
        assert outcome.accepted, (outcome.code, outcome.values)
        return outcome.values

    def no(self, code: str, kind: str, sign: Sequence[str] | None = None, /, **changes: Any) -> Mapping[str, Any]:
        """The same, which has to be refused with this code. :return: its values."""
        outcome = self.good(kind, sign, **changes)
        assert outcome.code == code, (outcome.code, outcome.values)
        return outcome.values

    def ask(self, q: str, **asked: Any) -> Any:
        _shape(f"query_{q}").validate(asked)
        return Asking(self.dossier, self.accepted).answer(Query(q, asked))


# ---- where the examples begin


def filed(story: Story, **changes: Any) -> None:
    story.ok("achievement_filed", **changes)


def applied(story: Story) -> None:
    filed(story)
    story.ok("title_applied")


def noticed(story: Story) -> None:
    applied(story)
    story.ok("notice_opened")


def objected(story: Story) -> None:
    noticed(story)
    story.ok("objection_raised")


def ended(story: Story) -> None:
    """The notice is over: 15 days from 2 March are over with the 17th."""
    noticed(story)
    story.on("2026-03-18")


def confirm(story: Story, owners: list[Payload], **filing: Any) -> None:
    """Title of these, from 18 March on."""
    names = [each["party"] for each in owners]
    story.ok("achievement_filed", claimed=owners, **filing)
    story.ok("title_applied", names)
    story.ok("notice_opened", names)
    story.on("2026-03-18").ok("confirmed", [*names, "OF"])


def alone(story: Story) -> None:
    confirm(story, table(U=(1, 1)))


def held(story: Story) -> None:
    """Three hold: 51, 30, 19 of a hundred."""
    confirm(story, table(U=(51, 100), P1=(30, 100), P2=(19, 100)))


def granted(story: Story) -> None:
    """Title by a grant: one half, three tenths, one fifth; the unit's income is 30, the team's 70 of a hundred."""
    filed(story)
    story.ok(
        "ownership_grant_applied",
        income_ratio=ratios(U=(3, 10), TEAM=(7, 10)),
        internal_split=ratios(P1=(3, 5), P2=(2, 5)),
    )
    story.ok("notice_opened", ["U"], proposal="PG")
    story.on("2026-03-18").ok("confirmed", ["U", "P1", "P2", "OF"], proposal="PG")


def used(story: Story, **changes: Any) -> None:
    """A use right, from 1 April 2026 to the same day of 2036."""
    filed(story)
    story.ok("use_grant_applied", **changes)
    story.ok("notice_opened", ["U"], proposal="PU")
    story.on("2026-03-18").ok("confirmed", ["U", "P1", "P2", "OF"], proposal="PU")


def offered(story: Story) -> None:
    held(story)
    story.ok("priority_offered")


def taken(story: Story) -> None:
    offered(story)
    story.ok("priority_exercised", ["U"], by="U")
    story.ok("priority_exercised", ["P2"], by="P2")


def frozen(story: Story) -> None:
    filed(story)
    story.ok("freeze_registered")


def recovering(story: Story) -> None:
    story.ok("recovery_started")


def patented(story: Story) -> None:
    filed(story)
    story.ok("ip_granted")


def licensed(story: Story) -> None:
    held(story)
    story.ok("licence_granted", sublicensable=True)


def pledged(story: Story) -> None:
    held(story)
    story.ok("pledge_registered")


def contracted(story: Story) -> None:
    held(story)
    story.on("2026-03-20").ok("contract_registered")


def sold(story: Story) -> None:
    contracted(story)
    story.on("2026-06-30").ok("sales_reported")


def related(story: Story) -> None:
    story.ok("relation_declared")


def earned(story: Story) -> None:
    held(story)
    story.on("2026-03-20").ok("proceeds_received")


def vouchered(story: Story) -> None:
    story.ok("voucher_issued")


def nothing(_: Story) -> None:
    pass


def _examples() -> "Mapping[str, Example]":
    from tests.core.docket.examples import EXAMPLES  # they begin with what stands here

    return EXAMPLES


def begun(begin: Any, **rules: Any) -> Story:
    """A story that has come to this point, under these rules."""
    story = Story(**rules)
    begin(story)
    return story


def state(story: Story, kind: str, name: str, at: str) -> str:
    """The status of a thing at the end of a day."""
    return str(story.ask("status_of", kind=kind, id=name, at=at)["status"])
