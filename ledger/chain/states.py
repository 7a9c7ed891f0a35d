"""What our contracts answer, as frozen values: members named and ordered as those of the Solidity structs."""

from dataclasses import dataclass

from ledger.core.shares import Share

DAY = 86_400


@dataclass(frozen=True)
class Roll:
    """Who signs an act, in the order of the seals.

    :param must: bit i is set where seat i has to sign; `disposing` where it gives something away.
    :param units: with how many units seat i counts towards `quorum`.
    """

    seats: tuple[int, ...]
    must: int
    disposing: int
    units: tuple[int, ...]
    quorum: int


@dataclass(frozen=True)
class PartyState:
    """A party: `signer` is the account, or the last 20 bytes of keccak256(verifier || key) where `keyed`."""

    signer: str
    keyed: bool
    kind: int
    since: int
    guardian: int
    may_dispose: int
    identity: bytes

    @property
    def exists(self) -> bool:
        """Whether the number was given."""
        return self.since != 0


@dataclass(frozen=True)
class NodeState:
    """A node; `parent` is 0 for the core, everything is 0 for a number that was not given."""

    parent: int
    operator: int
    kind: int
    starts: int
    until: int


@dataclass(frozen=True)
class AppointmentState:
    """An appointment; everything is 0 for a number that was not given."""

    node: int
    officer: int
    powers: int
    starts: int
    until: int


@dataclass(frozen=True)
class TitleState:
    """Head of a title; status 0 where nothing is registered. `round` counts its proposals."""

    status: int
    rule: int
    entries: int
    node: int
    version: int
    notice_until: int
    frozen_until: int
    objections: int
    delegate: int
    round: int


@dataclass(frozen=True)
class AuthorityLimits:
    """What `Authority` is deployed with: days, and whether officers of every node may recover every party."""

    recovery_days: int
    quarantine_days: int
    guardian_bar_days: int
    any_recovery_node: bool


@dataclass(frozen=True)
class TitleLimits:
    """What `TitleRegistry` is deployed with; seconds each."""

    least_notice: int
    longest_notice: int
    longest_life: int


@dataclass(frozen=True)
class ProceedingsLimits:
    """What `Proceedings` is deployed with; seconds each."""

    least_window: int
    longest_window: int
    taken_life: int
    longest_freeze: int
    freeze_gap: int
    order_notice: int


@dataclass(frozen=True)
class Limits:
    """What a ledger is deployed with and never changes; seconds, unless the name says days. The defaults are those of a
    ledger for real achievements.

    :param least_notice: how long a public notice runs at least, `longest_notice` at most.
    :param longest_life: how far from its drafting an act's deadline lies at most.
    :param least_window: how long a priority offer is open at least, `longest_window` at most.
    :param taken_life: how long after its window an offer that was taken may be settled.
    :param longest_freeze: how long a freeze without a judge lasts at most.
    :param freeze_gap: how long after a freeze no officer of the same node freezes again without a judge.
    :param order_notice: how long an order is on notice before it is carried out.
    :param recovery_days: how long a recovery is on notice at least.
    :param quarantine_days: how long a recovered signer gives nothing away.
    :param guardian_bar_days: how long no officer of the recovering node registers what the party gives away.
    :param any_recovery_node: officers of every node recover every party; for replays only.
    :param least_term: how long a long-term use right lasts at least.
    """

    least_notice: int = 15 * DAY
    longest_notice: int = 365 * DAY
    longest_life: int = 90 * DAY
    least_window: int = 15 * DAY
    longest_window: int = 180 * DAY
    taken_life: int = 30 * DAY
    longest_freeze: int = 180 * DAY
    freeze_gap: int = 30 * DAY
    order_notice: int = 15 * DAY
    recovery_days: int = 30
    quarantine_days: int = 90
    guardian_bar_days: int = 365
    any_recovery_node: bool = False
    least_term: int = 3652 * DAY

    @property
    def authority(self) -> AuthorityLimits:
        """Those of `Authority`."""
        return AuthorityLimits(self.recovery_days, self.quarantine_days, self.guardian_bar_days, self.any_recovery_node)

    @property
    def titles(self) -> TitleLimits:
        """Those of `TitleRegistry`."""
        return TitleLimits(self.least_notice, self.longest_notice, self.longest_life)

    @property
    def proceedings(self) -> ProceedingsLimits:
        """Those of `Proceedings`."""
        return ProceedingsLimits(
            self.least_window,
            self.longest_window,
            self.taken_life,
            self.longest_freeze,
            self.freeze_gap,
            self.order_notice,
        )


PRODUCTION = Limits()
"""The limits of a ledger for real achievements."""


@dataclass(frozen=True)
class AnchorHead:
    """The last anchored head: size, its block's time, how many anchors there are, its block's number."""

    size: int
    time: int
    count: int
    number: int


@dataclass(frozen=True)
class RecoveryState:
    """The recovery of a party that is on notice; everything is zero if none is. `node` is the recovering officer's."""

    signer: str
    keyed: bool
    due_at: int
    node: int


@dataclass(frozen=True)
class ProposalState:
    """The open proposal of a title; everything is zero if none is open."""

    terms: bytes
    round: int
    notice_until: int
    objections: int
    over: bytes


@dataclass(frozen=True)
class ObjectionState:
    """A party's last objection to a title: status 0 none, 1 open, 2 retracted, 3 decided, 4 void."""

    objection: bytes
    round: int
    status: int
    outcome: int
    raised_at: int
    closed_at: int


@dataclass(frozen=True)
class OfferState:
    """A priority offer: status 0 none, 1 open, 2 taken, 3 waived, 4 lapsed, 5 sold, 6 settled, 7 withdrawn.

    :param taken: bit i: entitled[i] took it. :param waived: bit i: entitled[i] let it pass.
    """

    achievement: bytes
    seller: int
    units: int
    window_end: int
    status: int
    taken: int
    waived: int
    entitled: tuple[int, ...]
    commitment: bytes


@dataclass(frozen=True)
class PledgeState:
    """A pledge; everything is zero if none has this number. `parts` is what is still pledged."""

    achievement: bytes
    pledgee: int
    since: int
    parts: tuple[Share, ...]


@dataclass(frozen=True)
class RightState:
    """A right to use; everything is zero if none has this number."""

    achievement: bytes
    parent: bytes
    title_version: int
    ended_at: int
    kind: int
    exclusivity: int
    flags: int
    licensors: tuple[int, ...]
    licensees: tuple[int, ...]
    starts: int
    until: int
    fields: int
    territories: int


@dataclass(frozen=True)
class ContractState:
    """A technology contract; everything is zero if none has this number."""

    achievement: bytes
    node: int
    kind: int
    sub_kind: int
    basis: int
    status: int
    changes: int
    statements: int
    applicant: int
    registered_at: int
    sellers: tuple[int, ...]
    buyers: tuple[int, ...]
    source: bytes
    terms: bytes
