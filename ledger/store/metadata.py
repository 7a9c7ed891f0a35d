"""The one `MetaData` on which every table of the ledger is declared.

Tables stand in the module that reads and writes them; `tables()` gathers them all. What the database really holds is
made by the migrations; a test compares the two.
"""

from importlib import import_module

from sqlalchemy import MetaData

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

VAULT = "vault"
"""Schema of the rows that open private things; left out of dumps and backed up on its own."""

_MODULES = (
    "filings",
    "manifests",
    "vault",
    "log",
    "sessions",
    "deployment",
    "attestations",
    "outbox",
    "acts",
    "reviews",
    "sightings",
)


def tables() -> MetaData:
    """The metadata with every table of every module declared on it."""
    for name in _MODULES:
        import_module(f"ledger.store.{name}")
    return metadata
