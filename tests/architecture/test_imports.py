"""The shape of the house: imports point downwards only, and each outside thing has one door.

    api, cli, worker  ->  verbs  ->  store, chain, local  ->  core

`upping`, which starts the api and the worker in one process, belongs to the edge as they do.
Nobody below knows anybody above; store, chain and local do not know each other; core knows nobody and does no I/O.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RANKS = {"core": 0, "store": 1, "chain": 1, "local": 1, "verbs": 2, "cli": 3, "worker": 3, "upping": 3, "api": 3}
NEIGHBOURS = {
    ("cli", "upping"),
    ("cli", "api"),
    ("cli", "worker"),
    ("upping", "api"),
    ("upping", "worker"),
    ("api", "worker"),
}
NO_PLACE_IN_CORE = {
    "aiohttp", "alembic", "asyncio", "eth_tester", "fastapi", "glob", "http", "httpx",
    "logging", "multiprocessing", "os", "pathlib", "psycopg", "pydantic", "pydantic_settings", "random", "requests",
    "secrets", "select", "shutil", "signal", "socket", "sqlalchemy", "sqlite3", "ssl", "starlette", "structlog",
    "subprocess", "tempfile", "threading", "time", "urllib", "uvicorn", "web3", "websockets",
}  # fmt: skip
ONLY_IN = {"web3": {"chain"}, "psycopg": {"store", "local"}, "alembic": {"store"}, "fastapi": {"api"}}
NAMES_OF_SQLALCHEMY_OUTSIDE_STORE = {"Connection", "Engine"}  # to hand a transaction on, never to write SQL


def modules() -> Iterator[Path]:
    for package in ("ledger", "api"):
        yield from sorted((ROOT / package).rglob("*.py"))


def part_of(path: Path) -> str:
    """The part of the house that a file belongs to."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "api":
        return "api"
    return parts[1] if len(parts) > 1 and parts[1] in RANKS else "verbs"


def part_imported(name: str) -> str | None:
    """The part of the house that an import names, or None for what is not ours."""
    parts = name.split(".")
    if parts[0] == "api":
        return "api"
    if parts[0] != "ledger" or len(parts) == 1:
        return None
    return parts[1] if parts[1] in RANKS else "verbs"


def imports(path: Path) -> Iterator[tuple[str, str | None, int]]:
    """(module, name taken from it or None, line) of every import in a file, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, None, node.lineno
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield "." * node.level + (node.module or ""), alias.name, node.lineno


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_imports_point_downwards() -> None:
    wrong = []
    for path in modules():
        part = part_of(path)
        for module, name, line in imports(path):
            target = part_imported(f"{module}.{name}" if module == "ledger" else module)
            if target is None or target == part or (part, target) in NEIGHBOURS:
                continue
            if RANKS[target] >= RANKS[part]:
                wrong.append(f"{where(path, line)}: {part} imports {target} ({module})")
    assert not wrong, "\n".join(wrong)


def test_imports_name_their_module_in_full() -> None:
    relative = [where(path, line) for path in modules() for module, _, line in imports(path) if module.startswith(".")]
    assert not relative, relative


def test_core_has_no_io() -> None:
    wrong = [
        f"{where(path, line)}: {module}"
        for path in modules()
        if part_of(path) == "core"
        for module, _, line in imports(path)
        if module.split(".")[0] in NO_PLACE_IN_CORE
    ]
    assert not wrong, "\n".join(wrong)


def test_core_opens_no_files_and_reads_no_clock() -> None:
    """Its own data files come through `importlib.resources`."""
    wrong = []
    for path in modules():
        if part_of(path) != "core":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in {"open", "print", "input", "now", "utcnow", "today", "exec", "eval", "__import__"}:
                wrong.append(f"{where(path, node.lineno)}: {called}()")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("library", ONLY_IN)
def test_each_outside_thing_has_one_door(library: str) -> None:
    wrong = [
        where(path, line)
        for path in modules()
        if part_of(path) not in ONLY_IN[library]
        for module, _, line in imports(path)
        if module.split(".")[0] == library
    ]
    assert not wrong, wrong


def test_sql_is_written_in_store_only() -> None:
    wrong = [
        f"{where(path, line)}: {module}.{name}"
        for path in modules()
        if part_of(path) != "store"
        for module, name, line in imports(path)
        if module.split(".")[0] == "sqlalchemy" and name not in NAMES_OF_SQLALCHEMY_OUTSIDE_STORE
    ]
    assert not wrong, "\n".join(wrong)


def test_core_brings_no_node_database_or_server_into_memory() -> None:
    """What the verifier of evidence installs has none of them, so nothing may pull them in from afar either."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in modules()
        if part_of(path) == "core"
    ]
    program = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print(*sorted({'web3', 'sqlalchemy', 'psycopg', 'fastapi', 'httpx', 'uvicorn', 'pydantic_settings'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
