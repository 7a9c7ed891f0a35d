"""Backing up a ledger while it runs: one moment of its database, in two folders that are to be kept apart.

The data keys of filings open what the other dump holds sealed, so that erasing reaches backups: whoever keeps only the
newest data keys can open nothing that was erased before them. The service's own keys are in neither; `keys` copies them
to a third place. A chain that is embedded is copied too; one of your own is kept by its nodes. The published log is
left out, since a restore writes it anew from the filings; a copy of that folder kept up to date elsewhere saves what
was published after the backup.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from ledger import durable, sequencing
from ledger.core.errors import Usage
from ledger.founding import DEMO_KEYS
from ledger.keeping import backups, reaching
from ledger.keeping.backups import Description, Kind
from ledger.keyring import NAMES, read_key_file
from ledger.local import chain_files, dumping
from ledger.service import wall_clock
from ledger.settings import Settings
from ledger.store import database, deployment, inventory, log, restoration
from ledger.store.metadata import VAULT


@dataclass(frozen=True)
class Taken:
    """A backup that was taken.

    :param backup: what its folder says.
    :param data_keys: what the folder of the data keys says.
    :param keys: how many of the service's keys were copied.
    """

    backup: Description
    data_keys: Description
    keys: int


def back_up(settings: Settings, target: Path, data_keys: Path, keys: Path | None = None) -> Taken:
    """Take a backup of the running ledger, or of the database that the settings name.

    :param target: a new folder for everything but the data keys; it appears last, and only when all is on disk.
    :param data_keys: a new folder for the data keys.
    :param keys: a new folder for copies of the service's keys.
    :raises Conflict: `BACKUP_EXISTS`.
    :raises Usage: `BACKUP_PLACES`, or what is wrong with a key.
    :raises Unavailable: `LEDGER_AT_REST`, `DATABASE_EMPTY`, `NOT_DEPLOYED`, `RESTORE_UNFINISHED`, `CHAIN_BUSY`,
        `DUMP_FAILED`, `DISK_UNAVAILABLE`.
    """
    targets = [*([keys] if keys else []), data_keys, target]
    with backups.appearing(*targets) as folders:
        copied = _copy_keys(settings.keys, folders[0]) if keys else 0
        url = reaching.database_url(settings)
        if settings.rpc_url is None:
            # Before the database: what the chain's copy lacks of it, the service sends again.
            chain_files.copy(settings.data, folders[-1] / backups.CHAIN)
        engine = database.engine(url, pool_size=1)
        try:
            taken = _dump(engine, folders[-1], folders[-2])
        finally:
            engine.dispose()
        return Taken(*taken, copied)


def _dump(engine: Engine, target: Path, data_keys: Path) -> tuple[Description, Description]:
    url = database.plain_url(engine)
    with database.transaction(engine, "REPEATABLE READ") as connection:
        database.take_time(connection)
        restoration.require_none(connection)
        snapshot = database.export_snapshot(connection)
        known = _known(connection)
        vault = known | {"counts": {**known["counts"], "data keys": inventory.data_keys(connection)}}
        unwanted = [f"--exclude-table-data=public.{name}" for name in inventory.NOT_DUMPED]
        selected = [f"--exclude-schema={VAULT}", *unwanted]
        dumping.dump(url, target / backups.DUMPS["backup"], snapshot=snapshot, selected=selected)
        dumping.dump(url, data_keys / backups.DUMPS["data-keys"], snapshot=snapshot, selected=[f"--schema={VAULT}"])
    return _describe(target, "backup", known), _describe(data_keys, "data-keys", vault)


def _known(connection: Connection) -> dict[str, Any]:
    """What is the same in both descriptions: whose they are, from when, and how much there is."""
    revision = database.require_tables(connection)
    standing = deployment.get(connection)
    latest = log.latest(connection)
    head = sequencing.EMPTY if latest is None else latest.head
    return {
        "taken_at": wall_clock(),
        "revision": revision,
        "ledger": {
            "chain": standing.chain_id,
            "genesis": "0x" + standing.genesis.hex(),
            "salt": "0x" + standing.salt.hex(),
            "log": standing.log_origin,
        },
        "log": {"size": head.size, "root": head.root.hex()},
        "counts": inventory.counts(connection),
        "nonces": inventory.next_nonces(connection),
    }


def _describe(folder: Path, kind: Kind, known: dict[str, Any]) -> Description:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in paths:
        path.chmod(0o600)
    files = {path.relative_to(folder).as_posix(): backups.described(path) for path in paths}
    described = Description(kind=kind, files=files, **known)
    durable.write(folder / f"{kind}.json", described.to_json(), 0o600)
    return described


def _copy_keys(source: Path, target: Path) -> int:
    """Copy the service's keys, all of them or none.

    :raises Usage: `KEYS_INCOMPLETE`, or what is wrong with one.
    """
    missing = [name for name in NAMES if not (source / name).exists()]
    if missing:
        raise Usage(
            "KEYS_INCOMPLETE",
            f"{source} has no {', '.join(missing)}",
            next="run this where the service runs, or leave --keys out and keep its keys in another way",
            path=str(source),
            missing=", ".join(missing),
        )
    demo = source.parent / DEMO_KEYS
    durable.write_all({target / "demo" / path.name: path.read_bytes() for path in demo.glob("*.json")}, mode=0o600)
    durable.write_all(
        {target / name: read_key_file(source / name).hex().encode() + b"\n" for name in NAMES}, mode=0o600
    )
    return len(NAMES)
