"""The contracts as they were compiled and committed: `artifacts/<name>.json`."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from eth_hash.auto import keccak

from ledger.chain.abi import Interface
from ledger.chain.answered import Block
from ledger.chain.client import Chain
from ledger.core.errors import Corrupt

NAMES = (
    "P256Verifier",
    "Authority",
    "TitleRegistry",
    "Proceedings",
    "Pledges",
    "TitleRolls",
    "UseRights",
    "TechContracts",
    "Lens",
    "AnchorLog",
    "WebAuthnVerifier",
)
"""The contracts of a ledger, in the order of their deployment."""


@dataclass(frozen=True)
class Artifact:
    """A compiled contract: its interface and the code that creates it (constructor arguments go behind)."""

    name: str
    interface: Interface
    creation: bytes


@cache
def artifact(name: str) -> Artifact:
    """The artifact of a contract of ours.

    :raises Corrupt: `ARTIFACT_MISSING` if the installation is incomplete.
    """
    try:
        raw = json.loads(files("ledger.chain").joinpath("artifacts", f"{name}.json").read_text("utf-8"))
    except FileNotFoundError:
        message = f"the compiled contract {name} is missing from this installation"
        raise Corrupt("ARTIFACT_MISSING", message, next="install Zhengben again, or compile the contracts") from None
    creation = raw["bytecode"]
    return Artifact(name, Interface(raw["abi"]), bytes.fromhex(creation.removeprefix("0x")))


def code_hash(chain: Chain, address: str, block: Block) -> bytes:
    """keccak256 of the code at an address, as an account proof shows it (that of no code for a plain account)."""
    return keccak(chain.code(address, block))
