"""The one row that says which ledger on which chain this database belongs to. Settings never override it."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Integer,
    LargeBinary,
    Table,
    Text,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from ledger.core.deployment import Deployed, Deployment
from ledger.core.errors import Conflict, Unavailable
from ledger.store.metadata import metadata

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("chain_id", BigInteger, nullable=False),
    Column("genesis", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("contracts", JSONB, nullable=False),
    Column("first_block", BigInteger, nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("log_origin", Text, nullable=False),
    Column("log_operator", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="there_is_one_ledger"),
)


def record(connection: Connection, deployment: Deployment) -> None:
    """Write the row.

    :raises Conflict: `LEDGER_EXISTS` if it stands already with other values.
    """
    standing = find(connection)
    if standing == deployment:
        return
    if standing is not None:
        message = f"this database belongs to the ledger with salt 0x{standing.salt.hex()}"
        raise Conflict("LEDGER_EXISTS", message, next="use another database for another ledger")
    contracts = {
        name: {"address": contract.address, "codeHash": "0x" + contract.code_hash.hex()}
        for name, contract in deployment.contracts.items()
    }
    values = {
        "id": 1,
        "chain_id": deployment.chain_id,
        "genesis": deployment.genesis,
        "salt": deployment.salt,
        "contracts": contracts,
        "first_block": deployment.first_block,
        "block": deployment.block,
        "log_origin": deployment.log_origin,
        "log_operator": deployment.log_operator,
    }
    connection.execute(insert(ledger).values(values))


def find(connection: Connection) -> Deployment | None:
    """The row, None while nothing is deployed."""
    row = connection.execute(select(ledger)).one_or_none()
    if row is None:
        return None
    contracts = {
        name: Deployed(raw["address"], bytes.fromhex(raw["codeHash"][2:])) for name, raw in row.contracts.items()
    }
    return Deployment(
        chain_id=row.chain_id,
        genesis=row.genesis,
        salt=row.salt,
        contracts=contracts,
        first_block=row.first_block,
        block=row.block,
        log_origin=row.log_origin,
        log_operator=row.log_operator,
    )


def get(connection: Connection) -> Deployment:
    """The row.

    :raises Unavailable: `NOT_DEPLOYED` while there is none.
    """
    found = find(connection)
    if found is None:
        raise Unavailable("NOT_DEPLOYED", "this database has no ledger on a chain yet", next="deploy the contracts")
    return found
