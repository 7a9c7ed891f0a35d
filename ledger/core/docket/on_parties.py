"""Events about parties, keys, nodes and officers."""

from dataclasses import replace

from ledger.core.docket.cases import Case, Ruling
from ledger.core.docket.things import Party, Recovery
from ledger.core.identifiers import is_orcid, is_uscc
from ledger.core.policy.competence import Appointment


def party_registered(case: Case) -> Ruling:
    name, key = case.text("party"), case.text("key")
    case.refuse(name in case.docket.parties, "PARTY_EXISTS", party=name)
    _must_be_fresh(case, key)
    organisation = case.world.organisations.get(name)
    sound = is_uscc(organisation.uscc) if organisation else is_orcid(case.world.people[name].orcid)
    case.refuse(not sound, "ID_INVALID", party=name)
    case.must_bring(name)
    case.must_be_officer("register_party", case.text("node"))
    return Ruling(lambda: case.docket.parties.update({name: Party([key])}))


def key_rotated(case: Case) -> Ruling:
    name, key = case.text("party"), case.text("new_key")
    _must_be_fresh(case, key)
    case.must_sign(name)
    case.must_bring(name)
    return Ruling(lambda: case.docket.parties[name].keys.append(key))


def recovery_started(case: Case) -> Ruling:
    name, key, node = case.text("party"), case.text("new_key"), case.text("node")
    _must_be_fresh(case, key)
    is_open = any(each.party == name and each.ended is None for each in case.docket.recoveries.values())
    case.refuse(is_open, "RECOVERY_OPEN", party=name)
    case.must_bring(name)
    case.must_be_officer("recover_key", node)
    ready = case.world.deadlines.recovery(case.day)
    recovery = Recovery(name, key, node, ready)
    return Ruling(
        lambda: case.docket.recoveries.update({case.text("recovery"): recovery}), {"ready_on": ready.isoformat()}
    )


def recovery_cancelled(case: Case) -> Ruling:
    recovery = case.docket.recoveries[case.text("recovery")]
    case.refuse(recovery.ended is not None, "RECOVERY_CLOSED", ended=recovery.ended)
    case.must_sign(recovery.party)
    return Ruling(lambda: _end(recovery, "CANCELLED"))


def recovery_completed(case: Case) -> Ruling:
    recovery = case.docket.recoveries[case.text("recovery")]
    case.refuse(recovery.ended is not None, "RECOVERY_CLOSED", ended=recovery.ended)
    case.refuse(case.day < recovery.ready_on, "RECOVERY_DELAY", ready_on=recovery.ready_on.isoformat())
    case.must_bring(recovery.party)
    case.must_be_officer("recover_key", recovery.node)

    def change() -> None:
        _end(recovery, "COMPLETED")
        case.docket.parties[recovery.party].keys.append(recovery.new_key)

    return Ruling(change)


def node_admitted(case: Case) -> Ruling:
    name = case.text("node")
    node = case.world.nodes[name]
    case.refuse(name in case.docket.admitted, "NODE_EXISTS", node=name)
    parent = case.world.nodes.get(node.parent) if node.parent else None
    if parent is not None:
        case.refuse(node.parent not in case.docket.active, "NODE_INACTIVE", node=node.parent)
    above = parent.level if parent else None
    fits = {
        "regional": above == "core" and node.park is not None,
        "professional": above in ("core", "regional") and node.sector is not None,
    }
    case.refuse(not fits.get(node.level, False), "NODE_LEVEL", level=node.level, above=above)
    case.must_sign(node.operator)
    case.must_be_officer("admit_node", node.parent)

    def change() -> None:
        case.docket.admitted.add(name)
        case.docket.active.add(name)

    return Ruling(change)


def node_revoked(case: Case) -> Ruling:
    name = case.text("node")
    case.must_be_officer("admit_node", case.world.nodes[name].parent or name)
    return Ruling(lambda: case.docket.active.discard(name))


def officer_granted(case: Case) -> Ruling:
    start, end, node = case.day_of("from"), case.day_of("to"), case.text("node")
    case.refuse(end < start, "DATES_INVALID", start=start.isoformat(), end=end.isoformat())
    case.must_sign(case.text("officer"))
    case.must_be_officer("grant_officer", node, "by")
    appointment = Appointment(
        case.text("officer"), node, frozenset(case.names("capabilities")), case.text("scope") == "below", start, end
    )
    return Ruling(lambda: case.docket.appointments.update({case.text("grant"): appointment}))


def officer_revoked(case: Case) -> Ruling:
    name = case.text("grant")
    appointment = case.docket.appointments[name]
    case.refuse(appointment.revoked, "GRANT_REVOKED", grant=name)
    case.must_be_officer("grant_officer", appointment.node, "by")
    return Ruling(lambda: case.docket.appointments.update({name: replace(appointment, revoked=True)}))


def _end(recovery: Recovery, how: str) -> None:
    recovery.ended = how


def _must_be_fresh(case: Case, key: str) -> None:
    """A key speaks for one party, for ever."""
    case.refuse(any(key in party.keys for party in case.docket.parties.values()), "KEY_IN_USE")
