"""Versions of outgoing transactions, and up to which block the chain was final when it was read."""

import sqlalchemy as sa
from alembic import op

revision = "0004_outbox_versions"
down_revision = "0003_manifests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_versions",
        sa.Column("outgoing", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("tx_hash", sa.LargeBinary, nullable=False),
        sa.Column("empty", sa.Boolean, nullable=False),
        sa.Column("written_at", sa.BigInteger, nullable=False),
        sa.Column("verdict", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("outgoing", "number", name="pk_outbox_versions"),
        sa.UniqueConstraint("tx_hash", name="uq_outbox_versions_tx_hash"),
        sa.ForeignKeyConstraint(
            ["outgoing"], ["outbox.id"], name="fk_outbox_versions_outgoing_outbox", ondelete="CASCADE"
        ),
    )
    op.execute(
        "INSERT INTO outbox_versions (outgoing, number, raw, tx_hash, empty, written_at) "
        "SELECT id, 1, raw, tx_hash, false, created_at FROM outbox"
    )
    op.add_column("outbox", sa.Column("settled_as", sa.LargeBinary, nullable=True))
    op.execute("UPDATE outbox SET settled_as = tx_hash WHERE outcome IN ('mined', 'reverted')")
    op.drop_column("outbox", "raw")
    op.drop_column("outbox", "tx_hash")
    op.create_table(
        "final_block",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("block_number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_final_block"),
        sa.ForeignKeyConstraint(
            ["block_number"], ["blocks.number"], name="fk_final_block_block_number_blocks", ondelete="CASCADE"
        ),
        sa.CheckConstraint("id = 1", name="ck_final_block_there_is_one"),
    )
