"""The trust file is understood completely or refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import checks, trust
from ledger.core.errors import Usage

RAW = (Path(__file__).parents[1] / "forgeries" / "first" / "trust.json").read_bytes()


def changed(*path: str | int, to: Any) -> bytes:
    value = json.loads(RAW)
    place = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(value).encode()


def test_a_trust_file_is_read() -> None:
    read = trust.parse(RAW)
    assert read.demo
    assert read.chain_id == 31337
    assert len(read.blocks) == 4
    assert set(read.contracts) == {"Authority", "TitleRegistry", "AnchorLog", "P256Verifier"}
    assert read.p256_verifier == read.contracts["P256Verifier"].address
    assert read.required("filing") == checks.required_by_default("filing")


def test_without_their_verifier_keys_are_not_judged() -> None:
    value = json.loads(RAW)
    assert trust.parse(RAW).webauthn_verifier is None
    value["ledger"]["contracts"]["WebAuthnVerifier"] = value["ledger"]["contracts"].pop("P256Verifier")
    read = trust.parse(json.dumps(value).encode())
    assert read.p256_verifier is None
    assert read.webauthn_verifier == read.contracts["WebAuthnVerifier"].address


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("format",), "zhengben-trust/2"),
        (("demo",), 1),
        (("name",), 7),
        (("surprise",), True),
        (("chain", "id"), "31337"),
        (("chain", "id"), True),
        (("chain", "id"), 1.5),
        (("chain", "genesis"), "0x00"),
        (("chain", "surprise"), 1),
        (("chain", "blocks"), {}),
        (("chain", "blocks", 0, "hash"), "0x" + "g" * 64),
        (("chain", "blocks", 0, "number"), -1),
        (("chain", "blocks", 0, "extra"), 1),
        (("ledger", "salt"), "00" * 32),
        (("ledger", "contracts", "AnchorLog", "address"), "0x1234"),
        (("ledger", "contracts", "AnchorLog", "codeHash"), "0x1234"),
        (("ledger", "contracts", "Stranger"), {"address": "0x" + "11" * 20, "codeHash": "0x" + "22" * 32}),
        (("log", "policy"), "log nonsense\n"),
        (("log", "policy"), ""),
        (("require",), []),
        (("require",), ["inclusion", "inclusion"]),
        (("require",), ["no-such-check"]),
        (("require",), "inclusion"),
    ],
)
def test_what_is_not_understood_is_a_usage_error(path: tuple[str | int, ...], to: Any) -> None:
    with pytest.raises(Usage) as refused:
        trust.parse(changed(*path, to=to))
    assert refused.value.code == "TRUST_FILE_MALFORMED"
    assert refused.value.next


@pytest.mark.parametrize("name", ["format", "name", "demo", "chain", "ledger", "log"])
def test_a_missing_member_is_a_usage_error(name: str) -> None:
    value = json.loads(RAW)
    del value[name]
    with pytest.raises(Usage, match=name):
        trust.parse(json.dumps(value).encode())


def test_a_duplicate_member_or_block_is_a_usage_error() -> None:
    with pytest.raises(Usage, match="twice"):
        trust.parse(RAW.replace(b'"demo": true', b'"demo": true, "demo": false'))
    block = json.loads(RAW)["chain"]["blocks"][0]
    with pytest.raises(Usage, match="second time"):
        trust.parse(changed("chain", "blocks", to=[block, block]))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_usage_error(raw: bytes) -> None:
    with pytest.raises(Usage):
        trust.parse(raw)


def test_the_reader_chooses_what_he_requires() -> None:
    read = trust.parse(changed("require", to=["claimed-leaf", "inclusion", "filer-signature", "seals"]))
    on_the_way = {"entry-form", "disclosures", "checkpoint"}
    assert read.required("filing") == {"claimed-leaf", "inclusion", "filer-signature"} | on_the_way
    assert read.required("title") > {"inclusion", "filer-signature", "seals", "signers", "trail", "block-header"}


def test_what_is_required_includes_what_it_works_on() -> None:
    assert trust.parse(changed("require", to=["anchor-time"])).required("title") == frozenset()
    read = trust.parse(changed("require", to=["title-head"]))
    assert read.required("title") == {"title-head", "title-contract", "block-header"}


def test_a_list_for_the_other_kind_of_claim_requires_nothing_that_could_be_met() -> None:
    read = trust.parse(changed("require", to=["bundle-form", "checkpoint", "seals"]))
    assert "seals" in read.required("title")
    assert read.required("filing") == frozenset()
