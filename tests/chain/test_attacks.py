"""Every act was attacked in every way, and the page says how each attack ended."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scripts import attacks
from tests.chain import forging

ROOT = Path(__file__).resolve().parents[2]
SUITES = "EveryAct|Officers|Signers|Replays|States|Tables|Unsigned"


def is_fresh() -> bool:
    """Whether the contract tests ran since contracts, tests or typed data changed, as `make test` runs them first."""
    written = [path.stat().st_mtime for path in attacks.LINES.glob("*.tsv")]
    sources = [*(ROOT / "contracts").rglob("*.sol"), attacks.TYPED_DATA]
    return bool(written) and min(written) > max(path.stat().st_mtime for path in sources)


@pytest.fixture(scope="module", autouse=True)
def tried() -> None:
    if is_fresh():
        return
    shutil.rmtree(attacks.LINES, ignore_errors=True)
    command = [forging.FORGE, "test", "--match-contract", SUITES]
    with forging.alone():
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def test_every_act_meets_every_attack_and_the_page_says_what_happened() -> None:
    assert attacks.complaints() == []


def test_every_refusal_in_the_table_is_one_that_a_contract_has() -> None:
    known = attacks.refusals()
    assert {what for _, _, how, what in attacks.lines() if how == "refused"} <= known.keys()


def test_an_attack_that_does_not_apply_says_why() -> None:
    assert all(what.strip() for _, _, how, what in attacks.lines() if how != "refused")


def test_an_act_without_a_cell_is_a_complaint() -> None:
    names = attacks.acts() | {"Orphanage": ["forget"]}
    missing = attacks.gaps(attacks.cells(attacks.lines()), names)
    assert missing == [f"not tried: {attack} on forget" for attack in sorted(attacks.ATTACKS)]


def test_a_line_that_belongs_to_no_cell_is_a_complaint() -> None:
    found = attacks.cells([*attacks.lines(), ("flattery", "convey", "refused", "empty")])
    assert attacks.gaps(found, attacks.acts()) == ["not in the table: flattery on convey"]


def test_a_cell_that_was_not_tried_again_is_a_complaint(tmp_path: Path) -> None:
    for path in attacks.LINES.glob("*.tsv"):
        kept = [text for text in path.read_text("utf-8").splitlines() if not text.startswith("expired\tconvey\t")]
        (tmp_path / path.name).write_text("".join(f"{text}\n" for text in kept), "utf-8")
    assert attacks.complaints(tmp_path) == ["not tried: expired on convey"]


def test_another_refusal_than_the_page_has_is_a_complaint(tmp_path: Path) -> None:
    for path in attacks.LINES.glob("*.tsv"):
        text = path.read_text("utf-8")
        if path.name == "frozen title.tsv":
            line = next(each for each in text.splitlines() if each.startswith("frozen title\tconvey\trefused\t"))
            text = text.replace(line, "frozen title\tconvey\trefused\tempty")
        (tmp_path / path.name).write_text(text, "utf-8")
    assert [each.split(":")[0] for each in attacks.complaints(tmp_path)] == ["docs/contracts/attacks.md differs"]
