"""Single parts of the verifier, where a whole bundle cannot lead."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import chainproof, checks, sealproof, seals, titleproof, titlereplay
from ledger.core.checks import Check, Report, Status
from ledger.core.errors import ProofInvalid
from ledger.core.evidence import Instrument
from ledger.core.meanings import CONFIRMED, REGISTERED
from ledger.core.shares import WHOLE, Share
from ledger.core.titlereplay import replay
from ledger.core.verify import verify

FORGERIES = Path(__file__).parents[1] / "forgeries"
TRUST = (FORGERIES / "trust.json").read_bytes()
TITLE = json.loads((FORGERIES / "title.json").read_text("utf-8"))
ACTS = [Instrument(act["kind"], act["message"], b"", act["time"]) for act in TITLE["title"]["instruments"]]
REGISTER, CONFIRM, CONVEY, GRANT, SPREAD = ACTS


# ---- verdicts


def report_of(*statuses: Status) -> list[Check]:
    return [Check(i, f"check-{i}", status, "") for i, status in enumerate(statuses)]


def test_one_invalid_check_decides() -> None:
    found = report_of(Status.VALID, Status.INVALID)
    assert checks.verdict(found, frozenset({"check-0"})) is Status.INVALID


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.NOT_CHECKED])
def test_valid_needs_every_required_check(status: Status) -> None:
    found = report_of(Status.VALID, status)
    assert checks.verdict(found, frozenset({"check-0"})) is Status.VALID
    assert checks.verdict(found, frozenset({"check-0", "check-1"})) is Status.UNKNOWN
    assert checks.verdict(found, frozenset({"check-0", "absent"})) is Status.UNKNOWN
    assert checks.verdict(found, frozenset()) is Status.UNKNOWN


def test_a_report_is_written_as_promised() -> None:
    report = Report(Status.VALID, (Check(1, "bundle-form", Status.VALID, "good"),))
    assert report.to_dict() == {
        "verdict": "VALID",
        "checks": [{"number": 1, "name": "bundle-form", "status": "VALID", "reason": "good", "next": ""}],
    }
    assert report.check(1) is report.check("bundle-form")
    with pytest.raises(KeyError):
        report.check("inclusion")


def test_a_fault_of_the_verifier_is_unknown_never_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_over(*_: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(titlereplay, "replay", fall_over)
    report = verify(json.dumps(TITLE).encode(), TRUST)
    assert report.verdict is Status.UNKNOWN
    assert "RuntimeError" in report.check("instruments").reason


def test_without_sm3_attachments_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    real = hashlib.new

    def no_sm3(name: str, *rest: Any) -> Any:
        if name == "sm3":
            raise ValueError(name)
        return real(name, *rest)

    monkeypatch.setattr(hashlib, "new", no_sm3)
    check = verify((FORGERIES / "filing.json").read_bytes(), TRUST).check("attachments")
    assert check.status is Status.UNKNOWN


def test_times_of_any_size_are_told() -> None:
    assert chainproof.when(0) == "1970-01-01 00:00:00 UTC"
    assert chainproof.when((1 << 64) - 1).startswith("second ")


# ---- replay


def test_the_story_is_replayed() -> None:
    steps = replay(ACTS).steps
    assert [step.after.status for step in steps] == [REGISTERED, CONFIRMED, CONFIRMED, CONFIRMED, CONFIRMED]
    assert steps[3].after == steps[2].after  # a use grant leaves the title as it stands
    assert sum(share.units for share in replay(ACTS).end.table) == WHOLE


@pytest.mark.parametrize(
    "acts",
    [
        [],
        [CONFIRM],
        [REGISTER, REGISTER],
        [REGISTER, CONVEY],
        [REGISTER, GRANT],
        [REGISTER, CONFIRM, SPREAD, SPREAD, SPREAD, SPREAD],
    ],
    ids=["nothing", "no registration", "two registrations", "unconfirmed", "grant first", "more than held"],
)
def test_what_does_not_follow_is_refused(acts: list[Instrument]) -> None:
    done = replay(acts)
    with pytest.raises(ProofInvalid):
        _ = done.end
    assert len(done.steps) < max(len(acts), 1)


def changed(act: Instrument, **members: Any) -> Instrument:
    return Instrument(act.kind, {**act.message, **members}, act.seals, act.time)


@pytest.mark.parametrize(
    "claimed",
    [
        [],
        [{"party": 3, "units": WHOLE - 1}],
        [{"party": 3, "units": WHOLE // 2}, {"party": 3, "units": WHOLE // 2}],
        [{"party": 3, "units": WHOLE}, {"party": 4, "units": 0}],
        [{"party": 3, "units": "0x01"}],
        [{"party": 3}],
    ],
)
def test_a_table_that_is_no_whole_is_refused(claimed: Any) -> None:
    with pytest.raises(ProofInvalid):
        _ = replay([changed(REGISTER, claimed=claimed)]).end


def test_a_conveyance_that_moves_nothing_is_refused() -> None:
    with pytest.raises(ProofInvalid):
        _ = replay([REGISTER, CONFIRM, changed(CONVEY, movements=[])]).end


# ---- words and seals


def test_the_head_word_is_read_from_its_lowest_bit() -> None:
    fields = ((4, 8), (3, 8), (2, 8), (7, 32), (9, 32), (100, 40), (200, 40), (1, 16), (5, 32), (6, 16))
    word, shift = 0, 0
    for value, width in fields:
        word |= value << shift
        shift += width
    assert titleproof.read_head(word.to_bytes(32, "big")) == titleproof.Head(*(value for value, _ in fields))


def test_signer_and_appointment_words_are_read_from_their_lowest_bit() -> None:
    word = int.from_bytes(b"\x11" * 20, "big") | 1 << 160 | 3 << 161 | 77 << 168 | 9 << 208 | 5 << 240
    assert sealproof.read_signer(word.to_bytes(32, "big")) == sealproof.SignerWord(b"\x11" * 20, True, 77)
    word = 1 | 2 << 32 | 3 << 64 | 4 << 96 | 5 << 136
    assert sealproof.read_appointment(word.to_bytes(32, "big")) == sealproof.AppointmentWord(1, 2, 3, 4, 5)


@given(st.lists(st.binary(max_size=90), max_size=6))
def test_seals_come_back_as_they_were_put(found: list[bytes]) -> None:
    assert sealproof.split(seals.blob(found)) == found


@given(st.binary(max_size=60))
def test_any_blob_is_split_exactly_or_refused(blob: bytes) -> None:
    try:
        found = sealproof.split(blob)
    except ProofInvalid:
        return
    assert seals.blob(found) == blob


def test_a_table_is_told_in_fractions() -> None:
    state = titlereplay.TitleState(CONFIRMED, 1, (Share(3, WHOLE // 3), Share(4, WHOLE - WHOLE // 3)))
    assert [row["share"] for row in state.holders()["holders"]] == ["1/3", "2/3"]
