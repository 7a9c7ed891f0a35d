"""PostgreSQL's own tools for dumps: they run as children that end when we do, and see no secret on their command line.

Where the database is and how to get in stands in a service file (libpq's `pg_service.conf`) that only we can read, for
as long as the tool runs.
"""

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from ledger.core.errors import Unavailable, Usage
from ledger.local import programs
from ledger.local.children import Birth, run_to_end

_SERVICE = "zhengben"
_LONG = 7 * 86_400.0
# pg_restore 18 sets this to 0 before anything else, and servers before 17 do not know it: the one error to pass over.
_UNKNOWN_SETTING = 'unrecognized configuration parameter "transaction_timeout"'


def dump(url: str, target: Path, *, snapshot: str, selected: Sequence[str]) -> None:
    """Dump what is selected of a database as it is in an exported snapshot; on disk when the call returns.

    :param url: `postgresql://…`.
    :param target: a new file, in PostgreSQL's custom format.
    :param selected: options of pg_dump that select schemas and tables.
    :raises Unavailable: `DUMP_FAILED` with pg_dump's own words, `PROGRAM_MISSING`.
    """
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *selected]
    code, said = _run(url, "pg_dump", [*options, f"--file={target}"])
    if code != 0:
        raise _failed("the database cannot be dumped", code, said)


def load(url: str, source: Path) -> None:
    """Load a dump into a database. What was loaded before an error stays: whoever calls sweeps it up.

    :raises Unavailable: `DUMP_FAILED` with pg_restore's own words, `PROGRAM_MISSING`.
    """
    code, said = _run(url, "pg_restore", ["--no-owner", "--no-privileges", str(source)])
    errors = re.findall(r"^pg_restore: error: (.*)$", said, re.MULTILINE)
    harmless = errors and all(_UNKNOWN_SETTING in error for error in errors)
    if code != 0 and not harmless:
        raise _failed(f"{source} cannot be loaded", code, said)


def _run(url: str, program: str, arguments: Sequence[str]) -> tuple[int, str]:
    with _private_folder() as folder:
        service = folder / "service.conf"
        service.touch(mode=0o600)
        service.write_text(_service(url))
        environment = {name: value for name, value in os.environ.items() if name.startswith("PG") or name == "HOME"}
        birth = Birth(
            command=(str(programs.postgres(program)), *arguments, f"--dbname=service={_SERVICE}"),
            log=folder / "log",
            ending=signal.SIGTERM,
            environment={**environment, "PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGSERVICEFILE": str(service)},
        )
        return run_to_end(birth, seconds=_LONG)


@contextmanager
def _private_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="zhengben-"))  # 0700
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _service(url: str) -> str:
    values = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    if any("\n" in value or value != value.strip() for value in values.values()):
        raise Usage(
            "DATABASE_URL",
            "the database URL has a line break, or a space at the end of a value",
            next="write it like postgresql://user@host:5432/name",
        )
    return f"[{_SERVICE}]\n" + "".join(f"{name}={value}\n" for name, value in values.items())


def _failed(what: str, code: int, said: str) -> Unavailable:
    lines = [line for line in said.strip().splitlines() if "error" in line or "FATAL" in line]
    words = lines[0].partition("error: ")[2] or lines[0] if lines else f"exit {code}"
    return Unavailable("DUMP_FAILED", f"{what}: {words}", next="see to that cause, then try again", cause=words)
