"""What a docket holds. Days are of Shanghai, shares are units of the whole, money is fen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ledger.core.calendar import Calendar
from ledger.core.policy import vouchers
from ledger.core.policy.competence import Appointment
from ledger.core.policy.consent import Deciding, Rule
from ledger.core.policy.pledging import Parts
from ledger.core.policy.rights import Kind, Reach
from ledger.core.policy.table import RuleTable
from ledger.core.policy.terms import Deadlines, Protection
from ledger.core.policy.ties import Relation

Ratios = list[tuple[str, Fraction]]


@dataclass(frozen=True)
class Organisation:
    """An organisation as it is described: `kind` is its type, `park` where it is in the New Area."""

    uscc: str
    kind: str
    region: str
    park: str | None


@dataclass(frozen=True)
class Person:
    """A person as described. `talent`: periods on the high-level talent list, both ends included."""

    orcid: str
    talent: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class NodeDescribed:
    """A node as described; it works only once admitted."""

    level: str
    parent: str | None
    park: str | None
    sector: str | None
    operator: str


@dataclass(frozen=True)
class Right:
    """An intellectual property right as described. `owners`: who stands in the outside registry at the start."""

    number: str
    life: Protection
    owners: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class Document:
    """A document; `intact`: its text gives both its digests."""

    kind: str
    sha256: str
    sm3: str
    intact: bool


@dataclass(frozen=True)
class World:
    """What is described and does not change: who and what there is, the calendar and the rules."""

    rules: RuleTable
    calendar: Calendar
    organisations: Mapping[str, Organisation]
    people: Mapping[str, Person]
    nodes: Mapping[str, NodeDescribed]
    officers: frozenset[str]
    ip: Mapping[str, Right]
    documents: Mapping[str, Document]

    @property
    def deadlines(self) -> Deadlines:
        return Deadlines(self.rules, self.calendar)

    @property
    def parents(self) -> dict[str, str | None]:
        """Each node's superior."""
        return {name: node.parent for name, node in self.nodes.items()}

    def is_party(self, name: str) -> bool:
        return name in self.organisations or name in self.people


@dataclass
class Party:
    """A registered party and its keys, the current one last."""

    keys: list[str]

    @property
    def key(self) -> str:
        return self.keys[-1]


@dataclass
class Recovery:
    """A signer to be replaced."""

    party: str
    new_key: str
    node: str
    ready_on: date
    ended: str | None = None  # COMPLETED, CANCELLED


@dataclass
class Agreement:
    """What a confirmed grant of ownership agreed."""

    unit: str
    representative: str
    rule: Rule
    shares_free: bool
    income: Ratios | None
    internal: Ratios | None


@dataclass
class Achievement:
    """An achievement from its filing on. `holders` is empty before confirmation."""

    node: str
    reg_no: str
    service: bool
    units: list[str]
    completers: list[str]
    claimed: Parts
    ip: list[str]
    standing: str = "FILED"
    holders: Parts = field(default_factory=dict)
    version: int = 0
    agreement: Agreement | None = None
    granted: set[str] = field(default_factory=set)  # who is or was owner by a grant
    rewarded: set[str] = field(default_factory=set)  # who took the unit's reward
    past: list[tuple[date, Parts]] = field(default_factory=list)  # holders since that day, the latest last

    @property
    def table(self) -> Parts:
        """The holders, or what is claimed while nothing is confirmed; a cancelled filing has neither."""
        return self.claimed if self.standing == "FILED" else self.holders

    @property
    def deciding(self) -> Deciding:
        agreed = self.agreement
        if agreed is None:
            return Deciding(self.holders)
        return Deciding(self.holders, agreed.rule, agreed.unit, agreed.representative, agreed.shares_free)

    def holders_on(self, day: date) -> Parts:
        """The holders at the end of a day, as known now."""
        return next((table for since, table in reversed(self.past) if since <= day), {})

    def holders_before(self, day: date) -> Parts:
        """The holders as the day began, as known now."""
        return next((table for since, table in reversed(self.past) if since < day), {})

    def hold(self, holders: Parts, day: date) -> None:
        """Set the holders; the version counts this."""
        self.holders, self.version = {party: units for party, units in holders.items() if units}, self.version + 1
        self.past.append((day, self.holders))


@dataclass
class Proposal:
    """A proposal: of the claim as it stands (`title`), of a table (`ownership`), of a use right (`use`)."""

    kind: str
    achievement: str
    owners: Parts
    version: int  # of the achievement when it was applied for
    unit: str | None = None
    agreement: Agreement | None = None
    use_right: str | None = None
    right: "UseRight | None" = None
    last_day: date | None = None  # of the notice
    renotice: bool = False  # a new notice is due
    ended: str | None = None  # CONFIRMED, CLOSED


@dataclass
class Objection:
    proposal: str
    by: str | None
    status: str


