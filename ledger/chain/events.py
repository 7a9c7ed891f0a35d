"""Events of our contracts, as frozen values.

An event of a title carries the words as they stand after the act, the version reached and the digest of the act: the
read model is rebuilt from events alone. Addresses that are not ours are never decoded.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.chain.answered import understood
from ledger.chain.contracts import Contracts
from ledger.core.errors import Corrupt


@dataclass(frozen=True)
class Place:
    """Where a log stands in the chain."""

    block_number: int
    block_hash: bytes
    transaction: bytes
    log_index: int


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
class NodeAdmitted:
    """A node joined under its parent; the core has parent 0."""

    contract: ClassVar = "Authority"
    node: int
    parent: int
    operator: int
    kind: int


@dataclass(frozen=True)
class Appointed:
    """An officer got powers at a node; in force from `starts`, no longer from `until` (seconds)."""

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
    """A notice opened for terms (their EIP-712 struct hash); the version stays."""

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
class Conveyed:
    """Units moved; `words` is the table after all movements."""

    contract: ClassVar = "TitleRegistry"
    achievement: bytes
    version: int
    digest: bytes
    basis: int
    words: tuple[int, ...]
    filing: bytes


@dataclass(frozen=True)
class Anchored:
    """A head of the log was committed."""

    contract: ClassVar = "AnchorLog"
    size: int
    root: bytes
    time: int


Event = Enrolled | NodeAdmitted | Appointed | AppointmentEnded | Registered | Proposed | Confirmed | Conveyed | Anchored
_TYPES: dict[tuple[str, str], type[Event]] = {
    (kind.contract, kind.__name__): kind
    for kind in (
        Enrolled,
        NodeAdmitted,
        Appointed,
        AppointmentEnded,
        Registered,
        Proposed,
        Confirmed,
        Conveyed,
        Anchored,
    )
}
_RENAMED = {"recoveryDays": "recovery_days", "from": "starts", "noticeUntil": "notice_until", "useGrant": "use_grant"}


@dataclass(frozen=True)
class Sighted:
    """An event and where it stands."""

    event: Event
    place: Place


def decode(contracts: Contracts, raw: dict[str, Any]) -> Sighted:
    """The event in a log of one of our contracts.

    :raises Unavailable: `NODE_GARBLED` for what is no log of a contract of ours.
    :raises Corrupt: `EVENT_UNKNOWN`: our own contracts emit nothing that their ABI does not know.
    """
    with understood("eth_getLogs"):
        contract = contracts.by_address[raw["address"].lower()]
        topics = [bytes.fromhex(topic[2:]) for topic in raw["topics"]]
        data = bytes.fromhex(raw["data"][2:])
        place = Place(
            block_number=int(raw["blockNumber"], 16),
            block_hash=bytes.fromhex(raw["blockHash"][2:]),
            transaction=bytes.fromhex(raw["transactionHash"][2:]),
            log_index=int(raw["logIndex"], 16),
        )
    found = contract.interface.log(topics, data)
    kind = _TYPES.get((contract.name, found[0])) if found else None
    if found is None or kind is None:
        raise Corrupt("EVENT_UNKNOWN", f"log {raw['logIndex']} of {raw['address']} is no event that this version knows")
    return Sighted(kind(**{_RENAMED.get(name, name): value for name, value in found[1].items()}), place)


def to_json(event: Event) -> dict[str, Any]:
    """The event's values JSON-ready: bytes as 0x-hex, words (uint256) too, other integers as they are."""
    return {name: _plain(value) for name, value in vars(event).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, tuple):
        return [hex(word) for word in value]
    return value
