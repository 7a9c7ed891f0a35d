"""The public notices that run: what may be objected to today, and until when."""

from dataclasses import dataclass

from sqlalchemy import Connection

from ledger import queries
from ledger.answers import Moment
from ledger.core.shares import Share, unpack
from ledger.store import acts as stored_acts
from ledger.store import notices, sightings

_DAY = 86_400


@dataclass(frozen=True)
class RunningNotice:
    """A public notice at the second asked about.

    :param opened: when the proposal went on notice. :param until: objections may come in before this second.
    :param left: seconds from the time asked about until then.
    :param proposed: the holders that the proposal names, where the act is kept here; else None.
    :param claimed: the holders in the title's table meanwhile.
    :param cursor: hand the last one back to get those opened before it.
    """

    achievement: bytes
    node: int
    round: int
    opened: int
    until: int
    left: int
    digest: bytes
    filing: bytes
    proposed: tuple[Share, ...] | None
    claimed: tuple[Share, ...]
    cursor: int

    @property
    def days_left(self) -> int:
        """The days until the end, the one that has begun counted as a whole one."""
        return -(-self.left // _DAY)


def running(
    connection: Connection,
    now: int,
    *,
    node: int | None = None,
    at: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> tuple[list[RunningNotice], Moment]:
    """The notices that run at a second, the last opened first, behind a notice's `cursor`.

    :param now: the second that counts where `at` is not given; the chain's newest block if that is later.
    :param node: only those of this registrar.
    """
    when = queries.moment(connection, at)
    time = max(now, when.time) if at is None else at
    before = divmod(1 << 62 if after is None else after, 1 << 32)
    found = notices.running(connection, when.number, time, node=node, before=before, limit=limit)
    drafted = stored_acts.by_digests(connection, [one.digest for one in found])
    listed = []
    for one in found:
        act = drafted.get(one.digest)
        table = None if act is None or act.kind != "propose" else act.message["terms"]["table"]
        listed.append(
            RunningNotice(
                achievement=one.achievement,
                node=one.node,
                round=one.round,
                opened=one.opened,
                until=one.until,
                left=one.until - time,
                digest=one.digest,
                filing=one.filing,
                proposed=None if table is None else tuple(Share(row["party"], row["units"]) for row in table),
                claimed=tuple(unpack(sightings.words_of(one.words), one.entries)),
                cursor=one.block_number << 32 | one.log_index,
            )
        )
    return listed, when
