"""Our contracts, one small class each. Every read names its block; every refusal comes back as `Refused`."""

from collections.abc import Iterator
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_hash.auto import keccak

from ledger.chain.abi import Interface, address_of
from ledger.chain.answered import Block, Reverted
from ledger.chain.artifacts import artifact
from ledger.chain.client import Chain
from ledger.chain.refusals import refused
from ledger.chain.states import (
    AnchorHead,
    AppointmentState,
    AuthorityLimits,
    ContractState,
    NodeState,
    ObjectionState,
    OfferState,
    PartyState,
    PledgeState,
    ProceedingsLimits,
    ProposalState,
    RecoveryState,
    RightState,
    Roll,
    TitleLimits,
    TitleState,
)
from ledger.core import acts
from ledger.core.acts import Message
from ledger.core.deployment import Deployed, Deployment
from ledger.core.errors import Conflict, ForeignChain
from ledger.core.shares import Share, unpack

_VERIFIED = bytes.fromhex("024ad318")  # ERC-7913: the answer of verify(key, hash, signature) to a good signature
_ERC1271 = bytes.fromhex("1626ba7e")  # ERC-1271: the answer of isValidSignature(hash, signature) to a good one
_WALLET = Interface(
    [
        {
            "type": "function",
            "name": "isValidSignature",
            "inputs": [{"name": "hash", "type": "bytes32"}, {"name": "signature", "type": "bytes"}],
            "outputs": [{"name": "", "type": "bytes4"}],
        }
    ]
)


class Contract:
    """A contract of ours at its address."""

    def __init__(self, chain: Chain, name: str, address: str) -> None:
        self.chain = chain
        self.name = name
        self.address = address_of(address)
        self.interface = artifact(name).interface

    def read(self, function: str, *arguments: Any, block: Block) -> tuple[Any, ...]:
        """What a view answers at a block.

        :raises Refused: with the contract's own reason.
        """
        data = self.call(self.interface.call(function, arguments), block)
        return self.interface.result(function, data)

    def call(self, data: bytes, block: Block, *, sender: str | None = None) -> bytes:
        """The raw answer to calldata at a block: for views, and to rehearse an act without sending it.

        :raises Refused: with the contract's own reason.
        """
        try:
            return self.chain.call(self.address, data, block, sender=sender)
        except Reverted as reverted:
            raise refused(reverted) from reverted


class Authority(Contract):
    """Parties, nodes and appointments."""

    def party(self, party: int, block: Block) -> PartyState:
        """The party of that number."""
        (values,) = self.read("partyOf", party, block=block)
        return PartyState(address_of(values[0]), *values[1:])

    def node(self, node: int, block: Block) -> NodeState:
        """The node of that number."""
        (values,) = self.read("nodeOf", node, block=block)
        return NodeState(*values)

    def appointment(self, appointment: int, block: Block) -> AppointmentState:
        """The appointment of that number."""
        (values,) = self.read("appointmentOf", appointment, block=block)
        return AppointmentState(*values)

    def competent(self, appointment: int, power: int, node: int, time: int, block: Block) -> bool:
        """Whether the appointment carries the power (bits) for the node at a second."""
        return bool(self.read("competent", appointment, power, node, time, block=block)[0])

    def counts(self, block: Block) -> tuple[int, int, int]:
        """How many parties, nodes and appointments have a number."""
        parties, nodes, appointments = self.read("counts", block=block)
        return parties, nodes, appointments

    def recovery(self, party: int, block: Block) -> RecoveryState:
        """The recovery of a party that is on notice."""
        (values,) = self.read("recoveryOf", party, block=block)
        return RecoveryState(address_of(values[0]), *values[1:])

    def limits(self, block: Block) -> AuthorityLimits:
        """What it was deployed with."""
        return AuthorityLimits(*self.read("limits", block=block)[0])


class TitleRegistry(Contract):
    """Titles."""

    def title(self, achievement: bytes, block: Block) -> TitleState:
        """The head of a title."""
        (values,) = self.read("titleOf", achievement, block=block)
        return TitleState(*values)

    def holdings(self, achievement: bytes, block: Block) -> list[Share]:
        """The table: claims before the first confirmation, holdings after it."""
        words = self.words(achievement, block)
        return unpack(words, self.title(achievement, block).entries)

    def words(self, achievement: bytes, block: Block) -> list[int]:
        """The packed words in use."""
        return list(self.read("wordsOf", achievement, block=block)[0])

    def trail(self, achievement: bytes, block: Block) -> bytes:
        """The fold of every act that raised the version."""
        return bytes(self.read("trailOf", achievement, block=block)[0])

    def proposal(self, achievement: bytes, block: Block) -> ProposalState:
        """The open proposal of a title."""
        return ProposalState(*self.read("proposalOf", achievement, block=block)[0])

    def limits(self, block: Block) -> TitleLimits:
        """What it was deployed with."""
        return TitleLimits(*self.read("limits", block=block)[0])


