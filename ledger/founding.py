"""The identities of an embedded ledger: who operates its core node, and the first officer.

They are demonstration identities, kept as keystores under `<data>/demo/keys/` with a password that everybody knows,
and are refused on any chain that we did not start ourselves.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from ledger import genesis, keyring
from ledger.core import powers
from ledger.core.merkle import leaf_hash
from ledger.deploying import Founder
from ledger.genesis import CORE, Appoint, Description, Enrol, Means
from ledger.keyring import Signer
from ledger.service import Service

PASSWORD = "demo"  # noqa: S105 - demonstration identities are nobody's
DEMO_KEYS = Path("demo", "keys")
"""Where they are within the data folder."""
OFFICER = "officer.json"
SCRYPT_WORK = 1 << 12
"""The password is public: a slow key derivation would protect nothing."""

_TERM = 10 * 365 * 86_400


@dataclass(frozen=True)
class Identities:
    """The two demonstration identities."""

    core: Signer
    officer: Signer


def identities(data: Path) -> Identities:
    """The demonstration identities of a data folder, made when first asked for."""
    folder = data / DEMO_KEYS
    return Identities(_key(folder / "core.json"), _key(folder / OFFICER))


def founder(signer: Signer) -> Founder:
    """A founding party with a fresh commitment to an identity that nobody has to learn."""
    return Founder(signer, leaf_hash(secrets.token_bytes(32)))


def appoint_officer(service: Service, who: Identities) -> None:
    """Enrol the officer and give it every power at the core node and below, unless that was done before."""
    authority = service.contracts.authority
    if authority.counts(service.chain.head())[2]:
        return
    steps: Description = [
        Enrol("officer", who.officer, "officer", secrets.token_bytes(32), voucher=CORE, guardian=CORE),
        Appoint("desk", CORE, "officer", list(powers.BIT), service.clock() + _TERM),
    ]
    genesis.build(Means(service.engine, service.contracts, service.payer, service.clock), who.core, steps)


def _key(path: Path) -> Signer:
    if not path.exists():
        keyring.create_account(path, PASSWORD, work=SCRYPT_WORK)
    return keyring.load(path, PASSWORD)
