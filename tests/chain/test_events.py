"""Logs of our contracts become values, and these survive the index; what nobody knows ends nothing."""

import re
from dataclasses import fields
from types import SimpleNamespace
from typing import Any, cast, get_type_hints

import pytest
from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import events
from ledger.chain.abi import Member
from ledger.chain.artifacts import NAMES, artifact
from ledger.chain.contracts import Contracts
from ledger.chain.events import TYPES, Unknown, uses
from ledger.core import acts
from ledger.core.errors import Unavailable

ADDRESSES = {"0x" + bytes([i + 1] * 20).hex(): name for i, name in enumerate(NAMES)}
CONTRACTS = cast(
    Contracts,
    SimpleNamespace(
        by_address={
            address: SimpleNamespace(name=name, interface=artifact(name).interface)
            for address, name in ADDRESSES.items()
        }
    ),
)
EMITTED = [(name, event) for name in NAMES for event in artifact(name).interface.events.values()]


def _log(contract: str, topics: list[bytes], data: bytes) -> dict[str, Any]:
    address = next(address for address, name in ADDRESSES.items() if name == contract)
    return {
        "address": address,
        "topics": ["0x" + topic.hex() for topic in topics],
        "data": "0x" + data.hex(),
        "blockNumber": "0x5",
        "blockHash": "0x" + "b1" * 32,
        "transactionHash": "0x" + "c2" * 32,
        "logIndex": "0x1",
    }


def _emitted(contract: str, event: Member, values: list[Any]) -> dict[str, Any]:
    """The log that a contract writes for these values."""
    kinds = list(zip(event.types, event.indexed, values, strict=True))
    topics = [event.hash, *(encode([kind], [value]) for kind, indexed, value in kinds if indexed)]
    plain = [(kind, value) for kind, indexed, value in kinds if not indexed]
    return _log(contract, topics, encode([kind for kind, _ in plain], [value for _, value in plain]))


def _values(kind: str) -> st.SearchStrategy[Any]:
    if kind.endswith("[]"):
        return st.lists(_values(kind[:-2]), max_size=4).map(tuple)
    if kind.startswith("("):
        inner, depth = [""], 0
        for letter in kind[1:-1]:
            depth += (letter == "(") - (letter == ")")
            if letter == "," and depth == 0:
                inner.append("")
            else:
                inner[-1] += letter
        return st.tuples(*map(_values, inner))
    if kind.startswith("uint"):
        return st.integers(0, (1 << int(kind[4:])) - 1)
    if kind == "address":
        return st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
    if kind == "bool":
        return st.booleans()
    return st.binary(min_size=32, max_size=32) if kind == "bytes32" else st.binary(max_size=100)


def test_every_event_of_the_contracts_has_a_class_with_its_members_in_their_order() -> None:
    for contract, event in EMITTED:
        snaked = [re.sub("([A-Z])", lambda found: "_" + found[1].lower(), name) for name in event.names]
        expected = ["starts" if name == "from" else name for name in snaked]
        assert [field.name for field in fields(TYPES[contract, event.name])] == expected, event.name
    assert {(contract, event.name) for contract, event in EMITTED} == set(TYPES)


def test_every_event_of_an_act_on_title_names_its_digest() -> None:
    silent = {"Adopted", "Discharged", "PartsChanged"}
    for (contract, name), kind in TYPES.items():
        if contract not in ("Authority", "AnchorLog") and name not in silent:
            assert get_type_hints(kind)[getattr(kind, "digest_in", "digest")] is bytes


@pytest.mark.parametrize(("contract", "event"), EMITTED, ids=[f"{name}.{event.name}" for name, event in EMITTED])
def test_what_a_contract_writes_is_read_and_survives_the_index(contract: str, event: Member) -> None:
    @given(st.tuples(*map(_values, event.types)))
    def survives(values: tuple[Any, ...]) -> None:
        sighted = events.decode(CONTRACTS, _emitted(contract, event, list(values)))
        found = sighted.event
        assert type(found) is TYPES[contract, event.name]
        for told, value in zip(vars(found).values(), values, strict=True):
            if isinstance(value, str):
                assert "0x" + told.hex() == value
            elif isinstance(told, uses.GrantTerms):
                assert tuple(vars(told).values()) == value
            elif isinstance(told, tuple):
                assert [one if isinstance(one, int) else tuple(vars(one).values()) for one in told] == list(value)
            else:
                assert told == value
        assert events.from_json(contract, event.name, events.to_json(found)) == found
        assert sighted.place == events.Place(5, b"\xb1" * 32, b"\xc2" * 32, 1)

    survives()


def test_a_log_that_no_version_of_ours_knows_is_kept_as_it_came() -> None:
    for topics in ([], [b"\7" * 32, b"\1" * 32]):
        found = events.decode(CONTRACTS, _log("TitleRegistry", topics, b"anything")).event
        assert found == Unknown("TitleRegistry", tuple(topics), b"anything")
        assert events.from_json("TitleRegistry", "Unknown", events.to_json(found)) == found


def test_a_log_cut_short_is_the_nodes_fault() -> None:
    whole = _emitted("AnchorLog", artifact("AnchorLog").interface.events[_topic("Anchored")], [1, b"r" * 32, 2])
    with pytest.raises(Unavailable) as refused:
        events.decode(CONTRACTS, whole | {"data": whole["data"][:-2]})
    assert refused.value.code == "NODE_GARBLED"


def _topic(name: str) -> bytes:
    return next(event.hash for _, event in EMITTED if event.name == name)


def test_every_act_is_told_by_an_event_and_every_event_that_tells_one_exists() -> None:
    told = set(events.ACTS.values())
    assert set(acts.kinds()) <= told
    assert told - set(acts.kinds()) == {"adopt", "unknown"}
    assert set(events.ACTS) - {name for _, name in events.TYPES} == {"Unknown"}