@dataclass
class Offer:
    """A share offered to those with priority."""

    achievement: str
    seller: str
    buyer: str
    units: int
    price: int
    to: list[str]
    last_day: date
    claimed: list[str] = field(default_factory=list)
    waived: list[str] = field(default_factory=list)
    ended: str | None = None  # SETTLED, SOLD, WITHDRAWN
    released: frozenset[str] = frozenset()  # pledges of which its settlement released something


@dataclass
class UseRight:
    """A licence, a sublicence (with a parent) or a long-term use right."""

    achievement: str
    what: str  # licence, sublicence, use_right
    kind: Kind
    licensors: list[str]
    users: list[str]
    reach: Reach
    ip: list[str]
    sublicensable: bool = False
    transferable: bool = False
    parent: str | None = None
    income: Ratios | None = None
    internal: Ratios | None = None
    terminated: bool = False


@dataclass
class Pledge:
    """Units pledged; `parts` are empty once it ended."""

    achievement: str
    pledgee: str
    parts: Parts
    ip: list[str]
    secured: int
    released: bool = False


@dataclass
class Freeze:
    achievement: str
    lifted: bool = False


@dataclass
class LegalEffect:
    """What an outside registry shows since a day."""

    ip: str
    since: date
    owners: list[tuple[str, Fraction]]


@dataclass
class Contract:
    """A registered technology contract."""

    node: str
    reg_no: str
    achievement: str | None
    licence: str | None
    kind: str
    sub_kind: str
    sellers: list[str]
    buyers: list[str]
    amount: int
    tech_amount: int
    signed_on: date
    effective_on: date
    registered_on: date
    status: str = "REGISTERED"


@dataclass
class Report:
    """A report of sales."""

    contract: str
    enterprise: str
    sold_on: date
    amount: int
    returns: int
    new_product: bool


@dataclass
class Statement:
    """Income that came in, and how it was distributed."""

    achievement: str
    source: tuple[str, str] | None
    mode: str
    net: int
    debt: int
    rest: int
    received_on: date
    receiver: str
    distribution: dict[str, Any] | None = None


@dataclass
class Claim:
    """A subsidy that was paid."""

    contract: str
    claimant: str
    amount: int


@dataclass
class Voucher:
    node: str
    standing: vouchers.Voucher


@dataclass
class Conveyance:
    """A conveyance that took place."""

    achievement: str
    given: Parts
    released: frozenset[str]


@dataclass
class Docket:
    """All that was recorded, by id."""

    world: World
    parties: dict[str, Party] = field(default_factory=dict)
    active: set[str] = field(default_factory=set)  # nodes in operation
    admitted: set[str] = field(default_factory=set)  # nodes that ever were
    appointments: dict[str, Appointment] = field(default_factory=dict)
    recoveries: dict[str, Recovery] = field(default_factory=dict)
    achievements: dict[str, Achievement] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    objections: dict[str, Objection] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    conveyances: dict[str, Conveyance] = field(default_factory=dict)
    rights: dict[str, UseRight] = field(default_factory=dict)
    pledges: dict[str, Pledge] = field(default_factory=dict)
    freezes: dict[str, Freeze] = field(default_factory=dict)
    grants: dict[str, date] = field(default_factory=dict)  # of intellectual property, by its id
    effects: list[LegalEffect] = field(default_factory=list)
    contracts: dict[str, Contract] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    vouchers: dict[str, Voucher] = field(default_factory=dict)
    created: set[str] = field(default_factory=set)  # every id that an event created, and genesis' grants
    recorded: set[str] = field(default_factory=set)  # documents that an accepted event named
    tables: dict[str, RuleTable] = field(default_factory=dict)  # by IP: the one in force when it was first listed

    # ---- questions that several rules ask

    def life_of(self, ip: str) -> Protection:
        """The right's life as it is known now, its grant included."""
        life = self.world.ip[ip].life
        return Protection(life.kind, life.plant, life.filed_on, life.granted_on or self.grants.get(ip))

    def expiry_of(self, ip: str) -> date | None:
        """The last day of its protection. What a filing lists keeps the years of the table in force that day, as all
        that stands keeps the days, amounts and units that were written down when it was given."""
        return self.life_of(ip).expires_on(self.tables.get(ip, self.world.rules))

    def is_frozen(self, achievement: str) -> bool:
        return any(each.achievement == achievement and not each.lifted for each in self.freezes.values())

    def pledges_on(self, achievement: str) -> dict[str, Pledge]:
        """The active ones, in order of registration."""
        return {n: p for n, p in self.pledges.items() if p.achievement == achievement and not p.released}

    def rights_on(self, achievement: str) -> dict[str, UseRight]:
        return {n: r for n, r in self.rights.items() if r.achievement == achievement}

    def objections_to(self, proposal: str) -> list[Objection]:
        """The open ones."""
        return [each for each in self.objections.values() if each.proposal == proposal and each.status == "OPEN"]
