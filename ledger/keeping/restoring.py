"""Restoring a ledger from a backup, so that the same log goes on: nothing acknowledged is dropped in silence, nothing
erased comes back, and no second history begins.

The database is marked as unfinished until everything in it has been judged; a restore that was interrupted is run
again and begins anew. Where the backup is older than the published log, the log is adopted if the caller says so;
where it is older than the chain, the index brings back what took effect, and an anchor of entries that nobody has any
more is named.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from ledger import anchoring, durable, erasing, indexing, sequencing
from ledger.chain.contracts import Contracts
from ledger.core.chinese import chinese
from ledger.core.errors import Conflict, Corrupt, Refused, Unavailable, Usage
from ledger.core.note import Ed25519Signer
from ledger.core.types import Head
from ledger.founding import DEMO_KEYS
from ledger.keeping import adopting, backups, reaching
from ledger.keeping.adopting import Adopted
from ledger.keeping.backups import Description
from ledger.keyring import NAMES, Keyring, read_key_file
from ledger.local import chain_files, dumping
from ledger.local.stack import LocalStack, Progress
from ledger.sequencing import TileFiles
from ledger.settings import Settings
from ledger.store import database, deployment, filings, inventory, log, losses, restoration, sightings, vault
from ledger.store.database import Lock


@dataclass(frozen=True)
class Restored:
    """A ledger that can be started again, and what it lacks.

    :param taken_at: when the backup was taken, in seconds since 1970; None where only the published log was adopted.
        Drafts and signatures since then are gone unless they took effect on the chain.
    :param filings: how many there are; `waiting` of them have no place in the log yet.
    :param size: of the log.
    :param adopted: what was taken in from the published log.
    :param erased: how many filings the backup still had that were erased by now.
    :param lost: leaves of the filings whose disclosures are missing until they are sent again.
    :param anchored: size of the newest anchor; None if the chain was not asked.
    :param sent_since: how many transactions of ours the chain has that the backup does not know; None likewise.
    """

    taken_at: int | None
    filings: int
    waiting: int
    size: int
    adopted: Adopted | None
    erased: int
    lost: tuple[bytes, ...]
    anchored: int | None
    sent_since: int | None

    @property
    def missing(self) -> int:
        """How many entries the chain has anchored that are not here: nothing is signed while there are any."""
        return max((self.anchored or 0) - self.size, 0)


@dataclass(frozen=True)
class Source:
    """What to restore from, read and judged.

    :param newer_keys: whether the data keys are from the same moment as the backup or a later one.
    """

    folder: Path
    data_keys: Path
    backup: Description
    keys: Description
    newer_keys: bool


def check(folder: Path, data_keys: Path) -> Source:
    """Both folders of a backup, known to be whole and of one ledger.

    :raises Usage: `BACKUP_UNREADABLE`.
    :raises Corrupt: `BACKUP_DAMAGED`.
    :raises Conflict: `BACKUPS_APART` if the data keys are another ledger's or cannot be put in order with the backup.
    """
    folder, data_keys = folder.absolute(), data_keys.absolute()  # the program that loads them works elsewhere
    backup, keys = backups.read(folder, "backup"), backups.read(data_keys, "data-keys")
    if backup.ledger != keys.ledger:
        raise _apart(folder, data_keys, "they are of two ledgers")
    theirs, ours = (_moment(one) for one in (keys, backup))
    newer = all(a >= b for a, b in zip(theirs, ours, strict=True))
    if not newer and not all(a <= b for a, b in zip(theirs, ours, strict=True)):
        raise _apart(folder, data_keys, "one is later, and yet knows of fewer filings or erasures")
    return Source(folder, data_keys, backup, keys, newer)


def restore(
    settings: Settings,
    source: Source,
    tell: Progress,
    *,
    keys: Path | None = None,
    adopt: bool = False,
    published_lost: bool = False,
) -> Restored:
    """Restore into an empty database, the embedded one of the data folder or the one that the settings name.

    :param keys: folder with copies of the service's keys; without it they are in their place already.
    :param adopt: take in what the published log has more than the backup.
    :param published_lost: the caller has no published log, or an older one, and takes it upon himself that entries
        published since then would be followed by others.
    :raises Conflict: `DATABASE_NOT_EMPTY`, `KEYS_DIFFER`, `DATA_FOLDER_IN_USE`.
    :raises Refused: `PUBLISHED_AHEAD`, `PUBLISHED_MISSING`: what happens to the published log has to be said.
    :raises Usage: `KEYS_INCOMPLETE`, `BACKUP_NEWER`, or what is wrong with a file.
    :raises Corrupt: `BACKUP_DAMAGED`, `VAULT_KEY_CHANGED`, `LOG_KEY_CHANGED`, `LOG_FORKED`, `LOG_FORKED_FROM_ANCHOR`.
    :raises ForeignChain: if the node serves another chain.
    :raises Unavailable: `RESTORE_RUNNING`, `DUMP_FAILED`, `DISK_UNAVAILABLE`, `DATABASE_UNAVAILABLE`.
    """
    _take_keys(keys, settings.keys)
    log_key = Ed25519Signer(str(source.backup.ledger["log"]), read_key_file(settings.keys / "log.key"))
    published = sequencing.published(TileFiles(settings.log), log_key.key)
    _require_said(published, source.backup.head_size, settings.log, adopt=adopt, lost=published_lost)
    erasing.remembered(settings.erased_list)  # one that cannot be read is named before anything is written
    if settings.rpc_url is None and source.backup.has_chain:
        placed = chain_files.put_back(source.folder / backups.CHAIN, settings.data)
        if placed:
            tell("内置链已放回", "the embedded chain is put back")
        else:
            tell("此处的内置链保持不动", "the embedded chain that is here stays as it is")
    with _database(settings, tell) as engine:
        with database.transaction(engine) as connection:
            _require_known(connection, source.backup)
            restoration.begin(connection)
        tell("正在载入备份", "the dumps are being loaded")
        url = database.plain_url(engine)
        dumping.load(url, source.folder / backups.DUMPS["backup"])
        dumping.load(url, source.data_keys / backups.DUMPS["data-keys"])
        database.migrate(engine)
        with database.transaction(engine) as connection:
            _require_same(connection, source)
        anchored, sent = _read_chain(settings, engine, tell)
        tell("正在检查全部内容", "everything is being checked")
        with database.transaction(engine) as connection:
            database.take_time(connection)
            erased = _reconcile(connection, source)
            report = _judge(connection, settings, source.backup.taken_at, adopt, erased, anchored, sent)
            restoration.end(connection)
        return report


def adopt_published(settings: Settings, tell: Progress) -> Restored:
    """Take in what the published log has more than the database, which was put back in some other way.

    :raises Unavailable: `NOT_DEPLOYED`, `RESTORE_UNFINISHED`, and as `restore`.
    :raises Corrupt: as `restore`.
    """
    _take_keys(None, settings.keys)
    with _database(settings, tell) as engine:
        with database.transaction(engine) as connection:
            restoration.require_none(connection)
            database.require_tables(connection)
        anchored, sent = _read_chain(settings, engine, tell)
        tell("正在检查全部内容", "everything is being checked")
        with database.transaction(engine) as connection:
            database.take_time(connection)
            return _judge(connection, settings, None, True, 0, anchored, sent)


def _moment(one: Description) -> tuple[int, int, int]:
    """What only grows from one backup of a ledger to the next."""
    return one.taken_at, one.counts.get("filings", 0), one.counts.get("erasures", 0)


def _apart(folder: Path, data_keys: Path, why: str) -> Conflict:
    return Conflict(
        "BACKUPS_APART",
        f"{folder} and {data_keys} do not belong together: {why}",
        next="name the data keys that were taken with this backup, or later ones of the same ledger",
        why=why,
    )


def _take_keys(source: Path | None, target: Path) -> None:
    """Put the service's keys in their place, all of them; a key that is there is never replaced."""
    here = target if source is None else source
    missing = [name for name in NAMES if not (here / name).exists()]
    if missing:
        raise Usage(
            "KEYS_INCOMPLETE",
            f"{here} has no {', '.join(missing)}",
            next="put the service's keys back from where they are kept, or name their copies with --keys",
            path=str(here),
            missing=", ".join(missing),
        )
    given = {name: read_key_file(here / name) for name in NAMES}
    if source is None:
        return
    for name, key in given.items():
        if (target / name).exists() and read_key_file(target / name) != key:
            raise Conflict(
                "KEYS_DIFFER",
                f"{target / name} is another key than {source / name}",
                next=f"find out which is the ledger's, and move the other one aside; {target} keeps what it has",
                path=str(target / name),
            )
    durable.make_folder(target, 0o700)
    for name, key in given.items():
        durable.create(target / name, key.hex().encode() + b"\n", 0o600)
    demo = target.parent / DEMO_KEYS
    for path in (source / "demo").glob("*.json"):
        durable.make_folder(demo, 0o700)
        durable.create(demo / path.name, path.read_bytes(), 0o600)


