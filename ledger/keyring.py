"""Keys: the service's own as 0600 files, the users' as encrypted files, and both as things that sign.

The service's keys are created on first use and never printed. A key file that others can read is refused, because
nobody can say any more who signed with it.
"""

import hashlib
import json
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_keys.datatypes import PrivateKey

from ledger import durable
from ledger.core.errors import Conflict, Malformed, Usage
from ledger.core.note import Ed25519Signer

NAMES = ("master.key", "index.key", "log.key", "payer.key", "log-operator.key")
"""The files of a `Keyring`."""

_SIZE = 32
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_SCRYPT_N = 1 << 18
_P256_FORMAT = "zhengben-p256-key/1"


class Signer(Protocol):
    """What a party signs with (ERC-7913)."""

    @property
    def signer_bytes(self) -> bytes:
        """The 20 bytes of an account, or verifier (20) || x (32) || y (32) of a P-256 key."""

    def sign_digest(self, digest: bytes) -> bytes:
        """Signature of a 32-byte digest: r || s || v of an account, r || s of a P-256 key; s is low."""


class AccountSigner:
    """An externally owned account.

    :param private_key: 32 bytes, between 1 and the order of secp256k1.
    :raises Malformed: `KEY_MALFORMED`.
    """

    def __init__(self, private_key: bytes) -> None:
        if len(private_key) != _SIZE or not 0 < int.from_bytes(private_key, "big") < _SECP256K1_ORDER:
            raise Malformed("KEY_MALFORMED", "this is no secp256k1 private key of 32 bytes")
        self._key = PrivateKey(private_key)

    @property
    def signer_bytes(self) -> bytes:
        """The address, 20 bytes."""
        return bytes(self._key.public_key.to_canonical_address())

    @property
    def address(self) -> str:
        """The address in its checksummed spelling (EIP-55)."""
        return str(self._key.public_key.to_checksum_address())

    @property
    def account(self) -> LocalAccount:
        """The account as web3 wants it, to sign transactions."""
        account: LocalAccount = Account.from_key(self._key.to_bytes())
        return account

    def sign_digest(self, digest: bytes) -> bytes:
        """65 bytes r || s || v, with s low and v 27 or 28."""
        raw = bytes(self._key.sign_msg_hash(digest).to_bytes())
        return raw[:64] + bytes([27 + raw[64]])

    def __repr__(self) -> str:
        return f"AccountSigner({self.address})"


class P256Signer:
    """A P-256 key, as smart cards and other hardware hold it, together with the contract that verifies it.

    :param verifier: address of the ERC-7913 verifier, 20 bytes.
    """

    def __init__(self, private_key: ec.EllipticCurvePrivateKey, verifier: bytes) -> None:
        if private_key.curve.name != "secp256r1" or len(verifier) != 20:
            raise Malformed("KEY_MALFORMED", f"a P-256 key and a verifier of 20 bytes, not {private_key.curve.name}")
        self._key, self._verifier = private_key, verifier

    @property
    def public_key(self) -> bytes:
        """x || y, 64 bytes."""
        numbers = self._key.public_key().public_numbers()
        return numbers.x.to_bytes(_SIZE, "big") + numbers.y.to_bytes(_SIZE, "big")

    @property
    def signer_bytes(self) -> bytes:
        """verifier || x || y, 84 bytes."""
        return self._verifier + self.public_key

    def sign_digest(self, digest: bytes) -> bytes:
        """64 bytes r || s over the digest itself, with s low."""
        r, s = decode_dss_signature(self._key.sign(digest, ec.ECDSA(Prehashed(SHA256()))))
        return r.to_bytes(_SIZE, "big") + min(s, _P256_ORDER - s).to_bytes(_SIZE, "big")

    def __repr__(self) -> str:
        return f"P256Signer(0x{self.signer_bytes.hex()})"


