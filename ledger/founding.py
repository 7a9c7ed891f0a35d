"""The identities of an embedded ledger: who operates its core node, and the first officer.

They are demonstration identities, kept as keystores under `<data>/demo/keys/` with a password that everybody knows,
and are refused on any chain that we did not start ourselves.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger import executing, indexing, keyring, sending
from ledger.chain.sender import Payer
from ledger.core import powers
from ledger.core.errors import Unavailable
from ledger.core.merkle import leaf_hash
from ledger.deploying import Founder
from ledger.keyring import Signer
from ledger.service import Service
from ledger.store import database

PASSWORD = "demo"  # noqa: S105 - demonstration identities are nobody's
_SCRYPT_WORK = 1 << 12  # the password is public: a slow key derivation would protect nothing
_CORE, _CORE_NODE = 1, 1
_TERM = 10 * 365 * 86_400
_PATIENCE = 60.0


@dataclass(frozen=True)
class Identities:
    """The two demonstration identities."""

    core: Signer
    officer: Signer


def identities(data: Path) -> Identities:
    """The demonstration identities of a data folder, made when first asked for."""
    folder = data / "demo" / "keys"
    return Identities(_key(folder / "core.json"), _key(folder / "officer.json"))


def founder(signer: Signer) -> Founder:
    """A founding party with a fresh commitment to an identity that nobody has to learn."""
    return Founder(signer, leaf_hash(secrets.token_bytes(32)))


def appoint_officer(service: Service, who: Identities) -> None:
    """Enrol the officer and give it every power at the core node and below, unless that was done before."""
    authority = service.contracts.authority
    if authority.counts(service.chain.head())[2]:
        return
    enrolled = _act(
        service,
        "enrol",
        {
            "signer": "0x" + who.officer.signer_bytes.hex(),
            "identity": "0x" + secrets.token_hex(32),
            "kind": "officer",
            "voucher": _CORE,
            "guardian": _CORE,
        },
        {_CORE: who.core},
        newcomer=who.officer,
    )
    officer = int(enrolled["party"])
    until = service.clock() + _TERM
    fields = {"node": _CORE_NODE, "officer": officer, "powers": list(powers.BIT), "until": until}
    _act(service, "appoint", fields, {_CORE: who.core, officer: who.officer})


def _act(
    service: Service,
    kind: str,
    fields: Mapping[str, Any],
    signers: Mapping[int, Signer],
    newcomer: Signer | None = None,
) -> Mapping[str, Any]:
    """An act through the ordinary way: drafted, signed, submitted, and waited for."""
    contracts, payer = service.contracts, Payer(service.keys.payer().account)
    with database.transaction(service.engine) as connection:
        now = service.clock()
        act = executing.draft(connection, contracts, kind, fields, now=now, integrated=lambda _: True)
        held = dict(signers) | ({act.drafted.message["party"]: newcomer} if newcomer else {})
        for party, signer in held.items():
            signature = signer.sign_digest(act.drafted.digest)
            executing.add_signature(connection, contracts, act.drafted.id, party, signature, now=now)
        executing.submit(connection, contracts, payer, act.drafted.id, now=now)
    deadline = time.monotonic() + _PATIENCE
    while True:
        with database.transaction(service.engine) as connection:
            sending.send(connection, service.chain, payer)
        indexing.catch_up(service.engine, contracts)
        with database.transaction(service.engine) as connection:
            state = executing.view(connection, contracts, act.drafted.id, now=service.clock())
        if state.status == "final":
            message: Mapping[str, Any] = act.drafted.message
            return message
        if time.monotonic() > deadline:
            raise Unavailable("FOUNDING_UNFINISHED", f"{kind} is {state.status}", next="start the ledger again")
        time.sleep(0.05)


def _key(path: Path) -> Signer:
    if not path.exists():
        keyring.create_account(path, PASSWORD, work=_SCRYPT_WORK)
    return keyring.load(path, PASSWORD)
