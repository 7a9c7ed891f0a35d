"""Finding what a number names: achievements, filings, parties, nodes, acts, transactions, documents.

What is private is not searched: names of persons, and numbers that stand inside filings only.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger import finding
from ledger.chain.events import ACTS
from ledger.core import act_words, identifiers, meanings
from ledger.core.errors import Malformed
from ledger.queries import act_told, moment
from ledger.store import lookup, network
from ledger.store.lookup import ActSeen
from ledger.store.vault import Vault

LEAST = 6
"""Hex digits of a beginning that is searched for."""
MOST = 10
"""Finds of each kind that are named."""
LONGEST = 200

_HEX = re.compile(rf"(?:0x)?([0-9a-f]{{{LEAST},64}})")
_NUMBER = re.compile(r"(?:(party|主体|node|节点)\s*[:#]?\s*|第\s*)?([1-9][0-9]{0,9})(?:\s*号(?:主体|节点)?)?")
_LARGEST = (1 << 32) - 1
_THINGS = ("offer", "pledge", "right", "contract")


@dataclass(frozen=True)
class Find:
    """Something that a number names.

    :param kind: `achievement`, `filing`, `document` (a filing that names a file of this digest), `party`, `node`,
        `act`, `transaction`, `offer`, `pledge`, `right` or `contract`.
    :param id: number or hash, hex without 0x; of parties and nodes a decimal number.
    :param act: kind of act, of acts and transactions. :param achievement: on which it was, where it was on one.
    :param line: of a manifest the line that names the file.
    :param time: seconds since 1970: of its block, of a filing when it was received; None for titles and nodes.
    """

    kind: str
    id: str
    act: str | None = None
    achievement: bytes | None = None
    line: int | None = None
    time: int | None = None


@dataclass(frozen=True)
class Search:
    """What was found. :param read_as: as what the words were understood: `beginning`, `hash`, `number`, `node_kind`,
    `registration_number`; empty if as nothing."""

    query: str
    read_as: tuple[str, ...]
    finds: tuple[Find, ...]


def search(connection: Connection, opened: Vault, words: str) -> Search:
    """Everything public that these words name.

    :raises Malformed: `SEARCH_EMPTY`, `SEARCH_TOO_LONG`.
    """
    query = unicodedata.normalize("NFKC", words).strip()
    if not query:
        raise Malformed("SEARCH_EMPTY", "there is nothing to search for", next="give a number or its beginning")
    if len(query) > LONGEST:
        message = f"{len(query)} characters are no number of this ledger"
        raise Malformed("SEARCH_TOO_LONG", message, next="give a number or its beginning", length=len(query))
    asked = query.casefold()
    read: list[str] = []
    found: list[Find] = []
    when = moment(connection).number
    if numbered := _NUMBER.fullmatch(asked):
        read.append("number")
        found += _numbered(connection, numbered, asked, when)
    if kinds := _node_kinds(asked):
        read.append("node_kind")
        found += [_node(row) for row in network.all_nodes(connection, when) if row.kind in kinds][:MOST]
    if digits := _HEX.fullmatch(asked):
        whole = len(digits[1]) == 64
        read.append("hash" if whole else "beginning")
        found += _beginning(connection, digits[1])
        if whole:
            found += _hash(connection, opened, bytes.fromhex(digits[1]))
    if identifiers.is_achievement_reg_no(query.upper()) or identifiers.is_contract_reg_no(query):
        read.append("registration_number")
    return Search(query, tuple(read), tuple(dict.fromkeys(found)))


def _numbered(connection: Connection, numbered: re.Match[str], asked: str, when: int) -> Iterator[Find]:
    number, said = int(numbered[2]), numbered[1] or ""
    if number > _LARGEST:
        return
    only_node = said in ("node", "节点") or asked.endswith("节点")
    only_party = said in ("party", "主体") or asked.endswith("主体")
    if not only_node and (party := network.party(connection, number, when)) is not None:
        yield Find("party", str(number), time=party.enrolled_at)
    if not only_party and (node := network.node(connection, number, when)) is not None:
        yield _node(node)


def _node(row: network.NodeRow) -> Find:
    return Find("node", str(row.node), time=row.since)


def _node_kinds(asked: str) -> set[int]:
    numbers, names = act_words.CHOICES["Admission", "kind"]
    told = {name: {name, f"{name} node", *map(_plain, names[name])} for name in numbers}
    told["core"].add("核心")
    told["regional"] |= {"区域", "区域节点"}
    told["specialised"] |= {"专业", "专业节点"}
    return {meanings.NODE_KINDS[name] for name, spellings in told.items() if asked in spellings}


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


def _beginning(connection: Connection, digits: str) -> Iterator[Find]:
    first, last = bytes.fromhex(digits.ljust(64, "0")), bytes.fromhex(digits.ljust(64, "f"))
    for number in lookup.achievements_from(connection, first, last, MOST):
        yield Find("achievement", number.hex(), achievement=number)
    for filing in lookup.filings_from(connection, first, last, MOST):
        yield Find("filing", filing.leaf.hex(), time=filing.received_at)


def _hash(connection: Connection, opened: Vault, value: bytes) -> Iterator[Find]:
    for algorithm in ("sha256", "sm3"):
        for sighting in finding.find_by_digest(connection, opened, algorithm, value)[:MOST]:
            filing = sighting.filing
            yield Find("document", filing.leaf.hex(), line=sighting.line, time=filing.received_at)
    for seen in lookup.acts_of_digest(connection, value, MOST):
        if seen.name in ACTS or seen.theme is not None:
            yield _act(seen, value)
    for seen in lookup.acts_of_transaction(connection, value, MOST):
        if seen.name in ACTS or seen.theme is not None:
            yield Find("transaction", value.hex(), _kind(seen), seen.achievement, time=seen.time)


def _act(seen: ActSeen, digest: bytes) -> Find:
    begins = seen.opens and seen.subject == digest and seen.theme in _THINGS
    kind = seen.theme if begins and seen.theme is not None else "act"
    return Find(kind, digest.hex(), _kind(seen), seen.achievement, time=seen.time)


def _kind(seen: ActSeen) -> str:
    """The kind of act; `unknown` for what only a version of a title tells apart."""
    return act_told(seen.name, seen.cause) if seen.name in ACTS else "unknown"
