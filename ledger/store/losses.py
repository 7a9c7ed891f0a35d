"""What a restore did not bring back, and what it must not bring back: disclosures without a data key, and erasures.

Disclosures are *lost* where a filing is known, is not erased, and has no data key.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select, text

from ledger.store import filings, vault


def not_erased(connection: Connection, given: Mapping[bytes, int]) -> dict[bytes, int]:
    """Those of the given leaves that are filings and not erased, with what was given for each."""
    statement = (
        select(filings.filings.c.leaf)
        .outerjoin(vault.erasures, vault.erasures.c.leaf == filings.filings.c.leaf)
        .where(filings.filings.c.leaf.in_(list(given)), vault.erasures.c.leaf.is_(None))
    )
    return {leaf: given[leaf] for leaf in connection.scalars(statement)}


def hold_lost(connection: Connection, leaves: Sequence[bytes]) -> list[bytes]:
    """Those of the filings whose disclosures were lost, and not erased: a backup that was restored did not have them.

    Until the transaction ends, nobody else puts theirs back or erases them.
    """
    found = lost_of(connection, leaves)
    if not found:
        return []
    filings.hold(connection, found)
    return lost_of(connection, found)


def lost_of(connection: Connection, leaves: Sequence[bytes]) -> list[bytes]:
    """Those of the filings whose disclosures were lost, and not erased."""
    if not leaves:
        return []
    return list(connection.scalars(text(f"{_LOST} AND f.leaf = ANY(:leaves)"), {"leaves": list(leaves)}))


def forget_unlisted_keys(connection: Connection) -> int:
    """Destroys data keys that open nothing here: of filings that are erased, unknown, or without disclosures. Returns
    how many of these filings are erased."""
    erased = connection.execute(text(_ERASED_KEYS)).rowcount
    connection.execute(text(_IDLE_KEYS))
    connection.execute(text(_IDLE_DIGESTS))
    for table in _SEALED:
        connection.execute(text(_ERASED_CONTENT.format(table=table)))
    return erased


def forget_unopenable(connection: Connection, erased_at: int | None) -> int:
    """Removes disclosures that no data key opens. Returns of how many filings.

    :param erased_at: second to be written down as that of their erasure; None if they were not erased but lost.
    """
    if erased_at is not None:
        connection.execute(text(_MARK_UNOPENABLE), {"second": erased_at})
    removed = [connection.execute(text(_UNOPENABLE.format(table=table))).rowcount for table in _SEALED]
    return removed[0]


def lost(connection: Connection) -> list[bytes]:
    """The filings whose disclosures were lost, and not erased, in the order of the log."""
    return list(connection.scalars(text(f"{_LOST} ORDER BY f.leaf_index")))


_SEALED = ("disclosure_boxes", "manifest_lines")
_ERASED_KEYS = "DELETE FROM vault.data_keys USING erasures WHERE data_keys.leaf = erasures.leaf"
_ERASED_CONTENT = "DELETE FROM {table} USING erasures WHERE {table}.leaf = erasures.leaf"
_IDLE_KEYS = """
    DELETE FROM vault.data_keys
    WHERE NOT EXISTS (SELECT FROM disclosure_boxes b WHERE b.leaf = data_keys.leaf)
"""
_IDLE_DIGESTS = """
    DELETE FROM vault.digest_index
    WHERE NOT EXISTS (SELECT FROM vault.data_keys k WHERE k.key_id = digest_index.key_id)
"""
_UNOPENABLE = """
    DELETE FROM {table}
    WHERE NOT EXISTS (SELECT FROM vault.data_keys k WHERE k.leaf = {table}.leaf)
"""
_MARK_UNOPENABLE = """
    INSERT INTO erasures (leaf, erased_at)
    SELECT b.leaf, :second FROM disclosure_boxes b
    WHERE NOT EXISTS (SELECT FROM vault.data_keys k WHERE k.leaf = b.leaf)
    ON CONFLICT DO NOTHING
"""
_LOST = """
    SELECT f.leaf FROM filings f
    WHERE NOT EXISTS (SELECT FROM vault.data_keys k WHERE k.leaf = f.leaf)
    AND NOT EXISTS (SELECT FROM erasures e WHERE e.leaf = f.leaf)
"""
