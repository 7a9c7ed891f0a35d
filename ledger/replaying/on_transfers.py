"""The deeds that move shares, or bind them."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date

from ledger.core.docket.on_transfers import entitled_against
from ledger.core.policy import priority
from ledger.core.policy.pledging import Moves
from ledger.replaying.cast import JUDGE, second_of
from ledger.replaying.plan import Deed, Deeds, Plan

_FOR_EVER = 100 * 365 * 86_400
_GROUNDS = {"cnipa_suspension": "suspension"}
_ORDERS = {"inheritance": "death", "merger": "merger", "court": "judgment"}


def moves_pledged(plan: Plan, name: str, moves: Moves) -> bool:
    """Whether the chain sees pledged units move: by what each is left with in the end.

    The rules count what each gives.
    """
    left = dict(plan.docket.achievements[name].holders)
    for giver, receiver, units in moves:
        left[giver] = left.get(giver, 0) - units
        left[receiver] = left.get(receiver, 0) + units
    parts = [part for pledge in plan.docket.pledges_on(name).values() for part in pledge.parts.items()]
    return any(left.get(party, 0) < units for party, units in parts)


def _pledge_after(plan: Plan, name: str, moves: Moves) -> int | str:
    """What becomes of pledges; said only where pledged units move."""
    how: str | None = plan.event.get("pledge_after")
    return how if how and moves_pledged(plan, name, moves) else 0


def _price(plan: Plan, offer: str) -> str:
    """The salted commitment to an offer's price: one for all offers of a seller, who may sell by several at once for
    one price together."""
    about = plan.docket.offers.get(offer)
    achievement, seller = (about.achievement, about.seller) if about else _offered(plan)
    return plan.cast.things.setdefault(f"{achievement} {seller} price", "0x" + secrets.token_hex(32))


def _offered(plan: Plan) -> tuple[str, str]:
    return plan.event.payload["achievement"], plan.event.payload["seller"]


def needing_offers(plan: Plan) -> set[str]:
    """The givers of a conveyance who need an offer on the chain: they sell to an outsider, and some holder neither
    gives nor receives from them. Completers are none of its business."""
    holders, moves = plan.docket.achievements[plan.event.payload["achievement"]].holders, plan.case.moves("movements")
    givers = {giver for giver, _, _ in moves}
    found = set()
    for giver in givers:
        mine = {receiver for each, receiver, _ in moves if each == giver}
        if plan.event.payload["basis"] != "gift" and mine - set(holders) and set(holders) - givers - mine:
            found.add(giver)
    return found


def closed_offers(plan: Plan) -> dict[str, None]:
    """The offers that a conveyance closes on the chain, in the order of its movements."""
    told = plan.event.payload
    if plan.event.kind != "share_conveyed":
        return {}
    holders, needing = plan.docket.achievements[told["achievement"]].holders, needing_offers(plan)
    named = [(each, plan.docket.offers[each]) for each in told.get("offers") or []]
    closed: dict[str, None] = {}
    for giver, receiver in dict.fromkeys((giver, receiver) for giver, receiver, _ in plan.case.moves("movements")):
        fit = [number for number, offer in named if (offer.seller, offer.buyer) == (giver, receiver)]
        fit += [number for number, offer in named if offer.seller == giver]
        if giver in needing and receiver not in holders and fit:
            closed[fit[0]] = None
    return closed


def overtaken_offers(plan: Plan) -> list[str]:
    """Those of the offers that a conveyance closes on the chain which a holder overtook whom the sale passes over: he
    came after the offer, and the chain asks for him."""
    moves, asked = plan.case.moves("movements") if plan.event.kind == "share_conveyed" else [], plan.cast.asked
    spared = {giver for giver, _, _ in moves}
    found = []
    for number in closed_offers(plan):
        seller = plan.docket.offers[number].seller
        mine = {receiver for giver, receiver, _ in moves if giver == seller}
        holders = plan.docket.achievements[plan.event.payload["achievement"]].holders
        if set(holders) - spared - mine - set(asked.get(number, ())):
            found.append(number)
    return found


def renewal(number: str) -> str:
    """Under which name an offer's renewal is kept."""
    return f"{number} renewed"


def _renew(plan: Plan, number: str) -> Deed:
    """The same offer again, over in the second in which it is made, to those who were asked and those who hold now."""
    offer = plan.docket.offers[number]
    holders = [party for party in plan.docket.achievements[offer.achievement].holders if party != offer.seller]
    fields = {
        "achievement": plan.number(offer.achievement),
        "filing": plan.leaf,
        "seller": plan.party(offer.seller),
        "units": offer.units,
        "buyer": plan.party(offer.buyer),
        "price": _price(plan, number),
        "entitled": plan.several([*plan.cast.asked.get(number, ()), *holders]),
        "windowEnd": plan.cast.stage.clock(),
    }
    return Deed("offer", fields, names=renewal(number))


def _convey(plan: Plan) -> Deeds:
    told, name = plan.event.payload, plan.event.payload["achievement"]
    moves = plan.case.moves("movements")
    givers, offers = {giver for giver, _, _ in moves}, list(closed_offers(plan))
    named = [plan.docket.offers[each] for each in told.get("offers") or []]
    same = len(givers) == 1 and offers and told["price_fen"] == sum(offer.price for offer in named)
    fields = plan.on(name, "register_transfer") | {
        "basis": told["basis"],
        "price": _price(plan, offers[0]) if same else "0x" + secrets.token_hex(32),
        "movements": plan.movements(moves, plan.docket.achievements[name].holders),
        "offers": [plan.number(each) for each in offers],
        "openings": [_price(plan, each) for each in offers],
        "pledgeAfter": _pledge_after(plan, name, moves),
    }
    if not fields["movements"]:
        return []
    again = overtaken_offers(plan)
    names = [renewal(each) if each in again else each for each in offers]
    found: Deeds = [_renew(plan, each) for each in again]
    return [*found, Deed("convey", fields, late=lambda: {"offers": [plan.number(each) for each in names]})]


