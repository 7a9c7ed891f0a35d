"""A backup as files: two folders, each with a dump and a description by which it can be judged without a database.

    <backup>/backup.json       what it is of, how much it holds, and the SHA-256 of each file
    <backup>/ledger.dump       everything but the schema `vault`
    <backup>/chain/            the files of an embedded chain
    <data keys>/data-keys.json
    <data keys>/data-keys.dump the schema `vault`

A folder appears under its name only when everything in it is on disk. Until then it is a hidden one beside it, which a
crash may leave behind and anybody may delete.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ledger import durable
from ledger.core.errors import Conflict, Corrupt, Usage

Kind = Literal["backup", "data-keys"]
DUMPS: Mapping[Kind, str] = {"backup": "ledger.dump", "data-keys": "data-keys.dump"}
CHAIN = "chain"
_MOST = 1 << 20
_NAME = re.compile(rf"{CHAIN}/[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Description:
    """What a folder of a backup says of itself.

    :param taken_at: seconds since 1970 by the machine's clock.
    :param revision: of the tables.
    :param ledger: `chain` (id), `genesis`, `salt` and `log` (origin).
    :param log: `size` and `root` of the newest checkpoint; size 0 before the first.
    :param counts: how many rows there are of each kind.
    :param nonces: next nonce of each paying account.
    :param files: `size` and `sha256` (hex) of each file by its name, the dump among them.
    """

    kind: Kind
    taken_at: int
    revision: str
    ledger: Mapping[str, Any]
    log: Mapping[str, Any]
    counts: Mapping[str, int]
    nonces: Mapping[str, int]
    files: Mapping[str, Mapping[str, Any]]

    @property
    def has_chain(self) -> bool:
        """Whether the files of an embedded chain are there."""
        return any(name.startswith(f"{CHAIN}/") for name in self.files)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(int(file["size"]) for file in self.files.values())

    @property
    def head_size(self) -> int:
        """The size of the log."""
        return int(self.log["size"])

    def to_json(self) -> bytes:
        """The description as it is kept."""
        members = {name: value for name, value in vars(self).items() if name != "kind"}
        value = {"format": f"zhengben-{self.kind}/1", **members}
        return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def read(folder: Path, kind: Kind) -> Description:
    """The description in a folder, once the files are known to be those that it describes.

    :raises Usage: `BACKUP_UNREADABLE` if there is no such description.
    :raises Corrupt: `BACKUP_DAMAGED` if a file is another one, or cut short.
    """
    found = _parsed(folder / f"{kind}.json", kind)
    for name, file in found.files.items():
        try:
            here = described(folder / name)
        except OSError as error:
            raise _unreadable(folder / name, error.strerror or "") from None
        if here != file:
            raise Corrupt(
                "BACKUP_DAMAGED",
                f"{folder / name} has {here['size']} bytes and the SHA-256 {here['sha256']}; {file['size']} and "
                f"{file['sha256']} were written",
                next="use another copy of this backup",
                path=str(folder / name),
            )
    return found


def described(path: Path) -> dict[str, Any]:
    """`size` and `sha256` of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"size": file.tell(), "sha256": digest}


@contextmanager
def appearing(*targets: Path) -> Iterator[list[Path]]:
    """Folders (0700) to write into, one for each target; when the block ends, they take their names, the last target
    last. If the block raises, they are gone.

    :raises Conflict: `BACKUP_EXISTS` if a target is there already and not empty.
    :raises Usage: `BACKUP_PLACES` if one target is, or lies within, another.
    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    places = [Path(os.path.abspath(target)) for target in targets]  # noqa: PTH100 - links are followed by nobody here
    for place in places:
        if any(place == other or other in place.parents for other in places if other is not place):
            raise Usage(
                "BACKUP_PLACES",
                f"{place} lies in another of these folders",
                next="name folders apart",
                path=str(place),
            )
        _require_free(place)
    begun: list[Path] = []
    try:
        with durable.disk_errors():
            for place in places:
                durable.make_folder(place.parent)
                begun.append(place.with_name(f".{place.name}.{secrets.token_hex(8)}"))
                begun[-1].mkdir(mode=0o700)
        yield begun
        with durable.disk_errors():
            for folder, place in zip(begun, places, strict=True):
                _sync_all(folder)
                _take_name(folder, place)
                _sync(place.parent)
    finally:
        for folder in begun:
            shutil.rmtree(folder, ignore_errors=True)


def _require_free(place: Path) -> None:
    with durable.disk_errors():
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise _exists(place)


def _take_name(folder: Path, place: Path) -> None:
    try:
        folder.rename(place)  # onto nothing, or onto an empty folder; never onto a full one
    except OSError:
        if place.exists():
            raise _exists(place) from None
        raise


def _exists(place: Path) -> Conflict:
    return Conflict(
        "BACKUP_EXISTS",
        f"{place} is there already; a backup is never overwritten",
        next="name a new folder",
        path=str(place),
    )


def _sync_all(folder: Path) -> None:
    """Sync every file and folder below, and the folder: not all that wrote here did so itself."""
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parsed(path: Path, kind: Kind) -> Description:
    try:
        with path.open("rb") as file:
            value = json.loads(file.read(_MOST))
    except OSError as error:
        raise _unreadable(path, error.strerror or "") from None
    except ValueError:
        raise _unreadable(path, "it is no JSON") from None
    try:
        if value["format"] != f"zhengben-{kind}/1":
            raise _unreadable(path, f"its format is {str(value['format'])[:40]!r}, not 'zhengben-{kind}/1'")
        files = {name: {"size": int(one["size"]), "sha256": str(one["sha256"])} for name, one in value["files"].items()}
        if DUMPS[kind] not in files or not all(name == DUMPS[kind] or _NAME.fullmatch(name) for name in files):
            raise _unreadable(path, "it names other files than a backup has")
        return Description(
            kind=kind,
            taken_at=int(value["taken_at"]),
            revision=str(value["revision"]),
            ledger=dict(value["ledger"]),
            log={"size": int(value["log"]["size"]), "root": str(value["log"]["root"])},
            counts={str(name): int(count) for name, count in value["counts"].items()},
            nonces={str(name): int(nonce) for name, nonce in value["nonces"].items()},
            files=files,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _unreadable(path, "a member is missing or of another kind") from None


def _unreadable(path: Path, why: str) -> Usage:
    return Usage(
        "BACKUP_UNREADABLE",
        f"{path} is no description of a backup: {why}",
        next="name the folders that `zhengben backup` wrote",
        path=str(path),
        why=why,
    )
