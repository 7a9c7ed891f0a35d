"""What `TitleRegistry` tells. `words` is always the packed table as it stands after the act."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Registered:
    """An achievement got its first version; `words` is the claimed table, nothing is owned yet."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    node: int
    version: int
    digest: bytes
    words: tuple[int, ...]
    filing: bytes


@dataclass(frozen=True)
class Proposed:
    """A notice opened for terms (their EIP-712 struct hash); the version stays, an earlier proposal is void."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    terms: bytes
    round: int
    notice_until: int
    filing: bytes


@dataclass(frozen=True)
class Confirmed:
    """The proposed terms hold."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    rule: int
    delegate: int
    words: tuple[int, ...]
    use_grant: bytes
    filing: bytes


@dataclass(frozen=True)
class Cancelled:
    """A registration was struck off; `ground` 1 error, 2 fraud."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    ground: int
    filing: bytes


@dataclass(frozen=True)
class Conveyed:
    """Units moved."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    basis: int
    words: tuple[int, ...]
    filing: bytes


@dataclass(frozen=True)
class Settled:
    """An offer's units went to its takers."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    offer: bytes
    words: tuple[int, ...]
    filing: bytes


@dataclass(frozen=True)
class RuleAmended:
    """The rule changed."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    rule: int
    delegate: int
    filing: bytes


@dataclass(frozen=True)
class Enforced:
    """An announced order (`terms`, its struct hash) took effect: by grounds 1 to 3 units moved, by 4 to 6 it closed."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    terms: bytes
    ground: int
    words: tuple[int, ...]
    filing: bytes


@dataclass(frozen=True)
class Migrated:
    """The title went to another registry (address, 20 bytes) and is closed here."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    successor: bytes
    words: tuple[int, ...]
    filing: bytes


@dataclass(frozen=True)
class Adopted:
    """The title came from the registry before this one, as it stood there. No act, so no digest."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    node: int
    version: int
    trail: bytes
    rule: int
    delegate: int
    words: tuple[int, ...]


@dataclass(frozen=True)
class ProposalVoided:
    """A decision (`digest`) voided the proposal; `closed` if notice and objections are over with it."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    closed: bool


@dataclass(frozen=True)
class Charged:
    """A pledge (`digest`) marked units; the version grew."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    words: tuple[int, ...]


@dataclass(frozen=True)
class Discharged:
    """Marks of pledged units fell away; the version stays."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    words: tuple[int, ...]


Versioned = (
    Registered
    | Confirmed
    | Cancelled
    | Conveyed
    | Settled
    | RuleAmended
    | Enforced
    | Migrated
    | Adopted
    | ProposalVoided
    | Charged
    | Discharged
)
"""What changes the head or the table of a title. All but `Discharged` and `Adopted` raise the version by one."""

EVENTS = (*Versioned.__args__, Proposed)
