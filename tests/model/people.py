"""Parties, nodes and appointments."""

from tests.model.state import (
    ALL_POWERS,
    BELOW,
    DAY,
    NODE_GUARDIAN,
    POWER,
    Appointment,
    Ledger,
    Message,
    Node,
    Party,
    Pending,
    Reasons,
    Roll,
    Seals,
    sealed,
    timely,
)

LIFE = 90 * DAY
PERSON, ORGANISATION, OFFICER = 1, 2, 3
LONGEST_RECOVERY = 365


def _timely(ledger: Ledger, m: Message) -> Reasons:
    return timely(ledger, m["draftedAt"], m["deadline"], LIFE)


def _pair(first: int, second: int) -> Roll:
    seats = [first] if first == second else [first, second]
    return Roll(seats, set(range(len(seats))))


def _guardian(ledger: Ledger, guardian: int, days: int) -> Reasons:
    found: Reasons = set()
    if guardian >= NODE_GUARDIAN:
        if not _in_force(ledger, guardian - NODE_GUARDIAN):
            found |= {"NodeNotInForce", "UnknownParty"}
    elif guardian and ledger.party(guardian) is None:
        found.add("UnknownParty")
    if days and not ledger.limits.recovery_days <= days <= LONGEST_RECOVERY:
        found.add("RecoveryDaysUnfit")
    return found


def _signer(key: str) -> Reasons:
    """:param key: empty for bytes that are no signer."""
    return set() if key else {"SignerMalformed"}


# ---- parties


def roll_of_enrol(_: Ledger, m: Message) -> Roll:
    return _pair(m["voucher"], m["party"])


def why_not_enrol(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m) | _guardian(ledger, m["guardian"], m["recoveryDays"]) | _signer(m["signer"])
    if m["party"] != len(ledger.parties) + 1:
        found.add("WrongNumber")
    if not PERSON <= m["kind"] <= OFFICER:
        found.add("UnknownKind")
    voucher = ledger.party(m["voucher"])
    if m["appointment"]:
        node = ledger.node_of(m["appointment"])
        if not ledger.competent(m["appointment"], POWER["register_party"], node):
            found.add("NotCompetent")
        if ledger.officer(m["appointment"]) != m["voucher"]:
            found.add("NotOfficer")
    elif voucher is None:
        found.add("UnknownParty")
    elif voucher.kind != ORGANISATION or m["kind"] == ORGANISATION:
        found.add("VoucherUnfit")
    return found | sealed(ledger, roll_of_enrol(ledger, m), m["draftedAt"], seals, keys={1: m["signer"]})


def enrol(ledger: Ledger, m: Message, _: bytes) -> None:
    party = Party(m["signer"], m["kind"], ledger.now, m["guardian"], m["recoveryDays"])
    ledger.parties.append(party)


def roll_of_rotate(_: Ledger, m: Message) -> Roll:
    return Roll([m["party"], m["party"]], {0, 1})


def why_not_rotate(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m) | _signer(m["signer"])
    party = ledger.party(m["party"])
    if party is None:
        return found | {"UnknownParty"}
    if party.key == m["signer"]:
        found.add("SignerUnchanged")
    return found | sealed(ledger, roll_of_rotate(ledger, m), m["draftedAt"], seals, keys={1: m["signer"]})


def rotate(ledger: Ledger, m: Message, _: bytes) -> None:
    party = ledger.parties[m["party"] - 1]
    party.key, party.since, party.pending = m["signer"], ledger.now + 1, None


def roll_of_withdraw(_: Ledger, m: Message) -> Roll:
    return Roll([m["party"]], {0})


