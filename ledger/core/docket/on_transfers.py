"""Events that move units, and what stands in their way: priority offers, freezes, pledges, successions."""

from datetime import date

from ledger.core.docket.cases import Case, Ruling, shown
from ledger.core.docket.on_filings import GRANTED_KINDS
from ledger.core.docket.things import Achievement, Conveyance, Freeze, Offer, Pledge
from ledger.core.policy import priority
from ledger.core.policy.pledging import Moves, Parts, Touched, touched
from ledger.core.policy.splitting import largest_remainder


def state_of(offer: Offer, day: date) -> str:
    """The state of an offer on a day (`priority.state`)."""
    return priority.state(
        last_day=offer.last_day,
        to=offer.to,
        claimed=offer.claimed,
        waived=offer.waived,
        day=day,
        ended=offer.ended,
    )


def entitled_against(achievement: Achievement, seller: str) -> list[str]:
    """Who has priority when this party sells to an outsider."""
    return priority.entitled(
        achievement.holders,
        seller,
        units=achievement.units,
        completers=achievement.completers,
        service=achievement.service,
    )


def share_conveyed(case: Case) -> Ruling:
    name, achievement = case.text("achievement"), case.achievement
    moves, gift = case.moves("movements"), case.text("basis") == "gift"
    givers, receivers = {giver for giver, _, _ in moves}, {receiver for _, receiver, _ in moves}
    case.must_be_movable(achievement, name)
    case.must_hold(achievement, givers)
    version = case.event.get("version")
    case.refuse(version is not None and version != achievement.version, "STALE_VERSION", version=achievement.version)
    given = _given(moves)
    _must_suffice(case, achievement, given)
    _must_respect_priority(case, achievement, moves, gift=gift)
    plan = _plan_pledges(case, name, achievement, moves)

    case.must_sign(*givers, *receivers)
    case.must_be_officer("register_transfer", achievement.node)
    if achievement.agreement is None or not achievement.agreement.shares_free:
        case.findings.missing(achievement.deciding.missing(givers | receivers, case.signed), "CONSENT_MISSING")
    after = case.moved(achievement.holders, moves)

    def change() -> None:
        achievement.hold(after, case.day)
        conveyance = Conveyance(name, given, _carry_pledges(case, plan))
        case.docket.conveyances[case.text("conveyance")] = conveyance
        for offer in case.names("offers"):
            case.docket.offers[offer].ended = "SOLD"

    return Ruling(change, {"owners": shown(after), "version": achievement.version + 1})


def priority_offered(case: Case) -> Ruling:
    name, achievement = case.text("achievement"), case.achievement
    seller, buyer = case.text("seller"), case.text("buyer")
    case.must_be_movable(achievement, name)
    case.must_hold(achievement, [seller])
    units = case.units(case.event.payload["share"]) or 0
    _must_suffice(case, achievement, {seller: units})
    to = [party for party in entitled_against(achievement, seller) if party != buyer]
    case.refuse(buyer in achievement.holders or not to, "NO_PRIORITY")
    case.refuse(sorted(case.names("to")) != sorted(to), "OFFER_INCOMPLETE", entitled=sorted(to))
    earlier = [o for o in case.docket.offers.values() if o.achievement == name and o.seller == seller]
    case.refuse(any(state_of(each, case.day) in ("OPEN", "EXERCISED") for each in earlier), "OFFER_OPEN")
    case.must_sign(seller)
    last = case.last_day(lambda: case.world.deadlines.priority(case.day, case.number("stated_days")))

    def change() -> None:
        if last is not None:
            offer = Offer(name, seller, buyer, units, case.number("price_fen"), to, last)
            case.docket.offers[case.text("offer")] = offer

    return Ruling(change, {"last_day": last.isoformat()} if last else {})


def priority_exercised(case: Case) -> Ruling:
    offer = _answered(case)
    return Ruling(lambda: offer.claimed.append(case.text("by")))


def priority_waived(case: Case) -> Ruling:
    offer = _answered(case)
    return Ruling(lambda: offer.waived.append(case.text("by")))


def offer_withdrawn(case: Case) -> Ruling:
    offer = case.docket.offers[case.text("offer")]
    _must_not_be_ended(case, offer)
    case.refuse(bool(offer.claimed), "ROFR_EXERCISED", claimed=sorted(offer.claimed))
    case.must_sign(offer.seller)

    def change() -> None:
        offer.ended = "WITHDRAWN"

    return Ruling(change)


