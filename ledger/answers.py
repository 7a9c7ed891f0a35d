"""What `queries` answers with. Every answer about the chain names its block, a `Moment`."""

from dataclasses import dataclass

from ledger.core.deployment import Deployment
from ledger.core.errors import NotFound
from ledger.core.meanings import STATUSES
from ledger.core.shares import Share
from ledger.store.network import AppointmentRow, NodeRow, PartyRow, SignerSince
from ledger.store.sightings import SeenBlock
from ledger.store.titles import AnchorAt, TitleAt


@dataclass(frozen=True)
class Moment:
    """The block as of which an answer holds; `final` if no reorg can take it back any more."""

    number: int
    hash: bytes
    time: int
    final: bool


@dataclass(frozen=True)
class RecentAct:
    """An act that took effect.

    :param kind: of an act (`core.acts`), `adopt`, `settleRecovery`, or `unknown` for what a later version tells.
    :param achievement: what it was about, None for acts on parties, nodes and appointments, which have a `number`.
    :param time: of its block, in seconds since 1970.
    """

    kind: str
    achievement: bytes | None
    number: int | None
    time: int


@dataclass(frozen=True)
class Notice:
    """An open public notice: terms (their struct hash), the how manieth proposal it is, and from when on it can be
    confirmed at the earliest."""

    terms: bytes
    round: int
    until: int
    digest: bytes
    filing: bytes
    opened: int


@dataclass(frozen=True)
class Holdings:
    """Who owned what as of a block.

    :param owners: empty before the first confirmation; what was claimed until then stands in `claimed`.
    :param encumbered: the owners whose units are pledged, in part at least.
    :param notice_until: until when objections may come in, 0 if nothing is on notice; `objections` are open.
    :param frozen_until: the end of the freezes that stand; `frozen` whether that lies ahead.
    :param ground: of a cancellation or an order. :param successor: the registry (20 bytes) to which the title went.
    :param rule: base rule by name; `shares_free` if conveyances need no consent.
    :param act: which act led to this version, `digest` its digest, `transaction` what carried it.
    :param since: time of the block in which this version began.
    """

    achievement: bytes
    status: int
    version: int
    node: int
    owners: tuple[Share, ...]
    claimed: tuple[Share, ...]
    encumbered: tuple[int, ...]
    rule: str
    shares_free: bool
    delegate: int
    notice: Notice | None
    notice_until: int
    objections: int
    frozen_until: int
    frozen: bool
    act: str
    ground: int | None
    successor: bytes | None
    digest: bytes | None
    filing: bytes | None
    use_grant: bytes | None
    transaction: bytes
    since: int
    as_of: Moment

    @property
    def status_name(self) -> str:
        """The status in words."""
        return STATUSES[self.status]


@dataclass(frozen=True)
class Step:
    """One act in the history of an achievement.

    :param act: its kind (`core.acts`), or `adopt`.
    :param version: the version that it led to, or that a proposal relied on; None for what stands beside the title.
    :param party: whom it concerns: objector, taker, who states; None where it names none.
    :param table: the table after it; None for what changes none.
    :param cursor: hand the last one back to get the steps that follow.
    """

    act: str
    version: int | None
    party: int | None
    digest: bytes | None
    filing: bytes | None
    table: tuple[Share, ...] | None
    rule: int | None
    basis: int | None
    terms: bytes | None
    notice_until: int | None
    transaction: bytes
    block: SeenBlock
    cursor: int


@dataclass(frozen=True)
class Recovery:
    """A recovery on notice: `signer` may become the party's from `due_at` on; `by` is the guardian or an officer."""

    by: int
    signer: bytes
    due_at: int
    ground: int
    evidence: bytes
    opened: int


@dataclass(frozen=True)
class Party:
    """A party as of a block: its signers, newest first, its appointments, and the titles in whose tables it stands.

    :param guardian: a party's number, a node's plus 2³¹, or 0. :param recovery_days: 0 for the ledger's least.
    :param counts_since: the second from which its signatures count.
    """

    row: PartyRow
    guardian: int
    recovery_days: int
    counts_since: int
    recovery: Recovery | None
    signers: tuple[SignerSince, ...]
    appointments: tuple[AppointmentRow, ...]
    titles: tuple[TitleAt, ...]
    as_of: Moment


@dataclass(frozen=True)
class PartyStep:
    """One act on a party's key or guardian; what it does not say is None. `settleRecovery` needs nobody's signature."""

    act: str
    signer: bytes | None
    guardian: int | None
    since: int | None
    due_at: int | None
    ground: int | None
    by: int | None
    transaction: bytes
    block: SeenBlock
    cursor: int


@dataclass(frozen=True)
class Node:
    """A node as of a block, with the appointments given there and the nodes below it."""

    row: NodeRow
    appointments: tuple[AppointmentRow, ...]
    children: tuple[int, ...]
    as_of: Moment


@dataclass(frozen=True)
class FilingStatus:
    """How far a filing has come; each is a fact of its own. `anchored` is the first anchor that covers it."""

    leaf: bytes
    type: str
    node: int
    received_at: int
    index: int | None
    anchored: AnchorAt | None
    final: bool

    @property
    def integrated(self) -> bool:
        """Whether a signed checkpoint covers it."""
        return self.index is not None


@dataclass(frozen=True)
class Status:
    """How chain and index stand; `lag` is how many blocks of the chain are not read yet."""

    deployment: Deployment
    head: Moment
    final: Moment
    indexed: Moment | None
    lag: int
    anchor: AnchorAt | None


def unknown_achievement(achievement: bytes, block: int) -> NotFound:
    """The refusal of a number under which nothing was registered by that block."""
    number = "0x" + achievement.hex()
    return NotFound(
        "ACHIEVEMENT_UNKNOWN",
        f"nothing was registered under {number} by block {block}",
        next="compare the number with the receipt of the registration",
        achievement=number,
    )


def unknown_party(number: int) -> NotFound:
    """The refusal of a number that no party has."""
    message = f"no party has the number {number}"
    return NotFound("PARTY_UNKNOWN", message, next="check the number, or enrol the party first", party=number)


def unknown_node(number: int) -> NotFound:
    """The refusal of a number that no node has."""
    return NotFound("NODE_UNKNOWN", f"no node has the number {number}", next="see the nodes", node=number)


def unknown_appointment(number: int) -> NotFound:
    """The refusal of a number that no appointment has."""
    message = f"no appointment has the number {number}"
    return NotFound("APPOINTMENT_UNKNOWN", message, next="see the node's appointments", appointment=number)


_NUMBERED = {
    "offer": "OFFER_UNKNOWN",
    "pledge": "PLEDGE_UNKNOWN",
    "right": "RIGHT_UNKNOWN",
    "contract": "CONTRACT_UNKNOWN",
}


def unknown_thing(what: str, number: bytes, block: int) -> NotFound:
    """The refusal of a number that no `offer`, `pledge`, `right` or `contract` has at a block.

    :param number: digest of the act that it began with, 32 bytes.
    """
    told = "0x" + number.hex()
    message = f"no {what} has the number {told} at block {block}"
    return NotFound(_NUMBERED[what], message, next="check the number", number=told)
