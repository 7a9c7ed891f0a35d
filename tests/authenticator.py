"""A software authenticator with its browser: what a passkey makes of a challenge, right or wrong."""

from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from ledger.core import webauthn
from ledger.core.webauthn import UP, UV, Assertion

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class Passkey:
    """A passkey made of its name, behind the verifier contract at `verifier` (20 bytes). It signs deterministically.

    :param site: web address at which it lives. :param flags: of the authenticatorData.
    :param kind: of the clientDataJSON. :param raw: sign the digest itself, as no authenticator does.
    :param challenge: ask for this one instead of the digest. :param high: give the higher s.
    """

    name: str
    verifier: bytes
    site: str = "ledger.example"
    flags: int = UP | UV
    kind: str = "webauthn.get"
    challenge: bytes | None = None
    raw: bool = False
    high: bool = False

    @property
    def signer_bytes(self) -> bytes:
        """verifier || x || y."""
        point = self._key.public_key().public_numbers()
        return self.verifier + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")

    def sign_digest(self, digest: bytes) -> bytes:
        """What the contract takes as this passkey's signature of the digest."""
        data = sha256(self.site.encode()).digest() + bytes([self.flags]) + bytes(4)
        begun = webauthn.beginning(self.challenge or digest).replace(b"webauthn.get", self.kind.encode())
        client = begun + f',"origin":"https://{self.site}","crossOrigin":false}}'.encode()
        signed = digest if self.raw else webauthn.signed(data, client)
        return Assertion(self._scalars(signed), data, client).to_bytes()

    def _scalars(self, signed: bytes) -> bytes:
        made = self._key.sign(signed, ec.ECDSA(Prehashed(SHA256()), deterministic_signing=True))
        r, s = decode_dss_signature(made)
        low = min(s, ORDER - s)
        return r.to_bytes(32, "big") + (ORDER - low if self.high else low).to_bytes(32, "big")

    @property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(int.from_bytes(sha256(b"passkey " + self.name.encode()).digest()), ec.SECP256R1())
