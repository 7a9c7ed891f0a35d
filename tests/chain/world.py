"""What the tests of the chain side share: a deployed ledger, its people with real keys, and short ways to act."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from eth_account import Account
from sqlalchemy import Engine, text

from ledger import deploying, executing, genesis, indexing, queries, sending
from ledger.answers import Holdings
from ledger.chain.client import Chain, Finality
from ledger.chain.contracts import Contracts
from ledger.chain.sender import Payer
from ledger.chain.states import PRODUCTION
from ledger.core.acts import achievement_number
from ledger.core.deployment import Deployment
from ledger.genesis import Admit, Appoint, Enrol, Means, Network
from ledger.keyring import AccountSigner, P256Signer, Signer
from ledger.local.testing import KEYS, Node
from ledger.store import database, outbox, sighting_tables
from ledger.store.acts import Drafted
from tests.authenticator import Passkey

LIMITS = PRODUCTION
FIVE_YEARS = 5 * 365 * 86_400
POWERS = ["register_party", "register_achievement", "confirm_title", "register_transfer"]


def account(name: str) -> AccountSigner:
    """An account that only this name has."""
    return AccountSigner(bytes([len(name)]) * 4 + name.encode().rjust(28, b"\1"))


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "the node did not mine in 20 seconds"
        time.sleep(0.01)


@dataclass
class World:
    """A ledger, its database, its node and its people."""

    engine: Engine
    node: Node
    chain: Chain
    deployment: Deployment
    contracts: Contracts
    payer: Payer
    core: Signer
    net: Network
    operator: AccountSigner
    filings: int = 0
    signers: dict[str, Signer] = field(default_factory=dict)

    @classmethod
    def found(cls, engine: Engine, node: Node, *, finality: Finality | None = None, peopled: bool = True) -> "World":
        """Deploy on the node, with a core officer, a park with its officer, a university and three people; one of them
        signs with a P-256 key, the company with a passkey."""
        chain = Chain(node.rpc_url, finality=finality or Finality("instant"))
        payer = Payer(Account.from_key(KEYS[0]))
        core, operator = account("core"), account("log operator")
        deployment = deploying.deploy(
            engine,
            chain,
            payer,
            limits=LIMITS,
            core=deploying.Founder(core, b"c" * 32),
            operator=deploying.Founder(operator, b"o" * 32),
            log_origin="log.example/zhengben",
        )
        contracts = Contracts(chain, deployment)
        world = cls(engine, node, chain, deployment, contracts, payer, core, Network(), operator)
        verifier = bytes.fromhex(deployment.contracts["P256Verifier"].address[2:])
        world.signers = {
            "officer": account("officer"),
            "university": account("university"),
            "park": account("park"),
            "park officer": account("park officer"),
            "lin": account("lin"),
            "zhao": P256Signer(ec.derive_private_key(0x5A5A5A, ec.SECP256R1()), verifier),
            "company": Passkey("company", bytes.fromhex(deployment.contracts["WebAuthnVerifier"].address[2:])),
        }
        world.net = genesis.build(world.means, core, world.description() if peopled else [])
        return world

    @property
    def means(self) -> Means:
        """What `genesis` works with."""
        return Means(self.engine, self.contracts, self.payer, self.clock)

    def clock(self) -> int:
        """The chain's time."""
        return self.node.now

    def description(self) -> genesis.Description:
        """The network of the tests."""
        until = self.chain.block(self.deployment.block).time + FIVE_YEARS

        def party(name: str, kind: str, **how: str) -> Enrol:
            return Enrol(name, self.signers[name], kind, name.encode().rjust(32, b"\0"), **how)

        return [
            party("officer", "officer", voucher="core"),
            Appoint("core desk", "core", "officer", [*POWERS, "below"], until),
            party("university", "organisation", appointment="core desk"),
            party("park", "organisation", appointment="core desk"),
            party("lin", "person", voucher="university"),
            party("zhao", "person", voucher="university"),
            party("company", "organisation", appointment="core desk"),
            Admit("park node", "park", "regional"),
            party("park officer", "officer", voucher="park"),
            Appoint("park desk", "park node", "park officer", POWERS, until),
        ]

    def number(self, name: str) -> int:
        """The party of that name."""
        return self.net.parties[name]

    def filing(self) -> str:
        """A leaf hash that was not used before in this ledger."""
        self.filings += 1
        return (self.filings.to_bytes(4, "big") * 8).hex()

    def table(self, **shares: str) -> list[dict[str, Any]]:
        """A table in the shape of a draft's field."""
        return [{"party": self.number(name), "share": share} for name, share in shares.items()]

    def act(self, kind: str, fields: dict[str, Any]) -> Drafted:
        """An act, signed by its whole roll, sent and indexed."""
        return genesis.carry_out(self.means, kind, fields, self.net.signers)

    def draft(
        self, kind: str, fields: dict[str, Any], integrated: Callable[[bytes], bool] | None = None
    ) -> executing.Act:
        """An act that nobody has signed yet."""
        with database.transaction(self.engine) as connection:
            return executing.draft(
                connection,
                self.contracts,
                kind,
                fields,
                now=self.clock(),
                integrated=integrated or (lambda _: True),
            )

    def sign(self, act: executing.Act, *names: str) -> executing.Act:
        """The act with these signatures more."""
        for name in names:
            party = self.number(name)
            act = self.add(act, party, self.net.signers[party].sign_digest(act.drafted.digest))
        return act

    def add(self, act: executing.Act, party: int, signature: bytes) -> executing.Act:
        """The act with one signature more, whoever made it."""
        with database.transaction(self.engine) as connection:
            return executing.add_signature(
                connection, self.contracts, act.drafted.id, party, signature, now=self.clock()
            )

    def submit(self, act: executing.Act) -> None:
        """Write the act's transaction, without sending it."""
        with database.transaction(self.engine) as connection:
            executing.submit(connection, self.contracts, self.payer, act.drafted.id, now=self.clock())

    def send(self) -> int:
        """Hand what waits to the node, and wait until it is mined."""
        sent = sending.send(self.engine, self.contracts, self.payer)
        self.wait()
        return sent

    def wait(self) -> None:
        """Wait until the node has mined what it was given: it answers a little earlier."""
        with database.transaction(self.engine) as connection:
            expected = outbox.next_nonce(connection, self.payer.address)
        _until(lambda: self.chain.sent_by(self.payer.address, self.chain.head()) >= expected)

    def other_transaction(self, **fields: str) -> dict[str, Any]:
        """The receipt of a transaction of the paying account that is none of the ledger's."""
        sent = self.node.call("eth_sendTransaction", {"from": self.payer.address, "gas": "0x186a0", **fields})
        _until(lambda: self.node.call("eth_getTransactionReceipt", sent) is not None)
        receipt: dict[str, Any] = self.node.call("eth_getTransactionReceipt", sent)
        return receipt

    def settle(self) -> None:
        """Index, then write final fates and send again what the chain lacks."""
        indexing.catch_up(self.engine, self.contracts)
        sending.settle(self.engine, self.contracts, self.payer, now=self.clock())
        self.wait()

    def view(self, act: executing.Act) -> executing.Act:
        """The act as it stands."""
        with database.transaction(self.engine) as connection:
            return executing.view(connection, self.contracts, act.drafted.id, now=self.clock())

    def register(self, **shares: str) -> bytes:
        """A registered achievement of the core node; its number."""
        filing = self.filing()
        fields = {
            "node": 1,
            "filing": filing,
            "filer": self.number("university"),
            "claimed": self.table(**(shares or {"university": "100%"})),
            "appointment": self.net.appointments["core desk"],
        }
        self.act("register", fields)
        return achievement_number(1, bytes.fromhex(filing))

    @property
    def notice_end(self) -> int:
        """A notice's end, long enough from now; the calendar may not know the years in which these chains live."""
        return self.chain.head().time + 19 * 86_400

    def confirmed(self, **shares: str) -> bytes:
        """A confirmed achievement with that table; moves the clock over the notice."""
        achievement = self.register()
        name = "0x" + achievement.hex()
        fields = {"achievement": name, "filing": self.filing(), "table": self.table(**shares)}
        self.act("propose", fields | {"noticeUntil": self.notice_end})
        self.node.advance(30 * 86_400)
        desk = self.net.appointments["core desk"]
        self.act("confirm", {"achievement": name, "filing": self.filing(), "appointment": desk})
        return achievement

    def gift(self, achievement: bytes, giver: str, receiver: str, share: str) -> dict[str, Any]:
        """Fields of a conveyance that needs no offer."""
        return {
            "achievement": "0x" + achievement.hex(),
            "filing": self.filing(),
            "appointment": self.net.appointments["core desk"],
            "basis": "gift",
            "movements": [{"from": self.number(giver), "to": self.number(receiver), "share": share}],
        }

    def holdings(self, achievement: bytes, *, at: int | None = None, block: int | None = None) -> Holdings:
        """Who owns it."""
        with database.transaction(self.engine) as connection:
            return queries.holdings(connection, achievement, at=at, block=block)

    def sighted(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that the index holds, table by table."""
        with database.transaction(self.engine) as connection:
            return {
                table.name: sorted(tuple(map(str, row)) for row in connection.execute(table.select()))
                for table in sighting_tables.SIGHTINGS
            }

    def indexed_anew(self, most: int = 17) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that an index holds that was built from nothing, so many blocks at a time."""
        with database.transaction(self.engine) as connection:
            connection.execute(text("DELETE FROM blocks"))
        indexing.catch_up(self.engine, self.contracts, most=most)
        return self.sighted()
