"""Acts on title itself."""

from collections.abc import Sequence

from ledger.core import acts
from ledger.core.acts import Message
from ledger.core.errors import Malformed
from ledger.core.meanings import BASES, CANCELLATIONS, ORDERS, PLEDGES_AFTER, RULES, SHARES_FREE
from ledger.core.shares import Share
from ledger.drafting import named, rights
from ledger.drafting.desk import ZERO, Desk, hex32, notice_end, raw
from ledger.drafting.fields import Fields, as_hex, malformed

_TERMS = {"rule", "delegate", "table", "useGrant", "sharesFree"}
_GIFT = BASES["gift"]


def register(desk: Desk) -> Message:
    """An achievement is entered with the shares that its filer claims."""
    fields = desk.fields
    node, filing = fields.number("node"), fields.hash("filing")
    achievement = hex32(acts.achievement_number(node, raw(filing)))
    stated = fields.hash("achievement", achievement)
    if stated != achievement:
        raise malformed(
            "achievement",
            stated,
            (f" {achievement}（由节点与备案得出）", f"{achievement}, which follows from node and filing"),
        )
    return {
        "act": desk.act(stated, version=0, filing=filing),
        "node": node,
        "filer": fields.number("filer"),
        "claimed": fields.table("claimed"),
    }


def cancel(desk: Desk) -> Message:
    """A registration is struck off."""
    achievement = desk.fields.hash("achievement")
    return {"act": desk.act(achievement), "ground": desk.fields.choice("ground", CANCELLATIONS)}


def propose(desk: Desk) -> Message:
    """Terms go on notice: by default those that stand, for the least notice."""
    fields = desk.fields
    achievement = fields.hash("achievement")
    title = desk.title(achievement)
    standing = desk.contracts.titles.holdings(raw(achievement), desk.block)
    terms: Message = {
        "rule": fields.choice("rule", RULES, 1),
        "delegate": fields.number("delegate", 0),
        "table": fields.table("table", acts.shares_message(standing)),
        "useGrant": _use_grant(desk),
    }
    if fields.flag("sharesFree"):
        terms["rule"] |= SHARES_FREE
    until = None
    if not fields.any_of({"noticeUntil"}):
        least = desk.contracts.titles.limits(desk.block).least_notice
        until = notice_end(desk.drafted, least, title.notice_until, desk.holidays)
    return {
        "act": desk.act(achievement, appointment=0),
        "terms": terms,
        "round": title.round + 1,
        "noticeUntil": fields.number("noticeUntil", until),
    }


def confirm(desk: Desk) -> Message:
    """What was on notice takes effect; the terms need not be repeated."""
    fields = desk.fields
    achievement = fields.hash("achievement")
    if not fields.any_of(_TERMS):
        terms = desk.proposed_terms(raw(achievement))
    else:
        terms = {
            "rule": fields.choice("rule", RULES) | (SHARES_FREE if fields.flag("sharesFree") else 0),
            "delegate": fields.number("delegate", 0),
            "table": fields.table("table"),
            "useGrant": _use_grant(desk),
        }
    return {"act": desk.act(achievement), "terms": terms}


def convey(desk: Desk) -> Message:
    """Units pass. Where they need priority offers, those that the givers made last are named."""
    fields = desk.fields
    achievement = fields.hash("achievement")
    basis, movements = fields.choice("basis", BASES), fields.movements()
    price = desk.commitment("price", ZERO)
    offers = fields.hashes("offers", _offers(desk, achievement, basis, movements))
    for offer in offers:
        desk.known("offer", offer, desk.contracts.proceedings.offer(raw(offer), desk.block).achievement)
    givers = {movement["from"] for movement in movements}
    openings = fields.hashes("openings", [price] * len(offers) if len(givers) == 1 else [])
    if len(openings) != len(offers):
        raise Malformed(
            "FIELD_MALFORMED",
            f"there are {len(openings)} openings for {len(offers)} offers",
            next="give for each offer the price commitment with which it was made",
            field="openings",
            zh=f"价格承诺 {len(openings)} 个，要约 {len(offers)} 份，两者须相等",
        )
    return {
        "act": desk.act(achievement),
        "basis": basis,
        "price": price,
        "movements": movements,
        "offers": offers,
        "openings": openings,
        "pledgeAfter": fields.choice("pledgeAfter", PLEDGES_AFTER, 0),
    }


def settle(desk: Desk) -> Message:
    """An offer's units go to its takers, as the contract computes it."""
    fields = desk.fields
    offer = fields.hash("offer")
    proceedings = desk.contracts.proceedings
    achievement = desk.known("offer", offer, proceedings.offer(raw(offer), desk.block).achievement)
    movements = (
        fields.movements()
        if fields.any_of({"movements"})
        else [
            {"from": giver, "to": taker, "units": units}
            for giver, taker, units in proceedings.settlement(raw(offer), desk.block)
        ]
    )
    return {
        "act": desk.act(achievement),
        "offer": offer,
        "movements": movements,
        "pledgeAfter": fields.choice("pledgeAfter", PLEDGES_AFTER, 0),
    }


def amend_rule(desk: Desk) -> Message:
    """The holders change the rule by which they decide."""
    fields = desk.fields
    achievement = fields.hash("achievement")
    rule = fields.choice("rule", RULES) | (SHARES_FREE if fields.flag("sharesFree") else 0)
    return {"act": desk.act(achievement), "rule": rule, "delegate": fields.number("delegate", 0)}


def enforce(desk: Desk) -> Message:
    """An announced order takes effect."""
    achievement = desk.fields.hash("achievement")
    return {
        "act": desk.act(achievement),
        "judge": desk.fields.number("judge"),
        "terms": order_terms(desk.fields),
    }


def migrate(desk: Desk) -> Message:
    """The title goes to a later registry."""
    achievement = desk.fields.hash("achievement")
    return {"act": desk.act(achievement), "successor": as_hex("successor", desk.fields.take("successor"))}


def order_terms(fields: Fields) -> Message:
    """What is ordered; orders that close a title have no movements."""
    return {"ground": fields.choice("ground", ORDERS), "movements": fields.movements([])}


def _use_grant(desk: Desk) -> str:
    """The hash of the grant's terms, or the terms themselves, of which nothing but the hash goes on."""
    given = desk.fields.take("useGrant", ZERO)
    if isinstance(given, dict):
        inner = Fields(given)
        terms = rights.grant_terms(inner, None)
        inner.finish()
        named.require("GrantTerms", terms, desk.counts)
        return hex32(acts.struct_hash("GrantTerms", terms))
    return Fields({"useGrant": given}).hash("useGrant")


def _offers(desk: Desk, achievement: str, basis: int, movements: Sequence[Message]) -> list[str]:
    """The last offer of the giver of each movement that needs one; none where the giver made none."""
    holders = desk.contracts.titles.holdings(raw(achievement), desk.block)
    givers = [movement["from"] for movement in movements if _needs_offer(movement, basis, movements, holders)]
    last = [desk.contracts.proceedings.last_offer(raw(achievement), giver, desk.block) for giver in givers]
    return [hex32(offer) for offer in last if any(offer)]


def _needs_offer(movement: Message, basis: int, movements: Sequence[Message], holders: Sequence[Share]) -> bool:
    """Whether a movement sells to an outsider while some other holder neither gives here nor gets from this giver."""
    parties = {holder.party for holder in holders}
    giving = {each["from"] for each in movements}
    getting = {each["to"] for each in movements if each["from"] == movement["from"]}
    return basis != _GIFT and movement["to"] not in parties and bool(parties - giving - getting)