@dataclass(frozen=True)
class Keyring:
    """The service's keys in one folder (0700), each a file of 64 hex digits (0600), made when first asked for."""

    folder: Path

    def master_key(self) -> bytes:
        """Wraps the data keys of filings. Without it everything private is lost: back it up apart from the database."""
        return self._raw("master.key")

    def index_key(self) -> bytes:
        """Turns digests into the names under which the index keeps them."""
        return self._raw("index.key")

    def log_key(self, origin: str) -> Ed25519Signer:
        """Signs the checkpoints of the log of that origin."""
        return Ed25519Signer(origin, self._raw("log.key"))

    def payer(self) -> AccountSigner:
        """The account that pays for transactions and has no other power."""
        return AccountSigner(self._raw("payer.key"))

    def log_operator(self) -> AccountSigner:
        """The party that signs anchors."""
        return AccountSigner(self._raw("log-operator.key"))

    def _raw(self, name: str) -> bytes:
        path = self.folder / name
        if not path.exists():
            durable.make_folder(self.folder, 0o700)
            durable.create(path, _new_private_key().hex().encode() + b"\n", 0o600)
        return read_key_file(path)


def read_key_file(path: Path) -> bytes:
    """The 32 bytes of a plain key file.

    :raises Usage: `KEY_FILE_EXPOSED` if its group or others may read or write it, `KEY_FILE_UNREADABLE`,
        `KEY_FILE_MALFORMED`. No message repeats what the file holds.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise Usage(
                "KEY_FILE_UNREADABLE",
                f"{path} is no file",
                next="put the key back from its backup",
                path=str(path),
            )
        if mode & 0o077:
            raise Usage(
                "KEY_FILE_EXPOSED",
                f"{path} has mode {stat.S_IMODE(mode):04o}: others than its owner can reach the key",
                next=f"find out who could read it; if nobody did, run chmod 600 {path}",
                path=str(path),
            )
        text = path.read_text("ascii").strip()
        raw = bytes.fromhex(text)
    except OSError as error:
        raise Usage(
            "KEY_FILE_UNREADABLE",
            f"{path} cannot be read: {error.strerror}",
            next="run as the owner of the key",
            path=str(path),
        ) from None
    except ValueError:
        raw = b""
    if len(raw) != _SIZE:
        raise Usage(
            "KEY_FILE_MALFORMED",
            f"{path} does not hold 64 hex digits",
            next="put the key back from its backup",
            path=str(path),
        )
    return raw


@dataclass(frozen=True)
class SignerFile:
    """A user's encrypted key as it can be listed without its password.

    :param kind: `account` or `p256`.
    :param signer_bytes: as `Signer.signer_bytes`.
    """

    path: Path
    kind: str
    signer_bytes: bytes


def create_account(
    path: Path, password: str, *, private_key: bytes | None = None, work: int | None = None
) -> SignerFile:
    """Makes an account, or takes the one of `private_key`, and keeps it as an Ethereum keystore (version 3, scrypt).

    :param work: scrypt's N; the keystore default of 2^18 takes about a second.
    :raises Conflict: `KEY_FILE_EXISTS`; an existing key is never overwritten.
    """
    signer = AccountSigner(private_key or _new_private_key())
    keystore = Account.encrypt(signer.account.key, password, kdf="scrypt", iterations=work)
    _create_user_file(path, keystore)
    return SignerFile(path, "account", signer.signer_bytes)


def create_p256(path: Path, password: str, verifier: bytes, *, work: int = _SCRYPT_N) -> SignerFile:
    """Makes a P-256 key and keeps it as encrypted PKCS#8 beside its public half.

    The password of the PKCS#8 is hex(scrypt(password)): PKCS#8's own derivation is too quick to try passwords on.

    :param verifier: address of the ERC-7913 verifier of the ledger, 20 bytes.
    :param work: scrypt's N.
    :raises Conflict: `KEY_FILE_EXISTS`.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    signer = P256Signer(key, verifier)
    scrypt = {"n": work, "r": 8, "p": 1, "salt": secrets.token_hex(_SIZE)}
    stretched = BestAvailableEncryption(_stretched(password, scrypt))
    sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, stretched)
    content = {
        "format": _P256_FORMAT,
        "scrypt": scrypt,
        "verifier": "0x" + verifier.hex(),
        "public": "0x" + signer.public_key.hex(),
        "private": sealed.decode("ascii"),
    }
    _create_user_file(path, content)
    return SignerFile(path, "p256", signer.signer_bytes)