def why_not_withdraw(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    return _timely(ledger, m) | sealed(ledger, roll_of_withdraw(ledger, m), m["draftedAt"], seals)


def withdraw(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.parties[m["party"] - 1].since = ledger.now + 1


roll_of_entrust = roll_of_withdraw


def why_not_entrust(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = why_not_withdraw(ledger, m, seals) | _guardian(ledger, m["guardian"], m["recoveryDays"])
    return found | ({"NotGuardian"} if m["guardian"] == m["party"] else set())


def entrust(ledger: Ledger, m: Message, _: bytes) -> None:
    party = ledger.parties[m["party"] - 1]
    party.since, party.pending = ledger.now + 1, None
    party.guardian, party.recovery_days = m["guardian"], m["recoveryDays"]


# ---- recovery


def _recoverer(ledger: Ledger, m: Message) -> int:
    party = ledger.party(m["party"])
    if m["appointment"]:
        return ledger.officer(m["appointment"])
    return party.guardian if party else 0


def roll_of_recover(ledger: Ledger, m: Message) -> Roll | None:
    if ledger.party(m["party"]) is None:
        return None
    return Roll([_recoverer(ledger, m), m["party"]], {0, 1})


def why_not_recover(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m) | _signer(m["signer"])
    party = ledger.party(m["party"])
    if party is None:
        return found | {"UnknownParty", "NotGuardian"}
    if not 1 <= m["ground"] <= 4:
        found.add("UnknownRecoveryGround")
    if party.key == m["signer"]:
        found.add("SignerUnchanged")
    if party.pending is not None:
        found.add("RecoveryOpen")
    if m["draftedAt"] < party.since:
        found.add("SignedBefore")  # whatever the party did to its signer since ends older plans for it
    if m["draftedAt"] <= party.cancelled_at:
        found.add("RecoveryClosed")
    if m["appointment"]:
        if party.guardian < NODE_GUARDIAN and not ledger.limits.any_recovery_node:
            found.add("NotGuardian")
        own = ledger.node_of(m["appointment"])
        node = own if ledger.limits.any_recovery_node else party.guardian - NODE_GUARDIAN
        if not ledger.competent(m["appointment"], POWER["recover_key"], node):
            found.add("NotCompetent")
        if ledger.officer(m["appointment"]) == m["party"]:
            found.add("OfficerIsParty")
    elif not party.guardian or party.guardian >= NODE_GUARDIAN:
        found.add("NotGuardian")
    roll = roll_of_recover(ledger, m)
    if roll is None or "NotGuardian" in found:
        return found
    return found | sealed(ledger, roll, m["draftedAt"], seals, keys={1: m["signer"]})


def recover(ledger: Ledger, m: Message, _: bytes) -> None:
    party = ledger.parties[m["party"] - 1]
    days = party.recovery_days or ledger.limits.recovery_days
    node = ledger.node_of(m["appointment"])
    party.pending = Pending(m["signer"], ledger.now + days * DAY, node)


roll_of_cancel_recovery = roll_of_withdraw


def why_not_cancel_recovery(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = why_not_withdraw(ledger, m, seals)
    party = ledger.party(m["party"])
    if party is None or party.pending is None or party.pending.due_at != m["dueAt"]:
        found.add("RecoveryClosed")
    return found


def cancel_recovery(ledger: Ledger, m: Message, _: bytes) -> None:
    party = ledger.parties[m["party"] - 1]
    party.pending, party.cancelled_at = None, ledger.now


def why_not_settle_recovery(ledger: Ledger, number: int, due_at: int, key: str) -> Reasons:
    party = ledger.party(number)
    if party is None:
        return {"RecoveryClosed", "UnknownParty"}
    if party.pending is None or party.pending.due_at != due_at:
        return {"RecoveryClosed"}
    found = set()
    if ledger.now < party.pending.due_at:
        found.add("RecoveryRunning")
    if party.pending.key != key:
        found |= {"RecoveryClosed", "SignerMalformed", "NotSigned"}
    return found


def settle_recovery(ledger: Ledger, number: int) -> None:
    party, limits = ledger.parties[number - 1], ledger.limits
    assert party.pending is not None
    party.key, party.since = party.pending.key, ledger.now + 1
    if limits.quarantine_days:
        party.may_dispose = _day_after(ledger, limits.quarantine_days)
    if party.pending.node:
        party.barred[party.pending.node] = _day_after(ledger, limits.bar_days)
    party.pending = None


def _day_after(ledger: Ledger, days: int) -> int:
    """The first day that begins after so many days from now."""
    return ledger.now // DAY + days + 1


# ---- nodes


def _for_node(ledger: Ledger, node: int, under: int, power: str) -> tuple[int, Reasons]:
    """Who signs for a node: its operator, or an officer with that power there. And why he may not."""
    found = ledger.node(node)
    if not under:
        return (found.operator if found else 0), set()
    wrong = set() if ledger.competent(under, POWER[power], node) else {"NotCompetent"}
    return ledger.officer(under), wrong


def _in_force(ledger: Ledger, number: int) -> bool:
    node = ledger.node(number)
    return node is not None and node.start <= ledger.now < node.until


def _drafted_after(ledger: Ledger, node: int, drafted_at: int) -> Reasons:
    found = ledger.node(node)
    return {"DraftedBefore"} if found and drafted_at < found.handed else set()


def roll_of_admit(ledger: Ledger, m: Message) -> Roll:
    return _pair(_for_node(ledger, m["parent"], m["under"], "admit_node")[0], m["operator"])


def why_not_admit(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m) | _drafted_after(ledger, m["parent"], m["draftedAt"])
    found |= _for_node(ledger, m["parent"], m["under"], "admit_node")[1]
    if m["under"] and ledger.officer(m["under"]) == m["operator"]:
        found.add("OfficerIsParty")
    if m["node"] != len(ledger.nodes) + 1:
        found.add("WrongNumber")
    if m["kind"] not in (2, 3):
        found.add("UnknownKind")
    if not _in_force(ledger, m["parent"]):
        found.add("NodeNotInForce")
    parent = ledger.node(m["parent"])
    above = ledger.node(parent.parent) if parent else None
    if above and above.parent:
        found.add("TooDeep")
    return found | sealed(ledger, roll_of_admit(ledger, m), m["draftedAt"], seals)


def admit(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.nodes.append(Node(m["parent"], m["operator"], m["kind"], ledger.now))


def roll_of_hand_over(ledger: Ledger, m: Message) -> Roll:
    node = ledger.node(m["node"])
    return _pair(node.operator if node else 0, m["operator"])


def why_not_hand_over(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m) | _drafted_after(ledger, m["node"], m["draftedAt"])
    if not _in_force(ledger, m["node"]):
        found.add("NodeNotInForce")
    return found | sealed(ledger, roll_of_hand_over(ledger, m), m["draftedAt"], seals)


def hand_over(ledger: Ledger, m: Message, _: bytes) -> None:
    node = ledger.nodes[m["node"] - 1]
    node.operator, node.handed = m["operator"], ledger.now + 1


def roll_of_close_node(_: Ledger, m: Message) -> Roll:
    return Roll([m["by"]], {0})


def why_not_close_node(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m) | _drafted_after(ledger, m["node"], m["draftedAt"])
    node = ledger.node(m["node"])
    if m["node"] == 1:
        found.add("CoreNode")
    if not _in_force(ledger, m["node"]):
        found.add("NodeNotInForce")
    if node is not None:
        parent = ledger.node(node.parent)
        found |= _drafted_after(ledger, node.parent, m["draftedAt"]) if m["by"] != node.operator else set()
        if m["under"]:
            if not ledger.competent(m["under"], POWER["admit_node"], node.parent):
                found.add("NotCompetent")
            if ledger.officer(m["under"]) != m["by"]:
                found |= {"NotOfficer", "NotForNode"}
        elif m["by"] != node.operator and not (
            parent and m["by"] == parent.operator and _in_force(ledger, node.parent)
        ):
            found.add("NotForNode")
    return found | sealed(ledger, roll_of_close_node(ledger, m), m["draftedAt"], seals)


def close_node(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.nodes[m["node"] - 1].until = ledger.now


# ---- appointments


def roll_of_appoint(ledger: Ledger, m: Message) -> Roll:
    return _pair(_for_node(ledger, m["node"], m["under"], "grant_officer")[0], m["officer"])


def why_not_appoint(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m) | _drafted_after(ledger, m["node"], m["draftedAt"])
    found |= _for_node(ledger, m["node"], m["under"], "grant_officer")[1]
    if m["under"]:
        if ledger.officer(m["under"]) == m["officer"]:
            found.add("OfficerIsParty")
        if m["powers"] & BELOW and not ledger.competent(m["under"], POWER["grant_officer"] | BELOW, m["node"]):
            found.add("NotCompetent")  # who does not reach below lets nobody else do so
    if m["appointment"] != len(ledger.appointments) + 1:
        found.add("WrongNumber")
    if not m["powers"] or m["powers"] & ~ALL_POWERS:
        found.add("UnknownPowers")
    if max(m["from"], ledger.now) >= m["until"]:
        found.add("PeriodEmpty")
    if not _in_force(ledger, m["node"]):
        found.add("NodeNotInForce")
    return found | sealed(ledger, roll_of_appoint(ledger, m), m["draftedAt"], seals)


def appoint(ledger: Ledger, m: Message, _: bytes) -> None:
    start = max(m["from"], ledger.now)
    ledger.appointments.append(Appointment(m["node"], m["officer"], m["powers"], start, m["until"]))


def roll_of_end_appointment(_: Ledger, m: Message) -> Roll:
    return Roll([m["by"]], {0})


def why_not_end_appointment(ledger: Ledger, m: Message, seals: Seals) -> Reasons:
    found = _timely(ledger, m)
    ended = ledger.appointment(m["appointment"])
    if ended is None:
        found |= {"NotEarlier", "NotOperatorNorOfficer", "NotCompetent", "NotOfficer"}
    else:
        node = ledger.nodes[ended.node - 1]
        if m["by"] != ended.officer or m["under"]:
            found |= _drafted_after(ledger, ended.node, m["draftedAt"])
        if max(m["until"], ledger.now) >= ended.until:
            found.add("NotEarlier")
        if m["under"]:
            if not ledger.competent(m["under"], POWER["grant_officer"], ended.node):
                found.add("NotCompetent")
            if ledger.officer(m["under"]) != m["by"]:
                found |= {"NotOfficer", "NotOperatorNorOfficer"}
        elif m["by"] not in (ended.officer, node.operator):
            found.add("NotOperatorNorOfficer")
    return found | sealed(ledger, roll_of_end_appointment(ledger, m), m["draftedAt"], seals)


def end_appointment(ledger: Ledger, m: Message, _: bytes) -> None:
    ledger.appointments[m["appointment"] - 1].until = max(m["until"], ledger.now)
