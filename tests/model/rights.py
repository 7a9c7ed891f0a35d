"""Rights to use, and technology contracts."""

from typing import Any

from tests.model.state import (
    CONFIRMED,
    FREE,
    MOST,
    POWER,
    Contract,
    Ledger,
    Message,
    Reasons,
    Right,
    Roll,
    Seals,
    Title,
    behind,
    by_rule,
    sealed,
    seats_of,
    timely,
)

LONG_TERM, LICENCE = 1, 2
EXCLUSIVE, SOLE, ORDINARY = 1, 2, 3
SUBLICENSABLE = 1
AGREED, BREACH, RENOUNCED = 1, 2, 3


def _timely(ledger: Ledger, header: Message) -> Reasons:
    return timely(ledger, header["draftedAt"], header["deadline"], ledger.limits.longest_life)


def ended(ledger: Ledger, right: Right) -> int:
    """When a right, or the one above it, was ended; 0 if not."""
    above = ledger.rights.get(right.parent) if right.parent else None
    times = [time for time in (right.ended_at, ended(ledger, above) if above else 0) if time]
    return min(times, default=0)


def over(ledger: Ledger, right: Right) -> bool:
    return bool(ended(ledger, right)) or ledger.now >= right.until


def conflicting(
    ledger: Ledger, number: bytes, start: int, until: int, fields: int, territories: int, but: bytes | None = None
) -> bool:
    """Whether an exclusive or sole right from the title, that no act ended, meets this term, fields and places."""
    return any(
        right.achievement == number
        and key != but
        and right.parent is None
        and right.exclusivity in (EXCLUSIVE, SOLE)
        and not ended(ledger, right)
        and right.start < until
        and start < right.until
        and right.fields & fields
        and right.territories & territories
        for key, right in ledger.rights.items()
    )


def _pledgees(title: Title) -> list[int]:
    return seats_of(pledge.pledgee for pledge in title.pledges.values())


def _parties(licensors: list[int], licensees: list[int]) -> Reasons:
    fits = all(
        0 < len(side) <= MOST and len(set(side)) == len(side) and 0 not in side for side in (licensors, licensees)
    )
    found = set() if fits and not set(licensors) & set(licensees) else {"WrongParties"}
    return found | ({"UnknownParty"} if 0 in [*licensors, *licensees] else set())


def _roll(title: Title, asked: bool, licensors: list[int], licensees: list[int]) -> Roll:
    """:param asked: whether the co-owners have a say; that shares move freely does not matter here."""
    rule = title.rule & ~FREE if asked else FREE
    roll = by_rule(title, None, [], licensors, licensors, rule)
    return behind(roll, [*licensees, *_pledgees(title)], 0)


def roll_of_grant(ledger: Ledger, m: Message) -> Roll | None:
    title, terms = ledger.title(m["act"]["achievement"]), m["terms"]
    if any(party not in title.parties for party in terms["licensors"]):
        return None
    asked = terms["kind"] != LONG_TERM and terms["exclusivity"] != ORDINARY
    return _roll(title, asked, terms["licensors"], terms["licensees"])


def _on_title(ledger: Ledger, act: Message, title: Title) -> Reasons:
    found = _timely(ledger, act)
    if title.status != CONFIRMED:
        found.add("WrongStatus")
    if act["version"] != title.version:
        found.add("WrongVersion")
    return found