class Proceedings(Contract):
    """Notices, objections, freezes, priority offers, announced orders."""

    def objection(self, achievement: bytes, party: int, block: Block) -> ObjectionState:
        """A party's last objection to a title."""
        return ObjectionState(*self.read("objectionOf", achievement, party, block=block)[0])

    def freezes(self, achievement: bytes, block: Block) -> tuple[int, tuple[int, ...]]:
        """How many freezes a title had, and the numbers of those that stand."""
        count, standing = self.read("freezesOf", achievement, block=block)
        return count, standing

    def offer(self, offer: bytes, block: Block) -> OfferState:
        """The offer of that number."""
        return OfferState(*self.read("offerOf", offer, block=block)[0])

    def last_offer(self, achievement: bytes, seller: int, block: Block) -> bytes:
        """The seller's last offer on a title, 32 zero bytes if there was none."""
        return bytes(self.read("lastOfferOf", achievement, seller, block=block)[0])

    def settlement(self, offer: bytes, block: Block) -> list[tuple[int, int, int]]:
        """How the offer's units go to its takers: from, to, units."""
        return [tuple(movement) for movement in self.read("settlementOf", offer, block=block)[0]]

    def order_due(self, achievement: bytes, terms: bytes, block: Block) -> int:
        """When an announced order may be carried out, 0 if it was not announced or is spent."""
        return int(self.read("orderDue", achievement, terms, block=block)[0])

    def limits(self, block: Block) -> ProceedingsLimits:
        """What it was deployed with."""
        return ProceedingsLimits(*self.read("limits", block=block)[0])


class Pledges(Contract):
    """Pledged units."""

    def pledge(self, pledge: bytes, block: Block) -> PledgeState:
        """The pledge of that number."""
        achievement, pledgee, since, parts = self.read("pledgeOf", pledge, block=block)[0]
        return PledgeState(achievement, pledgee, since, tuple(Share(*part) for part in parts))

    def of_title(self, achievement: bytes, block: Block) -> tuple[bytes, ...]:
        """The pledges that stand on a title."""
        return tuple(self.read("pledgesOf", achievement, block=block)[0])

    def pledged(self, achievement: bytes, holder: int, block: Block) -> int:
        """The largest part that a holder has pledged: what he has to keep."""
        return int(self.read("pledgedOf", achievement, holder, block=block)[0])


class UseRights(Contract):
    """Long-term use rights and licences."""

    def right(self, right: bytes, block: Block) -> RightState:
        """The right of that number."""
        *stated, terms = self.read("rightOf", right, block=block)[0]
        return RightState(*stated, *terms)

    def in_force(self, right: bytes, time: int, block: Block) -> bool:
        """Whether a right is in force at a second, the right above it included."""
        return bool(self.read("inForce", right, time, block=block)[0])


class TechContracts(Contract):
    """Technology contracts."""

    def contract(self, number: bytes, block: Block) -> ContractState:
        """The contract of that number."""
        return ContractState(*self.read("contractOf", number, block=block)[0])

    def statements(self, number: bytes, party: int, block: Block) -> int:
        """How many statements a party made on a contract."""
        return int(self.read("statementsOf", number, party, block=block)[0])


class AnchorLog(Contract):
    """Anchored heads of the log."""

    def head(self, block: Block) -> AnchorHead:
        """The last anchored head, size 0 before the first."""
        return AnchorHead(*self.read("head", block=block))

    def commitment(self, size: int, block: Block) -> bytes:
        """What the write-once slot of that size holds, 32 zero bytes if nothing was anchored there."""
        return bytes(self.read("commitOf", size, block=block)[0])


