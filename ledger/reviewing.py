"""An officer examines a filing before it is registered: accepts it, or sends it back and says why.

Accepting starts the period for the decision. Nobody examines what he filed himself. The filer, and whoever else may
read the filing, sees what was said; nothing of it stands on the log or the chain.
"""

from sqlalchemy import Connection

from ledger import desks, disclosing
from ledger.core.errors import Conflict, Malformed, NotAllowed, Refused
from ledger.store import duties, filings, reviews
from ledger.store.reviews import Review
from ledger.store.vault import Vault

STEPS = {"achievement_filing": "accept", "technology_contract": "acceptContract"}
"""The duty of examining a filing, by its type without the version."""
LONGEST_REASON = 2000


def review(
    connection: Connection,
    opened: Vault,
    leaf: bytes,
    party: int,
    signer: bytes,
    *,
    decision: str,
    reason: str | None,
    large: bool,
    now: int,
    seen: int | None = None,
) -> Review:
    """Write down an officer's word on a filing; saying the same again changes nothing.

    :param decision: `accepted` or `returned`. :param reason: has to be given where it is sent back.
    :param large: of a technology contract: that the longer period for large or disputed ones applies.
    :param seen: how many words on the filing he knows of; None takes his word whatever was said meanwhile.
    :raises NotFound: `FILING_UNKNOWN`, `DISCLOSURES_ERASED`.
    :raises Refused: `FILING_NOT_EXAMINED` for a type that nobody registers.
    :raises NotAllowed: `NOT_AN_OFFICER`, `NOT_COMPETENT_HERE`, `OFFICER_FILED`.
    :raises Malformed: `REASON_MISSING`. :raises Conflict: `FILING_REGISTERED`, `EXAMINED_MEANWHILE`.
    """
    stored = filings.require(connection, leaf)
    step = STEPS.get(stored.type.partition("/")[0])
    if step is None:
        raise Refused(
            "FILING_NOT_EXAMINED",
            f"a filing of the type {stored.type} is not examined",
            next="only achievements and technology contracts are accepted for registration",
            type=stored.type,
        )
    appointment = desks.require_power(connection, party, step, stored.node, now)
    if disclosing.is_filer(connection, opened, leaf, signer):
        raise NotAllowed(
            "OFFICER_FILED",
            "you filed this yourself",
            next="let another officer examine it",
            leaf=leaf.hex(),
            party=party,
        )
    if decision == reviews.RETURNED and not (reason or "").strip():
        raise Malformed("REASON_MISSING", "it is sent back without a reason", next="say what has to be mended")
    filings.hold(connection, [leaf])
    if duties.is_registered(connection, leaf):
        raise Conflict(
            "FILING_REGISTERED",
            f"the filing {leaf.hex()} was registered already",
            next="see the achievement, or the contract",
            leaf=leaf.hex(),
        )
    said = reviews.of(connection, opened, leaf)
    if said and said[-1].decision == decision and said[-1].large == large and (said[-1].reason or "") == (reason or ""):
        return said[-1]
    if seen is not None and len(said) > seen:
        raise Conflict(
            "EXAMINED_MEANWHILE",
            f"party {said[-1].officer} has said something to the filing {leaf.hex()} meanwhile: {said[-1].decision}",
            next="open the filing anew, see what was said, and decide then",
            leaf=leaf.hex(),
            officer=said[-1].officer,
            decision=said[-1].decision,
        )
    made = Review(decision, party, appointment, large, now, reason)
    reviews.add(connection, opened, leaf, made)
    return made


def is_registered(connection: Connection, leaf: bytes) -> bool:
    """Whether an achievement or a technology contract was registered from this filing."""
    return duties.is_registered(connection, leaf)


def reviews_of(
    connection: Connection, opened: Vault, leaf: bytes, signer: bytes, parties: tuple[int, ...], now: int
) -> list[Review]:
    """What officers said to a filing, oldest first, for whoever may read it; the reading is recorded.

    :param signer: ERC-7913 bytes of the session's key. :param parties: for which it speaks.
    :raises NotFound: `FILING_UNKNOWN`, `DISCLOSURES_ERASED`.
    :raises NotAllowed: `FILING_PRIVATE`.
    """
    if not disclosing.open_to(connection, opened, leaf, signer, parties, now):
        raise NotAllowed(
            "FILING_PRIVATE",
            "this filing is not open to you",
            next="ask its filer, or sign in with the key that filed it",
            leaf=leaf.hex(),
        )
    return reviews.of(connection, opened, leaf)
