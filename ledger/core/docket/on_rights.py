"""Events about licences, sublicences and long-term use rights."""

from dataclasses import replace
from datetime import date

from ledger.core.docket.cases import Case, Ruling
from ledger.core.docket.on_proposals import is_in_conflict, warnings
from ledger.core.docket.things import UseRight
from ledger.core.policy.rights import Kind, Reach, kind_of, status
from ledger.core.policy.table import PATENTS


def licence_granted(case: Case) -> Ruling:
    name, achievement = case.text("achievement"), case.achievement
    licensors, licensee, ip = case.names("licensors"), case.text("licensee"), case.names("ip")
    start, end = case.day_of("start"), case.day_of("end")
    kind = kind_of(case.event.get("kind"))
    case.refuse(achievement.standing != "CONFIRMED", "NOT_CONFIRMED", standing=achievement.standing)
    case.must_hold(achievement, licensors)
    # A licence that nobody gives is one of nobody who holds.
    case.refuse(not licensors, "NOT_OWNER", parties=[])
    case.refuse(case.docket.is_frozen(name) and case.event.get("freeze_notice") is None, "FROZEN")
    case.refuse(end < start, "DATES_INVALID", start=start.isoformat(), end=end.isoformat())
    case.must_list(ip, achievement.ip)
    reach = Reach(start, end, case.event.get("fields"), case.event.get("territories"))
    case.refuse(is_in_conflict(case, name, reach), "EXCLUSIVE_CONFLICT")
    case.must_sign(licensee, *licensors)
    if kind is not Kind.ORDINARY:
        missing = achievement.deciding.missing(set(licensors), case.signed)
        case.findings.missing(missing, "CONSENT_MISSING")
    pledgees = {pledge.pledgee for pledge in case.docket.pledges_on(name).values()}
    case.findings.missing(pledgees - case.signed, "PLEDGEE_CONSENT_MISSING")

    patents = any(case.world.ip[each].life.kind in PATENTS for each in ip)
    filing = case.last_day(lambda: case.world.deadlines.licence_filing(start)) if patents else None
    right = UseRight(name, "licence", kind, licensors, [licensee], reach, ip, case.flag("sublicensable"))
    return Ruling(
        lambda: _enter(case, right),
        {"filing_deadline": filing.isoformat() if filing else None, "warnings": warnings(case, ip, end)},
    )


def sublicence_granted(case: Case) -> Ruling:
    name, licensor = case.text("parent"), case.text("licensor")
    parent = case.docket.rights[name]
    start, end = case.day_of("start"), case.day_of("end")
    case.refuse(licensor not in parent.users, "NOT_HOLDER", party=licensor)
    case.refuse(parent.terminated or case.day > parent.reach.end, "RIGHT_ENDED")
    case.refuse(not parent.sublicensable, "SUBLICENCE_NOT_AGREED")
    inside = parent.reach.start <= start <= end <= parent.reach.end  # a term that ends before it starts is in none
    case.refuse(not inside, "TERM_EXCEEDS_PARENT")
    case.must_sign(licensor, case.text("licensee"))
    reach = replace(parent.reach, start=start, end=end)
    right = UseRight(
        parent.achievement,
        "sublicence",
        Kind.ORDINARY,
        [licensor],
        [case.text("licensee")],
        reach,
        parent.ip,
        parent=name,
    )
    return Ruling(lambda: _enter(case, right))


def licence_terminated(case: Case) -> Ruling:
    name, by, ground = case.text("licence"), case.text("by"), case.text("ground")
    right = case.docket.rights[name]
    case.refuse(right.terminated or case.day > right.reach.end, "RIGHT_ENDED")
    among = {
        "agreement": {*right.licensors, *right.users},
        "breach": set(right.licensors),
        "renounced": set(right.users),
    }[ground]
    case.refuse(by not in among, "NOT_HOLDER", party=by)
    case.must_sign(*(among if ground == "agreement" else [by]))
    return Ruling(lambda: _terminate(case, name))


def use_right_extended(case: Case) -> Ruling:
    right = case.docket.rights[case.text("use_right")]
    end = case.day_of("new_end")
    over = right.terminated or case.day > right.reach.end
    case.refuse(over or right.what != "use_right", "RIGHT_ENDED", what=right.what)
    case.refuse(end <= right.reach.end, "DATES_INVALID", end=right.reach.end.isoformat(), new_end=end.isoformat())
    case.must_sign(*right.licensors, *right.users)

    def change() -> None:
        right.reach = replace(right.reach, end=end)

    return Ruling(change)


def status_of(right: UseRight, day: date) -> str:
    """`policy.rights.status` of a right on a day."""
    return status(right.reach.start, right.reach.end, terminated=right.terminated, day=day)


def _enter(case: Case, right: UseRight) -> None:
    case.docket.rights[case.text("licence")] = right


def _terminate(case: Case, name: str) -> None:
    """The right and every right under it."""
    case.docket.rights[name].terminated = True
    for number, each in case.docket.rights.items():
        if each.parent == name and not each.terminated:
            _terminate(case, number)
