"""Certificates over HTTP: drawn when they are asked for, a few at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Response
from starlette.requests import Request

from api.language import from_header
from ledger import certifying
from ledger.core.act_lines import Language
from ledger.core.errors import Unavailable
from ledger.service import Service

MEDIA_TYPE = "application/pdf"
CERTIFICATE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A PDF with the evidence bundle attached; `zhengben verify` checks it offline",
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_AT_ONCE = 2  # a drawing takes a second of a core
_PATIENCE = 10.0  # seconds that a request waits for its turn
_drawing = BoundedSemaphore(_AT_ONCE)


def _language(
    request: Request,
    lang: Annotated[
        Literal["zh", "en"] | None, Query(description="Language of the certificate; else what Accept-Language prefers")
    ] = None,
) -> Language:
    if lang is not None:
        return lang
    return "zh" if from_header(request.headers.get("accept-language", "")) == "zh" else "en"


InLanguage = Annotated[Language, Depends(_language)]


def certificate(
    service: Service, bundle: bytes, trust: bytes, language: Language, name: str, *, disclosed: bool
) -> Response:
    """The certificate of a bundle as a download; one that discloses something is kept by no cache.

    :param name: of the file, without its ending.
    :raises Refused: `CERTIFICATE_NOT_VALID`. :raises Unavailable: `CERTIFICATES_BUSY`.
    """
    with _turn():
        pdf = certifying.draw(bundle, trust, language, now=service.clock(), public_url=service.settings.public_url)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{language}.pdf"',
        "Content-Language": language,
        "Cache-Control": "no-store" if disclosed else "no-cache",
        "Zhengben-Disclosed": "yes" if disclosed else "no",
        "Vary": "Accept-Language, Authorization, Cookie",
    }
    return Response(pdf, media_type=MEDIA_TYPE, headers=headers)


@contextmanager
def _turn() -> Iterator[None]:
    if not _drawing.acquire(timeout=_PATIENCE):
        raise Unavailable(
            "CERTIFICATES_BUSY", "many certificates are asked for at once", next="ask again in a few seconds"
        )
    try:
        yield
    finally:
        _drawing.release()
