"""Rendering pages: templates, words in two languages, and how numbers and times are written for people."""

from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.language import choose, words
from ledger.core.calendar import SHANGHAI

COOKIE = "lang"
_WEB = Path(__file__).parent / "web"
_YEAR = 365 * 24 * 3600


def render(template: str, request: Request, *, demo: bool, **values: Any) -> HTMLResponse:
    """A page in the reader's language; `?lang=` decides and is kept in a cookie.

    :param demo: whether the page carries the DEMO mark.
    """
    language = language_of(request)
    others = {name: value for name, value in request.query_params.items() if name == "digest" and len(value) <= 64}
    page = _environment().get_template(template)
    content = page.render(
        language=language,
        w=words(language),
        demo=demo,
        stamp=_stamp(),
        other_query=urlencode({**others, "lang": "en" if language == "zh" else "zh"}),
        **values,
    )
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie", "Content-Language": language}
    response = HTMLResponse(content, headers=headers)
    if request.query_params.get("lang") == language:
        response.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax", path="/")
    return response


def language_of(request: Request) -> str:
    """The language of a page for this request."""
    header = request.headers.get("accept-language", "")
    return choose(request.query_params.get("lang"), request.cookies.get(COOKIE), header)


def iso(seconds: int) -> str:
    """An instant for machines, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def beijing(seconds: int) -> str:
    """An instant for people, in Beijing time."""
    return datetime.fromtimestamp(seconds, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def hexed(value: str | bytes) -> str:
    """Bytes as hex, without 0x; text as it is."""
    return value.hex() if isinstance(value, bytes) else value


def short(digits: str) -> str:
    """The two ends of a long number, for lists; the whole of it stands where it leads."""
    return digits if len(digits) <= 20 else f"{digits[:10]}…{digits[-6:]}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_WEB / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(iso=iso, beijing=beijing, hexed=hexed, short=short)
    return environment


@cache
def _stamp() -> str:
    """Changes whenever a static file does, so that browsers may keep them."""
    files = sorted((_WEB / "static").iterdir())
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]
