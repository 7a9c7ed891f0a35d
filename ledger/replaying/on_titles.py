"""The deeds on the way from a filing to a confirmed title."""

from collections.abc import Callable, Mapping

from ledger.core.docket.things import Achievement, Docket, Proposal
from ledger.core.meanings import DELEGATED, SHARES_FREE, TWO_THIRDS, UNANIMOUS
from ledger.core.policy.consent import Rule
from ledger.replaying.on_rights import right_terms
from ledger.replaying.plan import Deed, Deeds, Fields, Plan

_OBJECTIONS = {
    "权属": "title",
    "完成人": "completers",
    "份额": "shares",
    "价格": "price",
    "真实性": "truth",
    "密级": "secrecy",
    "其他": "other",
}
_OUTCOMES = {"REJECTED": "rejected", "PARTLY_UPHELD": "partly", "UPHELD": "upheld"}


def _register(plan: Plan) -> Deeds:
    told, node = plan.event.payload, plan.event.payload["node"]
    filers = [*told["completing_units"], *told["completers"]]
    fields = {
        "node": plan.cast.nodes.get(node, 0),
        "filing": plan.leaf,
        "filer": plan.party(filers[0]) if filers else 0,
        "claimed": [
            {"party": plan.party(row["party"]), "units": plan.case.units(row["share"]) or 0} for row in told["claimed"]
        ],
        "appointment": plan.officer("register_achievement", node),
    }
    return [Deed("register", fields, names=told["achievement"])]


def _cancel(plan: Plan) -> Deeds:
    fields = plan.on(plan.event.payload["achievement"], "register_achievement")
    return [Deed("cancel", fields | {"ground": plan.event.payload["ground"]})]


def terms_of(plan: Plan, proposal: Proposal) -> Fields:
    """What a proposal asks for, as the contracts say it."""
    achievement = plan.docket.achievements[proposal.achievement]
    if proposal.right is not None and achievement.standing == "CONFIRMED":
        rule, delegate = _rule(plan, achievement)
        terms: Fields = {"rule": rule & ~SHARES_FREE, "sharesFree": bool(rule & SHARES_FREE), "delegate": delegate}
        terms["table"] = []
    else:
        rule, delegate = _rule(plan, achievement, proposal)
        terms = {"rule": rule & ~SHARES_FREE, "sharesFree": bool(rule & SHARES_FREE), "delegate": delegate}
        terms["table"] = plan.table(proposal.owners)
    if proposal.right is not None:
        terms["useGrant"] = right_terms(plan, proposal.right)
    return terms


def _rule(plan: Plan, achievement: Achievement, proposal: Proposal | None = None) -> tuple[int, int]:
    """Rule and delegate: of what is proposed, else of what stands."""
    agreed = achievement.agreement if proposal is None else proposal.agreement
    if agreed is None:
        return UNANIMOUS, 0
    free = SHARES_FREE if agreed.shares_free else 0
    if agreed.rule is Rule.DELEGATED_UNIT:
        return DELEGATED | free, plan.party(agreed.unit)
    if agreed.rule is Rule.DELEGATED_TEAM:
        return DELEGATED | free, plan.party(agreed.representative)
    return (TWO_THIRDS if agreed.rule is Rule.TWO_THIRDS else UNANIMOUS) | free, 0


def is_on_chain(docket: Docket, proposal: Proposal) -> bool:
    """Whether a proposal may go on notice there: one whose holders have changed can never be confirmed."""
    return docket.achievements[proposal.achievement].version == proposal.version


def _propose(plan: Plan) -> Deeds:
    proposal = plan.docket.proposals[plan.event.payload["proposal"]]
    if not is_on_chain(plan.docket, proposal):
        return []
    until = plan.end_of(lambda: plan.docket.world.deadlines.notice(plan.event.day))
    fields = plan.on(proposal.achievement) | terms_of(plan, proposal) | {"noticeUntil": until}
    return [Deed("propose", fields)]


def _object(plan: Plan) -> Deeds:
    told = plan.event.payload
    proposal = plan.docket.proposals[told["proposal"]]
    elsewhere = proposal.last_day is not None and told["proposal"] not in plan.cast.on_notice
    if told.get("by") is None or elsewhere:
        return []
    fields = plan.on(proposal.achievement) | {"party": plan.party(told["by"]), "ground": _OBJECTIONS[told["ground"]]}
    return [Deed("object", fields)]


