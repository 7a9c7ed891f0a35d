"""A key finds the acts that bring it: the newcomer's own enrolment, before there is a party to find it by."""

import sqlalchemy as sa
from alembic import op

revision = "0012_brought_signers"
down_revision = "0011_filers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_acts_signer", "acts", [sa.text("lower(message ->> 'signer')")])
