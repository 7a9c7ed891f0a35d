"""What stands beside a title, and the whole life of parties and nodes: facts. The index is read anew for them."""

import sqlalchemy as sa
from alembic import op

revision = "0005_facts"
down_revision = "0004_outbox_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM blocks")  # every sighting goes with its block, and the service reads the chain again
    _facts()
    for name, kind in (("since", sa.BigInteger), ("cause", sa.SmallInteger), ("may_dispose", sa.BigInteger)):
        op.add_column("signers", sa.Column(name, kind, nullable=False))
    op.add_column("proposals", sa.Column("round", sa.Integer, nullable=False))
    op.alter_column("title_versions", "digest", nullable=True)
    op.alter_column("title_versions", "filing", nullable=True)
    op.add_column("title_versions", sa.Column("ground", sa.SmallInteger, nullable=True))
    op.add_column("title_versions", sa.Column("successor", sa.LargeBinary, nullable=True))
    # Marks of pledges fall away without a new version: a row of a title is told by its place in the chain.
    op.drop_constraint("pk_title_versions", "title_versions")
    op.drop_index("ix_title_versions_place", "title_versions")
    op.create_primary_key("pk_title_versions", "title_versions", ["achievement", "block_number", "log_index"])
    op.create_index("ix_title_versions_version", "title_versions", ["achievement", "version"])


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("block_number", sa.BigInteger, nullable=False),
        sa.Column("log_index", sa.Integer, nullable=False),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("achievement", sa.LargeBinary, nullable=True),
        sa.Column("subject", sa.LargeBinary, nullable=False),
        sa.Column("part", sa.BigInteger, nullable=False),
        sa.Column("opens", sa.Boolean, nullable=False),
        sa.Column("echo", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("block_number", "log_index", name="pk_facts"),
        sa.ForeignKeyConstraint(
            ["block_number"], ["blocks.number"], name="fk_facts_block_number_blocks", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_facts_subject", "facts", ["theme", "subject", "block_number", "log_index"])
    op.create_index("ix_facts_theme", "facts", ["achievement", "theme", "block_number", "log_index"])
    op.create_index("ix_facts_place", "facts", ["achievement", "block_number", "log_index"])
