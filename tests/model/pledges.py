"""Pledged units."""

from tests.model.state import (
    CONFIRMED,
    FREE,
    MOST,
    POWER,
    Ledger,
    Message,
    Pledge,
    Reasons,
    Roll,
    Seals,
    Title,
    behind,
    by_rule,
    sealed,
    timely,
)


def pledged_of(title: Title, holder: int) -> int:
    """The largest part of a holder in one pledge: what he has to keep."""
    return max((pledge.parts.get(holder, 0) for pledge in title.pledges.values()), default=0)


def touched(title: Title, left: dict[int, int]) -> list[Pledge]:
    """Pledges of which somebody would be left with less than his part."""
    return [
        pledge
        for pledge in title.pledges.values()
        if any(units > left.get(holder, 0) for holder, units in pledge.parts.items())
    ]


def with_touched(title: Title, roll: Roll, left: dict[int, int], pledge_after: int) -> Roll:
    """The roll and the pledgees that are touched, who must sign; where units are released they give something away."""
    pledgees = dict.fromkeys(pledge.pledgee for pledge in touched(title, left))
    return behind(roll, pledgees, 1, disposing=pledge_after == 1)


def follow(title: Title, movements: list[Message], pledge_after: int, left: dict[int, int]) -> None:
    """Carry the pledges along: 1 the touched parts leave, 2 touched units stay pledged in the receivers' hands."""
    for pledge in touched(title, left):
        if pledge_after == 1:
            pledge.parts = {h: units for h, units in pledge.parts.items() if units <= left.get(h, 0)}
        else:
            _carry(title, pledge, movements, left)
    for number in [number for number, pledge in title.pledges.items() if not pledge.parts]:
        del title.pledges[number]


def _carry(title: Title, pledge: Pledge, movements: list[Message], left: dict[int, int]) -> None:
    """What a giver has pledged beyond what he keeps goes with his movements, the first ones first; and at no point has
    anybody more pledged than he holds."""
    units, parts = dict(title.table), dict(pledge.parts)
    for movement in movements:
        giver, receiver, count = movement["from"], movement["to"], movement["units"]
        units[giver] -= count
        units[receiver] = units.get(receiver, 0) + count
        part = parts.get(giver, 0)
        too_much_now = max(0, part - units[giver])
        too_much_in_the_end = max(0, part - left.get(giver, 0))
        goes = max(too_much_now, min(count, too_much_in_the_end))
        parts[giver] = part - goes
        parts[receiver] = parts.get(receiver, 0) + goes
    pledge.parts = {holder: part for holder, part in parts.items() if part}


def roll_of_pledge(ledger: Ledger, m: Message) -> Roll | None:
    title = ledger.title(m["act"]["achievement"])
    pledgors = [part["party"] for part in m["parts"]]
    if any(party not in title.parties for party in pledgors):
        return None
    officer = ledger.officer(m["act"]["appointment"])
    return behind(by_rule(title, officer, [], pledgors, pledgors, title.rule & ~FREE), [m["pledgee"]], 1)


def why_not_pledge(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    title = ledger.title(m["act"]["achievement"])
    found = timely(ledger, m["act"]["draftedAt"], m["act"]["deadline"], ledger.limits.longest_life)
    if title.status != CONFIRMED:
        found.add("WrongStatus")
    if m["act"]["version"] != title.version:
        found.add("WrongVersion")
    if ledger.now < title.frozen_until(ledger.now):
        found.add("FrozenUntil")
    parts = m["parts"]
    holders = [part["party"] for part in parts]
    if not 0 < len(parts) <= MOST or len(set(holders)) != len(holders) or m["pledgee"] in holders:
        found.add("WrongParts")
    if any(not part["units"] for part in parts):
        found.add("WrongParts")
    if any(part["units"] > title.units(part["party"]) for part in parts):
        found.add("NotEnough")
    if len(title.pledges) >= 8:
        found.add("TooManyPledges")
    roll = roll_of_pledge(ledger, m)
    if roll is not None:
        officer = (m["act"]["appointment"], title.node, POWER["register_pledge"])
        found |= sealed(ledger, roll, m["act"]["draftedAt"], seals, officer=officer)
    elif not found:
        found |= {"WrongParts", "NotEnough"}
    return found


def pledge(ledger: Ledger, m: Message, digest: bytes) -> None:
    number = m["act"]["achievement"]
    title = ledger.titles[number]
    parts = {part["party"]: part["units"] for part in m["parts"]}
    title.pledges[digest] = Pledge(number, m["pledgee"], ledger.now, parts)
    title.version += 1
    title.folds.append((digest, title.version, ledger.now))


def _standing(ledger: Ledger, m: Message) -> Pledge | None:
    return ledger.title(m["matter"]["achievement"]).pledges.get(m["pledge"])


def roll_of_release(ledger: Ledger, m: Message) -> Roll | None:
    made = _standing(ledger, m)
    return None if made is None else Roll([made.pledgee], {0}, {0})


def why_not_release(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = timely(ledger, m["matter"]["draftedAt"], m["matter"]["deadline"], ledger.limits.longest_life)
    roll = roll_of_release(ledger, m)
    if roll is None:
        return found | {"PledgeClosed"}
    return found | sealed(ledger, roll, m["matter"]["draftedAt"], seals)


def release(ledger: Ledger, m: Message, _: bytes) -> None:
    del ledger.titles[m["matter"]["achievement"]].pledges[m["pledge"]]
