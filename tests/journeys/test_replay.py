"""Replays: dossiers through real filings, instruments and contracts."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ledger.cli.program import main
from ledger.core.docket.events import KINDS
from ledger.core.docket.reading import Dossier, read
from ledger.core.policy.codes import ORDER
from ledger.replaying import marks, narrower
from ledger.replaying.cast import Cast
from ledger.replaying.playing import Player
from ledger.replaying.stage import staged

SCENARIOS = sorted((Path(__file__).parents[1] / "scenarios").glob("*.json"))
Json = dict[str, Any]


def scenario(start: str) -> Json:
    """The shared dossier whose file begins so."""
    (found,) = [path for path in SCENARIOS if path.name.startswith(start)]
    loaded: Json = json.loads(found.read_text("utf-8"))
    return loaded


def short() -> Json:
    """A dossier of few events: filed, applied for, on notice, refused too early, confirmed."""
    whole = scenario("01_")
    keep = whole | {"events": whole["events"][:8], "queries": [whole["queries"][0], whole["queries"][1]]}
    return deepcopy(keep)


def first() -> Json:
    """The first event of a dossier, and the first question."""
    whole = short()
    return whole | {"events": whole["events"][:1], "queries": whole["queries"][:1]}


def replayed(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Json]:
    """Exit code and answer of `zhengben replay --json`."""
    code = main(["replay", "--json", str(path)])
    return code, json.loads(capsys.readouterr().out)


def written(folder: Path, dossier: Json) -> Path:
    path = folder / "dossier.json"
    path.write_text(json.dumps(dossier, ensure_ascii=False), "utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=[path.stem for path in SCENARIOS])
def test_every_dossier_agrees_wholly(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = replayed(path, capsys)
    wrong = [one for one in (*answer["events"], *answer["queries"]) if not one["agree"]]
    assert not wrong
    assert code == 0
    assert answer["agree"] is True


@pytest.mark.slow
def test_a_dossier_s_json_tells_each_event_and_query_with_what_was_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = short()
    path = written(tmp_path, dossier)
    code, answer = replayed(path, capsys)
    assert code == 0
    assert answer["file"] == str(path)
    assert [one["seq"] for one in answer["events"]] == list(range(1, 9))
    assert [one["expected"] for one in answer["events"]] == [one["expected"] for one in dossier["events"]]
    assert all(set(one) == {"seq", "expected", "actual", "agree"} for one in answer["events"])
    assert [one["q"] for one in answer["queries"]] == ["owners_as_of", "owners_as_of"]
    assert all(set(one) == {"q", "expected", "actual", "agree"} for one in answer["queries"])


def falsify_event(dossier: Json) -> None:
    dossier["events"][4]["expected"] = {"accepted": True, "code": "OK"}


def falsify_value(dossier: Json) -> None:
    dossier["events"][3]["expected"]["values"]["last_day"] = "2026-04-08"


def falsify_answer(dossier: Json) -> None:
    dossier["queries"][1]["expected"]["version"] = 2


@pytest.mark.parametrize("falsify", [falsify_event, falsify_value, falsify_answer])
@pytest.mark.slow
def test_a_falsified_expectation_ends_with_a_code_that_is_not_0(
    falsify: Callable[[Json], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = short()
    falsify(dossier)
    code, answer = replayed(written(tmp_path, dossier), capsys)
    assert code == 1
    assert answer["agree"] is False
    assert sum(not one["agree"] for one in (*answer["events"], *answer["queries"])) == 1


def break_version(dossier: Json) -> None:
    dossier["format"] = "zhengben-dossier/2"


def break_event(dossier: Json) -> None:
    dossier["events"][0]["type"] = "achievement_dreamt"


def break_query(dossier: Json) -> None:
    dossier["queries"][0]["q"] = "who_knows"


def break_clock(dossier: Json) -> None:
    dossier["events"][1]["at"] = "2026-02-30T10:00:00+08:00"


def break_order(dossier: Json) -> None:
    dossier["events"][1]["at"] = dossier["clock"]["start"] + "T00:00:00+08:00"


@pytest.mark.parametrize("spoil", [break_version, break_event, break_query, break_clock, break_order])
def test_what_the_format_does_not_know_is_an_error_before_anything_starts(
    spoil: Callable[[Json], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = short()
    spoil(dossier)
    code, answer = replayed(written(tmp_path, dossier), capsys)
    assert code != 0
    assert answer["code"] in ("DOSSIER_MALFORMED", "DAY_MALFORMED")


@pytest.mark.slow
def test_several_files_give_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, first())
    assert main(["replay", "--json", str(path), str(path)]) == 0
    assert [one["agree"] for one in json.loads(capsys.readouterr().out)] == [True, True]


@pytest.mark.slow
def test_a_kept_ledger_stays_in_the_folder_and_no_other_is_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, kept = written(tmp_path, first()), tmp_path / "kept"
    assert main(["replay", "--keep", str(kept), str(path)]) == 0
    assert (kept / "1-dossier" / "data" / "log" / "checkpoint").exists() or (kept / "1-dossier" / "data").is_dir()
    assert main(["replay", "--keep", str(kept), str(path)]) == 64
    assert "kept" in capsys.readouterr().err


def played(tmp_path: Path, dossier: Dossier) -> Player:
    """The player of a whole dossier, after it has played."""
    cast = Cast(dossier)
    with staged(tmp_path / "data", dossier, cast.core_key(), lambda *_: None) as stage:
        cast.enter(stage)
        cast.set_up()
        player = Player(dossier, stage, cast, lambda _: None)
        player.play()
    return player


def test_every_transaction_of_an_event_bears_its_instant(tmp_path: Path) -> None:
    source = short()
    dossier, _ = read(source)
    cast = Cast(dossier)
    with staged(tmp_path / "data", dossier, cast.core_key(), lambda *_: None) as stage:
        cast.enter(stage)
        cast.set_up()
        chain = stage.service.chain
        begun = chain.head().number
        Player(dossier, stage, cast, lambda _: None).play()
        times = [chain.block(number).time for number in range(begun + 1, chain.head().number + 1)]
    instants = {int(datetime.fromisoformat(each["at"]).timestamp()) for each in source["events"]}
    assert set(times) == instants


def test_what_the_chain_accepts_although_the_rules_refuse_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = short()
    # Refused for an altered document alone, of which the chain knows nothing: marked as the chain's, it shows.
    next(each for each in source["documents"] if each["id"] == "DOC-EVAL")["content_utf8"] += "?"
    source["events"] = source["events"][:1]
    dossier, _ = read(source)
    monkeypatch.setattr(marks, "is_refused_by_chain", lambda *_: True)
    player = played(tmp_path, dossier)
    (one,) = player.played
    assert one.outcome.code == "DOCUMENT_MISMATCH"
    assert one.chain is not None
    assert "accepted" in one.chain


def test_what_the_chain_refuses_although_the_rules_allow_is_told_once_and_the_rules_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = scenario("43_")
    wanted = (2, 4, 6, 8, 10, 12, 14, 16, 17)
    source["events"] = [
        each | {"seq": wanted.index(each["seq"]) + 1} for each in source["events"] if each["seq"] in wanted
    ]
    dossier, _ = read(source)
    # A use right whose term is over before it is confirmed: the chain opens none. Not left with its filing, it shows.
    monkeypatch.setattr(narrower, "is_held", lambda *_: True)
    player = played(tmp_path, dossier)
    assert [one.outcome.code for one in player.played] == [each["expected"]["code"] for each in source["events"]]
    said = [one.chain for one in player.played]
    assert said[6] is not None
    assert said[6].startswith("TERM_EMPTY")
    assert [each for each in said if each is not None] == [said[6]]


def test_what_is_refused_beyond_the_known_holidays_is_sent_to_the_chain_all_the_same(tmp_path: Path) -> None:
    source = short()
    source["events"] = source["events"][:4]
    opening = source["events"][3]
    assert opening["type"] == "notice_opened"
    opening["at"] = f"{max(source['calendar']['covers'])}-12-30T10:00:00+08:00"
    opening["signed_by"] = [f"{name}#no-such-key" for name in opening["signed_by"]]
    source["rules"]["roll_notice"] = True
    dossier, _ = read(source)
    player = played(tmp_path, dossier)
    assert player.played[3].outcome.all_codes[:2] == ("KEY_NOT_CURRENT", "CALENDAR_UNKNOWN")
    assert player.played[3].chain is None


@pytest.mark.slow
def test_who_objects_again_in_one_instant_does_not_move_the_end_of_the_notice(tmp_path: Path) -> None:
    source = short()
    source["events"] = source["events"][:4]
    notice, evidence = source["events"][3], source["documents"][0]["id"]
    last = notice["expected"]["values"]["last_day"] + "T23:59:59+08:00"

    def tell(at: str, kind: str, signed: list[str], payload: Json) -> None:
        expected = {"accepted": True, "code": "OK"}  # not looked at
        head = {"seq": len(source["events"]) + 1, "at": at, "type": kind}
        source["events"].append({**head, "payload": payload, "signed_by": signed, "expected": expected})

    proposal = {"proposal": notice["payload"]["proposal"]}
    about = {**proposal, "by": "P-101", "ground": "份额", "documents": [evidence]}
    for at, number in ((notice["at"], "O-1"), (notice["at"], "O-2"), (last, "O-3")):
        tell(at, "objection_raised", ["P-101"], {"objection": number, **about})
        tell(at, "objection_withdrawn", ["P-101"], {"objection": number})
    owners = ["ORG-A", "P-101", "P-102", "OF-QC"]
    tell(last, "confirmed", owners, {**proposal, "officer": "OF-QC"})
    dossier, _ = read(source)
    player = played(tmp_path, dossier)
    assert [one.outcome.code for one in player.played[4:]] == ["OK"] * 6 + ["PUBLICITY_RUNNING"]
    assert [one.chain for one in player.played] == [None] * 11


def test_every_mark_names_a_code_of_the_rules() -> None:
    codes: Mapping[str, tuple[str, ...]] = marks.MARKS
    assert set(codes) <= set(KINDS)
    assert all(code in ORDER for each in codes.values() for code in each)
    assert all(code in codes[kind] for kind, code in marks.CAUSES)
