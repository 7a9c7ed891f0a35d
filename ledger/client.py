"""A small client of API v1, over httpx: what the command line and the demo speak with.

Readings come back as the JSON that the service sent; what is acted upon (a prepared filing, an act, a session) as a
frozen value whose members were checked. Every refusal comes back as the error of `ledger.core.errors` that the
service raised: the client's caller never sees an httpx exception or a status code.
"""

import base64
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, Self
from urllib.parse import quote

import httpx

from ledger.core import errors
from ledger.core.causes import why
from ledger.replies import (
    Act,
    Json,
    ManifestReceipt,
    PreparedFiling,
    Receipt,
    Reply,
    Session,
    not_understood,
    problem,
    read_text,
)

__all__ = ["Act", "Client", "Json", "ManifestReceipt", "PreparedFiling", "Receipt", "Session", "text_digest"]

LARGEST_ANSWER = 256 * 1024 * 1024
"""Bytes of one answer that the client is willing to hold."""

_FIRST_PAUSE = 0.25  # seconds before a reading is asked for again; doubled every time
_MANIFEST_TIMEOUT = 120.0  # seconds between two pieces: the answer begins once all lines are stored
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Signer(Protocol):
    """What `Client.sign_in` needs of a key; `ledger.keyring.Signer` is one."""

    @property
    def signer_bytes(self) -> bytes:
        """ERC-7913 bytes: an account's 20, or verifier and key."""

    def sign_digest(self, digest: bytes) -> bytes:
        """Signature over a 32-byte digest."""


