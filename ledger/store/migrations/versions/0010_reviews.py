"""What officers said to filings, and indexes by which their queues are read."""

import sqlalchemy as sa
from alembic import op

revision = "0010_reviews"
down_revision = "0008_refusals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "filing_reviews",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("officer", sa.BigInteger, nullable=False),
        sa.Column("appointment", sa.BigInteger, nullable=False),
        sa.Column("large", sa.Boolean, nullable=False),
        sa.Column("decided_at", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_filing_reviews"),
        sa.ForeignKeyConstraint(["leaf"], ["filings.leaf"], name="fk_filing_reviews_leaf_filings"),
        sa.CheckConstraint("decision IN ('accepted', 'returned')", name="ck_filing_reviews_decision_is_known"),
    )
    op.create_index("ix_filing_reviews_leaf", "filing_reviews", ["leaf"])
    op.create_index(
        "ix_filings_examined",
        "filings",
        ["node", "arrival"],
        postgresql_where=sa.text("split_part(type, '/', 1) IN ('achievement_filing', 'technology_contract')"),
    )
    op.create_index(
        "ix_title_versions_begun",
        "title_versions",
        ["node", "achievement"],
        postgresql_where=sa.text("act IN ('register', 'adopt')"),
    )
    op.create_index(
        "ix_title_versions_registered",
        "title_versions",
        ["filing"],
        postgresql_where=sa.text("act = 'register'"),
    )
    names = "'Objected', 'Frozen', 'Announced', 'RecoveryProposed', 'ContractRegistered'"
    op.create_index(
        "ix_events_watched",
        "events",
        ["name", "block_number", "log_index"],
        postgresql_where=sa.text(f"name IN ({names})"),
    )
