"""An assertion of a passkey seals a digest if the digest is its challenge and its user was present and verified."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import signatures, webauthn
from ledger.core.errors import Malformed, ProofInvalid
from ledger.core.webauthn import BE, BS, UP, UV, Assertion
from tests.authenticator import Passkey

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "webauthn.json").read_text("utf-8"))["assertions"]
DIGEST = sha256(b"what is signed").digest()
PASSKEY = Passkey("test", bytes(20))
SIGNER, GOOD = PASSKEY.signer_bytes, PASSKEY.sign_digest(DIGEST)


def refused(signature: bytes, signer: bytes = SIGNER, digest: bytes = DIGEST) -> str:
    with pytest.raises(ProofInvalid) as refusal:
        signatures.verify_webauthn(signer, digest, signature)
    assert refusal.value.code == "SIGNATURE_INVALID"
    return refusal.value.message


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_assertions_of_others_count_if_the_user_was_verified(vector: dict[str, Any]) -> None:
    read = {name: bytes.fromhex(value[2:]) for name, value in vector.items() if str(value).startswith("0x")}
    signer = bytes(20) + read["x"] + read["y"]
    assertion = Assertion(read["r"] + read["s"], read["authenticatorData"], read["clientDataJSON"])
    signatures.verify_p256(signer, assertion.signed, assertion.scalars)  # right in all of them
    if vector["good"]:
        signatures.verify_webauthn(signer, read["challenge"], assertion.to_bytes())
    else:
        assert "verified" in refused(assertion.to_bytes(), signer, read["challenge"])


@given(st.binary(min_size=32, max_size=32))
def test_a_passkey_seals_any_digest_and_no_other(digest: bytes) -> None:
    made = PASSKEY.sign_digest(digest)
    signatures.verify_webauthn(SIGNER, digest, made)
    signatures.verify(SIGNER, digest, made)
    assert "challenge" in refused(made, digest=sha256(digest).digest())


def test_another_origin_is_none_of_the_ledgers_business() -> None:
    signatures.verify_webauthn(SIGNER, DIGEST, replace(PASSKEY, site="elsewhere.example").sign_digest(DIGEST))


@pytest.mark.parametrize("flags", range(256))
def test_the_user_was_present_and_verified(flags: int) -> None:
    made = replace(PASSKEY, flags=flags).sign_digest(DIGEST)
    if flags & UP and flags & UV and (flags & BE or not flags & BS):
        signatures.verify_webauthn(SIGNER, DIGEST, made)
    else:
        assert f"0x{flags:02x}" in refused(made)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "webauthn.create"}, "webauthn.get"),
        ({"challenge": bytes(32)}, "challenge"),
        ({"challenge": DIGEST + b"\0"}, "challenge"),
        ({"raw": True}, "did not sign"),
        ({"high": True}, "lower half"),
    ],
)
def test_what_no_browser_makes_of_the_digest_is_refused(change: dict[str, Any], why: str) -> None:
    assert why in refused(replace(PASSKEY, **change).sign_digest(DIGEST))


def test_the_two_ways_of_a_p256_key_are_not_taken_for_each_other() -> None:
    raw = replace(PASSKEY, raw=True).sign_digest(DIGEST)[:64]
    signatures.verify_p256(SIGNER, DIGEST, raw)
    assert "ASSERTION" not in refused(raw)
    with pytest.raises(ProofInvalid):
        signatures.verify_p256(SIGNER, DIGEST, GOOD)


@given(st.integers(0, len(GOOD) * 8 - 1))
def test_no_bit_flip_passes(bit: int) -> None:
    changed = bytearray(GOOD)
    changed[bit // 8] ^= 1 << bit % 8
    refused(bytes(changed))


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1))
def test_nothing_cut_or_lengthened_passes(length: int, more: bytes) -> None:
    refused(GOOD[:length])
    refused(GOOD + more)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(signature: bytes) -> None:
    refused(signature)


def rest(tail: bytes) -> bytes:
    """An assertion whose client data goes on so behind the challenge; nobody signed it."""
    return Assertion(GOOD[:64], GOOD[66:103], webauthn.beginning(DIGEST) + tail).to_bytes()


def test_an_object_ends_where_the_client_data_ends() -> None:
    for tail in (b"}", b",}", b',"a":1}'):
        webauthn.read(rest(tail), DIGEST)
    for tail in (b"", b",", b" }", b"},}", b"}}", b',"a":1} ', b'"}'):
        with pytest.raises(ProofInvalid):
            webauthn.read(rest(tail), DIGEST)


def test_sizes_are_bounded() -> None:
    room = webauthn.MAX_BYTES - len(rest(b",}"))
    assert len(webauthn.read(rest(b"," + b" " * room + b"}"), DIGEST).to_bytes()) == webauthn.MAX_BYTES
    for wrong in (rest(b"," + b" " * (room + 1) + b"}"), Assertion(GOOD[:64], GOOD[66:102], GOOD[102:]).to_bytes()):
        with pytest.raises(Malformed) as refusal:
            webauthn.read(wrong, DIGEST)
        assert refusal.value.code == "ASSERTION_MALFORMED"


@pytest.mark.parametrize("size", [0, 20, 83, 85])
def test_a_signer_of_another_length_is_no_passkey(size: int) -> None:
    for verify in (signatures.verify_p256, signatures.verify_webauthn):
        with pytest.raises(Malformed) as refusal:
            verify(bytes(size), DIGEST, GOOD)
        assert refusal.value.code == "SIGNER_UNKNOWN"
