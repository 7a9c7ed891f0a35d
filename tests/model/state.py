"""The law of title as a plain model: what a ledger knows, and what every act has in common.

The model is written from the interfaces of the contracts, not from the contracts, and imports nothing of the ledger. It
does not say in which order refusals come: it names *every* reason for which an act has to be refused. A contract agrees
if it takes an act for which there is none, and else names one of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
Reasons = set[str]

WHOLE = 720_720_000
MOST = 16
DAY = 86_400
FOREVER = 2**40 - 1
BELOW = 1 << 31
NODE_GUARDIAN = 1 << 31
POWERS = [
    "admit_node",
    "grant_officer",
    "register_party",
    "recover_key",
    "register_achievement",
    "confirm_title",
    "decide_objection",
    "register_transfer",
    "register_contract",
    "register_legal_effect",
    "register_pledge",
    "court_order",
    "freeze",
    "review_subsidy",
    "issue_voucher",
    "read",
    "audit",
]
POWER = {name: 1 << bit for bit, name in enumerate(POWERS)}
ALL_POWERS = (1 << len(POWERS)) - 1 | BELOW

NONE, REGISTERED, NOTICE, CONTESTED, CONFIRMED, CLOSED = range(6)
UNANIMOUS, TWO_THIRDS, MAJORITY, DELEGATED, FREE = 1, 2, 3, 4, 0x80
SALE, EQUITY, GIFT = 1, 2, 3


@dataclass
class Pending:
    """A recovery on notice."""

    key: str
    due_at: int
    node: int


@dataclass
class Party:
    """:param key: name of the key that signs for it. :param barred: node that recovered it → day until which
    officers of that node register nothing that it gives away."""

    key: str
    kind: int
    since: int
    guardian: int = 0
    recovery_days: int = 0
    may_dispose: int = 0
    pending: Pending | None = None
    cancelled_at: int = 0
    barred: dict[int, int] = field(default_factory=dict)


@dataclass
class Node:
    """:param handed: second at which it last changed hands, 0 if never."""

    parent: int
    operator: int
    kind: int
    start: int
    until: int = FOREVER
    handed: int = 0


@dataclass
class Appointment:
    node: int
    officer: int
    powers: int
    start: int
    until: int


@dataclass
class Title:
    """:param over: what stood when the open proposal was made, None before the first confirmation."""

    status: int = NONE
    rule: int = 0
    delegate: int = 0
    node: int = 0
    version: int = 0
    table: list[tuple[int, int]] = field(default_factory=list)
    notice_until: int = 0
    round: int = 0
    proposal: Any = None
    over: Any = None
    amended: bool = False
    use_grants: dict[Any, int] = field(default_factory=dict)
    folds: list[tuple[bytes, int, int]] = field(default_factory=list)
    objections: dict[int, "Objection"] = field(default_factory=dict)
    freezes: list["Freeze"] = field(default_factory=list)
    orders: dict[Any, int] = field(default_factory=dict)
    pledges: dict[bytes, "Pledge"] = field(default_factory=dict)
    last_offer: dict[int, bytes] = field(default_factory=dict)

    def units(self, party: int) -> int:
        return dict(self.table).get(party, 0)

    @property
    def parties(self) -> list[int]:
        return [party for party, _ in self.table]

    def marked(self) -> set[int]:
        return {holder for pledge in self.pledges.values() for holder in pledge.parts}

    def open_objections(self) -> int:
        return sum(objection.status == 1 for objection in self.objections.values())

    def standing(self, now: int) -> list[int]:
        """Numbers of the freezes that stand."""
        return [i for i, freeze in enumerate(self.freezes, 1) if freeze.stands(now)]

    def frozen_until(self, now: int) -> int:
        return max((freeze.until for freeze in self.freezes if freeze.stands(now)), default=0)


@dataclass
class Objection:
    """:param status: 1 open, 2 retracted, 3 decided, 4 void."""

    digest: bytes
    round: int
    raised_at: int
    status: int = 1
    outcome: int = 0
    closed_at: int = 0


@dataclass
class Freeze:
    start: int
    until: int
    node: int
    lifted_at: int | None = None

    def stands(self, now: int) -> bool:
        return self.lifted_at is None and now < self.until

    def ended(self) -> int:
        """When it was over, or will be."""
        return self.until if self.lifted_at is None else min(self.until, self.lifted_at)


@dataclass
class Offer:
    achievement: bytes
    seller: int
    units: int
    commitment: bytes
    entitled: list[int]
    window_end: int
    taken: list[int] = field(default_factory=list)
    waived: list[int] = field(default_factory=list)
    ended: int = 0

    def status(self, now: int, taken_life: int) -> int:
        """1 open, 2 taken, 3 waived by all, 4 lapsed, 5 sold, 6 settled, 7 withdrawn."""
        if self.ended:
            return self.ended
        answered = len(self.taken) + len(self.waived) == len(self.entitled)
        if now < self.window_end and not answered:
            return 1
        if self.taken:
            return 2 if now < self.window_end + taken_life else 4
        return 3 if answered else 4


@dataclass
class Pledge:
    achievement: bytes
    pledgee: int
    since: int
    parts: dict[int, int]


@dataclass
class Right:
    achievement: bytes
    parent: bytes | None
    kind: int
    exclusivity: int
    flags: int
    licensors: list[int]
    licensees: list[int]
    start: int
    until: int
    fields: int
    territories: int
    ended_at: int = 0


@dataclass
class Contract:
    achievement: bytes
    node: int
    kind: int
    sub_kind: int
    sellers: list[int]
    buyers: list[int]
    changes: int = 0
    cancelled: bool = False
    statements: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    least_notice: int
    longest_notice: int
    longest_life: int
    least_window: int
    longest_window: int
    taken_life: int
    longest_freeze: int
    freeze_gap: int
    order_notice: int
    recovery_days: int
    quarantine_days: int
    bar_days: int
    any_recovery_node: bool
    least_term: int


@dataclass
class Roll:
    """Who signs: seats in order; `must`, `disposing` are positions, `units` by position.

    :param officer: whether the first seat is an officer, known by `appointment`.
    """

    seats: list[int]
    must: set[int]
    disposing: set[int] = field(default_factory=set)
    units: list[int] = field(default_factory=list)
    quorum: int = 0

    def with_units(self) -> list[int]:
        return self.units + [0] * (len(self.seats) - len(self.units))


@dataclass
class Ledger:
    """Everything. Numbers of parties, nodes and appointments begin at 1, in lists at 0.

    :param done: digests of acts that count once. :param successor: a later registry that names this one.
    """

    limits: Limits
    now: int
    parties: list[Party] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    titles: dict[bytes, Title] = field(default_factory=dict)
    offers: dict[bytes, Offer] = field(default_factory=dict)
    rights: dict[bytes, Right] = field(default_factory=dict)
    contracts: dict[bytes, Contract] = field(default_factory=dict)
    done: set[bytes] = field(default_factory=set)
    successor: str = ""

    def party(self, number: int) -> Party | None:
        return self.parties[number - 1] if 0 < number <= len(self.parties) else None

    def node(self, number: int) -> Node | None:
        return self.nodes[number - 1] if 0 < number <= len(self.nodes) else None

    def appointment(self, number: int) -> Appointment | None:
        return self.appointments[number - 1] if 0 < number <= len(self.appointments) else None

    def title(self, achievement: bytes) -> Title:
        return self.titles.get(achievement) or Title()

    def officer(self, appointment: int) -> int:
        found = self.appointment(appointment)
        return found.officer if found else 0

    def node_of(self, appointment: int) -> int:
        found = self.appointment(appointment)
        return found.node if found else 0

    def competent(self, appointment: int, power: int, node: int, time: int | None = None) -> bool:
        """Whether an appointment carries a power for a node at a time (now unless told)."""
        time = self.now if time is None else time
        found = self.appointment(appointment)
        if found is None or not power or found.powers & power != power or not found.start <= time < found.until:
            return False
        own = self.nodes[found.node - 1]
        if not own.start <= time < own.until:
            return False
        if node == found.node:
            return True
        above = self.node(node)
        while found.powers & BELOW and above is not None and above.start <= time:
            if above.parent == found.node:
                return True
            above = self.node(above.parent)
        return False


def timely(ledger: Ledger, drafted_at: int, deadline: int, life: int) -> Reasons:
    """Why these times do not do."""
    found = set()
    if drafted_at > ledger.now:
        found.add("DraftedAhead")
    if ledger.now > deadline:
        found.add("Late")
    if deadline > drafted_at + life:
        found.add("LifeTooLong")
    return found


@dataclass(frozen=True)
class Seal:
    """A signature in the blob: by whose key, and over what it should be."""

    key: str
    good: bool = True


Seals = Sequence[Seal | None]


def sealed(
    ledger: Ledger,
    roll: Roll,
    drafted_at: int,
    seals: Seals,
    *,
    officer: tuple[int, int, int] | None = None,
    keys: dict[int, str] | None = None,
) -> Reasons:
    """Why these seals do not do.

    :param officer: appointment, node and power of the officer who sits first.
    :param keys: seat → key of seats whose signer is told by the message.
    """
    found: Reasons = set()
    if len(seals) != len(roll.seats):
        found.add("SealsMalformed")
    bar_node = 0
    if officer is not None:
        appointment, node, power = officer
        if not ledger.competent(appointment, power, node):
            found.add("NotCompetent")
        if roll.seats[0] in roll.seats[1:]:
            found.add("OfficerIsParty")
        bar_node = ledger.node_of(appointment)
    units = 0
    for i, seat in enumerate(roll.seats):
        seal = seals[i] if i < len(seals) else None
        if seal is None:
            if i in roll.must:
                found.add("SignatureMissing")
            continue
        units += roll.with_units()[i]
        found |= _seat(ledger, seat, seal, drafted_at, i in roll.disposing, bar_node, (keys or {}).get(i))
    if units < roll.quorum:
        found.add("ConsentMissing")
    return found


def _seat(
    ledger: Ledger, seat: int, seal: Seal, drafted_at: int, disposing: bool, bar_node: int, key: str | None
) -> Reasons:
    found = set()
    party = ledger.party(seat)
    if key is not None:
        return set() if seal.good and seal.key == key else {"NotSigned"}
    if party is None:
        return {"UnknownParty"}
    if party.since > drafted_at:
        found.add("SignedBefore")
    if disposing and ledger.now < party.may_dispose * DAY:
        found.add("InQuarantine")
    if disposing and ledger.now < party.barred.get(bar_node, 0) * DAY:
        found.add("GuardianBarred")
    if not seal.good or seal.key != party.key:
        found.add("NotSigned")
    return found


def seats_of(parties: Iterable[int]) -> list[int]:
    """Each party once, in order of appearance."""
    return list(dict.fromkeys(parties))


def by_rule(
    title: Title, officer: int | None, others: list[int], must: Iterable[int], disposing: Iterable[int], rule: int
) -> Roll:
    """Holders in stored order, `others` who have no seat yet, the delegate, by the rule of the title.

    :param officer: who sits first, None where none does. :param must: parties that have to sign in any case.
    """
    seats = seats_of([*title.parties, *others])
    required = set(must)
    quorum = 0
    if rule == UNANIMOUS:
        required |= set(title.parties)
    elif rule == TWO_THIRDS:
        quorum = WHOLE * 2 // 3
    elif rule == MAJORITY:
        quorum = WHOLE // 2 + 1
    elif rule == DELEGATED:
        seats = seats_of([*seats, title.delegate])
        required.add(title.delegate)
    units = [title.units(party) if quorum else 0 for party in seats]
    shift = 0 if officer is None else 1
    roll = Roll(
        seats=seats,
        must={seats.index(party) + shift for party in required if party in seats},
        disposing={seats.index(party) + shift for party in disposing if party in seats},
        units=units,
        quorum=quorum,
    )
    if officer is not None:
        roll.seats = [officer, *seats]
        roll.units = [0, *units]
        roll.must.add(0)
    return roll


def behind(roll: Roll, parties: Iterable[int], shift: int, *, disposing: bool = False) -> Roll:
    """The roll with these, who must sign, at the seats that they have, else behind all others.

    :param shift: 1 where an officer sits first: his seat is nobody else's.
    """
    for party in parties:
        seats = roll.seats[shift:]
        if party not in seats:
            roll.seats.append(party)
            roll.units.append(0)
            seats = roll.seats[shift:]
        roll.must.add(seats.index(party) + shift)
        if disposing:
            roll.disposing.add(seats.index(party) + shift)
    return roll


def whole(table: Sequence[tuple[int, int]]) -> Reasons:
    """Why this is no table of 1 to 16 different holders that sum to the whole."""
    found = set()
    if len(table) > MOST:
        found.add("TooManyHolders")
    if any(not party or not units for party, units in table):
        found.add("ShareEmpty")
    if len({party for party, _ in table}) != len(table):
        found.add("PartyTwice")
    if sum(units for _, units in table) != WHOLE or any(units > WHOLE for _, units in table):
        found.add("NotWhole")
    return found


def rule_fits(rule: int, delegate: int) -> bool:
    base = rule & ~FREE
    return base in (UNANIMOUS, TWO_THIRDS, MAJORITY, DELEGATED) and (base == DELEGATED) == (delegate != 0)
