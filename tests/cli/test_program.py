"""Whatever it is given, the program ends with one of its exit codes, one sentence, and no traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.cli import program
from ledger.client import Client
from ledger.core import errors
from tests.cli.conftest import Run

HEX = "ab" * 32
UUID = "2f6c4b9e-6a0c-4d4e-9a3f-0d3f5f3c7a11"

USAGE = [
    "nonsense",
    "--nonsense",
    "keys",
    "keys nonsense",
    "keys new",
    "keys new a b",
    "keys new a --kind rsa",
    "file",
    "file none.pdf",
    "file .",
    "file . --lang de",
    "file a --node 0 --key k",
    "file a --node x --key k",
    "file a --party -1 --key k",
    "file a --key k --type achievement_filing/1",
    "file a --key k --title t --form form.json",
    "file a b --key k --title t",
    "file a --key k --form none.json",
    "file a --key k --form a",
    "file a --key none",
    "file a --key ./none.json",
    "status nonsense",
    "status ''",
    "status service --url nonsense",
    "show",
    "show nonsense",
    "show 0",
    "show -1",
    "show party:0",
    "show 0xab",
    f"show {HEX}00",
    f"show {HEX} --at 2026-11-23",
    f"show {UUID} --at 2026-11-23",
    f"show 0x{HEX} --at yesterday",
    f"show 0x{HEX} --at 2026-02-30",
    f"show 0x{HEX} --at 2026-11-23T12:00:00",
    "show 1 --at ''",
    "sign",
    "sign nonsense --key k",
    f"sign {UUID}",
    f"sign {UUID} --key none",
    f"sign {UUID} --key none --party 0",
    "submit nonsense",
    f"submit {UUID} --timeout 0",
    f"evidence {HEX}",
    "evidence nonsense -o out",
    "evidence 7 -o out",
    f"evidence {UUID} -o out",
    f"evidence {HEX} -o .",
    f"evidence {HEX} -o a",
    f"evidence {HEX} -o none/out",
    f"evidence {HEX} -o out --at 2026-11-23",
    f"evidence {HEX} -o out --key none",
    "verify",
    "verify a",
    "verify a --trust none.json",
    "verify none.json --trust a",
    "verify . --trust a",
    "verify a --trust .",
    "verify a --trust a",
    "verify a --trust form.json",
]
AWAY = [
    "status",
    f"status {HEX}",
    "show 7",
    "show node:1",
    f"show 0x{HEX} --at 2026-11-23T12:00:00+08:00",
    f"show {UUID}",
    f"submit {UUID} --wait",
    f"evidence {HEX} -o out",
    "status --url http://[",
    "status --url http://nobody.invalid",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file `a` that is no JSON, a file `b`, and a form."""
    for name, content in (("a", b"\x00\xff"), ("b", b""), ("form.json", b"{}")):
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def words(line: str) -> list[str]:
    """The arguments of a command line."""
    return ["" if word == "''" else word for word in line.split()]


@pytest.mark.parametrize("line", USAGE)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_call_ends_with_64_and_says_what_to_do(run: Run, folder: Path, line: str, language: str) -> None:
    given = words(line) if "--lang" in line else [*words(line), "--lang", language]
    ended = run(*given)
    assert ended.code == 64, ended.all
    assert ended.out == ""
    first = ended.err.strip().splitlines()[-1]
    assert first.split(": ", 1)[0].isupper()
    assert " → " in first
    assert "Traceback" not in ended.all
    assert not (folder / "out").exists()


@pytest.mark.parametrize("line", USAGE)
def test_a_wrong_call_with_json_ends_with_one_object(run: Run, folder: Path, line: str) -> None:  # noqa: ARG001
    ended = run(*words(line), "--json")
    assert ended.code == 64
    assert set(json.loads(ended.out)) == {"code", "message", "next", "values"}


@pytest.mark.parametrize("line", AWAY)
def test_a_service_that_is_away_ends_with_2(run: Run, folder: Path, line: str) -> None:
    ended = run(*words(line))
    assert ended.code == 2, ended.all
    assert " → " in ended.err
    assert "Traceback" not in ended.all
    assert not (folder / "out").exists()
    told = run(*words(line), "--json")
    assert (told.code, json.loads(told.out)["code"]) == (2, "SERVICE_UNREACHABLE")


