"""Checks 46 and 47: whose keys the seals of a title's instruments are.

The chain took every instrument, and the trail proves that; the seals show the same without the chain's word, as far as
the parties' signers can be proved from the same block. What cannot be proved offline is said seat by seat: a signer
that changed since, or a contract wallet (ERC-1271), whose answer changes with its state.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eth_hash.auto import keccak

from ledger.core import chainproof, checks, ethproof, signatures
from ledger.core.case import Case
from ledger.core.checks import Status, Undecided
from ledger.core.errors import Malformed, ProofInvalid
from ledger.core.evidence import Instrument, Signers
from ledger.core.instruments import header
from ledger.core.titlereplay import Step
from ledger.core.titleseats import Appointee, Seats, seats

PARTIES, APPOINTMENTS = 0, 2  # storage slots of Authority
MAX_SEATS = 64  # an officer, sixteen holders, as many newcomers, a delegate and eight pledgees are the most of any act
_Way = Callable[[bytes, bytes, bytes], None]
_NEXT = "none needed for the title, whose acts the chain took; ask for a bundle that proves the signers, if you want it"


@dataclass(frozen=True)
class SignerWord:
    """The signer of a party, as `Authority` packs it.

    :param id: the account, or the last 20 bytes of keccak256(verifier || key) where `keyed`.
    :param since: second from which on this signer signs for the party.
    """

    id: bytes
    keyed: bool
    since: int


@dataclass(frozen=True)
class AppointmentWord:
    """An appointment, as `Authority` packs it: in force from `start` until before `until`."""

    node: int
    officer: int
    powers: int
    start: int
    until: int


def read_signer(word: bytes) -> SignerWord:
    """The signer word; from its lowest bit: id 160, keyed 1, kind 7, since 40, guardian 32, mayDispose 16."""
    number = int.from_bytes(word, "big")
    return SignerWord(word[12:], bool(number >> 160 & 1), number >> 168 & 0xFFFFFFFFFF)


def read_appointment(word: bytes) -> AppointmentWord:
    """The appointment word; from its lowest bit: node 32, officer 32, powers 32, from 40, until 40."""
    number = int.from_bytes(word, "big")
    low = 0xFFFFFFFF
    return AppointmentWord(
        number & low, number >> 32 & low, number >> 64 & low, number >> 96 & 0xFFFFFFFFFF, number >> 136 & 0xFFFFFFFFFF
    )


def signers(case: Case) -> str:
    """Check 46."""
    given = _signers(case)
    if case.chain.authority is None:
        raise checks.not_checked("the bundle carries no account proof of the Authority", _NEXT)
    slots = [party.slot for party in given.parties] + [appointment.slot for appointment in given.appointments]
    chainproof.account(case, "Authority", case.chain.authority, [slot.proof for slot in slots])
    for party in given.parties:
        chainproof.slot(party.slot, ethproof.mapping_slot(party.party, PARTIES), f"signer of party {party.party}")
        signer = read_signer(party.slot.value)
        if party.wallet is not None:
            wallet = ethproof.read_account(party.wallet, signer.id)
            if signer.keyed or wallet.code_hash == ethproof.EMPTY_CODE:
                raise ProofInvalid("WALLET_WRONG", f"the signer of party {party.party} is no contract wallet")
    for appointment in given.appointments:
        number = ethproof.mapping_slot(appointment.appointment, APPOINTMENTS)
        chainproof.slot(appointment.slot, number, f"appointment {appointment.appointment}")
    return f"the signers of {len(given.parties)} parties and {len(given.appointments)} appointments are proved"


def seals(case: Case) -> str:
    """Check 47."""
    given, replay = _signers(case), case.replay
    if case.chain.authority is None:
        raise checks.not_checked("the signers that the bundle names are not proved", "see signers")
    judged, open_seats = 0, []
    for step in replay.steps:
        for doubt in _judge(case, given, step):
            judged += 1
            if doubt:
                open_seats.append(doubt)
    if replay.error is not None:
        raise checks.not_checked("the seats are known only of instruments that can be replayed", "see instruments")
    if open_seats:
        raise Undecided(
            Status.NOT_CHECKED, f"{judged - len(open_seats)} of {judged} seals are proved; {open_seats[0]}", _NEXT
        )
    return f"all {judged} seals on {len(replay.steps)} instruments are proved, and all who had to sign did"


def _judge(case: Case, given: Signers, step: Step) -> Iterator[str]:
    """For each seal of an instrument: nothing if it is proved, else why it cannot be.

    :raises ProofInvalid: if a seal is wrong, or one is missing that had to be there.
    """
    instrument, roll = step.instrument, seats(step)
    drafted_at, digest = header(instrument)["draftedAt"], case.digest(instrument)
    blobs = split(instrument.seals)
    behind = _pledgees_seated(instrument, roll, len(blobs))
    _require_enough(instrument, roll, blobs)
    for seat, seal in zip((*roll.parties, *behind), blobs, strict=True):
        who = _appointed(given, seat.appointment, instrument) if isinstance(seat, Appointee) else seat
        if who is None and isinstance(seat, Appointee):
            yield f"appointment {seat.appointment}, under which it was signed, is not proved"
        elif who is None:
            yield "which pledges had been released by then, and so whose seal this is, stands in no instrument"
        elif seal:
            yield _doubt(case, given, who, drafted_at, digest, seal)
        elif seat in roll.pledgees:
            yield f"whether party {who} had to sign as pledgee depends on a release, which is no instrument"


def _pledgees_seated(instrument: Instrument, roll: Seats, seals_given: int) -> tuple[int | None, ...]:
    """Who sits behind the other seats: pledgees whose pledges stood; None where it cannot be told which of them."""
    possible = [party for party in roll.pledgees if party not in roll.parties]
    count = seals_given - len(roll.parties)
    if not 0 <= count <= len(possible):
        most = len(roll.parties) + len(possible)
        raise ProofInvalid("SEALS_MALFORMED", f"{instrument.kind} has {seals_given} seals for {most} seats")
    return tuple(possible) if count == len(possible) else (None,) * count


def _require_enough(instrument: Instrument, roll: Seats, blobs: list[bytes]) -> None:
    count = len(roll.parties)
    if missing := [roll.parties[i] for i in sorted(roll.must) if not blobs[i]]:
        seat = missing[0]
        name = f"appointment {seat.appointment}" if isinstance(seat, Appointee) else f"party {seat}"
        raise ProofInvalid("SIGNATURE_MISSING", f"{name} had to sign the {instrument.kind} and did not")
    if not all(blobs[count:]):  # who sits there, sits there because he has to sign
        raise ProofInvalid("SIGNATURE_MISSING", f"a pledgee had to sign the {instrument.kind} and did not")
    if len(roll.pledgees) == 1:  # nobody else's pledge can have moved, so his stood
        party = roll.pledgees[0]
        if party in roll.parties and not blobs[roll.parties.index(party)]:
            raise ProofInvalid("SIGNATURE_MISSING", f"party {party} had to sign the {instrument.kind} as pledgee")
    consenting = sum(units for units, seal in zip(roll.units, blobs[:count], strict=True) if seal)
    if consenting < roll.quorum:
        raise ProofInvalid(
            "CONSENT_MISSING", f"{consenting} units consent to the {instrument.kind}, {roll.quorum} have to"
        )


def _appointed(given: Signers, number: int, instrument: Instrument) -> int | None:
    for proof in given.appointments:
        if proof.appointment == number:
            appointment = read_appointment(proof.slot.value)
            if not appointment.start <= instrument.time <= appointment.until:  # it may end later in the same second
                raise ProofInvalid("NOT_COMPETENT", f"appointment {number} was not in force at {instrument.time}")
            return appointment.officer
    return None


def _doubt(case: Case, given: Signers, party: int, drafted_at: int, digest: bytes, seal: bytes) -> str:
    """Empty if the seal is the party's, else why that cannot be told. :raises ProofInvalid: if it is not."""
    proof = next((proof for proof in given.parties if proof.party == party), None)
    if proof is None:
        return f"the signer of party {party} is not in the bundle"
    signer = read_signer(proof.slot.value)
    if signer.since > drafted_at:
        return f"party {party} changed its signer since, or took back what had not taken effect"
    if not signer.keyed:
        if proof.wallet is None:
            _verify(party, signer.id, digest, seal)
        elif not _is_good(signer.id, digest, seal):
            return f"party {party} signs with a contract wallet, which only the chain can ask"
        return ""
    key_end = 22 + int.from_bytes(seal[:2], "big")
    key, signature = seal[2:key_end], seal[key_end:]
    if len(seal) < key_end or keccak(key)[12:] != signer.id:
        raise ProofInvalid("SEAL_WRONG", f"the key in the seal of party {party} is not its signer")
    ways = {case.trust.p256_verifier: signatures.verify_p256, case.trust.webauthn_verifier: signatures.verify_webauthn}
    if key[:20] not in ways:
        return f"party {party} signs with a key whose verifier the trust file does not name"
    _verify(party, key, digest, signature, ways[key[:20]])
    return ""


