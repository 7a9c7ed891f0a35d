"""What waits at some nodes, as the sightings and filings have it: one query a kind, each by an index."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Connection, bindparam, select, text

from ledger.store.acts import Drafted, act_signatures, acts, drafted_of
from ledger.store.refusals import act_refusals

NodeNumbers = Collection[int]


@dataclass(frozen=True)
class WaitingFiling:
    """A filing that was not registered, nor sent back, nor erased.

    :param decided_at: when it was accepted, None before. :param large: as the acceptance says.
    """

    leaf: bytes
    type: str
    node: int
    received_at: int
    decided_at: int | None
    large: bool


@dataclass(frozen=True)
class OpenTitle:
    """A title that is not confirmed, or has a proposal on notice.

    :param holders: parties of its table. :param filing: of its registration, None if it came from an earlier registry.
    :param round: of its newest proposal, None without one; `agreed` the filing that it rests on, `over` the act that
        ended it.
    :param notice_until: as prolonged. :param terms: digest of the act that proposed.
    """

    achievement: bytes
    node: int
    filing: bytes | None
    registered_at: int
    version: int
    status: int
    act: str
    since: int
    holders: tuple[int, ...]
    round: int | None
    agreed: bytes | None
    notice_until: int
    opened: int
    proposal: bytes | None
    over: str | None
    objections: int


@dataclass(frozen=True)
class Watched:
    """An event that began something which stands still, with the node of its title; `args` as the index keeps them."""

    achievement: bytes | None
    node: int | None
    subject: bytes
    args: dict[str, Any]
    digest: bytes | None
    time: int
    holders: tuple[int, ...]


def waiting_filings(connection: Connection, nodes: NodeNumbers, kind: str, limit: int) -> list[WaitingFiling]:
    """The filings of a type (without its version) that wait at these nodes, oldest first."""
    rows = connection.execute(_FILINGS[kind], {"nodes": list(nodes), "kind": kind, "most": limit})
    return [WaitingFiling(**row._mapping) for row in rows]


def is_registered(connection: Connection, leaf: bytes) -> bool:
    """Whether an achievement or a technology contract was registered from this filing."""
    return bool(connection.scalar(_REGISTERED, {"leaf": leaf}))


def is_entered(connection: Connection, act: str, leaf: bytes) -> bool:
    """Whether this act, `register` or `registerContract`, entered this filing already."""
    return bool(connection.scalar(_ENTERED[act], {"leaf": leaf}))


def open_titles(connection: Connection, nodes: NodeNumbers, until_block: int, limit: int) -> list[OpenTitle]:
    """The titles of these nodes that are not confirmed yet, or proposed anew, as of a block."""
    rows = connection.execute(_TITLES, {"nodes": list(nodes), "number": until_block, "most": limit})
    return [OpenTitle(**{**row._mapping, "holders": tuple(row.holders)}) for row in rows]


def objected(connection: Connection, nodes: NodeNumbers, until_block: int, limit: int) -> list[Watched]:
    """The objections at these nodes that nobody retracted or decided, each as it was raised, oldest first."""
    return _watched(connection, _OBJECTED, nodes, until_block, most=limit)


def freezes(connection: Connection, nodes: NodeNumbers, until_block: int, now: int, ahead: int) -> list[Watched]:
    """The freezes at these nodes that end between now and `ahead` seconds later."""
    return _watched(connection, _FREEZES, nodes, until_block, now=now, until=now + ahead)


def orders(connection: Connection, nodes: NodeNumbers, until_block: int) -> list[Watched]:
    """The announced orders at these nodes that were not carried out."""
    return _watched(connection, _ORDERS, nodes, until_block)


def recoveries(connection: Connection, until_block: int) -> list[Watched]:
    """The recoveries on notice; `subject` is the party's number in four bytes, `args` also have its `guardian`."""
    rows = connection.execute(_RECOVERIES, {"number": until_block})
    return [
        Watched(None, None, row.subject, {**row.args, "guardian": row.guardian}, None, row.time, ()) for row in rows
    ]


@dataclass(frozen=True)
class OwnAct:
    """An act that has not expired, in which a party has a seat or which it drafted.

    :param answered: whether the party needs to say no more: it has no seat, has signed, or has refused.
    """

    act: Drafted
    answered: bool


def own_acts(connection: Connection, party: int, now: int, limit: int) -> list[OwnAct]:
    """The acts of a party that have not expired; soonest first."""
    own, said = act_signatures.c, act_refusals.c
    signed = select(own.act).where(own.act == acts.c.id, own.party == party).exists()
    refused = select(said.act).where(said.act == acts.c.id, said.party == party).exists()
    seated = acts.c.seats.contains([party])
    query = (
        select(acts.c.id, (~seated | signed | refused).label("answered"))
        .where(seated | (acts.c.author == party), acts.c.expires_at > now)
        .order_by(acts.c.expires_at)
        .limit(limit)
    )
    answered = {row.id: bool(row.answered) for row in connection.execute(query)}
    found = connection.execute(select(acts).where(acts.c.id.in_(answered)).order_by(acts.c.expires_at, acts.c.number))
    return [OwnAct(drafted_of(row), answered[row.id]) for row in found]