def _require_said(published: Head, size: int, folder: Path, *, adopt: bool, lost: bool) -> None:
    """Demand that the caller has said what is to happen where backup and published log are of different age."""
    if published.size > size and not adopt:
        raise Refused(
            "PUBLISHED_AHEAD",
            f"the published log in {folder} has {published.size} entries, the backup {size}",
            next="run it again with --adopt-published: the entries that the backup lacks are then taken in",
            published=published.size,
            size=size,
            path=str(folder),
        )
    if published.size < max(size, 1) and not lost:  # of a log of which nothing is here, nothing is known
        raise Refused(
            "PUBLISHED_MISSING",
            f"the published log in {folder} has {published.size} entries, the backup {size}: what was published after "
            "the backup cannot be seen from here",
            next="put the newest copy of the published log there; or, if there is none, run it again with "
            "--published-lost: entries published since the backup are then followed by others, which their readers "
            "will notice",
            published=published.size,
            size=size,
            path=str(folder),
        )


@contextmanager
def _database(settings: Settings, tell: Progress) -> Iterator[Engine]:
    """The database that the settings name, or the embedded one, into which nobody else restores meanwhile.

    :raises Unavailable: `RESTORE_RUNNING`.
    """
    if settings.database_url is None:
        with LocalStack.start(settings.data, ganache=False, on_progress=tell) as stack:
            yield from _engine(stack.database_url)
    else:
        yield from _engine(settings.database_url)


