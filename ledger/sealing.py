"""Who signs an act and whether a signature is good, what the roll still lacks, and the blob of seals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eth_hash.auto import keccak
from sqlalchemy import Connection

from ledger.answers import unknown_party
from ledger.chain.abi import address_of
from ledger.chain.answered import Block
from ledger.chain.contracts import Contracts
from ledger.chain.states import Roll
from ledger.core import acts, seals, signatures
from ledger.core.errors import ProofInvalid, Refused, Unavailable
from ledger.store import acts as stored_acts
from ledger.store import sightings
from ledger.store.acts import Drafted, Signed


@dataclass(frozen=True)
class Missing:
    """What an act still lacks.

    :param parties: seats that must sign and have not.
    :param units: how many consenting units the quorum lacks; `consenting` are the seats that could give them.
    """

    parties: tuple[int, ...]
    units: int
    consenting: tuple[int, ...]

    @property
    def nothing(self) -> bool:
        """Whether the roll is complete."""
        return not self.parties and not self.units


def lacking(roll: Roll, signed: Sequence[bool]) -> Missing:
    """What a roll lacks when these of its seats have signed."""
    must = tuple(seat for i, seat in enumerate(roll.seats) if roll.must >> i & 1 and not signed[i])
    weighed = list(zip(roll.seats, roll.units, signed, strict=True))
    units = max(0, roll.quorum - sum(weight for _, weight, has in weighed if has))
    consenting = tuple(seat for seat, weight, has in weighed if weight and not has) if units else ()
    return Missing(must, units, consenting)


def signer_of(
    connection: Connection, contracts: Contracts, drafted: Drafted, party: int, block: Block, *, brought: bool
) -> bytes:
    """The ERC-7913 bytes of a party's present signer, or of the one that the act brings.

    :raises Unavailable: `SIGNER_NOT_INDEXED` if the chain knows a key that the index has not seen yet.
    """
    if brought:
        return bytes.fromhex(drafted.message["signer"][2:])
    state = contracts.authority.party(party, block)
    if not state.exists:
        raise unknown_party(party)
    drafted_at = int(acts.header(drafted.message)["draftedAt"])
    if state.since > drafted_at:
        message = f"drafted at {drafted_at}, before the present signer of party {party} counted ({state.since})"
        raise Refused("SIGNED_BEFORE", message, next="draft the act again", party=party, since=state.since)
    if not state.keyed:
        return bytes.fromhex(state.signer[2:])
    for signer in sightings.signers_of(connection, party):
        if address_of(keccak(signer)[-20:]) == state.signer:
            return signer
    message = f"the key of party {party} is on the chain but not in the index yet"
    raise Unavailable("SIGNER_NOT_INDEXED", message, next="repeat the request in a moment", party=party)


def check_signature(contracts: Contracts, signer: bytes, digest: bytes, signature: bytes, block: Block) -> None:
    """Check a signature as the contracts do: recovery, then ERC-1271, for an account; its verifier for a key.

    :raises ProofInvalid: `SIGNATURE_INVALID`.
    """
    if len(signer) > signatures.ACCOUNT_SIZE:
        verifier, key = address_of(signer[:20]), signer[20:]
        if not contracts.verifies(verifier, key, digest, signature, block):
            message = f"the key 0x{key.hex()} did not sign 0x{digest.hex()}"
            raise ProofInvalid(
                "SIGNATURE_INVALID",
                message,
                next="sign the typed data with the party's present key",
                signature="0x" + signature.hex(),
            )
        return
    try:
        signatures.verify(signer, digest, signature)
    except ProofInvalid:
        if not contracts.wallet_accepts(address_of(signer), digest, signature, block):
            raise


def signed_seats(kind_name: str, parties: Sequence[int], signatures: Iterable[Signed]) -> list[bool]:
    """For each seat of these parties whether it is signed."""
    signed = {(seal.party, seal.brought) for seal in signatures}
    return [seat in signed for seat in acts.seats(kind_name, parties)]


def sealed(connection: Connection, contracts: Contracts, drafted: Drafted, block: Block) -> bytes:
    """The blob of seals for the roll at a block; signatures of parties without a seat are left out."""
    roll = contracts.roll(acts.kind(drafted.kind), drafted.message, block)
    return collected(connection, contracts, drafted, roll.seats, block)


def collected(
    connection: Connection, contracts: Contracts, drafted: Drafted, parties: Sequence[int], block: Block
) -> bytes:
    """The blob of seals for the seats of these parties, by their signers at a block."""
    signed = {(seal.party, seal.brought): seal.signature for seal in stored_acts.signatures(connection, drafted.id)}
    return seals.blob(
        seals.seal(signer_of(connection, contracts, drafted, seat[0], block, brought=seat[1]), signed[seat])
        if seat in signed
        else b""
        for seat in acts.seats(drafted.kind, parties)
    )