def new_account() -> AccountSigner:
    """A fresh account that is kept nowhere."""
    return AccountSigner(_new_private_key())


def new_p256(verifier: bytes) -> P256Signer:
    """A fresh P-256 key that is kept nowhere. :param verifier: as `create_p256`."""
    return P256Signer(ec.generate_private_key(ec.SECP256R1()), verifier)


def load(path: Path, password: str) -> AccountSigner | P256Signer:
    """Opens a user's key.

    :raises Usage: `KEY_FILE_UNREADABLE`, `KEY_FILE_MALFORMED`, `PASSWORD_WRONG`.
    """
    listed, content = _read_user_file(path)
    try:
        if listed.kind == "account":
            return AccountSigner(bytes(Account.decrypt(content, password)))
        key = load_pem_private_key(content["private"].encode(), _stretched(password, content["scrypt"]))
    except (KeyError, AttributeError, TypeError):
        raise _malformed(path) from None
    except ValueError:
        raise Usage("PASSWORD_WRONG", f"{path} does not open with this password", next="try again") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _malformed(path)
    signer = P256Signer(key, listed.signer_bytes[:20])
    if signer.signer_bytes != listed.signer_bytes:
        raise _malformed(path)
    return signer


def listed(folder: Path) -> list[SignerFile]:
    """The users' keys in a folder, by file name; files that are something else are left out."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(_read_user_file(path)[0])
        except Usage:
            continue
    return found


def _stretched(password: str, scrypt: dict[str, Any]) -> bytes:
    n, r, p = int(scrypt["n"]), int(scrypt["r"]), int(scrypt["p"])
    if not (1 < n <= 1 << 19 and 1 <= r <= 8 and 1 <= p <= 4):
        raise ValueError("scrypt beyond what is read")
    memory = 256 * n * r * p + (1 << 20)
    salt = bytes.fromhex(scrypt["salt"])
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=memory, dklen=_SIZE).hex().encode()


def _read_user_file(path: Path) -> tuple[SignerFile, dict[str, Any]]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Usage("KEY_FILE_UNREADABLE", f"{path} cannot be read: {error.strerror}", next="name a key file") from None
    except ValueError:
        raise _malformed(path) from None
    try:
        if content.get("format") == _P256_FORMAT:
            kind, raw = "p256", bytes.fromhex(content["verifier"][2:] + content["public"][2:])
        else:
            kind, raw = "account", bytes.fromhex(content["address"].removeprefix("0x"))
            content["crypto"]  # a keystore of version 3 has one
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _malformed(path) from None
    if len(raw) != (84 if kind == "p256" else 20):
        raise _malformed(path)
    return SignerFile(path, kind, raw), content


def _create_user_file(path: Path, content: Any) -> None:
    durable.make_folder(path.parent, 0o700)
    if not durable.create(path, json.dumps(content, indent=1).encode() + b"\n", 0o600):
        raise Conflict("KEY_FILE_EXISTS", f"{path} exists", next="choose another name; a key is never overwritten")


def _malformed(path: Path) -> Usage:
    return Usage("KEY_FILE_MALFORMED", f"{path} is no key file", next="name a keystore (version 3) or a P-256 key file")


def _new_private_key() -> bytes:
    """32 random bytes that are a private key of secp256k1 as well; all but one in 2^127 are."""
    return (secrets.randbelow(_SECP256K1_ORDER - 1) + 1).to_bytes(_SIZE, "big")
