"""How each kind of act is drafted: `{kind, fields}`, one model for each act of the ledger."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import BaseModel, Field, create_model

from api.schemas.common import Model
from api.schemas.drafts import authority, proceedings, rights, titles

FIELDS: dict[str, type[Model]] = {
    "enrol": authority.Enrol,
    "rotate": authority.Rotate,
    "withdraw": authority.Withdraw,
    "entrust": authority.Entrust,
    "recover": authority.Recover,
    "cancelRecovery": authority.CancelRecovery,
    "admit": authority.Admit,
    "handOver": authority.HandOver,
    "closeNode": authority.CloseNode,
    "appoint": authority.Appoint,
    "endAppointment": authority.EndAppointment,
    "register": titles.Register,
    "cancel": titles.Cancel,
    "propose": titles.Propose,
    "confirm": titles.Confirm,
    "convey": titles.Convey,
    "settle": titles.Settle,
    "amendRule": titles.AmendRule,
    "enforce": titles.Enforce,
    "migrate": titles.Migrate,
    "prolong": proceedings.Prolong,
    "object": proceedings.Object,
    "retract": proceedings.Retract,
    "decide": proceedings.Decide,
    "freeze": proceedings.Freeze,
    "lift": proceedings.Lift,
    "offer": proceedings.Offer,
    "take": proceedings.Take,
    "waive": proceedings.Waive,
    "withdrawOffer": proceedings.WithdrawOffer,
    "announce": titles.Announce,
    "recordEffect": proceedings.RecordEffect,
    "pledge": proceedings.Pledge,
    "release": proceedings.Release,
    "grant": rights.Grant,
    "sublicense": rights.Sublicense,
    "extend": rights.Extend,
    "end": rights.End,
    "registerContract": rights.RegisterContract,
    "stateContract": rights.StateContract,
    "changeContract": rights.ChangeContract,
    "cancelContract": rights.CancelContract,
}
"""The fields of each kind."""


class Draft(Model):
    """A draft of an act: its kind, and what its drafter says."""

    kind: str
    fields: BaseModel


def _draft(kind: str, fields: type[Model]) -> type[Draft]:
    name = f"{kind[0].upper()}{kind[1:]}Draft"
    literal: Any = Literal[kind]
    return create_model(name, __base__=Draft, __doc__=fields.__doc__, kind=(literal, ...), fields=(fields, ...))


if TYPE_CHECKING:
    ActDraft = Draft
else:
    ActDraft = Annotated[
        Union[tuple(_draft(kind, fields) for kind, fields in FIELDS.items())],  # noqa: UP007
        Field(discriminator="kind"),
    ]
"""Any draft, told by its kind."""
