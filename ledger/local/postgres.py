"""PostgreSQL as a foreground child, on loopback TCP with a password that only the folder's owner can read."""

import os
import re
import shutil
import signal
import socket
from collections.abc import Mapping
from pathlib import Path

from ledger.core.errors import Unavailable
from ledger.local import ports, programs
from ledger.local.children import Birth, Child, run_to_end
from ledger.local.folder import Folder
from ledger.local.persons import check_can_become, unprivileged

USER = DATABASE = "zhengben"
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_MAJOR = "18"
_SLOW = 90.0  # a crashed database reads its journal before it answers


class Postgres:
    """The running server of one folder."""

    def __init__(
        self, folder: Folder, password: str, *, port: int = 0, settings: Mapping[str, str] | None = None
    ) -> None:
        """Make the database if there is none, then start the server and wait until it answers.

        :param settings: further settings of the server, by name.
        :raises Corrupt: `DATA_FOLDER_BROKEN` with PostgreSQL's own words if it does not start on these files.
        :raises Unavailable: `PORT_IN_USE`, `PROGRAM_MISSING`, `POSTGRES_SILENT`, `DISK_UNAVAILABLE` for a full disk.
        """
        self._folder = folder
        self._password = password
        self._home = folder.path / "postgres"
        self._files = self._home / "data"
        self._log = folder.log("postgres")
        self._person = unprivileged(folder.keeper, self._home)
        self._server = programs.postgres("postgres")
        self._settings = dict(settings or {})
        if not self._files.exists():
            self._make()
        self._check_version()
        if port:
            ports.check_free(port, "PostgreSQL")
        for attempt in range(5):
            self.port = port or ports.free()
            self._child = Child(self._birth(self._server, "-D", str(self._files), *self._options()))
            try:
                if self._child.wait_until(self._answers, _SLOW):
                    return
                silent = self._child.alive
            except BaseException:
                self._child.stop()
                raise
            self._child.stop()
            # Somebody may have taken the free port between our look and its start.
            if "Address already in use" not in self._child.said or port or attempt == 4:
                raise self._failure(silent)

    @property
    def url(self) -> str:
        """`postgresql://…` of the ledger's database, with its password."""
        return f"postgresql://{USER}:{self._password}@{ports.LOOPBACK}:{self.port}/{DATABASE}"

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child.alive

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        self._child.stop()

    def last_words(self) -> str:
        """The last line of its log that says what went wrong."""
        words = re.findall(r"^.*?(?:PANIC|FATAL|ERROR|error): +(.*)$", self._child.said, re.MULTILINE)
        return words[-1] if words else "PostgreSQL ended without a word"

    def _options(self) -> list[str]:
        settings = {
            "listen_addresses": ports.LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_checkpoints": "off",
            "log_error_verbosity": "terse",  # details quote rows, and rows hold signatures
            **self._settings,
        }
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _birth(self, program: Path, *arguments: str, talks: bool = False) -> Birth:
        return Birth(
            command=(str(program), *arguments),
            log=self._log,
            ending=signal.SIGINT,  # fast shutdown
            environment=_ENVIRONMENT,
            grace=30,
            person=self._person,
            through_closed_folders=check_can_become(self._person, [self._server, self._home]),
            kept=(self._folder.children_lock,),
            talks=talks,
        )

    def _make(self) -> None:
        """A new cluster, made beside its place and moved there whole: an interrupted start leaves nothing half."""
        new, password = self._home / "new", self._home / "password"
        synced = self._settings.get("fsync") != "off"
        careless, unsynced = ([], []) if synced else (["--no-sync"], ["-c", "fsync=off"])
        self._home.mkdir(mode=0o700, exist_ok=True)
        self._person.own(self._home)
        shutil.rmtree(new, ignore_errors=True)
        password.unlink(missing_ok=True)
        descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self._password + "\n")
        self._person.own(password)
        try:
            self._run(
                self._birth(
                    programs.postgres("initdb"),
                    *("--pgdata", str(new), "--username", USER, "--pwfile", str(password)),
                    *("--auth", "scram-sha-256", "--encoding", "UTF8", "--no-instructions", *careless),
                    # PostgreSQL's own order by code point: needs no locale of the system, the same on every machine.
                    *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
                )
            )
            self._run(
                self._birth(self._server, "--single", "-D", str(new), *unsynced, "template1", talks=True),
                given=f"CREATE DATABASE {DATABASE}\n".encode(),
            )
        finally:
            password.unlink(missing_ok=True)
        new.rename(self._files)
        if synced:
            self._folder.settle(self._home)

    def _run(self, birth: Birth, given: bytes = b"") -> None:
        code, said = run_to_end(birth, given=given)
        if code != 0:
            lines = [line.strip() for line in said.splitlines() if "error" in line or "FATAL" in line]
            raise Unavailable(
                "POSTGRES_NOT_MADE",
                f"a new database cannot be made in {self._home}: {lines[-1] if lines else f'exit {code}'}",
                next=f"see {self._log}",
            )

    def _check_version(self) -> None:
        try:
            major = (self._files / "PG_VERSION").read_text().strip()
        except (OSError, ValueError):
            raise self._folder.broken(self._files, "does not hold a PostgreSQL database") from None
        if major != _MAJOR:
            raise self._folder.broken(
                self._files, f"was written by PostgreSQL {major[:20]!r}; this ledger brings PostgreSQL {_MAJOR}"
            )

    def _answers(self) -> bool:
        """Whether the server takes sessions: it answers a startup packet with a request to authenticate."""
        fields = b"".join(part + b"\0" for part in (b"user", USER.encode(), b"database", DATABASE.encode(), b""))
        body = (3 << 16).to_bytes(4, "big") + fields
        try:
            with socket.create_connection((ports.LOOPBACK, self.port), timeout=5) as connection:
                connection.sendall((len(body) + 4).to_bytes(4, "big") + body)
                return connection.recv(1) == b"R"
        except OSError:
            return False

    def _failure(self, silent: bool) -> Exception:
        if silent:
            return Unavailable(
                "POSTGRES_SILENT", f"PostgreSQL did not answer within {_SLOW:.0f} s", next=f"see {self._log}"
            )
        if "Address already in use" in self._child.said:
            return Unavailable("PORT_IN_USE", f"PostgreSQL cannot listen on port {self.port}", next="choose another")
        return self._folder.not_started(self._files, self.last_words())
