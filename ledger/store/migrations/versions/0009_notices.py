"""An index of when public notices end: which of them run is asked for the first page and for a list."""

import sqlalchemy as sa
from alembic import op

revision = "0009_notices"
down_revision = "0006_brought_signatures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_events_notice_until",
        "events",
        [sa.text("CAST(args ->> 'notice_until' AS bigint)")],
        postgresql_where=sa.text("name IN ('Proposed', 'Prolonged')"),
    )


def downgrade() -> None:
    op.drop_index("ix_events_notice_until", "events")
