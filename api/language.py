"""Chinese or English: which the reader wants, and the words of the pages in both."""

import json
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")
LOCALES = files("api").joinpath("web/locales")


def from_header(header: str) -> str:
    """`zh` or `en`, whichever an `Accept-Language` header (RFC 9110 §12.5.4) prefers; English where it asks for
    neither, as programs do."""
    best, language = 0.0, "en"
    for part in header[:500].split(","):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().lower().split("-")[0]
        weight = _weight(parameters)
        if primary in LANGUAGES and weight > best:
            best, language = weight, primary
    return language


def choose(asked: str | None, kept: str | None, header: str) -> str:
    """The language of a page: what `?lang=` asks for, else what the cookie kept, else what the browser prefers."""
    for wish in (asked, kept):
        if wish in LANGUAGES:
            return str(wish)
    return from_header(header)


@cache
def words(language: str, page: str) -> dict[str, str]:
    """The words of a page in one language, by key: those that every page has, those of the keys, and its own."""
    found: dict[str, str] = {}
    for name in ("common", "keys", page):
        file = LOCALES.joinpath(language, f"{name}.json")
        found |= json.loads(file.read_text("utf-8"))
    return found


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
