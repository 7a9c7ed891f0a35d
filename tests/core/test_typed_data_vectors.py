"""The digests of `ledger.core.acts` are those that eth-account and viem made for the vectors."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core import acts
from ledger.core.errors import Malformed

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "typed_data.json").read_text("utf-8"))
ON_CHAIN = [case for case in VECTORS["cases"] if case["domain"] != "log"]


def _domain(case: dict[str, Any]) -> acts.ContractDomain:
    domain = VECTORS["domains"][case["domain"]]
    return acts.ContractDomain(domain["chainId"], domain["verifyingContract"], bytes.fromhex(domain["salt"][2:]))


def _abi(name: str) -> str:
    bare, array = name.removesuffix("[]"), name[len(name.removesuffix("[]")) :]
    types = acts.definition()["types"]
    if bare not in types:
        return name
    return "(" + ",".join(_abi(member["type"]) for member in types[bare]) + ")" + array


@pytest.mark.parametrize("case", ON_CHAIN, ids=lambda case: case["primaryType"])
def test_digest_is_what_two_wallet_libraries_sign(case: dict[str, Any]) -> None:
    assert "0x" + acts.digest(case["primaryType"], case["message"], _domain(case)).hex() == case["digest"]


@pytest.mark.parametrize("case", ON_CHAIN, ids=lambda case: case["primaryType"])
def test_arguments_are_what_the_contracts_decode(case: dict[str, Any]) -> None:
    arguments = acts.as_arguments(case["primaryType"], case["message"])
    assert "0x" + encode([_abi(case["primaryType"])], [arguments]).hex() == case["encoded"]


@pytest.mark.parametrize("case", ON_CHAIN, ids=lambda case: case["primaryType"])
def test_struct_hash_is_without_the_domain(case: dict[str, Any]) -> None:
    assert "0x" + acts.struct_hash(case["primaryType"], case["message"]).hex() == case["structHash"]


@pytest.mark.parametrize("case", [case for case in VECTORS["cases"] if case["domain"] == "log"])
def test_digest_of_a_filing_is_bound_to_the_log_alone(case: dict[str, Any]) -> None:
    message = case["message"]
    content = bytes.fromhex(message["content"][2:])
    digest = acts.filing_digest(
        message["filingType"], message["node"], message["filedAt"], content, VECTORS["logOrigin"]
    )
    assert "0x" + digest.hex() == case["digest"]


@given(
    filing_type=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    node=st.integers(0, (1 << 32) - 1),
    filed_at=st.integers(0, (1 << 64) - 1),
    content=st.binary(min_size=32, max_size=32),
    origin=st.sampled_from(["log.example", "日志.example/log"]),
)
@settings(deadline=None)
def test_digest_of_a_filing_is_always_what_a_wallet_signs(
    filing_type: str, node: int, filed_at: int, content: bytes, origin: str
) -> None:
    given_ = filing_type, node, filed_at, content, origin
    signable = encode_typed_data(full_message=acts.filing_document(*given_))
    assert acts.filing_digest(*given_) == keccak(b"\x19" + signable.version + signable.header + signable.body)


def test_every_act_has_vectors() -> None:
    seen = {case["primaryType"] for case in VECTORS["cases"]}
    assert {kind.primary_type for kind in acts.kinds().values()} | {"Anchor", "Filing"} == seen


def test_another_salt_another_digest() -> None:
    case = ON_CHAIN[0]
    domain = _domain(case)
    elsewhere = acts.ContractDomain(domain.chain_id, domain.contract, bytes(32))
    assert "0x" + acts.digest(case["primaryType"], case["message"], elsewhere).hex() != case["digest"]


def test_message_that_lacks_a_member_is_refused_by_name() -> None:
    case = ON_CHAIN[0]
    message = dict(list(case["message"].items())[1:])
    with pytest.raises(Malformed, match=case["primaryType"]):
        acts.digest(case["primaryType"], message, _domain(case))


def test_the_vectors_are_those_that_their_script_makes() -> None:
    script = Path(__file__).parents[2] / "scripts" / "vectors.py"
    ended = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
