"""Which refusals the chain makes itself: for these the act is also sent straight to the contract, and must revert.

By kind of event, code, and cause where the chain refuses only for one of several. All else the rules refuse alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ledger.core.calendar import parse_day
from ledger.core.docket.judging import Outcome
from ledger.core.policy.rights import Reach
from ledger.replaying.narrower import is_barred, knows_what_is_named
from ledger.replaying.on_parties import is_on_notice
from ledger.replaying.on_titles import open_there, others_open
from ledger.replaying.on_transfers import moves_pledged, needing_offers
from ledger.replaying.plan import Plan

_OFFICER = "OFFICER_UNKNOWN OFFICER_OUT_OF_DATE OFFICER_NO_CAPABILITY WRONG_PARK"
_APPOINTED = "OFFICER_UNKNOWN OFFICER_OUT_OF_DATE OFFICER_NO_CAPABILITY"
SEALS = ("SIGNATURE_MISSING", "CONSENT_MISSING", "PLEDGEE_CONSENT_MISSING", "KEY_NOT_CURRENT")
"""What the roll decides: the chain refuses where a seat that must sign has not, or the units do not suffice."""

_MARKS = {
    "party_registered": _APPOINTED,
    "key_rotated": "",
    "recovery_started": f"RECOVERY_OPEN {_APPOINTED}",
    "recovery_cancelled": "RECOVERY_CLOSED",
    "recovery_completed": "RECOVERY_CLOSED RECOVERY_DELAY",
    "node_admitted": f"NODE_INACTIVE {_OFFICER}",
    "node_revoked": f"NODE_INACTIVE {_OFFICER}",
    "officer_granted": f"NODE_INACTIVE DATES_INVALID {_OFFICER}",
    "officer_revoked": f"GRANT_REVOKED {_OFFICER}",
    "achievement_filed": f"SHARES_NOT_WHOLE {_OFFICER}",
    "filing_cancelled": f"ACHIEVEMENT_CANCELLED ALREADY_CONFIRMED {_OFFICER}",
    "notice_opened": "",
    "objection_raised": "NOTICE_NOT_OPENED OBJECTION_LATE",
    "objection_withdrawn": "OBJECTION_CLOSED",
    "objection_decided": f"OBJECTION_CLOSED {_OFFICER}",
    "confirmed": "PROPOSAL_CLOSED FROZEN STALE_VERSION NOTICE_NOT_OPENED OBJECTION_PENDING REPUBLICITY_REQUIRED "
    f"PUBLICITY_RUNNING {_OFFICER}",
    "share_conveyed": "NOT_CONFIRMED NOT_OWNER FROZEN STALE_VERSION INSUFFICIENT_SHARE OFFER_CLOSED ROFR_NOT_OFFERED "
    f"TERMS_DIFFER ROFR_EXERCISED ROFR_RUNNING PLEDGE_AFTER_MISSING {_OFFICER}",
    "priority_offered": "NOT_CONFIRMED NOT_OWNER FROZEN INSUFFICIENT_SHARE OFFER_OPEN OFFER_INCOMPLETE",
    "priority_exercised": "OFFER_CLOSED NOT_ENTITLED ALREADY_ANSWERED ROFR_LAPSED",
    "priority_waived": "OFFER_CLOSED NOT_ENTITLED ALREADY_ANSWERED ROFR_LAPSED",
    "offer_withdrawn": "OFFER_CLOSED ROFR_EXERCISED",
    "priority_settled": f"OFFER_CLOSED FROZEN NO_CLAIM ROFR_RUNNING PLEDGE_AFTER_MISSING {_OFFICER}",
    "succession_registered": f"NOT_CONFIRMED NOT_OWNER SHARES_NOT_WHOLE INSUFFICIENT_SHARE {_OFFICER}",
    "freeze_registered": f"ACHIEVEMENT_CANCELLED {_OFFICER}",
    "freeze_lifted": f"FREEZE_CLOSED {_OFFICER}",
    "legal_effect_registered": f"NOT_CONFIRMED FROZEN DATE_IN_FUTURE {_OFFICER}",
    "licence_granted": "NOT_CONFIRMED NOT_OWNER FROZEN DATES_INVALID EXCLUSIVE_CONFLICT",
    "sublicence_granted": "RIGHT_ENDED NOT_HOLDER SUBLICENCE_NOT_AGREED TERM_EXCEEDS_PARENT",
    "licence_terminated": "RIGHT_ENDED NOT_HOLDER",
    "use_right_extended": "RIGHT_ENDED DATES_INVALID",
    "pledge_registered": f"NOT_CONFIRMED NOT_OWNER FROZEN INSUFFICIENT_SHARE {_OFFICER}",
    "pledge_released": "PLEDGE_CLOSED",
    "contract_registered": f"NOT_CONFIRMED CONTRACT_KIND SELLER_OWNER_MISMATCH {_OFFICER}",
    "contract_changed": f"CONTRACT_CLOSED CONTRACT_KIND {_OFFICER}",
    "contract_cancelled": f"CONTRACT_CLOSED {_OFFICER}",
    "sales_reported": "CONTRACT_CLOSED NOT_BUYER",
}
_UNSIGNED = ("recovery_completed",)  # anybody settles a recovery there
MARKS: Mapping[str, tuple[str, ...]] = {
    kind: (*codes.split(), *(() if kind in _UNSIGNED else SEALS)) for kind, codes in _MARKS.items()
}


@dataclass(frozen=True)
class Cause:
    """For which of the causes of a code the chain refuses.

    :param text: for people, English. :param holds: whether it is this one.
    """

    text: str
    holds: Callable[[Plan, Outcome], bool]


def is_refused_by_chain(plan: Plan, outcome: Outcome) -> bool:
    """Whether the chain refuses this by itself. What the roll decides is looked at when it is known."""
    kind = plan.event.kind
    if outcome.code not in MARKS.get(kind, ()) or not knows_what_is_named(plan):
        return False
    cause = CAUSES.get((kind, outcome.code))
    return cause is None or cause.holds(plan, outcome)


# ---- causes


def _needs_offer(plan: Plan, outcome: Outcome) -> bool:
    """A movement needs an offer on the chain too, and only offers of those who give are named."""
    needing = needing_offers(plan)
    named = [plan.docket.offers[each] for each in plan.event.get("offers") or []]
    seller = outcome.values.get("seller")
    return bool(needing) and (seller is None or seller in needing) and all(each.seller in needing for each in named)


def _lacks_units(plan: Plan, _: Outcome) -> bool:
    """The chain moves one movement after another; the rules count what each held before."""
    left = dict(plan.docket.achievements[plan.event.payload["achievement"]].holders)
    for giver, receiver, units in plan.case.moves("movements"):
        if left.get(giver, 0) < units or not left.get(giver, 0):
            return True
        left[giver] -= units
        left[receiver] = left.get(receiver, 0) + units
    return False


def _sees_pledged_units_move(plan: Plan, _: Outcome) -> bool:
    return moves_pledged(plan, plan.event.payload["achievement"], plan.case.moves("movements"))


def _leaves_a_holder_out(plan: Plan, _: Outcome) -> bool:
    told = plan.event.payload
    holders = plan.docket.achievements[told["achievement"]].holders
    return bool(set(holders) - {told["seller"]} - set(told["to"]))


def _is_barred_there(plan: Plan, _: Outcome) -> bool:
    told = plan.event.payload
    reach = Reach(parse_day(told["start"]), parse_day(told["end"]), told.get("fields"), told.get("territories"))
    return is_barred(plan.cast, plan.docket, told["achievement"], reach)


def _is_the_only_one(plan: Plan, _: Outcome) -> bool:
    number = plan.event.payload["objection"]
    objection = plan.docket.objections[number]
    return objection.by is not None and not others_open(plan, number)


def _is_gone(plan: Plan, _: Outcome) -> bool:
    number = plan.event.payload["proposal"]
    holders = plan.docket.achievements[plan.docket.proposals[number].achievement].holders
    return plan.cast.on_notice.get(number) != list(holders.items())


def _has_no_notice(plan: Plan, _: Outcome) -> bool:
    about = plan.docket.proposals[plan.event.payload["proposal"]].achievement
    return all(plan.docket.proposals[number].achievement != about for number in plan.cast.on_notice)


def _has_open_objection(plan: Plan, _: Outcome) -> bool:
    return bool(open_there(plan, plan.docket.proposals[plan.event.payload["proposal"]].achievement))


def _sellers_are_not_holders(plan: Plan, _: Outcome) -> bool:
    told = plan.event.payload
    holders = plan.docket.achievements[told["achievement"]].holders
    free = told.get("authority") is None and told.get("licence") is None
    return free and set(told["sellers"]) != set(holders)


def _is_unconfirmed(plan: Plan, _: Outcome) -> bool:
    return not plan.docket.achievements[plan.event.payload["achievement"]].holders


def _is_long_before(plan: Plan, _: Outcome) -> bool:
    number = plan.event.payload["recovery"]
    return is_on_notice(plan, number) and plan.cast.stage.clock() < int(plan.cast.things[number])


def _is_open_there(plan: Plan, _: Outcome) -> bool:
    party = plan.event.payload["party"]
    return any(each.party == party and is_on_notice(plan, number) for number, each in plan.docket.recoveries.items())


def _was_on_chain(plan: Plan, _: Outcome) -> bool:
    return plan.event.payload["recovery"] in plan.cast.things


def _was_closed_there(plan: Plan, _: Outcome) -> bool:
    return plan.event.payload["offer"] not in plan.cast.unclosed


_OFFERS = Cause("the chain asks for an offer, and each named is of one who has to make it", _needs_offer)
_UNITS = Cause("nor does a movement before bring the units", _lacks_units)
_GONE = Cause("the proposal is not on notice there, or was put on notice over other holders", _is_gone)
_ONLY = Cause("a named objector who has no other open objection", _is_the_only_one)
CAUSES: Mapping[tuple[str, str], Cause] = {
    ("recovery_started", "RECOVERY_OPEN"): Cause("no rotation ended it there", _is_open_there),
    ("recovery_completed", "RECOVERY_DELAY"): Cause("a day or more before the day, on notice there", _is_long_before),
    ("recovery_completed", "RECOVERY_CLOSED"): Cause("it was on notice there", _was_on_chain),
    ("recovery_cancelled", "RECOVERY_CLOSED"): Cause("it was on notice there", _was_on_chain),
    **{("share_conveyed", code): _OFFERS for code in _MARKS["share_conveyed"].split() if code.startswith("ROFR")},
    ("share_conveyed", "TERMS_DIFFER"): _OFFERS,
    ("share_conveyed", "OFFER_CLOSED"): _OFFERS,
    ("share_conveyed", "NOT_OWNER"): _UNITS,
    ("share_conveyed", "INSUFFICIENT_SHARE"): _UNITS,
    ("share_conveyed", "PLEDGE_AFTER_MISSING"): Cause(
        "somebody is left with less than is pledged", _sees_pledged_units_move
    ),
    ("priority_offered", "OFFER_INCOMPLETE"): Cause("a holder is left out", _leaves_a_holder_out),
    ("offer_withdrawn", "OFFER_CLOSED"): Cause("it was closed there too", _was_closed_there),
    ("licence_granted", "EXCLUSIVE_CONFLICT"): Cause("the other right is on the chain", _is_barred_there),
    ("use_right_extended", "DATES_INVALID"): Cause(
        "it is held to the same day there", lambda plan, _: plan.event.payload["use_right"] not in plan.cast.shorter
    ),
    ("confirmed", "PROPOSAL_CLOSED"): _GONE,
    ("confirmed", "STALE_VERSION"): _GONE,
    ("confirmed", "OBJECTION_PENDING"): Cause("one is open there too", _has_open_objection),
    ("objection_raised", "NOTICE_NOT_OPENED"): Cause("no notice of the achievement is there", _has_no_notice),
    ("objection_withdrawn", "OBJECTION_CLOSED"): _ONLY,
    ("objection_decided", "OBJECTION_CLOSED"): _ONLY,
    ("succession_registered", "SHARES_NOT_WHOLE"): Cause(
        "inheritance and merger", lambda plan, _: plan.event.payload["basis"] != "court"
    ),
    ("licence_terminated", "NOT_HOLDER"): Cause(
        "breach and renunciation", lambda plan, _: plan.event.payload["ground"] != "agreement"
    ),
    ("use_right_extended", "RIGHT_ENDED"): Cause(
        "a long-term use right", lambda plan, _: plan.docket.rights[plan.event.payload["use_right"]].what == "use_right"
    ),
    ("contract_registered", "NOT_CONFIRMED"): Cause("nothing is confirmed today", _is_unconfirmed),
    ("contract_registered", "CONTRACT_KIND"): Cause(
        "the sub-kind is none of the kind", lambda plan, _: plan.event.get("licence") is None
    ),
    ("contract_registered", "SELLER_OWNER_MISMATCH"): Cause(
        "neither authority nor licence is named, and the sellers are not the holders of today", _sellers_are_not_holders
    ),
    ("sales_reported", "NOT_BUYER"): Cause(
        "who reports is no party to the contract",
        lambda plan, _: (
            plan.event.payload["enterprise"] not in plan.docket.contracts[plan.event.payload["contract"]].sellers
        ),
    ),
}