class Client:
    """A connection to one service; use it as a context manager.

    :param url: where the service answers, e.g. `http://127.0.0.1:8000`.
    :param token: bearer token of a session opened before.
    :param language: `zh` or `en`: in which the service's refusals are titled.
    :param patience: for so many seconds a reading is asked for again while the service says that it will answer soon
        (503 with Retry-After); nothing else is ever repeated.
    :param transport: another httpx transport, for tests.
    :raises errors.Usage: `URL_MALFORMED`.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        language: str = "en",
        timeout: float = 30,
        patience: float = 0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, TypeError, ValueError):
            parsed = httpx.URL("")
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise errors.Usage(
                "URL_MALFORMED", f"{url!r} is no http(s) address", next="give --url http(s)://host", url=url
            )
        self.url = str(parsed).rstrip("/")
        self._token = token
        self._language = language
        self._patience = patience
        # A proxy of the environment is meant for the world outside, never for the reader's own machine.
        self._http = httpx.Client(
            base_url=self.url, timeout=timeout, transport=transport, trust_env=parsed.host not in _LOOPBACK
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @property
    def authority(self) -> str:
        """Host, and port where one is named: the domain that a sign-in text must name."""
        return httpx.URL(self.url).netloc.decode()

    # The service

    def status(self) -> Json:
        """Chain, log and worker as the service sees them."""
        return self._get("/v1/status")

    def trust(self) -> bytes:
        """The trust file that the service publishes; trust it as far as you trust where it came from."""
        return self._bytes("GET", "/v1/trust")

    # Filings

    def prepare_filing(self, draft: Mapping[str, Any]) -> PreparedFiling:
        """Ask for the salted disclosures and the entry of a draft.

        :param draft: `{type, node, filedAt?, form, attachments, filer: {signer, party?}}`.
        """
        return PreparedFiling.of(self._post("/v1/filings/prepare", dict(draft)))

    def send_filing(self, entry: bytes, disclosures: list[str], signature: bytes) -> Receipt:
        """Hand in a signed filing; sending the same one again is harmless.

        :param entry: the unsigned canonical entry.
        """
        body = {"entry": _base64(entry), "disclosures": disclosures, "signature": "0x" + signature.hex()}
        reply = self._send("POST", "/v1/filings", body)
        return Receipt.of(reply.decode(), created=reply.status == 201)

    def send_manifest(self, content: Iterable[bytes]) -> ManifestReceipt:
        """Hand in a signed manifest; sending the same one again is harmless, and what to do when no answer came.

        :param content: the NDJSON of `POST /v1/manifests`, in pieces.
        """
        reply = self._send_once("POST", "/v1/manifests", content=content, timeout=_MANIFEST_TIMEOUT)
        return ManifestReceipt.of(reply.content, created=reply.status == 201)

    def line_evidence(self, leaf: str, line: int) -> bytes:
        """The evidence bundle of one line of a manifest, for the filer's session."""
        return self._bytes("GET", f"/v1/manifests/{_segment(leaf)}/lines/{line}/evidence")

    def filing(self, leaf: str) -> Json:
        """How far a filing has come."""
        return self._get(f"/v1/filings/{_segment(leaf)}")

    def filings(self) -> Iterator[Json]:
        """The filings of the session's key and parties, the last received first; needs a session."""
        return self._items("/v1/filings")

    def filing_evidence(self, leaf: str) -> bytes:
        """The evidence bundle of a filing; with the filer's session everything disclosed, else nothing."""
        return self._bytes("GET", f"/v1/filings/{_segment(leaf)}/evidence")

    def find(self, *, sha256: str | None = None, sm3: str | None = None) -> Json:
        """Whether a document of this digest was filed, and when; never by whom."""
        return self._get("/v1/find", sha256=sha256, sm3=sm3)

    def search(self, words: str) -> Json:
        """What these words name: `items`, and as what they were understood."""
        answer = self._get("/v1/search", q=words)
        if not isinstance(answer.get("items"), list):
            raise not_understood("the finds are no list")
        return answer

    def notices(self, node: int | None = None, at: str | None = None) -> Iterator[Json]:
        """The public notices that run, the last opened first."""
        return self._items("/v1/notices", node=node, at=at)

    # Achievements

    def achievement(self, number: str, at: str | None = None) -> Json:
        """Status, holders, rule and version of an achievement, now or `at` a day or instant."""
        return self._get(f"/v1/achievements/{_segment(number)}", at=at)

    def listed(self, kind: str, number: str, what: str, at: str | None = None) -> Iterator[Json]:
        """The history of an `achievement` or `party`, or what stands beside a title (`freezes`, `rights`, …)."""
        whose = "parties" if kind == "party" else "achievements"
        return self._items(f"/v1/{whose}/{_segment(number)}/{_segment(what)}", at=at)

    def may(self, number: str, asked: Mapping[str, Any]) -> Json:
        """Whether a party may do something with an achievement: `act`, `party`, and what else the API takes."""
        answer = self._get(f"/v1/achievements/{_segment(number)}/may", **asked)
        if answer.get("answer") not in ("yes", "needs", "no"):
            raise not_understood("the answer is neither yes, needs nor no")
        return answer

    def thing(self, kind: str, number: str, at: str | None = None) -> Json:
        """The `offer`, `pledge`, `right` or `contract` of a number."""
        return self._get(f"/v1/{kind}s/{_segment(number)}", at=at)

    def history(self, number: str) -> Iterator[Json]:
        """All acts on an achievement, in their order."""
        return self._items(f"/v1/achievements/{_segment(number)}/history")

    def achievement_evidence(self, number: str, at: str | None = None) -> bytes:
        """The evidence bundle of who holds what."""
        return self._bytes("GET", f"/v1/achievements/{_segment(number)}/evidence", at=at)

    def achievement_certificate(self, number: str, language: str, at: str | None = None) -> bytes:
        """The certificate (PDF) of who holds what, in `zh` or `en`."""
        return self._bytes("GET", f"/v1/achievements/{_segment(number)}/certificate", lang=language, at=at)

    def filing_certificate(self, leaf: str, language: str) -> bytes:
        """The certificate (PDF) of a filing, in `zh` or `en`; with the filer's session everything disclosed."""
        return self._bytes("GET", f"/v1/filings/{_segment(leaf)}/certificate", lang=language)

    # Acts

    def draft_act(self, kind: str, fields: Mapping[str, Any]) -> Act:
        """Have an act completed: its message, digest and roll."""
        return Act.of(self._post("/v1/acts", {"kind": kind, "fields": dict(fields)}))

    def act_kinds(self) -> list[Json]:
        """Every kind of act, with the fields of its draft."""
        items = self._get("/v1/acts/kinds").get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise not_understood("the kinds of acts are no list")
        return items

    def call(self, name: str, body: Mapping[str, Any]) -> Json:
        """Have something brought about that needs nobody's signature."""
        return self._post("/v1/calls", {"call": name, **body})

    def act(self, act_id: str) -> Act:
        """An act with its roll and signatures."""
        return Act.of(self._get(f"/v1/acts/{_segment(act_id)}"))

    def sign_act(self, act_id: str, party: int, signature: bytes) -> Json:
        """Add a party's signature to an act."""
        body = {"party": party, "signature": "0x" + signature.hex()}
        return self._post(f"/v1/acts/{_segment(act_id)}/signatures", body)

    def refuse_act(self, act_id: str, party: int, reason: str) -> Json:
        """Say why a party does not sign an act; needs a session that speaks for it."""
        return self._post(f"/v1/acts/{_segment(act_id)}/refusals", {"party": party, "reason": reason})

    def submit_act(self, act_id: str) -> Json:
        """Have an act rehearsed and sent to the chain."""
        return self._post(f"/v1/acts/{_segment(act_id)}/submit", {})

    def acts(self, party: int) -> Iterator[Json]:
        """Acts in which a party has a seat."""
        return self._items("/v1/acts", party=party)

    def desk(self, party: int, **only: str | int | None) -> Iterator[Json]:
        """What waits for an officer; needs a session that speaks for the party."""
        return self._items("/v1/desk", party=party, **only)

    def review_filing(self, leaf: str, said: Json) -> Json:
        """Accept a filing or send it back, as an officer; needs a session."""
        return self._post(f"/v1/filings/{_segment(leaf)}/reviews", said)

    # Parties and nodes

    def party(self, number: int, at: str | None = None) -> Json:
        """A party: its kind, current signer and guardian."""
        return self._get(f"/v1/parties/{number}", at=at)

    def nodes(self) -> Iterator[Json]:
        """All nodes."""
        return self._items("/v1/nodes")

    def node(self, number: int, at: str | None = None) -> Json:
        """A node with its officers."""
        return self._get(f"/v1/nodes/{number}", at=at)

    def appointment(self, number: int, at: str | None = None) -> Json:
        """An officer's appointment."""
        return self._get(f"/v1/appointments/{number}", at=at)

    # Sessions

    def challenge(self, signer: bytes) -> tuple[str, str]:
        """Ask for a text to sign in with: `(challenge id, text)`."""
        answer = self._post("/v1/sessions/challenge", {"signer": "0x" + signer.hex()})
        return read_text(answer, "challenge"), read_text(answer, "message")

    def open_session(self, challenge: str, signature: bytes) -> Session:
        """Trade the signed text for a session; the requests that follow carry it."""
        answer = self._post("/v1/sessions", {"challenge": challenge, "signature": "0x" + signature.hex()})
        session = Session.of(answer)
        self._token = session.token
        return session

    def sign_in(self, key: Signer) -> Session:
        """Sign in with a key.

        :raises errors.Refused: `CHALLENGE_FOREIGN` if the text names another service: whoever relays a stranger's
            challenge would be signed in there in the key's name.
        """
        challenge, text = self.challenge(key.signer_bytes)
        first = text.split("\n", 1)[0].split(" ", 1)[0]
        if first.removeprefix("https://").removeprefix("http://") != self.authority:
            raise errors.Refused(
                "CHALLENGE_FOREIGN",
                f"{self.authority} asks to sign in to {first!r}",
                next="use the address under which the service knows itself, or ask who runs it",
                asked=first,
                service=self.authority,
            )
        return self.open_session(challenge, key.sign_digest(text_digest(text)))

    def sessions(self) -> list[Json]:
        """The open sessions of the key that signed in, newest first: `{id, openedAt, expiresAt, current}`."""
        items = self._get("/v1/sessions").get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise not_understood("the sessions are no list")
        return items

    def end_session(self, id: str | None = None, *, everywhere: bool = False) -> None:
        """End this session, or that of an id, or all of the key; ending this one again is harmless."""
        if id is not None:
            self._bytes("DELETE", f"/v1/sessions/{_segment(id)}")
            return
        if self._token is not None:
            self._bytes("DELETE", "/v1/sessions", **({"everywhere": "true"} if everywhere else {}))
        self.sign_out()

    def sign_out(self) -> None:
        """Forget the session: the requests that follow are anybody's."""
        self._token = None

    # Below: one request, one answer, one error

    def _get(self, path: str, **query: Any) -> Json:
        return self._send("GET", path, **query).decode()

    def _post(self, path: str, body: Json) -> Json:
        return self._send("POST", path, body).decode()

    def _bytes(self, method: str, path: str, **query: Any) -> bytes:
        return self._send(method, path, **query).content

    def _items(self, path: str, **query: Any) -> Iterator[Json]:
        cursor: str | None = None
        while True:
            page = self._get(path, cursor=cursor, **query)
            items = page.get("items")
            if not isinstance(items, list):
                raise not_understood(f"{path} carries no list of items")
            yield from items
            following = page.get("next")
            if not following or following == cursor:
                return
            cursor = following

    def _send(self, method: str, path: str, body: Json | None = None, **query: Any) -> Reply:
        end, pause = time.monotonic() + self._patience, _FIRST_PAUSE
        while True:
            try:
                return self._send_once(method, path, body, **query)
            except errors.Unavailable as away:
                if method != "GET" or "retryAfter" not in away.values or time.monotonic() + pause > end:
                    raise
            time.sleep(pause)
            pause *= 2

    def _send_once(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        content: Iterable[bytes] | None = None,
        timeout: float | None = None,
        **query: Any,
    ) -> Reply:
        headers = {"Accept-Language": self._language}
        if content is not None:
            headers["Content-Type"] = "application/x-ndjson"
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        given = {name: value for name, value in query.items() if value is not None}
        patience = self._http.timeout if timeout is None else httpx.Timeout(timeout)
        try:
            with self._http.stream(
                method, path, json=body, content=content, params=given or None, headers=headers, timeout=patience
            ) as response:
                answer = Reply(path, response.status_code, _read(response), response.headers.get("Retry-After", ""))
        except httpx.TimeoutException:
            raise errors.Unavailable(
                "SERVICE_SLOW", f"{self.url} did not answer in time", next="try again in a moment", url=self.url
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise errors.Unavailable(
                "SERVICE_UNREACHABLE",
                f"{self.url} does not answer: {error}",
                next="start it with `zhengben up`, or give its address with --url",
                url=self.url,
                cause=str(error),
                zh=why(error)[0],
            ) from None
        if not 200 <= answer.status < 300:
            raise problem(answer, titled=self._language != "en")
        return answer


def text_digest(text: str) -> bytes:
    """What is signed of a text (EIP-191, version 0x45): its prefix keeps it apart from every filing and act."""
    from eth_account.messages import encode_defunct
    from eth_hash.auto import keccak

    signable = encode_defunct(text=text)
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


def _read(response: httpx.Response) -> bytes:
    received = bytearray()
    for piece in response.iter_bytes():
        received += piece
        if len(received) > LARGEST_ANSWER:
            raise errors.TooLarge(
                "ANSWER_TOO_LARGE", f"the answer is larger than {LARGEST_ANSWER} bytes", limit=LARGEST_ANSWER
            )
    return bytes(received)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _segment(text: str) -> str:
    return quote(text, safe="")
