"""Planting bugs: that places are found, bugs are planted where they were found, and the figures are what was found."""

import json
from pathlib import Path

import pytest

from scripts import artifacts
from scripts.mutation import __main__ as command
from scripts.mutation import reporting
from scripts.mutation.garden import Outcome, Workshop
from scripts.mutation.mutants import KINDS, Mutant, find

SOURCE = """// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

contract Shop {
    error No(uint256 x);
    event Sold(uint256 x);
    mapping(uint256 => uint256) kept;
    uint256 constant OUTSIDE = 7;

    function sell(uint256 x, bool open) external {
        if (x < 5 && !open) revert No(x);
        if (x > 9) {
            revert No(x);
        }
        check(x);
        kept[x] = x + 1;
        kept[x] |= ~x << 3;
        delete kept[4];
        emit Sold(/* 正本 */ x);
    }

    function check(uint256 x) private pure {}
}
"""


def _found(tmp_path: Path) -> list[Mutant]:
    path = tmp_path / "contracts" / "src" / "Shop.sol"
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE, "utf-8")
    return find(tmp_path, artifacts.SOLC, {"remappings": []}, {"contracts/src/Shop.sol": SOURCE})


def test_every_kind_of_bug_is_found_in_its_place(tmp_path: Path) -> None:
    found = {(one.kind, one.before, one.after) for one in _found(tmp_path)}
    assert found >= {
        ("refusal", "if (x < 5 && !open) revert No(x);", "{}"),
        ("call", "check(x);", "{}"),
        ("write", "kept[x] = x + 1;", "{}"),
        ("write", "kept[x] |= ~x << 3;", "{}"),
        ("write", "delete kept[4];", "{}"),
        ("event", "emit Sold(/* 正本 */ x);", "{}"),
        ("bound", "<", "<="),
        ("bound", ">", ">="),
        ("logic", "&&", "||"),
        ("logic", "!open", "open"),
        ("sum", "+", "-"),
        ("bits", "<<", ">>"),
        ("bits", "~x", "x"),
        ("number", "5", "6"),
    }
    assert {kind for kind, _, _ in found} == set(KINDS)
    assert not [one for one in found if one[1] == "7"], "a constant outside every function"
    assert [one for one in found if one[0] == "refusal" and "x > 9" in one[1]], "a refusal in braces"


def test_every_bug_is_one_change_that_compiles_or_not_and_has_a_name_of_its_own(tmp_path: Path) -> None:
    found = _found(tmp_path)
    assert len({one.name for one in found}) == len(found)
    for one in found:
        planted = one.planted(SOURCE.encode()).decode()
        assert planted != SOURCE
        assert len(planted) == len(SOURCE) - len(one.before) + len(one.after)
    with pytest.raises(ValueError, match="has changed"):
        found[-1].planted(b" " + SOURCE.encode())


def test_a_name_outlives_changes_elsewhere_in_the_file(tmp_path: Path) -> None:
    before = [one.name for one in _found(tmp_path)]
    (tmp_path / "contracts" / "src" / "Shop.sol").write_text("// moved\n" + SOURCE, "utf-8")
    moved = find(tmp_path, artifacts.SOLC, {"remappings": []}, {"contracts/src/Shop.sol": "// moved\n" + SOURCE})
    assert [one.name for one in moved] == before


def test_a_sample_is_drawn_by_its_seed_and_a_larger_one_begins_with_it() -> None:
    some = [Mutant(path, "number", "f", i, "1", "2") for path in ("a", "b") for i in range(20)]
    some.append(Mutant("c", "number", "f", 0, "1", "2"))
    three = command.chosen(some, 3, 1)
    assert len(three) == 7
    assert command.chosen(some, 9, 1)[:7] == three
    assert command.chosen(some, 3, 2) != three
    assert sorted(command.chosen(some, 0, 1), key=repr) == sorted(some, key=repr)


def _told(*fates: str, **reasons: str) -> object:
    outcomes = [
        Outcome(Mutant("contracts/src/A.sol", "number", "A.f", i, "1", "{}"), fate, 1.0) for i, fate in enumerate(fates)
    ]
    return reporting.report(outcomes, {"contracts/src/A.sol": 99}, {"seed": 1, "sample": 9}, dict(reasons))


def test_only_real_bugs_count_and_what_lives_unexplained_is_complained_of() -> None:
    told = _told("stillborn", "same", *["suites"] * 18, "lived")
    assert isinstance(told, dict)
    assert (told["real"], told["noticed"], told["score"]) == (19, 18, round(18 / 19, 4))
    name = told["lived"][0]["name"]
    assert [line.split()[0] for line in reporting.complaints(told)] == [name]
    assert f"| `{name}` | `A.f`: `1` left out | not explained yet |" in reporting.page(told)
    assert reporting.complaints(_told(*["suites"] * 18, "lived", **{name: "alike"})) == []


def test_a_score_below_ninety_in_a_hundred_is_complained_of_even_if_all_is_explained() -> None:
    told = _told(*["suites"] * 5, "lived")
    assert isinstance(told, dict)
    reasons = {told["lived"][0]["name"]: "alike"}
    assert reporting.complaints(_told(*["suites"] * 5, "lived", **reasons)) == [
        "5 of 6 bugs were noticed, fewer than 90%"
    ]
    assert reporting.complaints(_told("same")) == ["no bug was planted that changes a contract"]


def test_a_file_is_tried_in_the_contracts_that_it_goes_into() -> None:
    workshop = Workshop()
    assert workshop.users("contracts/src/Transfers.sol") == ["TitleRegistry"]
    assert workshop.users("contracts/src/AnchorLog.sol") == ["AnchorLog"]
    assert "Pledges" in workshop.users("contracts/src/libraries/Typed.sol")


def test_the_page_says_what_the_figures_say() -> None:
    told = json.loads(reporting.RESULT.read_text("utf-8"))
    assert reporting.PAGE.read_text("utf-8") == reporting.page(told)
    assert reporting.complaints(told) == []
