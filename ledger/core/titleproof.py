"""Checks 40 to 45 and 48: a title in the registry's storage, its history, and the holders as of a time.

The storage layout is that of `TitleRegistry`: a mapping from achievement to a struct of head, trail and up to four
words of holders, at slot 0.
"""

from dataclasses import dataclass

from ledger.core import acts, chainproof, checks, ethproof, merkle, pledgereplay, shares
from ledger.core.case import Case
from ledger.core.chainproof import when
from ledger.core.errors import ProofInvalid
from ledger.core.evidence import Instrument, Slot
from ledger.core.instruments import header
from ledger.core.meanings import CLOSED, CONFIRMED, CONTESTED, NOTICE, REGISTERED, STATUSES
from ledger.core.titlereplay import TitleState

TITLES = 0  # storage slot of the mapping achievement → Title
HEAD, TRAIL, WORDS = 0, 1, 2  # offsets in the struct

# Status after the instruments → those that the chain may say: a notice is opened by no instrument.
_STATUSES_AFTER = {
    REGISTERED: (REGISTERED, NOTICE),
    CONTESTED: (CONTESTED, NOTICE),
    CONFIRMED: (CONFIRMED,),
    CLOSED: (CLOSED,),
}


@dataclass(frozen=True)
class Head:
    """The head word of a title; its fields from the lowest bit, with their widths."""

    status: int  # 8
    rule: int  # 8
    entries: int  # 8
    node: int  # 32
    version: int  # 32
    notice_until: int  # 40
    frozen_until: int  # 40
    objections: int  # 16
    delegate: int  # 32
    round: int  # 16


def read_head(word: bytes) -> Head:
    """The head in these 32 bytes, whatever it says."""
    rest = int.from_bytes(word, "big")
    fields = []
    for width in (8, 8, 8, 32, 32, 40, 40, 16, 32, 16):
        fields.append(rest & ((1 << width) - 1))
        rest >>= width
    return Head(*fields)


def title_contract(case: Case) -> str:
    """Check 40."""
    if case.chain.title_registry is None:
        raise checks.absent("account proof of the TitleRegistry")
    title = case.bundle.title
    slots = [title.head.proof, title.trail.proof, *(word.proof for word in title.words)] if title else []
    return chainproof.account(case, "TitleRegistry", case.chain.title_registry, slots)


def title_head(case: Case) -> str:
    """Check 41."""
    _prove(case, case.title.head, HEAD, "head")
    head = read_head(case.title.head.value)
    if not REGISTERED <= head.status < len(STATUSES) or not 1 <= head.entries <= shares.MAX_HOLDERS:
        raise ProofInvalid("HEAD_WRONG", f"a title of status {head.status} with {head.entries} holders does not exist")
    if not head.version or not head.node:
        raise ProofInvalid("HEAD_WRONG", f"a title of version {head.version} at node {head.node} does not exist")
    return f"{STATUSES[head.status]}, version {head.version}, {head.entries} holders, node {head.node}"


def holdings(case: Case) -> str:
    """Check 42."""
    words, entries = case.title.words, read_head(case.title.head.value).entries
    for i, word in enumerate(words):
        _prove(case, word, WORDS + i, f"word {i} of holders")
    table = shares.unpack([int.from_bytes(word.value, "big") for word in words], entries)
    shares.check_whole(table)
    if len(shares.pack(table)) != len(words):
        raise ProofInvalid("WORDS_WRONG", f"{len(words)} words are given for {entries} holders")
    return "; ".join(f"party {share.party} holds {share.fraction}" for share in table)


def trail(case: Case) -> str:
    """Check 43."""
    _prove(case, case.title.trail, TRAIL, "trail")
    folded, before = bytes(32), 0
    for version, instrument in enumerate(case.title.instruments, 1):
        digest, begins = case.digest(instrument), header(instrument)  # refuses messages of another shape
        relied_on = begins.get("version", version - 1)  # a decision is bound to no version
        if begins["achievement"] != "0x" + case.title_claim.achievement.hex() or relied_on != version - 1:
            raise ProofInvalid(
                "TRAIL_WRONG",
                f"instrument {version} is of achievement {begins['achievement']} and relies on version {relied_on}",
            )
        if instrument.time < before:
            raise ProofInvalid("TRAIL_WRONG", f"instrument {version} is dated before the one that it follows")
        folded, before = acts.fold_trail(folded, digest, version, instrument.time), instrument.time
    count, stated = len(case.title.instruments), read_head(case.title.head.value).version
    if folded != case.title.trail.value or count != stated:
        raise ProofInvalid(
            "TRAIL_WRONG",
            f"{count} instruments fold to 0x{folded.hex()}; the chain has version {stated} and the trail "
            f"0x{case.title.trail.value.hex()}",
            next="an instrument is missing, moved or altered: ask for the complete history",
        )
    return f"{count} instruments are the complete history up to version {stated}"


