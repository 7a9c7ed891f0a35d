"""Evidence bundles and the trust file: what a reader takes away and verifies without us.

A bundle is complete when it leaves here; nobody has to come back for the rest of it. It is proved against the newest
final block, and the hash of that block goes into the trust file.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from ledger import finding, sealing
from ledger.answers import unknown_achievement
from ledger.chain import proofs
from ledger.chain.answered import Block
from ledger.chain.proofs import AccountProof, StorageProof, mapping_slot
from ledger.core import acts
from ledger.core.errors import Conflict, Corrupt, NotFound, Refused, Unavailable
from ledger.core.evidence import (
    AnchorPart,
    AppointmentProof,
    Bundle,
    ChainPart,
    FilingClaim,
    FilingPart,
    Instrument,
    LedgerName,
    LinePart,
    PartySigner,
    Signers,
    Slot,
    TitleClaim,
    TitlePart,
)
from ledger.core.instruments import header
from ledger.core.tlog_policy import Log, Policy
from ledger.core.trust import CONTRACTS, OPTIONAL
from ledger.core.trust import FORMAT as TRUST_FORMAT
from ledger.service import Service
from ledger.store import acts as stored_acts
from ledger.store import attestations, filings, log, sightings
from ledger.store.acts import Drafted
from ledger.store.filings import StoredFiling
from ledger.store.sightings import Anchored, Step

_PARTIES, _APPOINTMENTS, _COMMITMENTS, _TITLES = 0, 2, 1, 0  # storage slots of the mappings that are proved
_WORDS = 2  # offset of the first word of holders in a title


def filing_evidence(
    connection: Connection,
    service: Service,
    leaf: bytes,
    disclosures: tuple[str, ...] = (),
    line: LinePart | None = None,
) -> bytes:
    """The bundle that proves that a filing stood in the log, and since when the chain knows it.

    :param disclosures: what the reader may see of the filing; none make an anonymous bundle, which verifies as well.
    :param line: of a digest manifest the line that the bundle is to prove.
    :returns: the bytes of the bundle's file.
    :raises NotFound: `FILING_UNKNOWN`.
    :raises Conflict: `NOT_YET_ANCHORED` until the chain's final state has the filing.
    """
    block = _final_block(connection, service)
    filing, anchored = _anchored_filing(connection, leaf, block)
    anchor_log = _anchor_proof(service, anchored, block)
    bundle = Bundle(
        claim=FilingClaim(leaf),
        ledger=_ledger_name(service),
        filing=FilingPart(filing.entry, disclosures, line=line),
        log_proof=_log_proof(service, connection, filing, anchored),
        anchor=_anchor(anchored, anchor_log),
        chain=ChainPart(proofs.header_rlp(service.chain, block), anchor_log.nodes),
    )
    attestations.attest(connection, block.number, block.hash, service.clock())
    return bundle.to_json()


def title_evidence(
    connection: Connection,
    service: Service,
    achievement: bytes,
    at: int | None = None,
    disclosures: tuple[str, ...] = (),
) -> bytes:
    """The bundle that proves who holds an achievement and how it came to that, from the registration on.

    :param at: second since 1970 for which the holders are asked; None for the block of the proof.
    :param disclosures: what the reader may see of the registration's filing.
    :raises NotFound: `ACHIEVEMENT_UNKNOWN`, or `INSTRUMENT_UNREADABLE` for an act that was sent in another way.
    :raises Conflict: `NOT_YET_ANCHORED`, `AT_TOO_LATE` for a time after the block of the proof, or `HISTORY_ELSEWHERE`
        for a title that was adopted from an earlier registry.
    """
    block = _final_block(connection, service)
    if at is not None and at > block.time:
        raise Conflict(
            "AT_TOO_LATE",
            f"{at} is after the newest final block, number {block.number} of {block.time}",
            next="ask for a time that the chain has reached, or leave it out",
            at=at,
            time=block.time,
        )
    contracts = service.contracts
    state = contracts.titles.title(achievement, block)
    if not state.version:
        raise unknown_achievement(achievement, block.number)
    history = _history(connection, achievement, state.version)
    filing, anchored = _anchored_filing(connection, history[0].filing, block)
    instruments = [_instrument(connection, service, step, block) for step in history]
    words = range(_WORDS, _WORDS + (state.entries + 3) // 4)
    offsets = [0, 1, *words]
    titles = proofs.account_proof(
        service.chain, contracts.titles.address, [mapping_slot(achievement, _TITLES, i) for i in offsets], block
    )
    anchor_log = _anchor_proof(service, anchored, block)
    signers, authority = _signers(service, instruments, block)
    head, trail, *holders = (_slot(proof) for proof in titles.slots)
    bundle = Bundle(
        claim=TitleClaim(achievement, at),
        ledger=_ledger_name(service),
        filing=FilingPart(filing.entry, disclosures),
        log_proof=_log_proof(service, connection, filing, anchored),
        anchor=_anchor(anchored, anchor_log),
        chain=ChainPart(proofs.header_rlp(service.chain, block), anchor_log.nodes, titles.nodes, authority.nodes),
        title=TitlePart(
            head=head,
            trail=trail,
            words=tuple(holders),
            instruments=tuple(instruments),
            signers=signers,
        ),
    )
    attestations.attest(connection, block.number, block.hash, service.clock())
    return bundle.to_json()


def trust_file(connection: Connection, service: Service) -> bytes:
    """What a reader who trusts this service may believe: chain, contracts and code, log key, and the blocks that our
    bundles were proved against. Readers who do not trust it compare the values with sources of their own."""
    deployment = service.deployment
    blocks = {block.number: block.hash for block in attestations.attested(connection)}
    value: dict[str, Any] = {
        "format": TRUST_FORMAT,
        "name": f"{deployment.log_origin}{' · DEMO' if service.settings.demo else ''}",
        "demo": service.settings.demo,
        "chain": {
            "id": deployment.chain_id,
            "genesis": "0x" + deployment.genesis.hex(),
            "blocks": [{"number": number, "hash": "0x" + blocks[number].hex()} for number in sorted(blocks)],
        },
        "ledger": {
            "salt": "0x" + deployment.salt.hex(),
            "contracts": {
                name: {
                    "address": deployment.contracts[name].address,
                    "codeHash": "0x" + deployment.contracts[name].code_hash.hex(),
                }
                for name in (*CONTRACTS, *OPTIONAL)
                if name in deployment.contracts
            },
        },
        "log": {"policy": Policy(logs=(Log(service.log_key.key),)).text},
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _final_block(connection: Connection, service: Service) -> Block:
    """The newest final block that the index has read: a reader never waits for the index."""
    final = service.chain.final()
    head = sightings.head(connection)
    seen = head and sightings.block(connection, min(final.number, head.number))
    if seen is None:
        raise Unavailable("INDEX_BEHIND", "the index has read no block yet", next="wait until it has caught up")
    block = service.chain.block(seen.number)
    if block.hash != seen.hash:
        message = f"block {seen.number} was replaced after the index read it"
        raise Unavailable("INDEX_BEHIND", message, next="wait until the index has followed the chain")
    return block


def _anchored_filing(connection: Connection, leaf: bytes, block: Block) -> tuple[StoredFiling, Anchored]:
    filing = filings.require(connection, leaf)
    anchored = None
    if filing.leaf_index is not None:
        anchored = sightings.anchor_covering(connection, filing.leaf_index, block.number)
    if anchored is None:
        raise Conflict(
            "NOT_YET_ANCHORED",
            f"the filing {leaf.hex()} is received, but no final anchor covers it yet",
            next="ask again in a minute; nothing has to be filed again",
            leaf=leaf.hex(),
        )
    return filing, anchored


def _history(connection: Connection, achievement: bytes, version: int) -> list[Step]:
    """The versions of a title up to this one, without a gap."""
    if sightings.was_adopted(connection, achievement):
        raise Conflict(
            "HISTORY_ELSEWHERE",
            f"0x{achievement.hex()} came here from an earlier registry, in which its first instruments stand",
            next="ask for its evidence there, where it is closed in favour of this registry",
        )
    history = sightings.history_until(connection, achievement, version)
    if [step.version for step in history] != list(range(1, version + 1)):
        raise Unavailable(
            "INDEX_BEHIND",
            f"the index knows {len(history)} of {version} versions of 0x{achievement.hex()}",
            next="wait until the index has caught up with the chain",
        )
    return history


def _instrument(connection: Connection, service: Service, step: Step, block: Block) -> Instrument:
    """An act with its seals as the contract took them, read back from the transaction that carried it.

    Sent through another contract it lies somewhere inside that one's calldata. If it was drafted here, its message and
    the signatures that were collected for it are kept, and the trail tells that it is this act.
    """
    _, calldata = service.chain.calldata(step.transaction)
    opened = service.contracts.opened(calldata)
    if opened is not None:
        kind, message, blob = opened
        if acts.digest(kind.primary_type, message, service.deployment.domain(kind.contract)) == step.digest:
            return Instrument(kind.name, message, blob, step.time)
    if (drafted := stored_acts.by_digest(connection, step.digest)) is not None:
        with suppress(Refused):  # a key changed since: what the seal looked like cannot be told any more
            return Instrument(drafted.kind, drafted.message, _collected(connection, service, drafted, block), step.time)
    raise NotFound(
        "INSTRUMENT_UNREADABLE",
        f"transaction 0x{step.transaction.hex()} carries its act in a form that cannot be read back",
        next="get the act and its seals from whoever sent it",
        transaction="0x" + step.transaction.hex(),
    )


def _collected(connection: Connection, service: Service, drafted: Drafted, block: Block) -> bytes:
    """The seals collected for an act, for the seats that it had when it was drafted."""
    return sealing.collected(connection, service.contracts, drafted, drafted.seats, block)


def _log_proof(service: Service, connection: Connection, filing: StoredFiling, anchored: Anchored) -> str:
    """The path to the very checkpoint that was anchored, so that no consistency proof is needed in between."""
    checkpoint = log.at(connection, anchored.size)
    if checkpoint is None or filing.leaf_index is None:
        message = f"size {anchored.size} is anchored, but the database has no checkpoint of it"
        raise Corrupt("CHECKPOINT_MISSING", message, next="restore the database; it is older than the chain")
    return finding.log_proof(service.tiles.read, filing.leaf_index, checkpoint.note).text


def _anchor_proof(service: Service, anchored: Anchored, block: Block) -> AccountProof:
    slot = mapping_slot(anchored.size, _COMMITMENTS)
    return proofs.account_proof(service.chain, service.contracts.anchors.address, [slot], block)


def _anchor(anchored: Anchored, proof: AccountProof) -> AnchorPart:
    return AnchorPart(anchored.size, anchored.root, anchored.time, (), proof.slots[0].nodes)


def _signers(service: Service, instruments: Sequence[Instrument], block: Block) -> tuple[Signers, AccountProof]:
    """Proofs of whose keys the seals are: every party and appointment that the acts name, and their officers."""
    authority = service.contracts.authority
    appointments = sorted({number for act in instruments for number in _appointments_named(act)})
    officers = {authority.appointment(number, block).officer for number in appointments}
    parties = sorted(officers.union(*(_parties_named(act.message) for act in instruments)))
    keys = [mapping_slot(number, _PARTIES) for number in parties]
    keys += [mapping_slot(number, _APPOINTMENTS) for number in appointments]
    proof = proofs.account_proof(service.chain, authority.address, keys, block)
    slots = [_slot(slot) for slot in proof.slots]
    signers = tuple(
        PartySigner(party, slot, _wallet(service, party, block))
        for party, slot in zip(parties, slots[: len(parties)], strict=True)
    )
    terms = zip(appointments, slots[len(parties) :], strict=True)
    return Signers(signers, tuple(AppointmentProof(number, slot) for number, slot in terms)), proof


def _appointments_named(act: Instrument) -> set[int]:
    """Appointments under which an act was signed: the officer's, and a judge's."""
    return {header(act)["appointment"], act.message.get("judge", 0)} - {0}


def _wallet(service: Service, party: int, block: Block) -> tuple[bytes, ...] | None:
    """The account of a signer that is a contract: nobody can judge its signatures offline, and the bundle shows why."""
    state = service.contracts.authority.party(party, block)
    if state.keyed or not service.chain.code(state.signer, block):
        return None
    return proofs.account_proof(service.chain, state.signer, [], block).nodes


def _parties_named(value: Any) -> Iterable[int]:
    """Every party number in a message: the filer, holders, givers, receivers, pledgees."""
    if isinstance(value, list):
        for item in value:
            yield from _parties_named(item)
    elif isinstance(value, dict):
        for name, member in value.items():
            if name in ("party", "filer", "from", "to", "delegate", "pledgee") and isinstance(member, int) and member:
                yield member
            else:
                yield from _parties_named(member)


def _slot(proof: StorageProof) -> Slot:
    return Slot(proof.value, proof.nodes)


def _ledger_name(service: Service) -> LedgerName:
    deployment = service.deployment
    return LedgerName(deployment.chain_id, deployment.salt, deployment.log_origin, service.settings.demo)
