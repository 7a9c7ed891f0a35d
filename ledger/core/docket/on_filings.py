"""Events about filings, intellectual property and what stands in outside registries."""

from fractions import Fraction

from ledger.core.docket.cases import Case, Ruling
from ledger.core.docket.things import Achievement, LegalEffect
from ledger.core.identifiers import is_achievement_reg_no, is_ip_number, is_patent_number
from ledger.core.policy.incentives import is_on_negative_list
from ledger.core.policy.table import PATENTS
from ledger.core.policy.ties import ties
from ledger.core.shares import WHOLE

GRANTED_KINDS = PATENTS | {"plant_variety"}  # rights that exist from a grant


def achievement_filed(case: Case) -> Ruling:
    name, node, ip = case.text("achievement"), case.text("node"), case.names("ip")
    negative = is_on_negative_list(case.text("security_level"), {})
    case.refuse(negative, "NEGATIVE_LIST", stored=["at", "code"])
    numbers = all(is_ip_number(right.life.kind, right.number) for right in (case.world.ip[each] for each in ip))
    case.refuse(not numbers or not is_achievement_reg_no(case.text("reg_no")), "ID_INVALID")
    case.must_not_come("acceptance_on")
    claimed = case.holders("claimed")

    others = [each for each in case.docket.achievements.values() if each.standing != "CANCELLED"]
    twice = any(each.reg_no == case.text("reg_no") or set(each.ip) & set(ip) for each in others)
    case.refuse(twice, "DUPLICATE_ACHIEVEMENT")
    deadline = case.last_day(lambda: case.world.deadlines.filing(case.day_of("acceptance_on")))
    if deadline is not None:
        case.refuse(case.day > deadline, "FILING_LATE", deadline=deadline.isoformat())
    evaluated = any(case.world.documents[each].kind == "evaluation" for each in case.names("documents"))
    case.refuse(not evaluated, "EVALUATION_MISSING")
    units, completers = case.names("completing_units"), case.names("completers")
    filer = next(iter([*units, *completers]), None)
    case.refuse(filer is None, "FILER_MISSING")
    case.must_sign(filer)
    case.must_be_officer("register_achievement", node)

    filed = Achievement(node, case.text("reg_no"), case.flag("service"), units, completers, claimed, ip)
    values = {"deadline": deadline.isoformat()} if deadline else {}

    def change() -> None:
        case.docket.achievements[name] = filed
        for each in ip:
            case.docket.tables.setdefault(each, case.world.rules)

    return Ruling(change, values)


def filing_cancelled(case: Case) -> Ruling:
    name, achievement = case.text("achievement"), case.achievement
    case.refuse(achievement.standing == "CANCELLED", "ACHIEVEMENT_CANCELLED")
    case.refuse(achievement.standing == "CONFIRMED", "ALREADY_CONFIRMED")
    case.must_be_officer("register_achievement", achievement.node)

    def change() -> None:
        achievement.standing = "CANCELLED"
        for proposal in case.docket.proposals.values():
            if proposal.achievement == name and proposal.ended is None:
                proposal.ended = "CLOSED"

    return Ruling(change)


def ip_granted(case: Case) -> Ruling:
    ip = case.text("ip")
    life = case.docket.life_of(ip)
    number = case.text("grant_no").removeprefix("ZL")
    case.refuse(life.kind in PATENTS and not is_patent_number(number), "ID_INVALID", grant_no=case.text("grant_no"))
    case.refuse(life.granted_on is not None, "IP_ALREADY_GRANTED", ip=ip)
    case.must_not_come("granted_on")
    case.must_be_officer("register_legal_effect", filing_of(case, ip).node)
    return Ruling(lambda: case.docket.grants.update({ip: case.day_of("granted_on")}))


def filing_of(case: Case, ip: str) -> Achievement:
    """The achievement that lists it; a cancelled filing only where no other does."""
    listing = [each for each in case.docket.achievements.values() if ip in each.ip]
    return next((each for each in listing if each.standing != "CANCELLED"), listing[-1])


def legal_effect_registered(case: Case) -> Ruling:
    name, achievement, ip = case.text("achievement"), case.achievement, case.text("ip")
    case.must_be_movable(achievement, name)
    case.must_list([ip], achievement.ip)
    case.must_not_come("registered_on")
    owners = case.holders("owners", whole=False)
    if achievement.standing == "CONFIRMED":
        case.refuse(owners != achievement.holders, "OWNERS_MISMATCH")
    case.must_be_officer("register_legal_effect", achievement.node)
    shares = [(party, Fraction(units, WHOLE)) for party, units in owners.items()]
    effect = LegalEffect(ip, case.day_of("registered_on"), shares)
    return Ruling(lambda: case.docket.effects.append(effect))


def award_paid(case: Case) -> Ruling:
    ip = case.text("ip")
    life = case.docket.life_of(ip)
    known = life.granted_on is not None and life.granted_on <= case.day
    case.refuse(not known, "IP_NOT_GRANTED", ip=ip)
    least = case.world.rules.least_award(life.kind)
    case.refuse(case.number("amount_fen") < least, "AWARD_BELOW_MINIMUM", least_fen=least)
    case.must_not_come("paid_on")
    case.must_sign(case.text("unit"))
    granted = life.granted_on
    due = case.last_day(lambda: case.world.deadlines.award(granted)) if granted is not None and known else None
    values = {"due_by": due.isoformat(), "late": case.day_of("paid_on") > due} if due else {}
    return Ruling(lambda: None, values)


def evaluation_filed(case: Case) -> Ruling:
    start, end = case.day_of("valid_from"), case.day_of("valid_to")
    case.refuse(end < start or end < case.day, "DATES_INVALID", valid_from=start.isoformat(), valid_to=end.isoformat())
    evaluator = case.text("evaluator")
    relations = case.docket.relations.values()
    holders = case.achievement.table
    related = [
        holder for holder in holders if holder == evaluator or ties(relations, evaluator, holder, case.day, case.day)
    ]
    case.refuse(bool(related), "EVALUATOR_RELATED", holders=sorted(related))
    case.must_sign(evaluator)
    return Ruling(lambda: None)


def is_whole_of(table: dict[str, int], party: str) -> bool:
    """Whether one party has everything."""
    return table == {party: WHOLE}
