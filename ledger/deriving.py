"""What follows from an event: the rows of the index. Nothing is asked but the rows that stand already."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from ledger.chain import events
from ledger.chain.events import Event, Sighted, Unknown
from ledger.chain.events.authority import (
    Appointed,
    AppointmentEnded,
    Enrolled,
    GuardianChanged,
    NodeAdmitted,
    NodeClosed,
    NodeHandedOver,
    RecoveryCancelled,
    RecoveryProposed,
    SignerChanged,
    Withdrawn,
)
from ledger.chain.events.proceedings import (
    Announced,
    Frozen,
    LegalEffect,
    Lifted,
    Objected,
    ObjectionDecided,
    Offered,
    OfferEnded,
    PartsChanged,
    Pledged,
    Prolonged,
    Released,
    Retracted,
    Taken,
    Waived,
)
from ledger.chain.events.titles import (
    Adopted,
    Cancelled,
    Confirmed,
    Conveyed,
    Discharged,
    Enforced,
    Migrated,
    ProposalVoided,
    Proposed,
    Registered,
    RuleAmended,
    Versioned,
)
from ledger.chain.events.uses import (
    Anchored,
    ContractCancelled,
    ContractChanged,
    ContractRegistered,
    Ended,
    Extended,
    Granted,
    Stated,
    Sublicensed,
)
from ledger.core.errors import Corrupt
from ledger.core.meanings import CLOSED, CONFIRMED, CONTESTED, MOVING, REGISTERED
from ledger.core.shares import unpack
from ledger.store import sightings
from ledger.store.sightings import TitleVersion

Row = tuple[str, dict[str, Any]]

_FIELD = (1 << 64) - 1
_FIELDS_PER_WORD = 4
_SETTLED = (5, 6)


def rows(sighted: Sighted, titles: "Titles", time: int) -> Iterator[Row]:
    """What follows from one event, as (table, row) without its place.

    :param time: of its block, in seconds.
    """
    event = sighted.event
    yield from _network_rows(event, time)
    if isinstance(event, Proposed):
        names = ("achievement", "version", "terms", "round", "notice_until", "digest", "filing")
        yield "proposals", {name: getattr(event, name) for name in names}
    elif isinstance(event, Anchored):
        yield "anchors", dict(vars(event))
    elif isinstance(event, Versioned):
        yield "title_versions", titles.row(event, sighted)
    told = fact(event)
    if told is not None:
        yield "facts", dict(vars(told))


def _network_rows(event: Event, time: int) -> Iterator[Row]:
    match event:
        case Enrolled():
            names = ("party", "kind", "identity", "voucher", "guardian")
            yield "parties", {name: getattr(event, name) for name in names}
            signer = {"party": event.party, "signer": event.signer}
            yield "signers", {**signer, "since": time, "cause": 0, "may_dispose": 0}
        case SignerChanged():
            yield "signers", dict(vars(event))
        case NodeAdmitted():
            yield "nodes", dict(vars(event))
        case Appointed():
            yield "appointments", dict(vars(event))
        case AppointmentEnded():
            yield "appointment_ends", dict(vars(event))


@dataclass(frozen=True)
class Fact:
    """A row of `facts` without its place: of which thing an event speaks."""

    theme: str
    subject: bytes
    achievement: bytes | None = None
    part: int = 0
    opens: bool = False
    echo: bool = False


def number_of(number: int) -> bytes:
    """The subject of facts about the party or node of a number."""
    return number.to_bytes(4, "big")


def _party_fact(event: Event) -> Fact | None:
    match event:
        case Enrolled() | SignerChanged() | Withdrawn() | GuardianChanged() | RecoveryProposed() | RecoveryCancelled():
            return Fact("party", number_of(event.party), opens=isinstance(event, Enrolled))
        case NodeAdmitted() | NodeHandedOver() | NodeClosed():
            return Fact("node", number_of(event.node), opens=isinstance(event, NodeAdmitted))
        case Unknown():
            titled = event.topics[1] if event.contract == "TitleRegistry" and len(event.topics) > 1 else None
            return Fact("unknown", titled or b"", titled, opens=True)
        case _:
            return None


def fact(event: Event) -> Fact | None:
    """Of which thing an event speaks; None for those that stand in tables of their own."""
    if isinstance(event, Proposed | Versioned) and not isinstance(event, Enforced):
        return Fact("title", event.achievement, event.achievement, echo=isinstance(event, Discharged))
    match event:
        case Prolonged():
            return Fact("notice", event.achievement, event.achievement)
        case Objected():
            opens = event.objection == event.digest
            return Fact("objection", event.objection, event.achievement, part=0 if opens else 1, opens=opens)
        case Retracted() | ObjectionDecided():
            echo = isinstance(event, ObjectionDecided) and event.effect != 0
            return Fact("objection", event.objection, event.achievement, part=2, echo=echo)
        case Frozen() | Lifted():
            subject = event.achievement + event.number.to_bytes(2, "big")
            return Fact("freeze", subject, event.achievement, opens=isinstance(event, Frozen))
        case Offered():
            return Fact("offer", event.offer, event.achievement, opens=True)
        case Taken() | Waived():
            return Fact("offer", event.offer, event.achievement, part=event.party)
        case OfferEnded():
            return Fact("offer", event.offer, event.achievement, echo=event.status in _SETTLED)
        case Announced() | Enforced():
            subject = event.achievement + event.terms
            return Fact("order", subject, event.achievement, opens=isinstance(event, Announced))
        case LegalEffect():
            subject = event.achievement + number_of(event.version)
            return Fact("effect", subject, event.achievement, opens=True)
        case Pledged() | Released() | PartsChanged():
            opens = isinstance(event, Pledged)
            return Fact("pledge", event.pledge, event.achievement, opens=opens, echo=not isinstance(event, Released))
        case Granted() | Sublicensed() | Extended() | Ended():
            opens = isinstance(event, Granted | Sublicensed)
            return Fact("right", event.right, event.achievement, opens=opens)
        case ContractRegistered() | ContractCancelled():
            opens = isinstance(event, ContractRegistered)
            return Fact("contract", event.contract_number, event.achievement, opens=opens)
        case ContractChanged():
            return Fact("contract", event.contract_number, event.achievement, part=event.change)
        case Stated():
            return Fact("statement", event.contract_number, event.achievement, part=event.party, opens=True)
        case _:
            return _party_fact(event)


class Titles:
    """The newest versions of the titles that a batch touches: what an event does not repeat, its predecessor says."""

    def __init__(self, connection: Connection, found: list[Sighted]) -> None:
        touched = {s.event.achievement for s in found if isinstance(s.event, Versioned)}
        self._last = sightings.latest_titles(connection, touched) if touched else {}
        self._gaps = sightings.known_gaps(connection, touched) if touched else set()
        self._gaps |= {told.subject for s in found if isinstance(s.event, Unknown) and (told := fact(s.event))}
        self._filings = {
            digest: s.event.filing
            for s in found
            if (digest := events.digest_of(s.event)) is not None and hasattr(s.event, "filing")
        }
        self._released = {s.place.transaction: s.event for s in found if isinstance(s.event, Released)}

    def row(self, event: Versioned, sighted: Sighted) -> dict[str, Any]:
        """The row of `title_versions` that an event makes.

        :raises Corrupt: `VERSION_GAP` if an event before it is missing.
        """
        before = self._last.get(event.achievement)
        self._check(event, before)
        words = getattr(event, "words", ()) or (before.words if before else ())
        entries = _entries(words)
        rule, delegate = _rule(event, before)
        digest, filing = self._source(event, sighted)
        use_grant = event.use_grant if isinstance(event, Confirmed) else b""
        version = TitleVersion(
            achievement=event.achievement,
            version=event.version,
            act=events.ACTS[type(event).__name__],
            status=_status(event, before),
            node=event.node if isinstance(event, Registered | Adopted) else _required(before).node,
            rule=rule,
            delegate=delegate,
            entries=entries,
            words=tuple(words),
            digest=digest,
            filing=filing,
            use_grant=use_grant if any(use_grant) else None,
            basis=event.basis if isinstance(event, Conveyed) else None,
            ground=event.ground if isinstance(event, Cancelled | Enforced) else None,
            successor=event.successor if isinstance(event, Migrated) else None,
            block_number=sighted.place.block_number,
            log_index=sighted.place.log_index,
        )
        self._last[event.achievement] = version
        holders = [share.party for share in unpack(version.words, entries)]
        return {**vars(version), "words": sightings.words_bytes(version.words), "holders": holders}

    def _check(self, event: Versioned, before: TitleVersion | None) -> None:
        if isinstance(event, Adopted) and before is None:
            return
        step = 0 if isinstance(event, Discharged) else 1
        if event.version == (0 if before is None else before.version) + step:
            return
        if before is not None and event.version > before.version and event.achievement in self._gaps:
            return  # what lies between was seen, and is beyond this version
        message = f"version {event.version} of 0x{event.achievement.hex()} follows {before and before.version}"
        raise Corrupt("VERSION_GAP", message, next="the node hides events: index from another node")

    def _source(self, event: Versioned, sighted: Sighted) -> tuple[bytes | None, bytes | None]:
        """Digest and filing of the act, which a companion's event tells where the registry's does not: they stand in
        one transaction, so in one batch."""
        if isinstance(event, Discharged):
            released = self._released.get(sighted.place.transaction)
            return (released.digest, released.filing) if released else (None, None)
        digest = events.digest_of(event)
        return digest, getattr(event, "filing", None) or (self._filings.get(digest) if digest else None)


def _status(event: Versioned, before: TitleVersion | None) -> int:
    """As the contract stores it, save that an open notice is told by its proposal."""
    match event:
        case Registered():
            return REGISTERED
        case Cancelled() | Migrated():
            return CLOSED
        case Enforced() if event.ground not in MOVING:
            return CLOSED
        case ProposalVoided():
            if _required(before).status == CONFIRMED:
                return CONFIRMED
            return REGISTERED if event.closed else CONTESTED
        case _:
            return CONFIRMED


def _rule(event: Versioned, before: TitleVersion | None) -> tuple[int, int]:
    match event:
        case Registered():
            return 0, 0
        case Confirmed() | RuleAmended() | Adopted():
            return event.rule, event.delegate
        case _:
            standing = _required(before)
            return standing.rule, standing.delegate


def _required(before: TitleVersion | None) -> TitleVersion:
    if before is None:  # the version check has refused this already
        raise Corrupt("VERSION_GAP", "a title has no first version")
    return before


def _entries(words: tuple[int, ...]) -> int:
    """How many entries the words hold: emptied entries are closed up, so the first empty one ends the table."""
    entries = [word >> 64 * i & _FIELD for word in words for i in range(_FIELDS_PER_WORD)]
    return entries.index(0) if 0 in entries else len(entries)
