"""Bundles are written and read back as the same values; nothing else is a bundle."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import evidence_reading
from ledger.core.errors import Malformed, TooLarge, ZhengbenError
from ledger.core.evidence import Bundle, FilingClaim, LedgerName, TitleClaim

FORGERIES = Path(__file__).parents[1] / "forgeries"
GENUINE = {name: (FORGERIES / name).read_bytes() for name in ("filing.json", "title.json")}


@pytest.mark.parametrize("name", GENUINE)
def test_a_bundle_written_is_the_bundle_read(name: str) -> None:
    assert evidence_reading.parse(GENUINE[name]).to_json() == GENUINE[name]


@given(
    st.one_of(
        st.builds(FilingClaim, st.binary(min_size=32, max_size=32)),
        st.builds(TitleClaim, st.binary(min_size=32, max_size=32), st.none() | st.integers(0, (1 << 40) - 1)),
    ),
    st.builds(LedgerName, st.integers(0, 1 << 50), st.binary(min_size=32, max_size=32), st.text("a-/.", max_size=9)),
    st.lists(st.binary(max_size=9), max_size=3),
)
def test_a_bundle_without_parts_is_a_bundle(claim: Any, name: LedgerName, tokens: list[bytes]) -> None:
    bundle = Bundle(claim, name, timestamps=tuple(tokens))
    assert evidence_reading.parse(bundle.to_json()) == bundle


def altered(name: str, *path: str | int, to: Any) -> bytes:
    value = json.loads(GENUINE[name])
    place = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("name", "path", "to"),
    [
        ("filing.json", ("format",), "zhengben-evidence/2"),
        ("filing.json", ("surprise",), 1),
        ("filing.json", ("claim", "kind"), "wish"),
        ("filing.json", ("claim", "leaf"), "AB" * 32),
        ("filing.json", ("claim", "leaf"), "0x" + "ab" * 32),
        ("filing.json", ("claim", "surprise"), 1),
        ("filing.json", ("claim",), []),
        ("filing.json", ("filing", "entry"), "e30"),
        ("filing.json", ("filing", "entry"), "e30=\n"),
        ("filing.json", ("filing", "disclosures"), {}),
        ("filing.json", ("filing", "disclosures", 0), 7),
        ("filing.json", ("anchor", "size"), -1),
        ("filing.json", ("anchor", "size"), True),
        ("filing.json", ("anchor", "time"), 1 << 40),
        ("filing.json", ("anchor", "root"), "AA=="),
        ("filing.json", ("anchor", "storageProof"), ["0xAB"]),
        ("filing.json", ("anchor", "storageProof"), ["0x1"]),
        ("filing.json", ("anchor", "storageProof"), ["0x"] * 65),
        ("filing.json", ("log", "proof"), "x" * 70_000),
        ("filing.json", ("chain", "titleRegistryProof"), []),
        ("filing.json", ("timestamps",), None),
        ("title.json", ("claim", "at"), "now"),
        ("title.json", ("claim", "at"), 1 << 40),
        ("title.json", ("title", "words"), [{"value": "0x" + "00" * 32, "proof": []}] * 5),
        ("title.json", ("title", "head", "value"), "0x00"),
        ("title.json", ("title", "instruments", 0, "message"), []),
        ("title.json", ("title", "instruments", 0, "message", "act", "filing"), "0xAB"),
        ("title.json", ("title", "instruments", 0, "message", "node"), None),
        ("title.json", ("title", "instruments", 0, "message", "node"), True),
        ("title.json", ("title", "instruments", 0, "message", "claimed"), [{"party": 3, "units": 1}] * 65),
        ("title.json", ("title", "instruments", 0, "surprise"), 1),
        ("title.json", ("title", "signers", "parties", 0, "party"), 2),
    ],
)
def test_what_the_format_does_not_say_is_no_bundle(name: str, path: tuple[str | int, ...], to: Any) -> None:
    with pytest.raises(Malformed):
        evidence_reading.parse(altered(name, *path, to=to))


def test_parts_that_no_check_would_look_at_are_refused() -> None:
    title = json.loads(GENUINE["title.json"])
    filing = json.loads(GENUINE["filing.json"])
    with pytest.raises(Malformed, match="claim is a filing"):
        evidence_reading.parse(json.dumps({**filing, "title": title["title"]}).encode())
    del title["title"]["signers"]
    with pytest.raises(Malformed, match="no signers"):
        evidence_reading.parse(json.dumps(title).encode())


def test_only_files_may_be_large() -> None:
    megabytes = "00" * (9 << 20)
    with pytest.raises(TooLarge, match="beside the files"):
        evidence_reading.parse(altered("title.json", "title", "instruments", 0, "seals", to="0x" + megabytes))
    with pytest.raises(TooLarge, match="disclosures"):
        evidence_reading.parse(altered("filing.json", "filing", "disclosures", to=["A" * (1 << 17)] * 33))
    large = [{"name": "a", "content": megabytes}]
    assert evidence_reading.parse(altered("filing.json", "filing", "attachments", to=large))


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_refused_in_our_own_words(raw: bytes) -> None:
    with pytest.raises(ZhengbenError):
        evidence_reading.parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b'{"format":1e3}',
        b'{"format":NaN}',
        b'{"a":1,"a":1}',
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        b"1" * 5000,
        b'{"a":-0}',
    ],
    ids=["deep", "exponent", "nan", "twice", "surrogate", "bom", "long number", "minus zero"],
)
def test_json_that_parsers_differ_about_is_refused(raw: bytes) -> None:
    with pytest.raises(ZhengbenError):
        evidence_reading.parse(raw)
