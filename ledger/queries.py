"""Answers from the sightings. Every one says as of which block it holds, and whether that block is final.

Everything comes from the index, also which block is final: that the node is away, behind, or turning changes no answer.
"""

import re
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from ledger.answers import (
    FilingStatus,
    Holdings,
    Moment,
    Node,
    Notice,
    Party,
    Status,
    Step,
    unknown_achievement,
)
from ledger.chain.contracts import Contracts
from ledger.core import calendar
from ledger.core.errors import Malformed, NotFound, Unavailable
from ledger.core.meanings import CONFIRMED, NOTICE, SHARES_FREE, rule_name
from ledger.core.powers import BIT
from ledger.core.shares import Share, unpack
from ledger.store import filings, network, sightings, titles
from ledger.store.network import AppointmentRow, NodeRow
from ledger.store.sightings import SeenBlock
from ledger.store.titles import ProposalAt, TitleAt

BELOW = BIT["below"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
_MOST_HELD = 1000


def parse_at(text: str) -> int:
    """The last second that `?at=` includes: a day means 24:00 Asia/Shanghai that day, so every block before the next
    midnight counts; an RFC 3339 instant includes that second.

    :raises Malformed: `AT_MALFORMED`.
    """
    try:
        if _DAY.fullmatch(text):
            return calendar.end_of_day(date.fromisoformat(text)) - 1
        if _INSTANT.fullmatch(text):
            return _seconds(datetime.fromisoformat(text.upper().replace(" ", "T")))
    except (ValueError, OverflowError):
        pass
    wanted = "give a day such as 2026-04-08, or an instant such as 2026-04-08T09:30:00+08:00"
    raise Malformed("AT_MALFORMED", f"{text!r} is neither a day nor an instant", next=wanted, at=text)


def moment(connection: Connection, at: int | None = None, block: int | None = None) -> Moment:
    """The block that a question means: of that number, or the last one not after `at`, or the newest one read.

    :raises NotFound: `BEFORE_LEDGER`, `BLOCK_UNKNOWN`.
    :raises Unavailable: `INDEX_EMPTY` while nothing was read yet.
    """
    newest = sightings.head(connection)
    if newest is None:
        raise Unavailable("INDEX_EMPTY", "no block of the chain was read yet", next="repeat the request in a moment")
    found = newest
    if block is not None:
        numbered = sightings.block(connection, block)
        if numbered is None:
            message = f"block {block} is none that was read; {newest.number} is the newest"
            raise NotFound("BLOCK_UNKNOWN", message, block=block, newest=newest.number)
        found = numbered
    elif at is not None and at < newest.time:
        earlier = titles.block_at(connection, at)
        if earlier is None:
            raise NotFound("BEFORE_LEDGER", f"the ledger did not exist at {at}", next="ask for a later time", at=at)
        found = earlier
    return _moment(found, sightings.final(connection))


def holdings(
    connection: Connection,
    achievement: bytes,
    *,
    at: int | None = None,
    block: int | None = None,
) -> Holdings:
    """Who owned an achievement as of a block number or a second; now if neither is given.

    :raises NotFound: `ACHIEVEMENT_UNKNOWN` if nothing was registered by then.
    """
    when = moment(connection, at, block)
    found = titles.title(connection, achievement, when.number)
    if found is None:
        raise unknown_achievement(achievement, when.number)
    version = found.version
    table = _table(found)
    notice = _notice(titles.open_proposal(connection, achievement, when.number))
    confirmed = version.status == CONFIRMED
    return Holdings(
        achievement=achievement,
        status=NOTICE if notice is not None and not confirmed else version.status,
        version=version.version,
        node=version.node,
        owners=table if confirmed else (),
        claimed=() if confirmed else table,
        rule=rule_name(version.rule),
        shares_free=bool(version.rule & SHARES_FREE),
        delegate=version.delegate,
        notice=notice,
        act=version.act,
        digest=version.digest,
        filing=version.filing,
        use_grant=version.use_grant,
        transaction=found.source.tx_hash,
        since=found.source.block.time,
        as_of=when,
    )


def history(
    connection: Connection,
    achievement: bytes,
    *,
    at: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> tuple[list[Step], Moment]:
    """The acts that made a title, oldest first, behind a step's `cursor`, and the block up to which they reach.

    :raises NotFound: `ACHIEVEMENT_UNKNOWN`.
    """
    when = moment(connection, at)
    if titles.title(connection, achievement, when.number) is None:
        raise unknown_achievement(achievement, when.number)
    place = (-1, -1) if after is None else divmod(after, 1 << 32)
    found = titles.history(connection, achievement, when.number, after=place, limit=limit)
    return [_step(item) for item in found], when


def party(connection: Connection, number: int, *, at: int | None = None) -> Party:
    """A party with its signers, appointments and titles.

    :raises NotFound: `PARTY_UNKNOWN`.
    """
    when = moment(connection, at)
    row = network.party(connection, number, when.number)
    if row is None:
        raise NotFound("PARTY_UNKNOWN", f"no party has the number {number}", party=number)
    return Party(
        row=row,
        signers=tuple(network.signers_of(connection, number, when.number)),
        appointments=tuple(network.appointments_of(connection, number, when.number)),
        titles=tuple(titles.held_by(connection, number, when.number, limit=_MOST_HELD)),
        as_of=when,
    )


def parties_of_signer(connection: Connection, signer: bytes) -> list[int]:
    """The parties whose present signer this is (ERC-7913 bytes), lowest number first."""
    return network.parties_of_signer(connection, signer)


def node(connection: Connection, number: int, *, at: int | None = None) -> Node:
    """A node with its appointments.

    :raises NotFound: `NODE_UNKNOWN`.
    """
    when = moment(connection, at)
    row = network.node(connection, number, when.number)
    if row is None:
        raise NotFound("NODE_UNKNOWN", f"no node has the number {number}", node=number)
    children = tuple(other.node for other in network.all_nodes(connection, when.number) if other.parent == number)
    return Node(row, tuple(network.appointments_at(connection, number, when.number)), children, when)


def nodes(connection: Connection, *, at: int | None = None) -> tuple[list[NodeRow], Moment]:
    """Every node, by number."""
    when = moment(connection, at)
    return network.all_nodes(connection, when.number), when


def appointment(connection: Connection, number: int, *, at: int | None = None) -> tuple[AppointmentRow, Moment]:
    """An appointment as it stood.

    :raises NotFound: `APPOINTMENT_UNKNOWN`.
    """
    when = moment(connection, at)
    row = network.appointment(connection, number, when.number)
    if row is None:
        raise NotFound("APPOINTMENT_UNKNOWN", f"no appointment has the number {number}", appointment=number)
    return row, when


def competent(
    connection: Connection, appointment: int, power: int, node: int, *, at: int | None = None
) -> tuple[bool, Moment]:
    """Whether an appointment carried the power (bits, all of them) for a node at a second, by the contract's rule:
    appointment and its own node in force, and the acted-for node that one or, with BELOW, one under it.
    """
    when = moment(connection, at)
    time = when.time if at is None else at
    row = network.appointment(connection, appointment, when.number)
    if row is None or power == 0 or row.powers & power != power or not row.starts <= time < row.until:
        return False, when
    known = {other.node: other for other in network.all_nodes(connection, when.number) if other.since <= time}
    own = known.get(row.node)
    if own is None or (own.until is not None and own.until <= time):
        return False, when
    parents = {other.node: other.parent for other in known.values()}
    above = node
    while above in parents and above != row.node and row.powers & BELOW:
        above = parents[above]
    return above == row.node, when


def filing_status(connection: Connection, leaf: bytes) -> FilingStatus:
    """How far a filing has come.

    :raises NotFound: `FILING_UNKNOWN`.
    """
    filing = filings.require(connection, leaf)
    newest = sightings.head(connection)
    anchored = None
    if filing.leaf_index is not None and newest is not None:
        anchored = titles.anchor_of_index(connection, filing.leaf_index, newest.number)
    final = anchored is not None and anchored.source.block.number <= sightings.final(connection)
    return FilingStatus(leaf, filing.type, filing.node, filing.received_at, filing.leaf_index, anchored, final)


def status(connection: Connection, contracts: Contracts) -> Status:
    """How chain and index stand."""
    head, final = contracts.chain.head(), contracts.chain.final()
    newest = sightings.head(connection)
    lag = head.number - (contracts.deployment.first_block - 1 if newest is None else newest.number)
    return Status(
        deployment=contracts.deployment,
        head=Moment(head.number, head.hash, head.time, head.number <= final.number),
        final=Moment(final.number, final.hash, final.time, True),
        indexed=None if newest is None else _moment(newest, sightings.final(connection)),
        lag=max(0, lag),
        anchor=None if newest is None else titles.last_anchor(connection, newest.number),
    )


def _moment(block: SeenBlock, final: int) -> Moment:
    return Moment(block.number, block.hash, block.time, block.number <= final)


def _notice(proposed: ProposalAt | None) -> Notice | None:
    if proposed is None:
        return None
    return Notice(
        terms=proposed.terms,
        until=proposed.notice_until,
        digest=proposed.digest,
        filing=proposed.filing,
        opened=proposed.source.block.time,
    )


def _step(item: TitleAt | ProposalAt) -> Step:
    version = item.version if isinstance(item, TitleAt) else None
    proposal = item if isinstance(item, ProposalAt) else None
    what = item.version if isinstance(item, TitleAt) else item
    return Step(
        act=version.act if version else "propose",
        version=what.version,
        digest=what.digest,
        filing=what.filing,
        table=_table(item) if isinstance(item, TitleAt) else None,
        rule=version.rule if version else None,
        basis=version.basis if version else None,
        terms=proposal.terms if proposal else None,
        notice_until=proposal.notice_until if proposal else None,
        transaction=item.source.tx_hash,
        block=item.source.block,
        cursor=item.source.block.number << 32 | item.source.log_index,
    )


def _table(found: TitleAt) -> tuple[Share, ...]:
    return tuple(unpack(found.version.words, found.version.entries))


def _seconds(instant: datetime) -> int:
    # Whole seconds: what happened within the named second is included.
    return int((instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1))
