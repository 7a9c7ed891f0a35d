"""Checks 30 to 34: the block that the reader trusts, and the anchor in its state.

Who answers for which link: check 30 for “this block is trusted, and every account proof starts from its state root”;
an account's check (31, 40, 46) for “this account has the trusted code, and every slot proof of it starts from its
storage root”; a slot's check for everything below. So a forged link has one place where it shows.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from ledger.core import acts, checks, ethproof
from ledger.core.case import Case
from ledger.core.checks import Status, Undecided
from ledger.core.errors import ProofInvalid
from ledger.core.evidence import Slot

COMMIT_OF = 1  # storage slot of AnchorLog.commitOf


def block_header(case: Case) -> str:
    """Check 30."""
    chain, header = case.chain, case.header.own()
    wallets = [
        signer.wallet
        for signer in (case.bundle.title.signers.parties if case.bundle.title and case.bundle.title.signers else ())
    ]
    for nodes in (chain.anchor_log, chain.title_registry, chain.authority, *wallets):
        if nodes and ethproof.root_of(nodes) != header.state_root:
            raise ProofInvalid(
                "STATE_ROOT_WRONG",
                f"an account proof starts from 0x{ethproof.root_of(nodes).hex()}, "
                f"but the state root of block {header.number} is 0x{header.state_root.hex()}",
            )
    known = case.trust.blocks.get(header.number)
    if known is None:
        raise Undecided(
            Status.UNKNOWN,
            f"block {header.number} with hash 0x{header.hash.hex()} is not among the {len(case.trust.blocks)} blocks "
            "of the trust file",
            f"ask a node or a party that you trust for the hash of block {header.number} and, if it is this one, "
            "put it into the trust file",
        )
    if known != header.hash:
        raise ProofInvalid(
            "BLOCK_FOREIGN",
            f"the header hashes to 0x{header.hash.hex()}, but block {header.number} of the trust file is "
            f"0x{known.hex()}",
        )
    return f"block {header.number} of {when(header.time)} is in the trust file"


def anchor_contract(case: Case) -> str:
    """Check 31."""
    slots = [case.bundle.anchor.storage_proof] if case.bundle.anchor else []
    return account(case, "AnchorLog", case.chain.anchor_log, slots)


def anchor_slot(case: Case) -> str:
    """Check 32."""
    anchor = case.anchor
    committed = ethproof.read_slot(anchor.storage_proof, ethproof.mapping_slot(anchor.size, COMMIT_OF))
    if committed != acts.anchor_commitment(anchor.size, anchor.root, anchor.time):
        raise ProofInvalid(
            "ANCHOR_WRONG",
            f"the chain's anchor of size {anchor.size} is not of root {anchor.root.hex()} and time {anchor.time}",
        )
    return f"the chain holds the head of size {anchor.size}, anchored {when(anchor.time)}"


def anchor_time(case: Case) -> str:
    """Check 33."""
    anchor, header = case.anchor, case.header.lean()
    if anchor.time > header.time:
        raise ProofInvalid(
            "ANCHOR_LATER_THAN_BLOCK",
            f"the anchor's time {when(anchor.time)} lies after its block's, {when(header.time)}",
        )
    return f"anchored {when(anchor.time)}, not later than its block"


def timestamps(case: Case) -> str:
    """Check 34. The tokens are an outside witness with tools of its own; this version carries them only."""
    tokens = len(case.bundle.timestamps)
    if not tokens:
        raise checks.not_checked("the bundle carries no RFC 3161 tokens", "none are needed; the anchor's time counts")
    raise checks.not_checked(
        f"the bundle carries {tokens} RFC 3161 tokens, which this version does not judge",
        "verify them over the checkpoint with `openssl ts -verify -attime`",
    )


def account(case: Case, contract: str, nodes: tuple[bytes, ...], slots: Iterable[tuple[bytes, ...]]) -> str:
    """The account of a contract has the code of the trust file, and all its slot proofs start from its storage.

    :param slots: the storage proofs that hang on this account; an empty one is its own check's affair.
    :raises ProofInvalid: if not.
    """
    trusted = case.trust.contracts[contract]
    found = ethproof.read_account(nodes, trusted.address)
    if found.code_hash != trusted.code_hash:
        raise ProofInvalid(
            "CODE_FOREIGN",
            f"the code at 0x{trusted.address.hex()} has the hash 0x{found.code_hash.hex()}; that of {contract} is "
            f"0x{trusted.code_hash.hex()}",
        )
    for slot in slots:
        if slot and ethproof.root_of(slot) != found.storage_root:
            raise ProofInvalid(
                "STORAGE_ROOT_WRONG",
                f"a slot's proof starts from 0x{ethproof.root_of(slot).hex()}, but the storage root of {contract} is "
                f"0x{found.storage_root.hex()}",
            )
    return f"{contract} stands at 0x{trusted.address.hex()} with the trusted code"


def slot(stated: Slot, number: bytes, what: str) -> None:
    """The proof of a slot leads to the value that the bundle states. :raises ProofInvalid: if not."""
    proved = ethproof.read_slot(stated.proof, number)
    if proved != stated.value:
        raise ProofInvalid(
            "SLOT_WRONG", f"the bundle states 0x{stated.value.hex()} as the {what}, the chain holds 0x{proved.hex()}"
        )


def when(time: int) -> str:
    """A time for people: UTC, to the second."""
    if time >= 1 << 37:  # beyond the year 6000: no date, but no reason to fall over either
        return f"second {time}"
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
