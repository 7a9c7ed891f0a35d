"""The deeds of use rights, licences and technology contracts."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ledger.core.calendar import end_of_day
from ledger.core.docket.things import UseRight
from ledger.core.policy.contracts import KINDS
from ledger.core.policy.rights import kind_of
from ledger.replaying.cast import second_of
from ledger.replaying.plan import Deed, Deeds, Fields, Plan

_CONTRACTS = {
    "技术开发": ("development", ("commissioned", "joint")),
    "技术转让": ("transfer", ("patent", "right_to_apply", "secret", "software_layout_variety")),
    "技术许可": ("licence", ("patent", "secret")),
    "技术咨询": ("consulting", ("consulting",)),
    "技术服务": ("service", ("service", "training", "brokerage")),
}


def right_terms(plan: Plan, right: UseRight) -> Fields:
    return {
        "kind": "use_right" if right.what == "use_right" else "licence",
        "exclusivity": right.kind.value,
        "sublicensable": right.sublicensable,
        "transferable": right.transferable,
        "licensors": plan.several(right.licensors),
        "licensees": plan.several(right.users),
        "from": second_of(right.reach.start),
        "until": end_of_day(right.reach.end),
        "fields": plan.cast.bits("fields", right.reach.fields),
        "territories": plan.cast.bits("territories", right.reach.territories),
    }


def _licence(plan: Plan) -> Deeds:
    told, name = plan.event.payload, plan.event.payload["achievement"]
    fields = plan.on(name) | {
        "kind": "licence",
        "exclusivity": kind_of(told.get("kind")).value,
        "sublicensable": bool(told.get("sublicensable")),
        "licensors": plan.several(told["licensors"]),
        "licensees": [plan.party(told["licensee"])],
        "from": second_of(date.fromisoformat(told["start"])),
        "until": end_of_day(date.fromisoformat(told["end"])),
        "fields": plan.cast.bits("fields", told.get("fields")),
        "territories": plan.cast.bits("territories", told.get("territories")),
    }
    if told.get("freeze_notice") is not None and plan.docket.is_frozen(name):
        fields["freezeNotice"] = plan.leaf
    return [Deed("grant", fields, names=told["licence"])]


def _sublicence(plan: Plan) -> Deeds:
    told = plan.event.payload
    fields = {
        "parent": plan.thing("parent"),
        "filing": plan.leaf,
        "licensor": plan.party(told["licensor"]),
        "licensees": [plan.party(told["licensee"])],
        "from": second_of(date.fromisoformat(told["start"])),
        "until": end_of_day(date.fromisoformat(told["end"])),
    }
    return [Deed("sublicense", fields, names=told["licence"])]


def _end(plan: Plan) -> Deeds:
    told = plan.event.payload
    fields = {"right": plan.thing("licence"), "filing": plan.leaf, "ground": told["ground"]}
    if told["ground"] != "agreement":
        fields["by"] = plan.party(told["by"])
    return [Deed("end", fields)]


def _extend(plan: Plan) -> Deeds:
    until = end_of_day(date.fromisoformat(plan.event.payload["new_end"]))
    return [Deed("extend", {"right": plan.thing("use_right"), "filing": plan.leaf, "until": until})]


def _sub_kind(kind: str, sub_kind: str) -> tuple[str, str | int]:
    """The contract's words for them; a sub-kind that is none of the kind is no number of it either."""
    english, subs = _CONTRACTS[kind]
    return english, subs[KINDS[kind].index(sub_kind)] if sub_kind in KINDS[kind] else 0


def _register_contract(plan: Plan) -> Deeds:
    told = plan.event.payload
    kind, sub_kind = _sub_kind(told["kind"], told["sub_kind"])
    fields: Fields = {
        "filing": plan.leaf,
        "node": plan.cast.nodes.get(told["node"], 0),
        "appointment": plan.officer("register_contract", told["node"]),
        "kind": kind,
        "subKind": sub_kind,
        "applicant": plan.party(told["applicant"]),
        "sellers": plan.several(told["sellers"]),
        "buyers": plan.several(told["buyers"]),
        "terms": "0x" + secrets.token_hex(32),
    }
    if told.get("achievement") is not None:
        fields |= {"achievement": plan.number(told["achievement"]), **_basis(plan, told)}
    return [Deed("registerContract", fields, names=told["contract"])]


def _basis(plan: Plan, told: Mapping[str, Any]) -> Fields:
    """By what right the sellers sell: as holders, as licensors, with an authority, as holders of the day of signing."""
    if set(told["sellers"]) == set(plan.docket.achievements[told["achievement"]].holders):
        return {"basis": "holders_today"}
    licence = told.get("licence")
    right = plan.docket.rights.get(licence or "")
    if licence is not None and right is not None and set(right.licensors) == set(told["sellers"]):
        return {"basis": "licence", "source": plan.cast.things.get(licence, plan.leaf)}
    if told.get("authority") is not None:
        return {"basis": "authority", "source": plan.leaf}
    achievement = plan.docket.achievements[told["achievement"]]
    signed = date.fromisoformat(told["signed_on"])
    tables = (achievement.holders_on(signed - date.resolution), achievement.holders_on(signed))
    if any(set(told["sellers"]) == set(table) for table in tables):
        return {"basis": "holders_then", "source": plan.leaf}
    return {"basis": "holders_today"}


def _change_contract(plan: Plan) -> Deeds:
    contract = plan.docket.contracts[plan.event.payload["contract"]]
    sub_kind = plan.event.get("sub_kind") or contract.sub_kind
    fields = {
        "contractNumber": plan.thing("contract"),
        "filing": plan.leaf,
        "appointment": plan.officer("register_contract", contract.node),
        "subKind": _sub_kind(contract.kind, sub_kind)[1],
        "terms": "0x" + secrets.token_hex(32),
    }
    return [Deed("changeContract", fields)]


def _cancel_contract(plan: Plan) -> Deeds:
    contract = plan.docket.contracts[plan.event.payload["contract"]]
    fields = {
        "contractNumber": plan.thing("contract"),
        "filing": plan.leaf,
        "appointment": plan.officer("register_contract", contract.node),
        "ground": plan.event.payload["ground"],
    }
    return [Deed("cancelContract", fields)]


def _state_sales(plan: Plan) -> Deeds:
    fields = {
        "contractNumber": plan.thing("contract"),
        "filing": plan.leaf,
        "party": plan.party(plan.event.payload["enterprise"]),
        "kind": "sales",
        "commitment": "0x" + secrets.token_hex(32),
    }
    return [Deed("stateContract", fields)]


WRITERS: Mapping[str, Callable[[Plan], Deeds]] = {
    "licence_granted": _licence,
    "sublicence_granted": _sublicence,
    "licence_terminated": _end,
    "use_right_extended": _extend,
    "contract_registered": _register_contract,
    "contract_changed": _change_contract,
    "contract_cancelled": _cancel_contract,
    "sales_reported": _state_sales,
}
