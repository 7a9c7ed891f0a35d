"""Filings, the log, the vault and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0001_log"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _filings()
    _vault()
    _log()
    _people()
    _append_only()


def _filings() -> None:
    op.create_table(
        "filings",
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("arrival", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("node", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("leaf_index", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("leaf", name="pk_filings"),
        sa.UniqueConstraint("arrival", name="uq_filings_arrival"),
        sa.UniqueConstraint("leaf_index", name="uq_filings_leaf_index"),
        sa.CheckConstraint("octet_length(leaf) = 32", name="ck_filings_leaf_is_a_hash"),
        sa.CheckConstraint("octet_length(entry) BETWEEN 1 AND 65535", name="ck_filings_entry_fits_a_bundle"),
        sa.CheckConstraint("leaf_index >= 0", name="ck_filings_index_counts_from_zero"),
    )
    op.create_index("ix_filings_waiting", "filings", ["arrival"], postgresql_where=sa.text("leaf_index IS NULL"))
    op.create_table(
        "disclosure_boxes",
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("leaf", name="pk_disclosure_boxes"),
        sa.ForeignKeyConstraint(["leaf"], ["filings.leaf"], name="fk_disclosure_boxes_leaf_filings"),
    )


def _vault() -> None:
    op.execute("CREATE SCHEMA vault")
    op.create_table(
        "data_keys",
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.LargeBinary, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("leaf", name="pk_data_keys"),
        sa.UniqueConstraint("key_id", name="uq_data_keys_key_id"),
        schema="vault",
    )
    op.create_table(
        "digest_index",
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.LargeBinary, nullable=False),
        sa.Column("sealed_leaf", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("mac", "key_id", name="pk_digest_index"),
        schema="vault",
    )
    op.create_index("ix_digest_index_key_id", "digest_index", ["key_id"], schema="vault")
    op.create_table(
        "key_checks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("check", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_key_checks"),
        schema="vault",
    )
    op.create_table(
        "erasures",
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("erased_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("leaf", name="pk_erasures"),
        sa.ForeignKeyConstraint(["leaf"], ["filings.leaf"], name="fk_erasures_leaf_filings"),
    )
    op.create_table(
        "private_reads",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("read_at", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_private_reads"),
        sa.ForeignKeyConstraint(["leaf"], ["filings.leaf"], name="fk_private_reads_leaf_filings"),
    )
    op.create_index("ix_private_reads_leaf", "private_reads", ["leaf"])


def _log() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("previous", sa.BigInteger, nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("signed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoints"),
        sa.UniqueConstraint("previous", name="uq_checkpoints_previous"),
        sa.CheckConstraint("previous >= 0 AND previous < size", name="ck_checkpoints_it_grows"),
        sa.CheckConstraint("octet_length(root) = 32", name="ck_checkpoints_root_is_a_hash"),
    )
    op.create_table(
        "staged_tiles",
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("size", "path", name="pk_staged_tiles"),
        sa.ForeignKeyConstraint(
            ["size"],
            ["checkpoints.size"],
            name="fk_staged_tiles_size_checkpoints",
            deferrable=True,
            initially="DEFERRED",
        ),
    )


def _people() -> None:
    op.create_table(
        "challenges",
        sa.Column("challenge_hash", sa.LargeBinary, nullable=False),
        sa.Column("signer", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name="pk_challenges"),
    )
    op.create_index("ix_challenges_expires_at", "challenges", ["expires_at"])
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("signer", sa.LargeBinary, nullable=False),
        sa.Column("party", sa.BigInteger, nullable=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _append_only() -> None:
    """What was received or signed is never rewritten, whoever holds the service's database account by mistake."""
    op.execute(
        """
        CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are never rewritten', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """
    )
    op.execute("CREATE TRIGGER filings_stay BEFORE DELETE ON filings FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")
    op.execute(
        """
        CREATE TRIGGER filings_keep_their_words BEFORE UPDATE ON filings FOR EACH ROW
        WHEN ((OLD.leaf, OLD.arrival, OLD.entry, OLD.type, OLD.node, OLD.received_at)
              IS DISTINCT FROM (NEW.leaf, NEW.arrival, NEW.entry, NEW.type, NEW.node, NEW.received_at)
              OR OLD.leaf_index IS NOT NULL)
        EXECUTE FUNCTION refuse_rewriting()
        """
    )
    op.execute(
        """
        CREATE TRIGGER checkpoints_stay BEFORE UPDATE OR DELETE ON checkpoints FOR EACH ROW
        EXECUTE FUNCTION refuse_rewriting()
        """
    )
