"""Erasing a filing: its data key is destroyed, and nobody can connect its entry in the log with anyone any more.

What is erased is also written into a list outside the database, so that a backup from before the erasure does not
bring it back: `restoring` erases again whatever stands there. A leaf says nothing of anyone, so the list may be kept
anywhere, and should be kept where the disk of the database is not.
"""

import fcntl
import os
import re
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from ledger import durable
from ledger.core.errors import Corrupt, Unavailable, Usage
from ledger.keeping import reaching
from ledger.settings import Settings
from ledger.store import database, losses, vault

_LINE = re.compile(r"([0-9a-f]{64}) ([0-9]{1,12})")


def erase(settings: Settings, leaf: bytes) -> bool:
    """Erase a filing in the database of these settings, or in that of the embedded ledger that runs on this machine.

    :returns: False if it was erased before.
    :raises NotFound: `FILING_UNKNOWN`.
    :raises Unavailable: `LEDGER_AT_REST` while the embedded database does not run; `DISK_UNAVAILABLE`.
    """
    engine = database.engine(reaching.database_url(settings), pool_size=1)
    try:
        with database.transaction(engine) as connection:
            now = reaching.now(settings)
            erased = vault.erase(connection, leaf, now)
            if erased:  # before the commit: what is erased must be on the list, and what is on it may be
                remember(settings.erased_list, leaf, now)
        return erased
    finally:
        engine.dispose()


def remember(path: Path, leaf: bytes, now: int) -> None:
    """Add an erasure to the list; it is on disk when the call returns.

    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    durable.make_folder(path.parent)
    durable.create(path, b"", 0o600)
    try:
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            content = file.read()
            file.seek(content.rfind(b"\n") + 1)  # a line that a crash cut short was never acknowledged
            file.truncate()
            file.write(f"{leaf.hex()} {now}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Unavailable(
            "DISK_UNAVAILABLE",
            f"{path} cannot be written: {error.strerror}",
            next="see that the disk has room and the file belongs to you; nothing was erased",
        ) from error


def remembered(path: Path) -> Mapping[bytes, int]:
    """The leaves on the list, each with the second of its erasure; none if there is no list.

    :raises Usage: `ERASED_LIST_UNREADABLE`.
    :raises Corrupt: `ERASED_LIST_MALFORMED`: a line that cannot be read may be one that must be obeyed.
    """
    try:
        whole = path.read_text("ascii").rpartition("\n")[0]
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no such list"
        raise Usage(
            "ERASED_LIST_UNREADABLE",
            f"{path} cannot be read: {why}",
            next="name the list of erased filings by ZHENGBEN_ERASURES",
            path=str(path),
            why=why,
        ) from None
    found: dict[bytes, int] = {}
    for number, line in enumerate(whole.splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise Corrupt(
                "ERASED_LIST_MALFORMED",
                f"line {number} of {path} is no leaf and second",
                next="put the list back from a copy, or correct the line",
                path=str(path),
                line=number,
            )
        found.setdefault(bytes.fromhex(match[1]), int(match[2]))
    return found


def obey(connection: Connection, erased: Mapping[bytes, int]) -> int:
    """Erase again what was erased before; returns how many filings that were. Unknown leaves are passed over."""
    return sum(vault.erase(connection, leaf, second) for leaf, second in losses.not_erased(connection, erased).items())