def _offer(plan: Plan) -> Deeds:
    told, name = plan.event.payload, plan.event.payload["achievement"]
    until = plan.end_of(lambda: plan.docket.world.deadlines.priority(plan.event.day, told["stated_days"]))
    entitled = entitled_against(plan.docket.achievements[name], told["seller"])
    in_order = [party for party in entitled if party in told["to"]]  # the chain splits and settles in this order
    in_order += [party for party in told["to"] if party not in in_order]
    plan.cast.asked[told["offer"]] = in_order
    fields = {
        "achievement": plan.number(name),
        "filing": plan.leaf,
        "seller": plan.party(told["seller"]),
        "units": plan.case.units(told["share"]) or 0,
        "buyer": plan.party(told["buyer"]),
        "price": _price(plan, told["offer"]),
        "entitled": plan.several(in_order),
        "windowEnd": until,
    }
    return [Deed("offer", fields, names=told["offer"])]


def _answer(kind: str) -> Callable[[Plan], Deeds]:
    def write(plan: Plan) -> Deeds:
        fields = {"offer": plan.thing("offer"), "party": plan.party(plan.event.payload["by"])}
        return [Deed(kind, fields | {"filing": plan.leaf})]

    return write


def _withdraw_offer(plan: Plan) -> Deeds:
    return [Deed("withdrawOffer", {"offer": plan.thing("offer"), "filing": plan.leaf})]


def _settle(plan: Plan) -> Deeds:
    offer = plan.docket.offers[plan.event.payload["offer"]]
    achievement = plan.docket.achievements[offer.achievement]
    claimants = [party for party in entitled_against(achievement, offer.seller) if party in offer.claimed]
    claimants += [party for party in offer.claimed or offer.to if party not in claimants]
    taken = priority.shares_taken(offer.units, claimants, achievement.holders)
    # There the holders of now come first, then the others as the offer lists them.
    asked = [*achievement.holders, *plan.cast.asked.get(plan.event.payload["offer"], offer.to)]
    moves = [(offer.seller, party, taken[party]) for party in sorted(taken, key=asked.index)]
    fields = plan.on(offer.achievement, "register_transfer") | {
        "offer": plan.thing("offer"),
        "movements": plan.movements(moves, achievement.holders),
        "pledgeAfter": _pledge_after(plan, offer.achievement, moves),
    }
    return [Deed("settle", fields)]


def _order(plan: Plan) -> Deeds:
    told = plan.event.payload
    moves = [(told["from"], row["party"], plan.case.units(row["share"]) or 0) for row in told["to"]]
    fields = plan.on(told["achievement"], "court_order") | {
        "judge": plan.cast.appointments[JUDGE],
        "ground": _ORDERS[told["basis"]],
        "movements": plan.movements(moves, plan.docket.achievements[told["achievement"]].holders),
    }
    return [Deed("announce", fields), Deed("enforce", dict(fields))] if fields["movements"] else []


def _freeze(plan: Plan) -> Deeds:
    told = plan.event.payload
    fields = plan.on(told["achievement"], "freeze") | {
        "ground": _GROUNDS.get(told["ground"], told["ground"]),
        "until": plan.cast.stage.clock() + _FOR_EVER,
    }
    return [Deed("freeze", fields, names=told["freeze"])]


def _lift(plan: Plan) -> Deeds:
    freeze = plan.docket.freezes[plan.event.payload["freeze"]]
    if plan.docket.achievements[freeze.achievement].standing == "CANCELLED" and not freeze.lifted:
        return []  # a title that is closed stays as it is there
    number = int(plan.cast.things.get(plan.event.payload["freeze"], "0"))
    return [Deed("lift", plan.on(freeze.achievement, "freeze") | {"number": number})]


def _effect(plan: Plan) -> Deeds:
    told = plan.event.payload
    since = second_of(date.fromisoformat(told["registered_on"]))
    return [Deed("recordEffect", plan.on(told["achievement"], "register_legal_effect") | {"since": since})]


def _pledge(plan: Plan) -> Deeds:
    told = plan.event.payload
    fields = plan.on(told["achievement"], "register_pledge") | {
        "pledgee": plan.party(told["pledgee"]),
        "parts": plan.table(plan.case.holders("pledged", whole=False)),
    }
    return [Deed("pledge", fields, names=told["pledge"])]


def _release(plan: Plan) -> Deeds:
    return [Deed("release", {"pledge": plan.thing("pledge"), "filing": plan.leaf})]


WRITERS: Mapping[str, Callable[[Plan], Deeds]] = {
    "share_conveyed": _convey,
    "priority_offered": _offer,
    "priority_exercised": _answer("take"),
    "priority_waived": _answer("waive"),
    "offer_withdrawn": _withdraw_offer,
    "priority_settled": _settle,
    "succession_registered": _order,
    "freeze_registered": _freeze,
    "freeze_lifted": _lift,
    "legal_effect_registered": _effect,
    "pledge_registered": _pledge,
    "pledge_released": _release,
}
