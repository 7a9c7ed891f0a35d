"""Reading the public notices that were running as of a block and second, by an index of their ends."""

from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True)
class NoticeAt:
    """A notice of a proposal that nothing ended yet.

    :param node: registrar of the achievement. :param until: as it was prolonged. :param opened: time of its block.
    :param words: the packed table of the title, `entries` of it: what is claimed, or held, while the notice runs.
    """

    achievement: bytes
    node: int
    round: int
    until: int
    opened: int
    digest: bytes
    filing: bytes
    status: int
    words: bytes
    entries: int
    block_number: int
    log_index: int


def running(
    connection: Connection, number: int, time: int, *, node: int | None, before: tuple[int, int], limit: int
) -> list[NoticeAt]:
    """The notices that were open after block `number` and end after the second `time`, the last opened first, opened
    before a place in the chain (block number, log index)."""
    asked = {"number": number, "time": time, "node": node, "block": before[0], "log": before[1], "limit": limit}
    return [NoticeAt(**row._mapping) for row in connection.execute(_RUNNING, asked)]


# Every notice ends with what `Proposed` or `Prolonged` says, so the index of these ends names all that may be running;
# which of them was, the newest rows of each achievement say.
_RUNNING = text(
    """
    WITH named AS (
        SELECT DISTINCT decode(substr(args ->> 'achievement', 3), 'hex') AS achievement
        FROM events
        WHERE name IN ('Proposed', 'Prolonged')
          AND CAST(args ->> 'notice_until' AS bigint) > :time
          AND block_number <= :number
    )
    SELECT proposal.achievement, title.node, proposal.round, proposal.digest, proposal.filing, title.status,
           title.words, title.entries, proposal.block_number, proposal.log_index, opened.time AS opened,
           coalesce(later.until, proposal.notice_until) AS until
    FROM named
    CROSS JOIN LATERAL (
        SELECT * FROM proposals
        WHERE achievement = named.achievement AND block_number <= :number
        ORDER BY block_number DESC, log_index DESC LIMIT 1
    ) AS proposal
    CROSS JOIN LATERAL (
        SELECT node, status, words, entries FROM title_versions
        WHERE achievement = named.achievement AND block_number <= :number
        ORDER BY block_number DESC, log_index DESC LIMIT 1
    ) AS title
    JOIN blocks AS opened ON opened.number = proposal.block_number
    LEFT JOIN LATERAL (
        SELECT CAST(events.args ->> 'notice_until' AS bigint) AS until
        FROM facts JOIN events USING (block_number, log_index)
        WHERE facts.achievement = named.achievement AND facts.theme = 'notice' AND facts.block_number <= :number
          AND (facts.block_number, facts.log_index) > (proposal.block_number, proposal.log_index)
        ORDER BY facts.block_number DESC, facts.log_index DESC LIMIT 1
    ) AS later ON true
    WHERE NOT EXISTS (
        SELECT FROM title_versions AS over
        WHERE over.achievement = named.achievement AND over.block_number <= :number
          AND (over.act IN ('confirm', 'decide') OR over.status = 5)
          AND (over.block_number, over.log_index) > (proposal.block_number, proposal.log_index)
    )
      AND coalesce(later.until, proposal.notice_until) > :time
      AND (CAST(:node AS bigint) IS NULL OR title.node = :node)
      AND (proposal.block_number, proposal.log_index) < (:block, :log)
    ORDER BY proposal.block_number DESC, proposal.log_index DESC
    LIMIT :limit
    """
)