def priority_settled(case: Case) -> Ruling:
    offer = case.docket.offers[case.text("offer")]
    achievement = case.docket.achievements[offer.achievement]
    case.refuse(case.docket.is_frozen(offer.achievement), "FROZEN")
    _must_not_be_ended(case, offer)
    case.refuse(not offer.claimed, "NO_CLAIM")
    case.refuse(state_of(offer, case.day) == "OPEN", "ROFR_RUNNING", last_day=offer.last_day.isoformat())
    _must_suffice(case, achievement, {offer.seller: offer.units})
    claimants = [party for party in entitled_against(achievement, offer.seller) if party in offer.claimed]
    claimants += [party for party in offer.claimed if party not in claimants]
    case.must_sign(offer.seller, *offer.claimed)
    case.must_be_officer("register_transfer", achievement.node)
    if not claimants:
        return Ruling(lambda: None)
    taken = priority.shares_taken(offer.units, claimants, achievement.holders)
    moves = [(offer.seller, party, units) for party, units in taken.items()]
    plan = _plan_pledges(case, offer.achievement, achievement, moves)
    after = case.moved(achievement.holders, moves)
    pays = largest_remainder(offer.price, list(taken.values()))

    def change() -> None:
        achievement.hold(after, case.day)
        offer.ended, offer.released = "SETTLED", _carry_pledges(case, plan)

    return Ruling(
        change,
        {
            "taken": shown(taken),
            "pays": [[party, fen] for party, fen in zip(taken, pays, strict=True)],
            "owners": shown(after),
            "version": achievement.version + 1,
        },
    )


def succession_registered(case: Case) -> Ruling:
    name, achievement, giver, basis = case.text("achievement"), case.achievement, case.text("from"), case.text("basis")
    case.refuse(achievement.standing != "CONFIRMED", "NOT_CONFIRMED", standing=achievement.standing)
    case.must_hold(achievement, [giver])
    to = case.holders("to", whole=False)
    total, held = sum(to.values()), achievement.holders.get(giver, 0)
    twice = len(to) != len(case.event.payload["to"])
    case.refuse(twice or (basis != "court" and total != held), "SHARES_NOT_WHOLE", holding=held)
    _must_suffice(case, achievement, {giver: total})
    case.must_be_officer("court_order", achievement.node)
    if basis != "court":
        case.must_sign(*to)
    moves = [(giver, receiver, units) for receiver, units in to.items()]
    after = case.moved(achievement.holders, moves)
    plan = touched(_parts(case, name), achievement.holders, moves, follows=True)

    def change() -> None:
        achievement.hold(after, case.day)
        _carry_pledges(case, plan)

    return Ruling(change, {"owners": shown(after), "version": achievement.version + 1})


def freeze_registered(case: Case) -> Ruling:
    name, achievement = case.text("achievement"), case.achievement
    case.refuse(achievement.standing == "CANCELLED", "ACHIEVEMENT_CANCELLED")
    case.must_be_officer("freeze", achievement.node)
    return Ruling(lambda: case.docket.freezes.update({case.text("freeze"): Freeze(name)}))


def freeze_lifted(case: Case) -> Ruling:
    freeze = case.docket.freezes[case.text("freeze")]
    case.refuse(freeze.lifted, "FREEZE_CLOSED")
    case.must_be_officer("freeze", case.docket.achievements[freeze.achievement].node)

    def change() -> None:
        freeze.lifted = True

    return Ruling(change)


def pledge_registered(case: Case) -> Ruling:
    name, achievement, ip = case.text("achievement"), case.achievement, case.names("ip")
    pledgee, start, end = case.text("pledgee"), case.day_of("debt_from"), case.day_of("debt_to")
    case.must_be_movable(achievement, name)
    parts = case.holders("pledged", whole=False)
    case.must_hold(achievement, parts)
    case.refuse(end < start, "DATES_INVALID", debt_from=start.isoformat(), debt_to=end.isoformat())
    case.must_not_come("registered_on")
    _must_suffice(case, achievement, parts)
    case.must_list(ip, achievement.ip)
    lives = {each: case.docket.life_of(each) for each in ip}
    ungranted = sorted(
        each
        for each, life in lives.items()
        if life.kind in GRANTED_KINDS and (life.granted_on is None or life.granted_on > case.day)
    )
    case.refuse(bool(ungranted), "IP_NOT_GRANTED", ip=ungranted)
    # Whichever achievement carries the pledge: it is the right that is pledged.
    pledged = [each for each in case.docket.pledges.values() if not each.released and set(each.ip) & set(ip)]
    case.refuse(bool(pledged), "ALREADY_PLEDGED")
    expiries = [day for day in (case.docket.expiry_of(each) for each in ip) if day is not None]
    case.refuse(any(end > day for day in expiries), "DEBT_BEYOND_IP", debt_to=end.isoformat())
    case.must_sign(pledgee, *parts)
    case.must_be_officer("register_pledge", achievement.node)
    case.findings.missing(achievement.deciding.missing(set(parts), case.signed), "CONSENT_MISSING")
    pledge = Pledge(name, pledgee, parts, ip, case.number("secured_fen"))
    return Ruling(lambda: case.docket.pledges.update({case.text("pledge"): pledge}))


