"""Planting bugs into the rules: places are found, a bug is where it was found, and the figures are what was found."""

import ast
import json
from pathlib import Path

import pytest

from scripts.mutation_rules import __main__ as command
from scripts.mutation_rules import bugs, garden, reporting
from scripts.mutation_rules.bugs import Bug, Function

SOURCE = '''"""A shop."""

from functools import cache

OPEN = 7 | 8


class Shop:
    """With shelves."""

    kept: dict[int, int | None]

    @cache
    def sell(self, x: int, names: list[str] | None = None) -> int:
        """For money."""
        if x < 5 and not names or x in (1,):
            return min(x * 2, 9)
        self.last = x
        self.count += 1
        self.check(x)
        return sum(len(each) for each in sorted(names) if each is not None) if any(names) else -x - 1

    def check(self, x: int) -> bool:
        def inner() -> bool:
            return x == 1

        return inner()
'''


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Bug]:
    monkeypatch.setattr(bugs, "ROOT", tmp_path)
    (tmp_path / "shop.py").write_text(SOURCE, "utf-8")
    return bugs.of_file(tmp_path / "shop.py")


def test_every_kind_of_bug_is_found_in_its_place(found: list[Bug]) -> None:
    assert {(one.what, one.before) for one in found if one.within == "Shop.sell"} >= {
        ("condition turned round", "if x < 5 and (not names) or x in (1,): return min(x * 2, 9)"),
        ("Lt becomes LtE", "x < 5"),
        ("In becomes NotIn", "x in (1,)"),
        ("and becomes or", "x < 5 and (not names)"),
        ("or becomes and", "x < 5 and (not names) or x in (1,)"),
        ("not left out", "not names"),
        ("one more", "5"),
        ("min becomes max", "min(x * 2, 9)"),
        ("any becomes all", "any(names)"),
        ("Mult becomes FloorDiv", "x * 2"),
        ("Sub becomes Add", "-x - 1"),
        ("left out", "self.last = x"),
        ("left out", "self.count += 1"),
        ("left out", "self.check(x)"),
        ("call left out", "sorted(names)"),
        ("filter turned round", ""),
        ("IsNot becomes Is", "each is not None"),
    }
    assert [one.function for one in found if one.before == "x == 1"] == [Function("Shop.check", 23)]
    assert {one.function for one in found if one.within == "Shop.sell"} == {Function("Shop.sell", 13)}
    assert {one.before for one in found if one.function is None} == {"7 | 8", "7", "8"}
    assert not [one for one in found if "int | None" in one.before], "a type is no rule"


def test_every_bug_is_one_change_that_compiles_and_has_a_name_of_its_own(found: list[Bug]) -> None:
    assert len({one.name for one in found}) == len(found)
    sound = ast.unparse(ast.parse(SOURCE))
    planted = {ast.unparse(one.planted(SOURCE)) for one in found}
    assert len(planted) == len(found)
    assert sound not in planted
    for one in found:
        compile(one.planted(SOURCE), "shop.py", "exec")


def test_the_code_of_a_bugs_function_is_found_by_its_name_and_line(found: list[Bug]) -> None:
    sound = compile(SOURCE, "shop.py", "exec")
    for one in found:
        if one.function is not None:
            code = garden.code_of(one, SOURCE)
            assert (code.co_qualname, code.co_firstlineno) == (one.function.name, one.function.line)
            assert code not in garden.codes_in(sound)


def test_a_name_outlives_changes_elsewhere_in_the_file(found: list[Bug], tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text("MOVED = True\n" + SOURCE, "utf-8")
    moved = bugs.of_file(tmp_path / "shop.py")
    assert {one.name for one in found} < {one.name for one in moved}


def test_a_sample_is_each_nth_of_every_file() -> None:
    some = [Bug(path, i, "f", None, "one more", "1", i, 0, i) for path in ("a", "b") for i in range(10)]
    assert [(bug.path, bug.line) for bug in command.chosen(some, 4)] == [(p, i) for p in ("a", "b") for i in (0, 4, 8)]
    assert command.chosen(some, 1) == some


def told(*fates: str, **reasons: str) -> dict[str, object]:
    some = [Bug("ledger/core/policy/a.py", i, "f", None, "one more", "1", i, 0, i) for i in range(len(fates))]
    made: dict[str, object] = reporting.report(dict(zip(some, fates, strict=True)), some, 1, reasons)
    return made


def test_what_lives_unexplained_is_complained_of_and_a_score_below_ninety_five_always() -> None:
    one = told(*[garden.NOTICED] * 39, garden.LIVED)
    assert (one["planted"], one["noticed"], one["score"]) == (40, 39, 0.975)
    name = one["lived"][0]["name"]  # type: ignore[index]
    assert [line.split()[0] for line in reporting.complaints(one)] == [name]
    assert f"| `{name}` | `a.f`: `1`: one more | not explained yet |" in reporting.page(one)
    assert reporting.complaints(told(*[garden.NOTICED] * 39, garden.LIVED, **{name: "alike"})) == []
    few = told(garden.NOTICED, garden.HUNG, garden.LIVED)
    reasons = {each["name"]: "alike" for each in few["lived"]}  # type: ignore[attr-defined]
    assert reporting.complaints(told(garden.NOTICED, garden.HUNG, garden.LIVED, **reasons)) == [
        "2 of 3 bugs were noticed, fewer than 95%"
    ]


def test_the_page_is_what_the_figures_say_and_every_explanation_is_of_a_bug_that_can_be_planted() -> None:
    figures = json.loads(reporting.RESULT.read_text("utf-8"))
    assert reporting.PAGE.read_text("utf-8") == reporting.page(figures)
    assert reporting.complaints(figures) == []
    assert set(reporting.explained()) <= {bug.name for bug in bugs.find()}
