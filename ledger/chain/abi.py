"""A contract's interface: calls, results, logs and errors between bytes and Python values."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

from ledger.core.errors import Unavailable


@dataclass(frozen=True)
class Member:
    """A function, event or error: its name, and the types and names of what goes in, is indexed, and comes out."""

    name: str
    signature: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    indexed: tuple[bool, ...]
    outputs: tuple[str, ...]

    @cached_property
    def hash(self) -> bytes:
        """keccak256 of the signature: topic of an event; its first four bytes select a function or an error."""
        return keccak(self.signature.encode())


class Interface:
    """The functions, events and errors of one ABI (names are not overloaded in our contracts)."""

    def __init__(self, abi: list[dict[str, Any]]) -> None:
        members = [(item["type"], _member(item)) for item in abi if item.get("type") in ("function", "event", "error")]
        self.functions = {member.name: member for kind, member in members if kind == "function"}
        self.events = {member.hash: member for kind, member in members if kind == "event"}
        self.errors = {member.hash[:4]: member for kind, member in members if kind == "error"}
        self._constructor = next((_member(item) for item in abi if item.get("type") == "constructor"), None)

    def call(self, name: str, arguments: tuple[Any, ...]) -> bytes:
        """Calldata of a function."""
        function = self.functions[name]
        return function.hash[:4] + encode(function.types, arguments)

    def constructor(self, arguments: tuple[Any, ...]) -> bytes:
        """The constructor's arguments, to be put behind the creation code."""
        return encode(self._constructor.types, arguments) if self._constructor else b""

    def result(self, name: str, data: bytes) -> tuple[Any, ...]:
        """What a function returned.

        :raises Unavailable: `ANSWER_MALFORMED` if the bytes do not fit, as when no contract lives at the address.
        """
        function = self.functions[name]
        try:
            return decode(function.outputs, data)
        except (DecodingError, OverflowError) as error:
            message = f"{name} answered 0x{data[:64].hex()}, which does not fit"
            next = "see that the node serves the chain of this ledger, and all of its state"
            raise Unavailable("ANSWER_MALFORMED", message, next=next, function=name) from error

    def log(self, topics: list[bytes], data: bytes) -> tuple[str, dict[str, Any]] | None:
        """Name and arguments of a log, None if it is no event of this interface."""
        event = self.events.get(topics[0]) if topics else None
        if event is None or len(topics) != 1 + sum(event.indexed):
            return None
        plain = [kind for kind, indexed in zip(event.types, event.indexed, strict=True) if not indexed]
        rest = iter(decode(plain, data))
        keys = iter(topics[1:])
        values: dict[str, Any] = {}
        for kind, name, indexed in zip(event.types, event.names, event.indexed, strict=True):
            values[name] = _topic(kind, next(keys)) if indexed else next(rest)
        return event.name, values


def error_values(error: Member, data: bytes) -> dict[str, Any] | None:
    """The values of a custom error by name, None if the bytes do not fit."""
    try:
        values = decode(error.types, data[4:])
    except (DecodingError, OverflowError):
        return None
    return dict(zip(error.names, values, strict=True))


def _topic(kind: str, word: bytes) -> Any:
    # Nearly every topic is a number or a hash: both are the word itself.
    if kind.startswith("uint"):
        return int.from_bytes(word, "big")
    return word if kind == "bytes32" else decode([kind], word)[0]


def address_of(word: bytes | str) -> str:
    """An address with its checksum, from 20 bytes or a hex string."""
    return str(to_checksum_address(word))


def _member(item: dict[str, Any]) -> Member:
    inputs = item.get("inputs", [])
    types = tuple(_type(argument) for argument in inputs)
    name = item.get("name", "")
    return Member(
        name=name,
        signature=f"{name}({','.join(types)})",
        types=types,
        names=tuple(argument.get("name") or f"value{i}" for i, argument in enumerate(inputs)),
        indexed=tuple(bool(argument.get("indexed")) for argument in inputs),
        outputs=tuple(_type(argument) for argument in item.get("outputs", [])),
    )


def _type(argument: dict[str, Any]) -> str:
    kind = str(argument["type"])
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_type(member) for member in argument['components'])}){kind[5:]}"
