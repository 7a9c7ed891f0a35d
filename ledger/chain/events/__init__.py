"""Events of our contracts, as frozen values, and the way from a log to them and into the index and back.

An event of a title carries the words as they stand after the act, the version reached and the digest of the act: the
read model is rebuilt from events alone. Addresses that are not ours are never decoded.
"""

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, get_args, get_type_hints

from eth_abi.exceptions import DecodingError

from ledger.chain.answered import garbled, understood
from ledger.chain.contracts import Contracts
from ledger.chain.events import authority, proceedings, titles, uses
from ledger.core.shares import Movement, Share

Event = Any
"""One of `TYPES`, or `Unknown`: what they share is `contract` and that they are frozen."""

TYPES: dict[tuple[str, str], type[Any]] = {
    (kind.contract, kind.__name__): kind for module in (authority, titles, proceedings, uses) for kind in module.EVENTS
}
"""Every event of our contracts, by the contract's name and its own."""

ACTS = {
    "Enrolled": "enrol",
    "SignerChanged": "rotate",
    "Withdrawn": "withdraw",
    "GuardianChanged": "entrust",
    "RecoveryProposed": "recover",
    "RecoveryCancelled": "cancelRecovery",
    "NodeAdmitted": "admit",
    "NodeHandedOver": "handOver",
    "NodeClosed": "closeNode",
    "Appointed": "appoint",
    "AppointmentEnded": "endAppointment",
    "Registered": "register",
    "Cancelled": "cancel",
    "Proposed": "propose",
    "ProposalVoided": "decide",
    "Confirmed": "confirm",
    "Conveyed": "convey",
    "Settled": "settle",
    "RuleAmended": "amendRule",
    "Enforced": "enforce",
    "Migrated": "migrate",
    "Adopted": "adopt",
    "Charged": "pledge",
    "Discharged": "release",
    "Prolonged": "prolong",
    "Objected": "object",
    "Retracted": "retract",
    "ObjectionDecided": "decide",
    "Frozen": "freeze",
    "Lifted": "lift",
    "Offered": "offer",
    "Taken": "take",
    "Waived": "waive",
    "OfferEnded": "withdrawOffer",
    "Announced": "announce",
    "LegalEffect": "recordEffect",
    "Released": "release",
    "Granted": "grant",
    "Sublicensed": "sublicense",
    "Extended": "extend",
    "Ended": "end",
    "ContractRegistered": "registerContract",
    "Stated": "stateContract",
    "ContractChanged": "changeContract",
    "ContractCancelled": "cancelContract",
    "Unknown": "unknown",
}
"""Which act an event tells of, by the event's name. Not here are those that only accompany another of the same act."""

_RENAMED = {"from": "starts"}
_HEXED = ("words", "fields", "territories")  # uint256: too long for what reads JSON elsewhere


@dataclass(frozen=True)
class Place:
    """Where a log stands in the chain."""

    block_number: int
    block_hash: bytes
    transaction: bytes
    log_index: int


@dataclass(frozen=True)
class Unknown:
    """A log of a contract of ours that this version has no name for: kept as it came, for a version that has one."""

    contract: str
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True)
class Sighted:
    """An event and where it stands."""

    event: Event
    place: Place


def decode(contracts: Contracts, raw: dict[str, Any]) -> Sighted:
    """The event in a log of one of our contracts. One that this version does not know is `Unknown`, and no error: a
    service that is older than a contract goes on with what it knows.

    :raises Unavailable: `NODE_GARBLED` for what is no log of a contract of ours.
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
    try:
        found = contract.interface.log(topics, data)
    except (DecodingError, OverflowError) as error:
        raise garbled("eth_getLogs") from error
    kind = TYPES.get((contract.name, found[0])) if found else None
    if found is None or kind is None:
        return Sighted(Unknown(contract.name, tuple(topics), data), place)
    return Sighted(kind(**{_snake(name): _value(name, value) for name, value in found[1].items()}), place)


def digest_of(event: Event) -> bytes | None:
    """The digest of the act that an event tells of; of some it is the number of what came to be."""
    found: bytes | None = getattr(event, getattr(event, "digest_in", "digest"), None)
    return found


def to_json(event: Event) -> dict[str, Any]:
    """The event's values JSON-ready: bytes as 0x-hex, uint256 too, other integers as they are, structs as objects."""
    return {name: _plain(name, value) for name, value in vars(event).items()}


def from_json(contract: str, name: str, values: dict[str, Any]) -> Event:
    """The inverse of `to_json`."""
    kind = TYPES.get((contract, name), Unknown)
    return _restored(kind, values)


def _snake(name: str) -> str:
    return _RENAMED.get(name) or re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)


def _value(name: str, value: Any) -> Any:
    if name == "movements":
        return tuple(Movement(*one) for one in value)
    if name == "parts":
        return tuple(Share(*one) for one in value)
    if name == "terms" and isinstance(value, tuple):
        return uses.GrantTerms(*value)
    return bytes.fromhex(value[2:]) if isinstance(value, str) else value  # an address


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, tuple):
        return [_plain(name, one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {inner: _plain(inner, one) for inner, one in vars(value).items()}
    return hex(value) if name in _HEXED else value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _restored(hint: Any, value: Any) -> Any:
    if isinstance(value, dict):
        return hint(**{name: _restored(inner, value[name]) for name, inner in _hints(hint).items()})
    if isinstance(value, list):
        return tuple(_restored(get_args(hint)[0], one) for one in value)
    if hint is bytes:
        return bytes.fromhex(value[2:])
    return int(value, 16) if hint is int and isinstance(value, str) else value
