"""The table of acts names what the contracts take, and the powers for which they ask."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.core import acts, powers

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "contracts" / "src").glob("*.sol"))


def rows() -> dict[str, tuple[str, str, str]]:
    """By act: contract, who signs, powers."""
    page = (ROOT / "docs" / "contracts" / "README.md").read_text("utf-8")
    found = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.+?) \| ?(.*?) ?\|$", page, re.MULTILINE)
    assert len({act for act, *_ in found}) == len(found), "an act stands twice"
    return {act: (contract, who, power) for act, contract, who, power in found}


def bodies() -> dict[str, str]:
    """The text of every function of the contracts, those of one name together."""
    found: dict[str, str] = {}
    for source in SOURCES:
        for name, body in re.findall(r"^    function (\w+)(.*?)^    \}", source.read_text("utf-8"), re.M | re.S):
            found[name] = found.get(name, "") + body
    return found


def reached(name: str, there: dict[str, str], seen: set[str]) -> Iterator[str]:
    """The functions that an act runs through, its own first."""
    if name in seen or name not in there:
        return
    seen.add(name)
    yield there[name]
    for called in re.findall(r"\b(_?\w+)\(", there[name]):
        if called.startswith("_") or called == "judgeOf":
            yield from reached(called, there, seen)


def asked_of(act: str) -> set[str]:
    """The powers that the contracts ask for where this act runs, without the scope."""
    text = "".join(reached(act, bodies(), set()))
    return {name.lower() for name in re.findall(r"\bPowers\.([A-Z_]+)", text)} - {"below", "all"}


def test_the_table_names_every_act_and_its_contract() -> None:
    assert {act: contract for act, (contract, *_) in rows().items()} == {
        **{name: kind.contract for name, kind in acts.kinds().items()},
        "anchor": "AnchorLog",
    }


@pytest.mark.parametrize("act", acts.kinds())
def test_the_table_names_the_powers_for_which_the_contract_asks(act: str) -> None:
    named = set(re.findall(r"`(\w+)`", rows()[act][2]))
    assert named <= set(powers.NAMES)
    assert named == asked_of(act)


@pytest.mark.parametrize("page", ["state-machine.md"])
def test_a_page_of_acts_names_no_act_that_is_none_and_leaves_out_none_of_its_contracts(page: str) -> None:
    text = (ROOT / "docs" / "contracts" / page).read_text("utf-8")
    cells = [cell for cell in re.findall(r"^\| (`\w+`.*?) \|", text, re.MULTILINE)]
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    everything = acts.kinds()
    assert named <= {*everything, "anchor", "settleRecovery", "adopt"}
    on_title = {
        name for name, kind in everything.items() if kind.contract in ("TitleRegistry", "Proceedings", "Pledges")
    }
    assert (set(everything) if page == "../acts.md" else on_title) <= named