def _verify(party: int, signer: bytes, digest: bytes, signature: bytes, way: _Way = signatures.verify) -> None:
    if not _is_good(signer, digest, signature, way):
        raise ProofInvalid("SEAL_WRONG", f"the seal of party {party} is not its signature on this instrument")


def _is_good(signer: bytes, digest: bytes, signature: bytes, way: _Way = signatures.verify) -> bool:
    try:
        way(signer, digest, signature)
    except (Malformed, ProofInvalid):
        return False
    return True


def split(blob: bytes) -> list[bytes]:
    """The seals of a blob, seat by seat: `uint16` big-endian length, then that many bytes; none for no signature.

    :raises ProofInvalid: `SEALS_MALFORMED`.
    """
    found, offset = [], 0
    while offset < len(blob):
        start = offset + 2
        offset = start + int.from_bytes(blob[offset:start], "big")
        if start > len(blob) or offset > len(blob):
            raise ProofInvalid("SEALS_MALFORMED", f"the seals end in the middle of a seal, at byte {start}")
        found.append(blob[start:offset])
        if len(found) > MAX_SEATS:
            raise ProofInvalid("SEALS_MALFORMED", f"no act has more than {MAX_SEATS} seats")
    return found


def _signers(case: Case) -> Signers:
    if case.title.signers is None:
        raise checks.not_checked("the bundle proves no signers", _NEXT)
    return case.title.signers
