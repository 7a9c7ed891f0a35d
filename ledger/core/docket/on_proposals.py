"""Events on the way from a filing to confirmed title: application, notice, objection, confirmation."""

from datetime import date

from ledger.core.docket.cases import Case, Ruling, shown
from ledger.core.docket.on_filings import is_whole_of
from ledger.core.docket.things import Achievement, Agreement, Objection, Proposal, UseRight
from ledger.core.policy import incentives
from ledger.core.policy.consent import Rule
from ledger.core.policy.rights import Reach, conflicts, kind_of
from ledger.core.policy.terms import is_long_enough, shorter_lives


def title_applied(case: Case) -> Ruling:
    achievement = case.achievement
    _must_be_open(case, achievement)
    case.refuse(achievement.standing == "CONFIRMED", "ALREADY_CONFIRMED")
    case.must_sign(*achievement.claimed)
    proposal = Proposal("title", case.text("achievement"), dict(achievement.claimed), achievement.version)
    return Ruling(lambda: _propose(case, proposal))


def ownership_grant_applied(case: Case) -> Ruling:
    achievement, unit, representative = case.achievement, case.text("unit"), case.text("representative")
    _must_be_open(case, achievement)
    _must_be_grantable(case, achievement, unit)
    owners = case.holders("owners")
    transform_first = case.text("incentive_mode") == "transform_first"
    case.refuse(transform_first or bool(set(owners) & achievement.rewarded), "DOUBLE_INCENTIVE")
    organisation = case.world.organisations.get(unit)
    state_owned = organisation is not None and organisation.kind == incentives.STATE_OWNED
    case.refuse(state_owned and not case.event.get("state_asset_basis"), "STATE_ASSET_BASIS_MISSING")
    _must_be_whole_ratios(case)
    case.refuse(unit not in owners and not case.flag("full_grant"), "UNIT_SHARE_MISSING")
    _must_be_completers(case, achievement, set(owners) - {unit})
    represents = representative in achievement.completers and representative in owners
    case.refuse(not represents, "REPRESENTATIVE_INVALID", representative=representative)
    case.must_sign(unit, representative, *owners)

    agreement = Agreement(
        unit,
        representative,
        Rule(case.text("decision_rule")),
        case.flag("shares_free"),
        case.ratios("income_ratio"),
        case.ratios("internal_split"),
    )
    proposal = Proposal("ownership", case.text("achievement"), owners, achievement.version, unit, agreement)
    return Ruling(lambda: _propose(case, proposal))


def use_grant_applied(case: Case) -> Ruling:
    name, achievement, unit = case.text("achievement"), case.achievement, case.text("unit")
    users, ip, start, end = case.names("holders"), case.names("ip"), case.day_of("start"), case.day_of("end")
    _must_be_open(case, achievement)
    _must_be_grantable(case, achievement, unit)
    enough = is_long_enough(case.world.rules, start, end, int(case.event.get("extension_years") or 0))
    case.refuse(not enough, "TERM_BELOW_MINIMUM", start=start.isoformat(), end=end.isoformat())
    case.refuse(case.event.get("plan") is None, "PLAN_MISSING")
    _must_be_whole_ratios(case)
    _must_be_completers(case, achievement, set(users))
    case.must_list(ip, achievement.ip)
    reach = Reach(start, end)
    case.refuse(is_in_conflict(case, name, reach), "EXCLUSIVE_CONFLICT")
    case.must_sign(unit, *users)

    right = UseRight(
        name,
        "use_right",
        kind_of(case.event.get("exclusivity")),
        [unit],
        users,
        reach,
        ip,
        case.flag("sublicensable"),
        case.flag("transferable"),
        income=case.ratios("income_ratio"),
        internal=case.ratios("internal_split"),
    )
    proposal = Proposal(
        "use", name, dict(achievement.table), achievement.version, unit, use_right=case.text("use_right"), right=right
    )
    return Ruling(lambda: _propose(case, proposal), {"warnings": warnings(case, ip, end)})


def warnings(case: Case, ip: list[str], end: date) -> list[dict[str, str]]:
    """Which of the rights end on or before the end of a term (民法典 865)."""
    lives = {each: case.docket.expiry_of(each) for each in ip}
    return [{"ip": each, "effective_end": day.isoformat()} for each, day in shorter_lives(lives, end)]


def is_in_conflict(case: Case, achievement: str, reach: Reach) -> bool:
    """Whether a right that stands refuses this one; sublicences bind only under their own right."""
    standing = case.docket.rights_on(achievement).values()
    return conflicts(
        ((each.kind, each.reach) for each in standing if not each.terminated and each.what != "sublicence"), reach
    )


def notice_opened(case: Case) -> Ruling:
    proposal = case.docket.proposals[case.text("proposal")]
    case.refuse(proposal.ended is not None, "PROPOSAL_CLOSED", ended=proposal.ended)
    case.refuse(proposal.last_day is not None and not proposal.renotice, "NOTICE_ALREADY_OPEN")
    case.must_sign(*([proposal.unit] if proposal.unit else case.docket.achievements[proposal.achievement].claimed))
    last = case.last_day(lambda: case.world.deadlines.notice(case.day))

    def change() -> None:
        proposal.last_day, proposal.renotice = last, False

    return Ruling(change, {"last_day": last.isoformat()} if last else {})


