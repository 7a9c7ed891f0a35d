"""Chinese as it is printed: the schemas of forms are written with a keyboard's punctuation, and never change."""

import re

_HAN = "\u3007\u4e00-\u9fff\u3400-\u4dbf」）》"
_WIDE = {",": "，", ";": "；", ":": "："}
_BESIDE = re.compile(rf"(?<=[{_HAN}])([,;:])[ ]?|([,;:])(?=[{_HAN}「（《])")
_BRACKETS = re.compile(rf"(?<=[{_HAN}])\(([^()]*)\)|\(([^()]*[{_HAN}][^()]*)\)")


def full_width(text: str) -> str:
    """The text with full-width punctuation where it stands beside Chinese; numbers and codes keep theirs."""
    bracketed = _BRACKETS.sub(lambda found: f"（{found[1] if found[2] is None else found[2]}）", text)
    return _BESIDE.sub(lambda found: _WIDE[found[1] or found[2]], bracketed)


def printed(words: dict[str, str]) -> dict[str, str]:
    """A pair of words, `zh` as it is printed and `en` as it is."""
    return words | {"zh": full_width(words["zh"])}
