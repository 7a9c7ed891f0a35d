"""What stands beside a title: notices, objections, freezes, priority offers, announcements, outside registers."""

from collections.abc import Iterable

from tests.model.state import (
    CLOSED,
    CONFIRMED,
    CONTESTED,
    NONE,
    NOTICE,
    POWER,
    REGISTERED,
    Freeze,
    Ledger,
    Message,
    Objection,
    Offer,
    Reasons,
    Roll,
    Seals,
    Title,
    sealed,
    timely,
)
from tests.model.titles import frozen, judge_apart, raise_version

AMENDS, CLOSES = 1, 2


def _title(ledger: Ledger, m: Message) -> Title:
    return ledger.title(m["matter"]["achievement"])


def _timely(ledger: Ledger, m: Message) -> Reasons:
    return timely(ledger, m["matter"]["draftedAt"], m["matter"]["deadline"], ledger.limits.longest_life)


def _open_title(title: Title) -> Reasons:
    """Of a title that is not there, or not any more, nothing is left to say."""
    return {"WrongStatus"} if title.status in (NONE, CLOSED) else set()


def _one(party: int) -> Roll:
    return Roll([party], {0})


def _officers(ledger: Ledger, m: Message, *more: int) -> Roll:
    seats = [ledger.officer(m["matter"]["appointment"]), *more]
    return Roll(seats, set(range(len(seats))))


def _judge(ledger: Ledger, m: Message) -> list[int]:
    return [ledger.officer(m["judge"])] if m["judge"] else []


def _alone(ledger: Ledger, party: int, m: Message, seals: Seals, disposing: bool = False) -> Reasons:
    return sealed(ledger, Roll([party], {0}, {0} if disposing else set()), m["matter"]["draftedAt"], seals)


def _by_officer(ledger: Ledger, roll: Roll, m: Message, seals: Seals, power: str, strangers: Iterable[int]) -> Reasons:
    """Officer with a power at the title's node, who is none of these, and neither is the judge where one is named."""
    number = m["matter"]["appointment"]
    judge = ledger.officer(m.get("judge", 0))
    found = {"OfficerIsParty"} if {ledger.officer(number), judge} & set(strangers) else set()
    officer = (number, _title(ledger, m).node, POWER[power])
    return found | sealed(ledger, roll, m["matter"]["draftedAt"], seals, officer=officer)


# ---- notices and objections


def on_notice(title: Title) -> bool:
    """A proposal is open, or a decision asks for a new one."""
    return title.proposal is not None or title.amended


def roll_of_prolong(ledger: Ledger, m: Message) -> Roll:
    return _officers(ledger, m)