def why_not_grant(ledger: Ledger, m: Message, seals: Seals, digest: bytes, terms_hash: bytes) -> Reasons:
    number, terms = m["act"]["achievement"], m["terms"]
    title = ledger.title(number)
    found = _on_title(ledger, m["act"], title) | _parties(terms["licensors"], terms["licensees"])
    is_frozen = ledger.now < title.frozen_until(ledger.now)
    if is_frozen and not any(m["freezeNotice"]):
        found.add("FrozenUntil")
    if not is_frozen and any(m["freezeNotice"]):
        found.add("NotFrozen")
    if terms["kind"] not in (1, 2) or terms["exclusivity"] not in (1, 2, 3) or terms["flags"] > 3:
        found.add("UnknownTerms")
    if any(party not in title.parties for party in terms["licensors"]):
        found.add("NotHolder")
    if (
        terms["from"] >= terms["until"]
        or terms["until"] <= ledger.now
        or not terms["fields"]
        or not terms["territories"]
    ):
        found.add("TermEmpty")
    if terms["kind"] == LONG_TERM:
        if terms["until"] - terms["from"] < ledger.limits.least_term:
            found.add("TermBelowMinimum")
        if terms_hash not in title.use_grants:
            found.add("NotConfirmed")
        if terms_hash in ledger.done:
            found.add("RightExists")
    if digest in ledger.rights:
        found.add("RightExists")
    if conflicting(ledger, number, terms["from"], terms["until"], terms["fields"], terms["territories"]):
        found.add("ExclusiveExists")
    if terms["exclusivity"] != ORDINARY and len(_strong(ledger, number)) >= MOST:
        found.add("TooManyRights")
    roll = roll_of_grant(ledger, m)
    return found if roll is None else found | sealed(ledger, roll, m["act"]["draftedAt"], seals)


def _strong(ledger: Ledger, number: bytes) -> list[Right]:
    return [
        right
        for right in ledger.rights.values()
        if right.achievement == number
        and right.parent is None
        and right.exclusivity != ORDINARY
        and not over(ledger, right)
    ]


def grant(ledger: Ledger, m: Message, digest: bytes, terms_hash: bytes) -> None:
    terms = m["terms"]
    if terms["kind"] == LONG_TERM:
        ledger.done.add(terms_hash)
    ledger.rights[digest] = Right(
        m["act"]["achievement"],
        None,
        terms["kind"],
        terms["exclusivity"],
        terms["flags"],
        list(terms["licensors"]),
        list(terms["licensees"]),
        terms["from"],
        terms["until"],
        terms["fields"],
        terms["territories"],
    )


def roll_of_sublicense(_: Ledger, m: Message) -> Roll:
    seats = seats_of([m["licensor"], *m["licensees"]])
    return Roll(seats, set(range(len(seats))), {0})


def why_not_sublicense(ledger: Ledger, m: Message, seals: Seals, digest: bytes) -> Reasons:
    found = _timely(ledger, m["matter"])
    parent = ledger.rights.get(m["parent"])
    if parent is None:
        return found | {"UnknownRight"}
    if parent.achievement != m["matter"]["achievement"]:
        found |= {"UnknownRight", "WrongMatter"}
    if parent.parent is not None or not parent.flags & SUBLICENSABLE:
        found.add("NotSublicensable")
    if ledger.title(m["matter"]["achievement"]).status != CONFIRMED:
        found.add("WrongStatus")
    if over(ledger, parent):
        found.add("RightEnded")
    found |= _parties([m["licensor"]], m["licensees"])
    if m["licensor"] not in parent.licensees:
        found.add("NotHolder")
    if m["from"] >= m["until"] or m["until"] <= ledger.now or not m["fields"] or not m["territories"]:
        found.add("TermEmpty")
    outside = m["fields"] & ~parent.fields or m["territories"] & ~parent.territories
    if outside or m["from"] < parent.start or m["until"] > parent.until:
        found.add("ExceedsParent")
    if digest in ledger.rights:
        found.add("RightExists")
    return found | sealed(ledger, roll_of_sublicense(ledger, m), m["matter"]["draftedAt"], seals)


def sublicense(ledger: Ledger, m: Message, digest: bytes) -> None:
    ledger.rights[digest] = Right(
        m["matter"]["achievement"],
        m["parent"],
        LICENCE,
        ORDINARY,
        0,
        [m["licensor"]],
        list(m["licensees"]),
        m["from"],
        m["until"],
        m["fields"],
        m["territories"],
    )


