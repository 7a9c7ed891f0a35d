"""Every forgery is refused by exactly the check that owns the broken link; all others say what they say of the genuine
bundle."""

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.core.checks import Report, Status
from ledger.core.verify import verify

FORGERIES = Path(__file__).parents[1] / "forgeries"
FIRST = FORGERIES / "first"  # made with the first contracts; their verdicts stay
GENUINE = {"filing.json", "title.json", "line.json"}
LATER = {"year.json", "struck.json"}


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return found


MANIFEST = {(folder, name): forgery for folder in (FORGERIES, FIRST) for name, forgery in manifest(folder).items()}


def judge(folder: Path, name: str) -> Report:
    return verify((folder / name).read_bytes(), (folder / "trust.json").read_bytes())


@pytest.mark.parametrize(
    ("folder", "name"),
    [*((FORGERIES, name) for name in sorted(GENUINE | LATER)), *((FIRST, name) for name in sorted(GENUINE))],
)
def test_genuine_evidence_is_valid(folder: Path, name: str) -> None:
    report = judge(folder, name)
    assert report.verdict is Status.VALID
    not_valid = {check.name for check in report.checks if check.status is not Status.VALID}
    assert not_valid <= {"timestamps", "attachments", "line"}


@pytest.mark.parametrize(("folder", "name"), sorted(MANIFEST))
def test_a_forgery_is_refused_by_its_check_alone(folder: Path, name: str) -> None:
    forgery, report = MANIFEST[folder, name], judge(folder, name)
    assert report.verdict is Status.INVALID
    refused = [check.number for check in report.checks if check.status is Status.INVALID]
    assert refused == [forgery["check"]], report.to_dict()
    assert all(check.reason and check.next for check in report.checks if check.status is not Status.VALID)
    if forgery["check"] == 1:  # nothing else can be looked at
        assert all(check.status is Status.NOT_CHECKED for check in report.checks[1:])
        return
    genuine = {check.number: check.status for check in judge(folder, forgery["genuine"]).checks}
    others = {check.number: check.status for check in report.checks if check.number != forgery["check"]}
    expected = genuine | dict.fromkeys(forgery.get("notChecked", ()), Status.NOT_CHECKED)
    assert others == {number: status for number, status in expected.items() if number != forgery["check"]}


def test_every_check_that_can_be_invalid_has_a_forgery() -> None:
    from ledger.core.checks import CHECKS

    assert {forgery["check"] for forgery in MANIFEST.values()} == {check.number for check in CHECKS} - {34}


def test_every_forgery_on_disk_is_in_the_manifest() -> None:
    for folder in (FORGERIES, FIRST):
        others = GENUINE | LATER | {"trust.json", "manifest.json"}
        assert {path.name for path in folder.glob("*.json")} - others == set(manifest(folder)), folder
