"""Both languages say the same things."""

import re
from pathlib import Path
from string import Formatter

import pytest

from ledger.cli import build, locales
from ledger.cli.locales import TEXT, language_of
from ledger.core.policy.codes import ORDER

_PACKAGE = Path(locales.__file__).parent
SOURCES = "\n".join(path.read_text("utf-8") for path in _PACKAGE.glob("*.py") if not path.name.startswith("locale"))
_BEYOND = ("holidays", "client", "replies", "keyring", "erasing", "anchoring", "sequencing")
_BELOW = ("core/calendar/years", "store/restoration", "local/dumping", "local/chain_files")
_ELSEWHERE = [*(f"{name}.py" for name in (*_BEYOND, *_BELOW)), "keeping/*.py"]
RAISED = SOURCES + "".join(
    path.read_text("utf-8") for pattern in _ELSEWHERE for path in sorted(_PACKAGE.parent.glob(pattern))
)


@pytest.mark.parametrize("key", sorted(TEXT))
def test_both_languages_are_there_and_name_the_same_values(key: str) -> None:
    zh, en = TEXT[key]
    assert zh
    assert en
    named = [{name for _, name, _, _ in Formatter().parse(sentence) if name} for sentence in (zh, en)]
    if not key.startswith(("error.", "next.")):
        assert named[0] == named[1]


def test_no_key_stands_in_two_tables_where_the_later_would_take_the_place_of_the_earlier() -> None:
    keys = [
        key
        for path in sorted(_PACKAGE.glob("locale*.py"))
        for key in re.findall(r'^    "([a-z_]+\.[^"]+)":', path.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(keys) >= len(TEXT)
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_every_refusal_says_what_and_what_next() -> None:
    codes = {key.partition(".")[2] for key in TEXT if key.startswith("error.")}
    assert codes == {key.partition(".")[2] for key in TEXT if key.startswith("next.")}


def test_no_refusal_of_the_program_has_a_code_that_means_something_else_among_the_rules() -> None:
    assert sorted({key.partition(".")[2] for key in TEXT if key.startswith("error.")} & {*ORDER}) == []


def test_every_refusal_of_the_program_has_its_words() -> None:
    used = set(re.findall(r"""(?:usage|refused|unavailable)\(\s*"([A-Z0-9_]+)\"""", SOURCES))
    assert used
    assert {f"error.{code}" for code in used} <= set(TEXT)


def test_no_sentence_is_left_that_nobody_says() -> None:
    composed = (
        "verify.",
        "rules.",
        "calendar.",
        "label.",
        "field.",
        "value.",
        "doctor.",
        "folder.skipped.",
        "may.",
        "search.",
    )
    for key in TEXT:
        area, _, name = key.partition(".")
        if area in ("error", "next"):
            assert f'"{name}"' in RAISED, key
        elif not key.startswith(composed):
            assert re.search(f"['\"]{re.escape(key)}['\"]", SOURCES), key


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_help_is_translated(language: locales.Language) -> None:
    def walk(node: object) -> list[object]:
        inner = [thing for child in getattr(node, "commands", {}).values() for thing in walk(child)]
        return [node, *getattr(node, "params", []), *inner]

    for thing in walk(build(language)):
        sentence = getattr(thing, "help", None)
        assert sentence is None or not sentence.startswith("help."), sentence


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_language_is_that_of_the_environment(environment: dict[str, str], language: str) -> None:
    assert language_of(None, environment) == language
    assert language_of("zh", environment) == "zh"
    assert language_of("en", environment) == "en"
