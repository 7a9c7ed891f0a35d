"""Replaying the instruments of a title: from the registration's claimed table to the holdings, as the contract did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.core import acts
from ledger.core.checks import Status, Undecided
from ledger.core.errors import Malformed, ProofInvalid, ZhengbenError
from ledger.core.evidence import Instrument
from ledger.core.meanings import CONFIRMED, DELEGATED, MAJORITY, REGISTERED, STATUSES, TWO_THIRDS, UNANIMOUS
from ledger.core.shares import WHOLE, Movement, Share, apply_movements, check_whole

FOLDED = ("register", "confirm", "convey")  # the acts that raise the version and are folded into the trail
NEVER_FOLDED = ("enrol", "admit", "appoint", "endAppointment", "propose")


@dataclass(frozen=True)
class TitleState:
    """What the instruments make of a title.

    :param status: REGISTERED or CONFIRMED; notices and objections leave no instrument.
    :param rule: of decision, as in `Terms.rule`; 0 before the first confirmation.
    """

    status: int
    node: int
    table: tuple[Share, ...]
    rule: int = 0
    delegate: int = 0

    def holders(self) -> dict[str, Any]:
        """The state for people, JSON-ready."""
        table = [{"party": share.party, "units": share.units, "share": str(share.fraction)} for share in self.table]
        return {"status": STATUSES[self.status], "node": self.node, "holders": table}


@dataclass(frozen=True)
class Step:
    """An instrument, and the title before and after it. `before` is None for the registration."""

    instrument: Instrument
    before: TitleState | None
    after: TitleState


@dataclass(frozen=True)
class Replay:
    """The steps up to the first instrument that does not follow, and why it does not."""

    steps: tuple[Step, ...]
    error: ZhengbenError | Undecided | None

    @property
    def end(self) -> TitleState:
        """The title after all instruments. :raises ZhengbenError: (or Undecided) if one does not follow."""
        if self.error is not None:
            raise self.error
        return self.steps[-1].after


def replay(instruments: Sequence[Instrument]) -> Replay:
    """Replay instruments in the order given. Versions, times and digests are the trail's affair, not looked at here."""
    steps: list[Step] = []
    state: TitleState | None = None
    if not instruments:
        return Replay((), ProofInvalid("NO_INSTRUMENTS", "the title carries no instruments"))
    for number, instrument in enumerate(instruments, 1):
        try:
            after = _after(state, instrument)
        except Malformed as error:
            message = f"instrument {number} ({instrument.kind[:20]}): {error.message}"
            return Replay(tuple(steps), ProofInvalid(error.code, message))
        except (ZhengbenError, Undecided) as error:
            return Replay(tuple(steps), error)
        steps.append(Step(instrument, state, after))
        state = after
    return Replay(tuple(steps), None)


def _after(state: TitleState | None, instrument: Instrument) -> TitleState:
    kind, message = known_kind(instrument), instrument.message
    acts.as_arguments(kind.primary_type, message)  # from here on the message has its shape
    if (state is None) != (kind.name == "register"):
        raise ProofInvalid("ORDER_WRONG", f"{kind.name} cannot follow here: a title begins with its one registration")
    if state is None:
        table = _table(message["claimed"])
        check_whole(table)
        return TitleState(REGISTERED, message["node"], tuple(table))
    if kind.name == "confirm":
        return _confirmed(state, message["terms"])
    if state.status != CONFIRMED:
        raise ProofInvalid("WRONG_STATUS", "a conveyance stands before any confirmation")
    movements = [Movement(m["from"], m["to"], m["units"]) for m in message["movements"]]
    if not movements:
        raise ProofInvalid("MOVEMENT_EMPTY", "a conveyance moves nothing")
    table = apply_movements(state.table, movements)
    return TitleState(CONFIRMED, state.node, tuple(table), state.rule, state.delegate)


def _confirmed(state: TitleState, terms: dict[str, Any]) -> TitleState:
    """A table that is given replaces the one that stands; an empty one leaves it (a use grant alone)."""
    table = _table(terms["table"])
    if not table:
        if state.status != CONFIRMED:
            raise ProofInvalid("WRONG_STATUS", "the first confirmation confirms no table")
        table = list(state.table)
    check_whole(table)
    return TitleState(CONFIRMED, state.node, tuple(table), terms["rule"], terms["delegate"])


def known_kind(instrument: Instrument) -> acts.Kind:
    """The kind of an instrument that raises versions.

    :raises Undecided: UNKNOWN for kinds that a later version of the ledger may have brought.
    :raises ProofInvalid: `KIND_WRONG` for acts that raise no version.
    """
    name = instrument.kind
    if name in FOLDED:
        return acts.kind(name)
    if name in NEVER_FOLDED:
        raise ProofInvalid("KIND_WRONG", f"{name} is no instrument: it raises no version")
    raise Undecided(
        Status.UNKNOWN,
        f"this version does not know instruments of the kind {name[:40]!r}",
        "use a verifier as new as the bundle",
    )


def _table(shares: list[dict[str, int]]) -> list[Share]:
    return [Share(share["party"], share["units"]) for share in shares]


@dataclass(frozen=True)
class Seats:
    """Who had to sign an instrument, as the contract's `rollOf…` views say it.

    :param parties: in the order of the seals; None for the officer, whom only his appointment tells.
    :param must: positions that have to sign. :param units: with which each position consents.
    :param quorum: units that the signing positions reach together; 0 where none is asked for.
    """

    parties: tuple[int | None, ...]
    must: frozenset[int]
    units: tuple[int, ...]
    quorum: int = 0


def seats(step: Step) -> Seats:
    """The seats of a replayed instrument: the officer first, then holders in stored order, then newcomers."""
    if step.before is None:
        return _all_of([step.instrument.message["filer"]])
    if step.instrument.kind == "confirm":
        return _all_of([share.party for share in step.after.table])
    return _seats_of_conveyance(step.before, step.instrument.message["movements"])


def _all_of(parties: list[int]) -> Seats:
    count = len(parties) + 1
    return Seats((None, *parties), frozenset(range(count)), (0,) * count)


def _seats_of_conveyance(before: TitleState, movements: list[dict[str, int]]) -> Seats:
    parties = [share.party for share in before.table]
    units = [share.units for share in before.table]
    must = set()
    for movement in movements:
        for party in (movement["from"], movement["to"]):
            if party not in parties:
                parties.append(party)
                units.append(0)
            must.add(parties.index(party))
    quorum = 0
    if before.rule == UNANIMOUS:
        must |= set(range(len(before.table)))
    elif before.rule == TWO_THIRDS:
        quorum = WHOLE // 3 * 2
    elif before.rule == MAJORITY:
        quorum = WHOLE // 2 + 1
    elif before.rule == DELEGATED:
        if before.delegate not in parties:
            parties.append(before.delegate)
            units.append(0)
        must.add(parties.index(before.delegate))
    consenting = units if quorum else [0] * len(units)  # where no quorum is asked, nobody's units are counted
    return Seats((None, *parties), frozenset({0} | {i + 1 for i in must}), (0, *consenting), quorum)
