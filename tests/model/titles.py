"""The acts of the registry."""

from typing import Any

from tests.model import pledges
from tests.model.state import (
    CLOSED,
    CONFIRMED,
    CONTESTED,
    FREE,
    GIFT,
    MOST,
    NONE,
    NOTICE,
    POWER,
    REGISTERED,
    Ledger,
    Message,
    Offer,
    Reasons,
    Roll,
    Seals,
    Title,
    by_rule,
    rule_fits,
    sealed,
    seats_of,
    timely,
    whole,
)

JUDGMENT = 3
CLOSING = (4, 5, 6)


def frozen(value: Any) -> Any:
    """A value that can be compared and looked up."""
    if isinstance(value, dict):
        return tuple((name, frozen(item)) for name, item in value.items())
    return tuple(frozen(item) for item in value) if isinstance(value, list) else value


def table_of(shares: list[Message]) -> list[tuple[int, int]]:
    return [(share["party"], share["units"]) for share in shares]


def _current(ledger: Ledger, act: Message, title: Title) -> Reasons:
    found = timely(ledger, act["draftedAt"], act["deadline"], ledger.limits.longest_life)
    return found | ({"WrongVersion"} if act["version"] != title.version else set())


def _thawed(ledger: Ledger, title: Title) -> Reasons:
    return {"FrozenUntil"} if ledger.now < title.frozen_until(ledger.now) else set()


def _officer(m: Message, title: Title, power: str) -> tuple[int, int, int]:
    return m["act"]["appointment"], title.node, POWER[power]


def _none_of(ledger: Ledger, m: Message, parties: list[int]) -> Reasons:
    return {"OfficerIsParty"} if ledger.officer(m["act"]["appointment"]) in parties else set()


def _all_of(ledger: Ledger, m: Message, parties: list[int]) -> Roll:
    seats = [ledger.officer(m["act"]["appointment"]), *parties]
    return Roll(seats, set(range(len(seats))))


def raise_version(ledger: Ledger, title: Title, digest: bytes) -> None:
    title.version += 1
    title.folds.append((digest, title.version, ledger.now))


# ---- register, cancel


def roll_of_register(ledger: Ledger, m: Message) -> Roll:
    return _all_of(ledger, m, [m["filer"]])


def why_not_register(ledger: Ledger, m: Message, seals: Seals, number: bytes) -> Reasons:
    """:param number: keccak256(abi.encode(node, filing))."""
    title = ledger.title(m["act"]["achievement"])
    found = _current(ledger, m["act"], title)
    if title.status != NONE:
        found.add("WrongStatus")
    if m["act"]["achievement"] != number:
        found.add("WrongAchievement")
    found |= whole(table_of(m["claimed"]))
    found |= _none_of(ledger, m, [share["party"] for share in m["claimed"]])
    officer = (m["act"]["appointment"], m["node"], POWER["register_achievement"])
    return found | sealed(ledger, roll_of_register(ledger, m), m["act"]["draftedAt"], seals, officer=officer)


def register(ledger: Ledger, m: Message, digest: bytes) -> None:
    title = Title(status=REGISTERED, node=m["node"], table=table_of(m["claimed"]))
    ledger.titles[m["act"]["achievement"]] = title
    raise_version(ledger, title, digest)


def roll_of_cancel(ledger: Ledger, m: Message) -> Roll:
    return _all_of(ledger, m, [])


