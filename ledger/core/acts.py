"""Acts as typed messages (EIP-712): one definition, `typed_data.json`, for Solidity, Python and the browser.

A message is a plain dictionary in the shape of its type: integers as `int`, `bytes32`, `bytes` and `address` as 0x-hex
strings.
`document(…)` is what a wallet is shown, `digest(…)` the 32 bytes that are signed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from eth_abi.abi import encode
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

from ledger.core.errors import Malformed
from ledger.core.shares import Share

Message = dict[str, Any]


@dataclass(frozen=True)
class ContractDomain:
    """EIP-712 domain of one contract of one ledger.

    :param contract: address, 0x-hex.
    :param salt: the ledger's id, 32 bytes; tells two ledgers apart that share a chain id and addresses.
    """

    chain_id: int
    contract: str
    salt: bytes


@dataclass(frozen=True)
class Kind:
    """A kind of act: its name, the contract that takes it, and the type of its message."""

    name: str
    contract: str
    primary_type: str


@cache
def definition() -> dict[str, Any]:
    """The typed-data definition as it stands in `typed_data.json`."""
    text = files("ledger.core").joinpath("typed_data.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


BRINGING = frozenset({"enrol", "rotate", "recover"})
"""Kinds whose last seat signs with the signer that the message brings."""


def seats(kind_name: str, roll: Sequence[int]) -> list[tuple[int, bool]]:
    """The seats of a roll: the party, and whether it signs there with the signer that the act brings."""
    return [(party, kind_name in BRINGING and i == len(roll) - 1) for i, party in enumerate(roll)]


def header(message: Message) -> Message:
    """Where a message says when it was drafted and how long it may take effect."""
    found: Message = message.get("act") or message.get("matter") or message
    return found


@cache
def kinds() -> dict[str, Kind]:
    """All kinds of acts by name."""
    return {name: Kind(name, act["contract"], act["primaryType"]) for name, act in definition()["acts"].items()}


def kind(name: str) -> Kind:
    """The kind of that name.

    :raises Malformed: `ACT_UNKNOWN`.
    """
    if name not in kinds():
        raise Malformed("ACT_UNKNOWN", f"no act is called {name!r}", next=f"use one of {', '.join(kinds())}", kind=name)
    return kinds()[name]


def document(primary_type: str, message: Message, domain: ContractDomain) -> dict[str, Any]:
    """The whole EIP-712 document of an act or an anchor, JSON-ready: `{types, primaryType, domain, message}`."""
    values = {
        "chainId": domain.chain_id,
        "verifyingContract": to_checksum_address(domain.contract),
        "salt": "0x" + domain.salt.hex(),
    }
    return _document("contract", values, primary_type, message)


def digest(primary_type: str, message: Message, domain: ContractDomain) -> bytes:
    """The 32 bytes that the signers of an act sign.

    :raises Malformed: `MESSAGE_MALFORMED` if the message does not fit its type.
    """
    return _digest(document(primary_type, message, domain))


def filing_document(filing_type: str, node: int, filed_at: int, content: bytes, origin: str) -> dict[str, Any]:
    """The EIP-712 document of a filing, bound to the log (`origin`) and to no chain, so that it outlives one.

    :param filed_at: seconds since 1970, the filer's claim.
    :param content: sha256 of the canonical entry without its signature digest.
    """
    message = {"filingType": filing_type, "node": node, "filedAt": filed_at, "content": "0x" + content.hex()}
    return _document("log", {"salt": "0x" + log_salt(origin).hex()}, "Filing", message)


def filing_digest(filing_type: str, node: int, filed_at: int, content: bytes, origin: str) -> bytes:
    """The 32 bytes that a filer signs; the parameters are those of `filing_document`.

    The same as hashing that document by the rules of EIP-712, which a library does from the definition each time; what
    all filings of a log share is hashed once here.
    """
    message = {"filingType": filing_type, "node": node, "filedAt": filed_at, "content": "0x" + content.hex()}
    name, *numbers, digest_ = as_arguments("Filing", message)
    words = (_name_hash(name), *(number.to_bytes(32, "big") for number in numbers), digest_)
    return keccak(b"\x19\x01" + _log_separator(origin) + keccak(_type_hash("Filing") + b"".join(words)))


@cache
def _type_hash(primary_type: str) -> bytes:
    """EIP-712 typeHash of a type that refers to no other."""
    members = ",".join(f"{member['type']} {member['name']}" for member in definition()["types"][primary_type])
    return keccak(f"{primary_type}({members})".encode())


@lru_cache(maxsize=64)
def _name_hash(name: str) -> bytes:
    return keccak(name.encode())


@lru_cache(maxsize=16)
def _log_separator(origin: str) -> bytes:
    """EIP-712 domain separator of a log."""
    anything = filing_document("", 1, 0, bytes(32), origin)
    return bytes(encode_typed_data(full_message=anything).header)


def log_salt(origin: str) -> bytes:
    """Salt of the log's domain: sha256 of its origin."""
    return sha256(origin.encode()).digest()


