"""What to do next, for a person before a page: an error's own next step may name a command, an address of the API or a
setting, which help a program or an operator and nobody else."""

import json
import re
from functools import cache

from api.language import LOCALES

_NOT_FOR_PEOPLE = re.compile(r"zhengben |`|/v1/|/docs\b|ZHENGBEN_|\bPOST\b|chmod|Bearer")
_OTHERWISE = "OTHERWISE"


def step(code: str, following: str, language: str) -> str:
    """The next step on a page.

    :param code: of the error. :param following: what the error says itself.
    """
    known = _steps(language)
    if code in known:
        return known[code]
    return known[_OTHERWISE] if _NOT_FOR_PEOPLE.search(following) else following


@cache
def _steps(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(LOCALES.joinpath(language, "steps.json").read_text("utf-8"))
    return found
