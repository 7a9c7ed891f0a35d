"""Innovation vouchers (科技创新券): how one goes from step to step, by whom and when, and what it pays.

A voucher is issued, locked for one contract with one provider, and redeemed. Until it is redeemed an officer may revoke
it; and the day after its last day it has expired, without anybody's act. What counts is the day on which something was
done, not the day on which it was told: a service that was used in time may be told of later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ledger.core.policy.codes import Finding
from ledger.core.policy.table import RuleTable

_BASIS_POINTS = 10_000


class State(StrEnum):
    """How far a voucher has come. The last three are where it ends."""

    ISSUED = "ISSUED"
    LOCKED = "LOCKED"
    REDEEMED = "REDEEMED"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class Act(StrEnum):
    """What moves a voucher; `expire` is what time does."""

    ISSUE = "issue"
    LOCK = "lock"
    REDEEM = "redeem"
    EXPIRE = "expire"
    REVOKE = "revoke"


OFFICER, HOLDER, PROVIDER = "officer", "holder", "provider"
"""Who signs: an officer with `issue_voucher` at the voucher's node, who holds it, who renders the service."""


@dataclass(frozen=True)
class Transition:
    """One way from a state to another.

    :param before: None where there was no voucher. :param by: who signs; nobody what time does.
    :param brings: documents that it rests on. :param rule: of the book, with its clause and what is uncertain.
    """

    act: Act
    before: State | None
    after: State
    by: frozenset[str]
    brings: frozenset[str]
    rule: str


_SERVED = frozenset({"contract_document", "invoice", "deliverable"})
TRANSITIONS: tuple[Transition, ...] = (
    Transition(Act.ISSUE, None, State.ISSUED, frozenset({OFFICER}), frozenset(), "voucher_issue"),
    Transition(
        Act.LOCK,
        State.ISSUED,
        State.LOCKED,
        frozenset({HOLDER, PROVIDER}),
        frozenset({"contract_document"}),
        "voucher_lock",
    ),
    Transition(
        Act.REDEEM, State.LOCKED, State.REDEEMED, frozenset({HOLDER, PROVIDER, OFFICER}), _SERVED, "voucher_once"
    ),
    *(
        Transition(Act.EXPIRE, before, State.EXPIRED, frozenset(), frozenset(), "voucher_expiry")
        for before in (State.ISSUED, State.LOCKED)
    ),
    *(
        Transition(
            Act.REVOKE, before, State.REVOKED, frozenset({OFFICER}), frozenset({"reasons"}), "voucher_revocation"
        )
        for before in (State.ISSUED, State.LOCKED)
    ),
)
"""The whole machine: what is not here does not happen."""

_STOPPED_BY = {
    State.ISSUED: "VOUCHER_NOT_LOCKED",
    State.LOCKED: "VOUCHER_LOCKED",
    State.REDEEMED: "VOUCHER_REDEEMED",
    State.EXPIRED: "VOUCHER_EXPIRED",
    State.REVOKED: "VOUCHER_REVOKED",
}


def transition(act: Act, before: State | None) -> Transition | None:
    """The way that an act takes from a state, None if there is none."""
    return next((each for each in TRANSITIONS if each.act is act and each.before is before), None)


@dataclass(frozen=True)
class Voucher:
    """A voucher as its acts left it.

    :param face: in fen. :param since: the day of its last act. :param valid_to: the last day on which it can be used.
    :param provider: for whom it is locked. :param paid: in fen; :param paid_for: the day of use.
    """

    holder: str
    service: str
    face: int
    since: date
    valid_to: date
    state: State = State.ISSUED
    provider: str | None = None
    paid: int = 0
    paid_for: date | None = None

    def on(self, day: date) -> State:
        """Its state on a day: what was neither redeemed nor revoked has expired from the day after its last."""
        expires = transition(Act.EXPIRE, self.state)
        return expires.after if expires is not None and day > self.valid_to else self.state


@dataclass(frozen=True)
class Step:
    """Something that is done with a voucher on a day, by whoever signed, with documents.

    :param signed: those of `OFFICER`, `HOLDER` and `PROVIDER` who did. :param brought: names as in `Transition.brings`.
    :param related: whether the provider is the holder or has a tie with it on that day.
    :param contract: in fen. :param paid_before: what the holder got for days of use in the same year, in fen.
    """

    act: Act
    day: date
    signed: frozenset[str]
    brought: frozenset[str] = frozenset()
    provider: str | None = None
    service: str | None = None
    related: bool = False
    contract: int = 0
    paid_before: int = 0


def why_not(rules: RuleTable, voucher: Voucher, step: Step) -> list[Finding]:
    """Everything that speaks against a step; empty if it may be taken."""
    state = voucher.on(step.day)
    way = transition(step.act, state)
    asked = way or next(each for each in TRANSITIONS if each.act is step.act)
    found: list[Finding] = []
    if way is None:
        values = {"valid_to": voucher.valid_to.isoformat()} if state is State.EXPIRED else {}
        found.append(Finding(_STOPPED_BY[state], values))
    if step.day < voucher.since:
        found.append(Finding("DATES_INVALID", {"since": voucher.since.isoformat()}))
    if absent := sorted(asked.brings - step.brought):
        found.append(Finding("EVIDENCE_MISSING", {"fields": absent}))
    if absent := sorted(asked.by - step.signed):
        found.append(Finding("SIGNATURE_MISSING", {"missing": absent}))
    if step.act in (Act.LOCK, Act.REDEEM):
        found += _against_use(voucher, step)
    if step.act is Act.REDEEM and redeemed(rules, voucher.face, step.contract, step.paid_before) == 0:
        found.append(Finding("NOTHING_DUE"))
    return found


def _against_use(voucher: Voucher, step: Step) -> Iterable[Finding]:
    if step.service != voucher.service:
        yield Finding("VOUCHER_SERVICE", {"service": voucher.service})
    if step.related or step.provider in (None, voucher.holder):
        yield Finding("RELATED_PROVIDER", {"provider": step.provider})
    if step.act is Act.REDEEM and voucher.provider not in (None, step.provider):
        yield Finding("VOUCHER_LOCKED", {"provider": voucher.provider})


def moved(rules: RuleTable, voucher: Voucher, step: Step) -> Voucher:
    """The voucher after a step that nothing speaks against.

    :raises ValueError: if something does.
    """
    way = transition(step.act, voucher.on(step.day))
    if way is None or why_not(rules, voucher, step):
        raise ValueError(f"{step.act} from {voucher.on(step.day)} on {step.day}")
    after = replace(voucher, state=way.after, since=step.day)
    if step.act is Act.LOCK:
        return replace(after, provider=step.provider)
    if step.act is Act.REDEEM:
        paid = redeemed(rules, voucher.face, step.contract, step.paid_before)
        return replace(after, paid=paid, paid_for=step.day)
    return after


def paid_in(year: int, holder: str, vouchers: Iterable[Voucher]) -> int:
    """What a holder got for days of use in a calendar year, in fen."""
    return sum(
        each.paid
        for each in vouchers
        if each.holder == holder and each.paid_for is not None and each.paid_for.year == year
    )


def redeemed(rules: RuleTable, face: int, contract: int, paid_before: int) -> int:
    """What is paid, in fen: the face value, the contract's part, or what is left of the year's cap, whichever is least.

    :param paid_before: to the same holder, for days of use in the same calendar year.
    """
    amount = min(face, contract * rules.voucher_rate_bp // _BASIS_POINTS)
    if rules.voucher_annual_cap_fen is not None:
        amount = min(amount, rules.voucher_annual_cap_fen - paid_before)
    return max(0, amount)
