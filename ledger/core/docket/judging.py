"""Judging one event, and the fold of many."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.core.docket import (
    on_contracts,
    on_filings,
    on_parties,
    on_proceeds,
    on_proposals,
    on_rights,
    on_transfers,
)
from ledger.core.docket.cases import Case, Change, Ruling
from ledger.core.docket.events import KINDS, TEAM, Event
from ledger.core.docket.things import Docket

OK = "OK"
_ROOMS = (on_parties, on_filings, on_proposals, on_transfers, on_rights, on_contracts, on_proceeds)


def _rule_of(kind: str) -> Callable[[Case], Ruling]:
    rule: Callable[[Case], Ruling] = next(getattr(room, kind) for room in _ROOMS if hasattr(room, kind))
    return rule


_RULES: Mapping[str, Callable[[Case], Ruling]] = {kind: _rule_of(kind) for kind in KINDS}


@dataclass(frozen=True)
class Outcome:
    """What the rules say of an event.

    :param code: `OK` exactly if it was accepted, else the code that stands first. :param values: what it tells.
    :param all_codes: every code that speaks against it, in order.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    all_codes: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        return self.code == OK


def apply(docket: Docket, event: Event) -> Outcome:
    """Judge the event; if nothing speaks against it, change the docket.

    A refused event changes nothing.
    """
    outcome, change = judge(docket, event)
    if change is not None:
        change()
    return outcome


def judge(docket: Docket, event: Event) -> tuple[Outcome, Change | None]:
    """What the rules say of the event, and how it changes the docket if they accept it. Nothing changes yet."""
    case = Case(docket, event)
    if _has_unknown(case):
        return Outcome("UNKNOWN_REF", case.findings.all()[0].values, ("UNKNOWN_REF",)), None
    _read_signers(case)
    _check_references(case)
    ruling = _RULES[event.kind](case)
    found = case.findings.all()
    if found:
        return Outcome(found[0].code, found[0].values, tuple(each.code for each in found)), None

    def change() -> None:
        ruling.change()
        docket.created.update(event.names("new"))
        docket.recorded.update(event.names("doc"))

    return Outcome(OK, ruling.values), change


def fold(docket: Docket, events: Iterable[Event]) -> list[Outcome]:
    """Judge events one after the other."""
    return [apply(docket, event) for event in events]


# ---- what every kind is asked


def _has_unknown(case: Case) -> bool:
    docket, world = case.docket, case.world
    known: dict[str, Callable[[str], bool]] = {
        "new": lambda _: True,
        "entity": world.is_party,
        "party": world.is_party,
        "sharer": lambda name: name == TEAM or world.is_party(name),
        "payee": lambda name: name in (TEAM, world.rules.tail_fund) or world.is_party(name),
        "node": world.nodes.__contains__,
        "anynode": world.nodes.__contains__,
        "officer": world.officers.__contains__,
        "ip": world.ip.__contains__,
        "doc": world.documents.__contains__,
        "ach": docket.achievements.__contains__,
        "proposal": docket.proposals.__contains__,
        "objection": docket.objections.__contains__,
        "offer": docket.offers.__contains__,
        "conveyance": docket.conveyances.__contains__,
        "right": docket.rights.__contains__,
        "pledge": docket.pledges.__contains__,
        "freeze": docket.freezes.__contains__,
        "contract": docket.contracts.__contains__,
        "relation": docket.relations.__contains__,
        "statement": docket.statements.__contains__,
        "voucher": docket.vouchers.__contains__,
        "recovery": docket.recoveries.__contains__,
        "grant": docket.appointments.__contains__,
    }
    unknown = [name for type_, name in case.event.references() if not known[type_](name)]
    unknown += [
        name
        for name in (signer.partition("#")[0] for signer in case.event.signed_by)
        if not (world.is_party(name) or name in world.officers)
    ]
    if case.event.kind == "ip_granted":
        unknown += [
            name for name in case.event.names("ip") if not any(name in each.ip for each in docket.achievements.values())
        ]
    return case.refuse(bool(unknown), "UNKNOWN_REF", names=sorted(set(unknown)))


def _brought(case: Case) -> tuple[str, str] | None:
    """The party and key that this event brings in."""
    event = case.event
    if event.kind == "party_registered":
        return case.text("party"), case.text("key")
    if event.kind in ("key_rotated", "recovery_started"):
        return case.text("party"), case.text("new_key")
    if event.kind == "recovery_completed":
        recovery = case.docket.recoveries[case.text("recovery")]
        return recovery.party, recovery.new_key
    return None


def _read_signers(case: Case) -> None:
    """Who signed with which key: the plain id is the current key; `X#k` counts if k is it, or is brought in."""
    brought = _brought(case)
    entering = brought[0] if brought and case.event.kind == "party_registered" else None
    for signer in case.event.signed_by:
        name, hash_, key = signer.partition("#")
        if name in case.world.officers:
            case.refuse(bool(hash_), "KEY_NOT_CURRENT", signer=signer)
            case.signed.add(name)
            continue
        party = case.docket.parties.get(name)
        fresh = bool(hash_) and brought == (name, key)
        if fresh:
            case.brought.add(name)
        if party is None:
            case.refuse(not hash_ or (name != entering and not fresh), "UNKNOWN_PARTY", party=name)
            case.refuse(bool(hash_) and not fresh, "KEY_NOT_CURRENT", signer=signer)
        elif not hash_ or key == party.key:
            case.signed.add(name)
        else:
            case.refuse(not fresh, "KEY_NOT_CURRENT", signer=signer)


def _check_references(case: Case) -> None:
    docket, event = case.docket, case.event
    new = event.names("new")
    twice = sorted({name for name in new if name in docket.created or new.count(name) > 1})
    case.refuse(bool(twice), "DUPLICATE_ID", names=twice)
    named = event.names("party")
    # The team and the fund of the rules have no account.
    named += [
        name
        for name in (*event.names("sharer"), *event.names("payee"))
        if name not in (TEAM, case.world.rules.tail_fund)
    ]
    strangers = sorted({name for name in named if name not in docket.parties})
    case.refuse(bool(strangers), "UNKNOWN_PARTY", parties=strangers)
    altered = sorted({name for name in event.names("doc") if not case.world.documents[name].intact})
    case.refuse(bool(altered), "DOCUMENT_MISMATCH", documents=altered)
    closed = sorted({name for name in event.names("node") if name not in docket.active})
    case.refuse(bool(closed), "NODE_INACTIVE", nodes=closed)