def _watched(connection: Connection, query: Any, nodes: NodeNumbers, until_block: int, **more: int) -> list[Watched]:
    rows: Sequence[Any] = connection.execute(query, {"nodes": list(nodes), "number": until_block, **more}).all()
    return [Watched(**{**row._mapping, "holders": tuple(row.holders)}) for row in rows]


_NODES = bindparam("nodes", type_=ARRAY(BigInteger))

_UNREGISTERED = {
    "achievement_filing": "SELECT FROM title_versions t WHERE t.filing = f.leaf AND t.act = 'register'",
    "technology_contract": "SELECT FROM events e WHERE e.name = 'ContractRegistered' "
    "AND e.args ->> 'filing' = '0x' || encode(f.leaf, 'hex')",
}
_ENTERED = {
    act: text(f"SELECT EXISTS ({_UNREGISTERED[kind].replace('f.leaf', ':leaf')})")
    for act, kind in (("register", "achievement_filing"), ("registerContract", "technology_contract"))
}
_REGISTERED = text(
    "SELECT EXISTS ("
    + _UNREGISTERED["achievement_filing"].replace("f.leaf", ":leaf")
    + ") OR EXISTS ("
    + _UNREGISTERED["technology_contract"].replace("f.leaf", ":leaf")
    + ")"
)
_FILINGS = {
    kind: text(
        f"""
        SELECT f.leaf, f.type, f.node, f.received_at, r.decided_at, coalesce(r.large, false) AS large
        FROM filings f
        LEFT JOIN LATERAL (
            SELECT decision, decided_at, large FROM filing_reviews WHERE leaf = f.leaf ORDER BY id DESC LIMIT 1
        ) r ON true
        WHERE f.node = ANY(:nodes)
          AND split_part(f.type, '/', 1) IN ('achievement_filing', 'technology_contract')
          AND split_part(f.type, '/', 1) = :kind
          AND coalesce(r.decision, 'accepted') = 'accepted'
          AND NOT EXISTS ({registered})
          AND NOT EXISTS (SELECT FROM erasures x WHERE x.leaf = f.leaf)
        ORDER BY f.arrival
        LIMIT :most
        """  # noqa: S608  the two pieces stand above
    ).bindparams(_NODES)
    for kind, registered in _UNREGISTERED.items()
}

_TITLES = text(
    """
    WITH begun AS (
        SELECT r.achievement FROM title_versions r
        WHERE r.act IN ('register', 'adopt') AND r.node = ANY(:nodes) AND r.block_number <= :number
          AND NOT EXISTS (
            SELECT FROM title_versions v
            WHERE v.achievement = r.achievement AND v.status IN (4, 5) AND v.block_number <= :number
          )
        UNION
        SELECT p.achievement FROM proposals p
        WHERE p.block_number <= :number
          AND EXISTS (
            SELECT FROM title_versions r
            WHERE r.achievement = p.achievement AND r.act IN ('register', 'adopt') AND r.node = ANY(:nodes)
          )
          AND NOT EXISTS (
            SELECT FROM title_versions v
            WHERE v.achievement = p.achievement AND v.block_number <= :number
              AND (v.act IN ('confirm', 'decide') OR v.status = 5)
              AND (v.block_number, v.log_index) > (p.block_number, p.log_index)
          )
    )
    SELECT
        c.achievement, v.node, first.filing, first.time AS registered_at,
        v.version, v.status, v.act, v.time AS since, v.holders,
        p.round, p.filing AS agreed, greatest(p.notice_until, coalesce(later.until, 0)) AS notice_until,
        coalesce(p.time, 0) AS opened,
        p.digest AS proposal, ended.act AS over, coalesce(objections.open, 0) AS objections
    FROM begun c
    CROSS JOIN LATERAL (
        SELECT t.node, t.version, t.status, t.act, t.holders, b.time
        FROM title_versions t JOIN blocks b ON b.number = t.block_number
        WHERE t.achievement = c.achievement AND t.block_number <= :number
        ORDER BY t.block_number DESC, t.log_index DESC LIMIT 1
    ) v
    CROSS JOIN LATERAL (
        SELECT t.filing, b.time
        FROM title_versions t JOIN blocks b ON b.number = t.block_number
        WHERE t.achievement = c.achievement AND t.act IN ('register', 'adopt')
        ORDER BY t.block_number, t.log_index LIMIT 1
    ) first
    LEFT JOIN LATERAL (
        SELECT q.round, q.filing, q.notice_until, q.digest, b.time, q.block_number, q.log_index
        FROM proposals q JOIN blocks b ON b.number = q.block_number
        WHERE q.achievement = c.achievement AND q.block_number <= :number
        ORDER BY q.block_number DESC, q.log_index DESC LIMIT 1
    ) p ON true
    LEFT JOIN LATERAL (
        SELECT t.act FROM title_versions t
        WHERE t.achievement = c.achievement AND t.block_number <= :number
          AND (t.act IN ('confirm', 'decide') OR t.status = 5)
          AND (t.block_number, t.log_index) > (p.block_number, p.log_index)
        ORDER BY t.block_number, t.log_index LIMIT 1
    ) ended ON true
    LEFT JOIN LATERAL (
        SELECT (e.args ->> 'notice_until')::bigint AS until
        FROM facts f JOIN events e ON e.block_number = f.block_number AND e.log_index = f.log_index
        WHERE f.achievement = c.achievement AND f.theme = 'notice' AND f.block_number <= :number
          AND (f.block_number, f.log_index) > (p.block_number, p.log_index)
        ORDER BY f.block_number DESC, f.log_index DESC LIMIT 1
    ) later ON true
    LEFT JOIN LATERAL (
        SELECT (e.args ->> 'objections')::int AS open
        FROM facts f JOIN events e ON e.block_number = f.block_number AND e.log_index = f.log_index
        WHERE f.achievement = c.achievement AND f.theme = 'objection' AND f.block_number <= :number
        ORDER BY f.block_number DESC, f.log_index DESC LIMIT 1
    ) objections ON true
    WHERE v.status <> 5
    ORDER BY first.time
    LIMIT :most
    """
).bindparams(_NODES)

