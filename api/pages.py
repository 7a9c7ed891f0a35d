"""Rendering pages: templates, words in two languages, and how numbers and times are written for people."""

from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.deps import Reader, domain
from api.language import choose, words
from ledger.core import act_words
from ledger.core.act_lines import Speech
from ledger.core.calendar import SHANGHAI
from ledger.core.errors import Refused
from ledger.core.shares import WHOLE
from ledger.service import Service

COOKIE = "lang"
STATIC = "/static/"
_WEB = Path(__file__).parent / "web"
_YEAR = 365 * 24 * 3600
_LONGEST_QUERY = 2000


def render(
    template: str,
    request: Request,
    *,
    page: str,
    reader: Reader | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """A page in the reader's language; `?lang=` decides and is kept in a cookie.

    :param page: whose words it takes, `api/web/locales/{language}/{page}.json`.
    :param reader: who is signed in, None for a stranger.
    """
    language = language_of(request)
    content = (
        _environment()
        .get_template(template)
        .render(
            language=language,
            w=words(language, page),
            demo=request.app.state.service.settings.demo,
            reader=reader,
            path=request.url.path,
            other_query=_other(request, "en" if language == "zh" else "zh"),
            here=_here(request),
            **values,
        )
    )
    kept = "no-cache" if reader is None and status == 200 else "no-store"  # nor is it shown once its reader signed out
    told = {"Cache-Control": kept, "Vary": "Accept-Language, Cookie", "Content-Language": language}
    response = HTMLResponse(content, status, {**told, **(headers or {})})
    if request.query_params.get("lang") == language:
        response.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax", path="/")
    return response


def language_of(request: Request) -> str:
    """The language of a page for this request."""
    header = request.headers.get("accept-language", "")
    return choose(request.query_params.get("lang"), request.cookies.get(COOKIE), header)


def words_of(request: Request, page: str) -> Mapping[str, str]:
    """The words of a page in the language of this request."""
    return words(language_of(request), page)


def kinds(request: Request) -> dict[str, str]:
    """The names of all kinds of act in the language of this request."""
    return {kind: speech(request).pair(pair) for kind, pair in act_words.TITLES.items()}


def speech(request: Request) -> Speech:
    """How acts are said in the language of this request."""
    return Speech("zh" if language_of(request) == "zh" else "en")


def address(request: Request, service: Service, path: str) -> str | None:
    """The whole address of a page as others reach it; None where the service does not know itself under the name by
    which it was called, which a stranger may have made up."""
    if service.settings.public_url is not None:
        return service.settings.public_url.rstrip("/") + path
    try:
        return f"{request.url.scheme}://{domain(request, service)}{path}"
    except Refused:
        return None


def is_page(request: Request) -> bool:
    """Whether an answer to this request is for a person in a browser: no address of the API, and HTML is wished for."""
    first = request.url.path.split("/", 2)[1]
    return first not in ("v1", "log", "static", "metrics", "healthz", "readyz") and "text/html" in request.headers.get(
        "accept", ""
    )


def is_of_page(request: Request) -> bool:
    """Whether one of our own pages asks, in a browser: Fetch Metadata says so, and no script can."""
    return request.headers.get("sec-fetch-site") == "same-origin"


def iso(seconds: int) -> str:
    """An instant for machines, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def beijing(seconds: int) -> str:
    """An instant for people, in Beijing time; the page says which zone that is."""
    return datetime.fromtimestamp(seconds, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def day(seconds: int) -> str:
    """The day of an instant in Beijing."""
    return datetime.fromtimestamp(seconds, SHANGHAI).strftime("%Y-%m-%d")


def hexed(value: str | bytes) -> str:
    """Bytes as hex, without 0x; text as it is."""
    return value.hex() if isinstance(value, bytes) else value


def short(digits: str) -> str:
    """The two ends of a long number, for lists; the whole of it stands where it leads."""
    return digits if len(digits) <= 20 else f"{digits[:10]}…{digits[-6:]}"


def fraction(units: int) -> str:
    """Units as a fraction of the whole, `1/3`; `1` for all of it."""
    part = Fraction(units, WHOLE)
    return str(part)


def percent(units: int) -> str:
    """Units in percent, `33.3333 %`: four digits behind the point at most, with `≈` where that is not exact."""
    part = Fraction(units * 100, WHOLE)
    rounded = round(part, 4)
    digits = f"{float(rounded):.4f}".rstrip("0").rstrip(".")
    return f"{'' if rounded == part else '≈ '}{digits} %"


def _other(request: Request, language: str) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    query = urlencode([*kept, ("lang", language)])
    return query if len(query) <= _LONGEST_QUERY else urlencode({"lang": language})


def _here(request: Request) -> str:
    """Path and query of this page, for coming back after signing in."""
    kept = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "lang"])
    path = request.url.path + (f"?{kept}" if kept else "")
    return path if len(path) <= _LONGEST_QUERY else request.url.path


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_WEB / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        iso=iso, beijing=beijing, day=day, hexed=hexed, short=short, fraction=fraction, percent=percent
    )
    environment.globals["static"] = lambda name: STATIC + name
    environment.globals["words_of"] = words  # of a part that several pages include, such as the choice of a key
    return environment
