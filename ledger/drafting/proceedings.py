"""Acts on what stands beside a title: notices, objections, freezes, priority offers, announced orders, pledges."""

from eth_abi.abi import encode
from eth_hash.auto import keccak

from ledger.chain.reasons import REFUSALS
from ledger.core import calendar
from ledger.core.acts import Message
from ledger.core.errors import Refused
from ledger.core.meanings import EFFECTS, FREEZES, OBJECTIONS, OUTCOMES
from ledger.core.policy import words
from ledger.core.policy.book import books
from ledger.drafting.desk import ZERO, Desk, hex32, period_end, raw
from ledger.drafting.titles import order_terms


def prolong(desk: Desk) -> Message:
    """The end of a notice moves back."""
    achievement = desk.fields.hash("achievement")
    return {
        "matter": desk.matter(achievement, officer=True),
        "round": desk.fields.number("round", desk.title(achievement).round),
        "noticeUntil": desk.fields.number("noticeUntil"),
    }


def object_(desk: Desk) -> Message:
    """A party objects to what is on notice."""
    fields = desk.fields
    achievement = fields.hash("achievement")
    return {
        "matter": desk.matter(achievement, officer=False),
        "party": fields.number("party"),
        "round": fields.number("round", desk.title(achievement).round),
        "ground": fields.choice("ground", OBJECTIONS),
    }


def require_in_time(desk: Desk, message: Message) -> None:
    """Lead nobody to sign an objection that no longer counts.

    :raises Refused: `OBJECTION_LATE` once the notice is over.
    """
    until = desk.title(message["matter"]["achievement"]).notice_until
    if until and desk.drafted >= until:
        raise _late(until)


def _late(until: int) -> Refused:
    """Why an objection no longer counts, under which clause, and what can still be done."""
    said = REFUSALS["ObjectionLate"]
    zh, en = (words.clauses(books()[-1], ["open_objection_blocks"], language) for language in ("zh", "en"))
    ended = calendar.moment(until)
    return Refused(
        "OBJECTION_LATE",
        f"{said.en.format(until=ended)} ({en})",
        next=said.next[1],
        until=until,
        zh=f"{said.zh.format(until=ended)}（{zh}）",
        zhNext=said.next[0],
    )


def retract(desk: Desk) -> Message:
    """A party takes its objection back."""
    achievement = desk.fields.hash("achievement")
    party = desk.party()
    return {
        "matter": desk.matter(achievement, officer=False, filing=ZERO),
        "party": party,
        "objection": _objection(desk, achievement, party),
    }


def decide(desk: Desk) -> Message:
    """An officer decides an objection; without an effect the proposal stands."""
    fields = desk.fields
    achievement = fields.hash("achievement")
    party = desk.party()
    return {
        "matter": desk.matter(achievement, officer=True),
        "party": party,
        "objection": _objection(desk, achievement, party),
        "outcome": fields.choice("outcome", OUTCOMES),
        "effect": fields.choice("effect", EFFECTS, 0),
    }


def freeze(desk: Desk) -> Message:
    """A title is frozen until a second."""
    fields = desk.fields
    return {
        "matter": desk.matter(fields.hash("achievement"), officer=True),
        "judge": fields.number("judge", 0),
        "until": fields.number("until"),
        "ground": fields.choice("ground", FREEZES),
    }


def lift(desk: Desk) -> Message:
    """A freeze ends; by default the only one that stands."""
    achievement = desk.fields.hash("achievement")
    _, standing = desk.contracts.proceedings.freezes(raw(achievement), desk.block)
    return {
        "matter": desk.matter(achievement, officer=True),
        "number": desk.fields.number("number", standing[0] if len(standing) == 1 else None),
    }


