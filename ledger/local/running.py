"""The embedded parts of a data folder as another process runs them: found, never started and never touched."""

import json
import socket
from pathlib import Path
from typing import Any

from ledger.core.errors import Corrupt, Unavailable
from ledger.local import ports
from ledger.local.postgres import DATABASE, USER


def database_url(data: Path) -> str | None:
    """`postgresql://…` of the running embedded database, None if none runs.

    :raises Unavailable: `DATA_FOLDER_CLOSED` if its files belong to somebody else.
    :raises Corrupt: `DATA_FOLDER_BROKEN`.
    """
    password = _read(data, "secrets.json").get("postgres")
    port = _postmaster_port(data / "local" / "postgres" / "data" / "postmaster.pid")
    if port is None or password is None or not _listens(port):
        return None
    return f"postgresql://{USER}:{password}@{ports.LOOPBACK}:{port}/{DATABASE}"


def rpc_url(data: Path) -> str | None:
    """`http://…` of the running embedded chain, None if none runs.

    A chain that was killed leaves its port behind, where somebody else may listen by now: ask for its genesis.

    :raises Unavailable: as `database_url`.
    """
    state = _read(data, "state.json")
    port = state.get("port")
    if not isinstance(port, int) or not _listens(port):
        return None
    return f"http://{ports.LOOPBACK}:{port}/{state.get('path', '')}"


def time_shift(data: Path) -> int:
    """Seconds by which the embedded chain's clock is ahead of the machine's."""
    return int(_read(data, "state.json").get("shift", 0))


def _postmaster_port(path: Path) -> int | None:
    """PostgreSQL writes its port into the fourth line of its pid file."""
    try:
        return int(path.read_text("utf-8").splitlines()[3])
    except PermissionError:
        raise _closed(path) from None
    except (OSError, ValueError, IndexError):
        return None


def _read(data: Path, name: str) -> dict[str, Any]:
    path = data / "local" / name
    try:
        found = json.loads(path.read_text("utf-8"))
    except PermissionError:
        raise _closed(path) from None
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise Corrupt(
            "DATA_FOLDER_BROKEN",
            f"{path} is not readable JSON",
            next=f"put back a copy, or move {data} away to begin anew",
            path=str(path),
        )
    return found


def _closed(path: Path) -> Unavailable:
    return Unavailable(
        "DATA_FOLDER_CLOSED",
        f"{path} belongs to somebody else",
        next="ask as the one who runs the ledger",
        path=str(path),
    )


def _listens(port: int) -> bool:
    try:
        with socket.create_connection((ports.LOOPBACK, port), timeout=2):
            return True
    except OSError:
        return False
