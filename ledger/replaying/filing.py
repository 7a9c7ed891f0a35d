"""The filings of an event: what happened, signed by one of those who signed it, and an endorsement by each other."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from ledger import intake
from ledger.core import acts
from ledger.core.docket.events import Event
from ledger.core.docket.history import told
from ledger.core.docket.things import Docket
from ledger.core.draft import Attachment, Draft
from ledger.intake import Submission
from ledger.keyring import Signer
from ledger.replaying.cast import CLERK, Cast, officer_key
from ledger.store import database

EVENT, ENDORSEMENT = "docket_event/1", "endorsement/1"


def file(cast: Cast, docket: Docket, event: Event) -> bytes:
    """File an event and its endorsements; its leaf hash. They have their places in the log afterwards.

    What nobody signed, an anonymous hint, is filed by the desk that takes it in.
    """
    form = told(event)
    form["kind"] = form.pop("type")
    signers = list(dict.fromkeys(event.signed_by))
    keys = [(signer, cast.key_of(docket, signer)) for signer in signers]
    first = keys[0] if keys else (CLERK, cast.key(*officer_key(CLERK)))
    attached = [_attachment(name, cast.dossier.texts[name]) for name in dict.fromkeys(event.names("doc"))]
    leaf = _file(cast, EVENT, form, first, attached)
    for signer, key in keys[1:]:
        _file(cast, ENDORSEMENT, {"filing": leaf.hex(), "signer": signer}, (signer, key), ())
    cast.stage.integrate()
    return leaf


def _file(
    cast: Cast, type_: str, form: Mapping[str, Any], who: tuple[str, Signer], attached: Iterable[Attachment]
) -> bytes:
    service, (name, key) = cast.stage.service, who
    origin = service.deployment.log_origin
    number = cast.parties.get(name.partition("#")[0])
    draft = Draft(type_, 1, service.clock(), dict(form), tuple(attached), key.signer_bytes, number)
    prepared = intake.prepare(draft, origin)
    digest = acts.filing_digest(type_, 1, draft.filed_at, prepared.content, origin)
    submission = Submission(prepared.entry, prepared.disclosures, key.sign_digest(digest))
    with database.transaction(service.engine) as connection:
        return intake.receive(connection, service.vault, submission, service.clock(), origin).leaf


def _attachment(name: str, text: str) -> Attachment:
    content = text.encode()
    return Attachment(
        name=f"{name}.txt",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sm3=hashlib.new("sm3", content).hexdigest(),
        mime="text/plain",
    )
