"""Whatever is asked wrongly, over HTTP or on the command line, the answer is in the reader's language and no fault of
ours: no 500, no traceback, and no English sentence for who reads Chinese."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.schemas import filings
from ledger.cli import main
from ledger.core.docket.disposing import ACTS
from ledger.core.policy.grounds import OPEN
from tests.api.test_fuzz import JSON, changed, paths_in
from tests.api.world import World, over_http
from tests.core.good_forms import good

QUIET = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
ZH = {"Accept-Language": "zh"}
HAN = re.compile("[\u4e00-\u9fff]")
NUMBER = "0x" + "ab" * 32
ODD = st.one_of(
    st.text(max_size=12),
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(
        [
            "1",
            "7",
            "party:1",
            "node:1",
            "-",
            "--",
            "１",
            "1/3",
            "0/0",
            "1/0",
            "10%",
            "101%",
            "2/1",
            "1e9",
            "nan",
            "0001-01-01",
            "9999-12-31",
            "2026-02-30",
            "10000-01-01",
            "9999-12-31T23:59:59+00:00",
        ]
    ),
    st.sampled_from(["", "\x00", "\u202e", "x" * 3000, NUMBER, NUMBER[2:], NUMBER.upper(), *ACTS, *OPEN]),
)
MAY = ("act", "party", "to", "share", "beside", "settled", "at")


def demand_chinese(body: dict[str, Any]) -> None:
    for member in ("title", "detail", "next"):
        assert HAN.search(body[member]), body
    for each in body.get("errors", ()):
        assert HAN.search(each["detail"]), body


@QUIET
@given(st.dictionaries(st.sampled_from(MAY), ODD), st.sampled_from([NUMBER, "0xab", "x"]), st.booleans())
def test_may_is_answered_in_chinese_whatever_is_asked(
    world: World, asked: dict[str, str], number: str, whole: bool
) -> None:
    usual = {"act": "gift", "party": "1"} if whole else {}
    answer = world.client.get(f"/v1/achievements/{number}/may", params={**usual, **asked}, headers=ZH)
    assert 400 <= answer.status_code < 500, answer.text
    demand_chinese(answer.json())


@pytest.mark.parametrize("type", ["document/1", "achievement_filing/2", "pledge/1", "technology_contract/1"])
@QUIET
@given(data=st.data())
def test_a_draft_with_one_wrong_member_is_refused_in_chinese(world: World, type: str, data: st.DataObject) -> None:
    draft = filings.EXAMPLE_DRAFT | {"type": type, "form": good(type)}
    where = data.draw(st.sampled_from(paths_in(draft)))
    raw = json.dumps(changed(draft, where, data.draw(JSON)))
    headers = ZH | {"Content-Type": "application/json"}
    answer = world.client.post("/v1/filings/prepare", content=raw.encode(), headers=headers)
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        demand_chinese(answer.json())


@pytest.mark.parametrize("path", ["/v1/nowhere", "/v1/filings/prepare", "/v1/achievements/x/may"])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
def test_a_wrong_address_or_method_is_told_in_chinese(world: World, path: str, method: str) -> None:
    answer = world.client.request(method, path, headers=ZH, content=b"{")
    assert 400 <= answer.status_code < 500
    demand_chinese(answer.json())


# ---- on the command line, with the same service behind it


@pytest.fixture(scope="module")
def url(world: World) -> Iterator[str]:
    with over_http(world.client) as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of every sort, and a key."""
    made = tmp_path_factory.mktemp("files")
    for name, content in (
        ("a.pdf", b"a document"),
        ("none.json", b"\xff\x00"),
        ("list.json", b"[1, 2]"),
        ("empty.json", b"{}"),
        ("deep.json", b"[" * 5000),
        ("twice.json", b'{"title": 1, "title": 2}'),
        ("odd.json", b'{"title": 1e999, "x": "\\ud800", "year": [], "format": {}}'),
        ("year.json", b'{"year": 2027, "source": "x", "holidays": ["2027-02-30"], "workdays": [1]}'),
        ("password", b"one word"),
    ):
        (made / name).write_bytes(content)
    (made / "folder").mkdir()
    assert main(["keys", "new", "k", "--keys", str(made / "keys"), "--password-file", str(made / "password")]) == 0
    return made


FILES = ("a.pdf", "none.json", "list.json", "empty.json", "deep.json", "twice.json", "odd.json", "year.json", "folder")
PLACES = st.sampled_from([*FILES, "nowhere", "keys/k.json", "a.pdf/x", "x" * 300])
WORDS = ODD | PLACES | st.sampled_from(["--json", "--lang", "--template", "--on", "--year", "--force", "--check", "-x"])
FORM_TYPES = st.sampled_from(["document/1", "achievement_filing", "pledge/1", "docket_event/1", "x"])
LINES = st.one_of(
    st.tuples(st.just(["forms"]), st.lists(WORDS, max_size=3)),
    st.tuples(st.just(["rules"]), st.lists(WORDS, max_size=3)),
    st.tuples(st.sampled_from([["calendar"], ["calendar", "show"], ["calendar", "add"]]), st.lists(WORDS, max_size=3)),
    st.tuples(st.just(["replay"]), st.lists(PLACES, max_size=3)),
    st.tuples(st.just(["check", "gift"]), st.lists(WORDS, max_size=4)),
    st.tuples(st.just(["check"]), st.tuples(ODD, ODD, st.just("--party"), ODD, st.just("--share"), ODD).map(list)),
    st.tuples(
        st.just(["check", "gift", NUMBER, "--party", "1"]),
        st.tuples(st.sampled_from(["--to", "--share", "--with", "--settled", "--at"]), ODD).map(list),
    ),
    st.tuples(
        st.just(["file", "--check", "--key", "k", "--keys", "keys", "--password-file", "password"]),
        st.tuples(PLACES, st.just("--type"), FORM_TYPES, st.just("--form"), PLACES).map(list),
    ),
    st.tuples(st.just(["file", "--check", "--key", "k", "--keys", "keys"]), st.lists(WORDS, max_size=4)),
)


@settings(QUIET, max_examples=80)
@given(LINES)
def test_a_command_line_of_any_sort_is_answered_in_chinese(
    url: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    line: tuple[list[str], list[str]],
) -> None:
    monkeypatch.chdir(folder)
    for name, value in (("ZHENGBEN_URL", url), ("LANG", "zh_CN.UTF-8"), ("ZHENGBEN_DATA", str(folder / "data"))):
        monkeypatch.setenv(name, value)
    given = [word.replace("\x00", "") for word in (*line[0], *line[1])]
    capsys.readouterr()
    code = main(given)
    printed = capsys.readouterr()
    assert code in (0, 1, 2, 3, 4, 64), given
    assert "Traceback" not in printed.err
    assert "UNEXPECTED" not in printed.err + printed.out[:200], (given, printed)
    if "--json" in given:
        json.loads(printed.out)
    elif code in (1, 2, 64) and printed.err:
        found = re.search(r"^([A-Z0-9_]+): (.+?) → (.+)$", printed.err, re.MULTILINE | re.DOTALL)
        assert found, (given, printed.err)
        if "--lang" not in given:
            assert HAN.search(found[2]), (given, printed.err)
            assert HAN.search(found[3]), (given, printed.err)
