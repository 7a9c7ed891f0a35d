"""The events of a replay as the ledger has them: read back from the log and the private store, with every signature
checked, so that its answers come from what was recorded and not from what was played."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from ledger.core import filing as filings_of
from ledger.core.docket.events import Event
from ledger.core.errors import Corrupt
from ledger.core.filing import CheckedFiling
from ledger.replaying.filing import ENDORSEMENT, EVENT
from ledger.service import Service
from ledger.store import database, filings, log, vault


def events(service: Service, accepted: Collection[bytes]) -> list[Event]:
    """The events in the log, in its order.

    :param accepted: leaves of the events that took effect; another one was filed, and the chain refused it.

    :raises Corrupt: `EVENT_UNSIGNED` if one names a signer who endorsed nothing.
    :raises ZhengbenError: whatever is wrong with a filing.
    """
    found: list[tuple[CheckedFiling, set[str]]] = []
    by_leaf: dict[str, set[str]] = {}
    for checked in _filings(service):
        if checked.type == EVENT:
            found.append((checked, by_leaf.setdefault(checked.leaf.hex(), set())))
        elif checked.type == ENDORSEMENT:
            by_leaf.setdefault(checked.form["filing"], set()).add(checked.form["signer"])
    return [_event(checked.form, endorsed) for checked, endorsed in found if checked.leaf in accepted]


def _filings(service: Service) -> list[CheckedFiling]:
    origin = service.deployment.log_origin
    with database.transaction(service.engine) as connection:
        newest = log.latest(connection)
        stored = filings.in_log(connection, 0, newest.head.size) if newest is not None else []
        return [
            filings_of.check(one.entry, vault.disclosures(connection, service.vault, one.leaf), origin, one.received_at)
            for one in stored
        ]


def _event(form: Mapping[str, Any], endorsed: set[str]) -> Event:
    signed_by = tuple(form["signed_by"])
    # The first one signed the filing itself.
    if lacking := set(signed_by[1:]) - endorsed - set(signed_by[:1]):
        raise Corrupt(
            "EVENT_UNSIGNED",
            f"event {form['seq']} names signers who endorsed nothing: {', '.join(sorted(lacking))}",
            next="stop: somebody changed the private store",
        )
    return Event(form["seq"], datetime.fromisoformat(form["at"]), form["kind"], form["payload"], signed_by)
