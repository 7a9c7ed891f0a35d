"""The tables of what was seen on the chain. Every row hangs on its block and goes with it."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ledger.store.metadata import metadata


def _sighting(name: str, *columns: Any) -> Table:
    place: tuple[Column[Any], ...] = (
        Column("block_number", ForeignKey("blocks.number", ondelete="CASCADE"), nullable=False, autoincrement=False),
        Column("log_index", Integer, nullable=False, autoincrement=False),
    )
    # Constraints may speak of the place, so it stands before them; the columns keep their order otherwise.
    table = Table(name, metadata, *sorted((*columns, *place), key=lambda item: not isinstance(item, Column)))
    Index(f"ix_{name}_block_number", table.c.block_number)
    return table


blocks = Table(
    "blocks",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("parent", LargeBinary, nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("ix_blocks_time", "time", "number"),
)

events = Table(
    "events",
    metadata,
    Column("block_number", ForeignKey("blocks.number", ondelete="CASCADE"), nullable=False, autoincrement=False),
    Column("log_index", Integer, nullable=False, autoincrement=False),
    Column("block_hash", LargeBinary, nullable=False),
    Column("tx_hash", LargeBinary, nullable=False),
    Column("contract", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=True),
    Column("args", JSONB, nullable=False),
    PrimaryKeyConstraint("block_number", "log_index"),
    Index("ix_events_tx_hash", "tx_hash"),
    Index("ix_events_digest", "digest", unique=False),
    Index(
        "ix_events_notice_until",
        text("CAST(args ->> 'notice_until' AS bigint)"),
        postgresql_where=text("name IN ('Proposed', 'Prolonged')"),
    ),
    Index(
        "ix_events_watched",
        "name",
        "block_number",
        "log_index",
        postgresql_where=text("name IN ('Objected', 'Frozen', 'Announced', 'RecoveryProposed', 'ContractRegistered')"),
    ),
)

final_block = Table(
    "final_block",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("block_number", ForeignKey("blocks.number", ondelete="CASCADE"), nullable=False),
    CheckConstraint("id = 1", name="there_is_one"),
)

parties = _sighting(
    "parties",
    Column("party", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", SmallInteger, nullable=False),
    Column("identity", LargeBinary, nullable=False),
    Column("voucher", BigInteger, nullable=False),
    Column("guardian", BigInteger, nullable=False),
)

signers = _sighting(
    "signers",
    Column("party", BigInteger, nullable=False),
    Column("signer", LargeBinary, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("cause", SmallInteger, nullable=False),
    Column("may_dispose", BigInteger, nullable=False),
    PrimaryKeyConstraint("party", "block_number", "log_index", name="pk_signers"),
    Index("ix_signers_signer", "signer"),
)

nodes = _sighting(
    "nodes",
    Column("node", BigInteger, primary_key=True, autoincrement=False),
    Column("parent", BigInteger, nullable=False),
    Column("operator", BigInteger, nullable=False),
    Column("kind", SmallInteger, nullable=False),
)

appointments = _sighting(
    "appointments",
    Column("appointment", BigInteger, primary_key=True, autoincrement=False),
    Column("node", BigInteger, nullable=False),
    Column("officer", BigInteger, nullable=False),
    Column("powers", BigInteger, nullable=False),
    Column("starts", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Index("ix_appointments_node", "node"),
    Index("ix_appointments_officer", "officer"),
)

appointment_ends = _sighting(
    "appointment_ends",
    Column("appointment", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    PrimaryKeyConstraint("appointment", "block_number", "log_index", name="pk_appointment_ends"),
)

title_versions = _sighting(
    "title_versions",
    Column("achievement", LargeBinary, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("act", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("node", BigInteger, nullable=False),
    Column("rule", SmallInteger, nullable=False),
    Column("delegate", BigInteger, nullable=False),
    Column("entries", SmallInteger, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("holders", ARRAY(BigInteger), nullable=False),
    Column("digest", LargeBinary, nullable=True),
    Column("filing", LargeBinary, nullable=True),
    Column("use_grant", LargeBinary, nullable=True),
    Column("basis", SmallInteger, nullable=True),
    Column("ground", SmallInteger, nullable=True),
    Column("successor", LargeBinary, nullable=True),
    PrimaryKeyConstraint("achievement", "block_number", "log_index", name="pk_title_versions"),
    Index("ix_title_versions_version", "achievement", "version"),
    Index("ix_title_versions_holders", "holders", postgresql_using="gin"),
    Index("ix_title_versions_digest", "digest"),
    Index("ix_title_versions_begun", "node", "achievement", postgresql_where=text("act IN ('register', 'adopt')")),
    Index("ix_title_versions_registered", "filing", postgresql_where=text("act = 'register'")),
)

proposals = _sighting(
    "proposals",
    Column("achievement", LargeBinary, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("round", Integer, nullable=False),
    Column("notice_until", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("filing", LargeBinary, nullable=False),
    PrimaryKeyConstraint("achievement", "block_number", "log_index", name="pk_proposals"),
)

facts = Table(
    "facts",
    metadata,
    Column("block_number", ForeignKey("blocks.number", ondelete="CASCADE"), nullable=False, autoincrement=False),
    Column("log_index", Integer, nullable=False, autoincrement=False),
    Column("theme", Text, nullable=False),
    Column("achievement", LargeBinary, nullable=True),
    Column("subject", LargeBinary, nullable=False),
    Column("part", BigInteger, nullable=False),
    Column("opens", Boolean, nullable=False),
    Column("echo", Boolean, nullable=False),
    PrimaryKeyConstraint("block_number", "log_index", name="pk_facts"),
    Index("ix_facts_subject", "theme", "subject", "block_number", "log_index"),
    Index("ix_facts_theme", "achievement", "theme", "block_number", "log_index"),
    Index("ix_facts_place", "achievement", "block_number", "log_index"),
)
"""What each event says of which thing: of `theme`, the one numbered `subject`. `opens` where the thing begins; `part`
tells apart what may be said several times of one thing, by party or by number; `echo` where another event of the same
act stands for it in a title's history."""

anchors = _sighting(
    "anchors",
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("time", BigInteger, nullable=False),
)

SIGHTINGS = (
    blocks,
    events,
    parties,
    signers,
    nodes,
    appointments,
    appointment_ends,
    title_versions,
    proposals,
    facts,
    anchors,
)
"""All tables that are rebuilt from the chain, the one the others hang on first."""
