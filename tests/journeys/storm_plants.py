"""Ways to spoil a service on purpose, for storms that have to notice. Each is called in the process of the service."""

import threading
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete

from ledger import sending
from ledger.core.errors import ZhengbenError
from ledger.gathering import Gatherer, Outcome
from ledger.intake import Examined, Receipt
from ledger.store import outbox
from ledger.store.outbox import Outgoing

_LATER = 2.0


def receipt_before_it_is_stored() -> None:
    """Filings are receipted at once, and stored a little later."""
    store = Gatherer._store

    def hasty(self: Gatherer, batch: Sequence[Examined]) -> Sequence[Outcome]:
        threading.Timer(_LATER, store, (self, batch)).start()
        return [
            one.found
            if isinstance(one.found, ZhengbenError)
            else Receipt(one.leaf, one.found.received_at, "received", is_new=True)
            for one in batch
        ]

    Gatherer._store = hasty  # type: ignore[method-assign]


def lose_what_was_to_be_sent() -> None:
    """Acts are taken for sending, and their transactions forgotten."""
    write = sending.write

    def forgetful(connection: Any, *arguments: Any, kind: str, **named: Any) -> Outgoing:
        written = write(connection, *arguments, kind=kind, **named)
        if kind == "act":
            connection.execute(delete(outbox.outbox).where(outbox.outbox.c.id == written.id))
        return written

    sending.write = forgetful
