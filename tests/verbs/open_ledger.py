"""A ledger that is deployed and open, without API and worker: for the verbs that need all of it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine

from ledger import deploying, genesis, intake, worker
from ledger.chain.client import Chain, Finality
from ledger.chain.sender import Payer
from ledger.chain.states import Limits
from ledger.core import acts
from ledger.core.draft import Attachment, Draft
from ledger.core.powers import NAMES
from ledger.deploying import Founder
from ledger.genesis import Appoint, Enrol, Means, Network
from ledger.intake import Submission
from ledger.keyring import AccountSigner, Keyring
from ledger.local.testing import Node
from ledger.service import Service
from ledger.settings import Settings
from ledger.store import database, outbox, vault

NOTICE = 3600
CORE = AccountSigner(sha256(b"core").digest())


@dataclass
class Ledger:
    """An open ledger and its chain."""

    service: Service
    node: Node
    core: AccountSigner = CORE

    @property
    def means(self) -> Means:
        """What acts are carried out with."""
        service = self.service
        return Means(service.engine, service.contracts, service.payer, service.clock)

    def file(self, content: bytes | None = None, signer: AccountSigner = CORE) -> bytes:
        """Receive a document; its leaf. It waits for a place in the log."""
        content = content or uuid4().bytes
        digests = sha256(content).hexdigest(), sha256(b"sm3 of " + content).hexdigest()
        attached = Attachment("report.pdf", len(content), *digests, "application/pdf")
        service, origin = self.service, self.service.deployment.log_origin
        draft = Draft("document/1", 1, service.clock(), {"title": "重离子"}, (attached,), signer.signer_bytes)
        prepared = intake.prepare(draft, origin)
        digest = acts.filing_digest(draft.type, draft.node, draft.filed_at, prepared.content, origin)
        submission = Submission(prepared.entry, prepared.disclosures, signer.sign_digest(digest))
        with database.transaction(service.engine) as connection:
            return intake.receive(connection, service.vault, submission, service.clock(), origin).leaf

    def filed(self) -> bytes:
        """The leaf of a new document, in the log and anchored."""
        leaf = self.file()
        self.settle()
        return leaf

    def settle(self) -> None:
        """Tick until nothing is left to do."""
        self.node.advance(2)
        worker.tick(self.service)
        self._let_it_be_mined()
        worker.tick(self.service)

    def _let_it_be_mined(self) -> None:
        """Give the node a moment for what it was handed: it answers a little before it mines."""
        service, payer = self.service, self.service.payer.address
        with database.transaction(service.engine) as connection:
            expected = outbox.next_nonce(connection, payer)
        deadline = time.monotonic() + 10
        while service.chain.sent_by(payer, service.chain.head()) < expected and time.monotonic() < deadline:
            time.sleep(0.02)

    def disclosures(self, leaf: bytes) -> tuple[str, ...]:
        """Everything that a filing discloses."""
        with database.transaction(self.service.engine) as connection:
            return tuple(vault.disclosures(connection, self.service.vault, leaf))

    def network(self) -> Network:
        """An officer with every power at the core's desk, a university and a researcher; made at the first call."""
        until = self.service.chain.block(self.service.deployment.block).time + 10 * 365 * 86_400

        def party(name: str, kind: str, **how: str) -> Enrol:
            key = AccountSigner(sha256(name.encode()).digest())
            return Enrol(name, key, kind, sha256(b"who is " + name.encode()).digest(), **how)

        steps = [
            party("officer", "officer", voucher="core"),
            Appoint("desk", "core", "officer", list(NAMES), until),
            party("university", "organisation", appointment="desk"),
            party("lin", "person", voucher="university"),
        ]
        return genesis.build(self.means, self.core, steps)

    def act(self, net: Network, kind: str, fields: Mapping[str, Any]) -> None:
        """An act of that network, signed by its roll and on the chain."""
        genesis.carry_out(self.means, kind, fields, net.signers)

    def register(self, net: Network) -> tuple[bytes, bytes]:
        """An achievement that the university claims whole; its number and the leaf of its filing."""
        leaf, university = self.filed(), net.parties["university"]
        claimed = [{"party": university, "share": "1/1"}]
        fields = {"node": 1, "filing": leaf.hex(), "filer": university, "claimed": claimed}
        self.act(net, "register", {**fields, "appointment": net.appointments["desk"]})
        return acts.achievement_number(1, leaf), leaf

    def confirm(self, net: Network, achievement: bytes) -> None:
        """Propose that it stays the university's, let the notice pass, confirm."""
        name = {"achievement": "0x" + achievement.hex()}
        table = [{"party": net.parties["university"], "share": "1/1"}]
        self.act(net, "propose", {**name, "filing": self.filed().hex(), "table": table})
        self.node.advance(2 * NOTICE)
        self.act(net, "confirm", {**name, "filing": self.filed().hex(), "appointment": net.appointments["desk"]})

    def give(self, net: Network, achievement: bytes, share: str) -> None:
        """The university gives the researcher a share."""
        movement = {"from": net.parties["university"], "to": net.parties["lin"], "share": share}
        fields = {"achievement": "0x" + achievement.hex(), "movements": [movement], "basis": "gift"}
        desk = net.appointments["desk"]
        self.act(net, "convey", {**fields, "filing": self.filed().hex(), "appointment": desk})


def settings_for(data: Path, engine: Engine, node: Node, **more: Any) -> Settings:
    """Settings of a service on that database and node, anchoring at every chance."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    given = {"anchor_every_seconds": 1, "finality": "instant", "port": 0} | more
    return Settings(data=data, database_url=url, rpc_url=node.rpc_url, **given)


@contextmanager
def open_ledger(data: Path, engine: Engine, node: Node) -> Iterator[Ledger]:
    """A ledger deployed on the node, its clock that of the chain."""
    settings = settings_for(data, engine, node)
    keys, chain = Keyring(settings.keys), Chain(node.rpc_url, finality=Finality("instant"))
    fund(node, keys)
    deployment = deploying.deploy(
        engine,
        chain,
        Payer(keys.payer().account),
        limits=Limits(least_notice=NOTICE),
        core=Founder(CORE, sha256(b"who is core").digest()),
        operator=Founder(keys.log_operator(), sha256(b"who is the operator").digest()),
        log_origin=settings.log_origin,
    )
    with database.transaction(engine) as connection:
        unlocked = vault.unlock(connection, keys.master_key(), keys.index_key())
    service = Service(settings, engine, unlocked, keys, chain, deployment, lambda: node.now)
    made = Ledger(service, node)
    made.settle()
    yield made


def fund(node: Node, keys: Keyring, coins: int = 100) -> None:
    """Give the paying account coins of 10^18 from the node's first account."""
    from eth_account import Account

    giver = Account.from_key(node.keys[0])
    nonce = int(node.call("eth_getTransactionCount", giver.address, "latest"), 16)
    transaction = {
        "chainId": node.chain_id,
        "nonce": nonce,
        "to": keys.payer().address,
        "value": coins * 10**18,
        "gas": 21_000,
        "gasPrice": 4 * int(node.call("eth_gasPrice"), 16),
    }
    node.call("eth_sendRawTransaction", giver.sign_transaction(transaction).raw_transaction.to_0x_hex())


def exported(verb: Callable[..., bytes], service: Service, *arguments: Any, **named: Any) -> bytes:
    """What a verb of `exporting` makes, in a transaction of its own."""
    with database.transaction(service.engine) as connection:
        return verb(connection, service, *arguments, **named)
