"""Alembic's way in: `database.migrate` hands over a connection inside its transaction."""

from alembic import context

from ledger.store.metadata import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables(),
    include_schemas=True,
    transaction_per_migration=False,
)
context.run_migrations()