def _engine(url: str) -> Iterator[Engine]:
    engine = database.engine(url, pool_size=2)
    try:
        with database.transaction(engine) as guard:
            database.take_time(guard)
            if not database.try_lock(guard, Lock.RESTORING):
                raise Unavailable(
                    "RESTORE_RUNNING",
                    "another process is restoring into this database",
                    next="wait until it has ended, and see what it says",
                )
            yield engine
    finally:
        engine.dispose()


def _require_known(connection: Connection, backup: Description) -> None:
    known = database.revisions(connection)[1]
    if backup.revision not in known:
        raise Usage(
            "BACKUP_NEWER",
            f"the backup's tables are those of another program ({backup.revision[:40]}; here up to {known[-1]})",
            next="install the version of the program that took the backup, or a later one",
            revision=backup.revision[:40],
            newest=known[-1],
        )


def _require_same(connection: Connection, source: Source) -> None:
    """What was loaded is as much as was dumped, and of the ledger and log that it was said to be."""
    standing, latest = deployment.get(connection), log.latest(connection)
    head = sequencing.EMPTY if latest is None else latest.head
    found = {
        **inventory.counts(connection),
        "data keys": inventory.data_keys(connection),
        "log": standing.log_origin,
        "salt": "0x" + standing.salt.hex(),
        "size": head.size,
        "root": head.root.hex(),
    }
    told = {
        **source.backup.counts,
        "data keys": source.keys.counts.get("data keys", 0),
        **{name: source.backup.ledger.get(name) for name in ("log", "salt")},
        **source.backup.log,
    }
    wrong = [f"{name}: {found.get(name)}, not {value}" for name, value in told.items() if value != found.get(name)]
    if wrong:
        raise Corrupt(
            "BACKUP_DAMAGED",
            f"what was loaded is not what was dumped ({'; '.join(wrong)})",
            next="use another copy of this backup",
            path=str(source.folder),
        )


