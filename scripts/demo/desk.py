"""What the people of the demo do at their own desks: draft, check, sign with keys of theirs, hand in, and wait."""

import hashlib
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from ledger.cli import files, prepared
from ledger.cli.signing import recomputed
from ledger.client import Client
from ledger.core import acts, trust
from ledger.core.draft import Attachment
from ledger.core.errors import Unavailable, ZhengbenError
from ledger.core.trust import Trust
from ledger.keyring import Signer
from ledger.replies import Act

_GLANCE = 0.1

Json = dict[str, Any]
_T = TypeVar("_T")


@dataclass
class Actor:
    """Somebody with a key; `party` is 0 until enrolled."""

    id: str
    key: Signer
    kind: str
    party: int = 0


@dataclass
class Desk:
    """A client of the service, and the keys of everybody who plays.

    :param actors: by their ids in the dossier; `appointments` by officer and `nodes` by id, once they are there.
    :param patience: seconds of real time that a step may take until it is final.
    """

    client: Client
    actors: dict[str, Actor]
    appointments: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    patience: float = 60.0

    def enrol(self, id: str, *, voucher: str | None = None) -> None:
        """Enrol a party: vouched for by an organisation, or by the core's officer."""
        actor = self.actors[id]
        fields: Json = {
            "signer": "0x" + actor.key.signer_bytes.hex(),
            "identity": "0x" + secrets.token_hex(32),
            "kind": actor.kind,
        }
        if voucher is None:
            fields["appointment"], voucher = self.appointments["OF-CORE"], "OF-CORE"
        else:
            fields["voucher"] = self.actors[voucher].party
        actor.party = self.act("enrol", fields, [voucher], newcomer=actor)["party"]

    def admit(self, id: str, *, operator: str) -> None:
        """Admit the node of a park below the core; one party operates both."""
        fields = {"operator": self.actors[operator].party, "kind": "regional"}
        self.nodes[id] = self.act("admit", fields, [operator])["node"]

    def appoint(self, id: str, *, node: str, by: str, powers: Sequence[str], until: int) -> None:
        """Appoint an officer at a node."""
        officer = self.actors[id].party
        fields = {"node": self.nodes[node], "officer": officer, "powers": list(powers), "until": until}
        self.appointments[id] = self.act("appoint", fields, [by, id])["appointment"]

    def act(self, kind: str, fields: Json, signers: Sequence[str], newcomer: Actor | None = None) -> Json:
        """Hand in an act and wait until the chain has it for good; its message."""
        act = self.hand_in(kind, fields, signers, newcomer)
        self.until(lambda: self.client.act(act.id).answer, lambda answer: answer["status"] == "final")
        return act.message

    def hand_in(self, kind: str, fields: Json, signers: Sequence[str], newcomer: Actor | None = None) -> Act:
        """Draft an act, have it signed and submitted."""
        people = [self.actors[id] for id in signers]
        self.client.sign_in(people[0].key)
        act = self.client.draft_act(kind, fields)
        digest = recomputed(act, self.believed())
        for person in people:
            self.client.sign_act(act.id, person.party, person.key.sign_digest(digest))
        if newcomer is not None:
            self.client.sign_act(act.id, act.message["party"], newcomer.key.sign_digest(digest))
        self.client.submit_act(act.id)
        return act

    def file(self, filer: str, kind: str, node: int, form: Json, attached: Sequence[Json]) -> str:
        """Have a filing prepared, check that it says what was meant, sign it and hand it in; its leaf."""
        actor = self.actors[filer]
        draft = {
            "type": kind,
            "node": node,
            "form": form,
            "attachments": list(attached),
            "filer": {"signer": "0x" + actor.key.signer_bytes.hex(), "party": actor.party},
        }
        offered = self.client.prepare_filing(draft)
        prepared.check(offered, draft)
        origin = self.believed().policy.logs[0].key.name
        digest = acts.filing_digest(kind, node, offered.filed_at, offered.content, origin)
        signature = actor.key.sign_digest(digest)
        return self.client.send_filing(offered.entry.encode(), list(offered.disclosures), signature).leaf

    def believed(self) -> Trust:
        """What the people of the demo trust: the service's own trust file, as nobody else is there."""
        return trust.parse(self.client.trust())

    def until(self, look: Callable[[], Json], done: Callable[[Json], object]) -> Json:
        """Look again until it is done.

        :raises Unavailable: `STEP_UNFINISHED`.
        """
        deadline = time.monotonic() + self.patience
        while True:
            answer = self.patiently(look)
            if done(answer):
                return answer
            if answer.get("status") in ("failed", "expired") or time.monotonic() > deadline:
                raise Unavailable("STEP_UNFINISHED", f"this step did not come to its end: {answer}")
            time.sleep(_GLANCE)

    def patiently(self, ask: Callable[[], _T]) -> _T:
        """Ask again while the service says that it is only behind."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                return ask()
            except ZhengbenError as error:
                behind = isinstance(error, Unavailable) or error.code == "NOT_YET_ANCHORED"
                if not behind or time.monotonic() > deadline:
                    raise
                time.sleep(_GLANCE)


def attachment(path: Path) -> Json:
    """A file as a filing speaks of it: size and digests; the file stays where it is."""
    return files.digest(path, lambda _: None).to_dict()


def attached_text(document: Json) -> Json:
    """The same for a document of the dossier."""
    content = document["content_utf8"].encode()
    return Attachment(
        name=f"{document['id']}.txt",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sm3=hashlib.new("sm3", content).hexdigest(),
        mime="text/plain",
    ).to_dict()