def objection_raised(case: Case) -> Ruling:
    name, by = case.text("proposal"), case.event.get("by")
    proposal = case.docket.proposals[name]
    case.refuse(proposal.ended is not None, "PROPOSAL_CLOSED", ended=proposal.ended)
    case.refuse(proposal.last_day is None, "NOTICE_NOT_OPENED")
    if proposal.last_day is not None:
        case.refuse(case.day > proposal.last_day, "OBJECTION_LATE", last_day=proposal.last_day.isoformat())
    case.refuse(not case.names("documents"), "EVIDENCE_MISSING")
    case.must_sign(by)
    objection = Objection(name, by, "OPEN" if by else "INFORMATION")
    return Ruling(
        lambda: case.docket.objections.update({case.text("objection"): objection}), {"blocks": by is not None}
    )


def objection_withdrawn(case: Case) -> Ruling:
    objection = case.docket.objections[case.text("objection")]
    case.refuse(objection.status != "OPEN", "OBJECTION_CLOSED", status=objection.status)
    case.must_sign(objection.by)

    def change() -> None:
        objection.status = "WITHDRAWN"

    return Ruling(change)


def objection_decided(case: Case) -> Ruling:
    objection, result = case.docket.objections[case.text("objection")], case.text("result")
    proposal = case.docket.proposals[objection.proposal]
    case.refuse(objection.status != "OPEN", "OBJECTION_CLOSED", status=objection.status)
    owners = case.holders("owners") if case.event.get("owners") else None
    case.must_be_officer("decide_objection", case.docket.achievements[proposal.achievement].node)

    def change() -> None:
        objection.status = result
        if proposal.ended is not None or result == "REJECTED":
            return
        if owners is not None:
            proposal.owners, proposal.renotice = owners, True
        elif result == "UPHELD":
            proposal.ended = "CLOSED"

    return Ruling(change)


def confirmed(case: Case) -> Ruling:
    name = case.text("proposal")
    proposal = case.docket.proposals[name]
    achievement = case.docket.achievements[proposal.achievement]
    case.refuse(proposal.ended is not None, "PROPOSAL_CLOSED", ended=proposal.ended)
    case.refuse(case.docket.is_frozen(proposal.achievement), "FROZEN")
    case.refuse(achievement.version != proposal.version, "STALE_VERSION", version=achievement.version)
    case.refuse(proposal.last_day is None, "NOTICE_NOT_OPENED")
    case.refuse(bool(case.docket.objections_to(name)), "OBJECTION_PENDING")
    case.refuse(proposal.renotice, "REPUBLICITY_REQUIRED")
    if proposal.last_day is not None:
        case.refuse(case.day <= proposal.last_day, "PUBLICITY_RUNNING", last_day=proposal.last_day.isoformat())
    signers = [proposal.unit, *proposal.right.users] if proposal.right else list(proposal.owners)
    case.must_sign(*signers)
    case.must_be_officer("confirm_title", achievement.node)
    sets = proposal.right is None or achievement.standing != "CONFIRMED"
    return Ruling(
        lambda: _confirm(case, proposal, achievement, sets),
        {"owners": shown(proposal.owners if sets else achievement.holders)},
    )


def _confirm(case: Case, proposal: Proposal, achievement: Achievement, sets: bool) -> None:
    proposal.ended = "CONFIRMED"
    achievement.standing = "CONFIRMED"
    if sets:
        achievement.hold(proposal.owners, case.day)
    if proposal.agreement is not None:
        achievement.agreement = proposal.agreement
        granted = [party for party in proposal.owners if party != proposal.unit]
        achievement.granted.update(granted)
        achievement.completers += [party for party in granted if party not in achievement.completers]
    if proposal.right is not None and proposal.use_right is not None:
        case.docket.rights[proposal.use_right] = proposal.right


def _propose(case: Case, proposal: Proposal) -> None:
    case.docket.proposals[case.text("proposal")] = proposal


def _must_be_open(case: Case, achievement: Achievement) -> None:
    """The filing stands, and no other proposal is under way."""
    case.refuse(achievement.standing == "CANCELLED", "ACHIEVEMENT_CANCELLED")
    others = case.docket.proposals.values()
    under_way = any(each.achievement == case.text("achievement") and each.ended is None for each in others)
    case.refuse(under_way, "PROPOSAL_OPEN")


def _must_be_grantable(case: Case, achievement: Achievement, unit: str) -> None:
    """What every grant of a unit to those who made the result asks for (128号)."""
    flags = case.event.payload["negative_list"]
    case.refuse(incentives.is_on_negative_list(incentives.PUBLIC, flags), "NEGATIVE_LIST", stored=["at", "code"])
    organisation = case.world.organisations.get(unit)
    kind = organisation.kind if organisation else None
    case.refuse(not incentives.is_eligible(case.world.rules, kind), "UNIT_NOT_ELIGIBLE", unit=unit, kind=kind)
    case.refuse(not is_whole_of(achievement.table, unit), "NOT_OWNER", parties=[unit])
    case.refuse(not all(case.event.payload["conditions"].values()), "CONDITIONS_NOT_MET")


def _must_be_completers(case: Case, achievement: Achievement, parties: set[str]) -> None:
    others = sorted(parties - set(achievement.completers))
    case.refuse(bool(others), "NOT_COMPLETER", parties=others)


def _must_be_whole_ratios(case: Case) -> None:
    """Splits of income sum to one, and a team's line has a split of its own."""
    income, internal = case.ratios("income_ratio"), case.ratios("internal_split")
    whole = incentives.are_whole(income, internal) and (internal is not None or not incentives.names_team(income))
    case.refuse(not whole, "RATIOS_NOT_WHOLE")