def why_not_cancel(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    title = ledger.title(m["act"]["achievement"])
    found = _current(ledger, m["act"], title)
    if title.status not in (REGISTERED, NOTICE, CONTESTED):
        found.add("WrongStatus")
    if m["ground"] not in (1, 2):
        found.add("UnknownGround")
    found |= _none_of(ledger, m, title.parties)
    officer = _officer(m, title, "register_achievement")
    return found | sealed(ledger, roll_of_cancel(ledger, m), m["act"]["draftedAt"], seals, officer=officer)


def cancel(ledger: Ledger, m: Message, digest: bytes) -> None:
    close(ledger, ledger.titles[m["act"]["achievement"]], digest)


def close(ledger: Ledger, title: Title, digest: bytes) -> None:
    title.status = CLOSED
    raise_version(ledger, title, digest)


# ---- propose, confirm


def _terms(terms: Message, title: Title) -> Reasons:
    if terms["table"]:
        wrong = set() if rule_fits(terms["rule"], terms["delegate"]) else {"WrongRule"}
        return wrong | whole(table_of(terms["table"]))
    found = set()
    if title.status != CONFIRMED or not any(terms["useGrant"]):
        found.add("NothingProposed")
    if (terms["rule"], terms["delegate"]) != (title.rule, title.delegate):
        found.add("WrongRule")
    return found


def roll_of_propose(ledger: Ledger, m: Message) -> Roll:
    seats = ledger.title(m["act"]["achievement"]).parties
    return Roll(list(seats), set(range(len(seats))), set(range(len(seats))))


def why_not_propose(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    title, limits = ledger.title(m["act"]["achievement"]), ledger.limits
    found = _current(ledger, m["act"], title) | _terms(m["terms"], title)
    if title.status in (NONE, CLOSED):
        found.add("WrongStatus")
    if m["round"] != title.round + 1:
        found.add("WrongRound")
    if m["noticeUntil"] < ledger.now + limits.least_notice:
        found.add("NoticeTooShort")
    if m["noticeUntil"] > ledger.now + limits.longest_notice:
        found.add("NoticeTooLong")
    return found | sealed(ledger, roll_of_propose(ledger, m), m["act"]["draftedAt"], seals)


def propose(ledger: Ledger, m: Message, _: bytes) -> None:
    title = ledger.titles[m["act"]["achievement"]]
    title.proposal, title.round, title.notice_until = frozen(m["terms"]), m["round"], m["noticeUntil"]
    title.amended = False
    if title.status == CONFIRMED:
        title.over = list(title.table)
    else:
        title.status = NOTICE


def _confirmed_table(m: Message, title: Title) -> list[tuple[int, int]]:
    return table_of(m["terms"]["table"]) or title.table


def roll_of_confirm(ledger: Ledger, m: Message) -> Roll:
    title = ledger.title(m["act"]["achievement"])
    return _all_of(ledger, m, [party for party, _ in _confirmed_table(m, title)])


def why_not_confirm(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    title = ledger.title(m["act"]["achievement"])
    found = _current(ledger, m["act"], title) | _thawed(ledger, title)
    if title.status not in (NOTICE, CONFIRMED):
        found.add("WrongStatus")
    if title.amended:
        found.add("RenoticeRequired")
    if title.proposal is None or title.proposal != frozen(m["terms"]):
        found.add("NotProposed")
    if ledger.now < title.notice_until:
        found.add("NoticeRunning")
    if title.open_objections():
        found.add("ObjectionsOpen")
    if title.proposal is not None and title.status == CONFIRMED and title.over != title.table:
        found.add("ProposalStale")
    if not m["terms"]["table"] and (m["terms"]["rule"], m["terms"]["delegate"]) != (title.rule, title.delegate):
        found.add("ProposalStale")  # the rule was amended since, and these terms would change it back
    table = dict(_confirmed_table(m, title))
    if any(table.get(holder, 0) < pledges.pledged_of(title, holder) for holder in title.marked()):
        found.add("PledgesStand")
    found |= _none_of(ledger, m, title.parties)
    officer = _officer(m, title, "confirm_title")
    return found | sealed(ledger, roll_of_confirm(ledger, m), m["act"]["draftedAt"], seals, officer=officer)


def confirm(ledger: Ledger, m: Message, digest: bytes) -> None:
    title, terms = ledger.titles[m["act"]["achievement"]], m["terms"]
    title.table = _confirmed_table(m, title)
    title.status, title.rule, title.delegate = CONFIRMED, terms["rule"], terms["delegate"]
    title.proposal, title.over, title.notice_until = None, None, 0
    if any(terms["useGrant"]):
        title.use_grants[terms["useGrant"]] = ledger.now
    raise_version(ledger, title, digest)


# ---- units move


def moved(title: Title, movements: list[Message]) -> tuple[list[tuple[int, int]], Reasons]:
    """The table after the movements, emptied holders in place, and why they do not do."""
    units, found = dict(title.table), set()
    if not movements:
        found.add("MovementEmpty")
    if len(movements) > MOST:
        found.add("TooManyHolders")
    for movement in movements:
        giver, receiver, count = movement["from"], movement["to"], movement["units"]
        if not count or giver == receiver:
            found.add("MovementEmpty")
        if not receiver:
            found.add("ShareEmpty")
        if units.get(giver, 0) < count or giver not in units:
            found.add("NotEnough")
            continue
        units[giver] -= count
        units[receiver] = units.get(receiver, 0) + count
    if sum(count > 0 for count in units.values()) > MOST:
        found.add("TooManyHolders")
    return list(units.items()), found


def _movers(movements: list[Message]) -> list[int]:
    return seats_of(party for movement in movements for party in (movement["from"], movement["to"]))


def _roll_of_movements(ledger: Ledger, m: Message, movements: list[Message], rule: int) -> Roll | None:
    """None where the movements cannot be carried out and nobody can say who would sign."""
    title = ledger.title(m["act"]["achievement"])
    table, wrong = moved(title, movements)
    if wrong:
        return None
    movers = _movers(movements)
    receivers = [movement["to"] for movement in movements]
    givers = [movement["from"] for movement in movements]
    officer = ledger.officer(m["act"]["appointment"])
    roll = by_rule(title, officer, seats_of([*receivers, *givers]), movers, givers, rule)
    return pledges.with_touched(title, roll, dict(table), m["pledgeAfter"])


def roll_of_convey(ledger: Ledger, m: Message) -> Roll | None:
    return _roll_of_movements(ledger, m, m["movements"], ledger.title(m["act"]["achievement"]).rule)


def needed_offers(title: Title, m: Message) -> list[Message]:
    """The movements of a conveyance that need a priority offer."""
    if m["basis"] == GIFT:
        return []
    givers = {movement["from"] for movement in m["movements"]}
    needing = []
    for movement in m["movements"]:
        given_to = {other["to"] for other in m["movements"] if other["from"] == movement["from"]}
        others = [party for party in title.parties if party not in givers | given_to]
        if movement["to"] not in title.parties and others:
            needing.append(movement)
    return needing


def _pledge_after(title: Title, left: dict[int, int], pledge_after: int) -> Reasons:
    if pledge_after > 2:
        return {"NothingPledged"}  # there is no such answer
    if pledges.touched(title, left):
        return set() if pledge_after else {"PledgeAfterMissing"}
    return {"NothingPledged"} if pledge_after else set()


def why_not_convey(ledger: Ledger, m: Message, seals: Seals, commit: Any) -> Reasons:
    """:param commit: (achievement, seller, buyer, units, opening) → what an offer posts."""
    number = m["act"]["achievement"]
    title = ledger.title(number)
    found = _current(ledger, m["act"], title) | _thawed(ledger, title)
    if title.status != CONFIRMED:
        found.add("WrongStatus")
    if m["basis"] not in (1, 2, 3):
        found.add("UnknownBasis")
    table, wrong = moved(title, m["movements"])
    needing = needed_offers(title, m)
    if len(m["offers"]) > len(needing) or len(m["openings"]) > len(needing):
        found.add("OffersLeftOver")
    if len(m["offers"]) < len(needing) or len(m["openings"]) < len(needing):
        found.add("OfferMissing")
    givers = {movement["from"] for movement in m["movements"]}
    for movement, offer, opening in zip(needing, m["offers"], m["openings"], strict=False):
        if len(givers) == 1 and opening != m["price"]:
            found.add("PriceDiffers")
        given_to = {other["to"] for other in m["movements"] if other["from"] == movement["from"]}
        holders = [party for party in title.parties if party not in givers | given_to]
        commitment = commit(number, movement["from"], movement["to"], movement["units"], opening)
        found |= _sellable(ledger, offer, number, commitment, holders)
    found |= wrong
    found |= _pledge_after(title, dict(table), m["pledgeAfter"])
    roll = roll_of_convey(ledger, m)
    if roll is not None:
        officer = _officer(m, title, "register_transfer")
        found |= sealed(ledger, roll, m["act"]["draftedAt"], seals, officer=officer)
    return found


def _sellable(ledger: Ledger, offer: bytes, number: bytes, commitment: bytes, holders: list[int]) -> Reasons:
    made = ledger.offers.get(offer)
    if made is None:
        return {"UnknownOffer"}
    found = set()
    if made.achievement != number or made.commitment != commitment:
        found.add("TermsDiffer")
    if any(holder not in made.entitled and holder != made.seller for holder in holders):
        found.add("OfferIncomplete")
    status = made.status(ledger.now, ledger.limits.taken_life)
    refusal = {1: "PriorityWindowOpen", 2: "PriorityTaken", 5: "OfferClosed", 6: "OfferClosed", 7: "OfferClosed"}
    return found | ({refusal[status]} if status in refusal else set())


def convey(ledger: Ledger, m: Message, digest: bytes) -> None:
    title = ledger.titles[m["act"]["achievement"]]
    for offer in m["offers"]:
        ledger.offers[offer].ended = 5
    _move(ledger, title, m["movements"], m["pledgeAfter"], digest)


def _move(ledger: Ledger, title: Title, movements: list[Message], pledge_after: int, digest: bytes) -> None:
    table, _ = moved(title, movements)
    pledges.follow(title, movements, pledge_after, dict(table))
    title.table = [(party, units) for party, units in table if units]
    raise_version(ledger, title, digest)


# ---- settle


def settlement(ledger: Ledger, offer: Offer) -> list[Message]:
    """How an offer's units go to its takers, by largest remainder."""
    title = ledger.title(offer.achievement)
    takers = [party for party in title.parties if party in offer.taken]
    takers += [party for party in offer.entitled if party in offer.taken and party not in takers]
    weights = [title.units(party) for party in takers]
    if not all(weights):
        weights = [1] * len(takers)
    total = sum(weights)
    shares = [offer.units * weight // total for weight in weights]
    rest = [offer.units * weight % total for weight in weights]
    for i in sorted(range(len(takers)), key=lambda i: (-rest[i], i))[: offer.units - sum(shares)]:
        shares[i] += 1
    return [
        {"from": offer.seller, "to": taker, "units": units}
        for taker, units in zip(takers, shares, strict=True)
        if units
    ]


def roll_of_settle(ledger: Ledger, m: Message) -> Roll | None:
    return _roll_of_movements(ledger, m, m["movements"], FREE)


def why_not_settle(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    number = m["act"]["achievement"]
    title = ledger.title(number)
    found = _current(ledger, m["act"], title) | _thawed(ledger, title)
    if title.status != CONFIRMED:
        found.add("WrongStatus")
    made = ledger.offers.get(m["offer"])
    if made is None:
        return found | {"OfferClosed"} | _settle_rest(ledger, m, seals, title)
    if made.achievement != number:
        found.add("WrongSettlement")
    status = made.status(ledger.now, ledger.limits.taken_life)
    if status != 2:
        found.add("OfferClosed")
    if not made.taken or m["movements"] != settlement(ledger, made):
        found.add("WrongSettlement")
    return found | _settle_rest(ledger, m, seals, title)


def _settle_rest(ledger: Ledger, m: Message, seals: Seals, title: Title) -> Reasons:
    table, found = moved(title, m["movements"])
    found |= _pledge_after(title, dict(table), m["pledgeAfter"])
    roll = roll_of_settle(ledger, m)
    if roll is not None:
        officer = _officer(m, title, "register_transfer")
        found |= sealed(ledger, roll, m["act"]["draftedAt"], seals, officer=officer)
    return found


def settle(ledger: Ledger, m: Message, digest: bytes) -> None:
    ledger.offers[m["offer"]].ended = 6
    _move(ledger, ledger.titles[m["act"]["achievement"]], m["movements"], m["pledgeAfter"], digest)


# ---- rule, order, migration


def roll_of_amend_rule(ledger: Ledger, m: Message) -> Roll:
    return _all_of(ledger, m, ledger.title(m["act"]["achievement"]).parties)


def why_not_amend_rule(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    title = ledger.title(m["act"]["achievement"])
    found = _current(ledger, m["act"], title) | _thawed(ledger, title)
    if title.status != CONFIRMED:
        found.add("WrongStatus")
    if not rule_fits(m["rule"], m["delegate"]):
        found.add("WrongRule")
    officer = _officer(m, title, "confirm_title")
    return found | sealed(ledger, roll_of_amend_rule(ledger, m), m["act"]["draftedAt"], seals, officer=officer)


def amend_rule(ledger: Ledger, m: Message, digest: bytes) -> None:
    title = ledger.titles[m["act"]["achievement"]]
    title.rule, title.delegate = m["rule"], m["delegate"]
    raise_version(ledger, title, digest)


def roll_of_enforce(ledger: Ledger, m: Message) -> Roll:
    terms = m["terms"]
    receivers = [] if terms["ground"] == JUDGMENT else seats_of(move["to"] for move in terms["movements"])
    seats = [ledger.officer(m["act"]["appointment"]), ledger.officer(m["judge"]), *receivers]
    if seats[1] in receivers:  # the judge receives: one seat
        seats = [*seats[:2], *(party for party in receivers if party != seats[1])]
    return Roll(seats, set(range(len(seats))))


def judge_apart(ledger: Ledger, officer: int, judge: int) -> Reasons:
    """Why the appointment `judge` is no judge beside the one of the officer."""
    found = set()
    if not ledger.competent(judge, POWER["court_order"], ledger.node_of(judge)):
        found.add("NotCompetent")
    if ledger.node_of(judge) == ledger.node_of(officer) or ledger.officer(judge) == ledger.officer(officer):
        found.add("JudgeNotApart")
    return found


def order_fits(title: Title, terms: Message) -> Reasons:
    """Why this is no order that a title can be under."""
    ground, movements = terms["ground"], terms["movements"]
    if not 1 <= ground <= 6:
        return {"UnknownGround"}
    if ground in CLOSING:
        found = {"WrongOrder"} if movements else set()
        return found | ({"WrongStatus"} if title.status in (NONE, CLOSED) else set())
    table, found = moved(title, movements)
    if title.status != CONFIRMED:
        found.add("WrongStatus")
    givers = {movement["from"] for movement in movements}
    if len(givers) != 1 or (ground != JUDGMENT and dict(table).get(min(givers), 0)):
        found.add("WrongOrder")
    return found


def why_not_enforce(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    title, terms = ledger.title(m["act"]["achievement"]), m["terms"]
    found = _current(ledger, m["act"], title) | order_fits(title, terms)
    due = title.orders.get(frozen(terms))
    if due is None:
        found.add("NotAnnounced")
    elif ledger.now < due:
        found.add("OrderNoticeRunning")
    found |= judge_apart(ledger, m["act"]["appointment"], m["judge"])
    concerned = [*title.parties, *(move["to"] for move in terms["movements"])]
    found |= _none_of(ledger, m, concerned)
    if ledger.officer(m["judge"]) in concerned:
        found.add("OfficerIsParty")
    officer = _officer(m, title, "court_order")
    return found | sealed(ledger, roll_of_enforce(ledger, m), m["act"]["draftedAt"], seals, officer=officer)


def enforce(ledger: Ledger, m: Message, digest: bytes) -> None:
    title, terms = ledger.titles[m["act"]["achievement"]], m["terms"]
    del title.orders[frozen(terms)]
    if terms["ground"] in CLOSING:
        close(ledger, title, digest)
    else:
        _move(ledger, title, terms["movements"], 2, digest)


def roll_of_migrate(ledger: Ledger, m: Message) -> Roll:
    roll = _all_of(ledger, m, ledger.title(m["act"]["achievement"]).parties)
    roll.disposing = roll.must - {0}
    return roll


def why_not_migrate(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    title = ledger.title(m["act"]["achievement"])
    found = _current(ledger, m["act"], title) | _thawed(ledger, title)
    if m["successor"] != ledger.successor:
        found.add("NotMigrated")  # nobody could take it over there
    if title.status != CONFIRMED:
        found.add("WrongStatus")
    if title.pledges:
        found.add("PledgesStand")
    officer = _officer(m, title, "confirm_title")
    return found | sealed(ledger, roll_of_migrate(ledger, m), m["act"]["draftedAt"], seals, officer=officer)


def migrate(ledger: Ledger, m: Message, digest: bytes) -> None:
    close(ledger, ledger.titles[m["act"]["achievement"]], digest)
