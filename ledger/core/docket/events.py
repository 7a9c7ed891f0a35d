"""The kinds of events, and what their payloads refer to.

One line a kind: the members of its payload by the type of thing they name, in the words of the dossier format. What is
not listed is text, a number, a day or a flag, whose shape the format's schema fixes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

TEAM = "TEAM"

_KINDS = """
party_registered: party entity, node node, officer officer
key_rotated: party party
recovery_started: recovery new, party party, document doc, node node, officer officer
recovery_cancelled: recovery recovery
recovery_completed: recovery recovery, officer officer
node_admitted: node anynode, officer officer
node_revoked: node node, officer officer
officer_granted: grant new, officer officer, node node, by officer
officer_revoked: grant grant, by officer
achievement_filed: achievement new, node node, completing_units party, completers party, claimed holders, ip ip,
    documents doc, officer officer
filing_cancelled: achievement ach, document doc, officer officer
title_applied: proposal new, achievement ach
ownership_grant_applied: proposal new, achievement ach, unit party, representative party, owners holders,
    internal_split ratios, income_ratio ratios, approval doc, split_document doc
use_grant_applied: proposal new, use_right new, achievement ach, unit party, holders party, ip ip, plan doc,
    income_ratio ratios, internal_split ratios
notice_opened: proposal proposal
objection_raised: objection new, proposal proposal, by party, documents doc
objection_withdrawn: objection objection
objection_decided: objection objection, owners holders, document doc, officer officer
confirmed: proposal proposal, officer officer
share_conveyed: conveyance new, achievement ach, movements movements, offers offer, document doc, officer officer
priority_offered: offer new, achievement ach, seller party, buyer party, to party, document doc
priority_exercised: offer offer, by party
priority_waived: offer offer, by party, document doc
offer_withdrawn: offer offer
priority_settled: offer offer, officer officer
succession_registered: succession new, achievement ach, from party, to holders, document doc, officer officer
freeze_registered: freeze new, achievement ach, document doc, officer officer
freeze_lifted: freeze freeze, document doc, officer officer
ip_granted: ip ip, officer officer
legal_effect_registered: achievement ach, ip ip, owners holders, officer officer
award_paid: ip ip, unit party, document doc
licence_granted: licence new, achievement ach, licensors party, licensee party, ip ip, document doc, freeze_notice doc
sublicence_granted: licence new, parent right, licensor party, licensee party, document doc
licence_terminated: licence right, by party, document doc
use_right_extended: use_right right, document doc
pledge_registered: pledge new, achievement ach, pledgee party, pledged holders, ip ip, document doc, officer officer
pledge_released: pledge pledge, document doc, officer officer
contract_registered: contract new, achievement ach, licence right, sellers party, buyers party, authorised_by party,
    authority doc, applicant party, document doc, node node, officer officer
contract_changed: contract contract, document doc, officer officer
contract_cancelled: contract contract, document doc, officer officer
evaluation_filed: evaluation new, achievement ach, evaluator party, document doc
sales_reported: report new, contract contract, enterprise party, document doc
relation_declared: relation new, a party, b party
relation_ended: relation relation, document doc
proceeds_received: statement new, achievement ach, source source, receiver party, debts debts
proceeds_distributed: distribution new, statement statement, reward_split ratios, lines lines
reward_claimed: claim new, achievement ach, claimant party, unit party
subsidy_claimed: claim new, contract contract, claimant party, node node, officer officer
voucher_issued: voucher new, holder party, node node, officer officer
voucher_redeemed: voucher voucher, provider party, contract_document doc, invoice doc, deliverable doc, officer officer
"""


def _parse() -> dict[str, dict[str, str]]:
    kinds: dict[str, dict[str, str]] = {}
    for line in _KINDS.strip().replace("\n    ", " ").splitlines():
        kind, _, members = line.partition(": ")
        kinds[kind] = {name: type_ for name, type_ in (member.split() for member in members.split(", "))}
    return kinds


KINDS: Mapping[str, Mapping[str, str]] = _parse()
# Members that name a person or thing within: the member, and the type of what it names.
_WITHIN = {
    "holders": {"party": "party"},
    "movements": {"from": "party", "to": "party"},
    "ratios": {"party": "sharer"},
    "lines": {"party": "payee"},
    "debts": {"pledge": "pledge"},
}
_SOURCES = {"licence": "right", "conveyance": "conveyance", "offer": "offer", "contract": "contract"}


@dataclass(frozen=True)
class Event:
    """One event as it is told.

    :param seq: its place, from 1. :param at: its instant. :param signed_by: `X` or `X#key`, nobody else signed.
    """

    seq: int
    at: datetime
    kind: str
    payload: Mapping[str, Any]
    signed_by: tuple[str, ...]

    @property
    def day(self) -> date:
        return self.at.date()

    def get(self, name: str) -> Any:
        """A member of the payload; what is absent is None."""
        return self.payload.get(name)

    def references(self) -> Iterator[tuple[str, str]]:
        """Type and name of everything that the payload names, in its order."""
        for member, type_ in KINDS[self.kind].items():
            value = self.payload.get(member)
            if value is None:
                continue
            if type_ == "source":
                yield _SOURCES[value["kind"]], value["id"]
            elif type_ in _WITHIN:
                for row in value:
                    for inner, inner_type in _WITHIN[type_].items():
                        yield inner_type, row[inner]
            elif isinstance(value, list):
                for name in value:
                    yield type_, name
            else:
                yield type_, value

    def names(self, type_: str) -> list[str]:
        """What the payload names of one type."""
        return [name for each, name in self.references() if each == type_]
