"""`zhengben doctor`: what can be looked at on this machine without starting or changing anything.

Each look answers FINE, POOR (works, but mind it) or BAD (will not work), says what it found, and what to do.
"""

import hashlib
import shutil
import socket
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.cli.locales import Language, text
from ledger.core.errors import ZhengbenError

if TYPE_CHECKING:
    from ledger.settings import Settings

FINE, POOR, BAD = "FINE", "POOR", "BAD"
_LEAST_DISK = 1 << 30
_PYTHONS = ((3, 11), (3, 14))


@dataclass(frozen=True)
class Finding:
    """What one look found.

    :param name: of the look, stable.
    :param next: what to do; empty where it is FINE.
    """

    name: str
    state: str
    found: str
    next: str = ""

    def to_dict(self) -> dict[str, str]:
        """`{name, state, found, next}`."""
        return {"name": self.name, "state": self.state, "found": self.found, "next": self.next}


def look(language: Language) -> Iterator[Finding]:
    """All looks, in the order in which they matter; each one's own trouble is a finding too."""
    words = _Words(language)
    yield words.guarded("python", lambda: _python(words))
    yield words.guarded("sm3", lambda: _sm3(words))
    configured: list[Settings] = []
    yield words.guarded("settings", lambda: _settings(words, configured))
    for settings in configured:
        yield words.guarded("data", lambda: _data(words, settings))  # noqa: B023  called at once
        yield words.guarded("keys", lambda: _keys(words, settings))  # noqa: B023
        yield words.guarded("database", lambda: _database(words, settings))  # noqa: B023
        yield words.guarded("chain", lambda: _chain(words, settings))  # noqa: B023
        yield words.guarded("service", lambda: _service(words, settings))  # noqa: B023


class _Words:
    """Findings in the reader's language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def say(self, name: str, state: str, key: str, /, **values: Any) -> Finding:
        """A finding; the sentence is `doctor.<key>`, what to do `doctor.<key>.next` unless it is FINE."""
        following = "" if state == FINE else text(f"doctor.{key}.next", self._language, **values)
        return Finding(name, state, text(f"doctor.{key}", self._language, **values), following)

    def guarded(self, name: str, look: Callable[[], Finding]) -> Finding:
        """The finding of a look, or of what kept it from looking."""
        try:
            return look()
        except ZhengbenError as error:
            return Finding(name, BAD, f"{error.code}: {error.message}", error.next)
        except ModuleNotFoundError as error:
            return self.say(name, BAD, "package", name=error.name)
        except Exception as error:
            return self.say(name, BAD, "failed", cause=f"{type(error).__name__}: {error}")


def _python(words: _Words) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if not _PYTHONS[0] <= sys.version_info[:2] < _PYTHONS[1]:
        return words.say("python", BAD, "python", version=version)
    return words.say("python", FINE, "python", version=version)


def _sm3(words: _Words) -> Finding:
    try:
        hashlib.new("sm3")
    except ValueError:
        return words.say("sm3", BAD, "sm3_missing")
    return words.say("sm3", FINE, "sm3")


def _settings(words: _Words, configured: "list[Settings]") -> Finding:
    from ledger import settings

    configured.append(settings.load())
    shown = {name: value for name, value in configured[0].shown().items() if name in ("host", "port", "log_origin")}
    return words.say("settings", FINE, "settings", shown=", ".join(f"{name} {value}" for name, value in shown.items()))


def _data(words: _Words, settings: "Settings") -> Finding:
    folder = settings.data.absolute()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir():
        return words.say("data", BAD, "data_no_folder", path=there)
    free = shutil.disk_usage(there).free
    if free < _LEAST_DISK:
        return words.say("data", POOR, "disk", path=folder, free=free >> 20)
    key = "data" if there == folder else "data_new"
    return words.say("data", FINE, key, path=folder, free=free >> 20)


def _keys(words: _Words, settings: "Settings") -> Finding:
    found = sorted(settings.keys.glob("*.key")) if settings.keys.is_dir() else []
    exposed = [path for path in found if _mode(path) & 0o077]
    if exposed:
        return words.say("keys", BAD, "keys_exposed", path=exposed[0])
    return words.say("keys", FINE, "keys", count=len(found), path=settings.keys)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _database(words: _Words, settings: "Settings") -> Finding:
    from ledger.store import database

    if settings.database_url is None:
        from ledger.local import programs

        return words.say("database", FINE, "embedded", program=programs.postgres("postgres").name)
    with database.transaction(database.engine(settings.database_url, pool_size=1)):
        return words.say("database", FINE, "database")


def _chain(words: _Words, settings: "Settings") -> Finding:
    from ledger.local import programs, rpc

    if settings.rpc_url is None:
        programs.node()
        return words.say("chain", FINE, "embedded", program=programs.ganache().name)
    number = int(rpc.call(settings.rpc_url, "eth_chainId", seconds=5), 16)
    head = int(rpc.call(settings.rpc_url, "eth_blockNumber", seconds=5), 16)
    return words.say("chain", FINE, "chain", id=number, head=head)


def _service(words: _Words, settings: "Settings") -> Finding:
    from ledger.client import Client
    from ledger.core.errors import Unavailable

    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = settings.public_url or f"http://{host}:{settings.port}"
    try:
        with Client(url, timeout=5) as client:
            status = client.status()
    except Unavailable as away:
        if away.code == "SERVICE_UNREACHABLE":
            return _port(words, settings, url)
        return words.say("service", BAD, "service_stranger", url=url, cause=f"{away.code}: {away.message}")
    index, log = status.get("index"), status.get("log")
    lag = index.get("lag") if isinstance(index, dict) else None
    waiting = log.get("waiting") if isinstance(log, dict) else None
    if isinstance(lag, int) and lag > 100:
        return words.say("service", POOR, "service_behind", url=url, lag=lag)
    return words.say("service", FINE, "service", url=url, lag=lag, waiting=waiting)


def _port(words: _Words, settings: "Settings", url: str) -> Finding:
    """Nobody answers: could the service listen there?"""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            return words.say("service", BAD, "service_stranger", url=url, cause=error.strerror or str(error))
    return words.say("service", FINE, "service_away", url=url)
