"""Where a ledger lives: chain, contracts and their code, as it was deployed and never changes."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.core.acts import ContractDomain


@dataclass(frozen=True)
class Deployed:
    """A contract: its address (0x-hex with checksum) and the keccak256 of the code that lives there."""

    address: str
    code_hash: bytes


@dataclass(frozen=True)
class Deployment:
    """A ledger on a chain.

    :param genesis: hash of the chain's first block.
    :param salt: the ledger's id, 32 random bytes.
    :param contracts: by name, those of `ledger.chain.artifacts.NAMES`.
    :param block: number of the block in which the last of them was deployed; `first_block` that of the first.
    :param log_origin: origin line of the log whose heads AnchorLog takes.
    :param log_operator: number of the party that signs anchors.
    """

    chain_id: int
    genesis: bytes
    salt: bytes
    contracts: Mapping[str, Deployed]
    first_block: int
    block: int
    log_origin: str
    log_operator: int

    def domain(self, contract: str) -> ContractDomain:
        """The EIP-712 domain of the contract of that name."""
        return ContractDomain(self.chain_id, self.contracts[contract].address, self.salt)