def roll_of_extend(ledger: Ledger, m: Message) -> Roll | None:
    title, right = ledger.title(m["act"]["achievement"]), ledger.rights.get(m["right"])
    if right is None or any(party not in title.parties for party in right.licensors):
        return None
    return _roll(title, right.exclusivity != ORDINARY, right.licensors, right.licensees)


def why_not_extend(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    number = m["act"]["achievement"]
    title, right = ledger.title(number), ledger.rights.get(m["right"])
    found = _on_title(ledger, m["act"], title)
    if ledger.now < title.frozen_until(ledger.now):
        found.add("FrozenUntil")
    if right is None:
        return found | {"UnknownRight"}
    if right.achievement != number:
        found |= {"UnknownRight", "WrongMatter"}
    if right.parent is not None:
        found.add("ExceedsParent")
    if over(ledger, right):
        found.add("RightEnded")
    if m["until"] <= right.until:
        found.add("TermEmpty")
    if any(party not in title.parties for party in right.licensors):
        found.add("NotHolder")
    if conflicting(ledger, number, right.until, m["until"], right.fields, right.territories, m["right"]):
        found.add("ExclusiveExists")
    roll = roll_of_extend(ledger, m)
    return found if roll is None else found | sealed(ledger, roll, m["act"]["draftedAt"], seals)


def extend(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.rights[m["right"]].until = m["until"]


def roll_of_end(ledger: Ledger, m: Message) -> Roll | None:
    right = ledger.rights.get(m["right"])
    if right is None:
        return None
    seats = [m["by"]] if m["ground"] in (BREACH, RENOUNCED) else seats_of([*right.licensors, *right.licensees])
    if m["ground"] == BREACH:
        giving_up: set[int] = set()
    elif m["ground"] == RENOUNCED:
        giving_up = {0}
    else:
        giving_up = {seats.index(party) for party in right.licensees}
    return Roll(seats, set(range(len(seats))), giving_up)


def why_not_end(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m["matter"])
    right = ledger.rights.get(m["right"])
    if right is None:
        return found | {"UnknownRight"}
    if right.achievement != m["matter"]["achievement"]:
        found |= {"UnknownRight", "WrongMatter"}
    if over(ledger, right):
        found.add("RightEnded")
    sides = {AGREED: [0], BREACH: right.licensors, RENOUNCED: right.licensees}
    if m["ground"] not in sides:
        found.add("UnknownGround")
    elif m["by"] not in sides[m["ground"]]:
        found.add("WrongParties")
    if m["ground"] == BREACH and not any(m["matter"]["filing"]):
        found.add("EvidenceMissing")
    roll = roll_of_end(ledger, m)
    return found if roll is None else found | sealed(ledger, roll, m["matter"]["draftedAt"], seals)


def end(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.rights[m["right"]].ended_at = ledger.now


# ---- technology contracts

SUB_KINDS = {1: 2, 2: 4, 3: 2, 4: 1, 5: 3}
FRAUD = 3


def _with_officer(ledger: Ledger, m: Message, parties: list[int]) -> Roll:
    seats = [ledger.officer(m["matter"]["appointment"]), *seats_of(parties)]
    return Roll(seats, set(range(len(seats))))


def roll_of_register_contract(ledger: Ledger, m: Message) -> Roll:
    return _with_officer(ledger, m, [*m["sellers"], m["applicant"]])


def why_not_register_contract(ledger: Ledger, m: Message, seals: Seals, digest: bytes) -> Reasons:
    number = m["matter"]["achievement"]
    title = ledger.title(number)
    found = _timely(ledger, m["matter"]) | _parties(m["sellers"], m["buyers"])
    if not 1 <= m["subKind"] <= SUB_KINDS.get(m["kind"], 0):
        found.add("UnknownContractKind")
    has, source, basis = any(number), any(m["source"]), m["basis"]
    if basis > 4 or (basis == 0) == has or (source and basis < 2) or (not source and basis in (3, 4)):
        found.add("WrongContractBasis")
    if has and title.status != CONFIRMED:
        found.add("WrongStatus")
    if basis == 1 and set(m["sellers"]) != set(title.parties):
        found.add("SellersNotHolders")
    if m["applicant"] not in [*m["sellers"], *m["buyers"]]:
        found.add("ApplicantUnfit")
    if digest in ledger.contracts:
        found.add("ContractExists")
    if ledger.officer(m["matter"]["appointment"]) in [*m["sellers"], *m["buyers"]]:
        found.add("OfficerIsParty")
    officer = (m["matter"]["appointment"], m["node"], POWER["register_contract"])
    roll = roll_of_register_contract(ledger, m)
    return found | sealed(ledger, roll, m["matter"]["draftedAt"], seals, officer=officer)


def register_contract(ledger: Ledger, m: Message, digest: bytes) -> None:
    ledger.contracts[digest] = Contract(
        m["matter"]["achievement"], m["node"], m["kind"], m["subKind"], list(m["sellers"]), list(m["buyers"])
    )


def _contract(ledger: Ledger, m: Message) -> tuple[Contract | None, Reasons]:
    found = _timely(ledger, m["matter"])
    made = ledger.contracts.get(m["contractNumber"])
    if made is None:
        return None, found | {"UnknownContract"}
    if made.achievement != m["matter"]["achievement"]:
        found.add("WrongMatter")
    if made.cancelled:
        found.add("ContractClosed")
    return made, found


def roll_of_state_contract(_: Ledger, m: Message) -> Roll:
    return Roll([m["party"]], {0})


def why_not_state_contract(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    made, found = _contract(ledger, m)
    if made is None:
        return found
    if m["party"] not in [*made.sellers, *made.buyers] or m["kind"] not in (1, 2):
        found.add("StatementUnfit")
    if m["number"] != made.statements.get(m["party"], 0) + 1:
        found.add("WrongSequence")
    return found | sealed(ledger, roll_of_state_contract(ledger, m), m["matter"]["draftedAt"], seals)


def state_contract(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.contracts[m["contractNumber"]].statements[m["party"]] = m["number"]


def roll_of_change_contract(ledger: Ledger, m: Message) -> Roll | None:
    made = ledger.contracts.get(m["contractNumber"])
    return None if made is None else _with_officer(ledger, m, [*made.sellers, *made.buyers])


def _changed(ledger: Ledger, m: Message, seals: Seals, roll: Any) -> Reasons:
    made, found = _contract(ledger, m)
    if made is None:
        return found
    number = m["matter"]["appointment"]
    if ledger.officer(number) in [*made.sellers, *made.buyers]:
        found.add("OfficerIsParty")
    officer = (number, made.node, POWER["register_contract"])
    return found | sealed(ledger, roll, m["matter"]["draftedAt"], seals, officer=officer)


def why_not_change_contract(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _changed(ledger, m, seals, roll_of_change_contract(ledger, m))
    made = ledger.contracts.get(m["contractNumber"])
    if made is None:
        return found
    if not 1 <= m["subKind"] <= SUB_KINDS[made.kind]:
        found.add("UnknownContractKind")
    if m["change"] != made.changes + 1:
        found.add("WrongSequence")
    return found


def change_contract(ledger: Ledger, m: Message, _: bytes) -> None:
    made = ledger.contracts[m["contractNumber"]]
    made.changes, made.sub_kind = m["change"], m["subKind"]


def roll_of_cancel_contract(ledger: Ledger, m: Message) -> Roll | None:
    made = ledger.contracts.get(m["contractNumber"])
    if made is None:
        return None
    return _with_officer(ledger, m, [] if m["ground"] == FRAUD else [*made.sellers, *made.buyers])


def why_not_cancel_contract(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _changed(ledger, m, seals, roll_of_cancel_contract(ledger, m))
    return found | ({"UnknownGround"} if not 1 <= m["ground"] <= 3 else set())


def cancel_contract(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.contracts[m["contractNumber"]].cancelled = True
