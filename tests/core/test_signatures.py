"""A signature counts only if this signer made it over these bytes, in its one spelling."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import signatures
from ledger.core.errors import Malformed, ProofInvalid

DIGEST = sha256(b"what is signed").digest()
ACCOUNT = Account.from_key(b"\x11" * 32)
ADDRESS = bytes.fromhex(ACCOUNT.address[2:])
P256 = ec.derive_private_key(0x1234567890, ec.SECP256R1())
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def p256_signer(verifier: bytes = bytes(20)) -> bytes:
    numbers = P256.public_key().public_numbers()
    return verifier + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


def p256_sign(digest: bytes, low: bool = True) -> bytes:
    r, s = decode_dss_signature(P256.sign(digest, ec.ECDSA(Prehashed(SHA256()))))
    if (s > P256_ORDER // 2) == low:
        s = P256_ORDER - s
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def account_sign(digest: bytes) -> bytes:
    return bytes(Account.unsafe_sign_hash(digest, ACCOUNT.key).signature)


def refused(signer: bytes, digest: bytes, signature: bytes) -> str:
    with pytest.raises(ProofInvalid) as refusal:
        signatures.verify(signer, digest, signature)
    assert refusal.value.code == "SIGNATURE_INVALID"
    return refusal.value.message


@given(st.binary(min_size=32, max_size=32))
def test_both_kinds_of_signers_verify(digest: bytes) -> None:
    signatures.verify(ADDRESS, digest, account_sign(digest))
    signatures.verify(p256_signer(), digest, p256_sign(digest))


def test_another_digest_or_another_signer_is_refused() -> None:
    other = sha256(b"something else").digest()
    assert "signed, not" in refused(ADDRESS, other, account_sign(DIGEST))
    assert "signed, not" in refused(b"\x01" * 20, DIGEST, account_sign(DIGEST))
    refused(p256_signer(), other, p256_sign(DIGEST))


@given(st.integers(0, 65 * 8 - 1))
def test_an_account_signature_with_any_bit_changed_is_refused(bit: int) -> None:
    changed = bytearray(account_sign(DIGEST))
    changed[bit // 8] ^= 1 << bit % 8
    refused(ADDRESS, DIGEST, bytes(changed))


def test_high_s_is_refused_though_the_curve_would_take_it() -> None:
    made = account_sign(DIGEST)
    s = SECP256K1_ORDER - int.from_bytes(made[32:64], "big")
    twin = made[:32] + s.to_bytes(32, "big") + bytes([55 - made[64]])
    assert "lower half" in refused(ADDRESS, DIGEST, twin)
    assert "lower half" in refused(p256_signer(), DIGEST, p256_sign(DIGEST, low=False))


@pytest.mark.parametrize("v", [0, 1, 26, 29, 37])
def test_v_is_27_or_28(v: int) -> None:
    refused(ADDRESS, DIGEST, account_sign(DIGEST)[:64] + bytes([v]))


def test_lengths_are_exact() -> None:
    for wrong in (b"", account_sign(DIGEST)[:64], account_sign(DIGEST) + b"\0"):
        refused(ADDRESS, DIGEST, wrong)
    for wrong in (b"", p256_sign(DIGEST)[:63], p256_sign(DIGEST) + b"\0"):
        refused(p256_signer(), DIGEST, wrong)


def test_zero_scalars_are_refused() -> None:
    for wrong in (bytes(64), bytes(32) + p256_sign(DIGEST)[32:], p256_sign(DIGEST)[:32] + bytes(32)):
        refused(p256_signer(), DIGEST, wrong)
        refused(ADDRESS, DIGEST, wrong + b"\x1b")


@pytest.mark.parametrize("size", [0, 19, 21, 64, 83, 85])
def test_signers_of_other_lengths_are_unknown(size: int) -> None:
    with pytest.raises(Malformed) as refusal:
        signatures.check_signer(bytes(size))
    assert refusal.value.code == "SIGNER_UNKNOWN"


def test_a_key_off_the_curve_is_refused() -> None:
    signer = p256_signer()
    for off in (signer[:-1] + bytes([signer[-1] ^ 1]), bytes(84), b"\xff" * 84):
        with pytest.raises(Malformed) as refusal:
            signatures.check_signer(off)
        assert refusal.value.code == "KEY_MALFORMED"
