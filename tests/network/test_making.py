"""What the network is made from: the genesis that Clique reads, and a client with exactly one check less."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.client import Finality
from ledger.core.errors import Corrupt
from scripts.network import __main__ as program
from scripts.network import building, chain

ADDRESSES = st.lists(st.binary(min_size=20, max_size=20), min_size=1, max_size=30, unique=True)


@given(ADDRESSES)
def test_a_clique_checkpoint_is_vanity_then_ascending_signers_then_room_for_a_seal(addresses: list[bytes]) -> None:
    extra = chain.extra_data(["0x" + address.hex() for address in addresses])
    assert extra[:32] == bytes(32)
    assert extra[-65:] == bytes(65)
    signers = [extra[i : i + 20] for i in range(32, len(extra) - 65, 20)]
    assert signers == sorted(addresses)


def test_the_genesis_turns_to_shanghai_in_the_first_block_and_is_json() -> None:
    made = json.loads(json.dumps(chain.genesis(["0x" + "11" * 20], {"0x" + "22" * 20: 5}, now=1_700_000_000)))
    assert made["timestamp"] == hex(1_700_000_000)
    assert made["config"]["shanghaiTime"] == 1_700_000_001
    assert made["config"]["clique"] == {"period": chain.PERIOD, "epoch": 30_000}
    assert made["alloc"] == {"0x" + "22" * 20: {"balance": "0x5"}}


@given(st.integers(min_value=1, max_value=50))
def test_a_final_block_lies_deeper_than_any_minority_of_validators_can_dig(validators: int) -> None:
    minority = validators - chain.needed(validators)
    # A validator seals at most once in any `needed` blocks in a row, so a minority alone seals each of its own once.
    assert chain.depth(validators) > minority
    assert Finality.parse(f"depth:{chain.depth(validators)}").depth == validators


def test_the_client_is_built_from_one_source_alone() -> None:
    before = f"func verify() {{\n{building.CHECK}}}\n"
    assert building.without_check(before) == "func verify() {\n}\n"
    for foreign in ("", before + before, before.replace("shanghai", "cancun")):
        with pytest.raises(Corrupt, match="once"):
            building.without_check(foreign)


def test_without_go_the_network_says_not_run_and_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(building, "CACHE", building.ROOT / ".cache" / "network-that-is-not-there")
    monkeypatch.setattr(building, "_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program.main(["--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("NOT RUN: Go 1.24 or newer is not installed")


def test_where_the_module_proxy_is_out_of_reach_the_network_says_not_run_and_leaves_nothing_half_built(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    try:
        building.compiler()
    except building.CannotBuildHere as error:
        pytest.skip(f"NOT RUN: {error.message}")
    monkeypatch.setattr(building, "ROOT", tmp_path)
    monkeypatch.setattr(building, "CACHE", tmp_path / "cache")
    monkeypatch.setenv("GOPROXY", "off")
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "modules"))
    assert program.main(["--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "NOT RUN: the client's source cannot be fetched" in said
    assert list((tmp_path / "cache").iterdir()) == []


def test_an_older_go_is_refused_by_its_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "go"
    old.write_text("#!/bin/sh\necho go1.23.9\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(building.CannotBuildHere, match=r"go1\.23\.9; 1\.24 or newer"):
        building.compiler()
