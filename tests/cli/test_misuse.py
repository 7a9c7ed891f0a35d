"""A call that is not understood ends with 64 in the reader's language, says what is understood, and asks nobody."""

import json
import re
from pathlib import Path

import pytest

from ledger.cli import build, misuse
from ledger.core.filing_types import list as types
from tests.cli.conftest import Run
from tests.cli.test_docs import commands

HAN = re.compile("[\u4e00-\u9fff]")
NUMBER = "0x" + "ab" * 32
TREE = dict(commands(build("en"), "zhengben"))
LISTED = {
    "rules": ["rules nonsense"],
    "forms": ["forms nonsense", "forms pledge/9"],
    "file": ["file a --type nonsense --form form.json --key k", "file a --type pledge/9 --form form.json --check"],
    "list": [f"list nonsense {NUMBER}"],
    "check": [f"check nonsense {NUMBER} --party 7", f"check gift {NUMBER} --party 7 --settled nonsense"],
    "act kinds": ["act kinds nonsense"],
    "act draft": ["act draft nonsense --key k"],
    "act call": ["act call nonsense 7"],
    "keys new": ["keys new lin --kind nonsense"],
    "desk": ["desk --party 7 --kind nonsense --key k"],
    "review": [f"review {'ab' * 32} nonsense --party 7 --key k"],
}
"""Calls with a word that is none of the program's own, by command."""
WRITTEN = {
    "show": ["show nonsense", "show 7 --at yesterday"],
    "status": ["status nonsense"],
    "list": ["list rights nonsense", f"list rights {NUMBER} --at yesterday"],
    "check": [
        f"check gift {NUMBER} --party nonsense",
        "check gift nonsense --party 7",
        f"check gift {NUMBER} --party 7 --to nonsense",
        f"check gift {NUMBER} --party 7 --share much",
        f"check gift {NUMBER} --party 7 --share ١٠%",
        f"check gift {NUMBER} --party 7 --at yesterday",
    ],
    "sign": ["sign nonsense --key k"],
    "submit": ["submit nonsense"],
    "evidence": ["evidence nonsense -o out"],
    "notices": ["notices --at yesterday", "notices --node nonsense"],
    "filings": ["filings --most nonsense --key k", "filings --most 0 --key k"],
    "desk": ["desk --party nonsense --key k", "desk --party 7 --node 0 --key k"],
    "review": ["review nonsense accepted --party 7 --key k"],
    "act refuse": ["act refuse nonsense --party 7 --reason why --key k"],
    "erase": ["erase nonsense"],
    "sessions end": ["sessions end nonsense --key k"],
    "rules": ["rules --on yesterday"],
    "calendar show": ["calendar show --year yesterday"],
    "act call": ["act call settleRecovery nonsense"],
}
"""Calls with a number or day that is not written as one."""
FILES = {
    "file": ["file nowhere --key k", "file . --key k", "file a --key nowhere --check", "file a --form a --key k"],
    "calendar add": [f"calendar add {'x' * 300}", "calendar add nowhere", "calendar add .", "calendar add a"],
    "replay": [
        "replay nowhere",
        "replay .",
        "replay a",
        "replay form.json a",
        "replay a --keep .",
        f"replay a --keep {'x' * 300}",
    ],
    "verify": ["verify nowhere --trust a", "verify a --trust nowhere", "verify a --trust ."],
    "act draft": ["act draft convey --fields nowhere --key k", "act draft convey --fields a --key k"],
    "sign": ["sign 2f6c4b9e-6a0c-4d4e-9a3f-0d3f5f3c7a11 --key nowhere"],
    "evidence": [f"evidence {'ab' * 32} -o ."],
}
"""Calls with files that are not there, or hold something else."""
NEITHER = {"up", "doctor", "audit", "keys list", "sessions list", "reindex", "backup", "restore", "search"}
"""They take no such word; backup and restore take folders, and say of each what is wrong with it; search takes any."""
CALLS = [line for table in (LISTED, WRITTEN, FILES) for lines in table.values() for line in lines]
GENERAL = [
    "nonsense",
    "keys",
    "calendar",
    "act",
    "calendar nonsense",
    "--nonsense",
    "--url http://127.0.0.1",
    "forms --nonsense",
    "forms -x",
    "forms a b",
    "forms --template=3",
    "forms --lang",
    "forms --lang de",
    "file",
    "check",
    f"check gift {NUMBER}",
    "file a --node 0 --key k",
    "file a --node many --key k",
    "file a --batch 0 -r --key k",
    "calendar show --year 10000",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file that is no JSON and one with an empty object."""
    (tmp_path / "a").write_bytes(b"[1, 2")
    (tmp_path / "form.json").write_bytes(b"{}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_has_its_wrong_calls_here() -> None:
    named = {path.removeprefix("zhengben ") for path in TREE}
    assert named == {*LISTED, *WRITTEN, *FILES, *NEITHER}


@pytest.mark.parametrize("line", [*CALLS, *GENERAL])
def test_a_wrong_call_ends_with_64_asks_nobody_and_is_told_in_the_readers_language(
    run: Run, folder: Path, line: str
) -> None:
    before = sorted(folder.iterdir())
    for language in ("zh", "en"):
        ended = run(*line.split(), LANG=language)
        assert (ended.code, ended.out) == (64, ""), ended.all
        *_, said = ended.err.strip().splitlines()
        code, wrong, following = re.fullmatch(r"([A-Z0-9_]+): (.+) → (.+)", said).groups()  # type: ignore[union-attr]
        assert code not in ("COMMAND_WRONG", "UNEXPECTED", "SERVICE_UNREACHABLE")
        assert bool(HAN.search(wrong)) == bool(HAN.search(following)) == (language == "zh"), said
    told = json.loads(run(*line.split(), "--json").out)
    assert set(told) == {"code", "message", "next", "values"}
    assert told["code"] == code or line in GENERAL  # a group knows no --json, and --lang takes it for its value
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("line", [line for lines in LISTED.values() for line in lines])
@pytest.mark.usefixtures("folder")
def test_of_a_word_that_is_not_known_it_is_said_which_there_are_or_how_to_see_them(run: Run, line: str) -> None:
    said = run(*line.split(), LANG="en").err
    assert "nonsense" in said or "pledge/9" in said
    assert re.search(r"→ (use|give) .*, |→ .*`zhengben |→ give account or p256|→ use settleRecovery", said), said


@pytest.mark.parametrize(("group", "known"), [("keys", "new, list"), ("calendar", "show, add"), ("act", "kinds, ")])
def test_a_group_alone_says_which_commands_there_are(run: Run, group: str, known: str) -> None:
    ended = run(group)
    assert (ended.code, ended.out) == (64, "")
    assert ended.err.startswith(f"COMMAND_NEEDED: no command follows `zhengben {group}`")
    assert known in ended.err


@pytest.mark.parametrize(
    ("line", "code"),
    [("calendar show --year 2150", "YEAR_UNKNOWN"), ("rules --on 1999-01-01", "RULES_UNKNOWN")],
)
def test_a_year_or_day_of_which_nothing_is_known_is_a_refusal(run: Run, line: str, code: str) -> None:
    for language in ("zh", "en"):
        ended = run(*line.split(), "--lang", language)
        assert (ended.code, ended.err.partition(":")[0]) == (1, code)


def test_a_name_without_its_version_is_the_newest_type_for_forms_and_filings_alike(run: Run, folder: Path) -> None:
    assert "achievement_filing/2" in types()
    assert json.loads(run("forms", "achievement_filing", "--json").out)["title"] == "achievement_filing/2"
    ended = run("file", folder / "a", "--type", "achievement_filing", "--key", "k")
    assert ended.err.startswith("FORM_NEEDED: achievement_filing/2 needs a form")


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("file . --key k", "-r"),
        ("replay .", "name a file"),
        ("calendar add .", "name a file"),
        ("replay a", "docs/scenarios.md"),
        ("calendar add a", "holidays, workdays"),
        ("file a --form a --key k", "--template"),
        ("act draft convey --fields a --key k", "zhengben act kinds"),
    ],
)
def test_the_advice_about_a_file_is_that_of_its_command(run: Run, folder: Path, line: str, advice: str) -> None:
    (folder / "password").write_text("one word")
    if "--key k" in line:
        run("keys", "new", "k", "--password-file", "password")
    _, _, following = run(*line.split()).err.partition(" → ")
    assert advice in following


def test_what_a_later_parser_may_say_keeps_its_words(run: Run) -> None:
    class Strange(Exception):
        def format_message(self) -> str:
            return "something quite new"

    error = misuse.refusal(Strange(), build("en").commands["forms"], [], "zhengben forms")
    assert (error.code, error.message) == ("COMMAND_WRONG", "the command line is not understood: something quite new")
    assert run("forms").code == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_of_several_dossiers_it_is_told_which_is_not_as_the_format_says(run: Run, folder: Path, language: str) -> None:
    ended = run("replay", folder / "form.json", "--lang", language)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"DOSSIER_MALFORMED: {folder / 'form.json'}: ")
    assert bool(HAN.search(ended.err)) == (language == "zh")
