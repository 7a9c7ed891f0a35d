"""Signers and their signatures over 32 bytes, as filings carry them.

A signer is named by its bytes in the manner of ERC-7913: 20 bytes are an account (secp256k1, recovered from the
signature), 84 bytes a P-256 key as `verifier (20) || x (32) || y (32)`. Such a key signs the digest itself, or, as that
of a passkey, an assertion over it; on the chain its verifier says which. One message and one key should have one valid
spelling of a signature, so s is demanded to be in the lower half of the group's order (SEC 1, EIP-2).
"""

from coincurve import PublicKey
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from eth_hash.auto import keccak

from ledger.core import webauthn
from ledger.core.errors import Malformed, ProofInvalid

MAX_BYTES = webauthn.MAX_BYTES
"""No signer's signature is longer, but those of contract wallets."""
ACCOUNT_SIZE = 20
P256_SIZE = 84
_SCALARS_SIZE = 64
_SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def check_signer(signer: bytes) -> None:
    """Demand bytes that name a signer we know how to verify.

    :raises Malformed: `SIGNER_UNKNOWN`, or `KEY_MALFORMED` for a point that is not on the curve.
    """
    if len(signer) == P256_SIZE:
        _p256_key(signer)
    elif len(signer) != ACCOUNT_SIZE:
        raise _unknown(signer)


def verify(signer: bytes, digest: bytes, signature: bytes) -> None:
    """Check a signature over a 32-byte digest where no verifier contract is there to say how a P-256 key signs: its
    signature's length tells.

    :param signature: 65 bytes r || s || v (v 27 or 28) of an account; of a P-256 key as `verify_p256`, or as
        `verify_webauthn`.
    :raises ProofInvalid: `SIGNATURE_INVALID`.
    :raises Malformed: whatever `check_signer` raises.
    """
    check_signer(signer)
    if len(signer) == ACCOUNT_SIZE:
        _verify_account(signer, digest, signature)
    elif len(signature) <= _SCALARS_SIZE:
        verify_p256(signer, digest, signature)
    else:
        verify_webauthn(signer, digest, signature)


def verify_p256(signer: bytes, digest: bytes, signature: bytes) -> None:
    """Check 64 bytes r || s of a P-256 key over the digest itself, as the contract `P256Verifier` does.

    :raises ProofInvalid: `SIGNATURE_INVALID`.
    :raises Malformed: `SIGNER_UNKNOWN` or `KEY_MALFORMED`.
    """
    key = _p256_key(signer)
    if len(signature) != _SCALARS_SIZE:
        raise _invalid("a P-256 key signs with 64 bytes r || s", signature)
    _demand_signed(signer, key, digest, signature)


def verify_webauthn(signer: bytes, digest: bytes, signature: bytes) -> None:
    """Check the assertion of a passkey whose challenge is the digest, as the contract `WebAuthnVerifier` does.

    :param signature: see `ledger.core.webauthn`.
    :raises ProofInvalid: `SIGNATURE_INVALID`.
    :raises Malformed: `SIGNER_UNKNOWN` or `KEY_MALFORMED`.
    """
    key = _p256_key(signer)
    try:
        assertion = webauthn.read(signature, digest)
    except (Malformed, ProofInvalid) as error:
        raise _invalid(error.message, signature) from None
    _demand_signed(signer, key, assertion.signed, assertion.scalars)


def _verify_account(account: bytes, digest: bytes, signature: bytes) -> None:
    if len(signature) != 65 or signature[64] not in (27, 28):
        raise _invalid("an account signs with 65 bytes r || s || v, v being 27 or 28", signature)
    _scalars(signature, _SECP256K1_ORDER)
    recoverable = signature[:64] + bytes([signature[64] - 27])
    try:
        point = PublicKey.from_signature_and_message(recoverable, digest, hasher=None).format(compressed=False)
    except ValueError:
        raise _invalid("no key can be recovered from the signature", signature) from None
    found = keccak(point[1:])[-ACCOUNT_SIZE:]
    if found != account:
        raise _invalid(f"account 0x{found.hex()} signed, not 0x{account.hex()}", signature)


def _demand_signed(signer: bytes, key: ec.EllipticCurvePublicKey, signed: bytes, signature: bytes) -> None:
    r, s = _scalars(signature, _P256_ORDER)
    try:
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(Prehashed(SHA256())))
    except InvalidSignature:
        raise _invalid(f"the key 0x{signer[ACCOUNT_SIZE:].hex()} did not sign this", signature) from None


def _p256_key(signer: bytes) -> ec.EllipticCurvePublicKey:
    if len(signer) != P256_SIZE:
        raise _unknown(signer)
    x, y = (int.from_bytes(signer[start : start + 32], "big") for start in (20, 52))
    try:
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except ValueError:
        key = "0x" + signer[ACCOUNT_SIZE:].hex()
        raise Malformed("KEY_MALFORMED", f"{key} is no point of P-256", next="use another key", key=key) from None


def _scalars(signature: bytes, order: int) -> tuple[int, int]:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    if not (0 < r < order and 0 < s <= order // 2):
        raise _invalid("r or s is out of range; s must be in the lower half of the order", signature)
    return r, s


def _invalid(why: str, signature: bytes) -> ProofInvalid:
    return ProofInvalid(
        "SIGNATURE_INVALID",
        why,
        next="sign the typed data again with the filer's key",
        signature="0x" + signature.hex(),
    )


def _unknown(signer: bytes) -> Malformed:
    return Malformed(
        "SIGNER_UNKNOWN",
        f"a signer of {len(signer)} bytes; an account has {ACCOUNT_SIZE}, verifier and P-256 key {P256_SIZE}",
        next="correct the signer",
        signer="0x" + signer.hex(),
    )