def test_without_arguments_it_shows_its_help_and_ends_with_64(run: Run) -> None:
    ended = run()
    assert ended.code == 64
    assert "evidence" in ended.out


@pytest.mark.parametrize("command", ["", "up", "doctor", "keys", "keys new", "keys list", "file", "status", "show",
                                     "sign", "submit", "evidence", "verify"])  # fmt: skip
def test_every_command_has_help_in_both_languages(run: Run, command: str) -> None:
    helped = {language: run(*command.split(), "--help", LANG=language) for language in ("zh_CN.UTF-8", "en")}
    for ended in helped.values():
        assert ended.code == 0
        assert "help." not in ended.out
    assert helped["en"].out != helped["zh_CN.UTF-8"].out


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.Usage, 64),
        (errors.Unavailable, 2),
        (errors.Malformed, 1),
        (errors.Refused, 1),
        (errors.NotFound, 1),
        (errors.ProofInvalid, 1),
        (errors.Corrupt, 1),
    ],
)
def test_every_error_has_its_exit_code(error: type[errors.ZhengbenError], code: int) -> None:
    assert program.exit_code(error("X", "y")) == code


def test_what_nobody_foresaw_is_no_traceback_either(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("ledger.client.Client.status", fail)
    ended = run("status")
    assert (ended.code, ended.err.split(":")[0]) == (2, "UNEXPECTED")
    assert "Traceback" not in ended.all
    monkeypatch.setenv("ZHENGBEN_DEBUG", "1")
    assert "Traceback" in run("status").err


def test_a_pipe_gets_no_colours_and_chinese_in_any_locale(spawn: Run) -> None:
    for environment in ({"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "ascii"}):
        ended = spawn("show", "nonsense", "--lang", "zh", **environment)
        assert ended.code == 64
        assert "看不懂编号" in ended.err
        assert "\x1b" not in ended.all


def test_control_characters_of_others_do_not_reach_the_terminal(run: Run) -> None:
    ended = run("show", "\x1b[2Jnonsense\u202e")
    assert ended.code == 64
    assert "\x1b" not in ended.err
    assert "\u202e" not in ended.err


def test_what_a_service_sends_moves_no_cursor_in_either_manner(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    evil = "\x1b[2J\x9b31m\u202e\x00\x07evil"

    def refuse(_: Client) -> None:
        raise errors.Refused(evil, evil, next=evil, evil=evil)

    monkeypatch.setattr(Client, "status", refuse)
    for manner in ((), ("--json",), ("--lang", "zh")):
        ended = run("status", *manner)
        assert ended.code == 1
        assert not set("\x1b\x9b\u202e\x00\x07") & set(ended.all)
        assert "evil" in ended.all
    assert json.loads(run("status", "--json").out)["values"] == {"evil": evil}


def test_a_reader_who_leaves_early_sees_no_traceback(tmp_path: Path) -> None:
    command = f"{sys.executable} -m ledger.cli --help | head -1"
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, shell=True, capture_output=True, env=env, cwd=tmp_path, timeout=60, check=False)  # noqa: S602
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


SERVICE_ONLY = ("httpx", "web3", "sqlalchemy", "psycopg", "alembic", "fastapi", "uvicorn", "structlog", "jinja2",
                "pydantic_settings", "solcx", "fpdf")  # fmt: skip
BLOCKED = f"""
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {SERVICE_ONLY!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocked())
import socket
def no_network(*_, **__): raise OSError("no network")
socket.socket.connect = socket.getaddrinfo = no_network
from ledger.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(("line", "code"), [("verify a --trust trust.json", 64), ("status", 2), ("file a --key k", 2)])
def test_verify_needs_neither_service_packages_nor_network(folder: Path, line: str, code: int) -> None:
    (folder / "trust.json").write_text("{}")
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", BLOCKED, *line.split(), "--json"]
    done = subprocess.run(command, capture_output=True, env=env, cwd=folder, timeout=60, check=False)
    assert done.returncode == code, done.stderr
    expected = {"verify": "TRUST_FILE_MALFORMED", "status": "PART_MISSING", "file": "PART_MISSING"}[line.split()[0]]
    assert json.loads(done.stdout)["code"] == expected
