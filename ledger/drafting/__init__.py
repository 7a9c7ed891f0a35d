"""From what a person fills in to the whole message of an act: numbers, version, times and defaults come from the chain.

Fields are those of the message, flat: the members of `act`, `matter` and `terms` stand beside the others. Shares may be
given in `units` or as `share` ("1/3", "33.33%"); powers, kinds, rules, bases and grounds by name or number; hashes with
or without 0x; a salted commitment as 32 bytes, or as an object from which it is made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.chain.answered import Block
from ledger.chain.contracts import Contracts
from ledger.core import acts
from ledger.core.acts import Message
from ledger.core.calendar import china
from ledger.core.errors import Malformed
from ledger.drafting import authority, named, proceedings, rights, titles
from ledger.drafting.desk import Desk, Holidays
from ledger.drafting.fields import Fields


@dataclass(frozen=True)
class Completed:
    """A message, and the disclosures of the commitments that were made for it, which nobody keeps but the drafter."""

    message: Message
    disclosures: tuple[str, ...]


def complete(
    contracts: Contracts,
    kind: acts.Kind,
    given: Mapping[str, Any],
    *,
    block: Block,
    proposed_terms: Callable[[bytes], Message],
    holidays: Holidays = china,
) -> Completed:
    """The whole message of an act, about what there is.

    :param block: numbers and versions are those at this block, and its time becomes `draftedAt`: a later one would be
        refused as drafted ahead, an earlier one might lie before a signer's enrolment.
    :param proposed_terms: the terms on notice for an achievement; asked for a confirmation that names none.
    :param holidays: asks for the calendar by which periods end, if one does; by default what came with this program.
    :raises Malformed: see `Fields`.
    :raises NotFound: for what there is not, as `ACHIEVEMENT_UNKNOWN`, `PARTY_UNKNOWN`, `OFFER_UNKNOWN`.
    :raises Refused: `OBJECTION_LATE`.
    """
    desk, message = _written(contracts, kind, given, block, proposed_terms, holidays)
    named.require(kind.primary_type, message, desk.counts)
    if kind.name == "object":
        proceedings.require_in_time(desk, message)
    return Completed(message, tuple(desk.disclosures))


def spelled(contracts: Contracts, kind: acts.Kind, given: Mapping[str, Any], *, block: Block) -> Message:
    """The message of an act whomever it names, for one that the contracts are to refuse.

    :raises Malformed: see `Fields`.
    :raises NotFound: where nothing can be written about what there is not.
    """
    return _written(contracts, kind, given, block, lambda _: {}, china)[1]


def _written(
    contracts: Contracts,
    kind: acts.Kind,
    given: Mapping[str, Any],
    block: Block,
    proposed_terms: Callable[[bytes], Message],
    holidays: Holidays,
) -> tuple[Desk, Message]:
    types = acts.definition()["types"]
    nested = [member["name"] for member in types[kind.primary_type] if member["type"] in types]
    fields = Fields(given, nested)
    desk = Desk(fields, contracts, block, block.time, proposed_terms, holidays)
    # Only the chain says when a text was fixed.
    for name in ("draftedAt", "version"):
        if fields.drop(name):
            raise Malformed(
                "FIELD_UNKNOWN", f"{name} is not for the drafter to say", next="leave it out", fields=[name]
            )
    message = BUILDERS[kind.name](desk)
    fields.finish()
    acts.as_arguments(kind.primary_type, message)
    return desk, message


BUILDERS: dict[str, Callable[[Desk], Message]] = {
    "enrol": authority.enrol,
    "rotate": authority.rotate,
    "withdraw": authority.withdraw,
    "entrust": authority.entrust,
    "recover": authority.recover,
    "cancelRecovery": authority.cancel_recovery,
    "admit": authority.admit,
    "handOver": authority.hand_over,
    "closeNode": authority.close_node,
    "appoint": authority.appoint,
    "endAppointment": authority.end_appointment,
    "register": titles.register,
    "cancel": titles.cancel,
    "propose": titles.propose,
    "confirm": titles.confirm,
    "convey": titles.convey,
    "settle": titles.settle,
    "amendRule": titles.amend_rule,
    "enforce": titles.enforce,
    "migrate": titles.migrate,
    "prolong": proceedings.prolong,
    "object": proceedings.object_,
    "retract": proceedings.retract,
    "decide": proceedings.decide,
    "freeze": proceedings.freeze,
    "lift": proceedings.lift,
    "offer": proceedings.offer,
    "take": proceedings.take,
    "waive": proceedings.waive,
    "withdrawOffer": proceedings.withdraw_offer,
    "announce": proceedings.announce,
    "recordEffect": proceedings.record_effect,
    "pledge": proceedings.pledge,
    "release": proceedings.release,
    "grant": rights.grant,
    "sublicense": rights.sublicense,
    "extend": rights.extend,
    "end": rights.end,
    "registerContract": rights.register_contract,
    "stateContract": rights.state_contract,
    "changeContract": rights.change_contract,
    "cancelContract": rights.cancel_contract,
}
"""By kind: one for each act of `typed_data.json`."""
