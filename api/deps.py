"""What routes ask for: the service, the reader's session, and the page of a list."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Connection
from starlette.requests import Request

from api.cursors import LARGEST_PAGE
from ledger import queries, signing_in, standing
from ledger.core.errors import NotAllowed, NotSignedIn, Refused
from ledger.service import Service
from ledger.store import database, sessions

SESSION_COOKIE = "zhengben_session"
_HOST_ONLY = "__Host-"

_bearer = HTTPBearer(auto_error=False, description="Token of POST /v1/sessions")


@dataclass(frozen=True)
class Reader:
    """Who asks, as their session shows.

    :param signer: ERC-7913 bytes of the key that signed in.
    :param parties: numbers of the parties whose signer this key is right now; a key that was replaced speaks for none.
    :param until: when the session ends, seconds since 1970. :param session: names it, as in the list of sessions.
    """

    signer: bytes
    parties: tuple[int, ...]
    until: int
    session: str


async def service(request: Request) -> Service:
    """The service that the application was created for. It waits for no thread, of which none may be free."""
    found: Service = request.app.state.service
    return found


Current = Annotated[Service, Depends(service)]


@contextmanager
def transaction(service: Service) -> Iterator[Connection]:
    """One transaction for one request, committed before the answer is sent."""
    with database.transaction(service.engine) as connection:
        yield connection


@contextmanager
def snapshot(service: Service) -> Iterator[Connection]:
    """One moment of the database for a request that only reads: the index may follow a chain that turns meanwhile, and
    what was read before and after that must not stand in one answer."""
    with database.transaction(service.engine, "REPEATABLE READ") as connection:
        yield connection


Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def reader(request: Request, service: Current, credentials: Credentials) -> Reader | None:
    """The session of the request, None without one.

    A bearer token that is no good any more is refused, not passed over: a program sent it on purpose. A browser sends
    its cookie with everything, also when its hour is over: then nobody is signed in.

    :raises NotAllowed: `FOREIGN_PAGE`.
    """
    if credentials is not None:
        return _reader(service, credentials.credentials)
    kept = request.cookies.get(session_cookie(request))
    if kept is None:
        return None
    check_own_page(request)
    try:
        found = _reader(service, kept)
    except NotSignedIn:
        return None
    request.state.reader = found  # for the page that tells of an error
    return found


def session_cookie(request: Request) -> str:
    """The name of the cookie that keeps the session. Where there is TLS, it is one that a browser takes from this very
    host alone (RFC 6265bis, `__Host-`): no neighbour under the same domain can set it."""
    host = request.headers.get("host", "").lower()
    return SESSION_COOKIE if signing_in.is_local(host) else _HOST_ONLY + SESSION_COOKIE


def _reader(service: Service, token: str) -> Reader:
    with transaction(service) as connection:
        session = sessions.current(connection, token, service.clock())
        parties = standing.parties_of_signer(connection, session.signer)
    return Reader(session.signer, tuple(parties), session.expires_at, session.id)


def check_own_page(request: Request) -> None:
    """Refuse what changes something with the browser's cookie, or gives it one, and does not come from a page of this
    service: another site could have sent it (Fetch Metadata; `Origin` where a browser does not know that yet).

    :raises NotAllowed: `FOREIGN_PAGE`.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "")
    host = request.headers.get("host", "")
    if site == "same-origin" or (site is None and origin in (f"http://{host}", f"https://{host}")):
        return
    raise NotAllowed(
        "FOREIGN_PAGE",
        "this request uses or opens a session of the browser but does not come from a page of this service",
        next="open the page of this service and do it there; a program sends its token as a Bearer",
    )


MaybeReader = Annotated[Reader | None, Depends(reader)]


def signed_in(reader: MaybeReader) -> Reader:
    """The session of the request.

    :raises NotSignedIn: `NOT_SIGNED_IN`.
    """
    if reader is None:
        raise _not_signed_in()
    return reader


def token(request: Request, credentials: Credentials) -> str:
    """The token of the request, as a Bearer or in the cookie, whatever it is worth.

    :raises NotSignedIn: `NOT_SIGNED_IN` without one.
    :raises NotAllowed: `FOREIGN_PAGE`.
    """
    if credentials is not None:
        return credentials.credentials
    kept = request.cookies.get(session_cookie(request))
    if kept is None:
        raise _not_signed_in()
    check_own_page(request)
    return kept


def _not_signed_in() -> NotSignedIn:
    return NotSignedIn(
        "NOT_SIGNED_IN",
        "this needs a session",
        next="POST /v1/sessions/challenge, sign the message, POST /v1/sessions, send the token as a Bearer",
    )


Token = Annotated[str, Depends(token)]
SignedIn = Annotated[Reader, Depends(signed_in)]


def speaks_for(reader: Reader, party: int) -> None:
    """Demand that the session's key is the party's present signer.

    :raises NotAllowed: `NOT_YOUR_PARTY`.
    """
    if party not in reader.parties:
        raise NotAllowed(
            "NOT_YOUR_PARTY",
            f"your session speaks for the parties {list(reader.parties)}, not for {party}",
            next="sign in with the present key of that party",
            party=party,
        )


def domain(request: Request, service: Current) -> str:
    """Host and port that sign-in texts name. The caller's `Host` is believed only where the settings say so: with a
    public address none but that, else the caller's own machine or the address that is listened on. A stranger could
    otherwise have texts made out to his own site, or to a program of his on the signer's machine.

    :raises Refused: `HOST_UNKNOWN`.
    """
    host = request.headers.get("host", "").lower()
    public, listens = service.settings.public_url, service.settings.host.lower()
    if public is not None:
        known = host == urlsplit(public.lower()).netloc
    else:
        known = signing_in.is_local(host) or _without_port(host) == (f"[{listens}]" if ":" in listens else listens)
    if known:
        return host
    raise Refused(
        "HOST_UNKNOWN",
        f"this service does not know itself as {host[:200]!r}",
        next="use the address that ZHENGBEN_PUBLIC_URL names, or have it set",
        host=host[:200],
    )


Domain = Annotated[str, Depends(domain)]
Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="most items of a page")]
At = Annotated[
    str | None,
    Query(
        max_length=40,
        description="A day `2026-11-23` means 24:00 Asia/Shanghai of that day; an instant (RFC 3339) the last block "
        "up to it. Left out: now.",
        examples=["2026-11-23", "2026-11-23T12:00:00+08:00"],
    ),
]


def second(at: str | None) -> int | None:
    """The last second that `?at=` includes, None without one.

    :raises Malformed: `AT_MALFORMED`.
    """
    return None if at is None else queries.parse_at(at)


def _without_port(host: str) -> str:
    return re.sub(r":[0-9]{1,5}\Z", "", host)
