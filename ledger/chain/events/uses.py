"""What `UseRights`, `TechContracts` and `AnchorLog` tell."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class GrantTerms:
    """What is granted to whom, from `starts` until before `until`; `fields` and `territories` are sets of bits."""

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
class Granted:
    """A right was granted; `right` is the act's digest."""

    contract: ClassVar = "UseRights"
    digest_in: ClassVar = "right"
    right: bytes
    achievement: bytes
    title_version: int
    terms: GrantTerms
    freeze_notice: bytes
    filing: bytes


@dataclass(frozen=True)
class Sublicensed:
    """A right was granted under another."""

    contract: ClassVar = "UseRights"
    digest_in: ClassVar = "right"
    right: bytes
    achievement: bytes
    parent: bytes
    licensor: int
    licensees: tuple[int, ...]
    starts: int
    until: int
    fields: int
    territories: int
    filing: bytes


@dataclass(frozen=True)
class Extended:
    """A right ends at `until` now."""

    contract: ClassVar = "UseRights"
    right: bytes
    achievement: bytes
    until: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class Ended:
    """A right is over, and every one under it; `by` is 0 where all agreed."""

    contract: ClassVar = "UseRights"
    right: bytes
    achievement: bytes
    ground: int
    by: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class ContractRegistered:
    """A technology contract was registered; its number is the act's digest."""

    contract: ClassVar = "TechContracts"
    digest_in: ClassVar = "contract_number"
    contract_number: bytes
    achievement: bytes
    node: int
    kind: int
    sub_kind: int
    basis: int
    source: bytes
    applicant: int
    sellers: tuple[int, ...]
    buyers: tuple[int, ...]
    terms: bytes
    filing: bytes


@dataclass(frozen=True)
class Stated:
    """A party to a contract stated sales (1) or proceeds (2), as a commitment."""

    contract: ClassVar = "TechContracts"
    contract_number: bytes
    achievement: bytes
    party: int
    number: int
    kind: int
    commitment: bytes
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class ContractChanged:
    """A contract was changed."""

    contract: ClassVar = "TechContracts"
    contract_number: bytes
    achievement: bytes
    change: int
    sub_kind: int
    terms: bytes
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class ContractCancelled:
    """A contract's registration was closed."""

    contract: ClassVar = "TechContracts"
    contract_number: bytes
    achievement: bytes
    ground: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class Anchored:
    """A head of the log was committed."""

    contract: ClassVar = "AnchorLog"
    size: int
    root: bytes
    time: int


EVENTS = (
    Granted,
    Sublicensed,
    Extended,
    Ended,
    ContractRegistered,
    Stated,
    ContractChanged,
    ContractCancelled,
    Anchored,
)
