"""The lines of digest manifests."""

import sqlalchemy as sa
from alembic import op

revision = "0003_manifests"
down_revision = "0002_chain"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "manifest_lines",
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("part", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("leaf", "part", name="pk_manifest_lines"),
        sa.ForeignKeyConstraint(["leaf"], ["filings.leaf"], name="fk_manifest_lines_leaf_filings"),
        sa.CheckConstraint("part BETWEEN 0 AND 255", name="ck_manifest_lines_part_counts_from_zero"),
    )
    op.execute("ALTER TABLE manifest_lines ALTER COLUMN sealed SET STORAGE EXTERNAL")  # what is sealed does not shrink
