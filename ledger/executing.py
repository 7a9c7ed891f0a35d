"""An act's way: drafted, signed by its roll, rehearsed, sent, and settled. Its status is computed, never stored.

draft → signing → submitted → included → final, or failed (turned down in a block), or expired. What is on the chain
counts, whoever sent it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import Connection

from ledger import drafting, sending
from ledger.chain.answered import Block, Reverted
from ledger.chain.contracts import Contracts
from ledger.chain.refusals import refused
from ledger.chain.sender import Payer
from ledger.chain.states import Roll
from ledger.core import acts, entries
from ledger.core.acts import Message
from ledger.core.calendar import china
from ledger.core.errors import Conflict, Corrupt, NotAllowed, NotFound, ProofInvalid, Refused
from ledger.core.meanings import CONTRACT_BASES
from ledger.drafting.desk import Holidays
from ledger.sealing import Missing, check_signature, lacking, sealed, signed_seats, signer_of
from ledger.store import acts as stored_acts
from ledger.store import duties, outbox, refusals, sightings, titles
from ledger.store.acts import Drafted, Signed
from ledger.store.database import Lock, lock
from ledger.store.outbox import Outgoing

Status = Literal["draft", "signing", "submitted", "included", "final", "failed", "expired"]
OPEN: tuple[Status, ...] = ("draft", "signing", "failed")

_DRAFT_AGE = 60  # seconds that a development node's head may lag before a draft asks it for a block
_KEPT = 90 * 86_400
_ANEW = "draft another one if need be"
_EXACT = (1 << 53) - 1
_FILED_SOURCES = (CONTRACT_BASES["holders_then"], CONTRACT_BASES["authority"])


@dataclass(frozen=True)
class Act:
    """An act with all that is known about it.

    :param roll: by the present state; None once the act is over, or where the state does not allow it (`refusal`).
    :param transaction: hash of the transaction that carries it, once there is one.
    :param block_number: block in which it took effect.
    :param disclosures: of commitments that were made for the message: told once, when it is drafted, and not kept.
    """

    drafted: Drafted
    status: Status
    signatures: tuple[Signed, ...]
    roll: Roll | None
    missing: Missing | None
    refusal: Refused | None
    transaction: bytes | None
    block_number: int | None
    disclosures: tuple[str, ...] = ()

    @property
    def kind(self) -> acts.Kind:
        """Its kind."""
        return acts.kind(self.drafted.kind)

    @property
    def signed_seats(self) -> list[bool]:
        """For each seat of the roll, or of the roll as it was when drafted, whether it is signed."""
        parties = self.drafted.seats if self.roll is None else self.roll.seats
        return signed_seats(self.drafted.kind, parties, self.signatures)


def draft(
    connection: Connection,
    contracts: Contracts,
    kind_name: str,
    fields: Mapping[str, Any],
    *,
    now: int,
    integrated: Callable[[bytes], bool],
    author: int | None = None,
    holidays: Holidays = china,
) -> Act:
    """Complete a message and store it as an act to be signed.

    :param fields: see `drafting`.
    :param integrated: whether the filing with a leaf hash stands in the log.
    :param author: party that drafts, as far as it is known. :param holidays: see `drafting`.
    :raises Malformed: for fields that do not fit.
    :raises Conflict: `FILING_NOT_INTEGRATED` while the act's document is not in the log.
    :raises Refused: if the state does not allow the act.
    """
    kind = acts.kind(kind_name)
    contracts.require_chain()
    block = contracts.chain.freshen(now - _DRAFT_AGE)
    completed = drafting.complete(
        contracts,
        kind,
        fields,
        block=block,
        proposed_terms=lambda achievement: proposed_terms(connection, contracts, achievement, block),
        holidays=holidays,
    )
    message = completed.message
    _require_integrated(message, integrated)
    _require_unentered(connection, kind.name, message)
    digest = acts.digest(kind.primary_type, message, contracts.deployment.domain(kind.contract))
    _require_same_digest(digest, contracts.digest(kind, message, block))
    roll = contracts.roll(kind, message, block)
    drafted = stored_acts.add(
        connection,
        id=uuid4(),
        kind=kind.name,
        message=message,
        digest=digest,
        seats=roll.seats,
        author=author,
        now=now,
        expires_at=_deadline(message),
    )
    return replace(view(connection, contracts, drafted.id, now=now), disclosures=completed.disclosures)


def view(connection: Connection, contracts: Contracts, id: UUID, *, now: int) -> Act:
    """The act with roll, signatures and status as they stand.

    :raises NotFound: `ACT_NOT_FOUND`.
    """
    drafted = stored_acts.get(connection, id)
    signed = tuple(stored_acts.signatures(connection, id))
    state = _state(connection, drafted, bool(signed), now)
    roll, missing, refusal = None, None, None
    if state.status in OPEN:
        head = contracts.chain.head()
        try:
            _require_current(contracts, drafted, head)
            _require_unentered(connection, drafted.kind, drafted.message)
            roll = contracts.roll(acts.kind(drafted.kind), drafted.message, head)
            missing = lacking(roll, signed_seats(drafted.kind, roll.seats, signed))
        except Refused as error:
            refusal = error
    return Act(drafted, state.status, signed, roll, missing, refusal, state.transaction, state.block_number)


def statuses(connection: Connection, drafted: Iterable[Drafted], *, now: int) -> dict[UUID, Status]:
    """The statuses of many acts, for lists."""
    found = {}
    for act in drafted:
        signed = bool(stored_acts.signatures(connection, act.id))
        found[act.id] = _state(connection, act, signed, now).status
    return found


def typed_data(contracts: Contracts, drafted: Drafted) -> Message:
    """The EIP-712 document that a wallet shows and signs."""
    kind = acts.kind(drafted.kind)
    document = acts.document(kind.primary_type, drafted.message, contracts.deployment.domain(kind.contract))
    return {**document, "message": _for_wallets(document["message"])}


def add_signature(
    connection: Connection, contracts: Contracts, id: UUID, party: int, signature: bytes, *, now: int
) -> Act:
    """Keep a party's signature after checking it against the party's present signer, or the one that the act brings;
    one that is good for both counts for both.

    :param signature: 65 bytes r || s || v of an account, r || s of a P-256 key, a passkey's assertion
        (`ledger.core.webauthn`), or what an ERC-1271 wallet wants.
    :raises NotAllowed: `NO_SEAT` for a party that is not on the roll.
    :raises ProofInvalid: `SIGNATURE_INVALID`.
    :raises Refused: `SIGNED_BEFORE`, or whatever the roll refuses.
    :raises Conflict: `ACT_OVER` once it was sent or has expired.
    """
    act = view(connection, contracts, id, now=now)
    if act.status not in OPEN:
        message = f"act {id} is {act.status} and takes no more signatures"
        raise Conflict("ACT_OVER", message, next=_ANEW, act=str(id), status=act.status)
    if act.roll is None:
        raise act.refusal or Conflict(
            "ACT_OVER", f"act {id} has no roll any more", next=_ANEW, act=str(id), status=act.status
        )
    if party not in act.roll.seats:
        message = f"party {party} has no seat; the seats are {list(act.roll.seats)}"
        raise NotAllowed(
            "NO_SEAT", message, next="only the seats of the roll sign", party=party, seats=list(act.roll.seats)
        )
    block = contracts.chain.head()
    good, wrong = False, list[ProofInvalid | Refused]()
    for seat, brought in acts.seats(act.drafted.kind, act.roll.seats):
        if seat != party:
            continue
        try:
            signer = signer_of(connection, contracts, act.drafted, party, block, brought=brought)
            check_signature(contracts, signer, act.drafted.digest, signature, block)
        except (ProofInvalid, Refused) as error:
            wrong.append(error)
        else:
            stored_acts.sign(connection, id, party, signature, now, brought=brought)
            refusals.take_back(connection, id, party)
            good = True
    if not good:
        raise wrong[0]
    return view(connection, contracts, id, now=now)


def submit(connection: Connection, contracts: Contracts, payer: Payer, id: UUID, *, now: int) -> Outgoing | None:
    """Rehearse the act and write its transaction; commit, then `sending.send` hands it to the node.

    Idempotent: an act that is on its way or in the chain is not sent twice; None if somebody else sent it. The node is
    asked before anything is locked.

    :raises ForeignChain: if the node does not serve the ledger's chain.
    :raises Refused: with the contract's reason if the rehearsal fails.
    """
    contracts.require_chain()
    drafted = stored_acts.get(connection, id)
    kind = acts.kind(drafted.kind)
    computed = acts.digest(kind.primary_type, drafted.message, contracts.deployment.domain(kind.contract))
    _require_same_digest(drafted.digest, computed)
    if _under_way(connection, drafted, now):
        return outbox.last(connection, "act", str(id))
    block = contracts.chain.freshen(now)
    calldata = contracts.calldata(kind, drafted.message, sealed(connection, contracts, drafted, block))
    contract = contracts.by_name[kind.contract]
    contract.call(calldata, block, sender=payer.address)
    try:
        prepared = sending.prepare(contracts, payer, to=contract.address, data=calldata)
    except Reverted as reverted:
        raise refused(reverted) from reverted
    lock(connection, Lock.SETTLING)
    if _under_way(connection, drafted, now):  # somebody else submitted it while the node was asked
        return outbox.last(connection, "act", str(id))
    return sending.write(connection, payer, prepared, kind="act", ref=str(id), now=now)


def forget(connection: Connection, *, now: int) -> int:
    """Delete acts whose deadline passed 90 days ago. What took effect stands on the chain."""
    return stored_acts.forget(connection, now - _KEPT)


def proposed_terms(connection: Connection, contracts: Contracts, achievement: bytes, block: Block) -> Message:
    """The terms that stand on notice, from our own act or from the proposal's transaction.

    :raises NotFound: `PROPOSAL_UNKNOWN`.
    """
    seen = titles.open_proposal(connection, achievement, block.number)
    if seen is not None:
        ours = stored_acts.by_digest(connection, seen.digest)
        if ours is not None:
            terms: Message = ours.message["terms"]
            return terms
        opened = contracts.opened(contracts.chain.calldata(seen.source.tx_hash)[1])
        if opened and acts.struct_hash("Terms", opened[1].get("terms", {})) == seen.terms:
            return dict(opened[1]["terms"])
    message = f"no proposal is on notice for 0x{achievement.hex()}"
    raise NotFound(
        "PROPOSAL_UNKNOWN", message, next="propose first, or give the terms", achievement="0x" + achievement.hex()
    )


@dataclass(frozen=True)
class _State:
    status: Status
    transaction: bytes | None = None
    block_number: int | None = None


def _state(connection: Connection, drafted: Drafted, signed: bool, now: int) -> _State:
    """From database and index alone: what was final stays so while the node is away or behind."""
    final = sightings.final(connection)  # before the event: the index may follow a chain that turns in between
    sent = outbox.last(connection, "act", str(drafted.id))
    seen = sightings.event_of(connection, drafted.digest, outbox.hashes(connection, "act", str(drafted.id)))
    if seen is not None:
        return _State("final" if seen.block_number <= final else "included", seen.tx_hash, seen.block_number)
    if sent is not None and sent.outcome == "mined" and sent.block_number is not None:
        # Not seen: the index is being built anew, unless it knows another block there.
        block = sightings.block(connection, sent.block_number)
        if block is None or block.hash == sent.block_hash:
            return _State("final", sent.tx_hash, sent.block_number)
        return _State("submitted", sent.tx_hash)
    if sent is not None and sent.outcome is None:
        return _State("submitted", sent.tx_hash)
    if now > drafted.expires_at:
        return _State("expired")
    if sent is not None:
        return _State("failed", sent.tx_hash, sent.block_number)
    return _State("signing" if signed else "draft")


def _under_way(connection: Connection, drafted: Drafted, now: int) -> bool:
    return _state(connection, drafted, True, now).status in ("submitted", "included", "final")


def _require_current(contracts: Contracts, drafted: Drafted, block: Block) -> None:
    """Demand the version that the act relies on; the roll alone would still look complete."""
    stated = drafted.message.get("act", {}).get("version", 0)
    if not stated:
        return
    achievement = drafted.message["act"]["achievement"]
    current = contracts.titles.title(bytes.fromhex(achievement[2:]), block).version
    if current != stated:
        message = f"{achievement} stands at version {current}, the act relies on {stated}"
        next = "draft the act again and collect the signatures anew"
        raise Refused("WRONG_VERSION", message, next=next, achievement=achievement, stated=stated, current=current)


def _require_unentered(connection: Connection, kind: str, message: Message) -> None:
    """Demand that nobody entered the filing meanwhile: one filing is one achievement, or one contract."""
    if kind not in entries.ACTS.values():
        return
    leaf = acts.header(message)["filing"][2:]
    if duties.is_entered(connection, kind, bytes.fromhex(leaf)):
        raise Refused(
            "FILING_REGISTERED",
            f"the filing {leaf} was registered already",
            next="see the achievement, or the contract",
            leaf=leaf,
        )


def _require_integrated(message: Message, integrated: Callable[[bytes], bool]) -> None:
    """Demand that every document that the message names stands in the log."""
    named = [acts.header(message).get("filing"), message.get("evidence"), message.get("freezeNotice")]
    if message.get("basis") in _FILED_SOURCES:
        named.append(message.get("source"))
    for filing in named:
        if filing is not None and filing.strip("0x") and not integrated(bytes.fromhex(filing[2:])):
            raise Conflict(
                "FILING_NOT_INTEGRATED",
                f"the filing {filing[2:]} does not stand in the log",
                next="file the act's document first, and wait until it has its place in the log",
                filing=filing[2:],
            )


def _require_same_digest(stored: bytes, computed: bytes) -> None:
    if stored != computed:
        here, there = "0x" + stored.hex(), "0x" + computed.hex()
        raise Corrupt(
            "DIGEST_MISMATCH",
            f"a digest is {here} here and {there} there",
            next="stop: typed_data.json and the contracts do not agree",
            here=here,
            there=there,
        )


def _deadline(message: Message) -> int:
    return int(acts.header(message)["deadline"])


def _for_wallets(value: Any) -> Any:
    """Numbers that JavaScript cannot hold as decimal strings, which EIP-712 wallets take as well."""
    if isinstance(value, dict):
        return {name: _for_wallets(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_for_wallets(inner) for inner in value]
    return str(value) if isinstance(value, int) and value > _EXACT else value
