"""The ledger's row, outgoing transactions, acts, and what is seen on the chain."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0002_chain"
down_revision = "0001_log"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _ledger()
    _outbox()
    _acts()
    _blocks()
    _network()
    _titles()
    _anchors()


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary, nullable=nullable)


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        _number("chain_id"),
        _bytes("genesis"),
        _bytes("salt"),
        sa.Column("contracts", JSONB, nullable=False),
        _number("first_block"),
        _number("block"),
        sa.Column("log_origin", sa.Text, nullable=False),
        _number("log_operator"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sa.CheckConstraint("id = 1", name="ck_ledger_there_is_one_ledger"),
    )
    op.create_table(
        "attested_blocks",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        _bytes("hash"),
        _number("attested_at"),
        sa.PrimaryKeyConstraint("number", "hash", name="pk_attested_blocks"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("payer", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        _number("nonce"),
        _bytes("raw"),
        _bytes("tx_hash"),
        _number("created_at"),
        sa.Column("outcome", sa.Text, nullable=True),
        _number("block_number", nullable=True),
        _bytes("block_hash", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("tx_hash", name="uq_outbox_tx_hash"),
        sa.UniqueConstraint("payer", "nonce", name="uq_outbox_payer_nonce"),
        sa.CheckConstraint("outcome IN ('mined', 'reverted', 'replaced')", name="ck_outbox_outcome_is_known"),
    )
    op.create_index("ix_outbox_kind_ref", "outbox", ["kind", "ref"])
    op.create_index("ix_outbox_open", "outbox", ["nonce"], postgresql_where=sa.text("outcome IS NULL"))


def _acts() -> None:
    op.create_table(
        "acts",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("message", JSONB, nullable=False),
        _bytes("digest"),
        sa.Column("seats", ARRAY(sa.BigInteger), nullable=False),
        _number("author", nullable=True),
        _number("created_at"),
        _number("expires_at"),
        sa.PrimaryKeyConstraint("id", name="pk_acts"),
        sa.UniqueConstraint("number", name="uq_acts_number"),
        sa.UniqueConstraint("digest", name="uq_acts_digest"),
    )
    op.create_index("ix_acts_seats", "acts", ["seats"], postgresql_using="gin")
    op.create_index("ix_acts_author", "acts", ["author"])
    op.create_index("ix_acts_expires_at", "acts", ["expires_at"])
    op.create_table(
        "act_signatures",
        sa.Column("act", sa.Uuid, nullable=False),
        sa.Column("party", sa.BigInteger, autoincrement=False, nullable=False),
        _bytes("signature"),
        _number("signed_at"),
        sa.PrimaryKeyConstraint("act", "party", name="pk_act_signatures"),
        sa.ForeignKeyConstraint(["act"], ["acts.id"], name="fk_act_signatures_act_acts", ondelete="CASCADE"),
    )


def _on_block(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_block_number_blocks"
    return sa.ForeignKeyConstraint(["block_number"], ["blocks.number"], name=name, ondelete="CASCADE")


def _sighting(table: str, key: list[str], *columns: sa.Column[Any]) -> None:
    op.create_table(
        table,
        *columns,
        _number("block_number"),
        sa.Column("log_index", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
        _on_block(table),
    )
    op.create_index(f"ix_{table}_block_number", table, ["block_number"])


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        _bytes("hash"),
        _bytes("parent"),
        _number("time"),
        sa.PrimaryKeyConstraint("number", name="pk_blocks"),
        sa.UniqueConstraint("hash", name="uq_blocks_hash"),
    )
    op.create_index("ix_blocks_time", "blocks", ["time", "number"])
    op.create_table(
        "events",
        _number("block_number"),
        sa.Column("log_index", sa.Integer, nullable=False),
        _bytes("block_hash"),
        _bytes("tx_hash"),
        sa.Column("contract", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        _bytes("digest", nullable=True),
        sa.Column("args", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("block_number", "log_index", name="pk_events"),
        _on_block("events"),
    )
    op.create_index("ix_events_tx_hash", "events", ["tx_hash"])
    op.create_index("ix_events_digest", "events", ["digest"])


def _network() -> None:
    party = [
        sa.Column("party", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        _bytes("identity"),
        _number("voucher"),
        _number("guardian"),
    ]
    _sighting("parties", ["party"], *party)
    _sighting("signers", ["party", "block_number", "log_index"], _number("party"), _bytes("signer"))
    op.create_index("ix_signers_signer", "signers", ["signer"])
    node = [
        sa.Column("node", sa.BigInteger, autoincrement=False, nullable=False),
        _number("parent"),
        _number("operator"),
        sa.Column("kind", sa.SmallInteger, nullable=False),
    ]
    _sighting("nodes", ["node"], *node)
    appointment = [
        sa.Column("appointment", sa.BigInteger, autoincrement=False, nullable=False),
        *map(_number, ("node", "officer", "powers", "starts", "until")),
    ]
    _sighting("appointments", ["appointment"], *appointment)
    op.create_index("ix_appointments_node", "appointments", ["node"])
    op.create_index("ix_appointments_officer", "appointments", ["officer"])
    key = ["appointment", "block_number", "log_index"]
    _sighting("appointment_ends", key, _number("appointment"), _number("until"))


def _titles() -> None:
    version = [
        _bytes("achievement"),
        _number("version"),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        _number("node"),
        sa.Column("rule", sa.SmallInteger, nullable=False),
        _number("delegate"),
        sa.Column("entries", sa.SmallInteger, nullable=False),
        _bytes("words"),
        sa.Column("holders", ARRAY(sa.BigInteger), nullable=False),
        _bytes("digest"),
        _bytes("filing"),
        _bytes("use_grant", nullable=True),
        sa.Column("basis", sa.SmallInteger, nullable=True),
    ]
    _sighting("title_versions", ["achievement", "version"], *version)
    op.create_index("ix_title_versions_place", "title_versions", ["achievement", "block_number", "log_index"])
    op.create_index("ix_title_versions_holders", "title_versions", ["holders"], postgresql_using="gin")
    op.create_index("ix_title_versions_digest", "title_versions", ["digest"])
    proposal = [
        _bytes("achievement"),
        _number("version"),
        _bytes("terms"),
        _number("notice_until"),
        _bytes("digest"),
        _bytes("filing"),
    ]
    _sighting("proposals", ["achievement", "block_number", "log_index"], *proposal)


def _anchors() -> None:
    size = sa.Column("size", sa.BigInteger, autoincrement=False, nullable=False)
    _sighting("anchors", ["size"], size, _bytes("root"), _number("time"))
