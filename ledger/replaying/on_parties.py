"""The deeds of parties, nodes and officers."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date

from ledger.core.calendar import end_of_day
from ledger.keyring import Signer
from ledger.replaying.cast import CLERK, officer_key, second_of
from ledger.replaying.plan import Deed, Deeds, Plan, Settling


def _signer(plan: Plan, party: str, key: str) -> str:
    return "0x" + plan.cast.key(party, key).signer_bytes.hex()


def _enrol(plan: Plan) -> Deeds:
    party, key = plan.event.payload["party"], plan.event.payload["key"]
    fields = {
        "signer": _signer(plan, party, key),
        "identity": "0x" + secrets.token_hex(32),
        "kind": "organisation" if party in plan.docket.world.organisations else "person",
        "guardian": "node:1",
        "appointment": plan.officer("register_party", plan.event.payload["node"]),
    }
    return [Deed("enrol", fields, brings=(party, key))]


def _rotate(plan: Plan) -> Deeds:
    return [_rotation(plan, plan.event.payload["party"], plan.event.payload["new_key"], {})]


def _rotation(plan: Plan, party: str, key: str, lent: Mapping[str, Signer]) -> Deed:
    fields = {"party": plan.party(party), "signer": _signer(plan, party, key)}
    return Deed("rotate", fields, brings=(party, key), lent=lent)


def _recover(plan: Plan) -> Deeds:
    party, key = plan.event.payload["party"], plan.event.payload["new_key"]
    fields = {
        "party": plan.party(party),
        "signer": _signer(plan, party, key),
        "appointment": plan.officer("recover_key", plan.event.payload["node"]),
        "ground": "lost",
        "evidence": plan.leaf,
    }
    return [Deed("recover", fields, names=plan.event.payload["recovery"], brings=(party, key))]


def is_on_notice(plan: Plan, recovery: str) -> bool:
    """Whether a recovery is on notice on the chain, where a rotation of the party ends it."""
    service, party = plan.cast.stage.service, plan.docket.recoveries[recovery].party
    due = service.contracts.authority.recovery(plan.party(party), service.chain.head()).due_at
    return due != 0 and plan.cast.things.get(recovery) == str(due)


def is_overtaken(plan: Plan, recovery: str) -> bool:
    """Whether a recovery is open that a rotation ended on the chain."""
    return plan.docket.recoveries[recovery].ended is None and not is_on_notice(plan, recovery)


def _cancel_recovery(plan: Plan) -> Deeds:
    number = plan.event.payload["recovery"]
    if is_overtaken(plan, number):
        return []
    fields = {"party": plan.party(plan.docket.recoveries[number].party), "dueAt": int(plan.cast.things.get(number, 0))}
    return [Deed("cancelRecovery", fields)]


def _settle_recovery(plan: Plan) -> Deeds:
    number = plan.event.payload["recovery"]
    recovery = plan.docket.recoveries[number]
    if is_overtaken(plan, number):  # what is left there is to rotate; the key that the party has is lent for it
        old = {recovery.party: plan.cast.key(recovery.party, plan.docket.parties[recovery.party].key)}
        return [_rotation(plan, recovery.party, recovery.new_key, old)]
    signer = plan.cast.key(recovery.party, recovery.new_key).signer_bytes
    return [Settling(plan.party(recovery.party), int(plan.cast.things.get(number, 0)), signer)]


def _admit(plan: Plan) -> Deeds:
    name = plan.event.payload["node"]
    node = plan.docket.world.nodes[name]
    parent = node.parent or name
    fields = {
        "parent": plan.cast.nodes.get(parent, 0),
        "operator": plan.party(node.operator),
        "kind": "regional" if node.level == "regional" else "specialised",
        "under": plan.officer("admit_node", parent),
    }
    return [Deed("admit", fields, names=name)]


def _close_node(plan: Plan) -> Deeds:
    name = plan.event.payload["node"]
    parent = plan.docket.world.nodes[name].parent or name
    fields = {"node": plan.cast.nodes.get(name, 0), "under": plan.officer("admit_node", parent)}
    return [Deed("closeNode", fields)]


def _appoint(plan: Plan) -> Deeds:
    told, node = plan.event.payload, plan.event.payload["node"]
    until = end_of_day(date.fromisoformat(told["to"]))
    if told["from"] <= told["to"] and until <= plan.cast.stage.clock():
        return []  # for days that are over nobody is appointed
    below = ["below"] if told["scope"] == "below" else []
    under = plan.officer("grant_officer", node, "by")
    lent: Mapping[str, Signer] = {}
    if _asks_the_clerk(plan):
        under, lent = plan.cast.appointments[CLERK], _clerk_for(plan, told["by"])
    fields = {
        "node": plan.cast.nodes.get(node, 0),
        "officer": plan.party(told["officer"]),
        "powers": [*told["capabilities"], *below],
        "from": second_of(date.fromisoformat(told["from"])),
        "until": until,
        "under": under,
    }
    return [Deed("appoint", fields, names=told["grant"], lent=lent)]


def _asks_the_clerk(plan: Plan) -> bool:
    """Whether a competent officer gives what he may not give on the chain: something to himself, or a reach below his
    node that he has not himself."""
    told = plan.event.payload
    fit = plan.cast.fit(plan.docket, plan.event, "grant_officer", told["node"], "by")
    reaches = any(plan.docket.appointments[name].below for name in fit)
    return bool(fit) and (told["by"] == told["officer"] or (told["scope"] == "below" and not reaches))


def _clerk_for(plan: Plan, officer: str) -> Mapping[str, Signer]:
    """The clerk of genesis signs for an officer who signed the event."""
    return {CLERK: plan.cast.key(*officer_key(CLERK))} if officer in plan.event.signed_by else {}


def _end_appointment(plan: Plan) -> Deeds:
    grant = plan.event.payload["grant"]
    given = plan.docket.appointments[grant]
    over = end_of_day(given.end) <= plan.cast.stage.clock()
    if not given.revoked and (over or grant not in plan.cast.appointments):
        return []  # it is over already, or still waits for its node
    fields = {
        "appointment": plan.cast.appointments.get(grant, 0),
        "under": plan.officer("grant_officer", given.node, "by"),
    }
    return [Deed("endAppointment", fields)]


WRITERS: Mapping[str, Callable[[Plan], Deeds]] = {
    "party_registered": _enrol,
    "key_rotated": _rotate,
    "recovery_started": _recover,
    "recovery_cancelled": _cancel_recovery,
    "recovery_completed": _settle_recovery,
    "node_admitted": _admit,
    "node_revoked": _close_node,
    "officer_granted": _appoint,
    "officer_revoked": _end_appointment,
}