def _read_chain(settings: Settings, engine: Engine, tell: Progress) -> tuple[int | None, int | None]:
    """Read the chain, if it is one of the caller's own and answers: the newest anchor's size, and how many of our
    transactions the backup does not know."""
    if settings.rpc_url is None:
        tell("内置链此刻未运行，下次启动时读取", "the embedded chain does not run now; it is read at the next start")
        return None, None
    try:
        with database.transaction(engine) as connection:
            contracts = Contracts(reaching.chain(settings), deployment.get(connection))
        contracts.require()
        tell("正在读取链", "the chain is being read")
        indexing.catch_up(engine, contracts)
        with database.transaction(engine) as connection:
            anchor = sightings.newest_anchor(connection)
            return (0 if anchor is None else anchor.size), _sent_since(connection, contracts)
    except Unavailable as error:
        tell(f"未能读取链：{(chinese(error) or (error.code,))[0]}", f"the chain was not read: {error.message}")
        return None, None


def _sent_since(connection: Connection, contracts: Contracts) -> int:
    head = contracts.chain.head()
    known = inventory.next_nonces(connection)
    return sum(max(contracts.chain.sent_by(payer, head) - nonce, 0) for payer, nonce in known.items())


def _reconcile(connection: Connection, source: Source) -> int:
    """Make database and vault agree: erased is what either of them calls erased. Returns how many filings that hit."""
    erased = losses.forget_unlisted_keys(connection)
    unopenable = losses.forget_unopenable(connection, source.keys.taken_at if source.newer_keys else None)
    return erased + (unopenable if source.newer_keys else 0)


def _judge(
    connection: Connection,
    settings: Settings,
    taken_at: int | None,
    adopt: bool,
    erased: int,
    anchored: int | None,
    sent: int | None,
) -> Restored:
    """Check the whole log, adopt what is to be adopted, erase again what was erased, and say how it stands."""
    standing, keys = deployment.get(connection), Keyring(settings.keys)
    vault.unlock(connection, keys.master_key(), keys.index_key())
    log_key, files = keys.log_key(standing.log_origin), TileFiles(settings.log)
    adopted = adopting.adopt(connection, files, log_key, reaching.now(settings)) if adopt else None
    if not adopt:
        adopting.verify(connection, sequencing.published(files, log_key.key))
    erased += erasing.obey(connection, erasing.remembered(settings.erased_list))
    latest = log.latest(connection)
    if latest is not None:
        sequencing.signed_head(latest.note, log_key.key, "the database")
    try:
        anchoring.require_continued(connection)
    except Corrupt as error:
        if error.code != "LOG_BEHIND_ANCHOR":  # the report names that, and no service starts on it
            raise
    return Restored(
        taken_at=taken_at,
        filings=inventory.counts(connection)["filings"],
        waiting=filings.waiting_count(connection),
        size=0 if latest is None else latest.head.size,
        adopted=adopted,
        erased=erased,
        lost=tuple(losses.lost(connection)),
        anchored=anchored,
        sent_since=sent,
    )