def why_not_prolong(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    title = _title(ledger, m)
    found = _timely(ledger, m) | _open_title(title)
    if not on_notice(title) or m["round"] != title.round:
        found.add("NoOpenProposal")
    if m["noticeUntil"] <= title.notice_until:
        found.add("NoticeNotLater")
    if m["noticeUntil"] > ledger.now + ledger.limits.longest_notice:
        found.add("NoticeTooLong")
    return found | _by_officer(ledger, roll_of_prolong(ledger, m), m, seals, "decide_objection", title.parties)


def prolong(ledger: Ledger, m: Message, _: bytes) -> None:
    _title(ledger, m).notice_until = m["noticeUntil"]


def roll_of_object(_: Ledger, m: Message) -> Roll:
    return _one(m["party"])


def why_not_object(ledger: Ledger, m: Message, seals: Seals, digest: bytes) -> Reasons:
    title = _title(ledger, m)
    found = _timely(ledger, m) | _open_title(title)
    if not on_notice(title) or not 1 <= m["round"] <= title.round:
        found.add("NoOpenProposal")
    if title.status not in (NOTICE, CONTESTED, CONFIRMED):
        found |= {"WrongStatus", "NoOpenProposal"}
    if ledger.now >= title.notice_until:
        found.add("ObjectionLate")
    if not 1 <= m["ground"] <= 7:
        found.add("UnknownGround")
    if not any(m["matter"]["filing"]):
        found.add("EvidenceMissing")
    if digest in ledger.done:
        found.add("AlreadyDone")
    last = title.objections.get(m["party"])
    if last and last.status != 1 and m["matter"]["draftedAt"] <= last.closed_at:
        found.add("ObjectionClosed")
    return found | _alone(ledger, m["party"], m, seals)


def object_(ledger: Ledger, m: Message, digest: bytes) -> None:
    title = _title(ledger, m)
    ledger.done.add(digest)
    last = title.objections.get(m["party"])
    if last is None or last.status != 1:
        title.objections[m["party"]] = Objection(digest, title.round, ledger.now)


def _open(title: Title, m: Message) -> bool:
    found = title.objections.get(m["party"])
    return found is not None and found.status == 1 and found.digest == m["objection"]


def roll_of_retract(_: Ledger, m: Message) -> Roll:
    return _one(m["party"])


def why_not_retract(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m) | _open_title(_title(ledger, m))
    if not _open(_title(ledger, m), m):
        found.add("NoOpenObjection")
    return found | _alone(ledger, m["party"], m, seals)


def retract(ledger: Ledger, m: Message, _: bytes) -> None:
    found = _title(ledger, m).objections[m["party"]]
    found.status, found.closed_at = 2, ledger.now


def roll_of_decide(ledger: Ledger, m: Message) -> Roll:
    return _officers(ledger, m)


def why_not_decide(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    title = _title(ledger, m)
    found = _timely(ledger, m) | _open_title(title)
    if not _open(title, m):
        found.add("NoOpenObjection")
    if not 1 <= m["outcome"] <= 3 or not 0 <= m["effect"] <= 2:
        found.add("UnknownOutcome")
    strangers = [*title.parties, m["party"]]
    return found | _by_officer(ledger, roll_of_decide(ledger, m), m, seals, "decide_objection", strangers)


def decide(ledger: Ledger, m: Message, digest: bytes) -> None:
    title = _title(ledger, m)
    found = title.objections[m["party"]]
    found.status, found.outcome, found.closed_at = 3, m["outcome"], ledger.now
    if not m["effect"]:
        return
    title.proposal, title.over = None, None
    if m["effect"] == AMENDS:
        title.amended = True
        title.status = title.status if title.status == CONFIRMED else CONTESTED
    else:
        title.amended, title.notice_until = False, 0
        title.status = title.status if title.status == CONFIRMED else REGISTERED
        for objection in title.objections.values():
            if objection.status == 1:
                objection.status, objection.closed_at = 4, ledger.now
    raise_version(ledger, title, digest)


# ---- freezes


def roll_of_freeze(ledger: Ledger, m: Message) -> Roll:
    return _officers(ledger, m, *_judge(ledger, m))


def why_not_freeze(ledger: Ledger, m: Message, seals: Seals, digest: bytes) -> Reasons:
    title, limits, now = _title(ledger, m), ledger.limits, ledger.now
    found = _timely(ledger, m) | _open_title(title)
    if not 1 <= m["ground"] <= 4:
        found.add("UnknownGround")
    if digest in ledger.done:
        found.add("AlreadyDone")
    if m["until"] <= now:
        found.add("FreezeTooLong")
    if len(title.standing(now)) >= 8:
        found.add("TooManyFreezes")
    if m["judge"]:
        found |= judge_apart(ledger, m["matter"]["appointment"], m["judge"])
    else:
        node = ledger.node_of(m["matter"]["appointment"])
        if m["until"] > now + limits.longest_freeze:
            found.add("FreezeTooLong")
        ends = [freeze.ended() for freeze in title.freezes if freeze.node == node]
        if limits.freeze_gap and ends and now < max(ends) + limits.freeze_gap:
            found.add("FreezeTooSoon")
    return found | _by_officer(ledger, roll_of_freeze(ledger, m), m, seals, "freeze", title.parties)


def freeze(ledger: Ledger, m: Message, digest: bytes) -> None:
    ledger.done.add(digest)
    node = ledger.node_of(m["matter"]["appointment"])
    _title(ledger, m).freezes.append(Freeze(ledger.now, m["until"], node))


def roll_of_lift(ledger: Ledger, m: Message) -> Roll:
    return _officers(ledger, m)


def why_not_lift(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    title = _title(ledger, m)
    found = _timely(ledger, m) | _open_title(title)
    if m["number"] not in title.standing(ledger.now):
        found.add("FreezeClosed")
    return found | _by_officer(ledger, roll_of_lift(ledger, m), m, seals, "freeze", title.parties)


def lift(ledger: Ledger, m: Message, _: bytes) -> None:
    _title(ledger, m).freezes[m["number"] - 1].lifted_at = ledger.now


# ---- priority offers


def _status(ledger: Ledger, offer: Offer) -> int:
    return offer.status(ledger.now, ledger.limits.taken_life)


def roll_of_offer(_: Ledger, m: Message) -> Roll:
    return Roll([m["seller"]], {0}, {0})


def why_not_offer(ledger: Ledger, m: Message, seals: Seals, digest: bytes) -> Reasons:
    title, limits, now = _title(ledger, m), ledger.limits, ledger.now
    found = _timely(ledger, m)
    if title.status != CONFIRMED:
        found.add("WrongStatus")
    if now < title.frozen_until(now):
        found.add("FrozenUntil")
    if not m["units"] or title.units(m["seller"]) < m["units"]:
        found |= {"NotEnough", "MovementEmpty", "ShareEmpty"} if not m["units"] else {"NotEnough"}
    entitled = m["entitled"]
    if not 0 < len(entitled) <= 32 or len(set(entitled)) != len(entitled) or m["seller"] in entitled or 0 in entitled:
        found.add("WrongEntitled")
    if any(holder not in entitled and holder != m["seller"] for holder in title.parties):
        found.add("OfferIncomplete")
    if not now + limits.least_window <= m["windowEnd"] <= now + limits.longest_window:
        found.add("WrongWindow")
    last = ledger.offers.get(title.last_offer.get(m["seller"], b""))
    if last and _status(ledger, last) in (1, 2):
        found.add("OfferOpen")
    if digest in ledger.offers:
        found.add("AlreadyDone")
    return found | _alone(ledger, m["seller"], m, seals, disposing=True)


def offer(ledger: Ledger, m: Message, digest: bytes) -> None:
    number = m["matter"]["achievement"]
    ledger.offers[digest] = Offer(number, m["seller"], m["units"], m["commitment"], list(m["entitled"]), m["windowEnd"])
    _title(ledger, m).last_offer[m["seller"]] = digest


def _answer(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m)
    made = ledger.offers.get(m["offer"])
    if made is None or made.achievement != m["matter"]["achievement"]:
        return found | {"UnknownOffer"}
    if _status(ledger, made) != 1:
        found.add("OfferClosed")
    if m["party"] not in made.entitled:
        found.add("NotEntitled")
    if m["party"] in [*made.taken, *made.waived]:
        found |= {"AlreadyAnswered"}
    return found | _alone(ledger, m["party"], m, seals)


def roll_of_take(_: Ledger, m: Message) -> Roll:
    return _one(m["party"])


roll_of_waive = roll_of_take
why_not_take = why_not_waive = _answer


def take(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.offers[m["offer"]].taken.append(m["party"])


def waive(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.offers[m["offer"]].waived.append(m["party"])


def roll_of_withdraw_offer(ledger: Ledger, m: Message) -> Roll | None:
    made = ledger.offers.get(m["offer"])
    return None if made is None else _one(made.seller)


def why_not_withdraw_offer(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m)
    made = ledger.offers.get(m["offer"])
    if made is None or made.achievement != m["matter"]["achievement"]:
        return found | {"UnknownOffer"}
    status = _status(ledger, made)
    if status > 4:
        found.add("OfferClosed")
    if made.taken and status != 4:  # what the takers let lapse is nobody's any more
        found.add("PriorityTaken")
    return found | _alone(ledger, made.seller, m, seals)


def withdraw_offer(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.offers[m["offer"]].ended = 7


# ---- announcements, outside registers


def roll_of_announce(ledger: Ledger, m: Message) -> Roll:
    return _officers(ledger, m, *_judge(ledger, m))


def why_not_announce(ledger: Ledger, m: Message, seals: Seals, digest: bytes) -> Reasons:
    title, terms = _title(ledger, m), m["terms"]
    found = _timely(ledger, m) | _open_title(title) | judge_apart(ledger, m["matter"]["appointment"], m["judge"])
    if not 1 <= terms["ground"] <= 6:
        found.add("UnknownGround")
    givers = {movement["from"] for movement in terms["movements"]}
    if len(givers) != (1 if terms["ground"] <= 3 else 0):
        found.add("WrongOrder")
    if frozen(terms) in title.orders:
        found.add("AlreadyAnnounced")
    if digest in ledger.done:
        found.add("AlreadyDone")
    concerned = [*title.parties, *(movement["to"] for movement in terms["movements"])]
    return found | _by_officer(ledger, roll_of_announce(ledger, m), m, seals, "court_order", concerned)


def announce(ledger: Ledger, m: Message, digest: bytes) -> None:
    ledger.done.add(digest)
    _title(ledger, m).orders[frozen(m["terms"])] = ledger.now + ledger.limits.order_notice


def roll_of_record_effect(ledger: Ledger, m: Message) -> Roll:
    return _officers(ledger, m)


def why_not_record_effect(ledger: Ledger, m: Message, seals: Seals, digest: bytes) -> Reasons:
    title, now = _title(ledger, m), ledger.now
    found = _timely(ledger, m)
    if title.status != CONFIRMED:
        found.add("WrongStatus")
    if m["version"] != title.version:
        found.add("WrongVersion")
    if now < title.frozen_until(now):
        found.add("FrozenUntil")
    if m["since"] > now:
        found.add("WrongEffect")
    if digest in ledger.done:
        found.add("AlreadyDone")
    return found | _by_officer(
        ledger, roll_of_record_effect(ledger, m), m, seals, "register_legal_effect", title.parties
    )


def record_effect(ledger: Ledger, _: Message, digest: bytes) -> None:
    ledger.done.add(digest)