def open_there(plan: Plan, achievement: str, by: str | None = None) -> list[str]:
    """The objections to an achievement's proposals that are open on the chain too, or those of one party."""
    return [
        name
        for name, each in plan.docket.objections.items()
        if name in plan.cast.objected
        and plan.docket.proposals[each.proposal].achievement == achievement
        and by in (None, each.by)
    ]


def others_open(plan: Plan, number: str) -> bool:
    """Whether the same party has another open objection: on the chain the second supplements the first."""
    objection = plan.docket.objections[number]
    achievement = plan.docket.proposals[objection.proposal].achievement
    return any(name != number for name in open_there(plan, achievement, objection.by))


def _retract(plan: Plan) -> Deeds:
    number = plan.event.payload["objection"]
    objection = plan.docket.objections[number]
    if objection.status == "OPEN" and (number not in plan.cast.objected or others_open(plan, number)):
        return []
    achievement = plan.number(plan.docket.proposals[objection.proposal].achievement)
    return [Deed("retract", {"achievement": achievement, "party": plan.party(objection.by or "")})]


def _decide(plan: Plan) -> Deeds:
    told, number = plan.event.payload, plan.event.payload["objection"]
    objection = plan.docket.objections[number]
    achievement = plan.docket.proposals[objection.proposal].achievement
    effect = "none"
    if told["result"] != "REJECTED":
        effect = "amend" if told.get("owners") else "close" if told["result"] == "UPHELD" else "none"
    if objection.status == "OPEN":
        there = open_there(plan, achievement) if effect == "close" else []
        if number not in plan.cast.objected and there:
            number = there[0]  # what the chain does not know closes the proposal by what it knows
        if number not in plan.cast.objected or (effect != "close" and others_open(plan, number)):
            return []  # new terms for which it is amended come with their notice
    fields = plan.on(achievement, "decide_objection") | {
        "party": plan.party(plan.docket.objections[number].by or ""),
        "outcome": _OUTCOMES[told["result"]],
        "effect": effect,
    }
    return [Deed("decide", fields)]


def remember(plan: Plan, deeds: Deeds) -> None:
    """Keep which notices and objections stand on the chain, after the deeds of an event were done."""
    cast, told, kind = plan.cast, plan.event.payload, plan.event.kind
    if kind == "notice_opened":
        cast.on_notice.pop(told["proposal"], None)
        if deeds:
            achievement = plan.docket.proposals[told["proposal"]].achievement
            cast.on_notice[told["proposal"]] = list(plan.docket.achievements[achievement].holders.items())
    elif kind == "objection_raised" and deeds:
        cast.objected.add(told["objection"])
    elif kind in ("objection_withdrawn", "objection_decided"):
        cast.objected.discard(told["objection"])
        objection = plan.docket.objections[told["objection"]]
        achievement = plan.docket.proposals[objection.proposal].achievement
        effects = {deed.fields["effect"] for deed in deeds if isinstance(deed, Deed) and deed.kind == "decide"}
        if "close" in effects:
            cast.objected -= set(open_there(plan, achievement))
            _end_notices(plan, achievement)
    elif kind == "confirmed":
        cast.on_notice.pop(told["proposal"], None)
    elif kind == "filing_cancelled":
        _end_notices(plan, told["achievement"])


def _end_notices(plan: Plan, achievement: str) -> None:
    for name in list(plan.cast.on_notice):
        if plan.docket.proposals[name].achievement == achievement:
            del plan.cast.on_notice[name]


def _confirm(plan: Plan) -> Deeds:
    proposal = plan.docket.proposals[plan.event.payload["proposal"]]
    fields = plan.on(proposal.achievement, "confirm_title") | terms_of(plan, proposal)
    found: Deeds = [Deed("confirm", fields)]
    if proposal.right is not None:
        terms = right_terms(plan, proposal.right)
        found.append(Deed("grant", plan.on(proposal.achievement) | terms, names=proposal.use_right))
    return found


WRITERS: Mapping[str, Callable[[Plan], Deeds]] = {
    "achievement_filed": _register,
    "filing_cancelled": _cancel,
    "notice_opened": _propose,
    "objection_raised": _object,
    "objection_withdrawn": _retract,
    "objection_decided": _decide,
    "confirmed": _confirm,
}