def pledge_released(case: Case) -> Ruling:
    pledge = case.docket.pledges[case.text("pledge")]
    case.refuse(pledge.released, "PLEDGE_CLOSED")
    case.must_sign(pledge.pledgee)
    case.must_be_officer("register_pledge", case.docket.achievements[pledge.achievement].node)

    def change() -> None:
        pledge.released = True

    return Ruling(change)


# ---- what several of them ask


def _given(moves: Moves) -> Parts:
    given: Parts = {}
    for giver, _, units in moves:
        given[giver] = given.get(giver, 0) + units
    return given


def _must_suffice(case: Case, achievement: Achievement, given: Parts) -> None:
    """Nobody gives more than he holds. Who holds nothing is told so instead."""
    short = {party: units for party, units in given.items() if units > achievement.holders.get(party, 0)}
    case.refuse(bool(short), "INSUFFICIENT_SHARE", parties=sorted(short))


def _must_not_be_ended(case: Case, offer: Offer) -> None:
    case.refuse(offer.ended is not None, "OFFER_CLOSED", ended=offer.ended)


def _answered(case: Case) -> Offer:
    """The offer that one of those it was made to answers."""
    offer, by = case.docket.offers[case.text("offer")], case.text("by")
    case.refuse(by not in offer.to, "NOT_ENTITLED", by=by)
    _must_not_be_ended(case, offer)
    case.refuse(by in offer.claimed or by in offer.waived, "ALREADY_ANSWERED", by=by)
    case.refuse(case.day > offer.last_day, "ROFR_LAPSED", last_day=offer.last_day.isoformat())
    case.must_sign(by)
    return offer


def _must_respect_priority(case: Case, achievement: Achievement, moves: Moves, *, gift: bool) -> None:
    """An offer for each who sells to an outsider, on these terms, and not taken (民法典 847, 860, 306)."""
    named = [case.docket.offers[each] for each in dict.fromkeys(case.names("offers"))]
    givers = {giver for giver, _, _ in moves}
    for giver in sorted(givers):
        mine = {receiver for each, receiver, _ in moves if each == giver}
        outsiders = mine - set(achievement.holders)
        others = set(entitled_against(achievement, giver)) - givers - mine
        if gift or not outsiders or not others:
            continue
        offers = [each for each in named if each.seller == giver and each.achievement == case.text("achievement")]
        case.refuse(not offers, "ROFR_NOT_OFFERED", seller=giver)
        unoffered = outsiders - {each.buyer for each in offers}
        case.refuse(bool(offers) and bool(unoffered), "TERMS_DIFFER", receivers=sorted(unoffered))
    for offer in named:
        _must_not_be_ended(case, offer)
        units = sum(u for giver, receiver, u in moves if (giver, receiver) == (offer.seller, offer.buyer))
        same = units == offer.units and offer.achievement == case.text("achievement")
        case.refuse(not same, "TERMS_DIFFER", units=offer.units)
        case.refuse(bool(offer.claimed), "ROFR_EXERCISED", claimed=sorted(offer.claimed))
        running = state_of(offer, case.day) == "OPEN"
        case.refuse(running, "ROFR_RUNNING", last_day=offer.last_day.isoformat())
    if named and len(givers) == 1:
        price = sum(each.price for each in named)
        case.refuse(case.number("price_fen") != price, "TERMS_DIFFER", price_fen=price)


def _parts(case: Case, achievement: str) -> dict[str, Parts]:
    return {number: pledge.parts for number, pledge in case.docket.pledges_on(achievement).items()}


def _plan_pledges(case: Case, name: str, achievement: Achievement, moves: Moves) -> dict[str, Touched]:
    """What becomes of the pledges whose units move; their pledgees have to sign (民法典 444)."""
    how = case.event.get("pledge_after")
    plan = touched(_parts(case, name), achievement.holders, moves, follows=how == "follows")
    case.refuse(bool(plan) and how is None, "PLEDGE_AFTER_MISSING", pledges=sorted(plan))
    pledgees = {case.docket.pledges[number].pledgee for number in plan}
    case.findings.missing(pledgees - case.signed, "PLEDGEE_CONSENT_MISSING")
    return plan


def _carry_pledges(case: Case, plan: dict[str, Touched]) -> frozenset[str]:
    """Write how the parts stand now. :return: the pledges of which something was released."""
    released = set()
    for number, after in plan.items():
        pledge = case.docket.pledges[number]
        if sum(after.parts.values()) < sum(pledge.parts.values()):
            released.add(number)
        pledge.parts, pledge.released = after.parts, not after.parts
    return frozenset(released)
