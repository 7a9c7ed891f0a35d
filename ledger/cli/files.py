"""Files of the reader: read with a limit, digested piece by piece, written whole or not at all."""

import hashlib
import json
import mimetypes
import os
import stat
import tempfile
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.cli.locales import usage
from ledger.core import canonical
from ledger.core.causes import why
from ledger.core.draft import Attachment
from ledger.core.errors import Malformed

_PIECE = 1 << 20
_KINDS = {
    list: ("列表", "a list"),
    str: ("文本", "a text"),
    int: ("数", "a number"),
    float: ("数", "a number"),
    bool: ("true 或 false", "true or false"),
    type(None): ("null", "null"),
}
LARGEST_READ = 512 * 1024 * 1024
"""Bytes of a file that is read whole (bundles, trust files, forms)."""


def read(path: Path, limit: int = LARGEST_READ) -> bytes:
    """The whole file.

    :raises Usage: `FILE_MISSING`, `FILE_IS_DIRECTORY`, `FILE_NOT_READABLE` or `FILE_TOO_LARGE`.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise _not_readable(path, error) from None
    if len(content) > limit:
        raise usage("FILE_TOO_LARGE", path=str(path), limit=limit)
    return content


def read_object(path: Path, code: str) -> dict[str, Any]:
    """The JSON object in a file.

    :param code: what it is refused as if it holds none: `FORM_NOT_JSON`, `FIELDS_NOT_JSON`, `YEAR_NOT_JSON` or
        `DOSSIER_NOT_JSON`.
    :raises Usage: as `read`, or with that code.
    """
    raw = read(path, 16 * 1024 * 1024)
    try:
        canonical.check_nesting(raw)
        value = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, Malformed) as error:
        zh, cause = why(error)
        raise usage(code, path=str(path), cause=cause, zh=zh) from None
    if not isinstance(value, dict):
        zh, en = _KINDS[type(value)]
        raise usage(code, path=str(path), cause=f"{en} stands there", zh=f"其内容是{zh}")
    return value


def is_folder(path: Path) -> bool:
    """Whether it is a folder; what the system cannot even look for, such as a name that is too long, is none."""
    with suppress(OSError, ValueError):
        return path.is_dir()
    return False


def is_there(path: Path) -> bool:
    """Whether there is anything of that name; what the system cannot even look for is not there."""
    with suppress(OSError, ValueError):
        return path.exists()
    return False


def check_attachable(path: Path) -> int:
    """The size of a regular file that can be read.

    :raises Usage: as `read`, or `FOLDER_NOT_MEANT`, or `FILE_NOT_REGULAR`.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise _not_readable(path, error) from None
    if stat.S_ISDIR(status.st_mode):
        raise usage("FOLDER_NOT_MEANT", path=str(path))
    if not stat.S_ISREG(status.st_mode):
        raise usage("FILE_NOT_REGULAR", path=str(path))
    return status.st_size


@dataclass(frozen=True, slots=True)
class Measured:
    """What a file was when it was read: bytes, both digests in hex, and when it was last written to (nanoseconds)."""

    size: int
    sha256: str
    sm3: str
    mtime_ns: int


def measure(path: Path, advance: Callable[[int], None], *, follow: bool = True) -> Measured:
    """Size and digests of a file, in one pass and constant memory.

    :param advance: told how many bytes each step took, for a progress bar.
    :param follow: whether a symbolic link is read as what it points to; else it is refused.
    :raises Usage: as `check_attachable`, `SM3_MISSING`, or `FILE_CHANGED` if it was written to meanwhile.
    """
    sha256 = hashlib.sha256()
    try:
        sm3 = hashlib.new("sm3")
    except ValueError:
        raise usage("SM3_MISSING") from None
    try:
        # A pipe that has taken the file's place meanwhile must not keep us waiting for a writer.
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW)
        with os.fdopen(os.open(path, flags), "rb", buffering=0) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise usage("FILE_NOT_REGULAR", path=str(path))
            size = 0
            while size <= before.st_size and (piece := file.read(_PIECE)):  # one that grows would have no end
                sha256.update(piece)
                sm3.update(piece)
                size += len(piece)
                advance(len(piece))
            after = os.fstat(file.fileno())
    except OSError as error:
        raise _not_readable(path, error) from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != after.st_size:
        raise usage("FILE_CHANGED", path=str(path))
    return Measured(size, sha256.hexdigest(), sm3.hexdigest(), after.st_mtime_ns)


def digest(path: Path, advance: Callable[[int], None]) -> Attachment:
    """A file as a filing names it. :param advance: as for `measure`. :raises Usage: as `measure`."""
    check_attachable(path)
    measured, name = measure(path, advance), shown_name(path)
    mime = (mimetypes.guess_type(name)[0] or "application/octet-stream").lower()
    return Attachment(name, measured.size, measured.sha256, measured.sm3, mime)


def normal(text: str) -> str:
    """Text in Unicode normal form C, the only one that a filing holds."""
    return unicodedata.normalize("NFC", text)


def shown_name(path: Path) -> str:
    """A file's name as a filing carries it; bytes that are no text are replaced."""
    return normal(path.name.encode("utf-8", "replace").decode("utf-8"))


def check_writable(path: Path, *, force: bool) -> None:
    """Refuse early what `write` would refuse late.

    :raises Usage: `FILE_EXISTS`, `FILE_IS_DIRECTORY` or `FILE_NOT_WRITABLE`.
    """
    if is_folder(path):
        raise usage("FILE_IS_DIRECTORY", path=str(path))
    if is_there(path) and not force:
        raise usage("FILE_EXISTS", path=str(path))
    if not is_folder(path.absolute().parent):
        folder = path.absolute().parent
        raise usage("FILE_NOT_WRITABLE", path=str(path), cause=f"{folder} is no directory", zh=f"{folder} 不是文件夹")


def write(path: Path, content: bytes, *, force: bool = False, mode: int = 0o644) -> None:
    """Write a file whole or not at all: a temporary file beside it, synced, then put in its place.

    :param force: replace a file that is there.
    :param mode: permissions; 0o600 for what is nobody else's business.
    :raises Usage: as `check_writable`.
    """
    check_writable(path, force=force)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", dir=path.absolute().parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        _place(temporary, path, force=force)
    except FileExistsError:
        raise usage("FILE_EXISTS", path=str(path)) from None
    except OSError as error:
        zh, cause = why(error)
        raise usage("FILE_NOT_WRITABLE", path=str(path), cause=cause, zh=zh) from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()


def _place(temporary: Path, path: Path, *, force: bool) -> None:
    if force:
        temporary.replace(path)
        return
    try:
        path.hardlink_to(temporary)  # fails if someone was faster, which a rename would not
    except FileExistsError:
        raise
    except OSError:  # file systems without hard links
        if path.exists():
            raise FileExistsError(str(path)) from None
        temporary.replace(path)


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in members]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)[:80]
        raise Malformed("MEMBER_TWICE", f"{twice!r} stands twice in one object", zh=f"同一对象中有两个 {twice}")
    return dict(members)


def _not_readable(path: Path, error: Exception) -> Exception:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return usage("FILE_MISSING", path=str(path))
    if isinstance(error, IsADirectoryError) or is_folder(path):
        return usage("FILE_IS_DIRECTORY", path=str(path))
    return not_readable(path, error)


def not_readable(path: Path, error: Exception) -> Exception:
    """That a file or folder cannot be read, and why: `FILE_NOT_READABLE`."""
    zh, cause = why(error)
    return usage("FILE_NOT_READABLE", path=str(path), cause=cause, zh=zh)
