"""The forms of filings are judged in the browser as Python judges them, field by field and as a whole."""

import copy
import random
from pathlib import Path
from typing import Any

import pytest

from ledger.core import filing_types, identifiers
from ledger.core.filing_types import formats
from ledger.core.filing_types.agreeing import IP_KINDS
from tests.core.good_forms import FORMS
from tests.web.in_node import ask


def variants(form: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    """The form, and others with a member gone, of another type, or with a part that comes from elsewhere in it."""
    found = [form]
    leaves: list[Any] = [
        "",
        "x",
        0,
        -1,
        True,
        None,
        [],
        {},
        "1/2",
        "3/3",
        "0/1",
        "2026-02-30",
        "2026-02",
        "TEAM",
        1 << 50,
    ]
    for _ in range(40):
        other = copy.deepcopy(form)
        target: Any = other
        while True:
            keys = list(target) if isinstance(target, dict) else list(range(len(target)))
            if not keys:
                break
            key = chance.choice(keys)
            if isinstance(target[key], dict | list) and target[key] and chance.random() < 0.7:
                target = target[key]
                continue
            how = chance.randrange(4)
            if how == 0:
                del target[key]
            elif how == 1:
                target[key] = chance.choice(leaves)
            elif how == 2 and isinstance(target, list):
                target.append(copy.deepcopy(target[key]))
            elif isinstance(target[key], int) and not isinstance(target[key], bool):
                target[key] += chance.choice([-1, 1])
            elif isinstance(target[key], str) and target[key]:
                at = chance.randrange(len(target[key]))
                target[key] = target[key][:at] + chance.choice("0123456789AXx甲\n") + target[key][at + 1 :]
            else:
                target[key] = chance.choice(leaves)
            break
        found.append(other)
    return found


@pytest.mark.parametrize("type", sorted(FORMS))
def test_forms_are_judged_as_python_judges_them(type: str) -> None:
    cases = variants(FORMS[type], random.Random(type))
    answers = ask(("form", {"type": type, "form": form}) for form in cases)
    assert answers[0] is True
    for form, answer in zip(cases, answers, strict=True):
        assert answer is not bool(filing_types.problems(type, form)), form


def test_there_is_a_rule_of_every_form_that_python_has_one_of() -> None:
    from ledger.core.filing_types.rules import _RULES

    source = (Path(__file__).parents[2] / "api/web/static/js/verify/form_rules.js").read_text("utf-8")
    assert all(f'["{type}", ' in source for type in _RULES)
    assert sorted(FORMS) == sorted(filing_types.list())


TEXTS = [
    "",
    "x",
    "12620100XN0000178T",
    "12620100XN0000178U",
    "91620100MA0000015W",
    "91620100MA0000015W\n",
    "0000-0002-1825-0097",
    "0000-0002-1825-0098",
    "9622026Y0107",
    "9622026Z0107",
    "2026-02-28",
    "2026-02-29",
    "2024-02-29",
    "0000-01-01",
    "0001-01-01",
    "2026-13-01",
    "2026-2-1",
    "20260201",
    "2026-02",
    "2026-00",
    "1/3",
    "1/7",
    "1/17",
    "3/2",
    "1/1",
    "0/1",
    "01/2",
    "1/720720000",
    "1/999999999",
    "2026-10-06T09:30:00+08:00",
    "2026-10-06T24:00:00+08:00",
    "2026-02-30T09:30:00+08:00",
    "2026-10-06T09:30:60+08:00",
    "2026-10-06T09:30:00Z",
    "H05H",
    "H05H 13/04",
    "H05H13/04",
    "620100",
    "062010",
    "156",
    "529900T8BM49AURSDO55",
    "529900T8BM49AURSDO56",
    "1561",
    "15",
    "一二三",
    "１２３",
    "1561\n",
    "620100 ",
    "0f" * 32,
    "0F" * 32,
    "0x" + "0f" * 32,
    "1" * 16,
    "2026" + "1" * 12,
]
PLACES = [
    "10.5555/12345678",
    "10.5555/",
    "10.5555/a b",
    "10.5555/a\x85b",
    "10.5555/a\ufeffb",
    "10.5555.1/x",
    "CSTR:31253.11.sciencedb.1",
    "CSTR:31253.11.",
    "cstr:31253.11.x",
    "10.5555/" + "😀" * 180,
    "10.5555/" + "x" * 181,
]
NUMBERS = [
    "202319900011.1",
    "202319900011.2",
    "202349900011.1",
    "202319900011.1\n",
    "2023SR123456",
    "2023SR12345",
    "20231234567",
    "12345678.9",
    "BS.12345678901",
    "BS.123456789.X",
    "anything",
]


def test_formats_and_numbers_with_check_digits() -> None:
    asked = [("format", {"name": name, "text": text}) for name in formats.WORDS for text in TEXTS]
    for (_, question), answer in zip(asked, ask(asked), strict=True):
        assert answer is formats.FORMATS.conforms(question["text"], question["name"]), question
    asked = [("identifier", {"name": name, "text": text}) for text in PLACES for name in ("isDoi", "isCstr")]
    known = {"isDoi": identifiers.is_doi, "isCstr": identifiers.is_cstr}
    for (_, question), answer in zip(asked, ask(asked), strict=True):
        assert answer is known[question["name"]](question["text"]), question
    asked = [("ipNumber", {"kind": kind, "text": text}) for kind in IP_KINDS.values() for text in NUMBERS]
    for (_, question), answer in zip(asked, ask(asked), strict=True):
        assert answer is identifiers.is_ip_number(question["kind"], question["text"]), question
