"""What the intake benchmark stands on: a PostgreSQL server of its own and the service as `zhengben up` runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from ledger.local import LocalStack

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Running:
    """A service that answers.

    :param facts: what it said when it came up.
    :param database_url: of its database, whose server the peer shares.
    """

    facts: dict[str, Any]
    database_url: str

    @property
    def port(self) -> int:
        return int(self.facts["url"].rpartition(":")[2])

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with psycopg.connect(self.database_url) as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own names
            return int(row[0]) if row else 0


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """`postgresql://…` of a server with its own defaults: every commit waits for the disk."""
    with LocalStack.start(folder, ganache=False) as stack:
        with psycopg.connect(stack.database_url) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                shown = connection.execute(f"SHOW {setting}").fetchone()
                if shown != ("on",):
                    raise SystemExit(f"{setting} is {shown}, and nothing that is measured so would be durable")
        yield stack.database_url


@contextmanager
def service(folder: Path, database_url: str) -> Iterator[Running]:
    """`zhengben up` on that database, with its embedded chain; its log goes to a file."""
    environment = {**os.environ, "ZHENGBEN_DATA": str(folder / "data"), "ZHENGBEN_PORT": "0", "PYTHONPATH": str(ROOT)}
    environment["ZHENGBEN_DATABASE_URL"] = database_url
    errors = folder / "service.log"
    with errors.open("wb") as log:
        command = [sys.executable, "-m", "ledger.cli", "up", "--json"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment)
    try:
        said = process.stdout.readline() if process.stdout else b""
        if b'"url"' not in said:
            raise SystemExit(f"the service did not come up: {errors.read_text('utf-8')[-2000:]}")
        yield Running(json.loads(said), database_url)
    finally:
        process.terminate()
        process.wait()
