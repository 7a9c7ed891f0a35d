"""A party may sign an act twice: with its present signer, and with the one that the act brings."""

import sqlalchemy as sa
from alembic import op

revision = "0006_brought_signatures"
down_revision = "0005_facts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("act_signatures", sa.Column("brought", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE act_signatures SET brought = true FROM acts WHERE acts.id = act_signatures.act "
        "AND acts.kind = 'enrol' AND (acts.message->>'party')::bigint = act_signatures.party"
    )
    op.alter_column("act_signatures", "brought", server_default=None)
    op.drop_constraint("pk_act_signatures", "act_signatures", type_="primary")
    op.create_primary_key("pk_act_signatures", "act_signatures", ["act", "party", "brought"])
