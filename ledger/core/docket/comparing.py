"""What a dossier expects beside what came of it."""

from collections.abc import Mapping
from typing import Any

from ledger.core.docket.judging import Outcome


def told(outcome: Outcome) -> dict[str, Any]:
    """An outcome as a dossier would expect it: `accepted`, `code`, `values`."""
    return {"accepted": outcome.accepted, "code": outcome.code, "values": dict(outcome.values)}


def differences(expected: Mapping[str, Any], outcome: Outcome) -> list[str]:
    """What of an event came differently: `accepted`, `code`, or members of `values`; empty if it agrees.

    Each expected value has to be equal to what came; more may come than is expected.
    """
    actual = told(outcome)
    found = [name for name in ("accepted", "code") if not equal(expected.get(name), actual[name])]
    for name, value in (expected.get("values") or {}).items():
        if name not in actual["values"] or not equal(value, actual["values"][name]):
            found.append(f"values.{name}")
    return found


def equal(expected: Any, actual: Any) -> bool:
    """Whether two JSON values are equal. Unlike in Python, `true` is not 1; as in JSON, 1.0 is."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return expected.keys() == actual.keys() and all(equal(expected[name], actual[name]) for name in expected)
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        return len(expected) == len(actual) and all(map(equal, expected, actual))
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)
