"""Who uses the ledger while it is killed: filers, and readers of the log's head.

A client does what the documents advise: whatever goes wrong, it sends the same bytes again. Whatever it is promised it
writes down before it does anything else, and whatever no client should ever see it complains of.
"""

import base64
import hashlib
import random
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import httpx

from ledger.cli import prepared
from ledger.core import acts, filing
from ledger.keyring import Signer
from ledger.replies import PreparedFiling
from scripts.storm.journal import Journal

Json = dict[str, Any]

_LONGEST = 60.0
"""Seconds in which a service that lives has answered, whatever is away: it gives up on a silent database after 35."""


class Ended(Exception):
    """The storm is over, and the client stops where it is."""


@dataclass(frozen=True)
class Answer:
    """What came back: a status and a body."""

    status: int
    body: Json

    @property
    def code(self) -> str:
        """The problem's code, empty for none."""
        return str(self.body.get("code", ""))


class Voice:
    """Speaks to the service and insists: what does not answer, or answers 503, is asked again with the same bytes.

    :param ending: set when the storm is over.
    """

    def __init__(self, url: str, complaints: Journal, ending: threading.Event) -> None:
        self._complaints = complaints
        self._ending = ending
        self._http = httpx.Client(base_url=url, timeout=_LONGEST, trust_env=False)
        self.token: str | None = None

    def ask(self, method: str, path: str, body: Json | None = None) -> Answer:
        """The answer, when there is one.

        :raises Ended: once the storm is over.
        """
        while True:
            answer = self.once(method, path, body)
            if answer is not None and answer.status != 503:
                return answer
            self.wait(0.1)

    def once(self, method: str, path: str, body: Json | None = None) -> Answer | None:
        """The answer to one request; None if there was none."""
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        try:
            got = self._http.request(method, path, json=body, headers=headers)
        except httpx.HTTPError as error:
            if isinstance(error, httpx.ReadTimeout):  # who was killed breaks off at once
                self.complain("no answer", path=path, seconds=_LONGEST)
            return None
        try:
            content = got.json()
        except ValueError:
            content = {"text": got.text}
        if got.status_code >= 500 and got.status_code != 503:
            self.complain("a 5xx that is no 503", status=got.status_code, path=path, body=content)
        if got.status_code == 503 and not got.headers.get("Retry-After", "").isdigit():
            self.complain("a 503 without Retry-After", path=path, body=content)
        return Answer(got.status_code, content if isinstance(content, dict) else {"items": content})

    def complain(self, what: str, **values: Any) -> None:
        """Write down what no client should ever see."""
        self._complaints.append({"what": what, "time": time.time(), **values})

    def wait(self, seconds: float) -> None:
        """Pause.

        :raises Ended: once the storm is over.
        """
        if self._ending.wait(seconds):
            raise Ended


class Client(threading.Thread, ABC):
    """A client of its own thread; `live` until `Ended`. What else ends it is a complaint."""

    def __init__(self, name: str, voice: Voice, promises: Journal) -> None:
        super().__init__(name=name, daemon=True)
        self.voice, self.promises = voice, promises

    @abstractmethod
    def live(self) -> None:
        """What the client does."""

    def run(self) -> None:
        """Live."""
        try:
            self.live()
        except Ended:
            pass
        except Exception as error:
            self.voice.complain("a client gave up", client=self.name, error=f"{type(error).__name__}: {error}")


class Filer(Client):
    """Files documents with one key, and hands some of them in again later.

    :param hurry: set while the round waits for filings.
    """

    def __init__(
        self, name: str, voice: Voice, promises: Journal, *, key: Signer, origin: str, hurry: threading.Event, seed: int
    ) -> None:
        super().__init__(name, voice, promises)
        self._key, self._origin, self._hurry = key, origin, hurry
        self._rng = random.Random(f"{seed}/{name}/{time.time_ns()}")  # noqa: S311 - new documents after a resumption
        self._handed_in: list[tuple[Json, Json]] = []

    def live(self) -> None:
        """File, and sometimes again."""
        while True:
            self.file()
            if self._handed_in and self._rng.random() < 0.2:
                self._again(*self._rng.choice(self._handed_in))
            self.voice.wait(0.3 if self._hurry.is_set() else 1 + self._rng.random())

    def file(self) -> str:
        """File a new document and keep the promise; its leaf."""
        draft = self._draft(self._rng.randbytes(64))
        offered = PreparedFiling.of(self._ask("/v1/filings/prepare", draft).body)
        prepared.check(offered, draft)
        digest = acts.filing_digest(draft["type"], draft["node"], offered.filed_at, offered.content, self._origin)
        signature = self._key.sign_digest(digest)
        entry = offered.entry.encode()
        leaf = filing.complete(filing.resume(entry, offered.disclosures, self._origin), signature).leaf.hex()
        body = {
            "entry": base64.b64encode(entry).decode(),
            "disclosures": list(offered.disclosures),
            "signature": "0x" + signature.hex(),
        }
        receipt = self._ask("/v1/filings", body).body
        if receipt["leaf"] != leaf:
            self.voice.complain("another leaf than was signed", ours=leaf, theirs=receipt["leaf"])
        self.promises.append({"filing": leaf, "received": receipt["receivedAt"], "by": self.name})
        self._handed_in = [*self._handed_in[-20:], (body, receipt)]
        return leaf

    def _again(self, body: Json, receipt: Json) -> None:
        second = self._ask("/v1/filings", body)
        same = ("leaf", "receivedAt")
        if second.status != 200 or any(second.body[name] != receipt[name] for name in same):
            self.voice.complain("another receipt for the same bytes", first=receipt, second=second.body)

    def _ask(self, path: str, body: Json) -> Answer:
        answer = self.voice.ask("POST", path, body)
        if answer.status not in (200, 201):
            raise RuntimeError(f"{path} answered {answer.status}: {answer.body}")
        return answer

    def _draft(self, content: bytes) -> Json:
        attachment = {
            "name": "finding.txt",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "sm3": hashlib.new("sm3", content).hexdigest(),
            "mime": "text/plain",
        }
        return {
            "type": "document/1",
            "node": 1,
            "form": {"title": "What I found in the storm"},
            "attachments": [attachment],
            "filer": {"signer": "0x" + self._key.signer_bytes.hex()},
        }


class Watcher(Client):
    """Reads the log's head all the time and keeps every one that it sees."""

    def live(self) -> None:
        """Look, keep, look again."""
        last = None
        while True:
            answer = self.voice.once("GET", "/log/checkpoint")
            note = None if answer is None or answer.status != 200 else answer.body.get("text")
            if note is not None and note != last:
                self.promises.append({"head": note})
                last = note
            self.voice.wait(0.1)