def offer(desk: Desk) -> Message:
    """A holder offers units to those with priority: by default all other holders, for the least window.

    Buyer and price come in as they are and go on as a commitment: give `buyer` and `price` (or its commitment), or the
    finished `commitment`.
    """
    fields = desk.fields
    achievement = fields.hash("achievement")
    seller, units = fields.number("seller"), fields.amount()
    if fields.any_of({"commitment"}):
        commitment = fields.hash("commitment")
    else:
        commitment = offer_commitment(achievement, seller, desk.party("buyer"), units, desk.commitment("price"))
    holders = desk.contracts.titles.holdings(raw(achievement), desk.block)
    end = None
    if not fields.any_of({"windowEnd"}):
        least = desk.contracts.proceedings.limits(desk.block).least_window
        end = period_end(desk.drafted, least, 0, "windowEnd", desk.holidays)
    return {
        "matter": desk.matter(achievement, officer=False, filing=ZERO),
        "seller": seller,
        "units": units,
        "commitment": commitment,
        "entitled": fields.numbers("entitled", [one.party for one in holders if one.party != seller]),
        "windowEnd": fields.number("windowEnd", end),
    }


def offer_commitment(achievement: str, seller: int, buyer: int, units: int, opening: str) -> str:
    """keccak256(abi.encode(bytes32 achievement, uint32 seller, uint32 buyer, uint32 units, bytes32 opening)).

    :param opening: the salted commitment to the price.
    """
    types = ["bytes32", "uint32", "uint32", "uint32", "bytes32"]
    return hex32(keccak(encode(types, [raw(achievement), seller, buyer, units, raw(opening)])))


def take(desk: Desk) -> Message:
    """One who is entitled takes the offer."""
    return _answered(desk) | {"party": desk.fields.number("party")}


def waive(desk: Desk) -> Message:
    """One who is entitled lets the offer pass."""
    return _answered(desk) | {"party": desk.fields.number("party")}


def withdraw_offer(desk: Desk) -> Message:
    """The seller takes the offer back."""
    return _answered(desk)


def announce(desk: Desk) -> Message:
    """An order goes on public notice."""
    return {
        "matter": desk.matter(desk.fields.hash("achievement"), officer=True),
        "judge": desk.fields.number("judge"),
        "terms": order_terms(desk.fields),
    }


def record_effect(desk: Desk) -> Message:
    """An outside register shows the holders as they stand here."""
    achievement = desk.fields.hash("achievement")
    return {
        "matter": desk.matter(achievement, officer=True),
        "version": desk.fields.number("titleVersion", desk.title(achievement).version),
        "since": desk.fields.number("since"),
    }


def pledge(desk: Desk) -> Message:
    """Holders pledge units."""
    fields = desk.fields
    achievement = fields.hash("achievement")
    return {
        "act": desk.act(achievement),
        "pledgee": fields.number("pledgee"),
        "parts": fields.table("parts"),
    }


def release(desk: Desk) -> Message:
    """The pledgee lets a pledge go."""
    number = desk.fields.hash("pledge")
    standing = desk.contracts.pledges.pledge(raw(number), desk.block)
    achievement = desk.known("pledge", number, standing.achievement)
    return {"matter": desk.matter(achievement, officer=False, filing=ZERO), "pledge": number}


def _answered(desk: Desk) -> Message:
    number = desk.fields.hash("offer")
    standing = desk.contracts.proceedings.offer(raw(number), desk.block)
    achievement = desk.known("offer", number, standing.achievement)
    return {"matter": desk.matter(achievement, officer=False, filing=ZERO), "offer": number}


def _objection(desk: Desk, achievement: str, party: int) -> str:
    """The party's objection as given, or its last one."""
    standing = desk.contracts.proceedings.objection(raw(achievement), party, desk.block)
    if not any(standing.objection) and not desk.fields.any_of({"objection"}):
        raise Refused(
            "NO_OPEN_OBJECTION",
            f"party {party} has no objection to {achievement}",
            next="see the achievement's objections",
            party=party,
            achievement=achievement,
        )
    return desk.fields.hash("objection", hex32(standing.objection))
