"""Replaying the instruments of a title: from the registration's claimed table to the holdings, as the contracts did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ledger.core import pledgereplay
from ledger.core.checks import Undecided
from ledger.core.errors import Malformed, ProofInvalid, ZhengbenError
from ledger.core.evidence import Instrument
from ledger.core.instruments import known_kind, require_shape
from ledger.core.meanings import CLOSED, CONFIRMED, CONTESTED, REGISTERED, STATUSES
from ledger.core.pledgereplay import MaybePledge
from ledger.core.shares import Movement, Share, apply_movements, check_whole

AMENDS, CLOSES = 1, 2  # effects of a decision
_CLOSING_GROUNDS = (4, 5, 6)  # of an order
UNCONFIRMED = (REGISTERED, CONTESTED)


@dataclass(frozen=True)
class TitleState:
    """What the instruments make of a title.

    :param status: REGISTERED, CONTESTED, CONFIRMED or CLOSED; a notice leaves no instrument.
    :param rule: of decision, as in `Terms.rule`; 0 before the first confirmation.
    :param pledges: those that were made and may stand, oldest first.
    :param closed_by: kind of the instrument that closed the title, if one did.
    """

    status: int
    node: int
    table: tuple[Share, ...]
    rule: int = 0
    delegate: int = 0
    pledges: tuple[MaybePledge, ...] = ()
    closed_by: str | None = None

    def holders(self) -> dict[str, Any]:
        """The state for people, JSON-ready. Nobody holds anything of a title that is closed."""
        told: dict[str, Any] = {"status": STATUSES[self.status], "node": self.node, "holders": []}
        if self.closed_by is not None:
            return told | {"closedBy": self.closed_by}
        return told | {
            "holders": [
                {"party": share.party, "units": share.units, "share": str(share.fraction)} for share in self.table
            ]
        }


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
    kind, message = known_kind(instrument).name, instrument.message
    require_shape(instrument)  # from here on the message has its shape
    if (state is None) != (kind == "register"):
        raise ProofInvalid("ORDER_WRONG", f"{kind} cannot follow here: a title begins with its one registration")
    if state is None:
        table = _table(message["claimed"])
        check_whole(table)
        return TitleState(REGISTERED, message["node"], tuple(table))
    if state.status == CLOSED:
        raise ProofInvalid("WRONG_STATUS", f"a {kind} stands after the title was closed")
    return _EFFECTS[kind](state, message)


def _cancelled(state: TitleState, _: dict[str, Any]) -> TitleState:
    if state.status not in UNCONFIRMED:
        raise ProofInvalid("WRONG_STATUS", "a registration is struck off after the confirmation")
    return replace(state, status=CLOSED, closed_by="cancel")


def _confirmed(state: TitleState, message: dict[str, Any]) -> TitleState:
    """A table that is given replaces the one that stands; an empty one leaves it (a use grant alone)."""
    terms = message["terms"]
    table = _table(terms["table"])
    if not table:
        if state.status != CONFIRMED:
            raise ProofInvalid("WRONG_STATUS", "the first confirmation confirms no table")
        table = list(state.table)
    check_whole(table)
    kept = pledgereplay.untouched(state.pledges, _units(table))  # a table that leaves less than is pledged is refused
    return replace(
        state, status=CONFIRMED, table=tuple(table), rule=terms["rule"], delegate=terms["delegate"], pledges=kept
    )


def _conveyed(state: TitleState, message: dict[str, Any]) -> TitleState:
    """A conveyance or a settlement."""
    _require_confirmed(state, "conveyance")
    return _moved(state, message["movements"], message["pledgeAfter"])


def _amended(state: TitleState, message: dict[str, Any]) -> TitleState:
    _require_confirmed(state, "change of the rule")
    return replace(state, rule=message["rule"], delegate=message["delegate"])


def _enforced(state: TitleState, message: dict[str, Any]) -> TitleState:
    """By order units move whoever objects, and pledges follow; or the title closes."""
    terms = message["terms"]
    if terms["ground"] in _CLOSING_GROUNDS:
        return replace(state, status=CLOSED, closed_by="enforce")
    _require_confirmed(state, "order that moves units")
    return _moved(state, terms["movements"], pledgereplay.FOLLOWS)


def _migrated(state: TitleState, _: dict[str, Any]) -> TitleState:
    """Refused while units are pledged, so no pledge stands any more."""
    _require_confirmed(state, "migration")
    return replace(state, status=CLOSED, pledges=(), closed_by="migrate")


def _decided(state: TitleState, message: dict[str, Any]) -> TitleState:
    if message["effect"] not in (AMENDS, CLOSES):
        raise ProofInvalid("KIND_WRONG", "a decision without effect is no instrument: it raises no version")
    if state.status == CONFIRMED:
        return state
    return replace(state, status=CONTESTED if message["effect"] == AMENDS else REGISTERED)


def _pledged(state: TitleState, message: dict[str, Any]) -> TitleState:
    _require_confirmed(state, "pledge")
    parts = {part["party"]: part["units"] for part in message["parts"]}
    pledge = MaybePledge(message["pledgee"], parts)
    if not parts or len(parts) != len(message["parts"]) or not all(parts.values()):
        raise ProofInvalid("PARTS_WRONG", "a pledge has parts of different holders, none of them empty")
    if pledge.touched(_units(state.table)):
        raise ProofInvalid("NOT_ENOUGH", "a holder pledges more than he holds")
    return replace(state, pledges=(*state.pledges, pledge))


_EFFECTS: dict[str, Callable[[TitleState, dict[str, Any]], TitleState]] = {
    "cancel": _cancelled,
    "confirm": _confirmed,
    "convey": _conveyed,
    "settle": _conveyed,
    "amendRule": _amended,
    "enforce": _enforced,
    "migrate": _migrated,
    "decide": _decided,
    "pledge": _pledged,
}


def _moved(state: TitleState, moves: list[dict[str, int]], pledge_after: int) -> TitleState:
    movements = [Movement(move["from"], move["to"], move["units"]) for move in moves]
    if not movements:
        raise ProofInvalid("MOVEMENT_EMPTY", "a conveyance moves nothing")
    table = apply_movements(state.table, movements)
    pledges = pledgereplay.follow(state.pledges, movements, pledge_after, _units(table))
    return replace(state, table=tuple(table), pledges=pledges)


def _require_confirmed(state: TitleState, what: str) -> None:
    if state.status != CONFIRMED:
        raise ProofInvalid("WRONG_STATUS", f"a {what} stands before any confirmation")


def _units(table: Sequence[Share]) -> dict[int, int]:
    return {share.party: share.units for share in table}


def _table(shares: list[dict[str, int]]) -> list[Share]:
    return [Share(share["party"], share["units"]) for share in shares]
