"""Why parties refuse to sign acts: sealed reasons, gone with the act."""

import sqlalchemy as sa
from alembic import op

revision = "0008_refusals"
down_revision = "0009_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act_refusals",
        sa.Column("act", sa.Uuid, sa.ForeignKey("acts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("party", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("refused_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("act", "party", name="pk_act_refusals"),
    )
