"""Which acts on the chain an event of a dossier is.

What a rule computes with dates comes to the contracts as instants; what the chain does not know (conditions, money,
ties, outside grants) stays in the filing. Events about such things are filings only and no deed.
"""

from collections.abc import Callable, Mapping

from ledger.replaying import on_parties, on_rights, on_titles, on_transfers
from ledger.replaying.plan import Deeds, Plan

_WRITERS: Mapping[str, Callable[[Plan], Deeds]] = {
    **on_parties.WRITERS,
    **on_titles.WRITERS,
    **on_transfers.WRITERS,
    **on_rights.WRITERS,
}
"""What is not here stays in the log: title_applied, ownership_grant_applied, use_grant_applied, ip_granted, award_paid,
evaluation_filed, relations, proceeds, rewards, subsidies and vouchers."""


def deeds_of(plan: Plan) -> Deeds:
    """The acts of an event, in order; none for what stays in the log."""
    write = _WRITERS.get(plan.event.kind)
    return write(plan) if write else []
