"""Acts in plain words on the command line, with the numbers behind the words beside them."""

from collections.abc import Mapping
from typing import Any

from ledger.cli.locales import Language
from ledger.core import act_lines, act_words

Line = tuple[str, str]


def share(units: int, language: Language) -> str:
    """Units as percent, fraction and units."""
    return act_lines.Speech(language, exact=True).share(units)


def title(kind: str, language: Language) -> str:
    """What the act does, in a few words."""
    return act_words.TITLES[kind][0 if language == "zh" else 1] if kind in act_words.TITLES else kind


def describe(kind: str, message: Mapping[str, Any], language: Language) -> list[Line]:
    """The act as `(label, words)` lines: first the giving and taking, then the conditions."""
    found = act_lines.lines(kind, message, act_lines.Speech(language, exact=True))
    return [(line.label, line.words) for line in found]