_STANDING = """
    SELECT f.achievement, t.node, f.subject, e.args, e.digest, b.time, t.holders
    FROM events e
    JOIN facts f ON f.block_number = e.block_number AND f.log_index = e.log_index
    JOIN blocks b ON b.number = e.block_number
    CROSS JOIN LATERAL (
        SELECT v.node, v.holders, v.status FROM title_versions v
        WHERE v.achievement = f.achievement AND v.block_number <= :number
        ORDER BY v.block_number DESC, v.log_index DESC LIMIT 1
    ) t
    WHERE e.name {name} AND f.opens AND e.block_number <= :number AND t.status <> 5 AND t.node = ANY(:nodes)
      AND NOT EXISTS (
        SELECT FROM facts g
        JOIN events h ON h.block_number = g.block_number AND h.log_index = g.log_index
        WHERE g.theme = f.theme AND g.subject = f.subject AND g.block_number <= :number
          AND (g.block_number, g.log_index) > (f.block_number, f.log_index) AND h.name {over}
      )
"""


def _standing(name: str, over: str, more: str = "") -> Any:
    return text(_STANDING.format(name=name, over=over) + more).bindparams(_NODES)


_OBJECTED = _standing(
    "= 'Objected'",
    "IN ('Retracted', 'ObjectionDecided')",
    "ORDER BY e.block_number, e.log_index LIMIT :most",
)
_FREEZES = _standing(
    "= 'Frozen'",
    "= 'Lifted'",
    "AND (e.args ->> 'until')::bigint > :now AND (e.args ->> 'until')::bigint <= :until",
)
_ORDERS = _standing("= 'Announced'", "IN ('Announced', 'Enforced')")

_RECOVERIES = text(
    """
    SELECT f.subject, e.args, b.time, (
        SELECT (h.args ->> 'guardian')::bigint
        FROM facts g JOIN events h ON h.block_number = g.block_number AND h.log_index = g.log_index
        WHERE g.theme = 'party' AND g.subject = f.subject AND g.block_number <= :number
          AND h.name IN ('Enrolled', 'GuardianChanged')
        ORDER BY g.block_number DESC, g.log_index DESC LIMIT 1
    ) AS guardian
    FROM events e
    JOIN facts f ON f.block_number = e.block_number AND f.log_index = e.log_index
    JOIN blocks b ON b.number = e.block_number
    WHERE e.name = 'RecoveryProposed' AND e.block_number <= :number
      AND NOT EXISTS (
        SELECT FROM facts g JOIN events h ON h.block_number = g.block_number AND h.log_index = g.log_index
        WHERE g.theme = 'party' AND g.subject = f.subject AND g.block_number <= :number
          AND (g.block_number, g.log_index) > (f.block_number, f.log_index)
          AND h.name IN ('RecoveryCancelled', 'SignerChanged', 'RecoveryProposed')
      )
    """
)