class Contracts:
    """All contracts of one ledger on its chain.

    :raises Conflict: `LEDGER_OF_OLDER_CONTRACTS` for a ledger that was deployed before all of them existed:
        contracts are never exchanged, so it goes on with the version that deployed it.
    """

    def __init__(self, chain: Chain, deployment: Deployment) -> None:
        self.chain = chain
        self.deployment = deployment
        self.authority = Authority(chain, "Authority", self._address("Authority"))
        self.titles = TitleRegistry(chain, "TitleRegistry", self._address("TitleRegistry"))
        self.title_rolls = Contract(chain, "TitleRolls", self._address("TitleRolls"))
        self.proceedings = Proceedings(chain, "Proceedings", self._address("Proceedings"))
        self.pledges = Pledges(chain, "Pledges", self._address("Pledges"))
        self.rights = UseRights(chain, "UseRights", self._address("UseRights"))
        self.tech_contracts = TechContracts(chain, "TechContracts", self._address("TechContracts"))
        self.lens = Contract(chain, "Lens", self._address("Lens"))
        self.anchors = AnchorLog(chain, "AnchorLog", self._address("AnchorLog"))
        ours = (
            self.authority,
            self.titles,
            self.proceedings,
            self.pledges,
            self.rights,
            self.tech_contracts,
            self.anchors,
        )
        self.by_name: dict[str, Contract] = {contract.name: contract for contract in ours}
        self.by_address = {c.address.lower(): c for c in self.by_name.values()}

    @property
    def addresses(self) -> list[str]:
        """The addresses whose events we read."""
        return [contract.address for contract in self.by_name.values()]

    def require_chain(self) -> None:
        """Demand that the node serves the chain of this ledger.

        :raises ForeignChain: `FOREIGN_CHAIN_ID` or `FOREIGN_GENESIS`.
        """
        self.chain.require(chain_id=self.deployment.chain_id, genesis=self.deployment.genesis)

    def require(self) -> None:
        """Demand that the node serves the chain of this ledger, with its code.

        :raises ForeignChain: `FOREIGN_CHAIN_ID`, `FOREIGN_GENESIS` or `FOREIGN_CODE`.
        """
        self.require_chain()
        for wrong in self.foreign(self.chain.head()):
            raise wrong

    def foreign(self, block: Block) -> Iterator[ForeignChain]:
        """`FOREIGN_CODE` for each contract at whose address other code lives at a block than was recorded."""
        deployed = self.deployment.contracts
        codes = self.chain.codes([one.address for one in deployed.values()], block)
        for (name, one), code in zip(deployed.items(), codes, strict=True):
            if keccak(code) != one.code_hash:
                yield _foreign_code(name, one, keccak(code))

    def roll(self, kind: acts.Kind, message: Message, block: Block) -> Roll:
        """The roll of an act as the contract computes it from the state at a block.

        :raises Refused: if the state does not allow the act at all.
        """
        values = self._view("rollOf", kind, message, block)
        seats, must, disposing, units, quorum = values[0]
        weights = (*units, *[0] * (len(seats) - len(units)))  # acts without a quorum leave the units out
        return Roll(tuple(seats), must, disposing, weights, quorum)

    def digest(self, kind: acts.Kind, message: Message, block: Block) -> bytes:
        """The digest that the contract expects signatures over."""
        return bytes(self._view("digestOf", kind, message, block)[0])

    def calldata(self, kind: acts.Kind, message: Message, seals: bytes) -> bytes:
        """Calldata of an act."""
        arguments = (acts.as_arguments(kind.primary_type, message), seals)
        return self.by_name[kind.contract].interface.call(kind.name, arguments)

    def verifies(self, verifier: str, key: bytes, digest: bytes, signature: bytes, block: Block) -> bool:
        """Whether an ERC-7913 verifier takes the signature."""
        data = artifact("P256Verifier").interface.call("verify", (key, digest, signature))
        return self._says(verifier, data, block, _VERIFIED)

    def wallet_accepts(self, wallet: str, digest: bytes, signature: bytes, block: Block) -> bool:
        """Whether a contract wallet (ERC-1271) takes the signature; False where no contract lives."""
        return self._says(wallet, _WALLET.call("isValidSignature", (digest, signature)), block, _ERC1271)

    def opened(self, calldata: bytes) -> tuple[acts.Kind, Message, bytes] | None:
        """Kind, message and seals of an act's calldata, None if it is none."""
        for kind in acts.kinds().values():
            function = self.by_name[kind.contract].interface.functions.get(kind.name)
            if function is not None and function.hash[:4] == calldata[:4]:
                try:
                    arguments, seals = decode(function.types, calldata[4:])
                except DecodingError:
                    return None
                return kind, acts.from_arguments(kind.primary_type, arguments), seals
        return None

    def _says(self, target: str, data: bytes, block: Block, yes: bytes) -> bool:
        try:
            answer = self.chain.call(target, data, block)
        except Reverted:
            return False
        return len(answer) >= 32 and answer[:4] == yes and not any(answer[4:32])

    def _view(self, prefix: str, kind: acts.Kind, message: Message, block: Block) -> tuple[Any, ...]:
        function = prefix + kind.name[0].upper() + kind.name[1:]
        arguments = acts.as_arguments(kind.primary_type, message)
        teller = self.by_name[kind.contract]
        return (self.title_rolls if teller is self.titles else teller).read(function, arguments, block=block)

    def _address(self, name: str) -> str:
        if name not in self.deployment.contracts:
            raise Conflict(
                "LEDGER_OF_OLDER_CONTRACTS",
                f"the ledger 0x{self.deployment.salt.hex()} was deployed before {name} existed, and contracts are "
                "never exchanged",
                next="serve it with the version that deployed it, or deploy a new ledger in another database and data "
                "folder",
                contract=name,
            )
        return self.deployment.contracts[name].address


def _foreign_code(name: str, deployed: Deployed, found: bytes) -> ForeignChain:
    return ForeignChain(
        "FOREIGN_CODE",
        f"at {deployed.address} lives code 0x{found.hex()}, {name} has 0x{deployed.code_hash.hex()}",
        next="point ZHENGBEN_RPC_URL at the chain on which this ledger was deployed; if it is that chain, the node has "
        "lost blocks: restore its data",
        contract=name,
        found="0x" + found.hex(),
        expected="0x" + deployed.code_hash.hex(),
    )