def struct_hash(primary_type: str, message: Message) -> bytes:
    """EIP-712 hashStruct of a message, without any domain; a proposal is stored on the chain as that of its `Terms`."""
    anywhere = ContractDomain(0, "0x" + "00" * 20, bytes(32))
    signable = encode_typed_data(full_message=document(primary_type, message, anywhere))
    return bytes(signable.body)


def achievement_number(node: int, leaf: bytes) -> bytes:
    """An achievement's number: keccak256(abi.encode(uint32 node, bytes32 leaf of its registration filing))."""
    return keccak(encode(["uint32", "bytes32"], [node, leaf]))


def fold_trail(trail: bytes, digest: bytes, version: int, time: int) -> bytes:
    """The trail after one more act: keccak256(abi.encode(trail, digest, version, time)); it starts as 32 zero bytes.

    :param version: the version that the act led to.
    :param time: the block's timestamp in seconds.
    """
    return keccak(encode(["bytes32", "bytes32", "uint32", "uint40"], [trail, digest, version, time]))


def anchor_commitment(size: int, root: bytes, time: int) -> bytes:
    """What the write-once slot of a tree size holds: keccak256(abi.encode(uint64 size, bytes32 root, uint40 time))."""
    return keccak(encode(["uint64", "bytes32", "uint40"], [size, root, time]))


def shares_message(table: list[Share]) -> list[Message]:
    """A table of holders in the shape of `Share[]`."""
    return [{"party": share.party, "units": share.units} for share in table]


def as_arguments(primary_type: str, message: Message) -> tuple[Any, ...]:
    """The message as the nested tuple that ABI encoding wants, bytes as bytes.

    :raises Malformed: `MESSAGE_MALFORMED` naming the member that is missing or unknown.
    """
    members = definition()["types"][primary_type]
    names = {member["name"] for member in members}
    if not isinstance(message, dict) or set(message) != names:
        given = sorted(message) if isinstance(message, dict) else message
        raise _malformed(primary_type, f"an object of {', '.join(sorted(names))}", given)
    return tuple(_argument(member["type"], message[member["name"]], member["name"]) for member in members)


def from_arguments(primary_type: str, values: Sequence[Any]) -> Message:
    """The message of a decoded tuple: the inverse of `as_arguments`.

    :param values: as ABI decoding gives them, one for each member of the type.
    """
    members = definition()["types"][primary_type]
    return {m["name"]: _message_value(m["type"], value) for m, value in zip(members, values, strict=True)}


def _message_value(type_name: str, value: Any) -> Any:
    if type_name.endswith("[]"):
        return [_message_value(type_name[:-2], item) for item in value]
    if type_name in definition()["types"]:
        return from_arguments(type_name, value)
    if type_name == "address":
        return value.lower()
    return "0x" + value.hex() if isinstance(value, bytes) else value


def _malformed(member: str, wanted: str, given: Any) -> Malformed:
    message = f"{member} is {wanted}, not {given!r}; bytes are written as 0x-hex"
    return Malformed("MESSAGE_MALFORMED", message, next=f"correct {member}", member=member, type=wanted)


def _argument(type_name: str, value: Any, name: str) -> Any:
    if type_name.endswith("[]"):
        if not isinstance(value, list):
            raise _malformed(name, type_name, value)
        return [_argument(type_name[:-2], item, name) for item in value]
    if type_name in definition()["types"]:
        return as_arguments(type_name, value)
    if type_name.startswith("bytes"):
        try:
            raw = bytes.fromhex(value.removeprefix("0x"))
        except (AttributeError, ValueError):
            raise _malformed(name, type_name, value) from None
        size = int(type_name[5:] or len(raw))
        if len(raw) != size or not value.startswith("0x"):
            raise _malformed(name, type_name, value)
        return raw
    if type_name == "address":
        _argument("bytes20", value, name)
        return to_checksum_address(value)
    if type_name == "string":
        if not isinstance(value, str):
            raise _malformed(name, type_name, value)
        return value
    bits = int(type_name.removeprefix("uint"))
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << bits:
        raise _malformed(name, type_name, value)
    return value


def _document(domain: str, values: Message, primary_type: str, message: Message) -> dict[str, Any]:
    spec = definition()
    as_arguments(primary_type, message)
    types = {"EIP712Domain": spec["domains"][domain]} | {name: spec["types"][name] for name in _used(primary_type)}
    return {
        "types": types,
        "primaryType": primary_type,
        "domain": {"name": spec["name"], "version": spec["version"], **values},
        "message": message,
    }


@cache
def _used(primary_type: str) -> tuple[str, ...]:
    types = definition()["types"]
    found = [primary_type]
    for name in found:
        for member in types[name]:
            inner = member["type"].removesuffix("[]")
            if inner in types and inner not in found:
                found.append(inner)
    return tuple(found)


def _digest(typed_document: dict[str, Any]) -> bytes:
    signable = encode_typed_data(full_message=typed_document)
    return keccak(b"\x19" + signable.version + signable.header + signable.body)
