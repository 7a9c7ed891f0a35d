"""What `Authority` tells: parties and their signers, nodes, officers. Times in seconds since 1970."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Enrolled:
    """A party joined with its first signer (ERC-7913 bytes)."""

    contract: ClassVar = "Authority"
    party: int
    voucher: int
    signer: bytes
    identity: bytes
    kind: int
    guardian: int
    recovery_days: int


@dataclass(frozen=True)
class SignerChanged:
    """A party signs with something else from `since` on; `cause` 1 rotation, 2 recovery; `may_dispose` is a day number,
    0 for at once."""

    contract: ClassVar = "Authority"
    party: int
    signer: bytes
    since: int
    cause: int
    may_dispose: int


@dataclass(frozen=True)
class Withdrawn:
    """What a party signed for texts drafted before `since` counts no more, unless it took effect."""

    contract: ClassVar = "Authority"
    party: int
    since: int


@dataclass(frozen=True)
class GuardianChanged:
    """A party has another guardian: a party, a node's number plus 2³¹, or 0 for nobody."""

    contract: ClassVar = "Authority"
    party: int
    guardian: int
    recovery_days: int
    since: int


@dataclass(frozen=True)
class RecoveryProposed:
    """A recovery is on notice until `due_at`; `by` is the guardian party or the officer."""

    contract: ClassVar = "Authority"
    party: int
    by: int
    signer: bytes
    due_at: int
    ground: int
    evidence: bytes


@dataclass(frozen=True)
class RecoveryCancelled:
    """A recovery ended without effect."""

    contract: ClassVar = "Authority"
    party: int
    due_at: int


@dataclass(frozen=True)
class NodeAdmitted:
    """A node joined under its parent; the core has parent 0."""

    contract: ClassVar = "Authority"
    node: int
    parent: int
    operator: int
    kind: int


@dataclass(frozen=True)
class NodeHandedOver:
    """A node has another operator."""

    contract: ClassVar = "Authority"
    node: int
    operator: int


@dataclass(frozen=True)
class NodeClosed:
    """A node is closed from `until` on."""

    contract: ClassVar = "Authority"
    node: int
    until: int


@dataclass(frozen=True)
class Appointed:
    """An officer got powers at a node; in force from `starts`, no longer from `until`."""

    contract: ClassVar = "Authority"
    appointment: int
    node: int
    officer: int
    powers: int
    starts: int
    until: int


@dataclass(frozen=True)
class AppointmentEnded:
    """An appointment's end moved to an earlier second."""

    contract: ClassVar = "Authority"
    appointment: int
    until: int


EVENTS = (
    Enrolled,
    SignerChanged,
    Withdrawn,
    GuardianChanged,
    RecoveryProposed,
    RecoveryCancelled,
    NodeAdmitted,
    NodeHandedOver,
    NodeClosed,
    Appointed,
    AppointmentEnded,
)