def registration_filing(case: Case) -> str:
    """Check 44."""
    leaf = merkle.leaf_hash(case.filing.entry)
    first = case.title.instruments[0] if case.title.instruments else None
    if first is None or first.kind != "register":
        raise checks.not_checked("the title's history does not begin with a registration", "see instruments")
    node = first.message.get("node")
    if not isinstance(node, int) or not 0 <= node < 1 << 32:
        raise checks.not_checked("the registration has no node", "see instruments")
    number = acts.achievement_number(node, leaf)
    if number != case.title_claim.achievement:
        raise ProofInvalid(
            "FILING_FOREIGN",
            f"the filing {leaf.hex()} at node {node} gives achievement 0x{number.hex()}, but the claim is about "
            f"0x{case.title_claim.achievement.hex()}",
        )
    if _filing_of(first) != "0x" + leaf.hex():
        raise ProofInvalid("FILING_FOREIGN", f"the registration names the filing {_filing_of(first)}, not this one")
    return f"the achievement rests on the filing {leaf.hex()}"


def instruments(case: Case) -> str:
    """Check 45."""
    end, head = case.replay.end, read_head(case.title.head.value)
    words = shares.pack(end.table)
    given = [int.from_bytes(word.value, "big") for word in case.title.words]
    marks = sum(1 << (64 * i + 32) for i in range(4))
    if words != [word & ~marks for word in given]:
        table = "; ".join(f"party {share.party}: {share.units}" for share in end.table)
        raise ProofInvalid("REPLAY_WRONG", f"the instruments lead to other holdings than the chain's: {table}")
    if head.status not in _STATUSES_AFTER[end.status] or head.node != end.node:
        raise ProofInvalid(
            "REPLAY_WRONG",
            f"the instruments lead to {STATUSES[end.status]} at node {end.node}, the chain says status "
            f"{head.status} at node {head.node}",
        )
    if (head.rule, head.delegate) != (end.rule, end.delegate):
        raise ProofInvalid("REPLAY_WRONG", f"the instruments lead to rule {end.rule}, the chain says {head.rule}")
    return f"{len(case.replay.steps)} instruments lead to exactly these holdings{_marks(given, end)}"


def _marks(given: list[int], end: TitleState) -> str:
    """What the marks say. A release is no instrument, so a mark may be gone; none comes from nowhere."""
    rows = [word >> (64 * i) for word in given for i in range(4)]
    marked = {row & 0xFFFFFFFF for row in rows if row >> 32 & 1}
    if strange := sorted(marked - pledgereplay.marked(end.pledges)):
        raise ProofInvalid("REPLAY_WRONG", f"units of party {strange[0]} are marked as pledged by no instrument")
    return f"; pledged units are held by {', '.join(f'party {party}' for party in sorted(marked))}" if marked else ""


def as_of(case: Case) -> str:
    """Check 48."""
    answer, header = case.holders_as_of, case.header.lean()
    at = case.title_claim.at
    if at is not None and at > header.time:
        raise ProofInvalid(
            "AS_OF_TOO_LATE",
            f"the claim asks for {when(at)}, but the bundle proves the state of {when(header.time)} only",
            next="ask for a bundle made after that day",
        )
    moment = when(header.time if at is None else at)
    if answer is None:
        return f"at {moment} the achievement was not yet registered"
    rows = ", ".join(f"party {share.party}: {share.fraction}" for share in answer.table)
    if answer.closed_by is not None:
        return f"at {moment} closed by {answer.closed_by}, held by nobody"
    word = "held by" if answer.status == CONFIRMED else "claimed by"
    return f"at {moment} {STATUSES[answer.status]}, {word} {rows}"


def answer(case: Case) -> dict[str, object]:
    """For people: the achievement, the time asked, and its holders then. :raises Undecided: if it cannot be told."""
    at, then = case.title_claim.at, case.holders_as_of
    asked = case.header.lean().time if at is None else at
    told = {"achievement": "0x" + case.title_claim.achievement.hex(), "at": asked}
    return told | (then.holders() if then else {"status": STATUSES[0], "holders": []})


def _prove(case: Case, slot: Slot, offset: int, what: str) -> None:
    number = ethproof.mapping_slot(case.title_claim.achievement, TITLES, offset)
    chainproof.slot(slot, number, what)


def _filing_of(registration: Instrument) -> str:
    act = registration.message.get("act")
    return str(act.get("filing")) if isinstance(act, dict) else "none"
