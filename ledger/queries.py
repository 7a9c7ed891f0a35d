"""Answers from the sightings. Every one says as of which block it holds, and whether that block is final.

Everything comes from the index, also which block is final: that the node is away, behind, or turning changes no answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from ledger.answers import (
    FilingStatus,
    Holdings,
    Moment,
    Notice,
    RecentAct,
    Status,
    Step,
    unknown_achievement,
)
from ledger.chain.contracts import Contracts
from ledger.chain.events import ACTS
from ledger.core import calendar
from ledger.core.errors import Malformed, NotFound, Unavailable
from ledger.core.meanings import CONTESTED, NOTICE, RECOVERED, REGISTERED, SHARES_FREE, rule_name
from ledger.core.shares import Share, unpack
from ledger.store import facts, filings, recent, sightings, titles
from ledger.store.facts import FactAt
from ledger.store.filings import StoredFiling
from ledger.store.sightings import SeenBlock
from ledger.store.titles import AnchorAt, ProposalAt, TitleAt

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")


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
            raise NotFound(
                "BLOCK_UNKNOWN", message, next="ask for one that was read", block=block, newest=newest.number
            )
        found = numbered
    elif at is not None and at < newest.time:
        earlier = titles.block_at(connection, at)
        if earlier is None:
            raise NotFound(
                "BEFORE_LEDGER",
                f"the ledger did not exist at {calendar.moment(at)}",
                next="ask for a later time",
                at=at,
            )
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
    proposed = titles.last_proposal(connection, achievement, when.number)
    marks = _marks(connection, achievement, when, proposed)
    notice = _notice(proposed[0], marks.notice_until) if proposed is not None and proposed[1] is None else None
    confirmed = version.rule != 0  # a closed title that was confirmed shows whom it belonged to
    return Holdings(
        achievement=achievement,
        status=NOTICE if notice is not None and version.status in (REGISTERED, CONTESTED) else version.status,
        version=version.version,
        node=version.node,
        owners=table if confirmed else (),
        claimed=() if confirmed else table,
        encumbered=_encumbered(found),
        rule=rule_name(version.rule),
        shares_free=bool(version.rule & SHARES_FREE),
        delegate=version.delegate,
        notice=notice,
        notice_until=marks.notice_until,
        objections=marks.objections,
        frozen_until=marks.frozen_until,
        frozen=second_of(when, None if block is not None else at) < marks.frozen_until,
        act=version.act,
        ground=version.ground,
        successor=version.successor,
        digest=version.digest,
        filing=version.filing,
        use_grant=version.use_grant,
        transaction=found.source.tx_hash,
        since=found.source.block.time,
        as_of=when,
    )


def second_of(when: Moment, at: int | None) -> int:
    """The second for which a question wants what time brings: the one it names, else that of its block."""
    return when.time if at is None else at


@dataclass(frozen=True)
class _Marks:
    """What the head of a title says of what stands beside it."""

    notice_until: int
    objections: int
    frozen_until: int


def _marks(
    connection: Connection, achievement: bytes, when: Moment, proposed: tuple[ProposalAt, str | None] | None
) -> _Marks:
    told = facts.marks(connection, achievement, when.number)
    if "unknown" in told:
        number = "0x" + achievement.hex()
        raise Unavailable(
            "EVENT_UNKNOWN",
            f"the chain says of {number} what this version does not understand",
            next="install a newer version, then run `zhengben reindex`",
            achievement=number,
        )
    objections = told["objection"].args["objections"] if "objection" in told else 0
    frozen = told["freeze"].args["frozen_until"] if "freeze" in told else 0
    if proposed is None:
        return _Marks(0, objections, frozen)
    proposal, over = proposed
    begun = (proposal.source.block.number, proposal.source.log_index)
    if over is not None and (
        over != "decide" or any(place > begun for place in facts.closings(connection, achievement, when.number))
    ):
        return _Marks(0, objections, frozen)
    prolonged = told.get("notice")
    later = prolonged is not None and prolonged.place > begun
    return _Marks(prolonged.args["notice_until"] if prolonged and later else proposal.notice_until, objections, frozen)


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
    found = facts.of_title(connection, achievement, when.number, after=place, limit=limit)
    rows = titles.versions_at(connection, achievement, [fact.place for fact in found])
    versions = {(row.source.block.number, row.source.log_index): row for row in rows}
    return [_step(fact, versions.get(fact.place)) for fact in found], when


def registered_from(connection: Connection, achievement: bytes) -> bytes | None:
    """The leaf of the filing of this ledger from which an achievement was registered; None for one that came here from
    another ledger.

    :raises NotFound: `ACHIEVEMENT_UNKNOWN`.
    """
    (first, *_), _ = history(connection, achievement, limit=1)
    leaf = first.filing
    return leaf if leaf is not None and filings.get(connection, leaf) is not None else None


def latest(connection: Connection, limit: int) -> list[RecentAct]:
    """The last acts that took effect, newest first: on titles, beside them, on parties, nodes and appointments."""
    return [
        RecentAct(act_told(told.name, told.cause), told.achievement, told.number, told.time)
        for told in recent.events(connection, limit)
    ]


def act_told(name: str, cause: int | None) -> str:
    """The act of which an event tells, by its name and, where a signer changed, by what changed it."""
    return "settleRecovery" if name == "SignerChanged" and cause == RECOVERED else ACTS[name]


def filing_status(connection: Connection, leaf: bytes) -> FilingStatus:
    """How far a filing has come.

    :raises NotFound: `FILING_UNKNOWN`.
    """
    return filing_statuses(connection, [filings.require(connection, leaf)])[0]


def filing_statuses(connection: Connection, found: Sequence[StoredFiling]) -> list[FilingStatus]:
    """How far each of these filings has come, in their order."""
    newest, final = sightings.head(connection), sightings.final(connection)
    logged = [(one.leaf_index, one.leaf) for one in found if one.leaf_index is not None]
    covering = {} if newest is None else _anchors(connection, sorted(logged), newest.number)
    return [_filing_status(one, covering.get(one.leaf), final) for one in found]


def _anchors(connection: Connection, logged: Sequence[tuple[int, bytes]], until_block: int) -> dict[bytes, AnchorAt]:
    """The first anchor that covers each of the leaves, which stand by their indexes."""
    found: dict[bytes, AnchorAt] = {}
    last: AnchorAt | None = None
    for index, leaf in logged:
        if last is None or last.size <= index:  # else the first anchor of the one before covers this one as well
            last = titles.anchor_of_index(connection, index, until_block)
        if last is None:
            break
        found[leaf] = last
    return found


def _filing_status(one: StoredFiling, anchored: AnchorAt | None, final: int) -> FilingStatus:
    is_final = anchored is not None and anchored.source.block.number <= final
    return FilingStatus(one.leaf, one.type, one.node, one.received_at, one.leaf_index, anchored, is_final)


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


def _notice(proposed: ProposalAt, until: int) -> Notice:
    return Notice(
        terms=proposed.terms,
        round=proposed.round,
        until=until,
        digest=proposed.digest,
        filing=proposed.filing,
        opened=proposed.source.block.time,
    )


def _step(fact: FactAt, found: TitleAt | None) -> Step:
    version = None if found is None else found.version
    args = fact.args
    filing = args.get("filing")
    return Step(
        act=version.act if version else ACTS[fact.name],
        version=version.version if version else args.get("version") if fact.name == "Proposed" else None,
        party=args.get("party"),
        digest=version.digest if version else fact.digest,
        filing=version.filing if version else None if filing is None else bytes.fromhex(filing[2:]),
        table=None if found is None else _table(found),
        rule=version.rule if version else None,
        basis=version.basis if version else None,
        terms=bytes.fromhex(args["terms"][2:]) if fact.name == "Proposed" else None,
        notice_until=args.get("notice_until"),
        transaction=fact.source.tx_hash,
        block=fact.source.block,
        cursor=fact.source.block.number << 32 | fact.source.log_index,
    )


def _encumbered(found: TitleAt) -> tuple[int, ...]:
    """The holders whose units are pledged: bit 32 of a row of the table."""
    version = found.version
    entries = [version.words[i // 4] >> 64 * (i % 4) for i in range(version.entries)]
    return tuple(entry & 0xFFFFFFFF for entry in entries if entry >> 32 & 1)


def _table(found: TitleAt) -> tuple[Share, ...]:
    return tuple(unpack(found.version.words, found.version.entries))


def _seconds(instant: datetime) -> int:
    # Whole seconds: what happened within the named second is included.
    return int((instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1))
