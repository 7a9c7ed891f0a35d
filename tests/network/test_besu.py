"""Besu's configuration, held to its documentation and to the vectors of its own tests; Besu itself is NOT RUN here."""

import json
import stat
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import rlp
from eth_account import Account
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import proofs
from ledger.core import ethproof
from ledger.core.errors import Corrupt
from scripts.network import besu

# The genesis in Besu's documentation, "Configure QBFT consensus".
DOCUMENTED = (
    "f87aa00000000000000000000000000000000000000000000000000000000000000000f8549464a702e6263b7297a96638cac6ae65e6541f4169"
    "943923390ad55e90c237593b3b0e401f3b08a0318594aefdb9a738c9f433e5b6b212a6d62f6370c2f69294c7eeb9a4e00ce683cf93039b212648"
    "e01c6c6b78c080c0"
)
VALIDATORS = [
    "0x64a702e6263b7297a96638cac6ae65e6541f4169",
    "0x3923390ad55e90c237593b3b0e401f3b08a03185",
    "0xaefdb9a738c9f433e5b6b212a6d62f6370c2f692",
    "0xc7eeb9a4e00ce683cf93039b212648e01c6c6b78",
]
# Two validators, a vote, round 0xfedcba and two seals: the raw encoding in Besu's QbftExtraDataCodecTest.
SEALED = (
    "f8f0a00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20ea940000000000000000000000000000000000000001"
    "940000000000000000000000000000000000000002d794000000000000000000000000000000000000000181ff83fedcbaf886b84100000000"
    "000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000"
    "00000a00b841000000000000000000000000000000000000000000000000000000000000000a00000000000000000000000000000000000000"
    "0000000000000000000000000100"
)
UNSEALED = (
    "f866a00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20ea940000000000000000000000000000000000000001"
    "940000000000000000000000000000000000000002d794000000000000000000000000000000000000000181ff80c0"
)
WITHOUT_EITHER = "f864" + UNSEALED[4:-4]  # as IBFT 2.0 hashes it: neither round nor seals


def header(extra: str) -> dict[str, Any]:
    """A Shanghai header as a Besu node's JSON shows it."""
    wide = ("parentHash", "sha3Uncles", "stateRoot", "transactionsRoot", "receiptsRoot", "withdrawalsRoot")
    return {
        **{name: "0x" + keccak(name.encode()).hex() for name in wide},
        "miner": "0x" + "0b" * 20,
        "logsBloom": "0x" + "00" * 256,
        "difficulty": "0x1",
        "number": "0x2a",
        "gasLimit": "0x1c9c380",
        "gasUsed": "0x0",
        "timestamp": "0x65ba2eda",
        "extraData": "0x" + extra,
        "mixHash": "0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365",
        "nonce": "0x0000000000000000",
        "baseFeePerGas": "0x0",
    }


def hashed(extra: str) -> bytes:
    """The hash of that header with the extra data spelled so, its RLP written out field by field."""
    raw = header(extra)
    order = (
        *("parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom"),
        *("difficulty", "number", "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce"),
        *("baseFeePerGas", "withdrawalsRoot"),
    )
    numbers = {"difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas"}
    return bytes(keccak(rlp.encode([int(raw[n], 16) if n in numbers else bytes.fromhex(raw[n][2:]) for n in order])))


def test_extra_data_is_spelled_as_besu_documents_it() -> None:
    assert besu.extra_data(VALIDATORS).hex() == DOCUMENTED


@given(st.lists(st.binary(min_size=20, max_size=20), min_size=1, max_size=40))
def test_extra_data_always_holds_vanity_validators_no_vote_round_zero_and_no_seal(addresses: list[bytes]) -> None:
    parts = rlp.decode(besu.extra_data(["0x" + address.hex() for address in addresses]))
    assert parts == [bytes(32), addresses, [], b"", []]


@pytest.mark.parametrize("spelled", [UNSEALED, WITHOUT_EITHER], ids=["QBFT", "IBFT 2.0"])
def test_a_sealed_header_is_read_as_its_chain_hashes_it(spelled: str) -> None:
    hash = hashed(spelled)
    encoded = proofs.encoded_header(header(SEALED), hash)
    assert keccak(encoded) == hash
    read = ethproof.read_header(encoded)
    assert (read.hash, read.number, read.state_root) == (hash, 42, keccak(b"stateRoot"))


def test_seals_and_round_make_no_difference_and_anything_else_does() -> None:
    hash = hashed(UNSEALED)
    parts = rlp.decode(bytes.fromhex(SEALED))
    resealed = rlp.encode([*parts[:3], b"\x01", [b"\x07" * 65]]).hex()
    assert proofs.encoded_header(header(resealed), hash) == proofs.encoded_header(header(SEALED), hash)
    for other in ([b"\x01" * 32, *parts[1:]], [parts[0], parts[1][:1], *parts[2:]], parts[:4], [*parts, b""]):
        with pytest.raises(Corrupt, match="do not hash"):
            proofs.encoded_header(header(rlp.encode(other).hex()), hash)


@given(st.binary(max_size=120))
def test_no_extra_data_keeps_a_plain_header_from_being_read(extra: bytes) -> None:
    assert keccak(proofs.encoded_header(header(extra.hex()), hashed(extra.hex()))) == hashed(extra.hex())


def test_a_genesis_is_json_with_shanghai_and_no_base_fee() -> None:
    made = json.loads(json.dumps(besu.genesis(VALIDATORS, now=1_700_000_000)))
    assert made["config"]["shanghaiTime"] == 0
    assert made["config"]["zeroBaseFee"] is True
    assert made["config"]["qbft"] == {"blockperiodseconds": 2, "epochlength": 30_000, "requesttimeoutseconds": 4}
    assert (made["difficulty"], made["nonce"]) == ("0x1", "0x0")


def test_the_files_fit_together_and_keys_are_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "besu"
    assert besu.main([str(folder), "--validators", "5"]) == 0
    names = [f"v{number}" for number in range(1, 6)]
    enodes = {}
    for name in [*names, "node"]:
        home = folder / name
        key = home / "key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        options = tomllib.loads((home / "config.toml").read_text("utf-8"))
        for option in ("genesis-file", "node-private-key-file", "static-nodes-file"):
            assert Path(options[option]).is_file(), option
        assert options["rpc-http-enabled"] is (name == "node")
        assert options["p2p-host"] == options["p2p-interface"] == "127.0.0.1"
        public = Account.from_key(key.read_text())._key_obj.public_key.to_bytes().hex()
        enodes[name] = f"enode://{public}@127.0.0.1:{options['p2p-port']}"
        assert key.read_text()[2:] not in capsys.readouterr().out
    assert len(set(enodes.values())) == 6
    for name, own in enodes.items():
        peers = json.loads((folder / name / "static-nodes.json").read_text("utf-8"))
        assert sorted(peers) == sorted(set(enodes.values()) - {own})
    extra = json.loads((folder / "genesis.json").read_text("utf-8"))["extraData"]
    sealing = [bytes.fromhex(Account.from_key((folder / n / "key").read_text()).address[2:]) for n in names]
    assert rlp.decode(bytes.fromhex(extra[2:]))[1] == sorted(sealing)
    assert subprocess.run(["/bin/sh", "-n", str(folder / "start.sh")], check=False).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["."], "FOLDER_TAKEN"), (["new", "--validators", "3"], "VALIDATORS"), (["/proc/nowhere/new"], "FOLDER_UNUSABLE")],
)
def test_what_cannot_be_used_is_refused_in_one_line_and_writes_nothing(
    arguments: list[str],
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert besu.main(arguments) == 64
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(code)
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
