"""Signing in with a key."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.deps import Current, Domain, SignedIn, Token, check_own_page, session_cookie, transaction
from api.schemas.common import problems
from api.schemas.sessions import Challenge, ChallengeRequest, Session, SessionLine, Sessions, SignIn
from ledger import signing_in, standing
from ledger.core.encoding import from_hex
from ledger.store import sessions

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="from the list of sessions")]


@router.post(
    "/challenge",
    operation_id="session_challenge",
    summary="Ask for a text to sign",
    responses=problems(400, 413),
)
def challenge(service: Current, domain: Domain, body: ChallengeRequest) -> Challenge:
    """The text names this service and is good for one session within five minutes."""
    with transaction(service) as connection:
        given = signing_in.challenge(
            connection,
            from_hex(body.signer, "signer"),
            domain=domain,
            chain_id=service.deployment.chain_id,
            now=service.clock(),
        )
    return Challenge(challenge=given.id, message=given.message, expires_at=given.expires_at)


@router.post(
    "",
    status_code=201,
    operation_id="session_open",
    summary="Open a session with the signed text",
    responses=problems(400, 401, 403, 413),
)
def open_session(request: Request, response: Response, service: Current, domain: Domain, body: SignIn) -> Session:
    """The signature is over the EIP-191 digest of the message: 65 bytes of an account, 64 of a P-256 key, or a
    passkey's assertion whose challenge is that digest. With `cookie`, which a page of this service alone may ask for,
    the browser keeps the token where no script reads it."""
    if body.cookie:
        check_own_page(request)
    with transaction(service) as connection:
        opened = signing_in.sign_in(
            connection,
            body.challenge,
            from_hex(body.signature, "signature"),
            domain=domain,
            chain_id=service.deployment.chain_id,
            now=service.clock(),
        )
        parties = standing.parties_of_signer(connection, opened.session.signer)
    if body.cookie:
        response.set_cookie(
            session_cookie(request),
            opened.token,
            max_age=sessions.SESSION_SECONDS,
            path="/",
            secure=not signing_in.is_local(domain),
            httponly=True,
            samesite="strict",
        )
    return Session(
        token="" if body.cookie else opened.token,
        signer="0x" + opened.session.signer.hex(),
        parties=list(parties),
        expires_at=opened.session.expires_at,
    )


@router.get("", operation_id="session_list", summary="Sessions of your key", responses=problems(401))
def list_sessions(service: Current, reader: SignedIn) -> Sessions:
    """Those that are open, newest first: from when until when; nothing that would open them again."""
    with transaction(service) as connection:
        found = sessions.of_signer(connection, reader.signer, service.clock())
    return Sessions(
        items=[
            SessionLine(
                id=one.id, opened_at=one.created_at, expires_at=one.expires_at, current=one.id == reader.session
            )
            for one in found
        ]
    )


@router.delete("", status_code=204, operation_id="session_end", summary="End the session", responses=problems(401))
def end_session(
    request: Request,
    response: Response,
    service: Current,
    token: Token,
    everywhere: Annotated[bool, Query(description="end every session of this key as well")] = False,
) -> None:
    """The token of this request is worth nothing from now on."""
    with transaction(service) as connection:
        if everywhere:
            sessions.end_all(connection, sessions.current(connection, token, service.clock()).signer)
        sessions.end(connection, token)
    name = session_cookie(request)
    response.delete_cookie(name, path="/", secure=name.startswith("__"), httponly=True, samesite="strict")


@router.delete(
    "/{session}",
    status_code=204,
    operation_id="session_end_one",
    summary="End one session of your key",
    responses=problems(401, 403, 404),
)
def end_one(service: Current, reader: SignedIn, session: Id) -> None:
    """For a session that was left open elsewhere: its token is worth nothing from now on."""
    with transaction(service) as connection:
        sessions.end_one(connection, reader.signer, session, service.clock())
