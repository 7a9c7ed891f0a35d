"""The trust file: what the reader of evidence decides to believe. It never comes out of a bundle.

The format is described in `docs/evidence-format.md`. A trust file that is not understood completely is refused, since
what it says decides every verdict.
"""

import re
from dataclasses import dataclass
from typing import Any

from ledger.core import canonical, checks, shapes, tlog_policy
from ledger.core.encoding import from_hex
from ledger.core.errors import Malformed, TooLarge, Usage
from ledger.core.types import Hash

FORMAT = "zhengben-trust/1"
MAX_BYTES = 4 << 20
CONTRACTS = ("Authority", "TitleRegistry", "AnchorLog")
P256_VERIFIER, WEBAUTHN_VERIFIER = "P256Verifier", "WebAuthnVerifier"
OPTIONAL = (
    P256_VERIFIER,
    "Proceedings",
    "Pledges",
    "TitleRolls",
    "UseRights",
    "TechContracts",
    "Lens",
    WEBAUTHN_VERIFIER,
)
"""Named or not. Without a verifier the seals of its keys are not checked; without `Proceedings` and `Pledges` titles
with instruments of theirs are UNKNOWN; the others are for tools that read the chain."""
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


@dataclass(frozen=True)
class TrustedContract:
    """A contract of the ledger: its address (20 bytes) and the keccak-256 of its code."""

    address: bytes
    code_hash: Hash


@dataclass(frozen=True)
class Trust:
    """A trust file, read.

    :param blocks: block hash by block number, for the blocks that the reader believes in.
    :param salt: the ledger's id, part of every EIP-712 domain.
    :param policy: the C2SP tlog-policy: log key, witness keys, quorum.
    :param require: names of the checks that must be VALID; None for the default set of the claim's kind.
    """

    name: str
    demo: bool
    chain_id: int
    genesis: Hash
    blocks: dict[int, Hash]
    salt: bytes
    contracts: dict[str, TrustedContract]
    policy: tlog_policy.Policy
    require: frozenset[str] | None = None

    @property
    def p256_verifier(self) -> bytes | None:
        """Address of the verifier contract of P-256 keys, if the reader names one."""
        return self._address(P256_VERIFIER)

    @property
    def webauthn_verifier(self) -> bytes | None:
        """Address of the verifier contract of passkeys, if the reader names one."""
        return self._address(WEBAUTHN_VERIFIER)

    def _address(self, name: str) -> bytes | None:
        contract = self.contracts.get(name)
        return contract.address if contract else None

    def required(self, kind: str) -> frozenset[str]:
        """Names of the checks that a claim of this kind must pass. Names of other kinds' checks do not count.

        A check says little while those are open whose parts it works on, so these are required with it. Empty, which
        nothing satisfies, if none of all these belongs to this kind alone: then a VALID would say nothing of the claim.
        """
        if self.require is None:
            return checks.required_by_default(kind)
        names = checks.with_what_they_work_on(self.require, kind)
        return names if any(checks.BY_NAME[name].claims == (kind,) for name in names) else frozenset()


def parse(raw: bytes) -> Trust:
    """The trust file of these bytes.

    :raises Usage: `TRUST_FILE_MALFORMED` naming the place; nothing is ever verified against half a trust file.
    """
    try:
        return _parse(canonical.decode(raw, MAX_BYTES))
    except (Malformed, TooLarge) as error:
        raise Usage(
            "TRUST_FILE_MALFORMED",
            f"the trust file cannot be used: {error.message}",
            next="get the trust file again from someone you trust, for instance the ledger's own publication",
            cause=error.code,
        ) from None


def _parse(value: Any) -> Trust:
    top = shapes.members(
        value,
        "the trust file",
        required=("format", "name", "demo", "chain", "ledger", "log"),
        optional=("require",),
    )
    if top["format"] != FORMAT:
        raise shapes.wrong("format", repr(FORMAT), top["format"])
    chain = shapes.members(top["chain"], "chain", required=("id", "genesis", "blocks"))
    ledger = shapes.members(top["ledger"], "ledger", required=("salt", "contracts"))
    log = shapes.members(top["log"], "log", required=("policy",))
    contracts = shapes.members(ledger["contracts"], "ledger.contracts", required=CONTRACTS, optional=OPTIONAL)
    return Trust(
        name=shapes.text(top["name"], "name"),
        demo=shapes.boolean(top["demo"], "demo"),
        chain_id=shapes.integer(chain["id"], "chain.id"),
        genesis=_bytes(chain["genesis"], "chain.genesis"),
        blocks=_blocks(chain["blocks"]),
        salt=_bytes(ledger["salt"], "ledger.salt"),
        contracts={name: _contract(contracts[name], f"ledger.contracts.{name}") for name in contracts},
        policy=tlog_policy.parse(shapes.text(log["policy"], "log.policy")),
        require=_require(top["require"]) if "require" in top else None,
    )


def _blocks(value: Any) -> dict[int, Hash]:
    blocks: dict[int, Hash] = {}
    for i, item in enumerate(shapes.items(value, "chain.blocks", most=20_000)):
        where = f"chain.blocks[{i}]"
        block = shapes.members(item, where, required=("number", "hash"))
        number = shapes.integer(block["number"], f"{where}.number")
        if number in blocks:
            raise Malformed("BLOCK_TWICE", f"{where} names block {number} a second time", number=number)
        blocks[number] = _bytes(block["hash"], f"{where}.hash")
    return blocks


def _contract(value: Any, where: str) -> TrustedContract:
    contract = shapes.members(value, where, required=("address", "codeHash"))
    address = shapes.text(contract["address"], f"{where}.address")
    if not _ADDRESS.fullmatch(address):
        raise shapes.wrong(f"{where}.address", "an address, 0x and 40 hex digits", address)
    return TrustedContract(bytes.fromhex(address[2:]), _bytes(contract["codeHash"], f"{where}.codeHash"))


def _require(value: Any) -> frozenset[str]:
    names = [shapes.text(name, "require") for name in shapes.items(value, "require", most=len(checks.CHECKS))]
    if unknown := [name for name in names if name not in checks.BY_NAME]:
        raise Malformed("CHECK_UNKNOWN", f"require names {unknown[0][:40]!r}, which is no check of this version")
    if not names or len(set(names)) != len(names):
        raise Malformed("REQUIRE_EMPTY", "require names each check once and at least one; or leave it out")
    return frozenset(names)


def _bytes(value: Any, where: str) -> bytes:
    return from_hex(shapes.text(value, where), where, size=32)
