"""The vault: what opens the private part of a filing, and how it is made unopenable for good.

Every filing has a data key of its own. Under it are sealed its disclosures, the lines of a manifest, the places to
which the digests of its files lead, and the records of who read it. The data key is wrapped by the master key and
stands in the schema `vault`, which is left out of dumps. Erasing deletes the data key: what a backup of the other
tables still holds is noise from then on, and the public log holds salted digests only.

The digest index maps HMAC-SHA256(index key, algorithm || digest) to a sealed place: the leaf, and for a line of a
manifest its number, four bytes behind it. It names the data key by a random
id, and the one row that ties that id to a leaf is the row that erasure deletes. That row also names who filed, by an
HMAC of the same key, so that a filer finds what is theirs (`ledger.store.filers`), and erasure takes that too.
"""

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, LargeBinary, Table, Text, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from ledger.core.errors import Corrupt, NotFound
from ledger.store import filings, manifests, sealing
from ledger.store.metadata import VAULT, metadata

data_keys = Table(
    "data_keys",
    metadata,
    Column("leaf", LargeBinary, primary_key=True),
    Column("key_id", LargeBinary, nullable=False, unique=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("filer", LargeBinary, index=True),
    Column("filed_for", LargeBinary, index=True),
    schema=VAULT,
)
Index("ix_data_keys_unnamed", data_keys.c.leaf, postgresql_where=data_keys.c.filer.is_(None))

digest_index = Table(
    "digest_index",
    metadata,
    Column("mac", LargeBinary, primary_key=True),
    Column("key_id", LargeBinary, primary_key=True, index=True),
    Column("sealed_leaf", LargeBinary, nullable=False),
    schema=VAULT,
)

key_checks = Table(
    "key_checks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("check", LargeBinary, nullable=False),
    schema=VAULT,
)

erasures = Table(
    "erasures",
    metadata,
    Column("leaf", LargeBinary, ForeignKey("filings.leaf"), primary_key=True),
    Column("erased_at", BigInteger, nullable=False),
)

private_reads = Table(
    "private_reads",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("leaf", LargeBinary, ForeignKey("filings.leaf"), nullable=False, index=True),
    Column("read_at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# One statement for all three tables: what a batch waits for is the way to the server and back.
_PUT = """
    WITH boxes AS (
        INSERT INTO disclosure_boxes (leaf, sealed) SELECT * FROM unnest(%(leaves)b::bytea[], %(boxes)b::bytea[])
    ), keys AS (
        INSERT INTO vault.data_keys (leaf, key_id, wrapped, filer, filed_for)
        SELECT * FROM unnest(
            %(leaves)b::bytea[], %(key_ids)b::bytea[], %(wrapped)b::bytea[], %(filers)b::bytea[], %(filed_for)b::bytea[]
        )
    )
    INSERT INTO vault.digest_index (mac, key_id, sealed_leaf)
    SELECT * FROM unnest(%(macs)b::bytea[], %(owners)b::bytea[], %(sealed_leaves)b::bytea[])
"""

_KEY = "data key"
_DISCLOSURES = "disclosures"
_LEAF_SIZE = 32
_READ = "read"
NOBODY = b""
"""Name of the filer of a filing that does not say who that is."""
PLACE = "leaf"
"""Purpose of a sealed place in the digest index."""


@dataclass(frozen=True)
class Vault:
    """The two keys that open the private store; neither shows in a representation.

    :param master_key: 32 bytes, wraps data keys.
    :param index_key: 32 bytes, turns digests and authors into names that only we can compute.
    """

    master_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)

    def name_of(self, kind: str, value: bytes) -> bytes:
        """HMAC-SHA256(index key, kind || value): under which name a value is kept."""
        return hmac.digest(self.index_key, kind.encode() + value, "sha256")


@dataclass(frozen=True)
class FileDigest:
    """Digest of an attachment or of a manifest's line.

    :param algorithm: `sha256` or `sm3`.
    :param value: 32 bytes.
    """

    algorithm: str
    value: bytes


@dataclass(frozen=True)
class Filer:
    """Who filed. :param signer: ERC-7913 bytes. :param party: for which the filer says to act, None for none."""

    signer: bytes
    party: int | None

    def names(self, vault: Vault) -> tuple[bytes, bytes | None]:
        """Under which names the filing is kept: that of the key, and that of the key together with the party."""
        own = vault.name_of("filer", self.signer)
        if self.party is None:
            return own, None
        return own, vault.name_of("filed for", self.party.to_bytes(4, "big") + self.signer)


@dataclass(frozen=True)
class Sealed:
    """The private part of a filing as it is stored: nothing of it opens without the master key.

    :param key_id: 16 random bytes by which the digest index names the data key.
    :param wrapped: the data key, sealed.
    :param box: the disclosures, sealed.
    :param index: names of the attachments' digests, and the leaf sealed for each.
    :param filer: name of who filed; None where nobody said it. :param filed_for: see `Filer.names`.
    """

    leaf: bytes
    key_id: bytes
    wrapped: bytes = field(repr=False)
    box: bytes = field(repr=False)
    index: tuple[tuple[bytes, bytes], ...] = field(repr=False)
    filer: bytes | None = field(default=None, repr=False)
    filed_for: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PrivateRead:
    """That somebody read the disclosures of a filing.

    :param reader: ERC-7913 bytes of the signer whose session it was.
    :param party: the party of that session, None before enrolment.
    :param why: the right by which it was read, as `filer` or `officer`.
    """

    leaf: bytes
    read_at: int
    reader: bytes
    party: int | None
    why: str


def unlock(connection: Connection, master_key: bytes, index_key: bytes) -> Vault:
    """The vault behind the two keys. The first call marks the database with a check value of each.

    :raises Corrupt: `VAULT_KEY_CHANGED` if the database was filled with another key.
    """
    for name, check in _checks(master_key, index_key).items():
        connection.execute(insert(key_checks).values(name=name, check=check).on_conflict_do_nothing())
    require_keys(connection, master_key, index_key)
    return Vault(master_key, index_key)


def require_keys(connection: Connection, master_key: bytes, index_key: bytes) -> None:
    """Demand that these are the keys with which the database was filled; nothing is written.

    :raises Corrupt: `VAULT_KEY_CHANGED`.
    """
    for name, check in _checks(master_key, index_key).items():
        known = connection.scalar(select(key_checks.c.check).where(key_checks.c.name == name))
        if known is not None and known != check:
            raise Corrupt(
                "VAULT_KEY_CHANGED",
                f"the {name} key at hand is not the one with which this database was filled",
                next=f"put the right {name}.key back from its backup",
                name=name,
            )


def _checks(master_key: bytes, index_key: bytes) -> dict[str, bytes]:
    keys = {"master": master_key, "index": index_key}
    return {name: hmac.digest(key, b"zhengben vault check " + name.encode(), "sha256") for name, key in keys.items()}


@dataclass(frozen=True)
class DataKey:
    """A fresh data key, and the random id under which the digest index names it."""

    key: bytes = field(default_factory=sealing.new_key, repr=False)
    key_id: bytes = field(default_factory=lambda: sealing.new_key()[:16])


def sealed(
    vault: Vault,
    leaf: bytes,
    disclosures: Sequence[str],
    digests: Iterable[FileDigest],
    fresh: DataKey | None = None,
    filer: Filer | None = None,
) -> Sealed:
    """The disclosures of a new filing and its attachments' digests, sealed under a new data key; nothing is stored."""
    fresh = fresh or DataKey()
    sealer = sealing.Sealer(fresh.key)
    macs = {vault.name_of(digest.algorithm, digest.value) for digest in digests}
    named, filed_for = (None, None) if filer is None else filer.names(vault)
    return Sealed(
        leaf=leaf,
        key_id=fresh.key_id,
        wrapped=sealing.seal(vault.master_key, _KEY, leaf, fresh.key),
        box=sealer.seal(_DISCLOSURES, leaf, json.dumps(list(disclosures)).encode()),
        index=tuple((mac, sealer.seal(PLACE, mac, leaf)) for mac in sorted(macs)),
        filer=named,
        filed_for=filed_for,
    )


def put(
    connection: Connection,
    vault: Vault,
    leaf: bytes,
    disclosures: Sequence[str],
    digests: Iterable[FileDigest],
) -> None:
    """Seals the disclosures of a filing that has none under a new data key and indexes its attachments' digests."""
    put_all(connection, [sealed(vault, leaf, disclosures, digests)])


def put_all(connection: Connection, new: Sequence[Sealed]) -> None:
    """Stores the private parts of filings that are stored and have none yet."""
    if not new:
        return
    index = [(mac, one.key_id, leaf) for one in new for mac, leaf in one.index]
    values = {
        "leaves": [one.leaf for one in new],
        "boxes": [one.box for one in new],
        "key_ids": [one.key_id for one in new],
        "wrapped": [one.wrapped for one in new],
        "filers": [one.filer for one in new],
        "filed_for": [one.filed_for for one in new],
        "macs": [mac for mac, _, _ in index],
        "owners": [key_id for _, key_id, _ in index],
        "sealed_leaves": [leaf for _, _, leaf in index],
    }
    connection.exec_driver_sql(_PUT, values)


def disclosures(connection: Connection, vault: Vault, leaf: bytes) -> list[str]:
    """The disclosures of a filing as they were received. Whoever calls decides first who may read them.

    :raises NotFound: `DISCLOSURES_ERASED`, `DISCLOSURES_LOST`, or `FILING_UNKNOWN` if there is no such filing.
    """
    key = data_key(connection, vault, leaf)
    sealed = filings.box(connection, leaf)
    if sealed is None:
        data_key(connection, vault, leaf)  # says so if it was erased in between
        raise Corrupt("BOX_MISSING", f"filing {leaf.hex()} has a data key but no disclosures", leaf=leaf.hex())
    strings: list[str] = json.loads(sealing.unseal(key, _DISCLOSURES, leaf, sealed))
    return strings


def find(connection: Connection, vault: Vault, digest: FileDigest, most: int) -> dict[bytes, int | None]:
    """The leaves of the filings with a file of that digest, and for a manifest the number of the first line that has
    it; empty once they are erased.

    :param most: so many of them, the first that were received: an empty file may stand in every manifest there is.
    """
    mac = vault.name_of(digest.algorithm, digest.value)
    statement = (
        select(data_keys.c.leaf, data_keys.c.wrapped, digest_index.c.sealed_leaf)
        .join(digest_index, digest_index.c.key_id == data_keys.c.key_id)
        .join(filings.filings, filings.filings.c.leaf == data_keys.c.leaf)
        .where(digest_index.c.mac == mac)
        .order_by(filings.filings.c.arrival)
        .limit(most)
    )
    found: dict[bytes, int | None] = {}
    for owner, wrapped, sealed_leaf in connection.execute(statement):
        key = sealing.unseal(vault.master_key, _KEY, owner, wrapped)
        place = sealing.unseal(key, PLACE, mac, sealed_leaf)
        leaf, number = place[:_LEAF_SIZE], place[_LEAF_SIZE:]
        found[leaf] = int.from_bytes(number, "big") if number else None
    return found


def erase(connection: Connection, leaf: bytes, now: int) -> bool:
    """Destroys the data key of a filing, and with it everything private; False if it was erased before.

    Of a filing whose disclosures were lost, it keeps them from coming back.

    The entry stays on the log: without its salts nobody can link it to a person or a file. Dead row versions and
    write-ahead log of the database may hold the wrapped key until they are reused; they are of no use without the
    master key.

    :raises NotFound: `FILING_UNKNOWN`.
    """
    filings.hold(connection, [leaf])
    if erased_at(connection, leaf) is not None:
        return False
    statement = data_keys.delete().where(data_keys.c.leaf == leaf).returning(data_keys.c.key_id)
    key_id = connection.scalar(statement)
    connection.execute(digest_index.delete().where(digest_index.c.key_id == key_id))
    filings.drop_box(connection, leaf)
    manifests.drop(connection, leaf)
    connection.execute(erasures.insert().values(leaf=leaf, erased_at=now))
    return True


def erased_at(connection: Connection, leaf: bytes) -> int | None:
    """When a filing was erased, in seconds since 1970; None if it was not."""
    return connection.scalar(select(erasures.c.erased_at).where(erasures.c.leaf == leaf))


def record_read(
    connection: Connection, vault: Vault, leaf: bytes, now: int, *, reader: bytes, party: int | None, why: str
) -> None:
    """Writes down that somebody read the disclosures; who it was is sealed under the filing's data key.

    :raises NotFound: as `disclosures`.
    """
    key = data_key(connection, vault, leaf)
    plain = json.dumps({"reader": reader.hex(), "party": party, "why": why}).encode()
    sealed = sealing.seal(key, _READ, leaf + now.to_bytes(8, "big"), plain)
    connection.execute(private_reads.insert().values(leaf=leaf, read_at=now, sealed=sealed))


def reads(connection: Connection, vault: Vault, leaf: bytes) -> list[PrivateRead]:
    """Who read the disclosures of a filing and when, oldest first.

    :raises NotFound: as `disclosures`.
    """
    key = data_key(connection, vault, leaf)
    statement = select(private_reads.c.read_at, private_reads.c.sealed).where(private_reads.c.leaf == leaf)
    found = []
    for read_at, sealed in connection.execute(statement.order_by(private_reads.c.id)):
        plain = json.loads(sealing.unseal(key, _READ, leaf + read_at.to_bytes(8, "big"), sealed))
        found.append(PrivateRead(leaf, read_at, bytes.fromhex(plain["reader"]), plain["party"], plain["why"]))
    return found


def data_key(connection: Connection, vault: Vault, leaf: bytes) -> bytes:
    """The data key of a filing.

    :raises NotFound: `DISCLOSURES_ERASED`, or `FILING_UNKNOWN` if there is no such filing.
    """
    wrapped = connection.scalar(select(data_keys.c.wrapped).where(data_keys.c.leaf == leaf))
    if wrapped is None:
        filings.require(connection, leaf)
        if erased_at(connection, leaf) is None:
            raise NotFound(
                "DISCLOSURES_LOST",
                f"the disclosures of filing {leaf.hex()} were lost when the ledger was restored from a backup",
                next="whoever filed it can send the same submission again, which brings them back",
                leaf=leaf.hex(),
            )
        raise NotFound(
            "DISCLOSURES_ERASED",
            f"the disclosures of filing {leaf.hex()} were erased",
            next="whoever keeps a copy of the evidence can still show it",
            leaf=leaf.hex(),
        )
    return sealing.unseal(vault.master_key, _KEY, leaf, wrapped)
