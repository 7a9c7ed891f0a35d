"""The format documents list exactly the checks of the code, with the same numbers, names, titles and duties."""

import re
from pathlib import Path

from ledger.core import checks, verify
from ledger.core.checks import CHECKS, FILING, TITLE

DOCS = Path(__file__).parents[2] / "docs"
SHORT = {"备案": FILING, "权属": TITLE}


def rows(name: str) -> list[list[str]]:
    """The cells of the table of checks."""
    text = (DOCS / name).read_text("utf-8")
    found = [line.strip("| \n").split(" | ") for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    return [[cell.strip() for cell in re.split(r"\|", "|".join(row))] for row in found]


def duty(check: checks.CheckName, words: dict[str, str]) -> str:
    claims = [word for word, kind in words.items() if check.claims == (kind,)]
    return " ".join((["•"] if check.required else []) + claims)


def test_the_document_lists_the_checks_of_the_code() -> None:
    expected = [
        [str(check.number), check.name, duty(check, {FILING: FILING, TITLE: TITLE}), check.zh] for check in CHECKS
    ]
    assert [row[:4] for row in rows("evidence-format.md")] == expected


def test_the_chinese_document_lists_the_checks_of_the_code() -> None:
    expected = [[str(check.number), check.name, duty(check, SHORT)] for check in CHECKS]
    assert [row[:3] for row in rows("evidence-format.zh-CN.md")] == expected


def test_the_verifier_judges_exactly_the_checks_of_the_table() -> None:
    assert list(verify._JUDGES) == [check.number for check in CHECKS]
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    for number, judge in verify._JUDGES.items():
        assert (judge.__doc__ or "").startswith(f"Check {number}."), judge


def test_every_check_is_titled_in_both_languages() -> None:
    for check in CHECKS:
        result = checks.Check(check.number, check.name, checks.Status.VALID, "")
        assert (result.title("zh"), result.title("en")) == (check.zh, check.en)
        assert re.search("[\u4e00-\u9fff]", check.zh)
        assert check.en.isascii()
