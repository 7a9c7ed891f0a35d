"""Where the contracts hold less than the rules allow: such an act stays a filing, and the chain goes on without it.

Each case is one that the contracts refuse by what they say, for every writer; what is not told here has to pass.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

from ledger.core.calendar import end_of_day
from ledger.core.docket.things import Docket, UseRight
from ledger.core.policy.rights import Kind, Reach, conflicts
from ledger.replaying.cast import Cast
from ledger.replaying.plan import Deed, Plan, Settling

_MOST_PARTIES = 16


def is_held(plan: Plan, deed: Deed | Settling) -> bool:
    """Whether the chain can hold a deed that the rules allow."""
    if isinstance(deed, Settling) or deed.kind not in _CHECKS:
        return True
    return _CHECKS[deed.kind](plan, deed)


def knows_what_is_named(plan: Plan) -> bool:
    """Whether the right or contract that an event is about is on the chain at all."""
    member = _ABOUT.get(plan.event.kind)
    return member is None or plan.event.payload[member] in plan.cast.things


_ABOUT = {
    "sublicence_granted": "parent",
    "licence_terminated": "licence",
    "use_right_extended": "use_right",
    "contract_changed": "contract",
    "contract_cancelled": "contract",
    "sales_reported": "contract",
}


def reach_of(cast: Cast, name: str, right: UseRight) -> Reach | None:
    """How far the chain lets a right reach: not over an extension that stayed a filing; None if it knows no such
    right."""
    if name not in cast.things:
        return None
    return replace(right.reach, end=cast.shorter.get(name, right.reach.end))


def is_barred(cast: Cast, docket: Docket, achievement: str, reach: Reach) -> bool:
    """Whether an exclusive or sole right that the chain holds bars a reach there."""
    standing = [
        (right.kind, there)
        for name, right in docket.rights_on(achievement).items()
        if not right.terminated and right.what != "sublicence" and (there := reach_of(cast, name, right)) is not None
    ]
    return conflicts(standing, reach)


def _signed(plan: Plan) -> set[str]:
    """Who signed: each with a current key, or the rules would not allow it."""
    return {signer.partition("#")[0] for signer in plan.event.signed_by}


def _pledgees_signed(plan: Plan, achievement: str) -> bool:
    return {each.pledgee for each in plan.docket.pledges_on(achievement).values()} <= _signed(plan)


def _fit(givers: Collection[int], takers: Collection[int]) -> bool:
    """Somebody on either side, nobody on both, and not too many."""
    sides = set(givers), set(takers)
    return all(0 < len(side) <= _MOST_PARTIES for side in sides) and not sides[0] & sides[1]


def _grant(plan: Plan, deed: Deed) -> bool:
    """A term that is over is granted to nobody, nor a right for no field or place, and nobody licenses himself. A use
    grant is opened once on the same terms, with its pledgees, and not over what became another's since it was applied
    for."""
    if deed.fields["until"] <= plan.cast.stage.clock() or not (deed.fields["fields"] and deed.fields["territories"]):
        return False
    if not _fit(deed.fields["licensors"], deed.fields["licensees"]):
        return False
    if plan.event.kind != "confirmed":
        return True
    proposal = plan.docket.proposals[plan.event.payload["proposal"]]
    assert proposal.right is not None  # noqa: S101 - a proposal that opens a right carries it
    return (
        opening(deed) not in plan.cast.opened
        and _pledgees_signed(plan, proposal.achievement)
        and not is_barred(plan.cast, plan.docket, proposal.achievement, proposal.right.reach)
    )


def opening(deed: Deed) -> str:
    """The terms on which a use grant is opened, and of which achievement."""
    return repr(sorted((name, value) for name, value in deed.fields.items() if name != "filing"))


def _sublicense(plan: Plan, deed: Deed) -> bool:
    """As a grant; inside what the chain holds of the right above."""
    told, name = plan.event.payload, plan.event.payload["parent"]
    above = reach_of(plan.cast, name, plan.docket.rights[name])
    return (
        above is not None
        and told["end"] <= above.end.isoformat()
        and plan.event.day <= above.end
        and deed.fields["until"] > plan.cast.stage.clock()
        and told["licensor"] != told["licensee"]
    )


def _extend(plan: Plan, _: Deed) -> bool:
    """As a grant of the time that is added, by holders of a title that is not frozen; co-owners consent to what shuts
    them out."""
    name = plan.event.payload["use_right"]
    right = plan.docket.rights[name]
    achievement = plan.docket.achievements[right.achievement]
    there = reach_of(plan.cast, name, right)
    if there is None or plan.event.day > there.end or plan.docket.is_frozen(right.achievement):
        return False
    new_end = date.fromisoformat(plan.event.payload["new_end"])
    added = replace(there, start=there.end + timedelta(days=1), end=new_end)
    return (
        set(right.licensors) <= set(achievement.holders)
        and _pledgees_signed(plan, right.achievement)
        and not is_barred(plan.cast, plan.docket, right.achievement, added)
        and (right.kind is Kind.ORDINARY or not achievement.deciding.missing(set(right.licensors), _signed(plan)))
    )


def _end(plan: Plan, _: Deed) -> bool:
    """What is over there already, or never began, needs no end."""
    name = plan.event.payload["licence"]
    there = reach_of(plan.cast, name, plan.docket.rights[name])
    return there is not None and end_of_day(there.end) > plan.cast.stage.clock()


def _register_contract(_: Plan, deed: Deed) -> bool:
    """Somebody sells, somebody buys, and nobody does both."""
    return _fit(deed.fields["sellers"], deed.fields["buyers"])


def _of_contract(plan: Plan, _: Deed) -> bool:
    return knows_what_is_named(plan)


_CHECKS: Mapping[str, Callable[[Plan, Deed], bool]] = {
    "grant": _grant,
    "sublicense": _sublicense,
    "extend": _extend,
    "end": _end,
    "registerContract": _register_contract,
    "changeContract": _of_contract,
    "cancelContract": _of_contract,
    "stateContract": _of_contract,
}
