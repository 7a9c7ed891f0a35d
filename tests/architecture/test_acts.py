"""The pages of acts name what the contracts take, the powers for which they ask, and drafts that are good."""

import re
import shlex
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import pytest

from api.schemas.common import ACCOUNT, ACHIEVEMENT, LEAF
from api.schemas.drafts import FIELDS
from api.schemas.drafts.examples import EXAMPLES
from ledger.cli.acting import _from_options
from ledger.core import act_words, acts, powers
from scripts import pages
from scripts.attacks import BESIDE
from scripts.chinese_pages import printed

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


def test_every_page_tells_of_an_act_what_the_one_source_says() -> None:
    assert pages.complaints(pages.acts()) == []


@pytest.mark.parametrize("name", ["convey", "rotate", "anchor"])
@pytest.mark.parametrize("member", ["signs", "power"])
def test_a_page_that_says_something_else_of_an_act_is_a_complaint(name: str, member: str) -> None:
    told = pages.acts()
    told[name][member] = told[name].get(member, "") + " and the mayor"
    own = pages.PAGES[told[name]["contract"]]
    assert [line.split()[0] for line in pages.complaints(told)] == [f"docs/contracts/{p}" for p in ("README.md", own)]


def test_the_pages_tell_of_every_act_and_of_the_calls_that_nobody_signs() -> None:
    unsigned = {(name, act["contract"]) for name, act in pages.acts().items() if act["signs"] == pages.NOBODY}
    assert unsigned == {(name, of) for of, names in BESIDE.items() for name in names} - {("anchor", "AnchorLog")}


CONTRACTS = sorted(path.stem for path in (ROOT / "ledger" / "chain" / "artifacts").glob("*.json"))


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_contract_has_a_page_that_says_who_may_do_what_and_what_is_assumed(contract: str) -> None:
    index = (pages.FOLDER / "README.md").read_text("utf-8")
    page = re.search(rf"^\| \[[\w-]+\]\(([\w-]+\.md)\) \| `{contract}` \|", index, re.MULTILINE)
    assert page, "the index names no page"
    headings = re.findall(r"^## (.+)$", (pages.FOLDER / page[1]).read_text("utf-8"), re.MULTILINE)
    assert {"Who may do what", "What is assumed"} <= set(headings)


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


def named_in(page: str) -> set[str]:
    """The acts in the first cells of a page's tables."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    cells = re.findall(r"^\| (`\w+`.*?) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_the_states_name_every_act_on_a_title() -> None:
    contracts = ("TitleRegistry", "Proceedings", "Pledges")
    assert named_in("contracts/state-machine.md") == {n for n, k in acts.kinds().items() if k.contract in contracts}


@pytest.mark.parametrize(("page", "language"), [("acts.zh-CN.md", 0), ("acts.md", 1)])
def test_the_page_of_acts_says_of_each_what_the_command_line_says(page: str, language: int) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    told = {name: rest for name, *rest in re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| .+ \|$", text, re.MULTILINE)}
    as_written = str if language else printed
    assert told == {
        kind: [as_written(words[kind][language]) for words in (act_words.TITLES, act_words.SIGNERS)]
        for kind in acts.kinds()
    }


@pytest.mark.parametrize("page", ["acts.zh-CN.md", "acts.md"])
def test_the_drafts_on_the_page_of_acts_are_good_ones(page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8").replace("\\\n", "")
    number = "0x" + "3d" * 32
    named = {"$ACHIEVEMENT": ACHIEVEMENT, "$FILING": LEAF, "$SIGNER": ACCOUNT, "$NUMBER": number}
    found = {}
    for line in re.findall(r"^zhengben act draft (.+)$", text, re.MULTILINE):
        kind, *rest = shlex.split(line)
        assert rest[::2] == ["-f"] * (len(rest) // 2)
        found[kind] = _from_options(
            [reduce(lambda one, name: one.replace(name, named[name]), named, field) for field in rest[1::2]]
        )
    assert set(found) == set(acts.kinds())
    for kind, fields in found.items():
        assert fields == EXAMPLES[kind]["fields"]
        FIELDS[kind].model_validate(fields)
