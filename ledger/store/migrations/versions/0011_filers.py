"""Under which names a filing is kept for its filer; the worker gives them to filings that have none yet."""

import sqlalchemy as sa
from alembic import op

revision = "0011_filers"
down_revision = "0010_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("filer", "filed_for"):
        op.add_column("data_keys", sa.Column(name, sa.LargeBinary, nullable=True), schema="vault")
        op.create_index(f"ix_data_keys_{name}", "data_keys", [name], schema="vault")
    op.create_index(
        "ix_data_keys_unnamed", "data_keys", ["leaf"], schema="vault", postgresql_where=sa.text("filer IS NULL")
    )
