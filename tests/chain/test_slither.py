"""What Slither finds in the contracts was looked at, finding by finding."""

from typing import Any

import pytest

from scripts import slither

TRIAGE: dict[str, Any] = {
    "detectors": {"timestamp": "days"},
    "findings": [{"detector": "unused-return", "impact": "Medium", "where": "A.f", "why": "told by an event"}],
}
FOUND = [
    {"detector": "timestamp", "impact": "Low", "where": "A.g"},
    {"detector": "unused-return", "impact": "Medium", "where": "A.f"},
]


@pytest.mark.slow
def test_every_finding_is_mended_or_explained() -> None:
    try:
        found = slither.findings()
    except slither.NotInstalled as missing:
        pytest.skip(f"NOT RUN: {missing}")
    assert slither.differences(found, slither.known()) == []


def test_a_new_finding_a_needless_line_and_a_missing_one_are_told() -> None:
    assert slither.differences(FOUND, TRIAGE) == []
    new = {"detector": "reentrancy-eth", "impact": "High", "where": "A.h"}
    assert slither.differences([*FOUND, new], TRIAGE) == ["new: reentrancy-eth (High): A.h"]
    assert slither.differences(FOUND[:1], TRIAGE) == ["gone: unused-return: A.f"]
    assert slither.differences(FOUND[1:], TRIAGE) == ["gone: all of timestamp"]
    bare = {"detectors": {"timestamp": "days"}, "findings": [TRIAGE["findings"][0] | {"why": ""}]}
    assert slither.differences(FOUND, bare) == ["not explained: unused-return: A.f"]
